//! Answers of filings.

use std::collections::HashMap;

use entities::answer;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::super::seal::{KeyRing, Secrets};
use super::super::sealed::{answer_row, json, open, seal, unopened};
use super::super::sql::upsert;
use super::super::{Result, StorageError};
use crate::domain::filing::{Filing, FilingId, Kept};
use crate::domain::form;
use crate::domain::place::Place;
use crate::work::Work;

/// An answer as it is loaded: filing, place, field, version, whether it is doubted, sealed value.
pub(in crate::storage) type AnswerRow = (FilingId, String, String, i64, bool, Vec<u8>);

/// The answers of these filings: by far the most rows of a batch.
pub(in crate::storage) async fn find(tx: &impl ConnectionTrait, filings: &[FilingId]) -> Result<Vec<AnswerRow>> {
    if filings.is_empty() {
        return Ok(Vec::new());
    }
    let query = answer::Entity::find().select_only().columns([
        answer::Column::Filing,
        answer::Column::Place,
        answer::Column::Field,
        answer::Column::Version,
        answer::Column::Doubted,
        answer::Column::Value,
    ]);
    let query = query.filter(answer::Column::Filing.is_in(filings.iter().copied()));
    Ok(query.into_tuple().all(tx).await?)
}

/// Opens answers, and puts each to its filing. Of one that does not open, its filing is noted.
pub(in crate::storage) fn open_into(
    loaded: &mut HashMap<FilingId, Filing>,
    work: &mut Work,
    ring: &KeyRing,
    answers: Vec<AnswerRow>,
) -> Result<()> {
    for (id, place, field, version, doubted, value) in answers {
        let Some(filing) = loaded.get_mut(&id) else {
            continue;
        };
        // A field that this version does not have any more stays in its table, unseen.
        let (Ok(place), Some(field)) = (place.parse::<Place>(), form::field(&field)) else {
            continue;
        };
        let name = answer_row(id, place, field.id);
        let clear = match open(ring, filing.data_key, &value, "answer", &name, "value") {
            Ok(clear) => clear,
            Err(error) => {
                unopened(&error);
                work.filings.cannot_open(id);
                continue;
            }
        };
        let answer =
            serde_json::from_slice(&clear).map_err(|_| StorageError::inconsistent("answer", "value", &name))?;
        let kept = Kept {
            answer,
            version,
            doubted,
        };
        filing.answers.insert((place, field.id), kept);
    }
    Ok(())
}

pub(in crate::storage) async fn save(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &Work,
    ring: &KeyRing,
) -> Result<()> {
    let mut models = Vec::new();
    let mut gone = Condition::any();
    for (id, before, filing) in work.filings.changes() {
        let Some(data_key) = filing.data_key else { continue };
        let old = before.into_iter().flat_map(|before| before.answers.keys());
        for (place, field) in old.filter(|at| !filing.answers.contains_key(at)) {
            let of_answer = Condition::all()
                .add(answer::Column::Filing.eq(*id))
                .add(answer::Column::Place.eq(place.to_string()))
                .add(answer::Column::Field.eq(*field));
            gone = gone.add(of_answer);
        }
        let known = before.map_or(0, |before| before.version);
        for ((place, field), kept) in filing.answers.iter().filter(|(_, kept)| kept.version > known) {
            let name = answer_row(*id, *place, field);
            let clear = json(&kept.answer, "answer", "value", &name)?;
            let purpose = form::field(field).and_then(|field| field.lookup);
            let lookup = match purpose.zip(kept.answer.lookup_text()) {
                Some((purpose, text)) => Some(secrets.lookup_hash(purpose, &text)?),
                None => None,
            };
            models.push(answer::ActiveModel {
                filing: Set(*id),
                place: Set(place.to_string()),
                field: Set((*field).to_owned()),
                version: Set(kept.version),
                doubted: Set(kept.doubted),
                value: Set(seal(ring, data_key, clear.as_bytes(), "answer", &name, "value")?),
                lookup: Set(lookup),
                updated_at: Set(work.now.timestamp_millis()),
            });
        }
    }
    if !gone.is_empty() {
        answer::Entity::delete_many().filter(gone).exec(tx).await?;
    }
    if models.is_empty() {
        return Ok(());
    }
    let conflict = upsert::<answer::Entity>([answer::Column::Filing, answer::Column::Place, answer::Column::Field]);
    answer::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
