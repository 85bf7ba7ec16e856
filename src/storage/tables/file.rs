//! Files that people sent for filings.

use std::collections::HashMap;

use entities::file;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::super::seal::KeyRing;
use super::super::sealed::{json, open_text, seal, unopened};
use super::super::sql::upsert;
use super::super::{Result, StorageError};
use crate::clock::from_milliseconds;
use crate::domain::files::SentFile;
use crate::domain::filing::{Filing, FilingId};
use crate::domain::form;
use crate::work::Work;

/// What was sent for these filings, in its order.
pub(in crate::storage) async fn find(tx: &impl ConnectionTrait, filings: &[FilingId]) -> Result<Vec<file::Model>> {
    if filings.is_empty() {
        return Ok(Vec::new());
    }
    let query = file::Entity::find().filter(file::Column::Filing.is_in(filings.iter().copied()));
    Ok(query.order_by_asc(file::Column::CreatedAt).all(tx).await?)
}

/// Opens them, and puts each to its filing. Of one that does not open, its filing is noted.
pub(in crate::storage) fn open_into(
    loaded: &mut HashMap<FilingId, Filing>,
    work: &mut Work,
    ring: &KeyRing,
    rows: Vec<file::Model>,
) -> Result<()> {
    for row in rows {
        let Some(filing) = loaded.get_mut(&row.filing) else {
            continue;
        };
        let (Ok(place), Some(field)) = (row.place.parse(), form::field(&row.field)) else {
            continue;
        };
        let name = row.id.to_string();
        let source = match open_text(ring, filing.data_key, &row.source, "file", &name, "source") {
            Ok(source) => source,
            Err(error) => {
                unopened(&error);
                work.filings.cannot_open(row.filing);
                continue;
            }
        };
        let state = serde_json::from_str(&row.state).map_err(|_| StorageError::inconsistent("file", "state", &name))?;
        filing.files.push(SentFile {
            id: row.id,
            place,
            field: field.id,
            source,
            state,
            at: from_milliseconds(row.created_at),
        });
    }
    Ok(())
}

/// Writes what is new or has changed. A file goes with its filing alone.
pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
    let mut models = Vec::new();
    for (id, before, filing) in work.filings.changes() {
        let old = before.map(|before| before.files.as_slice()).unwrap_or_default();
        let Some(data_key) = filing.data_key else { continue };
        for row in filing.files.iter().filter(|row| !old.contains(row)) {
            let name = row.id.to_string();
            models.push(file::ActiveModel {
                id: Set(row.id),
                filing: Set(*id),
                data_key: Set(data_key),
                place: Set(row.place.to_string()),
                field: Set(row.field.to_owned()),
                source: Set(seal(ring, data_key, row.source.as_bytes(), "file", &name, "source")?),
                state: Set(json(&row.state, "file", "state", row.id)?),
                created_at: Set(row.at.timestamp_millis()),
            });
        }
    }
    if models.is_empty() {
        return Ok(());
    }
    let conflict = upsert::<file::Entity>([file::Column::Id]);
    file::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
