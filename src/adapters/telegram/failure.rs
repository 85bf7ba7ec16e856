//! What an answer of the Bot API means for the row that was to be delivered.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::domain::outgoing::ChatId;

use super::FetchError;

/// The call was carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Unknown where the server's answer could not be read.
    pub message_id: Option<i64>,
}

/// The call was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Not before this time has passed.
    RetryAfter(Duration),
    /// The same call may succeed later.
    Temporary { code: Option<u16>, description: String },
    /// The same call will never succeed.
    Permanent { code: u16, description: String },
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

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    ok: Option<bool>,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Parameters {
    retry_after: Option<f64>,
    migrate_to_chat_id: Option<ChatId>,
}

/// Where a 429 does not say how long.
const UNNAMED_PAUSE: Duration = Duration::from_secs(5);

/// What 400 means, by words of its description (Telegram has no finer codes). The first match counts.
const GONE: [(&str, Gone); 10] = [
    ("message is not modified", Gone::NotModified),
    ("message to edit not found", Gone::ToEdit),
    ("message can't be edited", Gone::ToEdit),
    ("message_id_invalid", Gone::ToEdit),
    ("there is no text in the message to edit", Gone::ToEdit),
    ("message to delete not found", Gone::ToDelete),
    ("message can't be deleted", Gone::ToDelete),
    ("query is too old", Gone::Press),
    ("query id is invalid", Gone::Press),
    ("query_id_invalid", Gone::Press),
];

/// The result of a call. A 200 whose result cannot be read counts as carried out.
pub(super) fn read(status: u16, text: &[u8]) -> Result<Value, Failure> {
    #[derive(Deserialize)]
    struct Result_ {
        #[serde(default)]
        result: Value,
    }
    let answer: Answer = serde_json::from_slice(text).unwrap_or_default();
    if (200..300).contains(&status) && answer.ok != Some(false) {
        let result = serde_json::from_slice(text).map(|Result_ { result }| result);
        return Ok(result.unwrap_or(Value::Null));
    }
    Err(classify(status, answer))
}

pub(super) fn classify_fetch(status: u16, text: &[u8]) -> FetchError {
    let answer: Answer = serde_json::from_slice(text).unwrap_or_default();
    let code = answer.error_code.unwrap_or(status);
    match code {
        401 => FetchError::Unauthorized,
        409 => FetchError::Conflict {
            description: answer.description.unwrap_or_default(),
        },
        _ => match classify(status, answer) {
            Failure::RetryAfter(pause) => FetchError::RetryAfter(pause),
            Failure::Temporary { description, .. } | Failure::Permanent { description, .. } => {
                FetchError::Other(format!("{code} {description}"))
            }
            Failure::Gone(_) | Failure::Migrated { .. } => FetchError::Other(code.to_string()),
        },
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
    let description = without_quotes(&answer.description.unwrap_or_default());
    let parameters = answer.parameters.unwrap_or_default();
    let lower = description.to_lowercase();
    if let Some(to) = parameters.migrate_to_chat_id {
        return Failure::Migrated { to };
    }
    if code == 429 || parameters.retry_after.is_some() {
        let said = parameters.retry_after.or_else(|| {
            let (_, seconds) = lower.split_once("retry after ")?;
            seconds.split_whitespace().next()?.parse().ok()
        });
        let pause = said.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        return Failure::RetryAfter(pause.unwrap_or(UNNAMED_PAUSE));
    }
    if code == 400
        && let Some((_, gone)) = GONE.iter().find(|(words, _)| lower.contains(words))
    {
        return Failure::Gone(*gone);
    }
    match code {
        // 401 is no fault of the message: it goes out once the token is put right. The rest passes by itself.
        401 | 408 | 409 | 300..=399 | 500.. => Failure::Temporary {
            code: Some(code),
            description,
        },
        _ => Failure::Permanent { code, description },
    }
}

/// What a description quotes is of the message: it must not reach logs and the outbox's column `error`.
fn without_quotes(description: &str) -> String {
    const LONGEST: usize = 200;
    let parts = description.split('"').enumerate();
    let kept = parts.map(|(index, part)| if index % 2 == 0 { part } else { "\"…\"" });
    kept.collect::<String>().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, text: &str, expected: Result<Value, Failure>) {
        assert_eq!(read(status, text.as_bytes()), expected, "{status} {text}");
    }

    fn refused(code: u16, description: &str) -> String {
        format!(r#"{{"ok":false,"error_code":{code},"description":"{description}"}}"#)
    }

    #[test]
    fn what_a_200_says_was_carried_out_whatever_it_holds() {
        check(200, r#"{"ok":true,"result":true}"#, Ok(true.into()));
        for unreadable in [
            r#"{"ok":true,"result":null}"#,
            r#"{"ok":true}"#,
            "",
            "<html>",
            "null",
            "[]",
        ] {
            check(200, unreadable, Ok(Value::Null));
        }
    }

    #[test]
    fn a_failure_is_told_by_code_and_words() {
        let gone = |text: &str, what| check(400, &refused(400, text), Err(Failure::Gone(what)));
        gone(
            "Bad Request: message is not modified: specified new message content is the same",
            Gone::NotModified,
        );
        gone("Bad Request: message to edit not found", Gone::ToEdit);
        gone("Bad Request: message can't be edited", Gone::ToEdit);
        gone("Bad Request: message to delete not found", Gone::ToDelete);
        gone("Bad Request: message can't be deleted for everyone", Gone::ToDelete);
        gone(
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
            Gone::Press,
        );

        for (code, text) in [
            (403, "Forbidden: bot was blocked by the user"),
            (403, "Forbidden: bot was kicked from the supergroup chat"),
            (403, "Forbidden: user is deactivated"),
            (400, "Bad Request: chat not found"),
            (400, "Bad Request: can't parse entities: unsupported start tag"),
            (404, "Not Found: method not found"),
        ] {
            let description = text.to_owned();
            check(
                code,
                &refused(code, text),
                Err(Failure::Permanent { code, description }),
            );
        }

        for code in [401, 408, 409, 500, 502, 503, 504] {
            let description = "later".to_owned();
            let expected = Failure::Temporary {
                code: Some(code),
                description,
            };
            check(code, &refused(code, "later"), Err(expected));
        }
        let bare = Failure::Temporary {
            code: Some(502),
            description: String::new(),
        };
        check(502, "<html>Bad Gateway</html>", Err(bare));
    }

    #[test]
    fn a_pause_and_a_new_id_are_read_from_the_parameters() {
        let pause = |seconds| Err(Failure::RetryAfter(Duration::from_secs(seconds)));
        check(
            429,
            r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}"#,
            pause(7),
        );
        check(429, &refused(429, "Too Many Requests: retry after 9"), pause(9));
        check(429, "", pause(5));
        check(
            400,
            r#"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001}}"#,
            Err(Failure::Migrated { to: -1001 }),
        );
    }

    #[test]
    fn what_a_description_quotes_is_not_kept() {
        let said = "Bad Request: can't parse entities: unsupported start tag \"made-up\" at byte offset 3";
        let kept = "Bad Request: can't parse entities: unsupported start tag \"…\" at byte offset 3";
        assert_eq!(without_quotes(said), kept);
        assert_eq!(without_quotes("open \"made-up"), "open \"…\"");
        assert_eq!(without_quotes(&"x".repeat(999)).len(), 200);
    }

    #[test]
    fn a_refusal_with_status_200_is_a_refusal() {
        let description = "no".to_owned();
        check(
            200,
            r#"{"ok":false,"description":"no"}"#,
            Err(Failure::Permanent { code: 400, description }),
        );
    }
}
