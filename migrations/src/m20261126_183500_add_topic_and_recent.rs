//! The topic that a desk stands in, and what a chat's next inputs may be more of.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261126_183500_add_topic_and_recent"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let bytes = match db.get_database_backend() {
            DbBackend::Postgres => "bytea",
            _ => "blob",
        };
        db.execute_unprepared("ALTER TABLE desk ADD COLUMN topic bigint")
            .await?;
        let recent = format!("ALTER TABLE conversation ADD COLUMN recent {bytes}");
        db.execute_unprepared(&recent).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("ALTER TABLE conversation DROP COLUMN recent")
            .await?;
        db.execute_unprepared("ALTER TABLE desk DROP COLUMN topic").await?;
        Ok(())
    }
}
