//! One long poll for everything, so that a page with many chats needs no more than one.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State as Extract};
use serde::Deserialize;
use serde_json::json;

use super::messages::wait_until;
use super::{Answer, Id, Refused, WhichBot};
use crate::sandbox::shared::{Shared, changed_before};
use crate::sandbox::state::chats::ChatKey;

#[derive(Deserialize)]
pub struct Waiting {
    #[serde(default)]
    after: Id,
    #[serde(default)]
    wait: f64,
    bot: Option<String>,
}

/// The chats in which something that a person sees changed after `after`: messages, typing, read marks.
pub async fn wait(
    Extract(shared): Extract<Arc<Shared>>,
    Query(Waiting {
        after: Id(after),
        wait,
        bot,
    }): Query<Waiting>,
) -> Answer {
    let which = WhichBot { bot };
    let deadline = wait_until(wait);
    let mut changes = shared.changes();
    loop {
        let found = shared.act(|state| {
            let bot = which.find(state, &shared)?;
            let is_ours = |key: &ChatKey| match key {
                ChatKey::Private { bot: owner, .. } => *owner == bot,
                ChatKey::Group(_) => true,
            };
            let changed = state
                .dialogs
                .iter()
                .filter(|(key, dialog)| is_ours(key) && dialog.last_event() > after);
            let chats: Vec<i64> = changed.map(|(key, _)| key.id()).collect();
            Ok::<_, Refused>((state.seq, state.meta.began, chats))
        });
        let (seq, began, chats) = found.await??;
        // Who counted with another sandbox, or before a reset, is told at once.
        if chats.is_empty() && (began..=seq).contains(&after) {
            let changed = tokio::select! {
                changed = changed_before(&mut changes, deadline) => changed,
                () = shared.stopped() => false,
            };
            if changed {
                continue;
            }
        }
        return Ok(Json(json!({ "next": seq, "chats": chats, "began": began })));
    }
}
