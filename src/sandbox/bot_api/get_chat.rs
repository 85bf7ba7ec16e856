//! `getChat`, `getChatMember`: what a bot can learn of a chat and of who is in it.

use serde_json::json;

use super::Call;
use super::error::{ApiError, ApiResult};
use crate::sandbox::state::chats::{ChatKey, Status};

pub async fn get_chat(call: Call) -> ApiResult {
    call.shared
        .act(|state| {
            let key = call.chat(state)?;
            let mut chat = state.chat(key);
            chat["accent_color_id"] = json!(0);
            chat["max_reaction_count"] = json!(11);
            let can_take = [
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ];
            chat["accepted_gift_types"] = can_take.iter().map(|name| ((*name).to_owned(), json!(false))).collect();
            if key.is_private() {
                if let Some(username) = chat.get("username").cloned() {
                    chat["active_usernames"] = json!([username]);
                }
            } else {
                let can = [
                    "can_send_messages",
                    "can_send_photos",
                    "can_send_documents",
                    "can_send_other_messages",
                ];
                chat["permissions"] = can.iter().map(|name| ((*name).to_owned(), json!(true))).collect();
                chat["join_to_send_messages"] = json!(true);
            }
            Ok(chat)
        })
        .await?
}

pub async fn get_chat_member(call: Call) -> ApiResult {
    let user = call
        .params
        .int("user_id")?
        .ok_or_else(|| ApiError::bad_request("invalid user_id specified"))?;
    call.shared
        .act(|state| {
            let key = call.chat(state)?;
            if !state.people.contains_key(&user) && !state.bots.contains_key(&user) {
                return Err(ApiError::bad_request("invalid user_id specified"));
            }
            let status = match key {
                ChatKey::Private { bot, person } if user == bot || user == person => Status::Member,
                ChatKey::Private { .. } => Status::Left,
                ChatKey::Group(group) => state.groups.get(&group).map_or(Status::Left, |group| {
                    if state.people.contains_key(&user) {
                        group.status(user)
                    } else {
                        group.bot_status(user)
                    }
                }),
            };
            Ok(status.member(state.user(user)))
        })
        .await?
}
