//! The outbox: what is to be done outside, one call a row.
//!
//! A **channel** (a chat's lane, or a service) is delivered by one process at a time ([`super::delivery`]), in the order of
//! the rows' ids.
//!
//! A waiting row with an `error` was held up; it keeps its place, so the later rows of its channel wait for it. A row that
//! is merely for a later moment holds up nobody. A row that is for no moment has `next_at` 0: whoever delivers it may have a clock
//! that is behind that of whoever wrote it, and a row that seems to be for later would be overtaken.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entities::{outbox, slot};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::clock::from_milliseconds;
use crate::domain::outgoing::{Call, ChatId, Matter, Outgoing};

use super::delivery::LeaseClock;
use super::seal::{DataKey, KeyRing, Place};
use super::sql::Values;
use super::{Result, StorageError, VALUES_A_STATEMENT};

/// A row of the outbox. Its call is opened by [`open_call`].
pub type Row = outbox::Model;

/// Whoever holds this channel may send in the unasked lane, so that Telegram's limits hold for all processes together.
pub const UNASKED: &str = "unasked";

/// Rows that are in line: due, or held up on the way. Presses and requests to services stand in no line (`Order::SideBySide`): one that
/// is held up holds up no other.
pub(super) const IN_LINE: &str = "status = 'waiting' AND (next_at <= {now} OR \
     (error IS NOT NULL AND channel <> 'press' AND channel NOT LIKE 'service:%'))";

/// A row to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewRow<'a> {
    /// Unique, and the same whenever the same decision is taken again.
    pub key: &'a str,
    pub outgoing: &'a Outgoing,
    /// Key of [`Outgoing::owner`].
    pub data_key: &'a DataKey,
    /// What it tells of, if it is a notice about a filing.
    pub matter: Option<Matter>,
}

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

/// Where the call of the row with this key is sealed.
pub fn place(key: &str) -> Place<'_> {
    Place {
        table: "outbox",
        row: key,
        column: "content",
    }
}

/// Writes rows, in the order given.
pub async fn put(tx: &impl ConnectionTrait, now: DateTime<Utc>, rows: &[NewRow<'_>]) -> Result<()> {
    const COLUMNS: usize = 18;
    for part in rows.chunks(VALUES_A_STATEMENT / COLUMNS) {
        let models = part.iter().map(|row| new_model(now, row)).collect::<Result<Vec<_>>>()?;
        outbox::Entity::insert_many(models).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn new_model(now: DateTime<Utc>, row: &NewRow<'_>) -> Result<outbox::ActiveModel> {
    let NewRow {
        key,
        outgoing,
        data_key,
        matter,
    } = *row;
    let clear = serde_json::to_vec(&outgoing.call).map_err(|_| StorageError::inconsistent("outbox", "content", key))?;
    let now = now.timestamp_millis();
    Ok(outbox::ActiveModel {
        id: NotSet,
        key: Set(key.into()),
        channel: Set(outgoing.channel()),
        lane: Set(outgoing.lane.as_str().into()),
        chat: Set(outgoing.chat),
        kind: Set(outgoing.call.kind().into()),
        slot: Set(outgoing.slot.clone()),
        data_key: Set(Some(data_key.id())),
        content: Set(data_key.seal(&clear, &place(key))?),
        status: Set("waiting".into()),
        tries: Set(0),
        faults: Set(0),
        next_at: Set(outgoing.not_before.map_or(0, |at| at.timestamp_millis())),
        expires_at: Set(outgoing.expires_at.map(|at| at.timestamp_millis())),
        created_at: Set(now),
        done_at: Set(None),
        matter: Set(matter.map(|matter| matter.to_string())),
        error: Set(None),
    })
}

/// Opens the call of a row.
pub fn open_call(row: &Row, ring: &KeyRing) -> Result<Call> {
    let unreadable = || StorageError::inconsistent("outbox", "content", row.id);
    let data_key = row.data_key.ok_or_else(unreadable)?;
    let clear = ring
        .get(data_key)
        .and_then(|key| key.open(&row.content, &place(&row.key)))
        .map_err(|source| StorageError::Sealed {
            table: "outbox",
            column: "content",
            row: row.id.to_string(),
            source,
        })?;
    serde_json::from_slice(&clear).map_err(|_| unreadable())
}

/// Which lane's channels are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channels {
    /// Of the unasked lane.
    Unasked,
    /// All others.
    Answers,
}

/// Channels whose first row in line is due, that are not in `except` and that nobody else holds; the longest waiting first.
pub async fn due_channels(
    connection: &impl ConnectionTrait,
    clock: LeaseClock,
    now: DateTime<Utc>,
    which: Channels,
    holder: &str,
    except: &HashSet<String>,
    limit: usize,
) -> Result<Vec<String>> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let mut values = Values::default();
    let real_now = clock.now(&mut values);
    let now = values.bind(now.timestamp_millis());
    let holder = values.bind(holder);
    let in_line = IN_LINE.replace("{now}", &now);
    let (like, lease) = match which {
        Channels::Unasked => ("LIKE", format!("'{UNASKED}'")),
        Channels::Answers => ("NOT LIKE", "o.channel".into()),
    };
    let except = match except.len() {
        0 => String::new(),
        _ => format!(
            "AND channel NOT IN ({})",
            values.bind_all(except.iter().map(String::as_str))
        ),
    };
    let text = format!(
        "SELECT o.channel FROM outbox o WHERE o.id IN \
         (SELECT min(id) FROM outbox WHERE {in_line} AND channel {like} 'chat:%:unasked' {except} GROUP BY channel) \
         AND o.next_at <= {now} AND NOT EXISTS \
         (SELECT 1 FROM delivery d WHERE d.channel = {lease} AND d.until > {real_now} AND d.holder <> {holder}) \
         ORDER BY o.id LIMIT {limit}"
    );
    let rows = connection.query_all_raw(values.statement(connection, text)).await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<Result<_, _>>()?)
}

