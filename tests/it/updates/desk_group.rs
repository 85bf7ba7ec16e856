//! The desk's group gets another id.

use entities::desk;
use sea_orm::EntityTrait as _;
use serde_json::json;

use super::{ADMINISTRATOR, Engine, GROUP, GROUP_ANONYMOUS_BOT, case, in_group, update, user};

#[tokio::test]
async fn a_group_is_followed_by_the_second_message_alone() {
    let right = case("R01");
    const OLD: i64 = -41_000_017;
    let engine = Engine::with_administrators(vec![ADMINISTRATOR]).await;
    let old = json!({ "id": OLD, "type": "group", "title": "备案审核" });
    engine
        .hears(&update(
            "message",
            &old,
            &user(ADMINISTRATOR),
            &json!({ "text": "/here" }),
        ))
        .await;
    let anonymous = json!({ "id": GROUP_ANONYMOUS_BOT, "is_bot": true, "first_name": "Group" });
    let group = json!({ "id": GROUP, "type": "supergroup", "title": "备案审核" });
    let moved = in_group(&anonymous, json!({ "sender_chat": group, "migrate_from_chat_id": OLD }));
    engine.hears(&moved).await;
    let desks = desk::Entity::find().all(engine.store.connection()).await.unwrap();
    let chats: Vec<_> = desks.iter().map(|row| row.chat).collect();
    assert_eq!(chats, [GROUP], "{right}");
    engine
        .hears(&in_group(&user(ADMINISTRATOR), json!({ "text": "/queue" })))
        .await;
    assert_eq!(engine.texts(GROUP).await.len(), 1, "{right}");
}
