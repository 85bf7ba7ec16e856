//! Waiting until nothing is left to do, and moving the clock from one due moment to the next.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::engine::{Engine, Pending};
use super::shared::{NotKept, Shared, changed_before};
use super::state::{Key, State};

/// How long the bot has at each moment that a move of the clock stops at.
const SETTLES_WITHIN: Duration = Duration::from_secs(60);
/// Between two looks where nothing tells of a change: the bot's own work is not seen from here.
const LOOKS_EVERY: Duration = Duration::from_millis(5);
/// A bot that is no longer there holds nothing up.
const IS_THERE_FOR: Duration = Duration::from_secs(90);

#[derive(Debug)]
pub enum Settled {
    Yes { later: u64, next_at: Option<DateTime<Utc>> },
    No { because: Vec<String> },
}

#[derive(Debug, thiserror::Error)]
pub enum Stuck {
    #[error("the bot did not settle, so the clock stands at {at}: {because}")]
    Unsettled { at: String, because: String },
    #[error("asking the bot what is left to do")]
    Engine(#[source] anyhow::Error),
    #[error(transparent)]
    NotKept(#[from] NotKept),
}

/// Waits until all updates are taken (of all bots that are there, or of `only` one) and the bot beside us has nothing
/// left to do by the present clock.
pub async fn settle(shared: &Arc<Shared>, only: Option<i64>, timeout: Duration) -> Result<Settled, Stuck> {
    let deadline = Instant::now() + timeout;
    let mut changes = shared.changes();
    let engine = shared.engine();
    if let Some(engine) = &engine {
        engine.wake();
    }
    // Twice in a row: an update is confirmed only after the bot has noted it, so what came to be left to do during the
    // first look is seen at the second.
    let mut was_quiet = false;
    loop {
        changes.mark_unchanged();
        let no_bot = shared.no_bot;
        let now = shared.now_ms();
        let mut because = shared
            .act(|state| {
                state.forget_old_updates(now);
                untaken(state, only, state.default_bot(no_bot))
            })
            .await?;
        let mut pending = Pending::default();
        if because.is_empty()
            && let Some(engine) = &engine
        {
            pending = engine.pending(shared.now()).await.map_err(Stuck::Engine)?;
            because.append(&mut pending.because);
        }
        if because.is_empty() {
            if was_quiet {
                return Ok(Settled::Yes {
                    later: pending.later,
                    next_at: pending.next_at,
                });
            }
            was_quiet = true;
            tokio::task::yield_now().await;
            continue;
        }
        was_quiet = false;
        if Instant::now() >= deadline {
            return Ok(Settled::No { because });
        }
        changed_before(&mut changes, (Instant::now() + LOOKS_EVERY).min(deadline)).await;
    }
}

/// What bots have not taken yet, a line for each bot.
fn untaken(state: &State, only: Option<i64>, default: Option<i64>) -> Vec<String> {
    let counted = state.bots.values().filter(|bot| match only {
        Some(only) => bot.id == only,
        None => {
            let polled = bot.polled.is_some_and(|polled| polled.elapsed() < IS_THERE_FOR);
            default == Some(bot.id) || polled || state.webhooks.contains_key(&bot.id)
        }
    });
    counted
        .filter_map(|bot| {
            let unfetched = state.waiting(bot.id).filter(|(id, _)| *id > bot.fetched).count();
            let unconfirmed = state.waiting(bot.id).count() - unfetched;
            let say = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
            let parts: Vec<String> = [say(unfetched, "not fetched"), say(unconfirmed, "not confirmed")]
                .into_iter()
                .flatten()
                .collect();
            (!parts.is_empty()).then(|| format!("updates of {}: {}", bot.username(), parts.join(", ")))
        })
        .collect()
}

/// Moves the clock to `target`, stopping and settling at each moment at which something is due. Returns how much was.
pub async fn go_to(shared: &Arc<Shared>, target: DateTime<Utc>) -> Result<u64, Stuck> {
    let _one_at_a_time = shared.clock_moves.lock().await;
    let mut fired = 0;
    if let Some(engine) = shared.engine() {
        settle_or_stop(shared).await?;
        while let Some((moment, count)) = next_due(&engine, shared, target).await? {
            move_to(shared, moment).await?;
            fired += count;
            engine.wake();
            settle_or_stop(shared).await?;
        }
        move_to(shared, target).await?;
        engine.wake();
        settle_or_stop(shared).await?;
    } else {
        move_to(shared, target).await?;
    }
    Ok(fired)
}

/// The next moment up to `target` at which something is due, and how many things are due then.
async fn next_due(
    engine: &Arc<dyn Engine>,
    shared: &Shared,
    target: DateTime<Utc>,
) -> Result<Option<(DateTime<Utc>, u64)>, Stuck> {
    let now = shared.now();
    let before = engine.pending(now).await.map_err(Stuck::Engine)?;
    let Some(moment) = before.next_at.filter(|moment| *moment > now && *moment <= target) else {
        return Ok(None);
    };
    let then = engine.pending(moment).await.map_err(Stuck::Engine)?;
    Ok(Some((moment, before.later.saturating_sub(then.later).max(1))))
}

async fn settle_or_stop(shared: &Arc<Shared>) -> Result<(), Stuck> {
    match settle(shared, None, SETTLES_WITHIN).await? {
        Settled::Yes { .. } => Ok(()),
        Settled::No { because } => {
            let at = shared.now().with_timezone(&crate::clock::shanghai()).to_rfc3339();
            Err(Stuck::Unsettled {
                at,
                because: because.join("; "),
            })
        }
    }
}

/// Moves the clock and writes down where it stands.
async fn move_to(shared: &Shared, to: DateTime<Utc>) -> Result<(), NotKept> {
    let at = shared.clock.move_to(to);
    let ahead = shared.clock.offset();
    shared
        .act(|state| {
            state.meta.clock_at = Some(at.timestamp_millis());
            state.meta.clock_ahead = ahead.map(|ahead| ahead.num_milliseconds());
            state.touch(Key::Meta);
        })
        .await
}

/// Sets the clock to where it stood when it was last moved.
pub fn restore_clock(shared: &Shared) {
    let (ahead, at) = shared.look(|state| (state.meta.clock_ahead, state.meta.clock_at));
    if let Some(at) = at {
        shared.clock.move_to(crate::clock::from_milliseconds(at));
    }
    if let (Some(ahead), Some(present)) = (ahead, shared.clock.offset()) {
        let missing = chrono::Duration::milliseconds(ahead) - present;
        shared.clock.move_to(shared.now() + missing);
    }
}
