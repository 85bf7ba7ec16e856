//! Deleted bytes leave the database's files.
//!
//! SQLite overwrites what is deleted (`secure_delete`), but the bytes stand in the WAL until it has been copied and cut;
//! PostgreSQL frees them with a vacuum.

use sea_orm::sqlx::Executor;
use sea_orm::{ConnectionTrait, DbErr, Statement};

use super::{Result, Store};

/// Of the tables that hold keys, what is sealed under them, and look-up hashes.
const VACUUM: &str = "VACUUM data_key, person, conversation, inbox, outbox, answer, rejection, asked_for, audit, subject, service, filing";

/// False if it has to be tried again, because somebody was reading.
pub async fn run(store: &Store) -> Result<bool> {
    if store.is_postgres() {
        vacuum(store).await?;
        return Ok(true);
    }
    let connection = store.connection();
    let statement = Statement::from_string(connection.get_database_backend(), "PRAGMA wal_checkpoint(TRUNCATE)");
    let row = connection.query_one_raw(statement).await?;
    let busy: i32 = row.map_or(Ok(1), |row| row.try_get_by_index(0))?;
    Ok(busy == 0)
}

/// Outside any transaction, on a connection that may take its time.
async fn vacuum(store: &Store) -> Result<()> {
    let failed = |error: sea_orm::sqlx::Error| DbErr::Custom(error.to_string());
    let pool = store.connection().get_postgres_connection_pool();
    let mut connection = pool.acquire().await.map_err(failed)?;
    // Without its time limit nobody else shall have it.
    connection.close_on_drop();
    connection.execute("SET statement_timeout = 0").await.map_err(failed)?;
    connection.execute(VACUUM).await.map_err(failed)?;
    Ok(())
}
