//! `migrate`: brings the tables to this version.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use migrations::Migrator;
use sea_orm::{DbErr, RuntimeErr, sqlx};
use sea_orm_migration::MigratorTrait as _;

use crate::config::DatabaseSettings;
use crate::storage::{Store, erase};

/// How long a PostgreSQL that is not there is waited for.
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
        anyhow::anyhow!(
            "{setting}: opening the database: {}",
            cause(&anyhow::Error::from(error))
        )
    })
}

/// Why a database cannot be opened, without what its address holds: the server's own words quote users and databases, and the
/// driver's the address that it cannot read.
fn cause(error: &anyhow::Error) -> String {
    let driver = error.chain().find_map(driver_error);
    match driver {
        Some(sqlx::Error::Io(error)) => error.to_string(),
        Some(sqlx::Error::Database(told)) => {
            let code = told.code().unwrap_or_default();
            match code.as_ref() {
                "28000" | "28P01" => "the server refuses this user or this password".to_owned(),
                "3D000" => "the server has no database of that name".to_owned(),
                "14" => "there is no such file or folder, or it may not be written".to_owned(),
                code => format!("the database refuses it (code {code})"),
            }
        }
        Some(sqlx::Error::Tls(_)) => "no encrypted connection could be made".to_owned(),
        Some(sqlx::Error::Configuration(_)) => "this is no address of a database".to_owned(),
        _ => "it cannot be reached".to_owned(),
    }
}

/// Every layer between repeats the driver's error in its own words.
fn driver_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a sqlx::Error> {
    if let Some(error) = error.downcast_ref::<Arc<sqlx::Error>>() {
        return Some(error);
    }
    if let Some(DbErr::Conn(RuntimeErr::SqlxError(error))) = error.downcast_ref::<DbErr>() {
        return Some(error);
    }
    error.downcast_ref::<sqlx::Error>()
}

/// Applies what is missing. Processes that start together wait for each other.
pub async fn migrate(store: &Store) -> anyhow::Result<()> {
    use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
    let applied = if store.is_postgres() {
        // The lock ends with its transaction; migrations run in others.
        let lock = store.connection().begin().await?;
        lock.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0")
            .await?;
        lock.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
        lock.execute_unprepared("SELECT pg_advisory_xact_lock(7261054)").await?;
        let outcome = apply(store).await;
        lock.commit().await?;
        outcome
    } else {
        apply(store).await
    };
    // What a migration deletes leaves the database's files too. Whoever reads it just now only puts that off to the next deletion.
    if applied.context("applying migrations")?
        && let Err(error) = erase::run(store).await
    {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "Could not erase deleted bytes yet"
        );
    }
    Ok(())
}

/// Whether anything was missing.
async fn apply(store: &Store) -> Result<bool, sea_orm::DbErr> {
    let missing = Migrator::get_pending_migrations(store.connection()).await?;
    Migrator::up(store.connection(), None).await?;
    Ok(!missing.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn told(url: &str) -> String {
        format!("{:#}", open_url(url, "DATABASE_URL").await.unwrap_err())
    }

    #[tokio::test]
    async fn what_cannot_be_opened_is_told_by_its_setting_and_its_cause() {
        assert_eq!(
            told("sqlite:///hushed/x.db").await,
            "DATABASE_URL: opening the database: there is no such file or folder, or it may not be written"
        );

        // An address that nobody listens at.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let began = std::time::Instant::now();
        let error = told(&format!("postgres://hushed:hushed@{address}/hushed")).await;
        assert!(began.elapsed() < Duration::from_secs(10));
        assert!(error.starts_with("DATABASE_URL: opening the database: "), "{error}");
        assert!(error.contains("refused") && !error.contains("hushed"), "{error}");

        for url in [
            "postgres://hushed:hushed@:hushed/x",
            "postgres://localhost/x?port=hushed",
            "sqlite://x?hushed=1",
        ] {
            let error = told(url).await;
            assert_eq!(
                error, "DATABASE_URL: opening the database: this is no address of a database",
                "{url}"
            );
        }
        let error = told("mysql://hushed").await;
        assert_eq!(error, "DATABASE_URL must begin with sqlite:// or postgres://");
    }

    #[tokio::test]
    async fn what_a_server_refuses_is_told_without_its_words() {
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
            eprintln!("skipped: TEST_DATABASE_URL names no PostgreSQL server");
            return;
        };
        let mut url = url::Url::parse(&server).unwrap();
        url.set_path("/hushed");
        assert_eq!(
            told(url.as_str()).await,
            "DATABASE_URL: opening the database: the server has no database of that name"
        );
    }
}
