//! What servers answer, and what becomes of the message.

use crate::support::bot_api::{Answer, refuse};
use beian_bot::domain::outgoing::{Call, Keyboard, Lane, Outcome, Outgoing};
use chrono::TimeDelta;

use super::world::*;

#[tokio::test]
async fn what_is_not_telegrams_word_loses_nothing() {
    for status in [302, 400, 401, 403, 404, 407, 413, 421, 451, 502, 503] {
        let mut world = World::start().await;
        world.api.script(
            "sendMessage",
            1,
            Answer::Raw(status, "<html><body>chat not found</body></html>"),
        );
        world
            .api
            .script("sendMessage", 1, Answer::Raw(status, r#"{"error":"Forbidden"}"#));
        world.put(&[send(1, "a"), send(1, "b")]).await;
        world.settle().await;
        world.pass(TimeDelta::seconds(1)).await;
        world.pass(TimeDelta::seconds(2)).await;
        assert_eq!(world.api.texts_to(1), ["a", "a", "a", "b"], "{status}");
        assert_eq!(world.statuses().await, ["done", "done"], "{status}");
    }
}

#[tokio::test]
async fn a_server_that_is_just_starting_loses_nothing() {
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, refuse(404, "Not Found"));
    world.put(&[send(1, "a")]).await;
    world.settle().await;
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.statuses().await, ["done"]);
}

#[tokio::test]
async fn a_429_that_names_its_seconds_only_in_words_is_obeyed() {
    let mut world = World::start().await;
    let said = refuse(429, "Too Many Requests: retry after 11");
    world.api.script("sendMessage", 1, said);
    world.put(&[send(1, "a")]).await;
    world.settle().await;
    world.pass(TimeDelta::seconds(10)).await;
    assert_eq!(world.api.times("sendMessage"), 1);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.statuses().await, ["done"]);
}

#[tokio::test]
async fn a_pause_without_measure_is_a_day() {
    for seconds in [1e13, 1e19] {
        for lane in [Lane::Answer, Lane::Unasked] {
            let mut world = World::start().await;
            let body = serde_json::json!({ "ok": false, "error_code": 429, "description": "Too Many Requests",
                "parameters": { "retry_after": seconds } });
            world.api.script("sendMessage", 1, Answer::Say(429, body));
            world.put(&[Outgoing { lane, ..send(1, "a") }]).await;
            world.settle().await;
            world.put(&[send(2, "another chat")]).await;
            world.settle().await;
            assert_eq!(world.statuses().await, ["waiting", "done"], "{seconds}");
            world.pass(TimeDelta::days(1)).await;
            assert_eq!(world.statuses().await, ["done", "done"], "{seconds}");
        }
    }
}

#[tokio::test]
async fn a_text_that_telegram_cannot_parse_is_sent_plainly_at_once() {
    let unparsable = || {
        refuse(
            400,
            "Bad Request: can't parse entities: unexpected end tag at byte offset 9",
        )
    };
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, unparsable());
    let said = Outgoing {
        call: Call::Send {
            text: "<b>1 &lt; 2</i> &amp; 名称".into(),
            keyboard: keyboard(),
            topic: None,
        },
        ..ask(1, "")
    };
    world.put(&[said]).await;
    world.settle().await;
    let asked = world.api.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].body["parse_mode"], "HTML");
    assert_eq!(asked[1].text(), "1 < 2 & 名称");
    assert_eq!(asked[1].body["parse_mode"], serde_json::Value::Null);
    assert_eq!(asked[1].body["reply_markup"], asked[0].body["reply_markup"]);

    // An edit as well, and of the same message.
    world.api.script("editMessageText", 1, unparsable());
    world.put(&[edit(1, None, "<u>changed")]).await;
    world.settle().await;
    let edits: Vec<_> = world.api.asked().split_off(2);
    assert_eq!(edits.len(), 2);
    assert_eq!(
        (edits[1].text(), &edits[1].body["message_id"]),
        ("changed", &edits[0].body["message_id"])
    );
    assert_eq!(edits[1].body["parse_mode"], serde_json::Value::Null);
    assert_eq!(world.statuses().await, ["done", "done"]);
    assert!(world.rows().await.iter().all(|row| row.tries == 0));
    assert!(world.inputs().await.is_empty());
}

