//! The people's side of the sandbox, through HTTP.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

pub const APPLICANT: i64 = 500_118_203;
pub const REVIEWER: i64 = 702_335_146;
pub const ADMINISTRATOR: i64 = 890_447_721;

#[derive(Clone)]
pub struct People {
    client: reqwest::Client,
    base: String,
}

impl People {
    pub fn at(address: SocketAddr) -> Self {
        // No kept connections: the process behind them may have been killed.
        let client = reqwest::Client::builder()
            .no_proxy()
            .pool_max_idle_per_host(0)
            .timeout(Duration::from_secs(60));
        Self {
            client: client.build().unwrap(),
            base: format!("http://{address}/api/"),
        }
    }

    /// None if there was no answer.
    pub async fn try_call(&self, method: Method, path: &str, body: &Value) -> Option<Value> {
        let request = self.client.request(method.clone(), format!("{}{path}", self.base));
        let request = if *body == Value::Null {
            request
        } else {
            request.json(body)
        };
        let answered = request.send().await.ok()?;
        let is_success = answered.status().is_success();
        let answer: Value = answered.json().await.ok()?;
        assert!(is_success, "{method} {path}: {answer}");
        Some(answer)
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        let answer = self.try_call(method, path, &body).await;
        answer.unwrap_or_else(|| panic!("no answer to {path}"))
    }

    /// Sends a picture as a file. False where there was no answer: the process may have been killed.
    pub async fn sends_picture(&self, person: i64, bytes: Vec<u8>) -> bool {
        let form = reqwest::multipart::Form::new()
            .text("from", person.to_string())
            .text("kind", "document")
            .part("file", reqwest::multipart::Part::bytes(bytes).file_name("p.png"));
        let path = format!("{}chats/{person}/messages", self.base);
        let sent = self.client.post(path).multipart(form).send().await;
        sent.is_ok_and(|answer| answer.status().is_success())
    }

    /// A new person; returns their id.
    pub async fn new_person(&self, name: &str) -> i64 {
        let person = self
            .call(
                Method::POST,
                "people",
                json!({ "first_name": name, "language_code": "zh-hans" }),
            )
            .await;
        person["id"].as_i64().unwrap()
    }

    /// Messages of a chat as they are now, oldest first.
    pub async fn messages(&self, chat: i64) -> Vec<Value> {
        let told = self
            .call(Method::GET, &format!("chats/{chat}/messages"), Value::Null)
            .await;
        let mut messages = told["messages"].as_array().unwrap().clone();
        messages.sort_by_key(|message| message["message_id"].as_i64());
        messages
    }

    /// A person writes. False: nobody heard whether it was taken.
    pub async fn try_say(&self, from: i64, text: &str) -> bool {
        let message = json!({ "from": from, "text": text });
        self.try_call(Method::POST, &format!("chats/{from}/messages"), &message)
            .await
            .is_some()
    }

    pub async fn say(&self, from: i64, text: &str) {
        assert!(self.try_say(from, text).await, "{text} was not taken");
    }

    /// A press; what the bot answered it with. None: nobody heard.
    pub async fn try_press(&self, from: i64, message: i64, data: &str) -> Option<Value> {
        let press = json!({ "from": from, "message_id": message, "button": data });
        self.try_call(Method::POST, &format!("chats/{from}/presses"), &press)
            .await
    }

    /// Waits until nothing is left to do.
    pub async fn settle(&self) {
        let settled = self
            .call(Method::POST, "settle", json!({ "timeout_seconds": 30 }))
            .await;
        assert_eq!(settled["settled"], true, "{settled}");
    }

    /// Moves the clock.
    pub async fn pass(&self, seconds: u64) {
        self.call(Method::POST, "clock", json!({ "advance_seconds": seconds }))
            .await;
    }

    /// The make-believe Telegram fails so often in these methods.
    pub async fn fault(&self, fault: &str, methods: &[&str], times: u64) {
        let fault = json!({ "fault": fault, "methods": methods, "times": times });
        self.call(Method::PUT, "services/telegram", fault).await;
    }

    /// The next call of this method about that chat is held, and never answered.
    pub async fn hold_next(&self, method: &str, chat: i64) {
        let fault = json!({ "fault": "timeout", "methods": [method], "chat": chat, "times": 1 });
        self.call(Method::PUT, "services/telegram", fault).await;
    }

    /// Whether some call still has to meet the fault.
    pub async fn has_fault(&self) -> bool {
        let services = self.call(Method::GET, "services", Value::Null).await;
        let services = services.as_array().unwrap();
        let telegram = services.iter().find(|service| service["name"] == "telegram");
        telegram.unwrap()["fault"] != "none"
    }
}

/// Whether the bot wrote it.
pub fn is_bots(message: &Value) -> bool {
    message["from"]["is_bot"] == true
}

pub fn text(message: &Value) -> &str {
    message["text"].as_str().unwrap_or_default()
}

/// Labels and data of a message's buttons.
pub fn buttons(message: &Value) -> Vec<(String, String)> {
    let rows = message["reply_markup"]["inline_keyboard"].as_array();
    let buttons = rows.into_iter().flatten().filter_map(Value::as_array).flatten();
    let word = |button: &Value, name: &str| button[name].as_str().unwrap_or_default().to_owned();
    buttons
        .map(|button| (word(button, "text"), word(button, "callback_data")))
        .collect()
}
