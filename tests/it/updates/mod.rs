//! Updates of which bots had trouble in public reports (`tests/data/updates.toml`), one file a kind. Each test names the cases that
//! it proves.

mod accounts;
mod albums;
mod anonymous;
mod commands;
mod content;
mod desk_group;
mod edits;
#[allow(dead_code, reason = "shared with tests/engine")]
#[path = "../../engine/support/engine.rs"]
mod engine;
mod language;
mod long_texts;
mod topics;
mod unreadable;
mod webhook;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use beian_bot::bot::intake::read_update;
use beian_bot::domain::outgoing::Call;
use serde::Deserialize;
use serde_json::{Value, json};

use engine::Engine;

/// Made-up people and groups.
const PERSON: i64 = 500_118_203;
const ADMINISTRATOR: i64 = 890_447_721;
const GROUP: i64 = -1_002_000_000_017;
/// Stands in the question for the organiser's nature.
const NATURE: &str = "由个人还是单位来开办";
/// Telegram's own accounts: an administrator who writes as the group, and who passes a linked channel's posts on.
const GROUP_ANONYMOUS_BOT: i64 = 1_087_968_824;
const TELEGRAM: i64 = 777_000;

#[derive(Deserialize)]
struct Cases {
    update: Vec<Case>,
}

#[derive(Clone, Debug, Deserialize)]
struct Case {
    id: String,
    right: String,
    #[serde(rename = "kind")]
    _kind: String,
    #[serde(rename = "what")]
    _what: String,
    #[serde(rename = "why")]
    _why: String,
    source: String,
}

fn cases() -> Vec<Case> {
    let text = include_str!("../../data/updates.toml");
    toml::from_str::<Cases>(text).unwrap().update
}

/// What is right in that case: for the message of an assertion.
fn case(id: &str) -> String {
    let found = cases().into_iter().find(|case| case.id == id);
    let found = found.unwrap_or_else(|| panic!("tests/data/updates.toml has no case {id}"));
    format!("{id}: {} ({})", found.right, found.source)
}

#[test]
fn every_case_has_its_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/updates");
    let mut tested = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let named = text.split("case(\"").skip(1).filter_map(|rest| rest.split('"').next());
        tested.extend(named.map(str::to_owned));
    }
    // What this file itself looks for.
    tested.retain(|id| id.chars().all(|c| c.is_ascii_alphanumeric()));
    let ids: BTreeSet<String> = cases().into_iter().map(|case| case.id).collect();
    assert_eq!(ids.len(), cases().len(), "an id stands twice");
    assert_eq!(tested, ids);
}

impl Engine {
    /// Telegram tells of this, whatever it is; decides.
    async fn hears(&self, update: &Value) {
        let update = read_update(update.to_string().as_bytes()).unwrap();
        self.intake.store(&[update]).await.unwrap();
        self.decide_all().await;
    }

    /// The topics that the messages of a chat were sent to, oldest first.
    async fn topics(&self, chat: i64) -> Vec<Option<i64>> {
        let said = self.outgoing(chat).await.into_iter();
        said.filter_map(|call| match call {
            Call::Send { topic, .. } | Call::Edit { topic, .. } => Some(topic),
            _ => None,
        })
        .collect()
    }
}

fn next_id() -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    NEXT.fetch_add(1, Ordering::SeqCst)
}

fn user(id: i64) -> Value {
    json!({ "id": id, "is_bot": false, "first_name": "林", "language_code": "zh-hans" })
}

/// An update of that kind with a message of a person's private chat, which holds these fields besides.
fn update(kind: &str, chat: &Value, from: &Value, fields: &Value) -> Value {
    let id = next_id();
    let mut message = json!({ "message_id": id, "date": 1_772_413_200, "chat": chat, "from": from });
    for (name, value) in fields.as_object().unwrap() {
        message[name] = value.clone();
    }
    json!({ "update_id": id, kind: message })
}

/// A message that the person sent in private.
fn private(fields: Value) -> Value {
    let chat = json!({ "id": PERSON, "type": "private", "first_name": "林" });
    update("message", &chat, &user(PERSON), &fields)
}

/// The same, edited.
fn edited(fields: Value) -> Value {
    let chat = json!({ "id": PERSON, "type": "private", "first_name": "林" });
    update("edited_message", &chat, &user(PERSON), &fields)
}

/// A message that an account wrote in the group.
fn in_group(from: &Value, fields: Value) -> Value {
    let chat = json!({ "id": GROUP, "type": "supergroup", "title": "备案审核" });
    update("message", &chat, from, &fields)
}

/// The person is asked for the organiser's nature.
async fn asked_for_nature() -> Engine {
    let engine = Engine::start().await;
    for text in ["/new", "网站"] {
        engine.say(&[PERSON], text).await;
    }
    assert!(
        engine.last_text(PERSON).await.contains(NATURE),
        "{}",
        engine.last_text(PERSON).await
    );
    engine
}
