//! What a batch costs is its statements: their number does not grow with the number of its inputs.

use std::collections::BTreeSet;

use beian_bot::clock::Clock as _;
use beian_bot::storage::due;
use beian_bot::storage::inbox::RawUpdate;
use beian_bot::storage::load::SHARE;
use chrono::TimeDelta;
use sea_orm::EntityTrait as _;

use crate::support::engine::Engine;
use crate::support::script::TYPED;

/// Everybody of `chats` does all of it up to there.
async fn prepare(engine: &Engine, chats: &[i64], typed: &[&str]) {
    for text in typed {
        engine.say(chats, text).await;
    }
}

/// The statements that storing and deciding these take; an input that needs more than could be told before takes a second batch.
async fn decided(engine: &Engine, updates: &[RawUpdate]) -> (usize, usize) {
    let (stored, mut statements, mut processed) = engine.batch(updates).await;
    assert_eq!(processed.claimed, updates.len());
    if processed.done == 0 {
        let (_, more, again) = engine.batch(&[]).await;
        (statements, processed) = (statements + more, again);
    }
    assert_eq!(processed.done, updates.len());
    (stored, statements)
}

/// The same input from one chat and from 64, whose statements must be as many. Returns how many these are.
async fn check(engine: &Engine, one: i64, many: &[i64], text: &str) -> (usize, usize) {
    let (stored_one, decided_one) = decided(engine, &[engine.update(one, text)]).await;
    let updates: Vec<_> = many.iter().map(|chat| engine.update(*chat, text)).collect();
    let (stored, decided) = decided(engine, &updates).await;
    assert_eq!((stored, decided), (stored_one, decided_one), "statements for {text}");
    (stored, decided)
}

#[tokio::test]
async fn sixty_four_inputs_take_as_many_statements_as_one() {
    let engine = Engine::start().await;
    let many: Vec<i64> = (1..=64).collect();
    let one = 65;
    let all: Vec<i64> = (1..=65).collect();

    // People who were never seen, people who were, commands, plain answers, refused ones.
    check(&engine, one, &many, "/start").await;
    check(&engine, one, &many, "/help").await;
    check(&engine, one, &many, "/new").await;
    prepare(&engine, &all, &TYPED[1..15]).await;
    assert!(
        engine.last_text(one).await.contains("主体信息"),
        "{}",
        engine.last_text(one).await
    );
    let (stored, decided) = check(&engine, one, &many, TYPED[15]).await;
    assert!(
        // PostgreSQL locks the chats in a statement of its own.
        stored <= 2 && decided <= 12,
        "an answer takes {stored} and {decided} statements"
    );
    check(&engine, one, &many, "不是证件").await;
    check(&engine, one, &many, "/status").await;
    check(&engine, one, &many, "/resume").await;
    prepare(&engine, &all, &TYPED[16..]).await;

    // All of it: number, deadlines, history, notices to the desk.
    assert!(
        engine.last_text(one).await.contains("核对"),
        "{}",
        engine.last_text(one).await
    );
    let (_, decided) = check(&engine, one, &many, "提交备案").await;
    // Two of them read what a filing was asked for besides, and its files.
    assert!(decided <= 34, "a submission takes {decided} statements");
    assert!(engine.last_text(one).await.contains("已提交"));
    assert!(engine.last_text(64).await.contains("已提交"));
    let numbers: BTreeSet<String> = futures::future::join_all(all.iter().map(|chat| engine.last_text(*chat)))
        .await
        .into_iter()
        .map(|text| text.chars().filter(char::is_ascii_digit).take(4).collect())
        .collect();
    assert_eq!(numbers.len(), 65, "each has a number of their own");

    check(&engine, one, &many, "/delete").await;
}

#[tokio::test]
async fn sixty_four_dropped_drafts_take_as_many_statements_as_one() {
    let engine = Engine::start().await;
    let many: Vec<i64> = (1..=64).collect();
    let all: Vec<i64> = (1..=65).collect();
    prepare(&engine, &all, &TYPED[..12]).await;
    check(&engine, 65, &many, "/cancel").await;
    check(&engine, 65, &many, "删除草稿").await;
    assert!(engine.last_text(1).await.contains("草稿已删除"));
}

