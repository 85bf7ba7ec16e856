//! What an answer of the Bot API means for the row that was to be delivered.

use std::time::Duration;

use serde_json::Value;

use crate::domain::outgoing::ChatId;

use super::FetchError;
use super::words::{CHAT_REFUSES, GONE, MESSAGE_IS_WRONG, UNPARSABLE};

/// The call was carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Unknown where the server's answer could not be read.
    pub message_id: Option<i64>,
}

/// The call was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Not before this time has passed: at least [`SHORTEST_PAUSE`], at most [`LONGEST_PAUSE`].
    RetryAfter(Duration),
    /// The same call may succeed later; it says nothing of the message.
    Temporary { code: Option<u16>, description: String },
    /// Telegram refuses this message or this chat, in words that do not say that it is for good: rights that may come back, or
    /// words that are not in our table. Worth some more tries, not for ever.
    Refused { code: u16, description: String },
    /// Telegram says that the same call will never succeed.
    Permanent { code: u16, description: String },
    /// Telegram cannot read the tags of the text: without them it can be sent.
    Unparsable,
    /// There is nothing (more) to do, or nothing to do it to.
    Gone(Gone),
    /// The group became a supergroup with this id.
    Migrated { to: ChatId },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The message reads so already.
    NotModified,
    /// The message to edit is not there, or is none that can be edited.
    ToEdit,
    /// The message to delete is not there, or is too old to be deleted.
    ToDelete,
    /// The press was too long ago.
    Press,
}

/// What Telegram's JSON says, read field by field: a number that is none of ours must not make the rest unreadable.
#[derive(Default)]
struct Answer {
    /// `{"ok":false,"description":"…"}`: nobody but a Bot API server says that. A proxy's page or its own JSON does not.
    is_refusal: bool,
    error_code: Option<u16>,
    description: String,
    retry_after: Option<f64>,
    migrate_to: Option<ChatId>,
}

/// Where a 429 does not say how long.
const UNNAMED_PAUSE: Duration = Duration::from_secs(5);
/// A pause of nothing would be no pause.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
/// No pause that a server asks for is longer: what is added to an instant must stay one.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 3600);
/// Telegram's numbers of chats have at most 52 bits (Bot API, Chat.id).
const LONGEST_ID: i64 = 1 << 52;

/// The result of a call. A 200 whose result cannot be read counts as carried out: a server that answers so has most likely sent the
/// message, and a connection to Telegram is encrypted, so that no captive portal can answer in its place.
pub(super) fn read(status: u16, text: &[u8]) -> Result<Value, Failure> {
    let said: Option<Value> = serde_json::from_slice(text).ok();
    let is_carried_out = |said: &Value| said.get("ok").and_then(Value::as_bool) != Some(false);
    if (200..300).contains(&status) && said.as_ref().is_none_or(is_carried_out) {
        if said.is_none() {
            tracing::warn!(
                status,
                "A call was answered with what is no JSON; it counts as carried out"
            );
        }
        let result = said.and_then(|mut said| Some(said.get_mut("result")?.take()));
        return Ok(result.unwrap_or(Value::Null));
    }
    Err(classify(status, answer(said.as_ref())))
}

/// The message's number in a result; none where there is none that can be edited later (Telegram says 0 of one that it sends later).
pub(super) fn message_id(result: &Value) -> Option<i64> {
    let id = result.get("message_id").and_then(Value::as_i64)?;
    (1..LONGEST_ID).contains(&id).then_some(id)
}

pub(super) fn classify_fetch(status: u16, text: &[u8]) -> FetchError {
    let answer = answer(serde_json::from_slice(text).ok().as_ref());
    let code = answer.error_code.unwrap_or(status);
    match code {
        401 if answer.is_refusal => FetchError::Unauthorized,
        409 if answer.is_refusal => FetchError::Conflict {
            description: without_quotes(&answer.description),
        },
        _ => match classify(status, answer) {
            Failure::RetryAfter(pause) => FetchError::RetryAfter(pause),
            Failure::Temporary { description, .. }
            | Failure::Refused { description, .. }
            | Failure::Permanent { description, .. } => FetchError::Other(format!("{code} {description}")),
            Failure::Gone(_) | Failure::Migrated { .. } | Failure::Unparsable => FetchError::Other(code.to_string()),
        },
    }
}

