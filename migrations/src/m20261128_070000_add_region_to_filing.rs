//! A filing's province stands in the open beside its status: `/queue` lists one province. Answers are sealed, so it is written when a filing
//! is next saved; until then one of before stands in the lists of all provinces alone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261128_070000_add_region_to_filing"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("ALTER TABLE filing ADD COLUMN region text")
            .await?;
        db.execute_unprepared(
            "CREATE INDEX filing_region ON filing (region, status, status_since, number) WHERE region IS NOT NULL",
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("DROP INDEX filing_region").await?;
        db.execute_unprepared("ALTER TABLE filing DROP COLUMN region").await?;
        Ok(())
    }
}
