//! Which channels are due, and what stands in them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entities::{outbox, slot};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::super::Result;
use super::super::delivery::LeaseClock;
use super::super::outbox::{IN_LINE, Row, UNASKED};
use super::super::sql::Values;
use crate::clock::from_milliseconds;
use crate::domain::outgoing::{ChatId, Matter};

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

/// The next moment at which a row that waits becomes due.
pub async fn next_at(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let mut values = Values::default();
    let now = values.bind(now.timestamp_millis());
    let text = format!("SELECT min(next_at) FROM outbox WHERE status = 'waiting' AND next_at > {now}");
    let row = connection.query_one_raw(values.statement(connection, text)).await?;
    let at: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
    Ok(at.map(from_milliseconds))
}
