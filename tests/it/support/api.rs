//! The sandbox's people's side by HTTP, and what has been seen of its chats.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Mutex;

/// What a person sees of a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    pub id: i64,
    pub from_bot: bool,
    pub text: String,
    /// Rows of (label, callback data).
    pub buttons: Vec<Vec<(String, String)>>,
    pub edited: bool,
}

impl Message {
    fn read(message: &Value) -> Self {
        let text = ["text", "caption"].iter().find_map(|name| message[*name].as_str());
        let rows = message["reply_markup"]["inline_keyboard"].as_array();
        let button = |button: &Value| {
            let text = |name: &str| button[name].as_str().unwrap_or_default().to_owned();
            (text("text"), text("callback_data"))
        };
        Self {
            id: message["message_id"].as_i64().unwrap_or_default(),
            from_bot: message["from"]["is_bot"].as_bool().unwrap_or_default(),
            text: text.unwrap_or_default().to_owned(),
            buttons: rows
                .into_iter()
                .flatten()
                .map(|row| row.as_array().into_iter().flatten().map(button).collect())
                .collect(),
            edited: message.get("edit_date").is_some(),
        }
    }

    pub fn labels(&self) -> Vec<&str> {
        self.buttons.iter().flatten().map(|(label, _)| label.as_str()).collect()
    }

    /// As plain readable text, its buttons in brackets below.
    pub fn shown(&self) -> String {
        let mut shown = String::new();
        if self.edited {
            shown.push_str("(edited) ");
        }
        shown.push_str(&self.text);
        shown.push_str(&self.shown_buttons());
        shown
    }

    fn shown_buttons(&self) -> String {
        let row = |row: &Vec<(String, String)>| {
            let labels: Vec<String> = row.iter().map(|(label, _)| format!("[{label}]")).collect();
            format!("\n{}", labels.join(" "))
        };
        self.buttons.iter().map(row).collect()
    }
}

/// What was seen so far.
#[derive(Default)]
struct Seen {
    /// The number of the latest change anywhere.
    after: i64,
    /// The same for each chat.
    chats: BTreeMap<i64, i64>,
    messages: BTreeMap<(i64, i64), Message>,
    /// Every button that a message ever had: label and data.
    buttons: BTreeMap<(i64, i64), Vec<(String, String)>>,
    /// What the bot said and nobody has looked at, by chat.
    unheard: BTreeMap<i64, Vec<String>>,
    /// Everything said and heard, in order, where it is written down.
    transcript: Option<String>,
    /// In which chat somebody spoke last.
    speaking: i64,
    /// Who is spoken to in which chat.
    names: BTreeMap<i64, String>,
}

pub struct Api {
    client: reqwest::Client,
    base: String,
    seen: Mutex<Seen>,
}

