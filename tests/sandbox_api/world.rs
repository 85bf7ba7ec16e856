//! A sandbox of its own for each test, with calls of both faces.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use beian_bot::clock::MovableClock;
use beian_bot::sandbox::{Options, Sandbox};
use chrono::{DateTime, TimeZone, Utc};
use serde_json::{Value, json};
use tempfile::TempDir;

pub const TOKEN: &str = "123456:AAtest_token-of-a-bot";
pub const OTHER: &str = "654321:AAanother_token";
pub const PERSON: i64 = 500_118_203;
pub const NORA: i64 = 5_218_604_177;
pub const REVIEWER: i64 = 702_335_146;
pub const GROUP: i64 = -1_002_193_847_561;

pub struct World {
    pub sandbox: Sandbox,
    pub client: reqwest::Client,
    pub clock: Arc<MovableClock>,
    _folder: Option<TempDir>,
}

pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 4, 0, 0).unwrap()
}

impl World {
    pub async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let mut world = Self::start_in(folder.path(), true).await;
        world._folder = Some(folder);
        world
    }

    pub async fn start_in(folder: &Path, no_bot: bool) -> Self {
        let clock = Arc::new(MovableClock::still(noon()));
        let listen = ([127, 0, 0, 1], 0).into();
        let options = Options {
            listen,
            data: folder.to_owned(),
            fresh: false,
            no_bot,
        };
        let sandbox = Sandbox::start(options, clock.clone()).await.unwrap();
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(40))
            .build()
            .unwrap();
        Self {
            sandbox,
            client,
            clock,
            _folder: None,
        }
    }

    /// A bot's call; the whole answer.
    pub async fn call_as(&self, token: &str, method: &str, params: Value) -> Value {
        let url = format!("{}/bot{token}/{method}", self.sandbox.api_url());
        self.client
            .post(url)
            .json(&params)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    pub async fn call(&self, method: &str, params: Value) -> Value {
        self.call_as(TOKEN, method, params).await
    }

    /// A bot's call that must succeed; its result.
    pub async fn ok(&self, method: &str, params: Value) -> Value {
        let answer = self.call(method, params).await;
        assert_eq!(answer["ok"], true, "{method}: {answer}");
        answer["result"].clone()
    }

    /// A bot's call that must be refused; Telegram's words.
    pub async fn refused(&self, method: &str, params: Value) -> String {
        let answer = self.call(method, params).await;
        assert_eq!(answer["ok"], false, "{method}: {answer}");
        format!("{} {}", answer["error_code"], answer["description"].as_str().unwrap())
    }

    pub async fn get(&self, path: &str) -> Value {
        let url = format!("{}/api/{path}", self.sandbox.api_url());
        self.client.get(url).send().await.unwrap().json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/api/{path}", self.sandbox.api_url());
        self.client
            .post(url)
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    pub async fn put(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/api/{path}", self.sandbox.api_url());
        self.client
            .put(url)
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// A person sends a form.
    pub async fn sends_form(&self, form: reqwest::multipart::Form) -> Value {
        let url = format!("{}/api/chats/{PERSON}/messages", self.sandbox.api_url());
        let form = form.text("from", PERSON.to_string());
        let response = self.client.post(url).multipart(form).send().await.unwrap();
        response.json().await.unwrap()
    }

    /// Sends bytes as they are, and returns the status and the body of the reply.
    pub async fn raw(&self, request: &str) -> (u16, Value) {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let address = self.sandbox.address();
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = request.replace("HOST", &format!("Host: {address}"));
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    pub async fn says(&self, chat: i64, from: i64, text: &str) -> Value {
        let said = self
            .post(&format!("chats/{chat}/messages"), json!({ "from": from, "text": text }))
            .await;
        assert!(said["message_id"].is_i64(), "{said}");
        said
    }

    /// A bot that the person has started, with nothing waiting.
    pub async fn started(&self) {
        self.ok("getMe", json!({})).await;
        self.says(PERSON, PERSON, "/start").await;
        self.taken(TOKEN).await;
    }

    /// Takes and confirms all that waits for a bot.
    pub async fn taken(&self, token: &str) -> Vec<Value> {
        let updates = self.call_as(token, "getUpdates", json!({})).await["result"]
            .as_array()
            .unwrap()
            .clone();
        if let Some(last) = updates.last() {
            let offset = last["update_id"].as_i64().unwrap() + 1;
            self.call_as(token, "getUpdates", json!({ "offset": offset })).await;
        }
        updates
    }

    pub async fn sends(&self, text: &str) -> Value {
        self.ok("sendMessage", json!({ "chat_id": PERSON, "text": text })).await
    }

    pub async fn post_press(&self, sent: &Value, button: String) -> Value {
        let press = json!({ "from": PERSON, "message_id": sent["message_id"], "button": button });
        self.post(&format!("chats/{PERSON}/presses"), press).await
    }
}

pub fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(width, height)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}
