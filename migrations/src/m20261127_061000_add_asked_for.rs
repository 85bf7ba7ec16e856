//! What reviewers ask for besides the form.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261127_061000_add_asked_for"
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
            "CREATE TABLE asked_for (
                filing {uuid} NOT NULL REFERENCES filing (id), slot smallint NOT NULL, what {bytes} NOT NULL, by bigint NOT NULL,
                until text, created_at bigint NOT NULL, PRIMARY KEY (filing, slot))"
        );
        db.execute_unprepared(&table).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared("DROP TABLE IF EXISTS asked_for")
            .await?;
        Ok(())
    }
}
