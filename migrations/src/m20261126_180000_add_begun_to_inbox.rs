//! How many runs of the process have begun with an input is counted apart from how often deciding it has failed; and when a group was
//! last told that something is not for everybody, so that it is not told at every command.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261126_180000_add_begun_to_inbox"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("ALTER TABLE inbox ADD COLUMN begun integer NOT NULL DEFAULT 0")
            .await?;
        db.execute_unprepared("ALTER TABLE conversation ADD COLUMN refused_at bigint")
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("ALTER TABLE inbox DROP COLUMN begun").await?;
        db.execute_unprepared("ALTER TABLE conversation DROP COLUMN refused_at")
            .await?;
        Ok(())
    }
}
