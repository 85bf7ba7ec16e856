//! What an applicant says to a reviewer about an answer that was sent back and that they find right stands beside the rejection, sealed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261127_060000_add_reply_to_rejection"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("rejection")
            .add_column(ColumnDef::new("reply").binary())
            .to_owned();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let down = "ALTER TABLE rejection DROP COLUMN reply";
        manager.get_connection().execute_unprepared(down).await.map(drop)
    }
}
