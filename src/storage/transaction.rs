//! A transaction, and what is certain once it has ended badly.
//!
//! A COMMIT or ROLLBACK that fails may leave a transaction open on its connection (SQLite keeps it so when the disk is full), or may
//! have ended it without telling. Whatever came later on that connection would then be decided and read inside a transaction that never
//! ends, and be gone at the next start. So a connection on which a BEGIN, COMMIT or ROLLBACK failed is never used again
//! ([`Suspicion`]): closing it undoes what was open.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::commits::{Moment, Watched};
use super::{Result, StorageError};

/// Whether the connection that comes back to the pool next may be in a state that nobody knows. Of SQLite's writer, the pool of which
/// has one connection: it is that one.
#[derive(Clone, Debug, Default)]
pub(super) struct Suspicion(Arc<AtomicBool>);

impl Suspicion {
    pub fn raise(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// True once after it was raised.
    pub fn take(&self) -> bool {
        self.0.swap(false, Ordering::SeqCst)
    }
}

/// A transaction that will write. Dropped before its end, it is rolled back.
pub struct Transaction {
    inner: DatabaseTransaction,
    suspicion: Suspicion,
    commits: Watched,
}

impl Transaction {
    pub(super) fn new(inner: DatabaseTransaction, suspicion: Suspicion, commits: Watched) -> Self {
        Self {
            inner,
            suspicion,
            commits,
        }
    }

    /// Commits. After an error nobody knows whether it was: what was to be done is asked for again, and finds itself done or not.
    pub async fn commit(self) -> Result<()> {
        self.commits.comes_to(Moment::Before).await;
        self.inner.commit().await.map_err(|error| {
            self.suspicion.raise();
            StorageError::Transaction(error)
        })?;
        self.commits.comes_to(Moment::After).await;
        Ok(())
    }

    /// Undoes it. That cannot fail for the caller: if ROLLBACK does, the connection is closed, and what was open on it is gone too.
    pub async fn rollback(self) {
        if let Err(error) = self.inner.rollback().await {
            self.suspicion.raise();
            tracing::warn!(%error, "Could not roll back; the connection is closed instead");
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.inner.query_all_raw(statement).await
    }
}
