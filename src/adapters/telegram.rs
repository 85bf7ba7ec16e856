//! Telegram's Bot API: the only caller of its methods.
//!
//! teloxide does not give the transport of what is sent: its transport sleeps ten
//! seconds inside a call that the server answered with 5xx (longer than a lease may wait), throws the error code away,
//! and takes an answer that it cannot parse for a failure, although the message was sent. So calls are written in the
//! Bot API's own JSON here, and their answers read as tolerantly as other servers need ([`failure`]).

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use url::Url;

use super::is_loopback;
use crate::domain::outgoing::{ChatId, Keyboard};

mod failure;
mod files;
mod in_process;
mod words;

pub use failure::{Delivered, Failure, Gone};
pub use files::PictureSent;
pub use in_process::{InProcess, Lost};

/// Telegram's own server.
pub const DEFAULT_API_URL: &str = "https://api.telegram.org";

/// The kinds of updates that are asked for.
const ALLOWED_UPDATES: [&str; 4] = ["message", "edited_message", "callback_query", "my_chat_member"];

#[derive(Clone)]
pub struct TelegramOptions {
    /// The setting `TELOXIDE_TOKEN`.
    pub token: String,
    /// The setting `TELEGRAM_API_URL`.
    pub api_url: Url,
    /// How long a call may take. A lease lasts more than twice as long.
    pub call_timeout: Duration,
}

