//! What all methods share that put a message into a chat.

use serde_json::{Map, Value, json};

use super::error::{ApiError, ApiResult};
use super::topics::put_topic;
use super::{Call, keyboard};
use crate::sandbox::state::State;
use crate::sandbox::state::chats::ChatKey;
use crate::sandbox::state::messages::NewMessage;
use crate::sandbox::text::{self, Formatted};

pub const LONGEST_TEXT: usize = 4096;
pub const LONGEST_CAPTION: usize = 1024;
/// What can stand in a message with a caption.
pub const WITH_CAPTION: &[&str] = &["photo", "document", "video", "audio", "voice", "animation"];

/// Sends one message and returns it.
pub async fn send(call: &Call, content: Map<String, Value>) -> ApiResult {
    let markup = keyboard::read(&call.params)?;
    let mut sent = send_all(call, vec![content], markup).await?;
    Ok(sent.pop().unwrap_or_default())
}

/// Sends several messages at once, or none.
pub async fn send_all(
    call: &Call,
    contents: Vec<Map<String, Value>>,
    markup: Option<Value>,
) -> Result<Vec<Value>, ApiError> {
    let now = call.shared.now().timestamp();
    call.shared
        .act(|state| {
            let key = call.writable_chat(state)?;
            let reply_to = reply_target(call, state, key)?;
            state.actions.remove(&key);
            let mut sent = Vec::new();
            for mut content in contents {
                put_topic(call, state, key, &mut content)?;
                if call.params.flag("protect_content") {
                    content.insert("has_protected_content".to_owned(), json!(true));
                }
                let id = state.add_message(
                    key,
                    call.bot,
                    now,
                    NewMessage {
                        content,
                        markup: markup.clone(),
                        reply_to,
                    },
                );
                sent.extend(
                    state
                        .message(key, id)
                        .map(|message| state.message_for_bot(key, message)),
                );
            }
            Ok(sent)
        })
        .await?
}

/// The message that is replied to, named in the new or the old way.
fn reply_target(call: &Call, state: &State, key: ChatKey) -> Result<Option<i64>, ApiError> {
    let parameters = call.params.json("reply_parameters")?;
    let (id, may_lack) = match &parameters {
        Some(parameters) => {
            let id = &parameters["message_id"];
            let id = id.as_i64().or_else(|| id.as_str()?.parse().ok());
            (id, parameters["allow_sending_without_reply"] == true)
        }
        None => (
            call.params.int("reply_to_message_id")?,
            call.params.flag("allow_sending_without_reply"),
        ),
    };
    let Some(id) = id.filter(|id| *id != 0) else {
        return Ok(None);
    };
    if state.message(key, id).is_some() {
        Ok(Some(id))
    } else if may_lack {
        Ok(None)
    } else {
        Err(ApiError::bad_request("message to be replied not found"))
    }
}

/// Reads a text with its markup or its entities: `text` and `entities`, or `caption` and `caption_entities`.
pub fn formatted(text: &str, mode: Option<&str>, entities: Option<&Value>) -> Result<Formatted, ApiError> {
    let mode = mode.unwrap_or_default();
    let formatted = match entities {
        // Telegram looks at the entities only where no markup is named.
        Some(entities) if mode.is_empty() => text::given(text, entities).map_err(ApiError::bad_request)?,
        _ => text::parse(text, mode).map_err(|error| {
            if error == "unsupported parse_mode" {
                ApiError::bad_request(error)
            } else {
                ApiError::bad_request(format!("can't parse entities: {error}"))
            }
        })?,
    };
    Ok(formatted.finish())
}

/// The call's `text`, which must not be empty.
pub fn text(call: &Call) -> Result<Formatted, ApiError> {
    let raw = call.params.text("text").unwrap_or_default();
    if raw.trim().is_empty() {
        return Err(ApiError::bad_request("message text is empty"));
    }
    let entities = call.params.json("entities")?;
    let formatted = formatted(&raw, call.params.text("parse_mode").as_deref(), entities.as_ref())?;
    if formatted.text.is_empty() {
        return Err(ApiError::bad_request("message text is empty"));
    }
    if formatted.length() > LONGEST_TEXT {
        return Err(ApiError::bad_request("message is too long"));
    }
    Ok(formatted)
}

/// The call's `link_preview_options`, of which only what Telegram knows is kept.
pub fn link_preview(call: &Call) -> Result<Option<Value>, ApiError> {
    let Some(given) = call.params.json("link_preview_options")? else {
        return Ok(None);
    };
    let Some(given) = given.as_object() else {
        return Err(ApiError::bad_request("object expected as link preview options"));
    };
    let is_known = |(name, value): &(&String, &Value)| match name.as_str() {
        "url" => value.is_string(),
        "is_disabled" | "prefer_small_media" | "prefer_large_media" | "show_above_text" => value.is_boolean(),
        _ => false,
    };
    let known = given.iter().filter(is_known);
    Ok(Some(known.map(|(name, value)| (name.clone(), value.clone())).collect()))
}

/// The call's `caption`, which may be empty.
pub fn caption(call: &Call) -> Result<Formatted, ApiError> {
    let raw = call.params.text("caption").unwrap_or_default();
    let entities = call.params.json("caption_entities")?;
    checked_caption(formatted(
        &raw,
        call.params.text("parse_mode").as_deref(),
        entities.as_ref(),
    )?)
}

pub fn checked_caption(caption: Formatted) -> Result<Formatted, ApiError> {
    if caption.length() > LONGEST_CAPTION {
        return Err(ApiError::bad_request("message caption is too long"));
    }
    Ok(caption)
}
