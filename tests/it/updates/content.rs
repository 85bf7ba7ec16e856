//! What is no text: whoever sends it in private is told what can be used.

use serde_json::{Value, json};

use super::{NATURE, PERSON, asked_for_nature, case, private};
use crate::support::{World, scripts};

/// At the question for the nature: answered once, by asking it again.
async fn check(right: &str, fields: Value) {
    let engine = asked_for_nature().await;
    let before = engine.texts(PERSON).await.len();
    engine.hears(&private(fields)).await;
    let said = engine.texts(PERSON).await;
    assert_eq!(said.len(), before + 1, "{right}");
    let said = said.last().unwrap();
    assert!(said.contains("请直接打字") && said.contains(NATURE), "{right}: {said}");
}

#[tokio::test]
async fn whatever_is_sent_at_a_question_gets_its_help() {
    check(&case("C01"), json!({ "dice": { "emoji": "🎲", "value": 3 } })).await;
    check(
        &case("C02"),
        json!({ "checklist": { "title": "x", "tasks": [{ "id": 1, "text": "y" }] } }),
    )
    .await;
    let poll = json!({ "id": "5", "question": "?", "options": [], "type": "of_a_new_kind" });
    check(&case("C04"), json!({ "poll": poll })).await;
    for fields in [
        json!({ "story": { "id": 1 } }),
        json!({ "game": {} }),
        json!({ "venue": {}, "location": {} }),
        json!({ "video_note": 17 }),
        json!({ "of_next_year": { "x": [] } }),
        json!({ "text": { "no": "text" } }),
        json!({}),
    ] {
        check(&fields.to_string(), fields.clone()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_is_the_number_that_is_asked() {
    let right = case("C07");
    let world = World::start().await;
    let texts = scripts::enterprise();
    let mobile = texts.iter().position(|text| text == scripts::MOBILE).unwrap();
    world
        .applicant
        .says_all(texts[..mobile].iter().map(String::as_str))
        .await;
    world.ignores().await;

    // A number of another country is not taken for one of here: it is said to type.
    world.applicant.shares_own_contact("13105550100").await;
    let said = world.applicant.hears().await;
    assert!(said.contains("请直接打字"), "{right}: {said}");

    world.applicant.shares_own_contact("+8613912345678").await;
    let said = world.applicant.hears().await;
    assert!(said.contains("手机号码：139 1234 5678"), "{right}: {said}");
    // So is somebody else's, whom they name by it.
    world.applicant.says(texts[mobile + 1].as_str()).await;
    world.ignores().await;
    world.applicant.sends("contact").await;
    let said = world.applicant.hears().await;
    assert!(said.contains("139 0000 0000"), "{right}: {said}");
    // Where no number is asked, it is no answer.
    world.applicant.shares_own_contact("+8613912345678").await;
    let said = world.applicant.hears().await;
    assert!(said.contains("请直接打字"), "{right}: {said}");
    world.end().await;
}
