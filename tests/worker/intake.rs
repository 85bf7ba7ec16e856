//! What comes in: updates by either way, and moments that fell due; what was done goes.

use std::time::Duration;

use crate::support::bot_api::{Answer, refuse};
use crate::support::database::Statements;
use beian_bot::bot::intake::PollOptions;
use beian_bot::bot::webhook::{self, WebhookOptions};
use beian_bot::clock::Clock;
use beian_bot::storage::due;
use beian_bot::storage::inbox::{self};
use chrono::TimeDelta;
use entities::{data_key, inbox as inbox_row};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::sync::watch;
use uuid::Uuid;

use super::world::*;

#[tokio::test]
async fn an_update_is_stored_once_until_its_id_may_come_again() {
    let world = World::new().await;
    assert_eq!(
        world
            .store_updates(&[update(7, 1, "a"), update(8, 1, "b"), update(7, 1, "a")])
            .await,
        2
    );
    assert_eq!(world.store_updates(&[update(7, 1, "a")]).await, 0);
    // One of them was decided, the other still waits.
    let done = inbox_row::Entity::update_many()
        .col_expr(inbox_row::Column::Status, "failed".into())
        .filter(inbox_row::Column::Key.eq(inbox::update_key(42, 7)));
    done.exec(world.store.connection()).await.unwrap();
    world.clock.move_to(world.clock.now() + TimeDelta::hours(48));
    assert_eq!(world.store_updates(&[update(7, 1, "new")]).await, 0);
    world.clock.move_to(world.clock.now() + TimeDelta::hours(1));
    assert_eq!(world.store_updates(&[update(7, 1, "new"), update(8, 1, "b")]).await, 1);
    // The old row's content still opens.
    assert_eq!(world.contents().await, ["a", "b", "new"]);
}

#[tokio::test]
async fn sixty_four_chats_take_as_many_statements_as_one() {
    let mut world = World::new().await;
    let statements = Statements::of(&mut world.store);
    let batch = |first: i64, count| (first..first + count).map(|n| update(n, n, "x")).collect::<Vec<_>>();
    world.store_updates(&batch(1, 1)).await;
    let one = statements.take();
    world.store_updates(&batch(100, 64)).await;
    assert_eq!(statements.take(), one);
    // Known chats take fewer.
    world.store_updates(&batch(1, 1)).await;
    let one = statements.take();
    world.store_updates(&batch(100, 64)).await;
    assert_eq!(statements.take(), one);
}

#[tokio::test]
async fn two_processes_that_meet_a_chat_at_once_leave_one_key() {
    let world = World::new().await;
    let stores = [world.database.open().await, world.database.open().await];
    let tasks = stores.map(|store| {
        let (secrets, now) = (world.secrets.clone(), world.clock.now());
        tokio::spawn(async move {
            for n in 0..20 {
                let tx = store.begin().await.unwrap();
                let updates: Vec<_> = (n * 3..n * 3 + 3).map(|chat| update(chat, chat + 1, "x")).collect();
                inbox::store_updates(&tx, &secrets, 42, now, &updates).await.unwrap();
                tx.commit().await.unwrap();
            }
        })
    });
    for task in tasks {
        task.await.unwrap();
    }
    let keys = data_key::Entity::find().count(world.store.connection()).await.unwrap();
    assert_eq!(keys, 60 + 1, "a chat each, and the test's own");
    assert!(world.contents().await.iter().all(|content| content == "x"));
}

