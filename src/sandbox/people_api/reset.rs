//! Forgets everything, as `--fresh` does.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use serde_json::json;

use super::{Answer, Refused};
use crate::sandbox::files;
use crate::sandbox::shared::Shared;
use crate::sandbox::state::{Key, State};

pub async fn reset(Extract(shared): Extract<Arc<Shared>>) -> Answer {
    // To its end, even if the caller hangs up: a page that sees the first half loads itself anew.
    let done = tokio::spawn(async move { forget_everything(&shared).await }).await;
    let broken = |error| {
        Refused::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("the reset broke off: {error}"),
        )
    };
    done.map_err(broken)??;
    Ok(Json(json!({ "ok": true })))
}

/// Telegram forgets, then the bot beside it. What ends in between is noted with the first of the two, and done again at
/// the next start: neither may go on with the other's memories.
pub async fn forget_everything(shared: &Shared) -> Result<(), Refused> {
    // Not while the clock is being moved, for that waits for the bot.
    let _moves = shared.clock_moves.lock().await;
    let engine = shared.engine();
    // First what people wrote, so that the bot cannot fetch it once more after it has forgotten.
    shared.act(|state| forget(state, engine.is_some())).await?;
    if let Some(engine) = engine {
        let failed = |error: anyhow::Error| {
            tracing::error!("{error:#}");
            Refused::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                format!("the bot could not forget: {error:#}"),
            )
        };
        engine.reset().await.map_err(failed)?;
        // What the bot still sent meanwhile.
        shared.act(|state| forget(state, false)).await?;
        engine.wake();
    }
    if let Err(error) = files::forget_all(&shared.files) {
        tracing::warn!("{error:#}");
    }
    Ok(())
}

fn forget(state: &mut State, is_resetting: bool) {
    state.forget();
    state.seed_people();
    state.meta.is_resetting = is_resetting;
    state.touch(Key::Meta);
}
