//! An inbox row and its speaker -> what it is, and what it needs to have loaded. Pure; it refuses nothing.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;
use teloxide::types::{
    CallbackQuery, ChatKind as TelegramChatKind, MediaKind, Message, MessageKind, Update, UpdateKind, User,
};
use uuid::Uuid;

use super::commands::Command;
use crate::domain::conversation::State;
use crate::domain::outgoing::{ChatId, Outcome, PersonId};
use crate::domain::press::{Press, Verb};
use crate::work::{Needs, Work};

/// Who speaks, as Telegram tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    pub id: PersonId,
    pub name: String,
    pub language_code: Option<String>,
    /// What they sent was forwarded, or written by another bot for them: it need not be what they mean.
    pub second_hand: bool,
}

/// What came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// A command of ours with its arguments, or one that we do not know.
    Command {
        command: Option<Command>,
        name: String,
        arguments: String,
    },
    Text(String),
    /// A file, a sticker, a voice, …
    NotText,
    /// A message of theirs was edited.
    Edited,
    Press {
        query_id: String,
        message_id: Option<i64>,
        press: Option<Press>,
    },
    /// An outgoing call came back with something that the bot must hear of.
    Result(Outcome),
    /// A moment of this deadline fell due.
    Due(Uuid),
    /// Another chat's input changed what this chat's live message shows.
    PassedOn,
    /// Kept and passed over.
    Nothing,
}

/// An input, read.
#[derive(Clone, Debug)]
pub struct Routed {
    pub input: i64,
    pub chat: ChatId,
    pub tries: i32,
    /// Taken alone, and counted before it is decided.
    pub careful: bool,
    pub speaker: Option<Speaker>,
    pub incoming: Incoming,
}

/// Reads what came: for Telegram's updates raw JSON, for a due moment its key. `own_name` is the bot's user name, where the
/// server has told it: a command that names another bot is not for us.
pub fn read(source: &str, key: &str, content: &[u8], own_name: Option<&str>) -> (Option<Speaker>, Incoming) {
    match source {
        "telegram" => read_update(content, own_name),
        "result" => (
            None,
            serde_json::from_slice(content).map_or(Incoming::Nothing, Incoming::Result),
        ),
        "due" => (None, due_deadline(key).map_or(Incoming::Nothing, Incoming::Due)),
        "passed_on" => (None, Incoming::PassedOn),
        _ => (None, Incoming::Nothing),
    }
}

/// `due:<deadline>:<moment>`
fn due_deadline(key: &str) -> Option<Uuid> {
    key.strip_prefix("due:")?.split(':').next()?.parse().ok()
}

fn read_update(content: &[u8], own_name: Option<&str>) -> (Option<Speaker>, Incoming) {
    match serde_json::from_slice::<Update>(content).map(|update| update.kind) {
        Ok(UpdateKind::Message(message)) => read_message(&message, own_name),
        Ok(UpdateKind::EditedMessage(message)) => (message.from.as_ref().map(speaker), Incoming::Edited),
        Ok(UpdateKind::CallbackQuery(query)) => read_press(&query),
        // A kind or shape that the library does not know is kept whole in the inbox, and passed over.
        Ok(_) | Err(_) => read_unknown(content),
    }
}

/// A callback query that the library could not read is read by what counts here: servers other than Telegram's leave out the rest
/// (`chat_instance`, the message's date). Whatever it is, it must be answered, or the button spins for ever.
fn read_unknown(content: &[u8]) -> (Option<Speaker>, Incoming) {
    #[derive(Deserialize)]
    struct Query {
        id: String,
        #[serde(default)]
        from: Value,
        #[serde(default)]
        message: Value,
        #[serde(default)]
        data: Value,
    }
    #[derive(Deserialize)]
    struct Unknown {
        callback_query: Option<Query>,
    }
    let unknown = serde_json::from_slice::<Unknown>(content).ok();
    let Some(query) = unknown.and_then(|unknown| unknown.callback_query) else {
        return (None, Incoming::Nothing);
    };
    let from: Option<User> = serde_json::from_value(query.from).ok();
    let press = query.data.as_str().and_then(Press::decode);
    (
        from.as_ref().map(speaker),
        Incoming::Press {
            query_id: query.id,
            message_id: query.message["message_id"].as_i64(),
            press: press.filter(|_| from.is_some()),
        },
    )
}

