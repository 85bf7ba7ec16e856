//! Delivery: order, slots, failures, crashes.

use std::sync::Arc;

use crate::support::bot_api::{Answer, refuse, retry_after};
use beian_bot::clock::Clock;
use beian_bot::domain::outgoing::{Call, Lane, Outcome, Outgoing};
use beian_bot::worker::WorkerOptions;
use chrono::TimeDelta;
use tokio::sync::Semaphore;

use super::world::*;

#[tokio::test]
async fn a_row_is_sent_marked_done_and_blanked() {
    let mut world = World::start().await;
    world.put(&[send(1, "made-up text")]).await;
    world.settle().await;
    assert_eq!(world.api.texts(), ["1: made-up text"]);
    let row = &world.rows().await[0];
    assert_eq!(
        (row.status.as_str(), row.content.len(), row.data_key),
        ("done", 0, None)
    );
    assert_eq!(row.done_at, Some(world.clock.now().timestamp_millis()));
    world.worker.take().unwrap().shutdown().await;
}

#[tokio::test]
async fn a_chats_order_is_kept_and_a_failure_holds_up_only_its_own_chat() {
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, refuse(502, "Bad Gateway"));
    world.api.script("sendMessage", 1, Answer::Lose);
    let rows: Vec<_> = ["a", "b", "c"]
        .iter()
        .flat_map(|text| [send(1, text), send(2, text)])
        .collect();
    world.put(&rows).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(1), ["a"]);
    assert_eq!(world.api.texts_to(2), ["a", "b", "c"]);
    assert_eq!(world.later().await, 3);
    // What comes later does not overtake either.
    world.put(&[send(1, "d")]).await;
    world.settle().await;
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts_to(1), ["a", "a"]);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts_to(1), ["a", "a"], "the second pause is longer");
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts_to(1), ["a", "a", "a", "b", "c", "d"]);
    assert_eq!(world.later().await, 0);
}

#[tokio::test]
async fn retry_after_is_obeyed_for_that_chat() {
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, retry_after(30));
    world.put(&[send(1, "a"), send(1, "b"), send(2, "c")]).await;
    world.settle().await;
    world.pass(TimeDelta::seconds(29)).await;
    assert_eq!(world.api.texts_to(1), ["a"]);
    assert_eq!(world.api.texts_to(2), ["c"]);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts_to(1), ["a", "a", "b"]);
}

#[tokio::test]
async fn a_blocked_bot_is_set_aside_and_the_bot_hears_of_it() {
    let mut world = World::start().await;
    let why = "Forbidden: bot was blocked by the user";
    world.api.script("sendMessage", 1, refuse(403, why));
    world.put(&[send(1, "a"), send(1, "b")]).await;
    world.settle().await;
    let rows = world.rows().await;
    assert_eq!(rows[0].status, "failed");
    assert_eq!(
        rows[0].error.as_deref(),
        Some("403 Forbidden: bot was blocked by the user")
    );
    assert_eq!(rows[1].status, "done");
    let inputs = world.inputs().await;
    assert_eq!(
        (inputs[0].source.as_str(), inputs[0].key.as_str(), inputs[0].chat),
        ("result", "result:row-1", 1)
    );
    let outcome: Outcome = serde_json::from_str(&world.contents().await[0]).unwrap();
    let description = why.to_owned();
    let (chat, code, filing) = (1, 403, None);
    assert_eq!(
        outcome,
        Outcome::Refused {
            chat,
            code,
            description,
            filing
        }
    );
}

#[tokio::test]
async fn what_fails_for_days_is_tried_until_it_arrives() {
    let mut world = World::start().await;
    let days = 3 * 24 * 3600 / 300;
    for _ in 0..days {
        world.api.script("sendMessage", 1, refuse(500, "Internal Server Error"));
    }
    world.put(&[send(1, "a")]).await;
    world.settle().await;
    while world.statuses().await != ["done"] {
        assert!(world.api.times("sendMessage") <= days + 1);
        world.pass(TimeDelta::seconds(300)).await;
    }
    assert_eq!(
        world.api.times("sendMessage"),
        days + 1,
        "the pauses grow up to five minutes"
    );
    assert!(world.inputs().await.is_empty());
}

