//! How much waits to be decided and to be delivered: for the figures.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::sql::Values;
use super::{Result, Store};
use crate::clock::from_milliseconds;
use crate::figures::Waiting;

/// No more than this is counted.
const COUNTED: u64 = 100_000;

/// What waits of inputs, and of calls that are due. By the indexes of what waits.
pub async fn waiting(store: &Store, now: DateTime<Utc>) -> Result<(Waiting, Waiting)> {
    let inputs = "SELECT received_at AS since FROM inbox WHERE status = 'waiting'".to_owned();
    let mut values = Values::default();
    let due = values.bind(now.timestamp_millis());
    let calls = format!("SELECT next_at AS since FROM outbox WHERE status = 'waiting' AND next_at <= {due}");
    Ok((
        counted(store, now, Values::default(), inputs).await?,
        counted(store, now, values, calls).await?,
    ))
}

async fn counted(store: &Store, now: DateTime<Utc>, values: Values, rows: String) -> Result<Waiting> {
    let connection = store.connection();
    let text = format!("SELECT count(*), min(since) FROM ({rows} LIMIT {COUNTED}) AS waits");
    let Some(row) = connection.query_one_raw(values.statement(connection, text)).await? else {
        return Ok(Waiting::default());
    };
    let count: i64 = row.try_get_by_index(0)?;
    let since: Option<i64> = row.try_get_by_index(1)?;
    let oldest = since.map(|since| now - from_milliseconds(since));
    Ok(Waiting {
        count: u64::try_from(count).unwrap_or_default(),
        oldest: oldest.and_then(|oldest| oldest.to_std().ok()).unwrap_or_default(),
    })
}
