//! What can go wrong with storage.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use super::seal::SealError;

#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
    #[error("a value of {table}.{column} in row {row} does not open")]
    Sealed {
        table: &'static str,
        column: &'static str,
        row: String,
        #[source]
        source: SealError,
    },
    #[error("could not seal or unwrap a key")]
    Key(#[from] SealError),
    /// A row holds what this version cannot read.
    #[error("{table}.{column} is unreadable in row {row}")]
    Inconsistent {
        table: &'static str,
        column: &'static str,
        row: String,
    },
    /// Somebody else has changed these rows meanwhile: undo the batch and take it again.
    #[error("{expected} inputs were to be marked done, {found} were waiting")]
    Overtaken { expected: u64, found: u64 },
}

impl StorageError {
    pub fn inconsistent(table: &'static str, column: &'static str, row: impl ToString) -> Self {
        Self::Inconsistent {
            table,
            column,
            row: row.to_string(),
        }
    }

    /// Whether the same may succeed when it is done again as it is.
    pub fn is_passing(&self) -> bool {
        let is_key_gone = |error: &DbErr| matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_)));
        // A key that a deletion has just dropped: taken again, the input finds a new one.
        self.is_contention() || matches!(self, Self::Database(error) if is_key_gone(error))
    }

    /// A deadlock, a lock that was not to be had, a lost connection, somebody else was quicker: it says nothing of what was to
    /// be done. Told by codes, for PostgreSQL's words are in its server's language.
    pub fn is_contention(&self) -> bool {
        let error = match self {
            Self::Overtaken { .. } => return true,
            Self::Database(error) => error,
            _ => return false,
        };
        let driver = match error {
            DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => return true,
            DbErr::Exec(RuntimeErr::SqlxError(driver)) | DbErr::Query(RuntimeErr::SqlxError(driver)) => driver.as_ref(),
            _ => return false,
        };
        match driver {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
            sqlx::Error::Database(told) => told.code().is_some_and(|code| is_code_of_contention(&code)),
            _ => false,
        }
    }
}

fn is_code_of_contention(code: &str) -> bool {
    const BUSY: u32 = 5;
    const LOCKED: u32 = 6;
    match code {
        // PostgreSQL: lock not available, deadlock, not serializable, idle in a transaction for too long.
        "55P03" | "40P01" | "40001" | "25P03" => true,
        // Its connections: lost or refused, too many, ended by an administrator or a shutdown.
        _ if code.len() == 5 => code.starts_with("08") || code.starts_with("57P") || code == "53300",
        // SQLite: the low byte names the kind.
        _ => code.parse().is_ok_and(|code: u32| matches!(code & 0xff, BUSY | LOCKED)),
    }
}

pub type Result<T, E = StorageError> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_contention_are_told_from_faults() {
        for code in ["55P03", "40P01", "25P03", "57P01", "08006", "5", "517", "262"] {
            assert!(is_code_of_contention(code), "{code}");
        }
        // A key that is there twice, a raised exception, a statement that took too long; SQLite's constraints.
        for code in ["23505", "P0001", "57014", "19", "787", "1811"] {
            assert!(!is_code_of_contention(code), "{code}");
        }
    }
}
