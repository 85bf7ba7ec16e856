//! Edits that are none are passed over; one that changes the text is told what to do instead.

use entities::conversation;
use sea_orm::EntityTrait as _;
use serde_json::json;

use super::{GROUP, PERSON, asked_for_nature, case, edited, in_group, private, user};
use crate::support::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_that_changes_nothing_is_passed_over() {
    let right = case("E01");
    let world = World::start().await;
    world.applicant.says("/new").await;
    let answer = world.applicant.says("网站").await;
    world.ignores().await;
    world.applicant.edits(answer, "网站").await;
    assert_eq!(world.applicant.hears().await, "", "{right}");
    // After other messages too, and of a command.
    let command = world.applicant.says("/status").await;
    world.applicant.says("企业").await;
    world.ignores().await;
    world.applicant.edits(answer, "网站").await;
    world.applicant.edits(command, "/status").await;
    assert_eq!(world.applicant.hears().await, "", "{right}");

    world.applicant.edits(answer, "APP").await;
    let said = world.applicant.hears().await;
    assert!(said.contains("改动已经发出的消息，不会改变答案"), "{said}");
    // What stands there now is known: a reaction to it is no further edit.
    world.applicant.edits(answer, "APP").await;
    assert_eq!(world.applicant.hears().await, "", "{right}");
    world.end().await;
}

#[tokio::test]
async fn a_caption_is_compared_as_a_text_is() {
    let engine = asked_for_nature().await;
    let before = engine.texts(PERSON).await.len();
    engine
        .hears(&private(json!({ "message_id": 900, "photo": [], "caption": "执照" })))
        .await;
    engine
        .hears(&edited(json!({ "message_id": 900, "photo": [], "caption": "执照" })))
        .await;
    assert_eq!(engine.texts(PERSON).await.len(), before + 1);
    engine
        .hears(&edited(
            json!({ "message_id": 900, "photo": [], "caption": "营业执照" }),
        ))
        .await;
    assert_eq!(engine.texts(PERSON).await.len(), before + 2);
    // A message that was never heard of may have been anything.
    engine.hears(&edited(json!({ "message_id": 901, "text": "x" }))).await;
    assert_eq!(engine.texts(PERSON).await.len(), before + 3);
}

#[tokio::test]
async fn a_live_location_is_spoken_of_once() {
    let right = case("E03");
    let engine = asked_for_nature().await;
    let before = engine.texts(PERSON).await.len();
    let at = |n: i32| json!({ "message_id": 900, "location": { "latitude": 32.0 + f64::from(n), "longitude": 118.7, "live_period": 900 } });
    engine.hears(&private(at(0))).await;
    for n in 1..=8 {
        engine.hears(&edited(at(n))).await;
    }
    // It ends as a place that does not move.
    engine
        .hears(&edited(
            json!({ "message_id": 900, "location": { "latitude": 32.0, "longitude": 118.7 } }),
        ))
        .await;
    assert_eq!(engine.texts(PERSON).await.len(), before + 1, "{right}");
}

#[tokio::test]
async fn an_edit_in_a_group_is_passed_over() {
    let right = case("E04");
    let engine = super::Engine::with_administrators(vec![PERSON]).await;
    let mut edit = in_group(&user(PERSON), json!({ "text": "/queue" }));
    edit["edited_message"] = edit["message"].take();
    engine.hears(&edit).await;
    assert_eq!(engine.texts(GROUP).await, [""; 0], "{right}");
}

#[tokio::test]
async fn what_was_written_last_is_sealed_and_goes_with_everything_else() {
    let engine = asked_for_nature().await;
    let kept = async || {
        let row = conversation::Entity::find_by_id(PERSON)
            .one(engine.store.connection())
            .await;
        row.unwrap().unwrap().recent
    };
    let recent = kept().await.unwrap();
    assert!(!recent.windows(7).any(|part| part == b"written"), "it is not sealed");
    engine.say(&[PERSON], "/delete").await;
    assert!(kept().await.is_some());
    engine.say(&[PERSON], "全部删除").await;
    assert_eq!(kept().await, None, "{}", engine.last_text(PERSON).await);
}
