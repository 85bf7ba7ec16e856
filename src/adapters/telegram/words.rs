//! Telegram's refusals by the words of their descriptions, in lower case: it has no finer codes. They are those of the Bot API server
//! (tdlib/telegram-bot-api, `Client.cpp`, `fail_query_with_error`) and of Telegram itself, whose errors it passes on.

use super::failure::Gone;

/// There is nothing (more) to do. The first match counts.
pub(super) const GONE: [(&str, Gone); 10] = [
    ("message is not modified", Gone::NotModified),
    ("message to edit not found", Gone::ToEdit),
    ("message can't be edited", Gone::ToEdit),
    ("message_id_invalid", Gone::ToEdit),
    ("there is no text in the message to edit", Gone::ToEdit),
    ("message to delete not found", Gone::ToDelete),
    ("message can't be deleted", Gone::ToDelete),
    ("query is too old", Gone::Press),
    ("query id is invalid", Gone::Press),
    ("query_id_invalid", Gone::Press),
];

/// The chat takes nothing from us: until the person or the group changes that, no message will arrive.
pub(super) const CHAT_REFUSES: [&str; 16] = [
    "bot was blocked by the user",
    "user_is_blocked",
    "user is deactivated",
    "user_deactivated",
    "bot was kicked from the",
    "bot is not a member of the",
    "bot can't initiate conversation",
    "bot can't send messages to bots",
    "bots can't send messages to bots",
    "bot can't send messages to the bot",
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "group chat was deleted",
    "channel_private",
];

/// The message is wrong in itself, or what it was to be put into is not there.
pub(super) const MESSAGE_IS_WRONG: [&str; 18] = [
    "message is too long",
    "message_too_long",
    "text is empty",
    "text must be non-empty",
    "message_empty",
    "encoded in utf-8",
    "entities_too_long",
    "button_data_invalid",
    "button_url_invalid",
    "reply markup is too long",
    "reply_markup_invalid",
    "can't parse inline keyboard",
    "object expected as reply markup",
    "bot_command_invalid",
    "bot_command_description_invalid",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
];

pub(super) const UNPARSABLE: &str = "can't parse entities";