fn read_message(message: &Message, own_name: Option<&str>) -> (Option<Speaker>, Incoming) {
    let second_hand = message.forward_origin().is_some() || message.via_bot.is_some();
    let who = message.from.as_ref().filter(|user| !user.is_bot).map(|user| Speaker {
        second_hand,
        ..speaker(user)
    });
    let migrated = match (message.migrate_to_chat_id(), message.migrate_from_chat_id()) {
        (Some(to), _) => Some((message.chat.id.0, to.0)),
        (None, Some(from)) => Some((from.0, message.chat.id.0)),
        (None, None) => None,
    };
    if let Some((from, to)) = migrated {
        return (who, Incoming::Result(Outcome::Migrated { from, to }));
    }
    let in_group = !matches!(message.chat.kind, TelegramChatKind::Private(_));
    let incoming = match &message.kind {
        MessageKind::Common(common) => match &common.media_kind {
            MediaKind::Text(text) => read_text(&text.text, own_name),
            _ => Incoming::NotText,
        },
        _ => Incoming::Nothing,
    };
    // People talk to each other in a group, and to other bots: only what is meant for this one is.
    let meant = match &incoming {
        Incoming::Command { command, name, .. } => command.is_some() || !name.contains('@'),
        _ => false,
    };
    let meant = meant || !in_group;
    (who, if meant { incoming } else { Incoming::Nothing })
}

/// A command that names another bot is unknown, with that name.
fn read_text(text: &str, own_name: Option<&str>) -> Incoming {
    let Some(rest) = text.strip_prefix('/') else {
        return Incoming::Text(text.to_owned());
    };
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (word, arguments) = rest.split_at(end);
    let (own, to) = word.split_once('@').unwrap_or((word, ""));
    let is_ours = to.is_empty() || own_name.is_none_or(|name| name.eq_ignore_ascii_case(to));
    let name = if is_ours { own } else { word }.to_lowercase();
    Incoming::Command {
        command: Command::parse(&name),
        name,
        arguments: arguments.trim().to_owned(),
    }
}

fn read_press(query: &CallbackQuery) -> (Option<Speaker>, Incoming) {
    let message_id = query.message.as_ref().map(|message| i64::from(message.id().0));
    let press = query.data.as_deref().and_then(Press::decode);
    (
        Some(speaker(&query.from)),
        Incoming::Press {
            query_id: query.id.to_string(),
            message_id,
            press,
        },
    )
}

fn speaker(user: &User) -> Speaker {
    Speaker {
        id: i64::try_from(user.id.0).unwrap_or_default(),
        name: user.full_name(),
        language_code: user.language_code.clone(),
        second_hand: false,
    }
}

/// What an input must have loaded, given where its chat stands.
pub fn needs(routed: &Routed, work: &Work) -> Needs {
    let mut needs = Needs::default();
    let state = work
        .conversations
        .get(&routed.chat)
        .map_or(State::Idle, |conversation| conversation.state.clone());
    needs.filings.extend(state.filing());
    let applicant = routed.speaker.as_ref().map(|speaker| speaker.id);
    match &routed.incoming {
        Incoming::Command {
            command: Some(command),
            arguments,
            ..
        } => command_needs(*command, arguments, applicant, &mut needs),
        Incoming::Command { command: None, .. } | Incoming::Text(_) if state == State::Idle => {
            needs.applicants.extend(applicant);
        }
        Incoming::Text(_) if matches!(state, State::Summary { .. }) => changes_status(&mut needs),
        Incoming::Text(_) if matches!(state, State::Leaving { .. }) => changes_status(&mut needs),
        Incoming::Text(_) if state == State::Deleting => {
            needs.applicants.extend(applicant);
            changes_status(&mut needs);
        }
        Incoming::Press { press: Some(press), .. } => press_needs(press, applicant, &mut needs),
        Incoming::Due(deadline) => {
            needs.deadlines.insert(*deadline);
            changes_status(&mut needs);
        }
        Incoming::PassedOn => {
            needs.queue = true;
            needs.desks = true;
        }
        Incoming::Result(_) => needs.desks = true,
        _ => {}
    }
    needs
}

fn command_needs(command: Command, arguments: &str, speaker: Option<PersonId>, needs: &mut Needs) {
    if let Some(number) = super::commands::first_number(arguments) {
        if command.is_reviewers() {
            needs.numbers.insert(number);
        }
        if command == Command::History {
            needs.history.insert(number);
        }
    }
    match command {
        Command::Start | Command::New | Command::Resume | Command::Help => {
            needs.applicants.extend(speaker);
        }
        Command::Cancel | Command::Delete | Command::Status => {
            needs.applicants.extend(speaker);
            changes_status(needs);
        }
        Command::Queue => needs.queue = true,
        Command::Here => {
            needs.queue = true;
            needs.desks = true;
        }
        Command::Appoint => needs.roles.extend(super::commands::first_number(arguments)),
        Command::Dismiss => {
            needs.roles.extend(super::commands::first_number(arguments));
            needs.claimants.extend(super::commands::first_number(arguments));
            needs.desks = true;
        }
        Command::Claim | Command::Release => needs.desks = true,
        Command::Approve | Command::Reject | Command::HandOver | Command::Grant | Command::Return => {
            changes_status(needs);
        }
        _ => {}
    }
}

