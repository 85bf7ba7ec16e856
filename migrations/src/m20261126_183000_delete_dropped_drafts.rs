//! Drafts that were dropped while a dropped draft still kept its answers: their applicants were told that they are deleted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261126_183000_delete_dropped_drafts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DELETE).await?;
        Ok(())
    }

    /// What is deleted does not come back.
    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}

/// A draft has no number before it is handed in. A filing's key that no filing names any more was a dropped draft's.
const DELETE: &str = "
DELETE FROM answer WHERE filing IN (SELECT id FROM filing WHERE status = 'withdrawn' AND number IS NULL);
DELETE FROM rejection WHERE filing IN (SELECT id FROM filing WHERE status = 'withdrawn' AND number IS NULL);
DELETE FROM outbox WHERE data_key IN (SELECT data_key FROM filing WHERE status = 'withdrawn' AND number IS NULL);
UPDATE audit SET words = NULL WHERE filing IN (SELECT id FROM filing WHERE status = 'withdrawn' AND number IS NULL);
UPDATE filing SET data_key = NULL, facts = '{}' WHERE status = 'withdrawn' AND number IS NULL;
DELETE FROM data_key WHERE owner = 'filing'
    AND NOT EXISTS (SELECT 1 FROM filing WHERE filing.data_key = data_key.id)
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.data_key = data_key.id)
    AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.data_key = data_key.id);
";
