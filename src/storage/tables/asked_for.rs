//! What reviewers asked for besides the form.

use std::collections::HashMap;

use chrono::NaiveDate;
use entities::asked_for;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::super::Result;
use super::super::seal::KeyRing;
use super::super::sealed::{asked_for_row, open_text, seal, unopened};
use super::super::sql::upsert;
use crate::clock::from_milliseconds;
use crate::domain::filing::{AskedFor, Filing, FilingId};
use crate::work::Work;

/// What these filings were asked for, in the order of the slots.
pub(in crate::storage) async fn find(tx: &impl ConnectionTrait, filings: &[FilingId]) -> Result<Vec<asked_for::Model>> {
    if filings.is_empty() {
        return Ok(Vec::new());
    }
    let query = asked_for::Entity::find().filter(asked_for::Column::Filing.is_in(filings.iter().copied()));
    Ok(query.order_by_asc(asked_for::Column::Slot).all(tx).await?)
}

/// Opens them, and puts each to its filing. Of one that does not open, its filing is noted.
pub(in crate::storage) fn open_into(
    loaded: &mut HashMap<FilingId, Filing>,
    work: &mut Work,
    ring: &KeyRing,
    rows: Vec<asked_for::Model>,
) {
    for row in rows {
        let Some(filing) = loaded.get_mut(&row.filing) else {
            continue;
        };
        let Ok(slot) = u8::try_from(row.slot) else { continue };
        let name = asked_for_row(row.filing, slot);
        match open_text(ring, filing.data_key, &row.what, "asked_for", &name, "what") {
            Ok(what) => filing.asked_for.push(AskedFor {
                slot,
                what,
                by: row.by,
                at: from_milliseconds(row.created_at),
                until: row.until.and_then(|day| day.parse::<NaiveDate>().ok()),
            }),
            Err(error) => {
                unopened(&error);
                work.filings.cannot_open(row.filing);
            }
        }
    }
}

/// Writes what was added, and takes out what was only picked and is not any more.
pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
    let mut models = Vec::new();
    let mut out = Condition::any();
    for (id, before, filing) in work.filings.changes() {
        let old = before.map(|before| before.asked_for.as_slice()).unwrap_or_default();
        let Some(data_key) = filing.data_key else { continue };
        let is_out = |row: &&AskedFor| !filing.asked_for.iter().any(|kept| kept.slot == row.slot);
        for row in old.iter().filter(is_out) {
            let of_slot = Condition::all()
                .add(asked_for::Column::Filing.eq(*id))
                .add(asked_for::Column::Slot.eq(row.slot));
            out = out.add(of_slot);
        }
        for row in filing.asked_for.iter().filter(|row| !old.contains(row)) {
            let name = asked_for_row(*id, row.slot);
            models.push(asked_for::ActiveModel {
                filing: Set(*id),
                slot: Set(row.slot.into()),
                what: Set(seal(ring, data_key, row.what.as_bytes(), "asked_for", &name, "what")?),
                by: Set(row.by),
                until: Set(row.until.map(|day| day.to_string())),
                created_at: Set(row.at.timestamp_millis()),
            });
        }
    }
    if !out.is_empty() {
        asked_for::Entity::delete_many().filter(out).exec(tx).await?;
    }
    if models.is_empty() {
        return Ok(());
    }
    let conflict = upsert::<asked_for::Entity>([asked_for::Column::Filing, asked_for::Column::Slot]);
    asked_for::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