/// The rows in line of these channels, in their order.
pub async fn rows_in_line(
    connection: &impl ConnectionTrait,
    now: DateTime<Utc>,
    channels: &[String],
    limit: usize,
) -> Result<Vec<Row>> {
    if channels.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Values::default();
    let now = values.bind(now.timestamp_millis());
    let in_line = IN_LINE.replace("{now}", &now);
    let channels = values.bind_all(channels.iter().map(String::as_str));
    let text = format!("SELECT * FROM outbox WHERE {in_line} AND channel IN ({channels}) ORDER BY id LIMIT {limit}");
    Ok(outbox::Entity::find()
        .from_raw_sql(values.statement(connection, text))
        .all(connection)
        .await?)
}

/// Of the first row in line of a channel: what is needed to set it aside without reading the rest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    pub id: i64,
    pub key: String,
    pub chat: ChatId,
    pub faults: i32,
    pub matter: Option<Matter>,
}

pub async fn first_in_line(
    connection: &impl ConnectionTrait,
    now: DateTime<Utc>,
    channel: &str,
) -> Result<Option<First>> {
    let mut values = Values::default();
    let now = values.bind(now.timestamp_millis());
    let in_line = IN_LINE.replace("{now}", &now);
    let channel = values.bind(channel);
    let text = format!(
        "SELECT id, key, chat, faults, matter FROM outbox WHERE {in_line} AND channel = {channel} ORDER BY id LIMIT 1"
    );
    let Some(row) = connection.query_one_raw(values.statement(connection, text)).await? else {
        return Ok(None);
    };
    let matter: Option<String> = row.try_get_by_index(4)?;
    Ok(Some(First {
        id: row.try_get_by_index(0)?,
        key: row.try_get_by_index(1)?,
        chat: row.try_get_by_index(2)?,
        faults: row.try_get_by_index(3)?,
        matter: matter.and_then(|matter| matter.parse().ok()),
    }))
}

/// The messages that stand in these chats' slots.
pub async fn slots(
    connection: &impl ConnectionTrait,
    chats: impl IntoIterator<Item = ChatId>,
) -> Result<HashMap<ChatId, HashMap<String, i64>>> {
    let rows = slot::Entity::find()
        .filter(slot::Column::Chat.is_in(chats))
        .filter(slot::Column::MessageId.ne(0))
        .all(connection)
        .await?;
    let mut slots: HashMap<_, HashMap<_, _>> = HashMap::new();
    for row in rows {
        slots.entry(row.chat).or_default().insert(row.name, row.message_id);
    }
    Ok(slots)
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

/// Counts so many tries and faults of rows, and says when they are tried again.
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

/// The next moment at which a row that waits becomes due.
pub async fn next_at(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let mut values = Values::default();
    let now = values.bind(now.timestamp_millis());
    let text = format!("SELECT min(next_at) FROM outbox WHERE status = 'waiting' AND next_at > {now}");
    let row = connection.query_one_raw(values.statement(connection, text)).await?;
    let at: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
    Ok(at.map(from_milliseconds))
}
