//! Topics, as bots and people see them.

use serde_json::{Value, json};

use crate::world::*;

async fn close(world: &World, topic: i64, closed: bool) -> Value {
    let url = format!("{}/api/chats/{GROUP}/topics/{topic}", world.sandbox.api_url());
    let answer = world
        .client
        .patch(url)
        .json(&json!({ "closed": closed }))
        .send()
        .await
        .unwrap();
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_message_goes_into_the_topic_that_is_named() {
    let world = World::start().await;
    world.started().await;
    let group = |thread: Value| json!({ "chat_id": GROUP, "text": "x", "message_thread_id": thread });
    // A group without topics has none to write to.
    let refusal = world.refused("sendMessage", group(json!(17))).await;
    assert!(refusal.contains("message thread not found"), "{refusal}");
    let opened = world
        .post(
            &format!("chats/{GROUP}/topics"),
            json!({ "from": REVIEWER, "name": "审核" }),
        )
        .await;
    let topic = opened["message_thread_id"].as_i64().unwrap();
    let sent = world.ok("sendMessage", group(json!(topic))).await;
    assert_eq!(
        (&sent["message_thread_id"], &sent["is_topic_message"]),
        (&json!(topic), &json!(true))
    );
    assert_eq!(sent["chat"]["is_forum"], true);
    let sent = world.ok("sendMessage", group(Value::Null)).await;
    assert_eq!(
        sent["message_thread_id"],
        Value::Null,
        "the general topic does not say so"
    );
    for none in [1, topic + 1000] {
        let refusal = world.refused("sendMessage", group(json!(none))).await;
        assert!(refusal.contains("message thread not found"), "{none}: {refusal}");
    }

    // A bot that is no administrator cannot write to what is closed.
    assert_eq!(close(&world, 1, true).await["closed"], true);
    assert!(
        world
            .refused("sendMessage", group(Value::Null))
            .await
            .contains("TOPIC_CLOSED")
    );
    world.ok("sendMessage", group(json!(topic))).await;
    close(&world, topic, true).await;
    assert!(
        world
            .refused("sendMessage", group(json!(topic)))
            .await
            .contains("TOPIC_CLOSED")
    );
    let path = format!("chats/{GROUP}/members/sandbox_123456_bot");
    world.post(&path, json!({ "status": "administrator" })).await;
    world.ok("sendMessage", group(json!(topic))).await;
    close(&world, topic + 1000, true).await["error"].as_str().unwrap();
}

#[tokio::test]
async fn bots_hear_in_which_topic_people_write() {
    let world = World::start().await;
    world.started().await;
    world.taken(TOKEN).await;
    let opened = world
        .post(
            &format!("chats/{PERSON}/topics"),
            json!({ "from": PERSON, "name": "备案" }),
        )
        .await;
    let topic = &opened["message_thread_id"];
    let said = json!({ "from": PERSON, "text": "/help", "topic": topic });
    world.post(&format!("chats/{PERSON}/messages"), said).await;
    let taken = world.taken(TOKEN).await;
    let messages: Vec<&Value> = taken.iter().map(|update| &update["message"]).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert_eq!(messages[0]["forum_topic_created"]["name"], "备案");
    for message in messages {
        assert_eq!(
            (&message["message_thread_id"], &message["is_topic_message"]),
            (topic, &json!(true))
        );
        assert_eq!(message["chat"].get("is_forum"), None, "only groups are forums");
    }
}
