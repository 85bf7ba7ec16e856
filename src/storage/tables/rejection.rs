//! Fields that were sent back, or are picked to be.

use std::collections::HashMap;

use entities::rejection;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::super::Result;
use super::super::seal::KeyRing;
use super::super::sealed::{json, open_text, rejection_row, seal, unopened};
use super::super::sql::upsert;
use crate::clock::from_milliseconds;
use crate::domain::filing::{ANY_FIELD, Filing, FilingId, Rejection};
use crate::domain::form;
use crate::domain::place::Place;
use crate::work::Work;

/// What was sent back of these filings, in its order.
pub(in crate::storage) async fn find(tx: &impl ConnectionTrait, filings: &[FilingId]) -> Result<Vec<rejection::Model>> {
    if filings.is_empty() {
        return Ok(Vec::new());
    }
    let query = rejection::Entity::find().filter(rejection::Column::Filing.is_in(filings.iter().copied()));
    Ok(query.order_by_asc(rejection::Column::CreatedAt).all(tx).await?)
}

/// Opens rejections, and puts each to its filing. Of one that does not open, its filing is noted.
pub(in crate::storage) fn open_into(
    loaded: &mut HashMap<FilingId, Filing>,
    work: &mut Work,
    ring: &KeyRing,
    rejections: Vec<rejection::Model>,
) {
    for row in rejections {
        let Some(filing) = loaded.get_mut(&row.filing) else {
            continue;
        };
        let field = match row.field.as_str() {
            ANY_FIELD => Some(ANY_FIELD),
            named => form::field(named).map(|field| field.id),
        };
        let (Ok(place), Some(field)) = (row.place.parse::<Place>(), field) else {
            continue;
        };
        let name = rejection_row(row.filing, row.round, place, field);
        let data_key = filing.data_key;
        let mut opened = |sealed: Option<Vec<u8>>, column| {
            let text = sealed.map(|sealed| open_text(ring, data_key, &sealed, "rejection", &name, column));
            text.transpose().unwrap_or_else(|error| {
                unopened(&error);
                work.filings.cannot_open(row.filing);
                None
            })
        };
        // An answer of a kind that this version does not have any more is not shown.
        let was = opened(row.was, "was").and_then(|answer| serde_json::from_str(&answer).ok());
        let words = opened(row.words, "words");
        let reply = opened(row.reply, "reply");
        filing.rejections.push(Rejection {
            round: row.round,
            place,
            field,
            answer_version: row.answer_version,
            reason: row.reason,
            words,
            reply,
            was,
            by: row.by,
            sent_at: row.sent_at.map(from_milliseconds),
            created_at: from_milliseconds(row.created_at),
        });
    }
}

pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
    let mut models = Vec::new();
    let mut unpicked = Condition::any();
    let mut any_unpicked = false;
    for (id, before, filing) in work.filings.changes() {
        let old = before.map(|before| before.rejections.as_slice()).unwrap_or_default();
        if old == filing.rejections.as_slice() {
            continue;
        }
        let Some(data_key) = filing.data_key else { continue };
        for row in filing.rejections.iter().filter(|row| !old.contains(row)) {
            let name = rejection_row(*id, row.round, row.place, row.field);
            let sealed = |text: &Option<String>, column| {
                let text = text.as_ref();
                text.map(|text| seal(ring, data_key, text.as_bytes(), "rejection", &name, column))
                    .transpose()
            };
            let was = row.was.as_ref();
            let was = was.map(|was| json(was, "rejection", "was", &name)).transpose()?;
            models.push(rejection::ActiveModel {
                filing: Set(*id),
                round: Set(row.round),
                place: Set(row.place.to_string()),
                field: Set(row.field.to_owned()),
                answer_version: Set(row.answer_version),
                reason: Set(row.reason.clone()),
                words: Set(sealed(&row.words, "words")?),
                reply: Set(sealed(&row.reply, "reply")?),
                was: Set(sealed(&was, "was")?),
                by: Set(row.by),
                sent_at: Set(row.sent_at.map(|at| at.timestamp_millis())),
                created_at: Set(row.created_at.timestamp_millis()),
            });
        }
        let key = |row: &Rejection| (row.round, row.place, row.field);
        for gone in old
            .iter()
            .filter(|old| !filing.rejections.iter().any(|row| key(row) == key(old)))
        {
            any_unpicked = true;
            unpicked = unpicked.add(
                Condition::all()
                    .add(rejection::Column::Filing.eq(*id))
                    .add(rejection::Column::Round.eq(gone.round))
                    .add(rejection::Column::Place.eq(gone.place.to_string()))
                    .add(rejection::Column::Field.eq(gone.field)),
            );
        }
    }
    if any_unpicked {
        rejection::Entity::delete_many().filter(unpicked).exec(tx).await?;
    }
    if !models.is_empty() {
        let conflict = upsert::<rejection::Entity>([
            rejection::Column::Filing,
            rejection::Column::Round,
            rejection::Column::Place,
            rejection::Column::Field,
        ]);
        rejection::Entity::insert_many(models)
            .on_conflict(conflict)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
