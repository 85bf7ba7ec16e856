//! Who writes as the group or as a channel is nobody, and is told so.

use beian_bot::clock::Clock as _;
use chrono::TimeDelta;
use entities::desk;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use super::{ADMINISTRATOR, Engine, GROUP, GROUP_ANONYMOUS_BOT, PERSON, TELEGRAM, case, in_group, user};

const TOLD: &str = "保持匿名";

fn as_group() -> Value {
    json!({ "id": GROUP_ANONYMOUS_BOT, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" })
}

fn group() -> Value {
    json!({ "id": GROUP, "type": "supergroup", "title": "备案审核" })
}

async fn desks(engine: &Engine) -> usize {
    desk::Entity::find().all(engine.store.connection()).await.unwrap().len()
}

#[tokio::test]
async fn an_anonymous_administrator_is_told_what_to_do_once_in_a_while() {
    let right = case("G01");
    let engine = Engine::with_administrators(vec![ADMINISTRATOR, GROUP_ANONYMOUS_BOT]).await;
    let here = || in_group(&as_group(), json!({ "text": "/here", "sender_chat": group() }));
    for _ in 0..5 {
        engine.hears(&here()).await;
    }
    let said = engine.texts(GROUP).await;
    assert_eq!(said.len(), 1, "{right}: {said:?}");
    assert!(said[0].contains(TOLD), "{right}: {said:?}");
    assert_eq!(desks(&engine).await, 0, "{right}");
    engine.clock.move_to(engine.clock.now() + TimeDelta::minutes(11));
    engine.hears(&here()).await;
    assert_eq!(engine.texts(GROUP).await.len(), 2, "{right}");

    // As a channel it is the same; in a topic it is said there.
    engine.clock.move_to(engine.clock.now() + TimeDelta::minutes(11));
    let channel = json!({ "id": 136_817_688, "is_bot": true, "first_name": "Channel" });
    let fields = json!({ "text": "/queue", "sender_chat": { "id": -1_001_234 }, "message_thread_id": 17, "is_topic_message": true });
    engine.hears(&in_group(&channel, fields)).await;
    assert_eq!(engine.topics(GROUP).await, [None, None, Some(17)]);
    // What is not for us is not answered: their talk, a command that nobody knows.
    engine.clock.move_to(engine.clock.now() + TimeDelta::minutes(11));
    for text in ["大家好", "/weather"] {
        engine
            .hears(&in_group(&as_group(), json!({ "text": text, "sender_chat": group() })))
            .await;
    }
    assert_eq!(engine.texts(GROUP).await.len(), 3);
}

#[tokio::test]
async fn the_desks_language_is_spoken_to_who_is_anonymous() {
    let engine = Engine::with_administrators(vec![ADMINISTRATOR]).await;
    let mut english = user(ADMINISTRATOR);
    english["language_code"] = "en".into();
    engine.hears(&in_group(&english, json!({ "text": "/here" }))).await;
    engine
        .hears(&in_group(
            &as_group(),
            json!({ "text": "/queue", "sender_chat": group() }),
        ))
        .await;
    let said = engine.last_text(GROUP).await;
    assert!(said.contains("Remain anonymous"), "{said}");
}

#[tokio::test]
async fn a_linked_channels_post_is_nobodys_order() {
    let right = case("G03");
    let engine = Engine::with_administrators(vec![ADMINISTRATOR, TELEGRAM]).await;
    let telegram = json!({ "id": TELEGRAM, "is_bot": false, "first_name": "Telegram" });
    let channel = json!({ "id": -1_001_234, "type": "channel", "title": "示例频道" });
    for fields in [
        json!({ "text": "/here", "sender_chat": channel, "is_automatic_forward": true }),
        json!({ "text": "/here", "is_automatic_forward": true }),
        json!({ "text": "/here" }),
    ] {
        engine.hears(&in_group(&telegram, fields)).await;
    }
    assert_eq!(desks(&engine).await, 0, "{right}");
    assert_eq!(engine.texts(GROUP).await, [""; 0], "{right}");
    // Of somebody whom we know it makes one.
    engine.hears(&in_group(&user(PERSON), json!({ "text": "/here" }))).await;
    assert_eq!(desks(&engine).await, 0);
    engine
        .hears(&in_group(&user(ADMINISTRATOR), json!({ "text": "/here" })))
        .await;
    assert_eq!(desks(&engine).await, 1);
}