#[tokio::test]
async fn presses_take_no_more_statements_either() {
    let engine = Engine::start().await;
    let many: Vec<i64> = (1..=64).collect();
    let all: Vec<i64> = (1..=65).collect();
    engine.say(&all, "/new").await;
    let (_, one, processed) = engine.batch(&[engine.press(65, "网站").await]).await;
    assert_eq!(processed.done, 1);
    let presses = futures::future::join_all(many.iter().map(|chat| engine.press(*chat, "网站"))).await;
    let (_, all, processed) = engine.batch(&presses).await;
    assert_eq!(processed.done, 64);
    assert_eq!(all, one);
}

#[tokio::test]
async fn a_chat_that_floods_holds_up_nobody() {
    let engine = Engine::start().await;
    let mut updates: Vec<_> = (0..200).map(|_| engine.update(1, "/help")).collect();
    updates.extend((2..=50).map(|chat| engine.update(chat, "/help")));
    let (_, _, processed) = engine.batch(&updates).await;
    assert_eq!(processed.claimed, 49 + SHARE);
    for chat in 2..=50 {
        assert!(
            !engine.texts(chat).await.is_empty(),
            "chat {chat} waits behind the flood"
        );
    }
    // Its own come in their order, no more than its share.
    let done: Vec<bool> = engine
        .inputs()
        .await
        .iter()
        .filter(|row| row.chat == 1)
        .map(|row| row.status == "done")
        .collect();
    assert!(done[..SHARE].iter().all(|done| *done) && done[SHARE..].iter().all(|done| !done));
}

#[tokio::test]
async fn a_chats_answers_are_taken_in_order_in_one_batch() {
    let engine = Engine::start().await;
    let updates: Vec<_> = TYPED[..10].iter().map(|text| engine.update(1, text)).collect();
    engine.intake.store(&updates).await.unwrap();
    engine.decide_all().await;
    assert!(
        engine.last_text(1).await.contains("新增备案"),
        "{}",
        engine.last_text(1).await
    );
}

#[tokio::test]
async fn moments_that_fall_due_take_no_more_statements_and_what_they_say_was_not_asked_for() {
    let engine = Engine::start().await;
    let many: Vec<i64> = (1..=64).collect();
    let due = async |chats: &[i64]| {
        engine.say(chats, "/new").await;
        engine.clock.move_to(engine.clock.now() + TimeDelta::days(3));
        let copied = due::copy(engine.store.connection(), engine.clock.now()).await.unwrap();
        assert_eq!(copied, chats.len() as u64);
        let (_, statements, processed) = engine.batch(&[]).await;
        assert_eq!(processed.done, chats.len());
        statements
    };
    let one = due(&[65]).await;
    assert_eq!(due(&many).await, one);
    // Reminders to everybody at once keep to Telegram's limits, and come behind the notices that wait for their receiver.
    let rows = entities::outbox::Entity::find()
        .all(engine.store.connection())
        .await
        .unwrap();
    let reminders: Vec<_> = rows
        .iter()
        .filter(|row| {
            row.matter
                .as_ref()
                .is_some_and(|matter| matter.starts_with("reminder:"))
        })
        .collect();
    assert_eq!(reminders.len(), 65);
    assert!(reminders.iter().all(|row| row.lane == "unasked"));
    let until_the_next = engine.clock.now().timestamp_millis();
    assert!(
        reminders
            .iter()
            .all(|row| row.expires_at.is_some_and(|at| at > until_the_next))
    );
}

#[tokio::test]
async fn sixty_four_searches_take_as_many_statements_as_one() {
    let all: Vec<i64> = (1..=65).collect();
    let engine = Engine::with_administrators(all.clone()).await;
    prepare(&engine, &all, &["/start"]).await;
    let one = [engine.update(65, "/find yunshan-example.com")];
    let searched: Vec<_> = (1..=64)
        .map(|chat| engine.update(chat, &format!("/find 1390000{chat:04}")))
        .collect();
    let one = decided(&engine, &one).await;
    assert_eq!(decided(&engine, &searched).await, one);
    assert!(
        engine.last_text(1).await.contains("没有找到"),
        "{}",
        engine.last_text(1).await
    );
}