#[tokio::test]
async fn a_new_question_takes_the_slot_and_the_buttons_off_the_old_one() {
    let mut world = World::start().await;
    world.put(&[ask(1, "first?")]).await;
    world.settle().await;
    world.put(&[ask(1, "second?")]).await;
    world.settle().await;
    let asked = world.api.asked();
    assert_eq!(asked[2].method, "editMessageReplyMarkup");
    assert_eq!(asked[2].body["message_id"], 1);
    // An edit of the slot is one of the second message; it leaves no buttons to be taken off later.
    world.put(&[edit(1, None, "second: yes")]).await;
    world.settle().await;
    assert_eq!(world.api.asked()[3].body["message_id"], 2);
    world.put(&[ask(1, "third?")]).await;
    world.settle().await;
    assert_eq!(world.api.times("editMessageReplyMarkup"), 1);
}

#[tokio::test]
async fn edits_of_what_is_not_sent_yet_are_folded_into_it() {
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, refuse(500, "later"));
    world.put(&[ask(1, "one?")]).await;
    world.settle().await;
    world
        .put(&[send(1, "between"), edit(1, None, "two?"), edit(1, None, "three?")])
        .await;
    world.settle().await;
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts_to(1), ["one?", "three?", "between"]);
    assert_eq!(world.statuses().await, ["done", "done", "done", "done"]);
}

#[tokio::test]
async fn an_edit_of_what_is_gone_is_sent_anew_and_takes_the_slot() {
    let mut world = World::start().await;
    world.put(&[ask(1, "one?")]).await;
    world.settle().await;
    let gone = "Bad Request: message to edit not found";
    world.api.script("editMessageText", 1, refuse(400, gone));
    let same = "Bad Request: message is not modified: …";
    world.api.script("editMessageText", 1, refuse(400, same));
    world.put(&[edit(1, Some(1), "two?")]).await;
    world.settle().await;
    world.put(&[edit(1, None, "two?")]).await;
    world.settle().await;
    let asked: Vec<_> = world
        .api
        .asked()
        .iter()
        .map(|a| (a.method.clone(), a.body["message_id"].clone()))
        .collect();
    let none = serde_json::Value::Null;
    assert_eq!(asked[1], ("editMessageText".into(), 1.into()));
    assert_eq!(asked[2], ("sendMessage".into(), none));
    assert_eq!(asked.last().unwrap(), &("editMessageText".into(), 2.into()));
    assert_eq!(world.statuses().await, ["done", "done", "done"]);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_counts_as_carried_out() {
    let mut world = World::start().await;
    world
        .api
        .script("sendMessage", 1, Answer::Raw(200, r#"{"ok":true,"result":null}"#));
    world.api.script("sendMessage", 2, Answer::Raw(200, "<html>"));
    world.put(&[ask(1, "a"), send(2, "b")]).await;
    world.settle().await;
    assert_eq!(world.statuses().await, ["done", "done"]);
    // Which message stands in the slot is not known: the edit is sent.
    world.put(&[edit(1, None, "c")]).await;
    world.settle().await;
    assert_eq!(world.api.times("sendMessage"), 3);
}

#[tokio::test]
async fn presses_are_answered_outside_the_order_and_dropped_when_late() {
    let mut world = World::start().await;
    let held = Arc::new(Semaphore::new(0));
    world
        .api
        .script("answerCallbackQuery", None, Answer::Wait(held.clone()));
    let old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    world.api.script("answerCallbackQuery", None, refuse(400, old));
    world.put(&[press("1")]).await;
    wait_for(|| world.api.times("answerCallbackQuery") == 1).await;
    let expires_at = Some(world.clock.now());
    let late = Outgoing {
        expires_at,
        ..press("3")
    };
    world.put(&[press("2"), late]).await;
    wait_for(|| world.api.times("answerCallbackQuery") == 2).await;
    held.add_permits(1);
    world.settle().await;
    assert_eq!(world.statuses().await, ["done", "done", "dropped"]);
    assert_eq!(world.api.times("answerCallbackQuery"), 2);
}

#[tokio::test]
async fn a_press_that_fails_holds_up_no_other() {
    let mut world = World::start().await;
    world.api.script("answerCallbackQuery", None, refuse(500, "later"));
    world.put(&[press("1")]).await;
    world.settle().await;
    world.put(&[press("2")]).await;
    world.settle().await;
    assert_eq!(world.statuses().await, ["waiting", "done"]);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.statuses().await, ["done", "done"]);
}

#[tokio::test]
async fn chats_are_answered_side_by_side() {
    let mut world = World::start().await;
    let held = Arc::new(Semaphore::new(0));
    for chat in 1..=8 {
        world.api.script("sendMessage", chat, Answer::Wait(held.clone()));
    }
    let rows: Vec<_> = (1..=8).map(|chat| send(chat, "a")).collect();
    world.put(&rows).await;
    wait_for(|| world.api.times("sendMessage") == 8).await;
    // One that hangs does not make the others wait, nor those that come after it.
    world.put(&[send(9, "b")]).await;
    wait_for(|| world.api.times("sendMessage") == 9).await;
    held.add_permits(8);
    world.settle().await;
    assert_eq!(world.statuses().await, ["done"; 9]);
}

#[tokio::test]
async fn a_menu_that_cannot_be_set_stops_nothing() {
    let mut world = World::start().await;
    let menu = || {
        let commands = vec![("start".to_owned(), "开始".to_owned())];
        let language = None;
        outgoing(0, Lane::Answer, None, Call::Commands { language, commands })
    };
    for _ in 0..5 {
        world.api.script("setMyCommands", None, refuse(500, "no"));
    }
    world.put(&[menu(), menu()]).await;
    world.settle().await;
    for _ in 0..4 {
        world.pass(TimeDelta::minutes(1)).await;
    }
    assert_eq!(world.statuses().await, ["failed", "done"]);
    assert!(world.inputs().await.is_empty());
}

#[tokio::test]
async fn bytes_are_erased() {
    let mut world = World::start().await;
    world
        .put(&[outgoing(0, Lane::Answer, None, Call::Erase { filings: Vec::new() })])
        .await;
    world.settle().await;
    assert_eq!(world.statuses().await, ["done"]);
}

#[tokio::test]
async fn what_is_for_later_waits_and_holds_up_nobody() {
    let mut world = World::start().await;
    let not_before = Some(world.clock.now() + TimeDelta::seconds(5));
    let later = Outgoing {
        not_before,
        ..send(1, "later")
    };
    world.put(&[later, send(1, "now")]).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(1), ["now"]);
    world.pass(TimeDelta::seconds(5)).await;
    assert_eq!(world.api.texts_to(1), ["now", "later"]);
}

#[tokio::test]
async fn a_group_that_moved_gets_its_messages_at_its_new_id() {
    let mut world = World::start().await;
    let body = serde_json::json!({ "ok": false, "error_code": 400, "description": "upgraded",
        "parameters": { "migrate_to_chat_id": -1001 } });
    world.api.script("sendMessage", -7, Answer::Say(400, body));
    world.put(&[send(-7, "a"), send(-7, "b")]).await;
    world.settle().await;
    world.put(&[send(-7, "c")]).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(-7), ["a"]);
    assert_eq!(world.api.texts_to(-1001), ["a", "b", "c"]);
    let told: Vec<Outcome> = world
        .contents()
        .await
        .iter()
        .map(|c| serde_json::from_str(c).unwrap())
        .collect();
    assert_eq!(told, [Outcome::Migrated { from: -7, to: -1001 }]);
}

