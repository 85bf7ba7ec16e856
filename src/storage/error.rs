//! What can go wrong with storage.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use super::seal::SealError;

#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
    /// A transaction could not be begun or ended: nobody knows whether it was committed.
    #[error("a transaction could not be begun or ended")]
    Transaction(#[source] sea_orm::DbErr),
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

    /// Whether it says nothing of what was to be done: then the same is done again, and costs it no try. A lock that was not to be
    /// had, a connection that was lost (its commit may have happened), a database that is slow, full or away, somebody else who was
    /// quicker. Told by codes, for PostgreSQL's words are in its server's language.
    pub fn is_passing(&self) -> bool {
        let error = match self {
            Self::Overtaken { .. } | Self::Transaction(_) => return true,
            Self::Database(error) => error,
            _ => return false,
        };
        // A key that a deletion has just dropped: taken again, the input finds a new one.
        if self.names_what_is_gone() {
            return true;
        }
        match driver(error) {
            Some(sqlx::Error::Database(told)) => told.code().is_some_and(|code| is_passing_code(&code)),
            // Whatever else comes from the driver's way to the database: a broken or refused connection, an answer cut in half, a pool
            // that is empty, a thread that is gone.
            Some(
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::BeginFailed
                | sqlx::Error::InvalidSavePointStatement,
            ) => true,
            Some(_) => false,
            None => matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_)),
        }
    }

    /// Whether a row was to name another that is not there. It went just then; if it is always the same input, it is that one.
    pub fn names_what_is_gone(&self) -> bool {
        let Self::Database(error) = self else { return false };
        matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_)))
    }

    /// Whether a statement took longer than it may. It may be the database, or what was asked of it: if it is always the same input, it
    /// is that one.
    pub fn is_too_slow(&self) -> bool {
        let Self::Database(error) = self else { return false };
        matches!(driver(error), Some(sqlx::Error::Database(told)) if told.code().is_some_and(|code| code == TOO_SLOW))
    }
}

/// PostgreSQL's query_canceled: by `statement_timeout`, or by an administrator.
const TOO_SLOW: &str = "57014";

fn driver(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(driver))
        | DbErr::Query(RuntimeErr::SqlxError(driver))
        | DbErr::Conn(RuntimeErr::SqlxError(driver)) => Some(driver.as_ref()),
        _ => None,
    }
}

fn is_passing_code(code: &str) -> bool {
    if code.len() == 5 {
        return match code {
            // Lock not available, deadlock, not serializable, idle in a transaction for too long, transaction already failed.
            "55P03" | "40P01" | "40001" | "25P03" | "25P02" => true,
            // A server that only reads (a standby, after a change of the primary), and plans of before an upgrade of the tables.
            "25006" | "0A000" | "26000" => true,
            // Connection lost or refused; ended by an administrator, a shutdown or a time limit; disk full, memory, too many connections;
            // errors of the server's machine and of its files.
            _ => ["08", "57", "53", "58"].iter().any(|class| code.starts_with(class)),
        };
    }
    // SQLite: the low byte names the kind. Busy, locked, out of memory, read-only, interrupted, I/O error, damaged, full, cannot be opened,
    // locking protocol, tables changed, not a database.
    const PASSING: [u32; 12] = [5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 17, 26];
    code.parse().is_ok_and(|code: u32| PASSING.contains(&(code & 0xff)))
}

pub type Result<T, E = StorageError> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_say_nothing_of_the_input_are_told_from_faults() {
        for code in [
            "55P03", "40P01", "25P03", "57P01", "57014", "53100", "53200", "53300", "58030", "25006", "08006", "5",
            "517", "262", "13", "10", "778", "1034", "8", "1032", "14",
        ] {
            assert!(is_passing_code(code), "{code}");
        }
        // A key that is there twice, a raised exception, a text that is too long; SQLite's errors of statements and constraints.
        for code in ["23505", "P0001", "22001", "1", "18", "19", "787", "1811"] {
            assert!(!is_passing_code(code), "{code}");
        }
    }
}
