//! Updates as Telegram sends them, a line a kind (`tests/data/telegram_updates.jsonl`), told of the people of a world.

use serde_json::Value;

use crate::cast;
use crate::json::Json;
use crate::random::Random;

const LINES: &str = include_str!("../data/telegram_updates.jsonl");

/// Who stands in the corpus for the sender, for somebody else, for the desk's group, another group and a channel.
const SENDER: &str = "111000111";
const OTHER: &str = "222000222";
const DESK: &str = "-1001333000333";
const GROUP: &str = "-444000444";
const CHANNEL: &str = "-1001555000555";

pub struct Corpus {
    pub updates: Vec<Json>,
}

impl Corpus {
    pub fn read() -> Self {
        let read = |line: &str| {
            let line: Value = serde_json::from_str(line).unwrap();
            Json::of(&line["update"])
        };
        Self {
            updates: LINES.lines().map(read).collect(),
        }
    }

    /// One of them, of that sender.
    pub fn any(&self, sender: i64, random: &mut Random) -> Json {
        let mut update = random.pick(&self.updates).clone();
        tell_of(&mut update, sender, random);
        update
    }
}

/// Puts people of the cast in the places of the corpus's own.
pub fn tell_of(update: &mut Json, sender: i64, random: &mut Random) {
    let other = *random.pick(cast::all());
    let group = if random.one_in(4) { cast::GROUP } else { cast::DESK };
    update.each(&mut |value| {
        let Json::Plain(number) = value else { return };
        let person = match number.as_slice() {
            number if number == SENDER.as_bytes() => sender,
            number if number == OTHER.as_bytes() => other,
            number if number == DESK.as_bytes() => group,
            number if number == GROUP.as_bytes() => cast::GROUP,
            number if number == CHANNEL.as_bytes() => cast::CHANNEL,
            _ => return,
        };
        *value = Json::plain(person);
    });
}

/// A text of that person, in their private chat or in a group.
pub fn says(person: i64, chat: i64, text: &str) -> Json {
    let kind = if chat > 0 { "private" } else { "supergroup" };
    let command = text.split_whitespace().next().filter(|word| word.starts_with('/'));
    let entities: Vec<Value> = command
        .map(|word| serde_json::json!({ "type": "bot_command", "offset": 0, "length": word.len() }))
        .into_iter()
        .collect();
    Json::of(
        &serde_json::json!({ "message": { "message_id": 7, "date": 1_795_737_600, "text": text, "entities": entities,
        "from": { "id": person, "is_bot": false, "first_name": "林", "language_code": "zh-hans" },
        "chat": { "id": chat, "type": kind, "first_name": "林" } } }),
    )
}

/// A press by that person of a button in that chat.
pub fn presses(person: i64, chat: i64, data: &str, query: usize) -> Json {
    let kind = if chat > 0 { "private" } else { "supergroup" };
    Json::of(
        &serde_json::json!({ "callback_query": { "id": query.to_string(), "chat_instance": "1", "data": data,
        "from": { "id": person, "is_bot": false, "first_name": "林", "language_code": "zh-hans" },
        "message": { "message_id": 51, "date": 1_795_737_600, "text": "?", "chat": { "id": chat, "type": kind },
            "from": { "id": 42, "is_bot": true, "first_name": "bot", "username": "beian_bot" } } } }),
    )
}

/// The update's number, and its sender where mutations have put somebody else of the cast: only senders speak, and whoever else is
/// named may not be touched. Telegram tells the sender; all the rest of an update may name anybody.
pub fn sign(update: &mut Json, update_id: i64, sender: i64) {
    if !matches!(update, Json::Object(_)) {
        *update = Json::Object(vec![]);
    }
    let Json::Object(members) = update else { return };
    members.retain(|(name, _)| name != b"update_id");
    for (_, body) in members.iter_mut() {
        for place in ["from", "user"] {
            for person in body.all_mut(place) {
                person.all_mut("id").for_each(|id| is_not_another(id, sender));
            }
        }
        // A private message whose sender is not told is its chat's person's.
        let is_told = body.get("from").and_then(|from| from.get("id")?.number()).is_some();
        if !is_told {
            body.all_mut("chat")
                .for_each(|chat| chat.all_mut("id").for_each(|id| is_not_another(id, sender)));
        }
    }
    members.insert(0, (b"update_id".to_vec(), Json::plain(update_id)));
}

fn is_not_another(id: &mut Json, sender: i64) {
    if id.number().is_some_and(|id| cast::all().contains(&id)) {
        *id = Json::plain(sender);
    }
}