#[tokio::test]
async fn a_crash_between_call_and_commit_sends_twice_at_most() {
    let mut world = World::start().await;
    let held = Arc::new(Semaphore::new(0));
    world.api.script("sendMessage", 1, Answer::Wait(held.clone()));
    world.put(&[send(1, "a"), send(1, "b")]).await;
    wait_for(|| world.api.times("sendMessage") == 1).await;
    // Dropped without a word, as a process that is killed.
    drop(world.worker.take());
    held.add_permits(1);
    if world.database.is_postgres() {
        end_leases(&world.store).await;
    }
    world.start_worker(WorkerOptions::default()).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(1), ["a", "a", "b"]);
}

#[tokio::test]
async fn a_frozen_holder_that_comes_back_marks_nothing() {
    let mut world = World::start().await;
    let held = Arc::new(Semaphore::new(0));
    world.api.script("sendMessage", 1, Answer::Wait(held.clone()));
    world.put(&[send(1, "a")]).await;
    wait_for(|| world.api.times("sendMessage") == 1).await;
    // Its lease ends, and another process takes the channel: its own call is refused for good.
    let blocked = refuse(403, "Forbidden: bot was blocked by the user");
    world.api.script("sendMessage", 1, blocked);
    if world.database.is_postgres() {
        end_leases(&world.store).await;
    }
    let other = world.another_worker(WorkerOptions::default()).await;
    wait_for(|| world.api.times("sendMessage") == 2).await;
    wait_for_async(async || world.statuses().await == ["failed"]).await;
    // Now the first one's answer arrives.
    held.add_permits(1);
    world.settle().await;
    assert_eq!(world.statuses().await, ["failed"]);
    other.shutdown().await;
}
