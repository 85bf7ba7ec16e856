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
        for statement in UP {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for statement in DOWN {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// Whatever a list shows of a filing stands in its indexes, so that no row is read for it; what has no number yet stands in none of them, so
/// that an answer costs nothing there.
const UP: &[&str] = &[
    "ALTER TABLE filing ADD COLUMN region text",
    "DROP INDEX filing_waiting",
    "CREATE INDEX filing_waiting ON filing (status, status_since, number, id, kind, applicant, claimed_by, submitted_at, region) \
     WHERE number IS NOT NULL",
    "DROP INDEX filing_claimed_by",
    "CREATE INDEX filing_claimed_by ON filing (claimed_by, status, status_since, number, id, kind, applicant, submitted_at, region) \
     WHERE claimed_by IS NOT NULL",
    "CREATE INDEX filing_unclaimed ON filing (status, status_since, number, id, kind, applicant, submitted_at, region) \
     WHERE claimed_by IS NULL AND number IS NOT NULL",
    "CREATE INDEX filing_region ON filing (region, status, status_since, number, id, kind, applicant, claimed_by, submitted_at) \
     WHERE region IS NOT NULL",
];

const DOWN: &[&str] = &[
    "DROP INDEX filing_region",
    "DROP INDEX filing_unclaimed",
    "DROP INDEX filing_claimed_by",
    "CREATE INDEX filing_claimed_by ON filing (claimed_by, status, status_since, number)",
    "DROP INDEX filing_waiting",
    "CREATE INDEX filing_waiting ON filing (status, status_since, number)",
    "ALTER TABLE filing DROP COLUMN region",
];
