//! What Telegram adds beside a text, and what no value can hold, never costs the text.

use serde_json::{Value, json};

use super::{ADMINISTRATOR, Engine, GROUP, NATURE, PERSON, asked_for_nature, case, in_group, private, user};
use beian_bot::bot::intake::read_update;

/// 企业 answers the question for the nature, whatever else the message holds.
async fn check_taken(right: &str, mut fields: Value) {
    let engine = asked_for_nature().await;
    fields["text"] = "企业".into();
    engine.hears(&private(fields)).await;
    let said = engine.texts(PERSON).await;
    assert!(
        said.iter().any(|text| text.contains("性质：企业")),
        "{right}: {said:#?}"
    );
}

#[tokio::test]
async fn a_new_kind_of_entity_costs_no_answer() {
    let entities = json!([{ "type": "date_time", "offset": 0, "length": 2, "unix_time": 1_772_413_200 }]);
    check_taken(&case("T01"), json!({ "entities": entities })).await;
    let replied = json!({ "message_id": 1, "date": 1, "chat": { "id": PERSON, "type": "private" }, "text": "x", "entities": entities });
    check_taken(
        &case("T03"),
        json!({ "quote": { "text": "x", "position": 0, "entities": entities }, "reply_to_message": replied }),
    )
    .await;
}

#[tokio::test]
async fn wherever_an_answer_comes_from_or_replies_to_it_is_taken() {
    check_taken(&case("T05"), json!({ "forward_origin": { "type": "made_up_2027" } })).await;
    let channel = json!({ "id": -1_001_234, "type": "channel", "title": "示例频道" });
    let origin = json!({ "type": "channel", "chat": channel, "message_id": 5, "date": 1 });
    check_taken(
        &case("T08"),
        json!({ "external_reply": { "origin": origin, "chat": channel, "message_id": 5 } }),
    )
    .await;
}

#[tokio::test]
async fn a_field_of_a_wrong_type_costs_nothing_but_itself() {
    for fields in [
        json!({ "date": "yesterday", "entities": {}, "reply_markup": 17, "link_preview_options": [] }),
        json!({ "from": null }),
        json!({ "from": { "id": "500118203", "is_bot": "no", "first_name": ["林"] } }),
        json!({ "message_id": "7", "media_group_id": 5, "message_thread_id": "x", "is_topic_message": 1, "via_bot": null }),
        json!({ "of_next_year": { "text": "other", "chat": { "id": 1 } } }),
    ] {
        check_taken(&fields.to_string(), fields.clone()).await;
    }
}

#[tokio::test]
async fn what_no_value_can_hold_costs_nothing_but_itself() {
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    for odd in [
        r#""half a pair: \ud83d""#,
        "1e999",
        deep.as_str(),
        "123456789012345678901234567890",
    ] {
        let engine = asked_for_nature().await;
        let update = private(json!({ "text": "企业", "odd": 0 })).to_string();
        let update = update.replace(r#""odd":0"#, &format!(r#""odd":{odd}"#));
        engine
            .intake
            .store(&[read_update(update.as_bytes()).unwrap()])
            .await
            .unwrap();
        engine.decide_all().await;
        let said = engine.texts(PERSON).await;
        assert!(said.iter().any(|text| text.contains("性质：企业")), "{odd}: {said:#?}");
    }
    // Half a pair within the text itself is a sign that nobody can read; the text is heard.
    let engine = asked_for_nature().await;
    let before = engine.texts(PERSON).await.len();
    let update = private(json!({ "text": "TEXT" }))
        .to_string()
        .replace("TEXT", r"\ud83d");
    engine
        .intake
        .store(&[read_update(update.as_bytes()).unwrap()])
        .await
        .unwrap();
    engine.decide_all().await;
    assert_eq!(engine.texts(PERSON).await.len(), before + 1);
    assert!(engine.last_text(PERSON).await.contains(NATURE));
}

#[tokio::test]
async fn a_service_message_harms_nobody() {
    let right = case("T06");
    let engine = Engine::with_administrators(vec![ADMINISTRATOR]).await;
    let boost = in_group(&user(PERSON), json!({ "boost_added": { "boost_count": 3 } }));
    engine.hears(&boost).await;
    assert_eq!(engine.texts(GROUP).await, [""; 0], "{right}");
    engine
        .hears(&in_group(&user(ADMINISTRATOR), json!({ "text": "/queue" })))
        .await;
    assert_eq!(engine.texts(GROUP).await.len(), 1, "{right}");
    assert!(engine.inputs().await.iter().all(|row| row.status == "done"), "{right}");
    // In a private chat nobody wrote it either.
    engine
        .hears(&private(json!({ "pinned_message": { "message_id": 1 } })))
        .await;
    assert_eq!(engine.texts(PERSON).await, [""; 0]);
}

#[tokio::test]
async fn updates_that_name_nobody_stop_nobody() {
    let engine = asked_for_nature().await;
    for odd in [
        json!({ "poll_answer": { "poll_id": "5", "option_ids": [0] } }),
        json!({ "message_reaction": { "chat": { "id": PERSON, "type": "private" }, "message_id": 1, "date": 1 } }),
        json!({ "my_chat_member": { "chat": { "id": PERSON }, "new_chat_member": {} } }),
        json!({ "callback_query": { "id": "5" } }),
        json!({ "callback_query": {} }),
        json!({ "message": {} }),
    ] {
        let mut update = odd.clone();
        update["update_id"] = super::next_id().into();
        engine.hears(&update).await;
        assert!(
            engine
                .inputs()
                .await
                .iter()
                .all(|row| (row.status.as_str(), row.tries) == ("done", 0)),
            "{odd}"
        );
    }
    engine.hears(&private(json!({ "text": "企业" }))).await;
    assert!(engine.last_text(PERSON).await.contains("性质：企业"));
}
