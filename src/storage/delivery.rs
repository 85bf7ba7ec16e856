//! Who may deliver a channel of the outbox at present: a lease, known by a **fence** that every claim raises. Whoever froze
//! and comes back finds a higher one and can no longer mark anything.
//!
//! Leases count real time: the database's on PostgreSQL, on SQLite (one process) this process's. Moving the bot's clock ends
//! none.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;

use super::sql::Values;
use super::{Result, Store};

/// Real time, as leases count it.
#[derive(Clone, Copy, Debug)]
pub enum LeaseClock {
    /// PostgreSQL's, the same for all processes.
    Database,
    /// Of this process, since it started.
    Process(Instant),
}

/// A channel that this process may deliver.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Held {
    pub channel: String,
    pub fence: i64,
}

impl LeaseClock {
    pub fn of(store: &Store) -> Self {
        if store.is_postgres() {
            LeaseClock::Database
        } else {
            LeaseClock::Process(Instant::now())
        }
    }

    /// The present instant in milliseconds, as an expression. Not the transaction's instant, which stands still.
    pub(super) fn now(self, values: &mut Values) -> String {
        match self {
            LeaseClock::Database => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)".into(),
            LeaseClock::Process(start) => values.bind(i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX)),
        }
    }
}

/// At the start of a process on SQLite: it is the only one, so whoever held a lease is gone and `kill -9` costs no wait. Fences may be given
/// out again: a run of a process is a holder of its own. A row for every chat that was ever written to would otherwise be there for good.
pub async fn void_leases(store: &Store) -> Result<()> {
    if !store.is_postgres() {
        store.connection().execute_unprepared("DELETE FROM delivery").await?;
    }
    Ok(())
}

/// Takes the leases of channels that nobody else holds, raising their fences. Rows are read by a later statement, so that
/// they are seen as the last holder left them.
pub async fn claim(
    connection: &impl ConnectionTrait,
    clock: LeaseClock,
    holder: &str,
    lease: Duration,
    channels: &[String],
) -> Result<Vec<Held>> {
    if channels.is_empty() {
        return Ok(Vec::new());
    }
    let mut sorted: Vec<_> = channels.iter().map(String::as_str).collect();
    // Always in one order, so that two processes cannot lock each other out.
    sorted.sort_unstable();
    let mut values = Values::default();
    let now = clock.now(&mut values);
    let holder = values.bind(holder);
    let lease = values.bind(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX));
    let rows: Vec<_> = sorted
        .into_iter()
        .map(|channel| format!("({}, 1, {holder}, {now} + {lease})", values.bind(channel)))
        .collect();
    let text = format!(
        "INSERT INTO delivery (channel, fence, holder, until) VALUES {} \
         ON CONFLICT (channel) DO UPDATE SET fence = delivery.fence + 1, holder = excluded.holder, until = excluded.until \
         WHERE delivery.until <= {now} OR delivery.holder = excluded.holder RETURNING channel, fence",
        rows.join(", ")
    );
    let rows = connection.query_all_raw(values.statement(connection, text)).await?;
    Ok(rows
        .iter()
        .map(|row| {
            Ok(Held {
                channel: row.try_get_by_index(0)?,
                fence: row.try_get_by_index(1)?,
            })
        })
        .collect::<Result<_, sea_orm::DbErr>>()?)
}

/// Prolongs leases (or gives them up, where the flag says so), and returns the channels that are really still ours. It
/// locks them, so that within this transaction nobody else can claim one.
pub async fn keep(
    tx: &impl ConnectionTrait,
    clock: LeaseClock,
    holder: &str,
    lease: Duration,
    leases: &[(Held, bool)],
) -> Result<HashSet<String>> {
    if leases.is_empty() {
        return Ok(HashSet::new());
    }
    let mut values = Values::default();
    let holder = values.bind(holder);
    let (mut mine, mut given_up) = (Vec::new(), Vec::new());
    for (held, give_up) in leases {
        let channel = values.bind(held.channel.as_str());
        mine.push(format!("(channel = {channel} AND fence = {})", values.bind(held.fence)));
        if *give_up {
            given_up.push(channel);
        }
    }
    let until = if given_up.len() == leases.len() {
        "0".into()
    } else {
        let now = clock.now(&mut values);
        let later = values.bind(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX));
        match given_up.len() {
            0 => format!("{now} + {later}"),
            _ => format!(
                "CASE WHEN channel IN ({}) THEN 0 ELSE {now} + {later} END",
                given_up.join(", ")
            ),
        }
    };
    let text = format!(
        "UPDATE delivery SET until = {until} WHERE holder = {holder} AND ({}) RETURNING channel",
        mine.join(" OR ")
    );
    let rows = tx.query_all_raw(values.statement(tx, text)).await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<Result<_, _>>()?)
}

/// Deletes leases that lapsed more than a day ago. Their fences may be given out again: whoever held one of them was
/// another holder.
pub async fn delete_lapsed(store: &Store) -> Result<()> {
    if store.is_postgres() {
        store
            .connection()
            .execute_unprepared(
                "DELETE FROM delivery WHERE until < (extract(epoch FROM clock_timestamp()) - 86400) * 1000",
            )
            .await?;
    }
    Ok(())
}
