//! What became of rows: ended, held up, moved, spread.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entities::slot;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::super::Result;
use super::super::sql::Values;
use crate::domain::outgoing::ChatId;

/// What became of rows. Marked in groups, whatever channels they are of.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Carried out.
    pub done: Vec<i64>,
    /// Worthless by now.
    pub dropped: Vec<i64>,
    /// Refused for good, and why.
    pub failed: Vec<(i64, String)>,
    /// Tried in vain: again at this instant, and what was wrong.
    pub retried: Vec<(i64, DateTime<Utc>, String)>,
    /// The same, where what was wrong seems to lie in the row itself: counted apart, for such tries are bounded.
    pub faulted: Vec<(i64, DateTime<Utc>, String)>,
    /// Not tried: again at this instant, and what it waits for.
    pub postponed: Vec<(i64, DateTime<Utc>, &'static str)>,
    /// Messages that now stand in a place of a chat; none where the server did not tell which.
    pub slots: HashMap<(ChatId, String), Option<i64>>,
    /// Channels whose chat has another id now, and the channel and the id that what waits there goes to.
    pub moved: Vec<(String, String, ChatId)>,
}

impl Marks {
    /// Adds what became of other rows; of one slot the later word counts.
    pub fn add(&mut self, other: &Marks) {
        self.done.extend(&other.done);
        self.dropped.extend(&other.dropped);
        self.failed.extend(other.failed.iter().cloned());
        self.retried.extend(other.retried.iter().cloned());
        self.faulted.extend(other.faulted.iter().cloned());
        self.postponed.extend(&other.postponed);
        self.moved.extend(other.moved.iter().cloned());
        self.slots
            .extend(other.slots.iter().map(|(slot, message_id)| (slot.clone(), *message_id)));
    }
}

/// Writes down what became of rows; each kind of fate with one statement.
pub async fn mark(tx: &impl ConnectionTrait, now: DateTime<Utc>, marks: &Marks) -> Result<()> {
    let errors: HashMap<_, _> = marks.failed.iter().map(|(id, error)| (*id, error.as_str())).collect();
    finish(tx, now, "done", &marks.done, None).await?;
    finish(tx, now, "dropped", &marks.dropped, None).await?;
    let failed: Vec<_> = marks.failed.iter().map(|(id, _)| *id).collect();
    finish(tx, now, "failed", &failed, Some(&errors)).await?;
    hold_up(tx, &marks.retried, (1, 0)).await?;
    hold_up(tx, &marks.faulted, (1, 1)).await?;
    let postponed = marks
        .postponed
        .iter()
        .map(|(id, at, why)| (*id, *at, (*why).to_owned()));
    hold_up(tx, &postponed.collect::<Vec<_>>(), (0, 0)).await?;
    put_slots(tx, now, &marks.slots).await?;
    move_channels(tx, &marks.moved).await
}

/// What waits for a chat that has another id now goes to the channel of that id, where new rows come behind it. Only whoever holds the
/// channel may do that: then nobody else has its rows in hand.
async fn move_channels(tx: &impl ConnectionTrait, moved: &[(String, String, ChatId)]) -> Result<()> {
    for (from, to, chat) in moved {
        let mut values = Values::default();
        let (to, chat, from) = (values.bind(to.as_str()), values.bind(*chat), values.bind(from.as_str()));
        let text =
            format!("UPDATE outbox SET channel = {to}, chat = {chat} WHERE channel = {from} AND status = 'waiting'");
        tx.execute_raw(values.statement(tx, text)).await?;
    }
    Ok(())
}

