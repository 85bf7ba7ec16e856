//! The sandbox's time, and waiting until nothing is left to do.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State as Extract};
use axum::http::StatusCode;
use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Refused, WhichBot, body};
use crate::clock::shanghai;
use crate::sandbox::settle::{self, Settled};
use crate::sandbox::shared::Shared;

pub async fn show(Extract(shared): Extract<Arc<Shared>>) -> Answer {
    let offset = shared.clock.offset().map(|offset| offset.num_milliseconds() / 1000);
    let next = match shared.engine() {
        Some(engine) => engine.next_due(shared.now()).await.map_err(settle::Stuck::Engine)?,
        None => None,
    };
    let next = next.map(|due| json!({ "at": shown(due.at), "chat": due.chat, "filing": due.filing, "name": due.name }));
    Ok(Json(
        json!({ "now": shown(shared.now()), "still": shared.clock.is_still(), "offset_seconds": offset, "next": next }),
    ))
}

/// Far beyond every deadline, and before the years that programs write in other ways.
const LAST_YEAR: i32 = 2999;

#[derive(Deserialize)]
struct Move {
    advance_seconds: Option<f64>,
    to: Option<String>,
}

pub async fn go(Extract(shared): Extract<Arc<Shared>>, bytes: Bytes) -> Answer {
    let now = shared.now();
    let target = match body(&bytes)? {
        Move {
            advance_seconds: Some(seconds),
            to: None,
        } => after(now, seconds)?,
        Move {
            advance_seconds: None,
            to: Some(to),
        } => DateTime::parse_from_rfc3339(&to)
            .map_err(|_| Refused::bad("\"to\" must be an instant such as 2026-03-01T09:00:00+08:00"))?
            .to_utc(),
        _ => return Err(Refused::bad("send either \"advance_seconds\" or \"to\"")),
    };
    if target.with_timezone(&shanghai()).year() > LAST_YEAR {
        return Err(Refused::bad(format!(
            "time ends here with the year {LAST_YEAR}; send an earlier moment"
        )));
    }
    if target < now {
        return Err(Refused::bad(format!(
            "time goes forward only, and it is {} already",
            shown(now)
        )));
    }
    let fired = settle::go_to(&shared, target).await?;
    Ok(Json(json!({ "now": shown(shared.now()), "fired": fired })))
}

fn after(now: DateTime<Utc>, seconds: f64) -> Result<DateTime<Utc>, Refused> {
    const MOST: f64 = 100.0 * 366.0 * 86_400.0;
    if !(0.0..=MOST).contains(&seconds) {
        return Err(Refused::bad(
            "\"advance_seconds\" must be a number from 0 to a hundred years",
        ));
    }
    let ahead = chrono::Duration::from_std(Duration::from_secs_f64(seconds)).ok();
    ahead
        .and_then(|ahead| now.checked_add_signed(ahead))
        .ok_or_else(|| Refused::bad("\"advance_seconds\" is too large"))
}

#[derive(Deserialize)]
struct Settle {
    timeout_seconds: Option<f64>,
}

pub async fn settle(Extract(shared): Extract<Arc<Shared>>, Query(which): Query<WhichBot>, bytes: Bytes) -> Answer {
    let Settle { timeout_seconds } = body(&bytes)?;
    let timeout = timeout_seconds.unwrap_or(30.0);
    if !(0.0..=600.0).contains(&timeout) {
        return Err(Refused::bad("\"timeout_seconds\" must be a number from 0 to 600"));
    }
    let only = if which.bot.is_some() {
        Some(shared.look(|state| which.find(state, &shared))?)
    } else {
        None
    };
    let settled = settle::settle(&shared, only, Duration::from_secs_f64(timeout)).await?;
    Ok(Json(match settled {
        Settled::Yes { later, next_at } => json!({ "settled": true, "later": later, "next_at": next_at.map(shown) }),
        Settled::No { because } => json!({ "settled": false, "because": because }),
    }))
}

/// In the zone of those who file.
fn shown(at: DateTime<Utc>) -> String {
    at.with_timezone(&shanghai())
        .to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
}

impl From<settle::Stuck> for Refused {
    fn from(error: settle::Stuck) -> Self {
        match error {
            settle::Stuck::Unsettled { .. } => Self::conflict(error.to_string()),
            settle::Stuck::Engine(_) | settle::Stuck::NotKept(_) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                format!("{:#}", anyhow::Error::new(error)),
            ),
        }
    }
}
