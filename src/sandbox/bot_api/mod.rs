//! The bot's side: `/bot<token>/<method>` and `/file/bot<token>/<path>`, as Telegram has them. A method is a file here and
//! a line in [`METHODS`].

mod answer_callback_query;
mod commands;
mod delete_message;
pub mod deliver;
mod edit;
mod error;
mod get_chat;
mod get_file;
mod get_me;
mod get_updates;
pub mod keyboard;
mod media;
mod params;
mod send;
mod send_chat_action;
mod send_media_group;
mod send_message;
mod topics;
mod webhook;

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::future::BoxFuture;
use serde_json::{Map, Value, json};

pub use self::error::ApiError;
use self::error::ApiResult;
use self::params::Params;
pub use self::send::{LONGEST_CAPTION, LONGEST_TEXT, WITH_CAPTION};
use super::connection::Cut;
use super::shared::Shared;
use super::state::State;
use super::state::chats::{ChatKey, Status};
use super::state::services::FaultKind;

/// One call of a method.
#[derive(Debug)]
pub struct Call {
    pub shared: Arc<Shared>,
    pub bot: i64,
    pub params: Params,
}

/// Telegram's ids fit into 52 bits, so that every language's numbers hold them.
pub const LARGEST_BOT_ID: i64 = (1 << 52) - 1;

type Method = fn(Call) -> BoxFuture<'static, ApiResult>;

/// Every method this sandbox offers.
const METHODS: &[(&str, Method)] = &[
    ("getMe", |call| Box::pin(get_me::get_me(call))),
    ("getUpdates", |call| Box::pin(get_updates::get_updates(call))),
    ("setWebhook", |call| Box::pin(webhook::set_webhook(call))),
    ("deleteWebhook", |call| Box::pin(webhook::delete_webhook(call))),
    ("getWebhookInfo", |call| Box::pin(webhook::get_webhook_info(call))),
    ("sendMessage", |call| Box::pin(send_message::send_message(call))),
    ("editMessageText", |call| Box::pin(edit::edit_message_text(call))),
    ("editMessageCaption", |call| Box::pin(edit::edit_message_caption(call))),
    ("editMessageReplyMarkup", |call| {
        Box::pin(edit::edit_message_reply_markup(call))
    }),
    ("deleteMessage", |call| Box::pin(delete_message::delete_message(call))),
    ("deleteMessages", |call| Box::pin(delete_message::delete_messages(call))),
    ("answerCallbackQuery", |call| {
        Box::pin(answer_callback_query::answer_callback_query(call))
    }),
    ("sendPhoto", |call| Box::pin(media::send_photo(call))),
    ("sendDocument", |call| Box::pin(media::send_document(call))),
    ("sendVideo", |call| Box::pin(media::send_video(call))),
    ("sendMediaGroup", |call| {
        Box::pin(send_media_group::send_media_group(call))
    }),
    ("sendChatAction", |call| {
        Box::pin(send_chat_action::send_chat_action(call))
    }),
    ("getFile", |call| Box::pin(get_file::get_file(call))),
    ("setMyCommands", |call| Box::pin(commands::set_my_commands(call))),
    ("getMyCommands", |call| Box::pin(commands::get_my_commands(call))),
    ("deleteMyCommands", |call| Box::pin(commands::delete_my_commands(call))),
    ("getChat", |call| Box::pin(get_chat::get_chat(call))),
    ("getChatMember", |call| Box::pin(get_chat::get_chat_member(call))),
];

/// Answers a call that came by HTTP, with the fault that is set for it.
pub async fn answer(shared: Arc<Shared>, cut: Cut, token: &str, method: &str, request: Request) -> Response {
    match carry_out(&shared, &cut, token, method, request).await {
        Ok(response) => response,
        Err(error) => refuse(&error),
    }
}

async fn carry_out(
    shared: &Arc<Shared>,
    cut: &Cut,
    token: &str,
    method: &str,
    request: Request,
) -> Result<Response, ApiError> {
    let bot = enter(shared, token).await?;
    let params = Params::read(request).await?;
    let chat = params.int("chat_id").unwrap_or(None);
    let before = |kind| kind != FaultKind::LoseAnswer;
    let fault = shared
        .act(|state| state.meet_fault("telegram", method, chat, before))
        .await?;
    if let Some(fault) = fault {
        return fail(shared, cut, fault).await;
    }
    let result = run(shared.clone(), bot, method, params).await?;
    // A poll that found nothing has no answer worth losing.
    let is_empty_poll = method.eq_ignore_ascii_case("getUpdates") && result == json!([]);
    if !is_empty_poll {
        let after = |kind| kind == FaultKind::LoseAnswer;
        if shared
            .act(|state| state.meet_fault("telegram", method, chat, after))
            .await?
            .is_some()
        {
            cut.now();
        }
    }
    Ok(axum::Json(json!({ "ok": true, "result": result })).into_response())
}

/// Runs a method; also for what a webhook's answer asks for.
pub async fn run(shared: Arc<Shared>, bot: i64, method: &str, params: Params) -> ApiResult {
    let Some((_, run)) = METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(method)) else {
        return Err(ApiError::new(404, format!("Not Found: {}", unknown(method))));
    };
    run(Call { shared, bot, params }).await
}

/// What is to be done about a method that is not here.
fn unknown(method: &str) -> String {
    let name: String = method.chars().take(64).collect();
    if name.is_empty() {
        return "the address names no method; it is /bot<token>/<method>".to_owned();
    }
    let mut what = format!("method {name} is not part of this sandbox");
    if name.chars().all(|c| c.is_ascii_alphanumeric()) {
        what += &format!("; add src/sandbox/bot_api/{name}.rs");
    }
    what
}

