//! The answer that was found wanting stays beside the rejection, sealed, so that reviewers see what has changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261127_070000_add_was_to_rejection"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("rejection")
            .add_column(ColumnDef::new("was").binary())
            .to_owned();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let down = "ALTER TABLE rejection DROP COLUMN was";
        manager.get_connection().execute_unprepared(down).await.map(drop)
    }
}