/// How long the line behind a message waits that Telegram refuses in words that say nothing.
async fn waits(lane: Lane, description: &str) -> TimeDelta {
    let mut world = World::start().await;
    for _ in 0..100 {
        world.api.script("sendMessage", 1, refuse(400, description));
    }
    let in_lane = |text: &str| Outgoing { lane, ..send(1, text) };
    world.put(&[in_lane("refused")]).await;
    let began = beian_bot::clock::Clock::now(world.clock.as_ref());
    world.settle().await;
    while world.statuses().await == ["waiting"] {
        let step = if lane == Lane::Answer { 5 } else { 120 };
        world.pass(TimeDelta::seconds(step)).await;
    }
    assert_eq!(world.statuses().await, ["failed"]);
    let outcome: Outcome = serde_json::from_str(&world.contents().await[0]).unwrap();
    assert!(matches!(outcome, Outcome::Refused { chat: 1, code: 400, .. }));
    beian_bot::clock::Clock::now(world.clock.as_ref()) - began
}

#[tokio::test]
async fn what_is_refused_for_an_unknown_reason_holds_nobody_up_for_ever() {
    for description in [
        "Bad Request: SOMETHING_NEW",
        "Bad Request: have no rights to send a message",
    ] {
        let answer = waits(Lane::Answer, description).await;
        assert!(answer < TimeDelta::minutes(5), "{answer}");
        let notice = waits(Lane::Unasked, description).await;
        assert!(notice > TimeDelta::hours(2) && notice < TimeDelta::hours(5), "{notice}");
    }
}

#[tokio::test]
async fn a_long_outage_does_not_use_up_the_tries_of_an_unknown_refusal() {
    let mut world = World::start().await;
    for _ in 0..60 {
        world.api.script("sendMessage", 1, refuse(500, "Internal Server Error"));
    }
    world
        .api
        .script("sendMessage", 1, refuse(400, "Bad Request: SOMETHING_NEW"));
    world.put(&[send(1, "a")]).await;
    world.settle().await;
    for _ in 0..70 {
        world.pass(TimeDelta::seconds(300)).await;
    }
    assert_eq!(world.statuses().await, ["done"]);
    assert_eq!(world.rows().await[0].faults, 1);
}

#[tokio::test]
async fn a_group_that_took_no_messages_for_a_while_hears_of_the_latest_work_afterwards() {
    let mut world = World::start().await;
    let desk = |text: &str| Outgoing {
        lane: Lane::Unasked,
        slot: Some("desk".into()),
        call: Call::Edit {
            message_id: None,
            text: text.into(),
            keyboard: Keyboard::default(),
            topic: None,
        },
        ..send(-7, "")
    };
    for _ in 0..100 {
        let why = "Bad Request: not enough rights to send text messages to the chat";
        world.api.script("sendMessage", -7, refuse(400, why));
    }
    world.put(&[desk("1 waits")]).await;
    world.settle().await;
    for _ in 0..100 {
        world.pass(TimeDelta::minutes(5)).await;
    }
    assert_eq!(world.statuses().await, ["failed"], "it was dropped after a while");
    world.api.forget_scripts();
    world.put(&[desk("2 wait")]).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(-7).last().unwrap(), "2 wait");
    assert_eq!(world.statuses().await, ["failed", "done"]);
}

#[tokio::test]
async fn buttons_that_cannot_be_taken_off_hold_nobody_up_for_long() {
    let mut world = World::start().await;
    for _ in 0..10 {
        world
            .api
            .script("editMessageReplyMarkup", 1, Answer::Raw(404, "Cannot POST"));
    }
    let off = outgoing(1, Lane::Answer, None, Call::RemoveButtons { message_id: 3 });
    world.put(&[off, send(1, "next?")]).await;
    world.settle().await;
    for _ in 0..15 {
        world.pass(TimeDelta::seconds(1)).await;
    }
    assert_eq!(world.statuses().await, ["failed", "done"]);
    assert!(world.inputs().await.is_empty(), "nobody misses it");
}
