//! The people's side: `/api/…`, in JSON. The page uses this and nothing else; so do tests.

mod chats;
mod clock;
mod events;
mod files;
mod members;
mod messages;
mod migrate;
mod people;
mod presses;
mod reset;
mod services;
mod topics;
mod upload;

use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post, put};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub use self::reset::forget_everything;
use super::bot_api::LARGEST_BOT_ID;
use super::shared::{NotKept, Shared};
use super::state::State;
use super::state::chats::ChatKey;

/// The longest a call waits for something to happen, in seconds.
const LONGEST_WAIT: f64 = 30.0;

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/people", get(people::list).post(people::add))
        .route("/bots", get(people::bots))
        .route("/chats", get(chats::list))
        .route("/chats/{chat}/messages", get(messages::list).post(messages::write))
        .route("/chats/{chat}/messages/{id}", patch(messages::edit))
        .route("/chats/{chat}/presses", post(presses::press))
        .route("/chats/{chat}/members/{person}", post(members::set))
        .route("/chats/{chat}/topics", post(topics::open))
        .route("/chats/{chat}/topics/{topic}", patch(topics::change))
        .route("/chats/{chat}/migrate", post(migrate::migrate))
        .route("/chats/{chat}/commands", get(chats::commands))
        .route("/chats/{chat}/actions", get(chats::actions))
        .route("/chats/{chat}/read", post(chats::read))
        .route("/events", get(events::wait))
        .route("/clock", get(clock::show).post(clock::go))
        .route("/settle", post(clock::settle))
        .route("/files/{id}", get(files::bytes))
        .route("/sms", get(services::sms))
        .route("/services", get(services::list))
        .route("/services/{name}", put(services::set))
        .route("/links", get(services::links))
        .route("/reset", post(reset::reset))
        .route(
            "/{*path}",
            delete(unknown).get(unknown).post(unknown).put(unknown).patch(unknown),
        )
        .layer(middleware::from_fn(as_error))
}

/// Gives the refusals of the server's own parts (a query, a path or a body that cannot be read, another method) the form
/// of all others. It stands around every call, so that none can forget it.
async fn as_error(request: Request, next: Next) -> Response {
    const LONGEST_REASON: usize = 10_000;
    let method = request.method().clone();
    let response = next.run(request).await;
    let status = response.status();
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/json");
    if is_json || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        let how = format!("this call is not made with {method}; the Allow header names what it is made with");
        return Refused::new(status, how).into_response();
    }
    let reason = to_bytes(response.into_body(), LONGEST_REASON).await.unwrap_or_default();
    Refused::new(status, String::from_utf8_lossy(&reason)).into_response()
}

async fn unknown() -> Refused {
    Refused::new(
        StatusCode::NOT_FOUND,
        "the people's side has no such call; docs/sandbox.md lists them",
    )
}

/// A 4xx that says what to send.
#[derive(Debug)]
pub struct Refused {
    status: StatusCode,
    error: String,
}

pub type Answer = Result<axum::Json<Value>, Refused>;

impl Refused {
    pub fn new(status: StatusCode, error: impl Into<String>) -> Self {
        Self {
            status,
            error: error.into(),
        }
    }

    pub fn bad(error: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }

    pub fn not_found(error: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, error)
    }

    pub fn conflict(error: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.status, axum::Json(json!({ "error": self.error }))).into_response()
    }
}

impl From<NotKept> for Refused {
    fn from(error: NotKept) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

/// Which bot a call about chats means.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct WhichBot {
    bot: Option<String>,
}

impl WhichBot {
    /// The bot that is named, else the one beside the sandbox, else the one whose token was seen last.
    pub fn find(&self, state: &mut State, shared: &Shared) -> Result<i64, Refused> {
        let Some(name) = self.bot.as_deref().filter(|name| !name.is_empty()) else {
            let how =
                "no bot has called here yet; start one with this server as its API address, or send ?bot={username}";
            return state.default_bot(shared.no_bot).ok_or_else(|| Refused::conflict(how));
        };
        if let Some(bot) = state.bot_named(name) {
            return Ok(bot);
        }
        // A bot can be written to before it runs for the first time.
        let id = name
            .trim_start_matches('@')
            .strip_prefix("sandbox_")
            .and_then(|rest| rest.strip_suffix("_bot"));
        let id = id
            .and_then(|id| id.parse().ok())
            .filter(|id| (1..=LARGEST_BOT_ID).contains(id));
        let id = id.ok_or_else(|| {
            let known: Vec<_> = state.bots.values().map(|bot| bot.username()).collect();
            Refused::not_found(format!("there is no bot {name:?}; known are: {}", known.join(", ")))
        })?;
        state.ensure_bot(id, shared.now().timestamp());
        Ok(id)
    }
}

/// The chat of a path, as the bot sees it.
pub fn chat_of(state: &State, bot: i64, chat: &str) -> Result<ChatKey, Refused> {
    let id: i64 = chat
        .parse()
        .map_err(|_| Refused::bad(format!("a chat is named by its id, a number, not {chat:?}")))?;
    state
        .chat_key(bot, id)
        .ok_or_else(|| Refused::not_found(format!("there is no chat {id}; GET /api/chats lists them")))
}

/// Whether a person is in a chat.
pub fn check_member(state: &State, key: ChatKey, person: i64) -> Result<(), Refused> {
    if !state.people.contains_key(&person) {
        return Err(Refused::bad(format!(
            "\"from\" must be a person's id; {person} is nobody's; GET /api/people lists them"
        )));
    }
    let is_member = match key {
        ChatKey::Private { person: owner, .. } => owner == person,
        ChatKey::Group(group) => state
            .groups
            .get(&group)
            .is_some_and(|group| group.status(person).is_in()),
    };
    let refusal = || {
        Refused::new(
            StatusCode::FORBIDDEN,
            format!("person {person} is not in the chat {}", key.id()),
        )
    };
    is_member.then_some(()).ok_or_else(refusal)
}

/// A body of JSON, with an error that names what is wrong with it.
pub fn body<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Refused> {
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
    serde_json::from_slice(bytes).map_err(|error| Refused::bad(format!("send a JSON object: {error}")))
}

/// An id or another whole number, as a number or as text.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(try_from = "Value")]
pub struct Id(pub i64);

impl TryFrom<Value> for Id {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let id = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
        id.map(Self).ok_or_else(|| format!("send a whole number, not {value}"))
    }
}
