//! `migrate`: brings the tables to this version.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use migrations::Migrator;
use sea_orm_migration::MigratorTrait as _;

use crate::config::DatabaseSettings;
use crate::storage::Store;

/// So long is waited for a PostgreSQL that is not there.
const PATIENCE: Duration = Duration::from_secs(6);

pub async fn run(settings: DatabaseSettings) -> anyhow::Result<()> {
    let store = open(&settings).await?;
    migrate(&store).await?;
    super::say("The tables are at this version.");
    Ok(())
}

/// The configured database.
pub async fn open(settings: &DatabaseSettings) -> anyhow::Result<Store> {
    match &settings.database_url {
        Some(url) => open_url(url, "DATABASE_URL").await,
        None => open_url(&Store::sqlite_url(&settings.folder()?), "DATA_FOLDER").await,
    }
}

/// Whether a URL names a database of a kind that we know, as the setting of that name must.
pub fn check_url(url: &str, setting: &str) -> anyhow::Result<()> {
    if ["sqlite:", "postgres:", "postgresql:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        return Ok(());
    }
    anyhow::bail!("{setting} must begin with sqlite:// or postgres://");
}

pub async fn open_url(url: &str, setting: &str) -> anyhow::Result<Store> {
    check_url(url, setting)?;
    let opened = async {
        if !url.starts_with("sqlite:") {
            Store::reach(url, PATIENCE).await?;
        }
        Store::open(url).await
    };
    opened.await.map_err(|error| {
        // Every layer between repeats the cause in its own words.
        let error = anyhow::Error::from(error);
        anyhow::anyhow!("{setting}: opening {}: {}", place(url), error.root_cause())
    })
}

/// What a URL names, without its password.
fn place(url: &str) -> String {
    if let Some(file) = url.strip_prefix("sqlite:") {
        let file = file.trim_start_matches("//").split('?').next().unwrap_or_default();
        return match Path::new(file).parent() {
            Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
                format!("{file} (there is no folder {})", folder.display())
            }
            _ => file.to_owned(),
        };
    }
    let url = url::Url::parse(url).ok();
    let host = url.as_ref().and_then(url::Url::host_str).unwrap_or("the server");
    match url.as_ref().and_then(url::Url::port) {
        Some(port) => format!("the database at {host}:{port}"),
        None => format!("the database at {host}"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_cannot_be_opened_is_named_with_its_cause_once() {
        let error = format!(
            "{:#}",
            open_url("sqlite:///nonexistent/x.db", "DATABASE_URL")
                .await
                .unwrap_err()
        );
        assert!(
            error.starts_with("DATABASE_URL: opening /nonexistent/x.db (there is no folder /nonexistent): "),
            "{error}"
        );
        assert_eq!(error.matches("unable to open database file").count(), 1, "{error}");

        // An address that nobody listens at.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let began = std::time::Instant::now();
        let url = format!("postgres://somebody:hushed@{address}/beian");
        let error = format!("{:#}", open_url(&url, "DATABASE_URL").await.unwrap_err());
        assert!(began.elapsed() < Duration::from_secs(10));
        assert!(
            error.starts_with(&format!("DATABASE_URL: opening the database at {address}: ")),
            "{error}"
        );
        assert!(error.contains("refused") && !error.contains("hushed"), "{error}");

        let error = open_url("mysql://x", "DATABASE_URL").await.unwrap_err().to_string();
        assert_eq!(error, "DATABASE_URL must begin with sqlite:// or postgres://");
    }
}
