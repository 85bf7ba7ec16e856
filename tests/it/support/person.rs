//! Somebody in a chat: what they say, press and send, and what they hear.

use std::sync::Arc;

use serde_json::{Value, json};

use super::api::{Api, Message};

/// A person in a chat with the bot: their own, or a group.
#[derive(Clone)]
pub struct Person {
    api: Arc<Api>,
    pub id: i64,
    pub chat: i64,
    /// The topic of the chat that they write in.
    pub topic: Option<i64>,
    pub name: String,
}

/// What the bot answered a press with: a passing word, or a window to be closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub text: Option<String>,
    pub alert: bool,
}

impl Person {
    pub fn new(api: Arc<Api>, id: i64, name: &str) -> Self {
        Self {
            api,
            id,
            chat: id,
            topic: None,
            name: name.to_owned(),
        }
    }

    /// The same person in another chat.
    pub fn at(&self, chat: i64) -> Self {
        Self { chat, ..self.clone() }
    }

    /// The same person in a topic of the chat.
    pub fn in_topic(&self, topic: i64) -> Self {
        Self {
            topic: Some(topic),
            ..self.clone()
        }
    }

    /// Opens a topic in the chat; returns its number.
    pub async fn opens_topic(&self, name: &str) -> i64 {
        let body = json!({ "from": self.id, "name": name });
        let opened = self.api.post(&self.path("topics"), body).await;
        opened["message_thread_id"].as_i64().unwrap()
    }

    /// Closes a topic of the chat, or opens it again. 1 is the general one.
    pub async fn closes_topic(&self, topic: i64, closed: bool) {
        let path = self.path(&format!("topics/{topic}"));
        self.api.patch(&path, json!({ "closed": closed })).await;
    }

    /// What the bot wrote here, oldest first: the topic that it stands in, and the text.
    pub async fn topics(&self) -> Vec<(Option<i64>, String)> {
        self.api.settle().await;
        let found = self.api.get(&self.path("messages?after=0")).await;
        let mut messages = found["messages"].as_array().unwrap().clone();
        messages.sort_by_key(|message| message["message_id"].as_i64());
        let of_bot = messages.iter().filter(|message| message["from"]["is_bot"] == true);
        of_bot
            .map(|message| {
                let topic = message["message_thread_id"].as_i64();
                assert_eq!(topic.is_some(), message["is_topic_message"] == true);
                (topic, message["text"].as_str().unwrap_or_default().to_owned())
            })
            .collect()
    }

    /// Shares their own contact.
    pub async fn shares_own_contact(&self, phone_number: &str) {
        self.api
            .write_down(self.chat, &format!("{} shares their own contact", self.name))
            .await;
        let form = reqwest::multipart::Form::new()
            .text("from", self.id.to_string())
            .text("kind", "contact")
            .text("phone_number", phone_number.to_owned())
            .text("first_name", self.name.clone())
            .text("user_id", self.id.to_string());
        self.api.send_form(&self.path("messages"), form).await;
        self.api.settle().await;
    }

    /// Writes, and waits until everything that follows is done.
    pub async fn says(&self, text: impl AsRef<str>) -> i64 {
        let id = self.posts(text).await;
        self.api.settle().await;
        id
    }

    /// Writes and does not wait.
    pub async fn posts(&self, text: impl AsRef<str>) -> i64 {
        let text = text.as_ref();
        self.api.write_down(self.chat, &format!("{}: {text}", self.name)).await;
        let body = json!({ "from": self.id, "text": text, "topic": self.topic });
        let sent = self.api.post(&self.path("messages"), body).await;
        sent["message_id"].as_i64().unwrap()
    }

