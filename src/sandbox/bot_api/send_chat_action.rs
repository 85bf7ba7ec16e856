//! `sendChatAction`: what the bot is seen doing, for some seconds.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::Call;
use super::error::{ApiError, ApiResult};

const ACTIONS: &[&str] = &[
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];
/// In real time, for it is for the eye.
const SEEN_FOR: Duration = Duration::from_secs(5);

pub async fn send_chat_action(call: Call) -> ApiResult {
    let action = call.params.text("action").unwrap_or_default();
    if !ACTIONS.contains(&action.as_str()) {
        return Err(ApiError::bad_request("wrong parameter action in request"));
    }
    call.shared
        .act(|state| {
            let key = call.writable_chat(state)?;
            state.actions.insert(key, (action, Instant::now() + SEEN_FOR));
            state.note(key);
            Ok::<_, ApiError>(())
        })
        .await??;
    call.shared.announce();
    Ok(json!(true))
}
