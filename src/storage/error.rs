//! What can go wrong with storage.

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
}

pub type Result<T, E = StorageError> = std::result::Result<T, E>;
