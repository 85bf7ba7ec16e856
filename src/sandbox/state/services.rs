//! The services outside: what each is to answer, and which fault it is to show.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Key, State};

/// Every fake of the sandbox; only those of [`USED`] are called by what exists today.
pub const SERVICES: &[&str] = &[
    "telegram",
    "sms",
    "registry",
    "domains",
    "inventory",
    "ocr",
    "face",
    "objects",
    "web",
];

const USED: &[&str] = &["telegram", "domains"];

/// A fake keeps this many of the questions that it was asked last.
const ASKED_KEPT: usize = 100;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Service {
    #[serde(default)]
    pub answers: Vec<Answer>,
    #[serde(default)]
    pub fault: Option<Fault>,
    /// What it was asked, oldest first.
    #[serde(default)]
    pub asked: Vec<Value>,
}

/// An answer that was seeded: given to requests that fit `match`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    #[serde(rename = "match", default)]
    pub matches: Value,
    pub answer: Value,
}

/// How a service fails, how often, and for which calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    pub kind: FaultKind,
    /// How often still; none: until it is taken away.
    #[serde(default)]
    pub times: Option<u64>,
    /// Only these methods; none: all.
    #[serde(default)]
    pub methods: Option<Vec<String>>,
    /// Only calls about this chat.
    #[serde(default)]
    pub chat: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The connection is held and never answered.
    Timeout,
    #[serde(rename = "http_500")]
    Http500,
    #[serde(rename = "http_429")]
    Http429,
    /// A 200 whose body nobody can read.
    Garbage,
    /// The connection is closed at once.
    Refused,
    /// `telegram` only: as if the person had blocked the bot.
    Blocked,
    /// `telegram` only: 429 with this many seconds to wait.
    RetryAfter(u64),
    /// `telegram` only: carried out, but the reply never arrives.
    LoseAnswer,
}

impl FaultKind {
    pub const NAMES: &[&str] = &[
        "none",
        "timeout",
        "http_500",
        "http_429",
        "garbage",
        "refused",
        "blocked",
        "retry_after",
        "lose_answer",
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Http500 => "http_500",
            Self::Http429 => "http_429",
            Self::Garbage => "garbage",
            Self::Refused => "refused",
            Self::Blocked => "blocked",
            Self::RetryAfter(_) => "retry_after",
            Self::LoseAnswer => "lose_answer",
        }
    }

    pub fn is_telegrams(self) -> bool {
        matches!(self, Self::Blocked | Self::RetryAfter(_) | Self::LoseAnswer)
    }
}

impl Fault {
    fn fits(&self, method: &str, chat: Option<i64>) -> bool {
        let method_fits = self
            .methods
            .as_ref()
            .is_none_or(|names| names.iter().any(|name| name.eq_ignore_ascii_case(method)));
        method_fits && self.chat.is_none_or(|wanted| chat == Some(wanted))
    }
}

/// A message that the fake SMS gateway was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sms {
    pub to: String,
    pub text: String,
    /// RFC 3339.
    pub at: String,
}

impl State {
    /// The fault that a call meets, if it fits `wanted` too; one of its times is used up.
    pub fn meet_fault(
        &mut self,
        service: &str,
        method: &str,
        chat: Option<i64>,
        wanted: impl Fn(FaultKind) -> bool,
    ) -> Option<FaultKind> {
        let entry = self.services.get_mut(service)?;
        let fault = entry.fault.as_mut()?;
        if !fault.fits(method, chat) || !wanted(fault.kind) {
            return None;
        }
        let kind = fault.kind;
        if let Some(times) = &mut fault.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                entry.fault = None;
            }
            self.touch(Key::Service(service.to_owned()));
        }
        Some(kind)
    }

    pub fn service_mut(&mut self, name: &str) -> &mut Service {
        self.touch(Key::Service(name.to_owned()));
        self.services.entry(name.to_owned()).or_default()
    }

    /// Keeps what a fake was asked.
    pub fn note_asked(&mut self, name: &str, request: &Value) {
        let asked = &mut self.service_mut(name).asked;
        asked.push(request.clone());
        let surplus = asked.len().saturating_sub(ASKED_KEPT);
        asked.drain(..surplus);
    }

    /// A service as the people's side lists it.
    pub fn service_shown(&self, name: &str) -> Value {
        let service = self.services.get(name).cloned().unwrap_or_default();
        let mut shown =
            json!({ "name": name, "used": USED.contains(&name), "answers": service.answers, "fault": "none" });
        if !service.asked.is_empty() {
            shown["asked"] = json!(service.asked);
        }
        if let Some(fault) = service.fault {
            shown["fault"] = json!(fault.kind.name());
            if let FaultKind::RetryAfter(seconds) = fault.kind {
                shown["retry_after"] = json!(seconds);
            }
            if let Some(times) = fault.times {
                shown["times"] = json!(times);
            }
            if let Some(methods) = fault.methods {
                shown["methods"] = json!(methods);
            }
            if let Some(chat) = fault.chat {
                shown["chat"] = json!(chat);
            }
        }
        shown
    }

    pub fn add_sms(&mut self, sms: Sms) {
        let number = self.sms.keys().next_back().map_or(0, |last| last + 1);
        self.sms.insert(number, sms);
        self.touch(Key::Sms(number));
    }
}
