//! Updates: what waits for each bot, until it confirms having taken it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::chats::{ChatKey, Status};
use super::messages::StoredMessage;
use super::{Key, State};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredUpdate {
    /// Milliseconds since 1970, by the sandbox's clock.
    pub at: i64,
    /// The `Update` object of Telegram.
    pub update: Value,
}

/// Telegram keeps updates for a day.
const KEPT_MILLISECONDS: i64 = 24 * 3600 * 1000;

/// What a bot gets only when it asks for it by name.
const ASKED_FOR: &[&str] = &["chat_member", "message_reaction", "message_reaction_count"];

impl State {
    /// Puts an update of a kind (`message`, `callback_query`, …) into a bot's queue, if the bot wants that kind.
    pub fn add_update(&mut self, bot: i64, kind: &str, body: Value, at: i64) {
        let Some(receiver) = self.bots.get_mut(&bot) else {
            return;
        };
        let wanted = match &receiver.allowed_updates {
            Some(kinds) if !kinds.is_empty() => kinds.iter().any(|name| name == kind),
            _ => !ASKED_FOR.contains(&kind),
        };
        if !wanted {
            return;
        }
        let id = receiver.next_update;
        receiver.next_update += 1;
        let update = json!({ "update_id": id, kind: body });
        self.updates.insert((bot, id), StoredUpdate { at, update });
        self.touch(Key::Bot(bot));
        self.touch(Key::Update(bot, id));
    }

    /// What waits for a bot, oldest first.
    pub fn waiting(&self, bot: i64) -> impl DoubleEndedIterator<Item = (i64, &StoredUpdate)> {
        self.updates
            .range((bot, i64::MIN)..=(bot, i64::MAX))
            .map(|((_, id), update)| (*id, update))
    }

    /// Forgets a bot's updates before the number `until`.
    pub fn confirm_before(&mut self, bot: i64, until: i64) {
        let gone: Vec<i64> = self
            .waiting(bot)
            .map(|(id, _)| id)
            .take_while(|id| *id < until)
            .collect();
        for id in gone {
            self.updates.remove(&(bot, id));
            self.touch(Key::Update(bot, id));
        }
    }

    /// Forgets what nobody has taken for a day.
    pub fn forget_old_updates(&mut self, now: i64) {
        let gone: Vec<_> = self
            .updates
            .iter()
            .filter(|(_, update)| update.at + KEPT_MILLISECONDS < now)
            .map(|(key, _)| *key)
            .collect();
        for (bot, id) in gone {
            self.updates.remove(&(bot, id));
            self.touch(Key::Update(bot, id));
        }
    }

    /// Tells the bots of a chat of a message that a person wrote or edited; in groups only those whom Telegram's
    /// privacy mode lets read it.
    pub fn tell_bots(&mut self, key: ChatKey, message_id: i64, kind: &str, at: i64) {
        let Some(message) = self.message(key, message_id) else {
            return;
        };
        let receivers: Vec<i64> = match key {
            ChatKey::Private { bot, .. } => vec![bot],
            ChatKey::Group(group) => {
                let bots = self.bots_in(group);
                bots.into_iter()
                    .filter(|bot| self.may_read(*bot, key, message))
                    .collect()
            }
        };
        let body = self.message_for_bot(key, message);
        for bot in receivers {
            self.add_update(bot, kind, body.clone(), at);
        }
    }

    /// The bots that are in a group.
    pub fn bots_in(&self, group: i64) -> Vec<i64> {
        let Some(group) = self.groups.get(&group) else {
            return Vec::new();
        };
        self.bots
            .keys()
            .copied()
            .filter(|bot| group.bot_status(*bot).is_in())
            .collect()
    }

    /// Commands that are not another bot's, replies to the bot, and what Telegram itself says (who joined or left).
    fn may_read(&self, bot: i64, key: ChatKey, message: &StoredMessage) -> bool {
        let is_service = ["new_chat_members", "left_chat_member", "forum_topic_created"]
            .iter()
            .any(|name| message.content.contains_key(*name));
        let is_admin = match key {
            ChatKey::Group(group) => self
                .groups
                .get(&group)
                .is_some_and(|group| group.bot_status(bot).is_admin()),
            ChatKey::Private { .. } => true,
        };
        let replied = message.reply_to.and_then(|id| self.message(key, id));
        let is_reply = replied.is_some_and(|replied| replied.from == bot);
        is_service || is_admin || is_reply || self.is_command_for(bot, message)
    }

    fn is_command_for(&self, bot: i64, message: &StoredMessage) -> bool {
        let (text, entities) = if let Some(text) = message.text() {
            (text, message.content.get("entities"))
        } else {
            let caption = message
                .content
                .get("caption")
                .and_then(Value::as_str)
                .unwrap_or_default();
            (caption, message.content.get("caption_entities"))
        };
        let starts_with_command = entities.and_then(Value::as_array).is_some_and(|entities| {
            entities
                .iter()
                .any(|entity| entity["type"] == "bot_command" && entity["offset"] == 0)
        });
        let command = text.split(char::is_whitespace).next().unwrap_or_default();
        let addressed = command.split_once('@').map(|(_, name)| name);
        let username = self.bots.get(&bot).map(super::bots::Bot::username).unwrap_or_default();
        starts_with_command && addressed.is_none_or(|name| name.eq_ignore_ascii_case(&username))
    }

    /// Tells a bot that its own standing in a chat changed.
    pub fn tell_own_standing(&mut self, bot: i64, key: ChatKey, by: i64, from: Status, to: Status, at: i64) {
        let user = self.user(bot);
        let body = json!({
            "chat": self.chat(key),
            "from": self.user(by),
            "date": at / 1000,
            "old_chat_member": from.member(user.clone()),
            "new_chat_member": to.member(user),
        });
        self.add_update(bot, "my_chat_member", body, at);
    }
}
