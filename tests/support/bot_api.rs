//! A Bot API server that answers as a test has it answer, and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use beian_bot::adapters::telegram::{Telegram, TelegramOptions};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

pub const TOKEN: &str = "42:made-up";

#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub method: String,
    pub body: Value,
}

impl Asked {
    pub fn chat(&self) -> i64 {
        self.body["chat_id"].as_i64().unwrap_or(0)
    }

    pub fn text(&self) -> &str {
        self.body["text"].as_str().unwrap_or_default()
    }
}

/// How one call is answered.
pub enum Answer {
    /// With this status and body.
    Say(u16, Value),
    /// As if it had been carried out, but unreadably.
    Raw(u16, &'static str),
    /// The connection breaks, after the call was carried out.
    Lose,
    /// As usual, once a permit is added.
    Wait(Arc<Semaphore>),
}

pub fn refuse(code: u16, description: &str) -> Answer {
    let body = json!({ "ok": false, "error_code": code, "description": description });
    Answer::Say(code, body)
}

pub fn retry_after(seconds: u32) -> Answer {
    let body = json!({ "ok": false, "error_code": 429, "description": "Too Many Requests",
        "parameters": { "retry_after": seconds } });
    Answer::Say(429, body)
}

struct Scripted {
    method: &'static str,
    chat: Option<i64>,
    answer: Answer,
}

#[derive(Default)]
struct Inner {
    asked: Vec<Asked>,
    script: VecDeque<Scripted>,
    updates: Vec<Value>,
    messages: i64,
}

/// What a server was asked.
#[derive(Clone)]
pub struct Memory {
    asked: Vec<Asked>,
    messages: i64,
}

#[derive(Clone)]
pub struct BotApi {
    inner: Arc<Mutex<Inner>>,
    pub url: url::Url,
}

impl BotApi {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let inner = Arc::default();
        let api = Self { inner, url };
        let router = Router::new()
            .route("/{token}/{method}", any(answer))
            .with_state(api.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        api
    }

    /// What it was asked so far, to be remembered by another one.
    pub fn memory(&self) -> Memory {
        let inner = self.inner.lock().unwrap();
        Memory {
            asked: inner.asked.clone(),
            messages: inner.messages,
        }
    }

    /// Forgets what it was asked, and remembers this.
    pub fn recall(&self, memory: &Memory) {
        *self.inner.lock().unwrap() = Inner {
            asked: memory.asked.clone(),
            messages: memory.messages,
            ..Inner::default()
        };
    }

    /// How many calls there were so far, getUpdates included.
    pub fn count(&self) -> usize {
        self.inner.lock().unwrap().asked.len()
    }

    /// The calls after the first `count`.
    pub fn asked_since(&self, count: usize) -> Vec<Asked> {
        self.inner
            .lock()
            .unwrap()
            .asked
            .get(count..)
            .unwrap_or_default()
            .to_vec()
    }

    pub fn telegram(&self) -> Telegram {
        Telegram::new(TelegramOptions::new(TOKEN, self.url.clone())).unwrap()
    }

    /// The next call of `method` (to `chat`) is answered so. Later scripts come later.
    pub fn script(&self, method: &'static str, chat: impl Into<Option<i64>>, answer: Answer) {
        let chat = chat.into();
        self.inner
            .lock()
            .unwrap()
            .script
            .push_back(Scripted { method, chat, answer });
    }

    /// From here on every call is answered as usual.
    pub fn forget_scripts(&self) {
        self.inner.lock().unwrap().script.clear();
    }

    /// An update that getUpdates tells until it is acknowledged.
    pub fn update(&self, update: Value) {
        self.inner.lock().unwrap().updates.push(update);
    }

    /// Updates that were not acknowledged yet.
    pub fn unacknowledged(&self) -> usize {
        self.inner.lock().unwrap().updates.len()
    }

    /// Calls so far, but for getUpdates.
    pub fn asked(&self) -> Vec<Asked> {
        let inner = self.inner.lock().unwrap();
        let asked = inner.asked.iter().filter(|asked| asked.method != "getUpdates");
        asked.cloned().collect()
    }

    /// Texts sent and edited, as `chat: text`.
    pub fn texts(&self) -> Vec<String> {
        let asked = self.asked().into_iter().filter(|asked| !asked.text().is_empty());
        asked
            .map(|asked| format!("{}: {}", asked.chat(), asked.text()))
            .collect()
    }

    pub fn texts_to(&self, chat: i64) -> Vec<String> {
        let asked = self
            .asked()
            .into_iter()
            .filter(|asked| asked.chat() == chat && !asked.text().is_empty());
        asked.map(|asked| asked.text().to_owned()).collect()
    }

    pub fn times(&self, method: &str) -> usize {
        let inner = self.inner.lock().unwrap();
        inner.asked.iter().filter(|asked| asked.method == method).count()
    }
}

async fn answer(State(api): State<BotApi>, Path((_, method)): Path<(String, String)>, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let asked = Asked { method, body };
    let (scripted, usual) = {
        let mut inner = api.inner.lock().unwrap();
        inner.asked.push(asked.clone());
        let matches = |s: &Scripted| s.method == asked.method && s.chat.is_none_or(|chat| chat == asked.chat());
        let scripted = inner.script.iter().position(matches);
        let scripted = scripted.and_then(|index| inner.script.remove(index));
        (scripted.map(|scripted| scripted.answer), usual(&mut inner, &asked))
    };
    let body = json!({ "ok": true, "result": usual });
    match scripted {
        None => axum::Json(body).into_response(),
        Some(Answer::Say(code, body)) => (StatusCode::from_u16(code).unwrap(), axum::Json(body)).into_response(),
        Some(Answer::Raw(code, body)) => (StatusCode::from_u16(code).unwrap(), body).into_response(),
        Some(Answer::Wait(release)) => {
            release.acquire().await.unwrap().forget();
            axum::Json(body).into_response()
        }
        // Nothing is said and the connection is closed.
        Some(Answer::Lose) => std::panic::resume_unwind(Box::new("the answer is lost")),
    }
}

fn usual(inner: &mut Inner, asked: &Asked) -> Value {
    match asked.method.as_str() {
        "sendMessage" => {
            inner.messages += 1;
            json!({ "message_id": inner.messages, "chat": { "id": asked.chat() }, "date": 0 })
        }
        "getUpdates" => {
            let offset = asked.body["offset"].as_i64().unwrap_or(i64::MIN);
            inner
                .updates
                .retain(|update| update["update_id"].as_i64().unwrap() >= offset);
            inner.updates.clone().into()
        }
        "getMe" => json!({ "id": 42, "is_bot": true, "first_name": "bot", "username": "beian_bot" }),
        _ => true.into(),
    }
}
