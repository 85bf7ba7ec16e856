//! An inbox row -> what it is, and who speaks. Pure; it refuses nothing.

use teloxide::types::ChatMemberStatus;
use uuid::Uuid;

use super::commands::Command;
use super::read::{self, Content, Membership, Message, Pointed, Sender, Update};
use crate::domain::conversation::ChatKind;
use crate::domain::outgoing::{ChatId, Outcome, PersonId};
use crate::domain::press::Press;
use crate::storage::due;

/// Who speaks, as Telegram tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    pub id: PersonId,
    pub name: String,
    pub language_code: Option<String>,
}

/// What came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// A command of ours with its arguments, or one that we do not know.
    Command {
        command: Option<&'static Command>,
        name: String,
        arguments: String,
    },
    Text(String),
    /// A photo, or a file that may be a picture.
    Picture(read::File),
    /// A sticker, a voice, a poll, something of next year, …
    NotText,
    /// A contact that was shared: its number. One with an account has it as Telegram knows it, with the country's code; one of an
    /// address book as it was written there.
    Contact {
        phone_number: Option<String>,
        has_account: bool,
    },
    /// A message of theirs was edited.
    Edited,
    /// A command of ours that was given as the group or as a channel: nobody knows by whom.
    Anonymous,
    Press {
        query_id: String,
        message_id: Option<i64>,
        press: Option<Press>,
    },
    /// A person lets the bot write to them again, after they had blocked it.
    Unblocked,
    /// An outgoing call came back with something that the bot must hear of.
    Result(Outcome),
    /// A moment of this deadline fell due.
    Due(Uuid),
    /// Another chat's input changed what this chat's live message shows.
    PassedOn,
    /// The desk's digest of the day is due.
    Digest,
    /// Somebody asked this question, which is nobody's yet.
    Asked(i64),
    /// Kept and passed over.
    Nothing,
}

/// How a message came, and where it stands; of a press, where the button stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    pub message_id: Option<i64>,
    /// The topic of the chat in which it is answered.
    pub topic: Option<i64>,
    /// It was written elsewhere and passed on by the speaker: not in their own words.
    pub forwarded: bool,
    /// An inline bot's words, which the speaker chose from a list: not in their own words either.
    pub via_bot: bool,
    /// Whom it points at: who wrote what was forwarded, whose contact it is, or who wrote what it replies to.
    pub points_at: Option<Pointed>,
    /// Stands for the album that it is a part of.
    pub album: Option<u32>,
    /// Stands for what was written: the same for the same words. None where the message holds nothing of anybody's.
    pub print: Option<u32>,
}

/// An input, read.
#[derive(Clone, Debug)]
pub struct Routed {
    pub input: i64,
    pub chat: ChatId,
    pub tries: i32,
    pub speaker: Option<Speaker>,
    pub incoming: Incoming,
    pub origin: Origin,
}

/// Reads what came: for Telegram's updates raw JSON, for a due moment its key. `own_name` is the bot's user name, where the
/// server has told it: a command that names another bot is not for us.
pub fn read(source: &str, key: &str, content: &[u8], own_name: Option<&str>) -> (Option<Speaker>, Incoming, Origin) {
    let incoming = match source {
        "telegram" => return read_update(content, own_name),
        "result" => serde_json::from_slice(content).map_or(Incoming::Nothing, Incoming::Result),
        "due" => due::parse_key(key).map_or(Incoming::Nothing, |(deadline, _)| Incoming::Due(deadline)),
        "passed_on" => Incoming::PassedOn,
        "digest" => Incoming::Digest,
        "asked" => asked(key).map_or(Incoming::Nothing, Incoming::Asked),
        _ => Incoming::Nothing,
    };
    (None, incoming, Origin::default())
}

/// The question that the key of such an input names.
fn asked(key: &str) -> Option<i64> {
    key.strip_prefix("asked:")?.split(':').next()?.parse().ok()
}