impl Api {
    pub fn new(base: String) -> Self {
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(90))
            .no_proxy()
            .build()
            .unwrap();
        Self {
            client,
            base,
            seen: Mutex::default(),
        }
    }

    pub async fn get(&self, path: &str) -> Value {
        self.answer(self.client.get(self.url(path))).await
    }

    /// What lies there, whatever it is.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let response = self.client.get(self.url(path)).send().await.unwrap();
        assert!(response.status().is_success(), "{path}");
        response.bytes().await.unwrap().to_vec()
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.answer(self.client.post(self.url(path)).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Value {
        self.answer(self.client.put(self.url(path)).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Value {
        self.answer(self.client.patch(self.url(path)).json(&body)).await
    }

    pub async fn send_form(&self, path: &str, form: reqwest::multipart::Form) -> Value {
        self.answer(self.client.post(self.url(path)).multipart(form)).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> Value {
        let response = request.send().await.unwrap();
        let (status, url) = (response.status(), response.url().clone());
        let body = response.text().await.unwrap();
        assert!(status.is_success(), "{url}: {status} {body}");
        serde_json::from_str(&body).unwrap_or_else(|_| panic!("{url}: {body}"))
    }

    /// Waits until nothing is left to do, and looks at what was said.
    pub async fn settle(&self) {
        let settled = self.post("/api/settle", json!({ "timeout_seconds": 60 })).await;
        assert_eq!(settled["settled"], true, "{settled}");
        self.look().await;
    }

    /// Reads what changed in the chats since the last look.
    async fn look(&self) {
        let mut seen = self.seen.lock().await;
        let changed = self.get(&format!("/api/events?after={}&wait=0", seen.after)).await;
        seen.after = changed["next"].as_i64().unwrap();
        let mut chats: Vec<i64> = changed["chats"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_i64)
            .collect();
        // Whoever speaks hears first, as it is read.
        chats.sort_by_key(|chat| (*chat != seen.speaking, *chat));
        for chat in chats {
            let after = seen.chats.get(&chat).copied().unwrap_or_default();
            let found = self.get(&format!("/api/chats/{chat}/messages?after={after}")).await;
            seen.chats.insert(chat, found["next"].as_i64().unwrap());
            // In the order of the chat: an earlier question loses its buttons only after the next one has come.
            let mut messages: Vec<&Value> = found["messages"].as_array().unwrap().iter().collect();
            messages.sort_by_key(|message| message["message_id"].as_i64());
            for message in messages {
                seen.note(chat, message);
            }
        }
    }

    /// What the bot said in a chat since this was last asked.
    pub async fn take_unheard(&self, chat: i64) -> Vec<String> {
        self.seen.lock().await.unheard.remove(&chat).unwrap_or_default()
    }

    /// The same for all chats.
    pub async fn take_all_unheard(&self) -> Vec<(i64, Vec<String>)> {
        std::mem::take(&mut self.seen.lock().await.unheard)
            .into_iter()
            .filter(|(_, said)| !said.is_empty())
            .collect()
    }

    /// What the bot answered a press with is heard too.
    pub async fn hear_answer(&self, chat: i64, line: String) {
        let mut seen = self.seen.lock().await;
        seen.write(&line);
        seen.unheard.entry(chat).or_default().push(line);
    }

    /// The messages of a chat as they stand now, oldest first.
    pub async fn messages(&self, chat: i64) -> Vec<Message> {
        let seen = self.seen.lock().await;
        let of_chat = seen.messages.range((chat, i64::MIN)..=(chat, i64::MAX));
        of_chat.map(|(_, message)| message.clone()).collect()
    }

    /// Every button that stood in a chat, also those that edits have taken away: message, label, data; oldest first.
    pub async fn buttons(&self, chat: i64) -> Vec<(i64, String, String)> {
        let seen = self.seen.lock().await;
        let of_chat = seen.buttons.range((chat, i64::MIN)..=(chat, i64::MAX));
        of_chat
            .flat_map(|((_, id), buttons)| buttons.iter().map(|(label, data)| (*id, label.clone(), data.clone())))
            .collect()
    }

    pub async fn begin_transcript(&self) {
        self.seen.lock().await.transcript = Some(String::new());
    }

    /// Somebody does something in a chat.
    pub async fn write_down(&self, chat: i64, line: &str) {
        let mut seen = self.seen.lock().await;
        seen.speaking = chat;
        seen.write(line);
    }

    pub async fn name_chat(&self, chat: i64, name: &str) {
        self.seen.lock().await.names.insert(chat, name.to_owned());
    }

    pub async fn take_transcript(&self) -> String {
        self.seen.lock().await.transcript.take().unwrap_or_default()
    }
}

impl Seen {
    fn note(&mut self, chat: i64, raw: &Value) {
        let id = raw["message_id"].as_i64().unwrap_or_default();
        let before = self.messages.get(&(chat, id)).cloned();
        if raw["deleted"] == true {
            self.messages.remove(&(chat, id));
            if before.is_some_and(|message| message.from_bot) {
                self.say(chat, "(deleted)".to_owned());
            }
            return;
        }
        let message = Message::read(raw);
        let said = match &before {
            None => true,
            // That buttons are taken off an answered question is seen, not heard.
            Some(before) => {
                before.text != message.text || (before.buttons != message.buttons && !message.buttons.is_empty())
            }
        };
        if message.from_bot && said {
            let same_text = before.is_some_and(|before| before.text == message.text);
            self.say(
                chat,
                if same_text {
                    format!("(buttons){}", message.shown_buttons())
                } else {
                    message.shown()
                },
            );
        }
        let ever = self.buttons.entry((chat, id)).or_default();
        for button in message.buttons.iter().flatten() {
            if !ever.iter().any(|(_, data)| *data == button.1) {
                ever.push(button.clone());
            }
        }
        self.messages.insert((chat, id), message);
    }

    fn say(&mut self, chat: i64, words: String) {
        if chat == self.speaking {
            self.write(&words);
        } else {
            let name = self.names.get(&chat).cloned().unwrap_or_else(|| chat.to_string());
            self.write(&format!("(to {name}) {words}"));
        }
        self.unheard.entry(chat).or_default().push(words);
    }

    fn write(&mut self, line: &str) {
        if let Some(transcript) = &mut self.transcript {
            let _ = writeln!(transcript, "{line}\n");
        }
    }
}
