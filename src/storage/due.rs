//! Moments that fell due become inputs; what is still to be done is counted; what was done long ago is deleted.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend};
use uuid::Uuid;

use crate::clock::from_milliseconds;

use super::outbox::IN_LINE;
use super::sql::Values;
use super::{Result, Store};

/// The most moments that become inputs at a time.
const AT_ONCE: usize = 1_000;

/// Copies the deadlines whose next moment has passed into the inbox, each moment once, in the order of these moments, with
/// one statement. SQL cannot seal, so such an input has no content: its key tells it whole ([`parse_key`]).
pub async fn copy(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let mut values = Values::default();
    let now = values.bind(now.timestamp_millis());
    let blank = values.bind(Vec::<u8>::new());
    let key = key_expression(connection);
    let text = format!(
        "INSERT INTO inbox (source, key, chat, content, status, careful, tries, received_at) \
         SELECT 'due', {key}, d.chat, {blank}, 'waiting', false, 0, {now} FROM deadline d \
         WHERE d.next_at <= {now} AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.key = {key}) \
         ORDER BY d.next_at, d.name, d.id LIMIT {AT_ONCE} ON CONFLICT (key) DO NOTHING"
    );
    let done = connection.execute_raw(values.statement(connection, text)).await?;
    Ok(done.rows_affected())
}

/// The deadline and the moment that the key of a `due` input names.
pub fn parse_key(key: &str) -> Option<(Uuid, DateTime<Utc>)> {
    let (deadline, at) = key.strip_prefix("due:")?.split_once(':')?;
    Some((deadline.parse().ok()?, from_milliseconds(at.parse().ok()?)))
}

fn key_expression(connection: &impl ConnectionTrait) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Postgres => "'due:' || replace(CAST(d.id AS text), '-', '') || ':' || CAST(d.next_at AS text)",
        _ => "'due:' || lower(hex(d.id)) || ':' || CAST(d.next_at AS text)",
    }
}

/// The moment that falls due next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextDue {
    pub at: DateTime<Utc>,
    /// The applicant's chat.
    pub chat: i64,
    /// The number of the filing; none of a draft.
    pub filing: Option<i64>,
    /// Which deadline it is of.
    pub name: String,
}

/// What falls due next after `now`, by the index of the moments.
pub async fn next(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<NextDue>> {
    let mut values = Values::default();
    let now = values.bind(now.timestamp_millis());
    let text = format!(
        "SELECT d.next_at, d.chat, d.name, f.number FROM deadline d JOIN filing f ON f.id = d.filing WHERE d.next_at > {now} \
         ORDER BY d.next_at, d.name, d.id LIMIT 1"
    );
    let row = connection.query_one_raw(values.statement(connection, text)).await?;
    row.map(|row| {
        Ok(NextDue {
            at: from_milliseconds(row.try_get("", "next_at")?),
            chat: row.try_get("", "chat")?,
            filing: row.try_get("", "number")?,
            name: row.try_get("", "name")?,
        })
    })
    .transpose()
}

/// What the database says is still to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Inputs that wait to be decided.
    pub inputs: u64,
    /// Channels of the outbox whose first row is due.
    pub channels: u64,
    /// Outgoing calls for a later moment, or behind one.
    pub outgoing_later: u64,
    /// Moments that have passed and are no input yet.
    pub moments: u64,
    /// Moments to come.
    pub moments_later: u64,
    /// The earliest of what is for later.
    pub next_at: Option<DateTime<Utc>>,
}

/// Counts with one statement what is committed.
pub async fn count(store: &Store, now: DateTime<Utc>) -> Result<Counts> {
    let connection = store.committed();
    let mut values = Values::default();
    let now = values.bind(now.timestamp_millis());
    let key = key_expression(connection);
    let in_line = IN_LINE.replace("{now}", &now);
    let due_heads = format!(
        "SELECT channel FROM outbox WHERE next_at <= {now} \
         AND id IN (SELECT min(id) FROM outbox WHERE {in_line} GROUP BY channel)"
    );
    let text = format!(
        "SELECT (SELECT count(*) FROM inbox WHERE status = 'waiting'), \
         (SELECT count(*) FROM ({due_heads}) AS heads), \
         (SELECT count(*) FROM outbox WHERE status = 'waiting' AND (next_at > {now} OR channel NOT IN ({due_heads}))), \
         (SELECT count(*) FROM deadline d WHERE d.next_at <= {now} \
            AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.key = {key})), \
         (SELECT count(*) FROM deadline WHERE next_at > {now}), \
         (SELECT min(next_at) FROM outbox WHERE status = 'waiting' AND next_at > {now}), \
         (SELECT min(next_at) FROM deadline WHERE next_at > {now})"
    );
    let Some(row) = connection.query_one_raw(values.statement(connection, text)).await? else {
        return Ok(Counts::default());
    };
    let number = |index| Ok::<_, sea_orm::DbErr>(row.try_get_by_index::<i64>(index)?.unsigned_abs());
    let instants: [Option<i64>; 2] = [row.try_get_by_index(5)?, row.try_get_by_index(6)?];
    Ok(Counts {
        inputs: number(0)?,
        channels: number(1)?,
        outgoing_later: number(2)?,
        moments: number(3)?,
        moments_later: number(4)?,
        next_at: instants.into_iter().flatten().min().map(from_milliseconds),
    })
}

/// The most rows that are deleted at a time.
pub const DELETED_AT_ONCE: u64 = 1_000;

/// Deletes rows of `table` (`inbox` or `outbox`) that were done before `done`, or set aside before `failed`.
pub async fn delete_done(
    connection: &impl ConnectionTrait,
    table: &'static str,
    done: DateTime<Utc>,
    failed: DateTime<Utc>,
) -> Result<u64> {
    let mut values = Values::default();
    let (latest, done, failed) = (
        values.bind(done.max(failed).timestamp_millis()),
        values.bind(done.timestamp_millis()),
        values.bind(failed.timestamp_millis()),
    );
    // By the index up to the later of the two, for a CASE has none: what stands there and stays was set aside.
    let text = format!(
        "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE done_at < {latest} AND done_at < \
         CASE status WHEN 'failed' THEN CAST({failed} AS bigint) ELSE CAST({done} AS bigint) END AND status <> 'waiting' LIMIT {DELETED_AT_ONCE})"
    );
    let deleted = connection.execute_raw(values.statement(connection, text)).await?;
    Ok(deleted.rows_affected())
}