fn read_update(content: &[u8], own_name: Option<&str>) -> (Option<Speaker>, Incoming, Origin) {
    // A kind that we do not use is kept whole in the inbox, and passed over.
    let nothing = (None, Incoming::Nothing, Origin::default());
    let Some(update) = read::json(content) else {
        return nothing;
    };
    match read::update(&update) {
        Update::Message(message) => {
            let (speaker, incoming) = read_message(&message, own_name);
            (speaker, incoming, origin(&message))
        }
        Update::Edited(message) => {
            let is_theirs = !is_in_group(&message) && !moves_or_happens(&message.content);
            let incoming = if is_theirs { Incoming::Edited } else { Incoming::Nothing };
            (speaker(&message), incoming, origin(&message))
        }
        Update::Press(press) => {
            let origin = Origin {
                message_id: press.message_id,
                topic: press.topic,
                ..Origin::default()
            };
            let (speaker, incoming) = read_press(press);
            (speaker, incoming, origin)
        }
        Update::Membership(change) => {
            let (speaker, incoming) = read_membership(change);
            (speaker, incoming, Origin::default())
        }
        Update::Other => nothing,
    }
}

/// Nobody edits these by hand: a place that moves is told anew every few seconds, for hours.
fn moves_or_happens(content: &Content) -> bool {
    matches!(content, Content::Location | Content::LiveLocation | Content::Service)
}

fn origin(message: &Message) -> Origin {
    Origin {
        message_id: message.id,
        topic: message.topic,
        forwarded: message.forwarded,
        via_bot: message.via_bot,
        points_at: message.points_at(),
        album: message.album.as_deref().map(read::print),
        print: (message.content != Content::Service).then(|| message.print()),
    }
}

fn is_in_group(message: &Message) -> bool {
    message.chat.as_ref().is_some_and(|chat| chat.kind == ChatKind::Group)
}

/// The bot is a member of a private chat (again): whoever had blocked it is there to be told things.
fn read_membership(change: Membership) -> (Option<Speaker>, Incoming) {
    let is_private = change.chat.as_ref().is_some_and(|chat| chat.kind == ChatKind::Private);
    if is_private && change.new == Some(ChatMemberStatus::Member) {
        (change.sender.map(Speaker::from), Incoming::Unblocked)
    } else {
        (None, Incoming::Nothing)
    }
}

