//! `deleteMessage`, `deleteMessages`: for 48 hours, a bot takes back what it sent, or in a private chat what it was sent.

use serde_json::json;

use super::Call;
use super::error::{ApiError, ApiResult};
use crate::sandbox::state::State;
use crate::sandbox::state::chats::ChatKey;

const DELETABLE_SECONDS: i64 = 48 * 3600;

pub async fn delete_message(call: Call) -> ApiResult {
    let id = call.message_id("message identifier is not specified")?;
    let now = call.shared.now().timestamp();
    call.shared
        .act(|state| {
            let key = call.chat(state)?;
            if state.message(key, id).is_none() {
                return Err(ApiError::bad_request("message to delete not found"));
            }
            if !may_delete(state, &call, key, id, now) {
                return Err(ApiError::bad_request("message can't be deleted for everyone"));
            }
            state.change_message(key, id, |message| message.deleted = true);
            Ok(json!(true))
        })
        .await?
}

/// Passes over those that cannot be found or deleted.
pub async fn delete_messages(call: Call) -> ApiResult {
    let ids = call.params.json("message_ids")?;
    let ids: Vec<i64> = ids
        .as_ref()
        .and_then(|ids| ids.as_array())
        .into_iter()
        .flatten()
        .filter_map(|id| id.as_i64())
        .collect();
    if ids.is_empty() || ids.len() > 100 {
        return Err(ApiError::bad_request("message identifiers are not specified"));
    }
    let now = call.shared.now().timestamp();
    call.shared
        .act(|state| {
            let key = call.chat(state)?;
            for id in ids {
                if state.message(key, id).is_some() && may_delete(state, &call, key, id, now) {
                    state.change_message(key, id, |message| message.deleted = true);
                }
            }
            Ok(json!(true))
        })
        .await?
}

fn may_delete(state: &State, call: &Call, key: ChatKey, id: i64, now: i64) -> bool {
    let Some(message) = state.message(key, id) else {
        return false;
    };
    let is_young = now - message.date < DELETABLE_SECONDS;
    let is_admin = match key {
        ChatKey::Private { .. } => true,
        ChatKey::Group(group) => state
            .groups
            .get(&group)
            .is_some_and(|group| group.bot_status(call.bot).is_admin()),
    };
    is_young && (message.from == call.bot || is_admin)
}
