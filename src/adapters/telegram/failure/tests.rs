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

fn temporary(code: u16, description: &str) -> Result<Value, Failure> {
    Err(Failure::Temporary {
        code: Some(code),
        description: description.to_owned(),
    })
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
        (403, "Forbidden: bot was kicked from the group chat"),
        (403, "Forbidden: bot is not a member of the supergroup chat"),
        (403, "Forbidden: bot can't initiate conversation with a user"),
        (403, "Forbidden: the bot can't send messages to the bot"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: the group chat was deleted"),
        (400, "Bad Request: USER_IS_BLOCKED"),
        (400, "Bad Request: INPUT_USER_DEACTIVATED"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: PEER_ID_INVALID"),
        (400, "Bad Request: group chat was deactivated"),
        (400, "Bad Request: CHANNEL_PRIVATE"),
        (400, "Bad Request: message is too long"),
        (400, "Bad Request: message text is empty"),
        (400, "Bad Request: BUTTON_DATA_INVALID"),
        (400, "Bad Request: TOPIC_CLOSED"),
        (400, "Bad Request: message thread not found"),
        (400, "Bad Request: BOT_COMMAND_INVALID"),
    ] {
        let description = text.to_owned();
        check(
            code,
            &refused(code, text),
            Err(Failure::Permanent { code, description }),
        );
    }
    check(
        400,
        &refused(400, "Bad Request: can't parse entities: unsupported start tag"),
        Err(Failure::Unparsable),
    );

    // Rights come back, and words that we do not know may mean anything: some more tries, and no more.
    for (code, text) in [
        (400, "Bad Request: not enough rights to send text messages to the chat"),
        (403, "Forbidden: not enough rights to send text messages to the chat"),
        (400, "Bad Request: have no rights to send a message"),
        (400, "Bad Request: need administrator rights in the channel chat"),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
        (400, "Bad Request: SOMETHING_NEW"),
        (403, "Forbidden: something new"),
        (413, "Request Entity Too Large"),
    ] {
        let description = text.to_owned();
        check(code, &refused(code, text), Err(Failure::Refused { code, description }));
    }

    for code in [401, 404, 408, 409, 420, 500, 502, 503, 504] {
        check(code, &refused(code, "later"), temporary(code, "later"));
    }
    for text in ["Not Found", "Not Found: method not found"] {
        check(404, &refused(404, text), temporary(404, text));
    }
}

#[test]
fn what_is_not_telegrams_word_is_not_taken_for_it() {
    for status in [
        300, 302, 307, 400, 401, 403, 404, 407, 408, 413, 418, 421, 451, 500, 502, 503, 511,
    ] {
        for body in [
            "",
            "<html>chat not found</html>",
            "null",
            "[]",
            r#"{"message":"Forbidden"}"#,
            r#"{"error":{"code":403,"message":"bot was blocked by the user"}}"#,
            r#"{"ok":false}"#,
            r#"{"ok":"false","error_code":400}"#,
        ] {
            let code = if body.contains("\"error_code\"") { 400 } else { status };
            check(status, body, temporary(code, ""));
        }
        let of_somebody = r#"{"description":"Bad Request: chat not found"}"#;
        check(status, of_somebody, temporary(status, "Bad Request: chat not found"));
    }
}

#[test]
fn numbers_from_outside_are_within_what_they_can_be() {
    let day = LONGEST_PAUSE;
    for (said, expected) in [
        ("7", Duration::from_secs(7)),
        ("0.2", SHORTEST_PAUSE),
        ("0", SHORTEST_PAUSE),
        ("-3", SHORTEST_PAUSE),
        ("86401", day),
        ("1e13", day),
        ("1e19", day),
        ("1e308", day),
        ("18446744073709551615", day),
        ("null", UNNAMED_PAUSE),
        ("\"7\"", UNNAMED_PAUSE),
        ("[7]", UNNAMED_PAUSE),
    ] {
        let body = format!(
            r#"{{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{{"retry_after":{said}}}}}"#
        );
        check(429, &body, Err(Failure::RetryAfter(expected)));
    }
    check(
        429,
        &refused(429, "Too Many Requests: retry after 99999999999999999999"),
        Err(Failure::RetryAfter(day)),
    );
    // A group is not moved to a number that no group has; what else was said still counts.
    for to in ["5", "0", "-9223372036854775808", "1e30", "\"-1001\""] {
        let body = format!(
            r#"{{"ok":false,"error_code":400,"description":"Bad Request: chat not found","parameters":{{"migrate_to_chat_id":{to}}}}}"#
        );
        let description = "Bad Request: chat not found".to_owned();
        check(400, &body, Err(Failure::Permanent { code: 400, description }));
    }
    for code in ["99999", "-1", "1e3", "\"403\"", "7"] {
        let body = format!(r#"{{"ok":false,"error_code":{code},"description":"Bad Gateway"}}"#);
        check(502, &body, temporary(502, "Bad Gateway"));
    }
    for (id, expected) in [
        ("7", Some(7)),
        ("0", None),
        ("-7", None),
        ("9223372036854775807", None),
        ("1.5", None),
    ] {
        let result: Value = serde_json::from_str(&format!(r#"{{"message_id":{id}}}"#)).unwrap();
        assert_eq!(message_id(&result), expected, "{id}");
    }
}

#[test]
fn the_token_is_refused_by_telegram_alone() {
    let unauthorized = refused(401, "Unauthorized");
    assert_eq!(classify_fetch(401, unauthorized.as_bytes()), FetchError::Unauthorized);
    for (status, body) in [(401, "<html>log in to this network</html>"), (401, ""), (409, "{}")] {
        let other = classify_fetch(status, body.as_bytes());
        assert!(matches!(other, FetchError::Other(_)), "{status} {body}: {other:?}");
    }
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
        Err(Failure::Refused { code: 400, description }),
    );
}