/// The end of rows: what they held is blanked, and their data keys are let go.
async fn finish(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    status: &str,
    ids: &[i64],
    errors: Option<&HashMap<i64, &str>>,
) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut values = Values::default();
    let error = match errors {
        Some(errors) => cases(&mut values, ids, |id| {
            errors.get(&id).copied().unwrap_or_default().to_owned()
        }),
        None => "NULL".into(),
    };
    let (status, now) = (values.bind(status), values.bind(now.timestamp_millis()));
    let blank = values.bind(Vec::<u8>::new());
    let ids = values.bind_all(ids.iter().copied());
    let text = format!(
        "UPDATE outbox SET status = {status}, done_at = {now}, content = {blank}, data_key = NULL, error = {error} \
         WHERE id IN ({ids}) AND status = 'waiting'"
    );
    tx.execute_raw(values.statement(tx, text)).await?;
    Ok(())
}

/// Counts tries and faults of rows, and says when they are tried again.
async fn hold_up(
    tx: &impl ConnectionTrait,
    rows: &[(i64, DateTime<Utc>, String)],
    (tries, faults): (i32, i32),
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut values = Values::default();
    let ids: Vec<_> = rows.iter().map(|(id, ..)| *id).collect();
    let by_id: HashMap<_, _> = rows.iter().map(|(id, at, why)| (*id, (*at, why))).collect();
    let at = cases(&mut values, &ids, |id| {
        by_id.get(&id).map_or(0, |(at, _)| at.timestamp_millis())
    });
    let why = cases(&mut values, &ids, |id| {
        by_id.get(&id).map_or_else(String::new, |(_, why)| (*why).clone())
    });
    let ids = values.bind_all(ids);
    let text = format!(
        "UPDATE outbox SET tries = tries + {tries}, faults = faults + {faults}, next_at = {at}, error = {why} \
         WHERE id IN ({ids}) AND status = 'waiting'"
    );
    tx.execute_raw(values.statement(tx, text)).await?;
    Ok(())
}

/// A value for each row, as an expression.
fn cases<V: Into<sea_orm::Value>>(values: &mut Values, ids: &[i64], of: impl Fn(i64) -> V) -> String {
    let arms: Vec<_> = ids
        .iter()
        .map(|id| format!("WHEN {} THEN {}", values.bind(*id), values.bind(of(*id))))
        .collect();
    format!("CASE id {} END", arms.join(" "))
}

async fn put_slots(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    slots: &HashMap<(ChatId, String), Option<i64>>,
) -> Result<()> {
    if slots.is_empty() {
        return Ok(());
    }
    let rows = slots.iter().map(|((chat, name), message_id)| slot::ActiveModel {
        chat: Set(*chat),
        name: Set(name.clone()),
        // 0 is no message: the one that stood there before must not be taken for the present one.
        message_id: Set(message_id.unwrap_or(0)),
        updated_at: Set(now.timestamp_millis()),
    });
    slot::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([slot::Column::Chat, slot::Column::Name])
                .update_columns([slot::Column::MessageId, slot::Column::UpdatedAt])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// No permit is left in the unasked lane: spreads what is due there over the seconds from `from` on, `a_second` each.
pub async fn spread_unasked(
    connection: &impl ConnectionTrait,
    now: DateTime<Utc>,
    from: DateTime<Utc>,
    a_second: usize,
    except: &HashSet<String>,
) -> Result<u64> {
    let mut values = Values::default();
    let now = values.bind(now.timestamp_millis());
    let from = values.bind(from.timestamp_millis());
    let except = match except.len() {
        0 => String::new(),
        _ => format!(
            "AND channel NOT IN ({})",
            values.bind_all(except.iter().map(String::as_str))
        ),
    };
    let text = format!(
        "UPDATE outbox SET next_at = {from} + ((queue.place - 1) / {a_second}) * 1000, \
         error = coalesce(outbox.error, 'no permit left') \
         FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM outbox \
               WHERE status = 'waiting' AND next_at <= {now} AND channel LIKE 'chat:%:unasked' {except}) AS queue \
         WHERE outbox.id = queue.id"
    );
    let done = connection.execute_raw(values.statement(connection, text)).await?;
    Ok(done.rows_affected())
}
