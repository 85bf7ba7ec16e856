//! Files that people send.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261127_065500_add_file"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let (uuid, bytes) = match db.get_database_backend() {
            DbBackend::Postgres => ("uuid", "bytea"),
            _ => ("blob", "blob"),
        };
        let table = format!(
            "CREATE TABLE file (
                id {uuid} PRIMARY KEY, filing {uuid} NOT NULL REFERENCES filing (id), data_key {uuid} NOT NULL REFERENCES data_key (id),
                place text NOT NULL, field text NOT NULL, source {bytes} NOT NULL, state text NOT NULL, created_at bigint NOT NULL)"
        );
        db.execute_unprepared(&table).await?;
        db.execute_unprepared("CREATE INDEX file_of_filing ON file (filing)")
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared("DROP TABLE IF EXISTS file")
            .await?;
        Ok(())
    }
}
