//! Forgets everything, as `--fresh` does.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use serde_json::json;

use super::{Answer, Refused};
use crate::sandbox::files;
use crate::sandbox::shared::Shared;

pub async fn reset(Extract(shared): Extract<Arc<Shared>>) -> Answer {
    // Not while the clock is being moved, for that waits for the bot.
    let _moves = shared.clock_moves.lock().await;
    // First what people wrote, so that the bot cannot fetch it once more after it has forgotten.
    shared
        .act(|state| {
            state.forget();
            state.seed_people();
        })
        .await?;
    if let Some(engine) = shared.engine() {
        let failed = |error: anyhow::Error| {
            tracing::error!("{error:#}");
            Refused::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                format!("the bot could not forget: {error:#}"),
            )
        };
        engine.reset().await.map_err(failed)?;
        // What the bot still sent meanwhile.
        shared
            .act(|state| {
                state.forget();
                state.seed_people();
            })
            .await?;
        engine.wake();
    }
    if let Err(error) = files::forget_all(&shared.files) {
        tracing::warn!("{error:#}");
    }
    Ok(Json(json!({ "ok": true })))
}
