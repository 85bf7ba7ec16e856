//! An administrator shows the bot whom they mean: by a forwarded message, a contact, or a reply. It is asked before anything happens.

use beian_bot::bot::intake::read_update;
use entities::role;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use crate::support::engine::Engine;

const ADMINISTRATOR: i64 = 9;
const MEANT: i64 = 77;

async fn says(engine: &Engine, id: i64, message: Value) {
    let from = json!({ "id": ADMINISTRATOR, "is_bot": false, "first_name": "林", "language_code": "zh-hans" });
    let mut whole = json!({ "message_id": id, "date": 1_700_000_000, "from": from,
        "chat": { "id": ADMINISTRATOR, "type": "private", "first_name": "林" } });
    for (name, value) in message.as_object().unwrap() {
        whole[name] = value.clone();
    }
    let update = json!({ "update_id": id, "message": whole }).to_string();
    engine.batch(&[read_update(update.as_bytes()).unwrap()]).await;
    engine.decide_all().await;
}

#[tokio::test]
async fn whom_an_administrator_shows_the_bot_is_appointed_by_a_press() {
    let engine = Engine::start().await;
    engine.say(&[ADMINISTRATOR], "/start").await;
    engine
        .run_sql(&format!(
            "INSERT INTO role (person, role, appointed_by, at) VALUES ({ADMINISTRATOR}, 'administrator', 1, 0)"
        ))
        .await;
    let account = json!({ "id": MEANT, "is_bot": false, "first_name": "周", "last_name": "启明" });
    let bot = json!({ "id": 78, "is_bot": true, "first_name": "b" });
    let hidden = json!({ "type": "hidden_user", "date": 1, "sender_user_name": "某人" });
    const OFFER: &str = "要任命 <b>周 启明</b>";
    const HIDDEN: &str = "看不出这是哪个 Telegram 账号";
    const HOW: &str = "要任命谁？";
    let contact = |id: Option<i64>| json!({ "phone_number": "8613912345678", "first_name": "周", "last_name": "启明", "user_id": id });
    let table = [
        (
            json!({ "text": "你好", "forward_origin": { "type": "user", "date": 1, "sender_user": account } }),
            OFFER,
        ),
        (json!({ "photo": [], "forward_from": account }), OFFER),
        (json!({ "contact": contact(Some(MEANT)) }), OFFER),
        (
            json!({ "text": "/appoint", "reply_to_message": { "message_id": 3, "from": account } }),
            OFFER,
        ),
        (
            json!({ "text": "/appoint 周启明 管理员", "reply_to_message": { "message_id": 3, "from": account } }),
            OFFER,
        ),
        (json!({ "text": "你好", "forward_origin": hidden }), HIDDEN),
        (json!({ "contact": contact(None) }), HIDDEN),
        (json!({ "text": "/appoint 周启明 审核员" }), HOW),
        (
            json!({ "text": "/appoint", "reply_to_message": { "message_id": 3, "from": bot } }),
            HOW,
        ),
        (json!({ "text": "你好" }), "现在没有要回答的问题"),
    ];
    for (id, (message, expected)) in (100..).zip(table) {
        says(&engine, id, message.clone()).await;
        let said = engine.last_text(ADMINISTRATOR).await;
        assert!(said.contains(expected), "{message}: {said}");
    }
    let roles = || role::Entity::find().all(engine.store.connection());
    assert_eq!(roles().await.unwrap().len(), 1, "nobody was appointed without a press");

    says(&engine, 200, json!({ "contact": contact(Some(MEANT)) })).await;
    let press = engine.press(ADMINISTRATOR, "任命为审核员").await;
    engine.batch(&[press]).await;
    engine.decide_all().await;
    assert!(engine.last_text(ADMINISTRATOR).await.contains("为审核员"));
    let appointed = roles()
        .await
        .unwrap()
        .into_iter()
        .find(|role| role.person == MEANT)
        .unwrap();
    assert_eq!(appointed.role, "reviewer");
}