fn read_message(message: &Message, own_name: Option<&str>) -> (Option<Speaker>, Incoming) {
    let who = speaker(message);
    let chat = message.chat.as_ref().map(|chat| chat.id);
    // Of the two messages that tell it the second may be the only one to come, and it is not from a person.
    let migrated = match (chat, message.migrated_to, message.migrated_from) {
        (Some(from), Some(to), _) | (Some(to), None, Some(from)) => Some((from, to)),
        _ => None,
    };
    if let Some((from, to)) = migrated {
        return (who, Incoming::Result(Outcome::Migrated { from, to }));
    }
    let incoming = match (&message.text, &message.content) {
        (Some(text), _) => read_text(text, own_name),
        (None, Content::Contact(contact)) => Incoming::Contact {
            phone_number: contact.phone_number.clone(),
            has_account: contact.person.is_some(),
        },
        (None, Content::File(file)) => Incoming::Picture(file.clone()),
        (None, Content::Service) => Incoming::Nothing,
        (None, _) => Incoming::NotText,
    };
    if !is_in_group(message) {
        return (who, incoming);
    }
    // People talk to each other in a group, and to other bots: only what is meant for this one is.
    let incoming = match incoming {
        _ if message.is_automatic_forward => Incoming::Nothing,
        Incoming::Command { command: Some(_), .. } if message.is_masked() => Incoming::Anonymous,
        Incoming::Command {
            ref command, ref name, ..
        } if command.is_some() || !name.contains('@') => incoming,
        _ => Incoming::Nothing,
    };
    (who, incoming)
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

/// Whatever it is, it must be answered, or the button spins for ever. One that nobody has pressed does nothing.
fn read_press(press: read::Press) -> (Option<Speaker>, Incoming) {
    let decoded = press.data.as_deref().and_then(Press::decode);
    let person = press.sender.filter(|sender| is_at_home(sender, press.chat.as_ref()));
    let incoming = Incoming::Press {
        query_id: press.id,
        message_id: press.message_id,
        press: decoded.filter(|_| person.is_some()),
    };
    (person.map(Speaker::from), incoming)
}

/// The person whose message it is. Bots, Telegram itself, and who writes as a group or a channel, are nobody.
fn speaker(message: &Message) -> Option<Speaker> {
    let sender = message.sender.clone();
    let person = sender.filter(|sender| !sender.is_bot && !sender.is_telegram() && !message.is_masked());
    let person = person.filter(|sender| is_at_home(sender, message.chat.as_ref()));
    person.map(Speaker::from)
}

/// Nobody speaks in another's private chat: its dialogue, and what is said there, are of the person whose id it has.
fn is_at_home(sender: &Sender, chat: Option<&read::Chat>) -> bool {
    chat.is_none_or(|chat| chat.kind != ChatKind::Private || chat.id == sender.id)
}

impl From<Sender> for Speaker {
    fn from(sender: Sender) -> Self {
        Self {
            id: sender.id,
            name: sender.name,
            language_code: sender.language_code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_press(query: &str, expected: (Option<PersonId>, Option<i64>, Option<&str>)) {
        let content = format!(r#"{{"update_id":1,"callback_query":{query}}}"#);
        let (speaker, incoming, _) = read("telegram", "telegram:42:1", content.as_bytes(), None);
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
            press.as_ref().map(|press| press.payload.as_str()),
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
            (Some(7), Some(3), Some("new")),
        );
        check_press(
            &format!(r#"{{"id":"5",{from},"data":"n::::0:","message":{{"chat":{{"id":7,"type":"private"}}}}}}"#),
            (Some(7), None, Some("new")),
        );
        check_press(
            &format!(r#"{{"id":"5",{from},"data":"n::::0:","message":{{"message_id":3}}}}"#),
            (Some(7), Some(3), Some("new")),
        );
        check_press(&format!(r#"{{"id":5,{from},"data":17}}"#), (Some(7), None, None));
        check_press(&format!(r#"{{"id":"5",{from}}}"#), (Some(7), None, None));
        // Nobody has pressed it: it is answered and does nothing.
        check_press(r#"{"id":"5","data":"n::::0:"}"#, (None, None, None));
    }

    fn check(chat: &str, text: &str, own_name: Option<&str>, expected: Option<Option<&'static str>>) {
        let update = serde_json::json!({ "update_id": 1, "message": {
            "message_id": 1, "date": 1_700_000_000, "text": text,
            "chat": if chat == "private" {
                serde_json::json!({ "id": 5, "type": "private", "first_name": "x" })
            } else {
                serde_json::json!({ "id": -5, "type": "group", "title": "x" })
            },
            "from": { "id": 5, "is_bot": false, "first_name": "x" },
        } });
        let (_, incoming, _) = read("telegram", "", update.to_string().as_bytes(), own_name);
        let read = match incoming {
            Incoming::Command { command, .. } => Some(command.map(|command| command.name)),
            Incoming::Nothing => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(read, expected, "{text} in a {chat} chat of {own_name:?}");
    }

    #[test]
    fn a_person_who_unblocks_the_bot_is_there_again() {
        for (kind, status, expected) in [
            ("private", "member", true),
            ("private", "kicked", false),
            ("supergroup", "member", false),
        ] {
            let content = format!(
                r#"{{"update_id":1,"my_chat_member":{{"chat":{{"id":7,"type":"{kind}","first_name":"x"}},"date":1,
                "from":{{"id":7,"is_bot":false,"first_name":"x"}},
                "old_chat_member":{{"status":"kicked","user":{{"id":42,"is_bot":true,"first_name":"b"}},"until_date":0}},
                "new_chat_member":{{"status":"{status}","user":{{"id":42,"is_bot":true,"first_name":"b"}}}}}}}}"#
            );
            let (speaker, incoming, _) = read("telegram", "telegram:42:1", content.as_bytes(), None);
            let is_back = incoming == Incoming::Unblocked && speaker.is_some_and(|speaker| speaker.id == 7);
            assert_eq!(is_back, expected, "{kind} {status}");
        }
    }

    #[test]
    fn a_command_that_names_another_bot_is_not_for_us() {
        const OWN: Option<&str> = Some("beian_bot");
        let queue = Some(Some("queue"));
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
