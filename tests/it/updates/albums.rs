//! Several messages that are one act.

use serde_json::json;

use super::{PERSON, asked_for_nature, case, private};
use crate::support::{World, scripts};

#[tokio::test]
async fn an_album_is_answered_once() {
    let right = case("M01");
    let engine = asked_for_nature().await;
    let before = engine.texts(PERSON).await.len();
    // One after the other, as they come: each is a batch of its own.
    for _ in 0..5 {
        engine
            .hears(&private(json!({ "photo": [], "media_group_id": "14000000000000001" })))
            .await;
    }
    assert_eq!(engine.texts(PERSON).await.len(), before + 1, "{right}");
    // In between a text is heard as ever; another album, and a picture by itself, are other acts.
    engine.say(&[PERSON], "企业").await;
    engine
        .hears(&private(json!({ "video": {}, "media_group_id": "14000000000000001" })))
        .await;
    let before = engine.texts(PERSON).await.len();
    engine
        .hears(&private(json!({ "photo": [], "media_group_id": "14000000000000002" })))
        .await;
    engine.hears(&private(json!({ "photo": [] }))).await;
    engine.hears(&private(json!({ "photo": [] }))).await;
    assert_eq!(engine.texts(PERSON).await.len(), before + 3, "{right}");
}

#[tokio::test]
async fn an_album_where_nothing_is_asked_is_answered_once() {
    let engine = super::Engine::start().await;
    let updates: Vec<_> = (0..5)
        .map(|_| private(json!({ "document": {}, "media_group_id": "14000000000000003" })).to_string())
        .map(|raw| beian_bot::bot::intake::read_update(raw.as_bytes()).unwrap())
        .collect();
    engine.intake.store(&updates).await.unwrap();
    engine.decide_all().await;
    assert_eq!(engine.texts(PERSON).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_press_that_comes_twice_files_once() {
    let right = case("M03");
    let world = World::start().await;
    let mut texts = scripts::enterprise();
    texts.pop();
    world.applicant.says_all(texts.iter().map(String::as_str)).await;
    world.ignores().await;
    let (message, data, _) = world.applicant.find("提交备案").await;
    let twice = futures::future::join(
        world.applicant.press_only(message, &data),
        world.applicant.press_only(message, &data),
    );
    twice.await;
    let said = world.applicant.hears().await;
    assert_eq!(said.matches("已提交").count(), 1, "{right}: {said}");
    world.reviewer.says("/queue").await;
    let queue = world.reviewer.hears().await;
    assert!(queue.contains("待办：1 件"), "{right}: {queue}");
    world.end().await;
}
