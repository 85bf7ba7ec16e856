//! A make-believe Telegram within this process. It carries calls out, and now and then it does not, or does and its answer gets lost, or
//! somebody has blocked the bot, or all of it is away for some hours. It remembers what arrived.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, MutexGuard};

use beian_bot::adapters::telegram::{InProcess, Lost};
use beian_bot::clock::{Clock as _, MovableClock};
use serde_json::{Value, json};

use crate::random::Random;

/// So many of the newest buttons of a chat can be pressed by somebody who scrolls up.
const BUTTONS: usize = 24;

pub struct Telegram {
    clock: Arc<MovableClock>,
    inner: Mutex<Inner>,
}

struct Inner {
    random: Random,
    chats: HashMap<i64, Chat>,
    /// Who heard something since this was last asked.
    hearers: BTreeSet<i64>,
    /// How often a text arrived in a chat.
    arrived: HashMap<(i64, u64), u32>,
    messages: i64,
    is_calm: bool,
    /// In milliseconds: no call arrives.
    away: Vec<(i64, i64)>,
    pub count: Counts,
}

#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub calls: u64,
    pub unreached: u64,
    pub answers_lost: u64,
    pub refused: u64,
    /// Messages that arrived although they, word for word, had arrived in that chat before.
    pub again: u64,
}

/// A chat as its person sees it.
#[derive(Clone, Debug, Default)]
pub struct Chat {
    /// What the newest buttons carry, the newest first.
    pub buttons: VecDeque<String>,
    pub is_blocked: bool,
    /// It was, at some time.
    pub was_blocked: bool,
}

/// What a message says: several reminders of one moment stand in one, each behind its mark.
fn parts(text: &str) -> Vec<&str> {
    if !text.starts_with(MARKS[0]) {
        return vec![text];
    }
    text.split(MARKS)
        .filter(|part| !part.is_empty())
        .map(|part| part.trim_start_matches(' ').trim_end_matches("\n\n"))
        .collect()
}

const MARKS: [char; 10] = ['①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨', '⑩'];

/// Stands for a text.
pub fn print(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl Telegram {
    pub fn new(clock: Arc<MovableClock>, seed: u64, away: Vec<(i64, i64)>) -> Self {
        let inner = Inner {
            random: Random::of(seed, &[1]),
            chats: HashMap::new(),
            hearers: BTreeSet::new(),
            arrived: HashMap::new(),
            messages: 0,
            is_calm: false,
            away,
            count: Counts::default(),
        };
        Self {
            clock,
            inner: Mutex::new(inner),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub fn chat(&self, chat: i64) -> Chat {
        self.inner().chats.get(&chat).cloned().unwrap_or_default()
    }

    /// Who heard something since this was last asked.
    pub fn hearers(&self) -> BTreeSet<i64> {
        std::mem::take(&mut self.inner().hearers)
    }

    /// How often that text arrived there.
    pub fn arrived(&self, chat: i64, print: u64) -> u32 {
        self.inner().arrived.get(&(chat, print)).copied().unwrap_or(0)
    }

    pub fn blocks(&self, chat: i64, is_blocked: bool) {
        let mut inner = self.inner();
        let chat = inner.chats.entry(chat).or_default();
        chat.is_blocked = is_blocked;
        chat.was_blocked |= is_blocked;
    }

    pub fn blocked(&self) -> BTreeSet<i64> {
        let inner = self.inner();
        let blocked = inner.chats.iter().filter(|(_, chat)| chat.is_blocked);
        blocked.map(|(chat, _)| *chat).collect()
    }

    /// From here on every call arrives, and every answer.
    pub fn is_calm_now(&self) {
        self.inner().is_calm = true;
    }

    pub fn counts(&self) -> Counts {
        self.inner().count.clone()
    }
}

impl InProcess for Telegram {
    fn answer(&self, method: &str, body: &Value) -> Result<(u16, Vec<u8>), Lost> {
        let now = self.clock.now().timestamp_millis();
        self.inner().answer(now, method, body)
    }

    fn file(&self, path: &str) -> Result<Vec<u8>, Lost> {
        Ok(path.as_bytes().to_vec())
    }
}

impl Inner {
    fn answer(&mut self, now: i64, method: &str, body: &Value) -> Result<(u16, Vec<u8>), Lost> {
        self.count.calls += 1;
        if self.away.iter().any(|(from, to)| (*from..*to).contains(&now)) {
            self.count.unreached += 1;
            return Err(Lost("no connection".to_owned()));
        }
        let chat = body["chat_id"].as_i64().unwrap_or(0);
        let is_to_chat = matches!(
            method,
            "sendMessage" | "editMessageText" | "editMessageReplyMarkup" | "sendPhoto" | "sendDocument"
        );
        if is_to_chat && self.chats.get(&chat).is_some_and(|chat| chat.is_blocked) {
            self.count.refused += 1;
            let description = "Forbidden: bot was blocked by the user";
            return Ok(said(
                403,
                json!({ "ok": false, "error_code": 403, "description": description }),
            ));
        }
        let chance = if self.is_calm {
            usize::MAX
        } else {
            self.random.below(1_000)
        };
        match chance {
            0..12 => {
                self.count.unreached += 1;
                return Err(Lost("no answer in time".to_owned()));
            }
            12..20 => {
                self.count.unreached += 1;
                return Ok((502, b"<html>Bad Gateway</html>".to_vec()));
            }
            20..24 => {
                self.count.unreached += 1;
                return Ok(said(
                    429,
                    json!({ "ok": false, "error_code": 429, "description": "Too Many Requests",
                        "parameters": { "retry_after": 7 } }),
                ));
            }
            _ => {}
        }
        let result = self.carry_out(chat, method, body);
        if (24..34).contains(&chance) {
            self.count.answers_lost += 1;
            return Err(Lost("the connection broke".to_owned()));
        }
        Ok(said(200, json!({ "ok": true, "result": result })))
    }

    fn carry_out(&mut self, to: i64, method: &str, body: &Value) -> Value {
        let text = body["text"].as_str();
        for part in text.into_iter().flat_map(parts) {
            let times = self.arrived.entry((to, print(part))).or_default();
            *times += 1;
            self.count.again += u64::from(*times > 1);
        }
        match method {
            "sendMessage" | "sendPhoto" | "sendDocument" => {
                self.messages += 1;
                self.hearers.insert(to);
                see(self.chats.entry(to).or_default(), body);
                json!({ "message_id": self.messages, "chat": { "id": to }, "date": 0 })
            }
            "editMessageText" => {
                see(self.chats.entry(to).or_default(), body);
                json!({ "message_id": body["message_id"], "chat": { "id": to }, "date": 0 })
            }
            "getFile" => json!({ "file_id": body["file_id"], "file_size": 4_000, "file_path": body["file_id"] }),
            "getMe" => json!({ "id": 42, "is_bot": true, "first_name": "bot", "username": "beian_bot" }),
            _ => true.into(),
        }
    }
}

fn see(chat: &mut Chat, body: &Value) {
    let rows = body["reply_markup"]["inline_keyboard"].as_array();
    let buttons = rows.into_iter().flatten().filter_map(Value::as_array).flatten();
    for data in buttons.filter_map(|button| button["callback_data"].as_str()) {
        chat.buttons.push_front(data.to_owned());
    }
    chat.buttons.truncate(BUTTONS);
}

fn said(status: u16, body: Value) -> (u16, Vec<u8>) {
    (status, body.to_string().into_bytes())
}
