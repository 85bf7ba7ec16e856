//! `answerCallbackQuery`: what a person sees who pressed a button; in time, and once.

use serde_json::json;

use super::Call;
use super::error::{ApiError, ApiResult};
use crate::sandbox::state::Key;
use crate::sandbox::state::messages::CallbackAnswer;
use crate::sandbox::text::clean;

/// How long a press can be answered, by the sandbox's clock.
const ANSWERABLE_MILLISECONDS: i64 = 60_000;
const LONGEST_TEXT: usize = 200;

pub async fn answer_callback_query(call: Call) -> ApiResult {
    let id = call.params.text("callback_query_id").unwrap_or_default();
    let text = call
        .params
        .text("text")
        .map(|text| clean(&text).trim().to_owned())
        .filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > LONGEST_TEXT) {
        return Err(ApiError::bad_request("MESSAGE_TOO_LONG"));
    }
    let answer = CallbackAnswer {
        text,
        alert: call.params.flag("show_alert"),
        url: call.params.text("url"),
    };
    let now = call.shared.now_ms();
    call.shared
        .act(|state| {
            let query = state.callbacks.get_mut(&id);
            let query = query.filter(|query| {
                query.bot == call.bot && query.answer.is_none() && now - query.at < ANSWERABLE_MILLISECONDS
            });
            let Some(query) = query else {
                let what = "query is too old and response timeout expired or query ID is invalid";
                return Err(ApiError::bad_request(what));
            };
            query.answer = Some(answer);
            state.touch(Key::Callback(id));
            Ok(json!(true))
        })
        .await?
}
