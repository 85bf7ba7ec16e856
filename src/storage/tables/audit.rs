//! The history of filings.

use entities::{audit, filing};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::seal::KeyRing;
use super::super::sealed::{audit_row, open_text, seal, unopened};
use super::super::{Result, StorageError};
use crate::clock::from_milliseconds;
use crate::work::{Audit, Needs, Work};

/// The history of the filings whose numbers it is wanted of.
pub(in crate::storage) async fn find(
    tx: &impl ConnectionTrait,
    needs: &Needs,
    filings: &[filing::Model],
) -> Result<Vec<audit::Model>> {
    let ids: Vec<Uuid> = filings
        .iter()
        .filter(|row| row.number.is_some_and(|number| needs.history.contains(&number)))
        .map(|row| row.id)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = audit::Entity::find().filter(audit::Column::Filing.is_in(ids));
    Ok(query.order_by_asc(audit::Column::Id).all(tx).await?)
}

/// Opens the lines that were found, and puts them into the batch. Their filings are there already.
pub(in crate::storage) fn put(work: &mut Work, ring: &KeyRing, rows: Vec<audit::Model>) -> Result<()> {
    for row in rows {
        let filing = row.filing;
        match open_audit(work, row, ring) {
            Ok(line) => work.history.entry(filing).or_default().push(line),
            Err(error @ StorageError::Sealed { .. }) => {
                unopened(&error);
                work.filings.cannot_open(filing);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn open_audit(work: &Work, row: audit::Model, ring: &KeyRing) -> Result<Audit> {
    let inconsistent = |column| StorageError::inconsistent("audit", column, row.id);
    let data_key = work.filings.get(&row.filing).and_then(|filing| filing.data_key);
    let place = audit_row(row.filing, row.at, &row.action);
    let words = match (&row.words, data_key) {
        (Some(sealed), Some(_)) => Some(open_text(ring, data_key, sealed, "audit", &place, "words")?),
        _ => None,
    };
    Ok(Audit {
        filing: row.filing,
        at: from_milliseconds(row.at),
        actor: row.actor.clone(),
        person: row.person,
        action: row.action.clone(),
        from: row.from_status.parse().map_err(|_| inconsistent("from_status"))?,
        to: row.to_status.parse().map_err(|_| inconsistent("to_status"))?,
        words,
    })
}

pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
    let mut models = Vec::new();
    for line in &work.additions.audit {
        let data_key = work.filings.get(&line.filing).and_then(|filing| filing.data_key);
        let at = line.at.timestamp_millis();
        let name = audit_row(line.filing, at, &line.action);
        let words = match (&line.words, data_key) {
            (Some(words), Some(key)) => Some(seal(ring, key, words.as_bytes(), "audit", &name, "words")?),
            _ => None,
        };
        models.push(audit::ActiveModel {
            id: NotSet,
            filing: Set(line.filing),
            at: Set(at),
            actor: Set(line.actor.clone()),
            person: Set(line.person),
            action: Set(line.action.clone()),
            from_status: Set(line.from.to_string()),
            to_status: Set(line.to.to_string()),
            words: Set(words),
        });
    }
    if models.is_empty() {
        return Ok(());
    }
    audit::Entity::insert_many(models).exec_without_returning(tx).await?;
    Ok(())
}