fn answer(said: Option<&Value>) -> Answer {
    let Some(said) = said else {
        return Answer::default();
    };
    let description = said.get("description").and_then(Value::as_str);
    let code = said.get("error_code").and_then(Value::as_u64);
    let parameter = |name: &str| said.get("parameters").and_then(|parameters| parameters.get(name));
    let new_id = parameter("migrate_to_chat_id").and_then(Value::as_i64);
    Answer {
        is_refusal: said.get("ok").and_then(Value::as_bool) == Some(false) && description.is_some(),
        error_code: code
            .and_then(|code| u16::try_from(code).ok())
            .filter(|code| (300..600).contains(code)),
        description: description.unwrap_or_default().to_owned(),
        retry_after: parameter("retry_after").and_then(Value::as_f64),
        // A supergroup's number is negative.
        migrate_to: new_id.filter(|id| (-LONGEST_ID..0).contains(id)),
    }
}

/// A failed connection in words, without the address (it holds the token).
pub(super) fn network(error: &reqwest::Error) -> String {
    let kind = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    kind.to_owned()
}

fn classify(status: u16, answer: Answer) -> Failure {
    // Some servers answer 200 with ok:false; without any code it is a refusal.
    let code = answer
        .error_code
        .unwrap_or(if (200..300).contains(&status) { 400 } else { status });
    let description = without_quotes(&answer.description);
    let lower = description.to_lowercase();
    if let Some(to) = answer.migrate_to.filter(|_| answer.is_refusal) {
        return Failure::Migrated { to };
    }
    if code == 429 || answer.retry_after.is_some() {
        let said = answer.retry_after.or_else(|| {
            let (_, seconds) = lower.split_once("retry after ")?;
            seconds.split_whitespace().next()?.parse().ok()
        });
        return Failure::RetryAfter(said.map_or(UNNAMED_PAUSE, pause));
    }
    let temporary = Failure::Temporary {
        code: Some(code),
        description: description.clone(),
    };
    if !answer.is_refusal {
        return temporary;
    }
    match code {
        // Telegram moves the same words between these two from version to version.
        400 | 403 => {
            let says = |words: &&str| lower.contains(*words);
            if let Some((_, gone)) = GONE.iter().find(|(words, _)| says(words)) {
                Failure::Gone(*gone)
            } else if says(&UNPARSABLE) {
                Failure::Unparsable
            } else if CHAT_REFUSES.iter().chain(&MESSAGE_IS_WRONG).any(says) {
                Failure::Permanent { code, description }
            } else {
                Failure::Refused { code, description }
            }
        }
        413 => Failure::Refused { code, description },
        // 401 and 404 are no fault of the message: the token is wrong, the server is just starting, or it does not know the method.
        // It goes out once that is put right. The rest passes by itself.
        _ => temporary,
    }
}

/// The pause that a server asks for, in seconds, within what is one.
fn pause(seconds: f64) -> Duration {
    let bounded = seconds.clamp(SHORTEST_PAUSE.as_secs_f64(), LONGEST_PAUSE.as_secs_f64());
    Duration::try_from_secs_f64(bounded).unwrap_or(UNNAMED_PAUSE)
}

/// What a description quotes is of the message: it must not reach logs and the outbox's column `error`.
fn without_quotes(description: &str) -> String {
    const LONGEST: usize = 200;
    let parts = description.split('"').enumerate();
    let kept = parts.map(|(index, part)| if index % 2 == 0 { part } else { "\"…\"" });
    kept.collect::<String>().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests;
