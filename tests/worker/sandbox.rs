//! The sandbox's Telegram in the place of the scripted one.

use beian_bot::adapters::telegram::{Telegram, TelegramOptions};
use beian_bot::bot::intake::PollOptions;
use beian_bot::domain::outgoing::Outgoing;
use beian_bot::sandbox::{Options, Sandbox};
use beian_bot::worker::WorkerOptions;
use chrono::TimeDelta;

use tokio::sync::watch;

use super::world::*;

#[tokio::test]
async fn the_sandboxs_telegram_is_served_like_the_real_one() {
    const PERSON: i64 = 500_118_203;
    let mut world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        listen: ([127, 0, 0, 1], 0).into(),
        data: folder.path().to_owned(),
        fresh: true,
        no_bot: true,
    };
    let sandbox = Sandbox::start(options, world.clock.clone()).await.unwrap();
    let telegram = || {
        let url = sandbox.api_url().parse().unwrap();
        Telegram::new(TelegramOptions::new("123456:AAtest_token-of-a-bot", url)).unwrap()
    };
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = async |method: reqwest::Method, path: &str, body: serde_json::Value| {
        let url = format!("{}/api/{path}", sandbox.api_url());
        let answered = client.request(method, url).json(&body).send().await.unwrap();
        assert!(
            answered.status().is_success(),
            "{path}: {}",
            answered.text().await.unwrap()
        );
        answered.json::<serde_json::Value>().await.unwrap()
    };
    let (post, put, get) = (reqwest::Method::POST, reqwest::Method::PUT, reqwest::Method::GET);
    let hears = async || {
        let messages = call(
            get.clone(),
            &format!("chats/{PERSON}/messages"),
            serde_json::Value::Null,
        )
        .await;
        let messages = messages["messages"].as_array().unwrap().clone();
        let texts = messages
            .iter()
            .map(|message| message["text"].as_str().unwrap_or_default().to_owned());
        texts.collect::<Vec<_>>()
    };

    let started = telegram().get_me().await.unwrap();
    assert_eq!(started.as_deref(), Some("sandbox_123456_bot"));
    let (stop, stopped) = watch::channel(false);
    let (intake, fetching) = (world.intake(), telegram());
    let polling = tokio::spawn(async move { intake.poll(&fetching, PollOptions::default(), stopped).await });
    let said = serde_json::json!({ "from": PERSON, "text": "/start" });
    call(post.clone(), &format!("chats/{PERSON}/messages"), said).await;
    wait_for_async(async || world.inputs().await.len() == 1).await;
    assert!(world.contents().await[0].contains("/start"));
    stop.send(true).unwrap();
    polling.await.unwrap().unwrap();

    world.worker = Some(world.worker_of(WorkerOptions::default(), telegram()).await);
    let no_press = Outgoing {
        expires_at: None,
        ..press("1")
    };
    world.put(&[ask(PERSON, "<b>first</b> &amp; only?"), no_press]).await;
    world.settle().await;
    world
        .put(&[edit(PERSON, None, "edited"), edit(PERSON, Some(1_000_000), "anew")])
        .await;
    world.settle().await;
    assert_eq!(hears().await[1..], ["edited", "anew"]);

    let fault = serde_json::json!({ "fault": "lose_answer", "times": 1, "methods": ["sendMessage"] });
    call(put, "services/telegram", fault).await;
    world
        .put(&[send(PERSON, "perhaps twice"), send(PERSON, "then this")])
        .await;
    world.settle().await;
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(hears().await[3..], ["perhaps twice", "perhaps twice", "then this"]);

    let blocks = serde_json::json!({ "status": "kicked" });
    call(post, &format!("chats/{PERSON}/members/{PERSON}"), blocks).await;
    world.put(&[send(PERSON, "never")]).await;
    world.settle().await;
    let rows = world.rows().await;
    assert_eq!(rows.last().unwrap().status, "failed");
    assert!(rows.iter().rev().skip(1).all(|row| row.status == "done"));
}
