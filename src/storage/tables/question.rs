//! What people ask the reviewers. The words are sealed under the asker's data key, which comes with the row.

use entities::question;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::super::seal::{KeyRing, Secrets};
use super::super::sealed::{open_text, seal, unopened};
use super::super::sql::{Values, upsert};
use super::super::{Result, StorageError, keys};
use crate::clock::from_milliseconds;
use crate::domain::form;
use crate::domain::question::{Answered, OLDEST, Question};
use crate::work::{Needs, Work};

/// More open questions than this are not counted.
const COUNTED: usize = 1_000;

const WITH_KEYS: &str = "SELECT question.*, data_key.secret_id, data_key.wrapped FROM question \
                         LEFT JOIN data_key ON data_key.id = question.data_key WHERE ";

pub(in crate::storage) async fn load(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &mut Work,
    ring: &mut KeyRing,
    needs: &Needs,
) -> Result<()> {
    if !needs.questions.is_empty() || !needs.askers.is_empty() {
        let mut values = Values::default();
        // Neither list is ever empty, which PostgreSQL does not take; there is no number 0, and no such chat.
        let numbers = values.bind_all(needs.questions.iter().copied().chain([0]));
        let askers = values.bind_all(needs.askers.iter().copied().chain([0]));
        let meant = format!(
            "SELECT number FROM question WHERE number IN ({numbers}) \
             UNION SELECT number FROM question WHERE chat IN ({askers}) AND answered_at IS NULL"
        );
        let text = match tx.get_database_backend() {
            // Two reviewers do not answer at once. An array is worked out first, and then the rows are found by it.
            DbBackend::Postgres => format!(
                "{WITH_KEYS} question.number = ANY (ARRAY ({meant})) ORDER BY question.number FOR UPDATE OF question"
            ),
            _ => format!("{WITH_KEYS} question.number IN ({meant})"),
        };
        for row in tx.query_all_raw(values.statement(tx, text)).await? {
            put(work, secrets, ring, &row)?;
        }
    }
    if needs.open_questions {
        let text = format!(
            "{WITH_KEYS} question.answered_at IS NULL AND question.asked_at >= 0 ORDER BY question.asked_at, question.number LIMIT {OLDEST}"
        );
        for row in tx.query_all_raw(Values::default().statement(tx, text)).await? {
            let number = put(work, secrets, ring, &row)?;
            work.open_questions.push(number);
        }
    }
    if needs.open_questions || needs.queue > 0 {
        // By the index of what is open, and no further than a desk would read.
        let text = format!(
            "SELECT count(*) FROM (SELECT number FROM question WHERE answered_at IS NULL AND asked_at >= 0 \
             ORDER BY asked_at, number LIMIT {COUNTED}) AS listed"
        );
        let row = tx.query_one_raw(Values::default().statement(tx, text)).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
        work.questions_open = usize::try_from(count).unwrap_or_default();
    }
    Ok(())
}

/// Opens a row and puts it into the batch. Returns its number.
fn put(work: &mut Work, secrets: &Secrets, ring: &mut KeyRing, row: &QueryResult) -> Result<i64> {
    keys::joined(row, secrets, ring)?;
    let row = question::Model::from_query_result(row, "")?;
    let number = row.number;
    match open(ring, row) {
        Ok(opened) => work.questions.load(number, opened),
        Err(error @ StorageError::Sealed { .. }) => {
            unopened(&error);
            work.questions.cannot_open(number);
        }
        Err(error) => return Err(error),
    }
    Ok(number)
}

fn open(ring: &KeyRing, row: question::Model) -> Result<Question> {
    let name = row.number.to_string();
    let opened = |sealed: &[u8], column| open_text(ring, Some(row.data_key), sealed, "question", &name, column);
    let at = row.place.as_ref().zip(row.field.as_ref());
    let answered = match (&row.answer, row.answered_by, row.answered_at) {
        (Some(answer), Some(by), Some(at)) => Some(Answered {
            words: opened(answer, "answer")?,
            by,
            at: from_milliseconds(at),
        }),
        _ => None,
    };
    Ok(Question {
        number: row.number,
        chat: row.chat,
        data_key: row.data_key,
        filing: row.filing,
        // A field that has gone since is none.
        at: at.and_then(|(place, field)| Some((place.parse().ok()?, form::field(field)?.id))),
        words: opened(&row.words, "words")?,
        asked_at: from_milliseconds(row.asked_at),
        answered,
    })
}

pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
    let mut models = Vec::new();
    for (number, _, row) in work.questions.changes() {
        let is_deleted = work.additions.deleted.iter().any(|deletion| deletion.chat == row.chat);
        if is_deleted {
            continue;
        }
        models.push(model(*number, row, ring)?);
    }
    if models.is_empty() {
        return Ok(());
    }
    let conflict = upsert::<question::Entity>([question::Column::Number]);
    question::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn model(number: i64, row: &Question, ring: &KeyRing) -> Result<question::ActiveModel> {
    let name = number.to_string();
    let sealed = |words: &str, column| seal(ring, row.data_key, words.as_bytes(), "question", &name, column);
    let answered = row.answered.as_ref();
    Ok(question::ActiveModel {
        number: Set(number),
        chat: Set(row.chat),
        data_key: Set::<Uuid>(row.data_key),
        filing: Set(row.filing),
        place: Set(row.at.map(|(place, _)| place.to_string())),
        field: Set(row.at.map(|(_, field)| field.to_owned())),
        words: Set(sealed(&row.words, "words")?),
        asked_at: Set(row.asked_at.timestamp_millis()),
        answer: Set(answered.map(|answered| sealed(&answered.words, "answer")).transpose()?),
        answered_by: Set(answered.map(|answered| answered.by)),
        answered_at: Set(answered.map(|answered| answered.at.timestamp_millis())),
    })
}
