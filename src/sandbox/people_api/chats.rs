//! What a person's app shows beside the messages: chats, menu, what the bot is doing, what has been read.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Extract};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::{Answer, Id, Refused, WhichBot, body, chat_of, check_member};
use crate::sandbox::shared::Shared;
use crate::sandbox::state::State;
use crate::sandbox::state::bots::Scope;
use crate::sandbox::state::chats::{ChatKey, Status};

pub async fn list(Extract(shared): Extract<Arc<Shared>>, Query(which): Query<WhichBot>) -> Answer {
    let listed = shared.act(|state| {
        // Who is there can be asked before any bot has called.
        let bot = match which.find(state, &shared) {
            Err(refused) if which.bot.is_some() => return Err(refused),
            bot => bot.unwrap_or(0),
        };
        let private = state
            .people
            .keys()
            .map(|person| ChatKey::Private { bot, person: *person });
        let keys: Vec<ChatKey> = private
            .chain(state.groups.keys().map(|group| ChatKey::Group(*group)))
            .collect();
        Ok::<Value, Refused>(keys.into_iter().map(|key| described(state, bot, key)).collect())
    });
    listed.await?.map(Json)
}

fn described(state: &State, bot: i64, key: ChatKey) -> Value {
    let mut chat = state.chat(key);
    let dialog = state.dialog(key);
    let people: Vec<i64> = match key {
        ChatKey::Private { person, .. } => vec![person],
        ChatKey::Group(group) => {
            let members = state.groups.get(&group).map(|group| &group.members);
            members
                .into_iter()
                .flatten()
                .filter(|(_, status)| status.is_in())
                .map(|(person, _)| *person)
                .collect()
        }
    };
    let unread: Map<String, Value> = people
        .iter()
        .map(|person| {
            (
                person.to_string(),
                json!(dialog.map_or(0, |dialog| dialog.unread(*person))),
            )
        })
        .collect();
    let is_in = match key {
        ChatKey::Private { .. } => bot != 0,
        ChatKey::Group(group) => {
            bot != 0
                && state
                    .groups
                    .get(&group)
                    .is_some_and(|group| group.bot_status(bot).is_in())
        }
    };
    chat["members"] = people.into_iter().chain(is_in.then_some(bot)).collect();
    chat["bot"] = json!(state.bots.get(&bot).map(|bot| bot.username()));
    chat["unread"] = match key {
        ChatKey::Private { .. } => unread.into_values().next().unwrap_or_else(|| json!(0)),
        ChatKey::Group(_) => Value::Object(unread),
    };
    chat["last_seq"] = json!(dialog.map_or(0, |dialog| dialog.last_seq()));
    if key.is_private() {
        chat["blocked"] = json!(dialog.is_some_and(|dialog| dialog.about.blocked));
    }
    chat
}

#[derive(Deserialize)]
pub struct CommandsQuery {
    #[serde(rename = "for")]
    person: Option<Id>,
    bot: Option<String>,
}

/// The menu: of all lists that fit, the one that Telegram takes, the narrowest scope first and in it the language.
pub async fn commands(
    Extract(shared): Extract<Arc<Shared>>,
    Path(chat): Path<String>,
    Query(query): Query<CommandsQuery>,
) -> Answer {
    let found = shared.act(|state| {
        let bot = WhichBot { bot: query.bot }.find(state, &shared)?;
        let key = chat_of(state, bot, &chat)?;
        let person = match (query.person, key) {
            (Some(Id(person)), _) | (None, ChatKey::Private { person, .. }) => person,
            (None, ChatKey::Group(_)) => return Err(Refused::bad("send ?for={person}: whose menu is meant")),
        };
        check_member(state, key, person)?;
        Ok(menu(state, bot, key, person))
    });
    found.await?.map(Json)
}

fn menu(state: &State, bot: i64, key: ChatKey, person: i64) -> Value {
    let scopes = match key {
        ChatKey::Private { person, .. } => vec![Scope::Chat(person), Scope::AllPrivateChats, Scope::Default],
        ChatKey::Group(id) => {
            let is_admin = state
                .groups
                .get(&id)
                .is_some_and(|group| group.status(person).is_admin());
            let admins = |scope| is_admin.then_some(scope);
            let scopes = [
                Some(Scope::ChatMember(id, person)),
                admins(Scope::ChatAdministrators(id)),
                Some(Scope::Chat(id)),
                admins(Scope::AllChatAdministrators),
                Some(Scope::AllGroupChats),
                Some(Scope::Default),
            ];
            scopes.into_iter().flatten().collect()
        }
    };
    let language = state
        .people
        .get(&person)
        .and_then(|person| person.language_code.clone())
        .unwrap_or_default();
    let language = language.split('-').next().unwrap_or_default().to_owned();
    let sets = state.commands.get(&bot).map_or(&[][..], Vec::as_slice);
    for scope in scopes {
        for language in [language.as_str(), ""] {
            if let Some(set) = sets.iter().find(|set| set.scope == scope && set.language == language) {
                return set.commands.clone();
            }
        }
    }
    json!([])
}

/// The name of what the bot is doing in the chat, or null.
pub async fn actions(
    Extract(shared): Extract<Arc<Shared>>,
    Path(chat): Path<String>,
    Query(which): Query<WhichBot>,
) -> Answer {
    let action = shared.look(|state| {
        let bot = which.find(state, &shared)?;
        let key = chat_of(state, bot, &chat)?;
        let action = state.actions.get(&key).filter(|(_, until)| *until > Instant::now());
        Ok::<_, Refused>(json!(action.map(|(action, _)| action)))
    });
    action.map(Json)
}

#[derive(Deserialize)]
struct Read {
    from: Id,
    up_to: Id,
}

pub async fn read(
    Extract(shared): Extract<Arc<Shared>>,
    Path(chat): Path<String>,
    Query(which): Query<WhichBot>,
    bytes: Bytes,
) -> Answer {
    let Read {
        from: Id(from),
        up_to: Id(up_to),
    } = body(&bytes)?;
    let done = shared.act(|state| {
        let bot = which.find(state, &shared)?;
        let key = chat_of(state, bot, &chat)?;
        check_member(state, key, from)?;
        let (before, last) = state.dialog(key).map_or((0, 0), |dialog| {
            (dialog.about.read.get(&from).copied().unwrap_or(0), dialog.last_seq())
        });
        // What is not there yet cannot have been read.
        let up_to = up_to.min(last);
        if up_to > before {
            state.about_mut(key).read.insert(from, up_to);
        }
        Ok(json!({ "unread": state.dialog(key).map_or(0, |dialog| dialog.unread(from)) }))
    });
    done.await?.map(Json)
}

/// Whether a bot may be spoken to: not where it was put out.
pub fn check_open(state: &State, key: ChatKey) -> Result<(), Refused> {
    let ChatKey::Private { person, .. } = key else {
        return Ok(());
    };
    let is_blocked = state.dialog(key).is_some_and(|dialog| dialog.about.blocked);
    let how = format!(
        "the person has blocked the bot; POST /api/chats/{person}/members/{person} {{\"status\":\"member\"}} first"
    );
    (!is_blocked).then_some(()).ok_or_else(|| Refused::conflict(how))
}

/// A status by its name.
pub fn status(name: &str) -> Option<Status> {
    [
        Status::Creator,
        Status::Administrator,
        Status::Member,
        Status::Left,
        Status::Kicked,
    ]
    .into_iter()
    .find(|status| status.name() == name)
}
