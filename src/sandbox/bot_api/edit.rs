//! `editMessageText`, `editMessageCaption`, `editMessageReplyMarkup`: a bot changes what it has sent.

use serde_json::{Map, Value, json};

use super::error::{ApiError, ApiResult};
use super::{Call, keyboard, send};
use crate::sandbox::text::Formatted;

pub async fn edit_message_text(call: Call) -> ApiResult {
    let text = send::text(&call)?;
    let preview = send::link_preview(&call)?;
    edit(&call, |content| {
        if !content.contains_key("text") {
            return Err(ApiError::bad_request("there is no text in the message to edit"));
        }
        text.put_into(content, "text", "entities");
        if let Some(preview) = preview {
            content.insert("link_preview_options".to_owned(), preview);
        }
        Ok(())
    })
    .await
}

pub async fn edit_message_caption(call: Call) -> ApiResult {
    let caption: Formatted = send::caption(&call)?;
    edit(&call, |content| {
        if !send::WITH_CAPTION.iter().any(|kind| content.contains_key(*kind)) {
            return Err(ApiError::bad_request("there is no caption in the message to edit"));
        }
        caption.put_into(content, "caption", "caption_entities");
        Ok(())
    })
    .await
}

pub async fn edit_message_reply_markup(call: Call) -> ApiResult {
    edit(&call, |_| Ok(())).await
}

/// Changes the content; a keyboard that is not given again is taken away.
async fn edit(call: &Call, change: impl FnOnce(&mut Map<String, Value>) -> Result<(), ApiError>) -> ApiResult {
    if call.params.text("inline_message_id").is_some() {
        return Err(ApiError::bad_request("MESSAGE_ID_INVALID"));
    }
    let markup = keyboard::read_inline(&call.params)?;
    let id = call.message_id("message identifier is not specified")?;
    let now = call.shared.now().timestamp();
    call.shared
        .act(|state| {
            let key = call.writable_chat(state)?;
            let message = state
                .message(key, id)
                .ok_or_else(|| ApiError::bad_request("message to edit not found"))?;
            let before = message.inline_keyboard();
            // What changed the person's keyboard stays as it was.
            if message.from != call.bot || (message.markup.is_some() && before.is_none()) {
                return Err(ApiError::bad_request("message can't be edited"));
            }
            let mut content = message.content.clone();
            change(&mut content)?;
            if content == message.content && markup.as_ref() == before {
                let what = "specified new message content and reply markup are exactly the same as a current content \
                            and reply markup of the message";
                return Err(ApiError::bad_request(format!("message is not modified: {what}")));
            }
            let is_other_content = content != message.content;
            state.change_message(key, id, |message| {
                message.content = content;
                message.set_markup(markup);
                if is_other_content {
                    message.edit_date = Some(now);
                }
            });
            Ok(state
                .message(key, id)
                .map_or(json!(true), |message| state.message_for_bot(key, message)))
        })
        .await?
}
