//! The services outside: what they answer, how they fail, what they were given.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Extract};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Answer, Refused, body};
use crate::sandbox::shared::Shared;
use crate::sandbox::state::services::{Answer as Seeded, Fault, FaultKind, SERVICES};

pub async fn list(Extract(shared): Extract<Arc<Shared>>) -> Answer {
    let listed = shared.act(|state| SERVICES.iter().map(|name| state.service_shown(name)).collect());
    Ok(Json(listed.await?))
}

/// Sets what is named: `answers`, or a `fault`, or both; what is not named stays.
pub async fn set(Extract(shared): Extract<Arc<Shared>>, Path(name): Path<String>, bytes: Bytes) -> Answer {
    if !SERVICES.contains(&name.as_str()) {
        return Err(Refused::not_found(format!(
            "there is no service {name:?}; there are {}",
            SERVICES.join(", ")
        )));
    }
    let sent: Map<String, Value> = body(&bytes)?;
    let known = [
        "name",
        "used",
        "asked",
        "answers",
        "fault",
        "retry_after",
        "times",
        "methods",
        "chat",
    ];
    if let Some(unknown) = sent.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(Refused::bad(format!(
            "{unknown:?} is not known; send \"answers\", or \"fault\" with {}",
            known[5..].join(", ")
        )));
    }
    let answers: Option<Vec<Seeded>> = sent
        .get("answers")
        .map(|answers| {
            serde_json::from_value(answers.clone()).map_err(|error| {
                Refused::bad(format!(
                    "\"answers\" is a list of {{\"match\":{{…}},\"answer\":…}}: {error}"
                ))
            })
        })
        .transpose()?;
    let fault = fault(&sent)?;
    if answers.is_none() && fault.is_none() {
        return Err(Refused::bad("send \"answers\", or \"fault\""));
    }
    if let Some(Some(fault)) = &fault
        && fault.kind.is_telegrams()
        && name != "telegram"
    {
        return Err(Refused::bad(format!(
            "only telegram can have the fault {:?}",
            fault.kind.name()
        )));
    }
    let done = shared.act(|state| {
        let service = state.service_mut(&name);
        if let Some(answers) = answers {
            service.answers = answers;
        }
        if let Some(fault) = fault {
            service.fault = fault;
        }
        state.service_shown(&name)
    });
    Ok(Json(done.await?))
}

/// The fault that is named: none where nothing is said of it, `Some(None)` to take it away.
fn fault(sent: &Map<String, Value>) -> Result<Option<Option<Fault>>, Refused> {
    let wait = sent
        .get("retry_after")
        .or_else(|| sent.get("fault")?.get("retry_after"));
    let name = match sent.get("fault") {
        Some(Value::String(name)) => name.as_str(),
        Some(Value::Null) => "none",
        _ if wait.is_some() => "retry_after",
        None => return Ok(None),
        Some(other) => {
            return Err(Refused::bad(format!(
                "\"fault\" must be one of {}, not {other}",
                FaultKind::NAMES.join(", ")
            )));
        }
    };
    let kind = match name {
        "none" => return Ok(Some(None)),
        "timeout" => FaultKind::Timeout,
        "http_500" => FaultKind::Http500,
        "http_429" => FaultKind::Http429,
        "garbage" => FaultKind::Garbage,
        "refused" => FaultKind::Refused,
        "blocked" => FaultKind::Blocked,
        "lose_answer" => FaultKind::LoseAnswer,
        "retry_after" => {
            let seconds = wait.map_or(Some(1), Value::as_u64);
            FaultKind::RetryAfter(
                seconds.ok_or_else(|| Refused::bad("\"retry_after\" must be a whole number of seconds"))?,
            )
        }
        _ => {
            return Err(Refused::bad(format!(
                "\"fault\" must be one of {}, not {name:?}",
                FaultKind::NAMES.join(", ")
            )));
        }
    };
    let part = |name: &str| sent.get(name).filter(|value| !value.is_null());
    let times = part("times").map(|times| {
        times
            .as_u64()
            .filter(|times| *times > 0)
            .ok_or_else(|| Refused::bad("\"times\" must be a whole number above 0"))
    });
    let methods = part("methods").map(|methods| {
        serde_json::from_value(methods.clone()).map_err(|_| Refused::bad("\"methods\" must be a list of names"))
    });
    let chat = part("chat").map(|chat| {
        chat.as_i64()
            .ok_or_else(|| Refused::bad("\"chat\" must be a chat's id"))
    });
    let (times, methods, chat) = (times.transpose()?, methods.transpose()?, chat.transpose()?);
    Ok(Some(Some(Fault {
        kind,
        times,
        methods,
        chat,
    })))
}

#[derive(Deserialize)]
pub struct To {
    to: Option<String>,
}

/// What the fake SMS gateway was given.
pub async fn sms(Extract(shared): Extract<Arc<Shared>>, Query(To { to }): Query<To>) -> Answer {
    let sent = shared.act(|state| {
        let wanted = state
            .sms
            .values()
            .filter(|sms| to.as_ref().is_none_or(|to| sms.to == *to));
        wanted.map(|sms| json!(sms)).collect()
    });
    Ok(Json(sent.await?))
}

/// Links that a person would get from outside. Nothing makes any yet.
pub async fn links() -> Answer {
    Ok(Json(json!([])))
}
