//! `migrate`: brings the tables to this version.

use anyhow::Context as _;
use migrations::Migrator;
use sea_orm_migration::MigratorTrait as _;

use crate::config::DatabaseSettings;
use crate::storage::Store;

pub async fn run(settings: DatabaseSettings) -> anyhow::Result<()> {
    let store = open(&settings).await?;
    migrate(&store).await?;
    super::say("The tables are at this version.");
    Ok(())
}

/// The configured database.
pub async fn open(settings: &DatabaseSettings) -> anyhow::Result<Store> {
    let url = match &settings.database_url {
        Some(url) => url.clone(),
        None => Store::sqlite_url(&settings.folder()?),
    };
    open_url(&url).await
}

pub async fn open_url(url: &str) -> anyhow::Result<Store> {
    if !["sqlite:", "postgres:", "postgresql:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        anyhow::bail!("DATABASE_URL must begin with sqlite:// or postgres://");
    }
    Store::open(url).await.context("DATABASE_URL: opening the database")
}

/// Applies what is missing. Processes that start together wait for each other.
pub async fn migrate(store: &Store) -> anyhow::Result<()> {
    use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
    if store.is_postgres() {
        // The lock ends with its transaction; migrations run in others.
        let lock = store.connection().begin().await?;
        lock.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0")
            .await?;
        lock.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
        lock.execute_unprepared("SELECT pg_advisory_xact_lock(7261054)").await?;
        let outcome = Migrator::up(store.connection(), None).await;
        lock.commit().await?;
        return outcome.context("applying migrations");
    }
    Migrator::up(store.connection(), None)
        .await
        .context("applying migrations")
}
