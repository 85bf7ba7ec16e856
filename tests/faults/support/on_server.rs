//! PostgreSQL behind a connection that is lost.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use migrations::Migrator;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use sea_orm_migration::MigratorTrait;
use url::Url;
use uuid::Uuid;

use super::OUTSIDE;
use super::all::Breakable;
use super::kept::{Reader, connect};
use super::proxy::{Cut, Proxy, Which};
use super::run::Faulty;

/// The server of `TEST_DATABASE_URL`; none: the reason is printed.
pub fn server() -> Option<Url> {
    let url = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty());
    if url.is_none() {
        eprintln!("skipped: TEST_DATABASE_URL names no PostgreSQL server");
    }
    url.map(|url| url.parse().unwrap())
}

/// A database on the server, dropped with it.
pub struct Named {
    server: Url,
    name: String,
}

impl Named {
    /// Made as `template` is.
    fn copy(server: &Url, template: &str) -> Self {
        let named = Self {
            server: server.clone(),
            name: format!("test_{}", Uuid::new_v4().simple()),
        };
        named.run(&format!("CREATE DATABASE {} TEMPLATE {template}", named.name));
        named
    }

    /// Straight to the server.
    pub fn url(&self) -> Url {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url
    }

    /// Not in this database: in the server's own.
    fn run(&self, statement: &str) {
        OUTSIDE.block_on(async {
            let connection = connect(self.server.as_str()).await;
            connection.execute_unprepared(statement).await.unwrap();
            connection.close().await.unwrap();
        });
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        self.run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// A database on the server, as the bot reaches it through a proxy.
pub struct OnServer {
    pub proxy: Proxy,
    which: Which,
    has_failed: bool,
    counted: u64,
    pub database: Arc<Named>,
}

impl OnServer {
    /// With all tables.
    pub fn new(server: &Url, which: Which) -> Self {
        let database = Named::copy(server, "template1");
        OUTSIDE.block_on(async {
            let connection: DatabaseConnection = connect(database.url().as_str()).await;
            Migrator::up(&connection, None).await.unwrap();
            connection.close().await.unwrap();
        });
        Self::of(database, which)
    }

    fn of(database: Named, which: Which) -> Self {
        Self {
            proxy: proxy(&database.server, which),
            which,
            has_failed: false,
            counted: 0,
            database: Arc::new(database),
        }
    }
}

fn proxy(server: &Url, which: Which) -> Proxy {
    let address = format!("{}:{}", server.host_str().unwrap(), server.port().unwrap_or(5432));
    OUTSIDE.block_on(Proxy::start(address, which))
}

impl Faulty for OnServer {
    fn url(&self) -> String {
        let mut url = self.database.url();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(self.proxy.address.port())).unwrap();
        url.into()
    }

    fn reader(&self) -> Reader {
        Reader::of_server(self.database.url().as_str())
    }

    fn has_failed(&self) -> bool {
        self.has_failed || self.proxy.failed() > 0
    }

    fn cut_off(&mut self) {
        self.has_failed |= self.proxy.failed() > 0;
        self.proxy.refuses();
    }

    fn is_mended(&mut self) -> anyhow::Result<()> {
        self.counted = self.proxy.statements();
        self.proxy = proxy(&self.database.server, self.which);
        // The server takes a moment to see that somebody is gone. Leases count real time, which a test cannot move.
        let others =
            "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let reader = self.reader();
        let began = Instant::now();
        while !reader.lines(others).is_empty() {
            ensure!(began.elapsed() < Duration::from_secs(10), "somebody stays connected");
            OUTSIDE.block_on(async { tokio::time::sleep(Duration::from_millis(5)).await });
        }
        reader.lines("UPDATE delivery SET until = 0 RETURNING channel");
        reader.close();
        Ok(())
    }
}

impl Breakable for OnServer {
    type Original = Named;
    type How = (Cut, Which);

    fn original(&self) -> Named {
        Named::copy(&self.database.server, &self.database.name)
    }

    fn copy(original: &Named, number: u64, (cut, which): Self::How) -> Self {
        let copy = Self::of(Named::copy(&original.server, &original.name), which);
        copy.proxy.cuts_at(number, cut);
        copy
    }

    fn counted(&self) -> u64 {
        self.counted
    }
}