fn press_needs(press: &Press, speaker: Option<PersonId>, needs: &mut Needs) {
    needs.filings.extend(press.filing);
    match press.verb {
        Verb::Submit => changes_status(needs),
        Verb::Leave => changes_status(needs),
        Verb::New | Verb::Resume | Verb::Language => needs.applicants.extend(speaker),
        Verb::Delete => {
            needs.applicants.extend(speaker);
            changes_status(needs);
        }
        Verb::CarryOut => {
            if let Some((command, arguments)) = super::second_hand::carried(press) {
                command_needs(command, arguments, speaker, needs);
            }
        }
        Verb::Queue => needs.queue = true,
        Verb::History => {
            needs.history = HashSet::from([press.version]);
        }
        verb if verb.is_reviewers() => changes_status(needs),
        _ => {}
    }
}

fn changes_status(needs: &mut Needs) {
    needs.deadlines_of_filings = true;
    needs.desks = true;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_press(query: &str, expected: (Option<PersonId>, Option<i64>, Option<Verb>)) {
        let content = format!(r#"{{"update_id":1,"callback_query":{query}}}"#);
        let (speaker, incoming) = read("telegram", "telegram:42:1", content.as_bytes(), None);
        let Incoming::Press {
            query_id,
            message_id,
            press,
        } = incoming
        else {
            panic!("no press: {query}");
        };
        assert_eq!(query_id, "5", "{query}");
        let found = (
            speaker.map(|speaker| speaker.id),
            message_id,
            press.map(|press| press.verb),
        );
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn a_press_is_read_however_little_a_server_tells_of_it() {
        let from = r#""from":{"id":7,"is_bot":false,"first_name":"x"}"#;
        check_press(
            &format!(
                r#"{{"id":"5",{from},"chat_instance":"1","data":"n::::0:","message":{{"message_id":3,"date":1,
                "chat":{{"id":7,"type":"private","first_name":"x"}},"text":"x"}}}}"#
            ),
            (Some(7), Some(3), Some(Verb::New)),
        );
        check_press(
            &format!(r#"{{"id":"5",{from},"data":"n::::0:","message":{{"chat":{{"id":7,"type":"private"}}}}}}"#),
            (Some(7), None, Some(Verb::New)),
        );
        check_press(
            &format!(r#"{{"id":"5",{from},"data":"n::::0:","message":{{"message_id":3}}}}"#),
            (Some(7), Some(3), Some(Verb::New)),
        );
        check_press(&format!(r#"{{"id":"5",{from}}}"#), (Some(7), None, None));
        // Nobody has pressed it: it is answered and does nothing.
        check_press(r#"{"id":"5","data":"n::::0:"}"#, (None, None, None));
    }

    fn check(chat: &str, text: &str, own_name: Option<&str>, expected: Option<Option<Command>>) {
        let update = serde_json::json!({ "update_id": 1, "message": {
            "message_id": 1, "date": 1_700_000_000, "text": text,
            "chat": if chat == "private" {
                serde_json::json!({ "id": 5, "type": "private", "first_name": "x" })
            } else {
                serde_json::json!({ "id": -5, "type": "group", "title": "x" })
            },
            "from": { "id": 5, "is_bot": false, "first_name": "x" },
        } });
        let (_, incoming) = read("telegram", "", update.to_string().as_bytes(), own_name);
        let read = match incoming {
            Incoming::Command { command, .. } => Some(command),
            Incoming::Nothing => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(read, expected, "{text} in a {chat} chat of {own_name:?}");
    }

    #[test]
    fn a_command_that_names_another_bot_is_not_for_us() {
        const OWN: Option<&str> = Some("beian_bot");
        let queue = Some(Some(Command::Queue));
        for chat in ["private", "group"] {
            check(chat, "/queue", OWN, queue);
            check(chat, "/queue@", OWN, queue);
            check(chat, "/queue@Beian_Bot", OWN, queue);
            check(chat, "/queue@other_bot", None, queue);
            check(chat, "/no_such_command", OWN, Some(None));
        }
        check("group", "/queue@other_bot", OWN, None);
        check("private", "/queue@other_bot now", OWN, Some(None));
    }
}