impl TelegramOptions {
    pub fn new(token: impl Into<String>, api_url: Url) -> Self {
        Self {
            token: token.into(),
            api_url,
            call_timeout: Duration::from_secs(20),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum TelegramError {
    #[error("the setting TELOXIDE_TOKEN is not a bot's token (`<digits>:<letters>`); @BotFather gives one")]
    Token,
    #[error("the setting TELEGRAM_API_URL is not an http address")]
    Url,
    #[error("could not make an HTTP client")]
    Client(#[source] reqwest::Error),
}

/// Why updates could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    #[error("the Bot API refused the token")]
    Unauthorized,
    #[error("another process is fetching this bot's updates, or a webhook is set: {description}")]
    Conflict { description: String },
    #[error("the Bot API asks for a pause of {} s", .0.as_secs())]
    RetryAfter(Duration),
    #[error("no updates: {0}")]
    Other(String),
}

/// What a message says.
#[derive(Clone, Copy, Debug)]
pub enum Text<'a> {
    /// With Telegram's tags.
    Html(&'a str),
    /// As it is, whatever signs it holds.
    Plain(&'a str),
}

/// A bot at a Bot API server.
pub struct Telegram {
    client: reqwest::Client,
    /// `<api_url>/bot<token>/`: never logged.
    base: String,
    /// `<api_url>/file/bot<token>/`: never logged.
    file_base: String,
    bot_id: i64,
    call_timeout: Duration,
    /// Asked instead of the server.
    in_process: Option<Arc<dyn InProcess>>,
}

impl std::fmt::Debug for Telegram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telegram")
            .field("bot_id", &self.bot_id)
            .finish_non_exhaustive()
    }
}

impl Telegram {
    /// Builds the client once; nothing is called.
    pub fn new(options: TelegramOptions) -> Result<Self, TelegramError> {
        let token = options.token.trim();
        let (id, secret) = token.split_once(':').ok_or(TelegramError::Token)?;
        let bot_id = id.parse().map_err(|_| TelegramError::Token)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if secret.is_empty() || !secret.chars().all(plain) {
            return Err(TelegramError::Token);
        }
        if !matches!(options.api_url.scheme(), "http" | "https") {
            return Err(TelegramError::Url);
        }
        let mut client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            // A redirect would carry the token elsewhere.
            .redirect(reqwest::redirect::Policy::none());
        if is_loopback(&options.api_url) {
            // The sandbox is on this machine: the proxy that others are reached by does not know it.
            client = client.no_proxy();
        }
        let client = client
            .build()
            .map_err(|error| TelegramError::Client(error.without_url()))?;
        Ok(Self {
            client,
            base: format!("{}/bot{token}/", options.api_url.as_str().trim_end_matches('/')),
            file_base: format!("{}/file/bot{token}/", options.api_url.as_str().trim_end_matches('/')),
            bot_id,
            call_timeout: options.call_timeout,
            in_process: None,
        })
    }

    /// The same, speaking to a server within this process: for tests of more calls than HTTP carries in their time.
    pub fn speaking_to(self, server: Arc<dyn InProcess>) -> Self {
        Self {
            in_process: Some(server),
            ..self
        }
    }

    /// The number before the token's colon: the bot's own id.
    pub fn bot_id(&self) -> i64 {
        self.bot_id
    }

    pub fn call_timeout(&self) -> Duration {
        self.call_timeout
    }

    /// The bot's user name, where the server tells it.
    pub async fn get_me(&self) -> Result<Option<String>, Failure> {
        let answer = self.call("getMe", &json!({})).await?;
        Ok(answer.get("username").and_then(Value::as_str).map(str::to_owned))
    }

    /// Long poll. Each update is returned as it came, byte for byte.
    pub async fn get_updates(
        &self,
        offset: Option<i64>,
        limit: u16,
        long_poll: Duration,
    ) -> Result<Vec<Box<RawValue>>, FetchError> {
        #[derive(Deserialize)]
        struct Updates {
            ok: bool,
            result: Option<Vec<Box<RawValue>>>,
        }
        let mut body = json!({
            "limit": limit,
            "timeout": long_poll.as_secs(),
            "allowed_updates": ALLOWED_UPDATES,
        });
        if let Some(offset) = offset {
            body["offset"] = offset.into();
        }
        let answer = self.post("getUpdates", &body, long_poll + self.call_timeout).await;
        let (status, text) = answer.map_err(FetchError::Other)?;
        if status == 200 {
            // Bytes that are no UTF-8 would cost every update that came with them.
            return match serde_json::from_str(&String::from_utf8_lossy(&text)) {
                Ok(Updates { ok: true, result }) => Ok(result.unwrap_or_default()),
                Ok(_) | Err(_) => Err(FetchError::Other("unreadable answer".into())),
            };
        }
        Err(failure::classify_fetch(status, &text))
    }

    /// sendMessage, without link previews; into a topic of the chat where one is named.
    pub async fn send_message(
        &self,
        chat: ChatId,
        topic: Option<i64>,
        text: Text<'_>,
        keyboard: &Keyboard,
    ) -> Result<Delivered, Failure> {
        let mut body = message(chat, text);
        if let Some(topic) = topic {
            body["message_thread_id"] = topic.into();
        }
        if !keyboard.is_empty() {
            body["reply_markup"] = markup(keyboard);
        }
        self.deliver("sendMessage", &body).await
    }

    /// editMessageText. Without a keyboard the message loses its buttons.
    pub async fn edit_message(
        &self,
        chat: ChatId,
        message_id: i64,
        text: Text<'_>,
        keyboard: &Keyboard,
    ) -> Result<Delivered, Failure> {
        let mut body = message(chat, text);
        body["message_id"] = message_id.into();
        if !keyboard.is_empty() {
            body["reply_markup"] = markup(keyboard);
        }
        self.deliver("editMessageText", &body).await
    }

    /// editMessageReplyMarkup: takes the buttons off.
    pub async fn remove_buttons(&self, chat: ChatId, message_id: i64) -> Result<Delivered, Failure> {
        let body = json!({ "chat_id": chat, "message_id": message_id });
        self.deliver("editMessageReplyMarkup", &body).await
    }

    pub async fn delete_message(&self, chat: ChatId, message_id: i64) -> Result<Delivered, Failure> {
        let body = json!({ "chat_id": chat, "message_id": message_id });
        self.deliver("deleteMessage", &body).await
    }

    pub async fn answer_press(&self, query_id: &str, text: Option<&str>, alert: bool) -> Result<Delivered, Failure> {
        let mut body = json!({ "callback_query_id": query_id });
        if let Some(text) = text {
            body["text"] = text.into();
            body["show_alert"] = alert.into();
        }
        self.deliver("answerCallbackQuery", &body).await
    }

    /// setMyCommands, for one chat or (chat 0) for everybody.
    pub async fn set_commands(
        &self,
        chat: ChatId,
        language: Option<&str>,
        commands: &[(String, String)],
    ) -> Result<Delivered, Failure> {
        let commands: Vec<_> = commands
            .iter()
            .map(|(command, description)| json!({ "command": command, "description": description }))
            .collect();
        let mut body = json!({ "commands": commands });
        if chat != 0 {
            body["scope"] = json!({ "type": "chat", "chat_id": chat });
        }
        if let Some(language) = language {
            body["language_code"] = language.into();
        }
        self.deliver("setMyCommands", &body).await
    }

    /// sendChatAction `typing`. Whether it succeeds matters to nobody.
    pub async fn typing(&self, chat: ChatId) -> Result<Delivered, Failure> {
        let body = json!({ "chat_id": chat, "action": "typing" });
        self.deliver("sendChatAction", &body).await
    }

    /// Has Telegram call `url` with each update, and `secret_token` in a header.
    pub async fn set_webhook(&self, url: &Url, secret_token: &str) -> Result<Delivered, Failure> {
        let body = json!({
            "url": url.as_str(),
            "secret_token": secret_token,
            "allowed_updates": ALLOWED_UPDATES,
        });
        self.deliver("setWebhook", &body).await
    }

    /// Ends the webhook, so that updates can be fetched. What waits there stays.
    pub async fn delete_webhook(&self) -> Result<Delivered, Failure> {
        self.deliver("deleteWebhook", &json!({})).await
    }

    async fn deliver(&self, method: &str, body: &Value) -> Result<Delivered, Failure> {
        let result = self.call(method, body).await?;
        Ok(Delivered {
            message_id: failure::message_id(&result),
        })
    }

    /// The call's result; null where it was carried out and the server's answer tells no more.
    async fn call(&self, method: &str, body: &Value) -> Result<Value, Failure> {
        match self.post(method, body, self.call_timeout).await {
            Ok((status, text)) => failure::read(status, &text),
            Err(description) => Err(Failure::Temporary {
                code: None,
                description,
            }),
        }
    }

    /// The status and the body of the answer; or in words, without the address, why there is none.
    async fn post(&self, method: &str, body: &Value, timeout: Duration) -> Result<(u16, Vec<u8>), String> {
        if let Some(server) = &self.in_process {
            return server.answer(method, body).map_err(|Lost(why)| why);
        }
        let request = self.client.post(format!("{}{method}", self.base)).json(body);
        // The address holds the token: it must not reach a log with the error.
        let network = |error: reqwest::Error| failure::network(&error.without_url());
        let response = request.timeout(timeout).send().await.map_err(network)?;
        let status = response.status().as_u16();
        match response.bytes().await {
            Ok(bytes) => Ok((status, bytes.into())),
            // The head says that it was carried out; what got lost is only the result.
            Err(_) if status == 200 && method != "getUpdates" => Ok((status, Vec::new())),
            Err(error) => Err(network(error)),
        }
    }
}

fn message(chat: ChatId, text: Text<'_>) -> Value {
    let mut body = json!({
        "chat_id": chat,
        // People type addresses; a preview would fetch them and cover the question.
        "link_preview_options": { "is_disabled": true },
    });
    match text {
        Text::Html(html) => {
            body["text"] = html.into();
            body["parse_mode"] = "HTML".into();
        }
        Text::Plain(plain) => body["text"] = plain.into(),
    }
    body
}

fn markup(keyboard: &Keyboard) -> Value {
    let rows: Vec<Vec<_>> = keyboard
        .0
        .iter()
        .map(|row| {
            row.iter()
                .map(|button| json!({ "text": button.label, "callback_data": button.data }))
                .collect()
        })
        .collect();
    json!({ "inline_keyboard": rows })
}
