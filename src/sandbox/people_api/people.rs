//! Who is there: people and bots.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Refused, body};
use crate::sandbox::shared::Shared;
use crate::sandbox::state::people::Person;

pub async fn list(State(shared): State<Arc<Shared>>) -> Answer {
    Ok(Json(
        shared
            .act(|state| state.people.values().map(|person| json!(person)).collect())
            .await?,
    ))
}

#[derive(Deserialize)]
struct NewPerson {
    first_name: String,
    username: Option<String>,
    language_code: Option<String>,
    about: Option<String>,
}

pub async fn add(State(shared): State<Arc<Shared>>, bytes: Bytes) -> Answer {
    let NewPerson {
        first_name,
        username,
        language_code,
        about,
    } = body(&bytes)?;
    let first_name = first_name.trim().to_owned();
    if first_name.is_empty() || first_name.chars().count() > 64 {
        return Err(Refused::bad("send \"first_name\" with 1 to 64 characters"));
    }
    let username = username
        .map(|name| name.trim_start_matches('@').to_owned())
        .filter(|name| !name.is_empty());
    if let Some(name) = &username {
        let is_good =
            (5..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_good {
            return Err(Refused::bad(
                "a \"username\" has 5 to 32 letters, digits and underscores",
            ));
        }
    }
    let about = about.unwrap_or_else(|| "applicant".to_owned());
    let person = shared.act(|state| {
        let is_taken = |name: &String| {
            let same = |person: &Person| {
                person
                    .username
                    .as_ref()
                    .is_some_and(|other| other.eq_ignore_ascii_case(name))
            };
            state.people.values().any(same)
        };
        if username.as_ref().is_some_and(is_taken) {
            return Err(Refused::conflict(
                "somebody has this \"username\" already; send another",
            ));
        }
        let person = Person {
            id: state.new_person_id(),
            first_name,
            username,
            language_code,
            about,
        };
        state.put_person(person.clone());
        Ok(json!(person))
    });
    person.await?.map(Json)
}

/// The bots that have called here, so that a program can learn what to send as `?bot=`.
pub async fn bots(State(shared): State<Arc<Shared>>) -> Answer {
    let no_bot = shared.no_bot;
    let listed = shared.act(|state| {
        let default = state.default_bot(no_bot);
        let shown = state.bots.values().map(|bot| {
            let mut shown = bot.user();
            shown["default"] = json!(default == Some(bot.id));
            shown
        });
        shown.collect::<Value>()
    });
    Ok(Json(listed.await?))
}
