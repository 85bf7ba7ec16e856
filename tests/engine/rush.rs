//! More comes in than can be answered: intake slows, and Telegram keeps what it is not told.

use std::time::Duration;

use beian_bot::bot::webhook::{self, WebhookOptions};
use beian_bot::clock::Clock as _;
use serde_json::json;

use crate::support::engine::Engine;

const SECRET: &str = "made-up_secret";

/// Serves the webhook of this engine on an address of its own, which is returned.
async fn serve(engine: &Engine) -> String {
    let options = WebhookOptions {
        path: "/telegram".to_owned(),
        secret_token: SECRET.to_owned(),
        body_limit: webhook::DEFAULT_BODY_LIMIT,
    };
    let router = webhook::router(engine.intake.clone(), options).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/telegram", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    url
}

/// Calls it as Telegram does with a text.
async fn call(url: String, id: i64) -> u16 {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let person = json!({ "id": 7, "is_bot": false, "first_name": "林" });
    let update = json!({ "update_id": id, "message": { "message_id": id, "date": 1_700_000_000, "text": "/help",
        "from": person, "chat": { "id": 7, "type": "private", "first_name": "林" } } });
    let call = client
        .post(url)
        .header("x-telegram-bot-api-secret-token", SECRET)
        .json(&update);
    call.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn while_people_wait_too_long_the_webhook_takes_nothing_in() {
    let engine = Engine::start().await;
    let url = serve(&engine).await;
    assert_eq!(call(url.clone(), 1).await, 200);

    // Nobody has decided anything for two seconds.
    engine.clock.move_to(engine.clock.now() + chrono::Duration::seconds(2));
    let (_, _, processed) = engine.batch(&[]).await;
    assert_eq!(processed.done, 1);
    let waiting = tokio::spawn(call(url, 2));
    // It has arrived, and is held back.
    while !engine.intake.wakers.pressure.is_waited_for() {
        tokio::task::yield_now().await;
    }
    assert_eq!(engine.inputs().await.len(), 1, "it was taken in though people wait");

    // Nothing waits any more: it goes on, and is told.
    assert_eq!(engine.batch(&[]).await.2.claimed, 0);
    assert_eq!(waiting.await.unwrap(), 200);
    assert_eq!(engine.inputs().await.len(), 2);
}

#[tokio::test]
async fn the_wait_of_a_chat_that_floods_is_its_own() {
    let engine = Engine::start().await;
    let updates: Vec<_> = (0..100).map(|_| engine.update(1, "/help")).collect();
    engine.intake.store(&updates).await.unwrap();
    for _ in 0..3 {
        engine.clock.move_to(engine.clock.now() + chrono::Duration::seconds(2));
        engine.processor.batch().await.unwrap();
        assert!(
            engine.intake.may_take_in(Duration::from_secs(5)).await,
            "others wait for nobody"
        );
    }
}
