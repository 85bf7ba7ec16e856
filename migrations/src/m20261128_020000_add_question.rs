//! What people ask the reviewers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261128_020000_add_question"
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
            "CREATE TABLE question (
                number bigint PRIMARY KEY, chat bigint NOT NULL, data_key {uuid} NOT NULL REFERENCES data_key (id),
                filing {uuid} REFERENCES filing (id), place text, field text, words {bytes} NOT NULL, asked_at bigint NOT NULL,
                answer {bytes}, answered_by bigint, answered_at bigint)"
        );
        db.execute_unprepared(&table).await?;
        for index in [
            "CREATE INDEX question_chat ON question (chat)",
            "CREATE INDEX question_data_key ON question (data_key)",
            "CREATE INDEX question_filing ON question (filing)",
            "CREATE INDEX question_open ON question (asked_at, number) WHERE answered_at IS NULL",
            "INSERT INTO counter (name, next) VALUES ('question', 1)",
        ] {
            db.execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("DROP TABLE IF EXISTS question").await?;
        db.execute_unprepared("DELETE FROM counter WHERE name = 'question'")
            .await?;
        Ok(())
    }
}
