//! The topic that a message is sent to.

use serde_json::{Map, Value, json};

use super::Call;
use super::error::ApiError;
use crate::sandbox::state::State;
use crate::sandbox::state::chats::{ChatKey, GENERAL};

/// Puts into a message the topic that the call names with `message_thread_id`. Without one, a message to a group with topics stands in
/// the general topic, which may be closed like any other; only administrators write to what is closed.
pub fn put_topic(call: &Call, state: &State, key: ChatKey, content: &mut Map<String, Value>) -> Result<(), ApiError> {
    let named = call.params.int("message_thread_id")?.filter(|topic| *topic != 0);
    let topics = state.dialog(key).map(|dialog| &dialog.about.topics);
    let topic = topics.and_then(|topics| topics.get(&named.unwrap_or(GENERAL)));
    // The general topic has the number 1, by which nothing can be sent to it.
    if named == Some(GENERAL) || (named.is_some() && topic.is_none()) {
        return Err(ApiError::bad_request("message thread not found"));
    }
    let is_admin = match key {
        ChatKey::Group(group) => state
            .groups
            .get(&group)
            .is_some_and(|group| group.bot_status(call.bot).is_admin()),
        ChatKey::Private { .. } => false,
    };
    if topic.is_some_and(|topic| topic.closed) && !is_admin {
        return Err(ApiError::bad_request("TOPIC_CLOSED"));
    }
    if let Some(named) = named {
        content.insert("message_thread_id".to_owned(), json!(named));
        content.insert("is_topic_message".to_owned(), json!(true));
    }
    Ok(())
}