#[tokio::test]
async fn updates_are_acknowledged_once_they_are_stored() {
    let world = World::new().await;
    let text = |id: i64| serde_json::json!({ "update_id": id, "message": { "chat": { "id": 5, "type": "private" } } });
    world.api.script("getUpdates", None, refuse(500, "no"));
    world.api.script("getUpdates", None, Answer::Lose);
    // What is no update at all does not stand in the way of one.
    let odd = r#"{"ok":true,"result":[17,null,{"update_id":899 , "brand_new_kind":"\ud83d"},{"message":{}}]}"#;
    world.api.script("getUpdates", None, Answer::Raw(200, odd));
    world.api.update(text(900));
    world
        .api
        .update(serde_json::json!({ "update_id": 901, "brand_new_kind": { "x": 1 } }));
    let (stop, stopped) = watch::channel(false);
    let (intake, telegram) = (world.intake(), world.api.telegram());
    let options = PollOptions {
        long_poll: Duration::ZERO,
        first_pause: Duration::from_millis(1),
        empty_pause: Duration::from_millis(1),
        ..PollOptions::default()
    };
    let polling = tokio::spawn(async move { intake.poll(&telegram, options, stopped).await });
    wait_for(|| world.api.unacknowledged() == 0).await;
    world.api.update(text(902));
    wait_for(|| world.api.unacknowledged() == 0).await;
    stop.send(true).unwrap();
    polling.await.unwrap().unwrap();
    let keys: Vec<_> = world
        .inputs()
        .await
        .into_iter()
        .map(|row| (row.key, row.chat))
        .collect();
    let expected = [(899, 0), (900, 5), (901, 0), (902, 5)].map(|(id, chat)| (inbox::update_key(42, id), chat));
    assert_eq!(keys, expected);
    let contents = world.contents().await;
    assert_eq!(contents[0], r#"{"update_id":899 , "brand_new_kind":"\ud83d"}"#);
    assert_eq!(contents[2], r#"{"brand_new_kind":{"x":1},"update_id":901}"#);
}

#[tokio::test]
async fn a_refused_token_is_named() {
    let world = World::new().await;
    world.api.script("getUpdates", None, refuse(401, "Unauthorized"));
    let (_stop, stopped) = watch::channel(false);
    let ended = world
        .intake()
        .poll(&world.api.telegram(), PollOptions::default(), stopped)
        .await;
    assert!(ended.unwrap_err().to_string().contains("TELOXIDE_TOKEN"));
}

#[tokio::test]
async fn the_webhook_takes_only_what_telegram_sends() {
    let world = World::new().await;
    let options = WebhookOptions {
        path: "telegram".into(),
        secret_token: "made-up_secret".into(),
        body_limit: 200,
    };
    let router = webhook::router(world.intake(), options).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/telegram", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = reqwest::Client::builder().build().unwrap();
    let post = |secret: &'static str, body: String| {
        let request = client
            .post(&url)
            .header("X-Telegram-Bot-Api-Secret-Token", secret)
            .body(body);
        async move { request.send().await.unwrap().status().as_u16() }
    };
    let update = r#"{"update_id":1,"message":{"chat":{"id":5,"type":"private"}}}"#;
    assert_eq!(post("made-up_secre", update.into()).await, 401);
    assert_eq!(post("", update.into()).await, 401);
    assert_eq!(post("made-up_secret", "x".repeat(201)).await, 413);
    assert_eq!(post("made-up_secret", "x".into()).await, 400);
    assert_eq!(world.inputs().await.len(), 0);
    assert_eq!(post("made-up_secret", update.into()).await, 200);
    assert_eq!(post("made-up_secret", update.into()).await, 200);
    assert_eq!(world.contents().await, [update]);
}

#[tokio::test]
async fn moments_that_fell_due_come_in_once_in_their_order() {
    let world = World::start().await;
    world.store_updates(&[update(1, 5, "x")]).await;
    let (first, second) = (Uuid::from_u128(9), Uuid::from_u128(3));
    let now = world.clock.now();
    world.deadline(second, 5, now + TimeDelta::hours(2)).await;
    world.deadline(first, 5, now + TimeDelta::hours(1)).await;
    world.pass(TimeDelta::minutes(59)).await;
    assert_eq!(world.inputs().await.len(), 1);
    assert_eq!(world.later().await, 2);
    world.pass(TimeDelta::hours(3)).await;
    world.pass(TimeDelta::hours(3)).await;
    let inputs = world.inputs().await;
    let keys: Vec<_> = inputs.iter().filter_map(|row| due::parse_key(&row.key)).collect();
    assert_eq!(
        keys,
        [(first, now + TimeDelta::hours(1)), (second, now + TimeDelta::hours(2))]
    );
    assert_eq!(
        (inputs[1].source.as_str(), inputs[1].chat, inputs[1].data_key),
        ("due", 5, None)
    );
    assert_eq!(world.contents().await[1], "");
}

#[tokio::test]
async fn what_was_done_long_ago_is_deleted() {
    let mut world = World::start().await;
    world.store_updates(&[update(1, 5, "x"), update(2, 5, "y")]).await;
    world
        .api
        .script("sendMessage", 2, refuse(403, "Forbidden: user is deactivated"));
    world.put(&[send(1, "a"), send(2, "b")]).await;
    world.settle().await;
    let done = inbox_row::Entity::update_many()
        .col_expr(inbox_row::Column::Status, "done".into())
        .col_expr(inbox_row::Column::DoneAt, world.clock.now().timestamp_millis().into())
        .filter(inbox_row::Column::UpdateId.eq(1));
    done.exec(world.store.connection()).await.unwrap();
    world.pass(TimeDelta::days(4)).await;
    wait_for_async(async || world.inputs().await.len() == 2).await;
    assert_eq!(world.statuses().await, ["done", "failed"]);
    world.pass(TimeDelta::days(4)).await;
    wait_for_async(async || world.statuses().await == ["failed"]).await;
    world.pass(TimeDelta::days(23)).await;
    wait_for_async(async || world.statuses().await.is_empty()).await;
    assert_eq!(world.inputs().await.len(), 2, "what waits stays");
}
