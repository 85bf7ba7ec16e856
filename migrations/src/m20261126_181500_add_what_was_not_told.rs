//! What could not be told, and why: what a notice is about, tries that failed for what lies in the row itself, filings of which a chat
//! has something still to hear, and deadlines of which the reviewer was told in the applicant's place.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261126_181500_add_what_was_not_told"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await?;
        Ok(())
    }
}

const UP: &str = "
ALTER TABLE outbox ADD COLUMN faults integer NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN matter text;
CREATE INDEX outbox_matter ON outbox (matter) WHERE matter IS NOT NULL;
ALTER TABLE conversation ADD COLUMN untold text;
ALTER TABLE deadline ADD COLUMN reviewer_told_at bigint;
";

const DOWN: &str = "
DROP INDEX outbox_matter;
ALTER TABLE outbox DROP COLUMN matter;
ALTER TABLE outbox DROP COLUMN faults;
ALTER TABLE conversation DROP COLUMN untold;
ALTER TABLE deadline DROP COLUMN reviewer_told_at;
";
