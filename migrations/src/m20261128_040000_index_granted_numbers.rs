//! Granted numbers are looked up: a number is one service's, and reviewers find a filing by it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261128_040000_index_granted_numbers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for text in [
            "CREATE INDEX service_icp_number ON service (icp_number)",
            "CREATE INDEX subject_icp_number ON subject (icp_number)",
            // A correction or an act that is taken back finds them by the filing.
            "CREATE INDEX service_filing ON service (filing)",
            "CREATE INDEX subject_filing ON subject (filing)",
        ] {
            db.execute_unprepared(text).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for name in [
            "service_icp_number",
            "subject_icp_number",
            "service_filing",
            "subject_filing",
        ] {
            db.execute_unprepared(&format!("DROP INDEX IF EXISTS {name}")).await?;
        }
        Ok(())
    }
}
