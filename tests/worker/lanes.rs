//! Telegram's limits on what nobody asked for, kept by all processes together.

use crate::support::bot_api::retry_after;
use beian_bot::worker::WorkerOptions;
use chrono::TimeDelta;

use super::world::*;

#[tokio::test]
async fn unasked_messages_keep_the_limits_and_answers_do_not_wait_for_them() {
    let mut world = World::start().await;
    let mut rows: Vec<_> = (1..=70).map(|chat| notice(chat, "n")).collect();
    rows.push(send(100, "answer"));
    world.put(&rows).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(100), ["answer"]);
    assert_eq!(world.api.texts().len(), 31);
    assert_eq!(world.later().await, 40);
    world.pass(TimeDelta::milliseconds(999)).await;
    assert_eq!(world.api.texts().len(), 31);
    world.pass(TimeDelta::milliseconds(1)).await;
    assert_eq!(world.api.texts().len(), 61);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(world.api.texts().len(), 71);
    assert_eq!(world.later().await, 0);
}

#[tokio::test]
async fn a_group_gets_twenty_unasked_messages_a_minute_in_their_order() {
    let mut world = World::start().await;
    let rows: Vec<_> = (0..25).map(|n| notice(-7, &n.to_string())).collect();
    world.put(&rows).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(-7).len(), 20);
    world.put(&[notice(-7, "25"), notice(8, "x")]).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(8), ["x"]);
    world.pass(TimeDelta::minutes(1)).await;
    let expected: Vec<_> = (0..26).map(|n| n.to_string()).collect();
    assert_eq!(world.api.texts_to(-7), expected);
}

#[tokio::test]
async fn a_flood_stops_the_unasked_lane_for_all() {
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, retry_after(10));
    world.put(&[notice(1, "a")]).await;
    world.settle().await;
    world.put(&[notice(2, "b"), send(3, "answer")]).await;
    world.settle().await;
    assert_eq!(world.api.texts(), ["1: a", "3: answer"]);
    world.pass(TimeDelta::seconds(10)).await;
    assert_eq!(world.api.texts_to(1), ["a", "a"]);
    assert_eq!(world.api.texts_to(2), ["b"]);
}

#[tokio::test]
async fn two_processes_deliver_side_by_side_and_keep_the_limits_together() {
    let mut world = World::start().await;
    if !world.database.is_postgres() {
        return; // SQLite has one process.
    }
    let other = world.another_worker(WorkerOptions::default()).await;
    let mut rows = Vec::new();
    for text in ["a", "b", "c"] {
        rows.extend((1..=100).map(|chat| send(chat, text)));
    }
    rows.extend((1..=10).map(|n| press(&n.to_string())));
    rows.extend((1001..=1050).map(|chat| notice(chat, "n")));
    world.put(&rows).await;
    world.wakers.outbox.notify_one();
    world.settle().await;
    for chat in 1..=100 {
        assert_eq!(world.api.texts_to(chat), ["a", "b", "c"], "chat {chat}");
    }
    assert_eq!(world.api.times("answerCallbackQuery"), 10);
    let notices = || world.api.texts().iter().filter(|text| text.ends_with(": n")).count();
    assert_eq!(notices(), 30);
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(notices(), 50);
    other.shutdown().await;
}
