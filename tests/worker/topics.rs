//! Topics: a message goes into its own, and where there is no such topic any more, it is not lost.

use beian_bot::domain::outgoing::{Call, Outgoing};
use serde_json::Value;

use super::world::*;
use crate::support::bot_api::refuse;

fn in_topic(outgoing: Outgoing, number: i64) -> Outgoing {
    let call = match outgoing.call {
        Call::Send { text, keyboard, .. } => Call::Send {
            text,
            keyboard,
            topic: Some(number),
        },
        Call::Edit {
            message_id,
            text,
            keyboard,
            ..
        } => Call::Edit {
            message_id,
            text,
            keyboard,
            topic: Some(number),
        },
        call => call,
    };
    Outgoing { call, ..outgoing }
}

/// The threads of the messages that were to be sent, in order.
fn threads(world: &World) -> Vec<Value> {
    let asked = world.api.asked().into_iter();
    asked
        .filter(|asked| asked.method == "sendMessage")
        .map(|asked| asked.body["message_thread_id"].clone())
        .collect()
}

#[tokio::test]
async fn a_message_goes_into_its_topic() {
    let mut world = World::start().await;
    world.put(&[in_topic(send(-5, "a"), 17), send(-5, "b")]).await;
    world.settle().await;
    assert_eq!(threads(&world), [Value::from(17), Value::Null]);
    // What cannot be edited is sent anew, into its topic.
    world.api.script(
        "editMessageText",
        -5,
        refuse(400, "Bad Request: message to edit not found"),
    );
    world.put(&[in_topic(edit(-5, Some(9), "c"), 17)]).await;
    world.settle().await;
    assert_eq!(threads(&world)[2..], [Value::from(17)]);
}

#[tokio::test]
async fn where_a_topic_is_gone_the_message_goes_out_without_one() {
    for why in ["message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED"] {
        let mut world = World::start().await;
        world
            .api
            .script("sendMessage", -5, refuse(400, &format!("Bad Request: {why}")));
        world.put(&[in_topic(send(-5, "a"), 17), send(-5, "b")]).await;
        world.settle().await;
        assert_eq!(world.api.texts_to(-5), ["a", "a", "b"], "{why}");
        assert_eq!(threads(&world), [Value::from(17), Value::Null, Value::Null], "{why}");
        assert_eq!(world.statuses().await, ["done", "done"], "{why}");
        assert_eq!(world.inputs().await.len(), 0, "{why}");
    }
    // The general topic is closed as well: then it cannot be said at all.
    let mut world = World::start().await;
    for _ in 0..2 {
        world
            .api
            .script("sendMessage", -5, refuse(400, "Bad Request: TOPIC_CLOSED"));
    }
    world.put(&[in_topic(send(-5, "a"), 17)]).await;
    world.settle().await;
    assert_eq!(threads(&world).len(), 2);
}