/// The same for parameters that are JSON already.
pub async fn run_json(shared: Arc<Shared>, bot: i64, method: &str, values: Map<String, Value>) -> ApiResult {
    run(shared, bot, method, Params::of(values)).await
}

/// The bot of a token. Each token of Telegram's form is one; only our own bot's must be right to the last letter.
async fn enter(shared: &Shared, token: &str) -> Result<i64, ApiError> {
    let token = token.replace("%3A", ":").replace("%3a", ":");
    let unauthorized = || ApiError::new(401, "Unauthorized");
    let (id, secret) = token.split_once(':').ok_or_else(unauthorized)?;
    let is_id = id.bytes().all(|byte| byte.is_ascii_digit());
    let is_secret = !secret.is_empty()
        && secret
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let id: i64 = id
        .parse()
        .ok()
        .filter(|id| is_id && is_secret && (1..=LARGEST_BOT_ID).contains(id))
        .ok_or_else(unauthorized)?;
    let now = shared.now().timestamp();
    let is_welcome = shared
        .act(|state| {
            let own = state
                .meta
                .own_token
                .as_deref()
                .filter(|own| own.split(':').next() == token.split(':').next());
            if own.is_some_and(|own| own != token) {
                return false;
            }
            state.ensure_bot(id, now);
            if state.meta.last_bot != Some(id) {
                state.meta.last_bot = Some(id);
                state.touch(super::state::Key::Meta);
            }
            true
        })
        .await?;
    is_welcome.then_some(id).ok_or_else(unauthorized)
}

async fn fail(shared: &Shared, cut: &Cut, fault: FaultKind) -> Result<Response, ApiError> {
    match fault {
        FaultKind::Timeout => {
            shared.stopped().await;
            cut.now();
            Ok(StatusCode::GATEWAY_TIMEOUT.into_response())
        }
        FaultKind::Refused | FaultKind::LoseAnswer => {
            cut.now();
            Ok(StatusCode::BAD_GATEWAY.into_response())
        }
        FaultKind::Garbage => {
            let kind = [(header::CONTENT_TYPE, "text/html")];
            Ok((kind, "<html><body>captive portal</body></html>\u{0}{\"ok\":tr").into_response())
        }
        FaultKind::Http500 => Err(ApiError::new(500, "Internal Server Error")),
        FaultKind::Http429 => Err(ApiError::retry_after(1)),
        FaultKind::RetryAfter(seconds) => Err(ApiError::retry_after(seconds)),
        FaultKind::Blocked => Err(ApiError::forbidden("bot was blocked by the user")),
    }
}

fn refuse(error: &ApiError) -> Response {
    let status = StatusCode::from_u16(error.code).unwrap_or(StatusCode::BAD_REQUEST);
    (status, axum::Json(error.body())).into_response()
}

/// The bytes behind a path that getFile named.
pub async fn download(shared: Arc<Shared>, cut: Cut, rest: &str) -> Response {
    match get_file::download(&shared, &cut, rest).await {
        Ok(response) => response,
        Err(error) => refuse(&error),
    }
}

impl Call {
    /// The chat that `chat_id` names, if the bot knows it.
    pub fn chat(&self, state: &State) -> Result<ChatKey, ApiError> {
        let text = self.params.text("chat_id").filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| ApiError::bad_request("chat_id is empty"))?;
        let id = text.trim().parse().ok();
        if let Some(new) = id.and_then(|id| state.migrated.get(&id)) {
            let parameters = Some(json!({ "migrate_to_chat_id": new }));
            let error = ApiError::bad_request("group chat was upgraded to a supergroup chat");
            return Err(ApiError { parameters, ..error });
        }
        let key = id.and_then(|id| state.chat_key(self.bot, id));
        let key = key.ok_or_else(|| ApiError::bad_request("chat not found"))?;
        match key {
            ChatKey::Private { person, .. } => {
                let about = state.dialog(key).map(|dialog| dialog.about.clone()).unwrap_or_default();
                let bots_groups = state.groups.values().filter(|group| group.bot_status(self.bot).is_in());
                // Of those who never wrote to it a bot knows only whom it meets in a group.
                let meets = bots_groups.into_iter().any(|group| group.status(person).is_in());
                if !about.started && !about.blocked && !meets {
                    return Err(ApiError::bad_request("chat not found"));
                }
            }
            ChatKey::Group(_) => {}
        }
        Ok(key)
    }

    /// The same, where the bot may also write.
    pub fn writable_chat(&self, state: &State) -> Result<ChatKey, ApiError> {
        let key = self.chat(state)?;
        match key {
            ChatKey::Private { .. } => {
                let about = state.dialog(key).map(|dialog| dialog.about.clone()).unwrap_or_default();
                if about.blocked {
                    return Err(ApiError::forbidden("bot was blocked by the user"));
                }
                if !about.started {
                    return Err(ApiError::forbidden("bot can't initiate conversation with a user"));
                }
            }
            ChatKey::Group(group) => match state.groups.get(&group).map(|group| group.bot_status(self.bot)) {
                Some(Status::Kicked) => return Err(ApiError::forbidden("bot was kicked from the supergroup chat")),
                Some(Status::Left) => return Err(ApiError::forbidden("bot is not a member of the supergroup chat")),
                _ => {}
            },
        }
        Ok(key)
    }

    /// The message that `message_id` names; `missing` is what Telegram says where there is none.
    pub fn message_id(&self, missing: &str) -> Result<i64, ApiError> {
        self.params
            .int("message_id")?
            .filter(|id| *id > 0)
            .ok_or_else(|| ApiError::bad_request(missing))
    }
}
