//! Topics: what is asked in one is answered there.

use serde_json::json;

use super::{ADMINISTRATOR, Engine, GROUP, case, in_group, user};
use crate::support::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_in_a_topic_is_answered_in_that_topic() {
    let right = case("F01");
    let world = World::start().await;
    let review = world.group.opens_topic("审核").await;
    let other = world.group.opens_topic("闲聊").await;
    world.group.in_topic(review).says("/queue").await;
    world.group.says("/queue").await;
    world.group.in_topic(other).says("/help").await;
    let topics: Vec<_> = world.group.topics().await.into_iter().map(|(topic, _)| topic).collect();
    assert_eq!(topics, [Some(review), None, Some(other)], "{right}");
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_stands_in_the_topic_where_it_was_opened() {
    let right = case("F03");
    let world = World::start().await;
    let review = world.group.opens_topic("审核").await;
    world.group.closes_topic(1, true).await;
    world.group.in_topic(review).says("/here").await;
    let said = world.group.topics().await;
    assert_eq!(said.len(), 1, "{right}: {said:?}");
    assert_eq!(said[0].0, Some(review), "{right}: {said:?}");

    // It is edited in place as work comes in, and in its turn a button answers there.
    world.submitted_filing().await;
    let said = world.group.topics().await;
    assert_eq!(said.len(), 1, "{right}: {said:?}");
    world.group.presses("待办").await;
    let said = world.group.topics().await;
    assert!(
        said.iter().all(|(topic, _)| *topic == Some(review)),
        "{right}: {said:?}"
    );

    // The order given in another topic moves it there.
    let second = world.group.opens_topic("新的审核").await;
    world.group.in_topic(second).says("/here").await;
    let said = world.group.topics().await;
    assert_eq!(said.last().unwrap().0, Some(second), "{said:?}");
    // Where a topic was closed, it is said where it can be.
    world.group.closes_topic(second, true).await;
    world.group.closes_topic(1, false).await;
    world.group.in_topic(second).says("/queue").await;
    let said = world.group.topics().await;
    assert_eq!(said.last().unwrap().0, None, "{said:?}");
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_of_a_private_chat_is_kept() {
    let right = case("F04");
    let world = World::start().await;
    let topic = world.applicant.opens_topic("备案").await;
    let there = world.applicant.in_topic(topic);
    for text in ["/help", "/new", "网站", "企业"] {
        there.says(text).await;
    }
    there.presses("企业").await;
    let said = world.applicant.topics().await;
    assert!(said.len() >= 5, "{said:?}");
    assert!(
        said.iter().all(|(in_topic, _)| *in_topic == Some(topic)),
        "{right}: {said:?}"
    );
    world.ignores().await;
    world.end().await;
}

#[tokio::test]
async fn a_thread_of_replies_is_no_topic() {
    let right = case("F05");
    let engine = Engine::with_administrators(vec![ADMINISTRATOR]).await;
    let queue = json!({ "text": "/queue", "message_thread_id": 555, "reply_to_message": { "message_id": 555 } });
    engine.hears(&in_group(&user(ADMINISTRATOR), queue)).await;
    assert_eq!(engine.topics(GROUP).await, [None], "{right}");
}
