//! `getUpdates`: what waits for the bot, by long polling.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::Call;
use super::error::{ApiError, ApiResult};
use crate::sandbox::shared::changed_before;
use crate::sandbox::state::{Key, State};

const MOST_AT_ONCE: i64 = 100;
const LONGEST_WAIT: i64 = 50;

pub async fn get_updates(call: Call) -> ApiResult {
    let Call { shared, bot, params } = call;
    let offset = params.int("offset")?.unwrap_or(0);
    let limit = params.int("limit")?.unwrap_or(MOST_AT_ONCE);
    let limit = if (1..=MOST_AT_ONCE).contains(&limit) {
        limit
    } else {
        MOST_AT_ONCE
    };
    let timeout = params.int("timeout")?.unwrap_or(0).clamp(0, LONGEST_WAIT);
    let allowed = params
        .json("allowed_updates")?
        .map(|kinds| allowed_updates(&kinds))
        .transpose()?;
    let deadline = Instant::now() + Duration::from_secs(timeout.unsigned_abs());
    let now = shared.now_ms();
    let poll = shared.act(|state| begin(state, bot, offset, allowed, now)).await??;
    // An older poll must see at once that there is a newer one.
    shared.announce();
    let mut changes = shared.changes();
    loop {
        let updates = shared.act(|state| take(state, bot, poll, limit)).await??;
        if !updates.is_empty() {
            return Ok(Value::Array(updates));
        }
        tokio::select! {
            changed = changed_before(&mut changes, deadline) => if !changed { return Ok(json!([])) },
            () = shared.stopped() => return Err(ApiError::new(502, "Bad Gateway")),
        }
    }
}

/// Forgets what the offset confirms, and returns the number of this poll.
fn begin(state: &mut State, bot: i64, offset: i64, allowed: Option<Vec<String>>, now: i64) -> Result<u64, ApiError> {
    if state.webhooks.contains_key(&bot) {
        let what = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
        return Err(ApiError::new(409, format!("Conflict: {what}")));
    }
    state.forget_old_updates(now);
    if offset > 0 {
        state.confirm_before(bot, offset);
    } else if offset < 0 {
        // The last ones from the end; all before are forgotten.
        let from_end = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
        let first = state.waiting(bot).rev().take(from_end).last().map(|(id, _)| id);
        if let Some(first) = first {
            state.confirm_before(bot, first);
        }
    }
    let Some(receiver) = state.bots.get_mut(&bot) else {
        return Err(ApiError::new(401, "Unauthorized"));
    };
    receiver.polls += 1;
    receiver.polled = Some(Instant::now());
    let poll = receiver.polls;
    if allowed.is_some() && receiver.allowed_updates != allowed {
        receiver.allowed_updates = allowed;
        state.touch(Key::Bot(bot));
    }
    Ok(poll)
}

fn take(state: &mut State, bot: i64, poll: u64, limit: i64) -> Result<Vec<Value>, ApiError> {
    let is_latest = state.bots.get(&bot).is_some_and(|receiver| receiver.polls == poll);
    if !is_latest {
        let what = "terminated by other getUpdates request; make sure that only one bot instance is running";
        return Err(ApiError::new(409, format!("Conflict: {what}")));
    }
    if state.webhooks.contains_key(&bot) {
        return Err(ApiError::new(409, "Conflict: terminated by setWebhook request"));
    }
    let limit = usize::try_from(limit).unwrap_or(0);
    let updates: Vec<_> = state
        .waiting(bot)
        .take(limit)
        .map(|(id, update)| (id, update.update.clone()))
        .collect();
    if let (Some((last, _)), Some(receiver)) = (updates.last(), state.bots.get_mut(&bot)) {
        receiver.fetched = receiver.fetched.max(*last);
        receiver.polled = Some(Instant::now());
    }
    Ok(updates.into_iter().map(|(_, update)| update).collect())
}

/// The kinds of updates that a bot asks for.
pub fn allowed_updates(kinds: &Value) -> Result<Vec<String>, ApiError> {
    let wrong = || ApiError::bad_request("can't parse allowed updates: expected an Array of String");
    let list = kinds.as_array().ok_or_else(wrong)?;
    list.iter()
        .map(|kind| kind.as_str().map(str::to_owned).ok_or_else(wrong))
        .collect()
}