    /// Writes one after the other without waiting, then waits.
    pub async fn says_all<'a>(&self, texts: impl IntoIterator<Item = &'a str>) {
        for text in texts {
            self.posts(text).await;
        }
        self.api.settle().await;
    }

    pub async fn edits(&self, message: i64, text: &str) {
        self.api
            .write_down(self.chat, &format!("{} edits their message: {text}", self.name))
            .await;
        let path = self.path(&format!("messages/{message}"));
        self.api.patch(&path, json!({ "from": self.id, "text": text })).await;
        self.api.settle().await;
    }

    /// Sends something that is no text: photo, document, voice, sticker, location, contact.
    pub async fn sends(&self, kind: &str) {
        self.api
            .write_down(self.chat, &format!("{} sends a {kind}", self.name))
            .await;
        let mut form = reqwest::multipart::Form::new()
            .text("from", self.id.to_string())
            .text("kind", kind.to_owned());
        form = match kind {
            "location" => form.text("latitude", "32.06").text("longitude", "118.79"),
            "contact" => form.text("phone_number", "13900000000").text("first_name", "示例"),
            "photo" | "sticker" => form.part("file", part("picture.png", "image/png", PICTURE)),
            "voice" => form.part("file", part("voice.ogg", "audio/ogg", b"OggS")),
            _ => form.part("file", part("paper.pdf", "application/pdf", b"%PDF-1.4")),
        };
        self.api.send_form(&self.path("messages"), form).await;
        self.api.settle().await;
    }

    /// Sends a file of these bytes, as a photo or as the file that it is; several with the same album's id belong together.
    pub async fn sends_file(&self, kind: &str, name: &str, bytes: Vec<u8>, album: Option<&str>) {
        let line = format!("{} sends the {kind} {name}", self.name);
        self.api.write_down(self.chat, &line).await;
        let file = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let mut form = reqwest::multipart::Form::new()
            .text("from", self.id.to_string())
            .text("kind", kind.to_owned())
            .part("file", file);
        if let Some(album) = album {
            form = form.text("media_group_id", album.to_owned());
        }
        self.api.send_form(&self.path("messages"), form).await;
        self.api.settle().await;
    }

    /// Sends a photo before the curtain, as the file that it is, and finds it good.
    pub async fn sends_curtain_photo(&self) {
        self.sends_file("document", "curtain.jpg", super::photo(800, 600), None)
            .await;
        let use_it = if self.name.is_ascii() {
            "Use this one"
        } else {
            "用这张"
        };
        self.presses(use_it).await;
    }

    /// Answers what is asked once the curtain was mailed, and hands it in.
    pub async fn hands_in_at_curtain(&self) {
        self.presses("继续填写").await;
        self.sends_curtain_photo().await;
        self.presses("顺丰").await;
        self.says("SF5647382910456").await;
        self.presses("提交备案").await;
    }

    pub async fn sends_photo(&self) {
        self.sends("photo").await;
    }

    /// Presses the latest button of that label; a part of it is enough where no label is just that.
    pub async fn presses(&self, label: &str) -> Answer {
        let (message, data, label) = self.find(label).await;
        self.press(message, &data, &label).await
    }

    /// Presses a button of that very message.
    pub async fn presses_on(&self, message: i64, label: &str) -> Answer {
        self.press(message, label, label).await
    }

    async fn press(&self, message: i64, button: &str, label: &str) -> Answer {
        self.api
            .write_down(self.chat, &format!("{} presses [{label}]", self.name))
            .await;
        let answer = self.press_only(message, button).await;
        if let Some(text) = &answer.text {
            let kind = if answer.alert { "window" } else { "passing" };
            self.api.hear_answer(self.chat, format!("({kind}) {text}")).await;
        }
        self.api.settle().await;
        answer
    }

    /// Presses without waiting for more than the answer.
    pub async fn press_only(&self, message: i64, button: &str) -> Answer {
        let body = json!({ "from": self.id, "message_id": message, "button": button });
        let answer = self.api.post(&self.path("presses"), body).await;
        Answer {
            text: answer["answer"].as_str().map(str::to_owned),
            alert: answer["alert"].as_bool().unwrap_or_default(),
        }
    }

    /// The latest message with a button of that label, and its data.
    pub async fn find(&self, label: &str) -> (i64, String, String) {
        let messages = self.messages().await;
        let fits: [fn(&str, &str) -> bool; 2] = [|found, label| found == label, |found, label| found.contains(label)];
        for fits in fits {
            for message in messages.iter().rev() {
                if let Some((found, data)) = message.buttons.iter().flatten().find(|(found, _)| fits(found, label)) {
                    return (message.id, data.clone(), found.clone());
                }
            }
        }
        let last = messages.iter().rev().find(|message| message.from_bot);
        panic!(
            "{} sees no button [{label}]; the last message is:\n{}",
            self.name,
            last.map(Message::shown).unwrap_or_default()
        );
    }

    /// What the bot said here since the last look, oldest first.
    pub async fn hears(&self) -> String {
        self.api.settle().await;
        self.api.take_unheard(self.chat).await.join("\n\n")
    }

    /// The same without waiting for what may come yet.
    pub async fn hears_so_far(&self) -> String {
        self.api.take_unheard(self.chat).await.join("\n\n")
    }

    /// What is said up to here is of no interest.
    pub async fn ignores(&self) {
        self.hears().await;
    }

    /// The messages of the chat as they stand now, oldest first.
    pub async fn messages(&self) -> Vec<Message> {
        self.api.messages(self.chat).await
    }

    /// Every button that stood here, also those that are gone: message, label, data; oldest first.
    pub async fn every_button(&self) -> Vec<(i64, String, String)> {
        self.api.buttons(self.chat).await
    }

    /// The bot's latest message.
    pub async fn last(&self) -> Message {
        let messages = self.messages().await;
        messages
            .into_iter()
            .rev()
            .find(|message| message.from_bot)
            .unwrap_or_default()
    }

    /// The commands that the menu shows.
    pub async fn menu(&self) -> Vec<String> {
        let menu = self
            .api
            .get(&format!("{}?for={}", self.path("commands"), self.id))
            .await;
        let line = |command: &Value| {
            let word = |name: &str| command[name].as_str().unwrap_or_default().to_owned();
            format!("/{} {}", word("command"), word("description"))
        };
        menu.as_array().into_iter().flatten().map(line).collect()
    }

    fn path(&self, what: &str) -> String {
        format!("/api/chats/{}/{what}", self.chat)
    }
}

fn part(name: &str, mime: &str, bytes: &'static [u8]) -> reqwest::multipart::Part {
    reqwest::multipart::Part::bytes(bytes)
        .file_name(name.to_owned())
        .mime_str(mime)
        .unwrap()
}

/// One grey pixel.
const PICTURE: &[u8] = include_bytes!("../../data/pixel.png");
