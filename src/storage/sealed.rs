//! What stands sealed in a row: where it stands, how it is opened and sealed, and what is said when it does not open.

use uuid::Uuid;

use super::seal::{KeyRing, SealedAt};
use super::{Result, StorageError};
use crate::domain::filing::FilingId;
use crate::domain::place::Place;

/// What does not open harms only the inputs that it is about: they fail when they ask for it ([`Work::attempt`]).
pub(in crate::storage) fn unopened(error: &StorageError) {
    tracing::warn!(
        error = error as &dyn std::error::Error,
        "Stored data does not open; inputs that need it fail"
    );
}

pub(in crate::storage) fn open(
    ring: &KeyRing,
    data_key: Option<Uuid>,
    sealed: &[u8],
    table: &'static str,
    row: &str,
    column: &'static str,
) -> Result<Vec<u8>> {
    let key = ring.get(data_key.unwrap_or_default());
    key.and_then(|key| key.open(sealed, &SealedAt { table, row, column }))
        .map_err(|source| StorageError::Sealed {
            table,
            column,
            row: row.to_owned(),
            source,
        })
}

pub(in crate::storage) fn open_text(
    ring: &KeyRing,
    data_key: Option<Uuid>,
    sealed: &[u8],
    table: &'static str,
    row: &str,
    column: &'static str,
) -> Result<String> {
    String::from_utf8(open(ring, data_key, sealed, table, row, column)?)
        .map_err(|_| StorageError::inconsistent(table, column, row))
}

pub(in crate::storage) fn seal(
    ring: &KeyRing,
    data_key: Uuid,
    clear: &[u8],
    table: &'static str,
    row: &str,
    column: &'static str,
) -> Result<Vec<u8>> {
    Ok(ring.get(data_key)?.seal(clear, &SealedAt { table, row, column })?)
}

pub(in crate::storage) fn json(
    value: &impl serde::Serialize,
    table: &'static str,
    column: &'static str,
    row: impl ToString,
) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StorageError::inconsistent(table, column, row))
}

pub(in crate::storage) fn answer_row(filing: FilingId, place: Place, field: &str) -> String {
    format!("{filing}|{}|{field}", sealed_place(place))
}

pub(in crate::storage) fn rejection_row(filing: FilingId, round: i32, place: Place, field: &str) -> String {
    format!("{filing}|{round}|{}|{field}", sealed_place(place))
}

/// A place as what is sealed there names it. Services were written `site:1` when the first values were sealed, and what a value was
/// sealed with cannot be changed without opening it: so they are named like that in seals for good.
fn sealed_place(place: Place) -> String {
    match place {
        Place::Service(no) => format!("site:{no}"),
        place => place.to_string(),
    }
}

pub(in crate::storage) fn asked_for_row(filing: FilingId, slot: u8) -> String {
    format!("{filing}|{slot}")
}

pub(in crate::storage) fn audit_row(filing: FilingId, at: i64, action: &str) -> String {
    format!("{filing}|{at}|{action}")
}
