//! What people do and see.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::world::*;

#[tokio::test]
async fn a_press_waits_for_the_bots_answer() {
    let world = World::start().await;
    world.started().await;
    let keyboard = json!({ "inline_keyboard": [[{ "text": "是", "callback_data": "yes" }, { "text": "站点", "url": "https://example.com" }]] });
    let sent = world
        .ok(
            "sendMessage",
            json!({ "chat_id": PERSON, "text": "?", "reply_markup": keyboard }),
        )
        .await;
    let press = |button: &str| world.post_press(&sent, button.to_owned());
    let bot = async {
        let updates = world.ok("getUpdates", json!({ "timeout": 10 })).await;
        let query = &updates[0]["callback_query"];
        assert_eq!(query["data"], "yes");
        assert_eq!(query["message"]["reply_markup"], keyboard);
        assert!(query["chat_instance"].is_string());
        let answer = json!({ "callback_query_id": query["id"], "text": "好", "show_alert": true });
        world.ok("answerCallbackQuery", answer.clone()).await;
        let again = world.refused("answerCallbackQuery", answer).await;
        assert!(again.starts_with("400 Bad Request: query is too old"), "{again}");
    };
    let (answer, ()) = tokio::join!(press("是"), bot);
    assert_eq!(answer, json!({ "answer": "好", "alert": true }));
    let error = press("否").await["error"].as_str().unwrap().to_owned();
    assert!(error.contains("\"是\" (\"yes\")"), "{error}");
    assert!(
        press("站点").await["error"]
            .as_str()
            .unwrap()
            .contains("sends nothing to the bot")
    );
}

#[tokio::test]
async fn edits_and_deletions_come_again_with_a_new_seq() {
    let world = World::start().await;
    world.started().await;
    let sent = world.sends("one").await;
    let id = sent["message_id"].clone();
    let read = |after: Value| {
        let world = &world;
        async move {
            world
                .get(&format!("chats/{PERSON}/messages?after={after}&wait=5"))
                .await
        }
    };
    let first = read(json!(0)).await;
    world
        .ok(
            "editMessageText",
            json!({ "chat_id": PERSON, "message_id": id, "text": "two" }),
        )
        .await;
    let second = read(first["next"].clone()).await;
    assert_eq!(second["messages"][0]["text"], "two");
    assert!(second["messages"][0]["edit_date"].is_i64());
    let keyboard = json!({ "inline_keyboard": [[{ "text": "A", "callback_data": "a" }]] });
    world
        .ok(
            "editMessageReplyMarkup",
            json!({ "chat_id": PERSON, "message_id": id, "reply_markup": keyboard }),
        )
        .await;
    assert_eq!(
        read(second["next"].clone()).await["messages"][0]["reply_markup"],
        keyboard
    );
    world
        .ok("deleteMessage", json!({ "chat_id": PERSON, "message_id": id }))
        .await;
    let all = read(json!(0)).await;
    assert_eq!(all["messages"].as_array().unwrap().last().unwrap()["deleted"], true);
    // Their own message, within two days.
    world
        .ok("deleteMessage", json!({ "chat_id": PERSON, "message_id": 1 }))
        .await;
    let old = world.sends("old").await["message_id"].clone();
    world.post("clock", json!({ "advance_seconds": 48 * 3600 })).await;
    let refusal = world
        .refused("deleteMessage", json!({ "chat_id": PERSON, "message_id": old }))
        .await;
    assert_eq!(refusal, "400 Bad Request: message can't be deleted for everyone");
}

#[tokio::test]
async fn a_person_edits_and_the_bot_is_told() {
    let world = World::start().await;
    world.started().await;
    let said = world.says(PERSON, PERSON, "one").await;
    let url = format!(
        "{}/api/chats/{PERSON}/messages/{}",
        world.sandbox.api_url(),
        said["message_id"]
    );
    world
        .client
        .patch(url)
        .json(&json!({ "from": PERSON, "text": "two" }))
        .send()
        .await
        .unwrap();
    let updates = world.taken(TOKEN).await;
    assert_eq!(updates[1]["edited_message"]["text"], "two");
}

#[tokio::test]
async fn in_a_group_bots_hear_what_is_meant_for_them() {
    let world = World::start().await;
    world.ok("getMe", json!({})).await;
    world.call_as(OTHER, "getMe", json!({})).await;
    for text in [
        "hello",
        "/queue",
        "/queue@sandbox_123456_bot 1",
        "/queue@Sandbox_654321_bot",
        "a /queue",
    ] {
        world.says(GROUP, REVIEWER, text).await;
    }
    let texts = |updates: Vec<Value>| -> Vec<String> {
        updates
            .iter()
            .map(|update| update["message"]["text"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        texts(world.taken(TOKEN).await),
        ["/queue", "/queue@sandbox_123456_bot 1"]
    );
    assert_eq!(texts(world.taken(OTHER).await), ["/queue", "/queue@Sandbox_654321_bot"]);
    let asked = world
        .ok("sendMessage", json!({ "chat_id": GROUP, "text": "why?" }))
        .await;
    assert_eq!(asked["chat"]["type"], "supergroup");
    let reply = json!({ "from": REVIEWER, "text": "because", "reply_to": asked["message_id"] });
    world.post(&format!("chats/{GROUP}/messages"), reply).await;
    let heard = world.taken(TOKEN).await;
    assert_eq!(heard[0]["message"]["reply_to_message"]["text"], "why?");
    assert!(world.taken(OTHER).await.is_empty());
    let stranger = world
        .post(&format!("chats/{GROUP}/messages"), json!({ "from": NORA, "text": "x" }))
        .await;
    assert!(
        stranger["error"].as_str().unwrap().contains("is not in the chat"),
        "{stranger}"
    );
    world
        .post(&format!("chats/{GROUP}/members/{NORA}"), json!({ "status": "member" }))
        .await;
    assert_eq!(
        world.taken(TOKEN).await[0]["message"]["new_chat_members"][0]["id"],
        NORA
    );
    world
        .post(
            &format!("chats/{GROUP}/members/sandbox_123456_bot"),
            json!({ "status": "kicked" }),
        )
        .await;
    assert_eq!(
        world.taken(TOKEN).await[0]["my_chat_member"]["new_chat_member"]["status"],
        "kicked"
    );
    let refusal = world
        .refused("sendMessage", json!({ "chat_id": GROUP, "text": "x" }))
        .await;
    assert_eq!(refusal, "403 Forbidden: bot was kicked from the supergroup chat");
}

#[tokio::test]
async fn a_blocked_bot_cannot_write_until_it_is_unblocked() {
    let world = World::start().await;
    world.started().await;
    let member = format!("chats/{PERSON}/members/{PERSON}");
    world.post(&member, json!({ "status": "kicked" })).await;
    let refusal = world
        .refused("sendMessage", json!({ "chat_id": PERSON, "text": "x" }))
        .await;
    assert_eq!(refusal, "403 Forbidden: bot was blocked by the user");
    let standing = |update: &Value| update["my_chat_member"]["new_chat_member"]["status"].clone();
    assert_eq!(standing(&world.taken(TOKEN).await[0]), "kicked");
    world.post(&member, json!({ "status": "member" })).await;
    assert_eq!(standing(&world.taken(TOKEN).await[0]), "member");
    world.sends("back").await;
}

#[tokio::test]
async fn photos_are_scaled_and_documents_stay_byte_for_byte() {
    let world = World::start().await;
    world.started().await;
    let send = |kind: &'static str, bytes: Vec<u8>, name: &'static str| {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name);
        let form = reqwest::multipart::Form::new()
            .text("from", PERSON.to_string())
            .text("kind", kind);
        let form = form.text("caption", "see /help").part("file", part);
        let url = format!("{}/api/chats/{PERSON}/messages", world.sandbox.api_url());
        world.client.post(url).multipart(form).send()
    };
    let photo: Value = send("photo", picture(2000, 1000), "a.png")
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let sizes: Vec<_> = photo["photo"]
        .as_array()
        .unwrap()
        .iter()
        .map(|size| size["width"].as_u64().unwrap())
        .collect();
    assert_eq!(sizes, [90, 320, 800, 1280], "{photo}");
    assert_eq!(photo["caption_entities"][0]["type"], "bot_command");
    let bytes = b"<script>alert(1)</script>".to_vec();
    let document: Value = send("document", bytes.clone(), "备案 \"x\".html")
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let id = document["document"]["file_id"].as_str().unwrap();
    let url = format!("{}/api/files/{id}", world.sandbox.api_url());
    let response = world.client.get(url).send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert!(header("content-disposition").starts_with("attachment"));
    assert!(header("content-security-policy").starts_with("sandbox"));
    assert_eq!(response.bytes().await.unwrap(), bytes);
    let file = world.ok("getFile", json!({ "file_id": id })).await;
    let url = format!(
        "{}/file/bot{TOKEN}/{}",
        world.sandbox.api_url(),
        file["file_path"].as_str().unwrap()
    );
    assert_eq!(
        world.client.get(url).send().await.unwrap().bytes().await.unwrap(),
        bytes
    );
    // Sent back by its id, and refused as what it is not.
    let again = world
        .ok(
            "sendDocument",
            json!({ "chat_id": PERSON, "document": id, "caption": "*x*", "parse_mode": "Markdown" }),
        )
        .await;
    assert_eq!(again["document"]["file_name"], "备案 \"x\".html");
    assert_eq!(again["caption"], "x");
    let refusal = world
        .refused("sendPhoto", json!({ "chat_id": PERSON, "photo": id }))
        .await;
    assert_eq!(refusal, "400 Bad Request: can't use file of type Document as Photo");
    let largest = photo["photo"][3]["file_id"].clone();
    assert_eq!(
        world
            .ok("sendPhoto", json!({ "chat_id": PERSON, "photo": largest }))
            .await["photo"],
        photo["photo"]
    );
}

#[tokio::test]
async fn the_page_side_sees_typing_reading_and_events() {
    let world = World::start().await;
    world.started().await;
    let start = world.get("events").await;
    assert_eq!(start["chats"], json!([PERSON]));
    world
        .ok("sendChatAction", json!({ "chat_id": PERSON, "action": "typing" }))
        .await;
    assert_eq!(world.get(&format!("chats/{PERSON}/actions")).await, "typing");
    let events = world.get(&format!("events?after={}&wait=5", start["next"])).await;
    assert_eq!(events["chats"], json!([PERSON]));
    let sent = world.sends("x").await;
    assert_eq!(world.get(&format!("chats/{PERSON}/actions")).await, Value::Null);
    let chats = world.get("chats").await;
    let chat = |chats: &Value, id: i64| {
        chats
            .as_array()
            .unwrap()
            .iter()
            .find(|chat| chat["id"] == id)
            .unwrap()
            .clone()
    };
    assert_eq!(chat(&chats, PERSON)["unread"], 1);
    assert_eq!(chat(&chats, GROUP)["unread"][REVIEWER.to_string()], 0);
    assert_eq!(chat(&chats, PERSON)["members"], json!([PERSON, 123_456]));
    let seq = world.get(&format!("chats/{PERSON}/messages")).await["next"].clone();
    let read = world
        .post(&format!("chats/{PERSON}/read"), json!({ "from": PERSON, "up_to": seq }))
        .await;
    assert_eq!(read, json!({ "unread": 0 }));
    assert_eq!(sent["message_id"], 2);
    let member = world
        .ok("getChatMember", json!({ "chat_id": GROUP, "user_id": REVIEWER }))
        .await;
    assert_eq!(member["status"], "member");
    assert_eq!(
        world.ok("getChat", json!({ "chat_id": GROUP })).await["title"],
        "备案审核组 Review desk"
    );
}

#[tokio::test]
async fn a_group_that_moves_says_where_to() {
    let world = World::start().await;
    world.ok("getMe", json!({})).await;
    let new = world.post(&format!("chats/{GROUP}/migrate"), json!({})).await["id"].clone();
    let updates = world.taken(TOKEN).await;
    assert_eq!(updates[0]["message"]["migrate_to_chat_id"], new);
    assert_eq!(updates[1]["message"]["migrate_from_chat_id"], GROUP);
    let answer = world
        .call("sendMessage", json!({ "chat_id": GROUP, "text": "x" }))
        .await;
    assert_eq!(
        answer["description"],
        "Bad Request: group chat was upgraded to a supergroup chat"
    );
    assert_eq!(answer["parameters"], json!({ "migrate_to_chat_id": new }));
    world.ok("sendMessage", json!({ "chat_id": new, "text": "x" })).await;
}

#[tokio::test]
async fn people_can_write_to_a_bot_before_it_runs() {
    let world = World::start().await;
    assert_eq!(world.get("chats").await.as_array().unwrap().len(), 7);
    assert!(world.get(&format!("chats/{PERSON}/messages")).await["error"].is_string());
    let url = format!("chats/{PERSON}/messages?bot=sandbox_123456_bot");
    world.post(&url, json!({ "from": PERSON, "text": "early" })).await;
    assert_eq!(world.taken(TOKEN).await[0]["message"]["text"], "early");
}

#[tokio::test]
async fn many_chat_at_once() {
    let world = World::start().await;
    world.ok("getMe", json!({})).await;
    let people = join_all((0..50).map(|number| {
        let world = &world;
        async move {
            world
                .post("people", json!({ "first_name": format!("Person {number}") }))
                .await["id"]
                .as_i64()
                .unwrap()
        }
    }))
    .await;
    join_all(people.iter().map(|person| async {
        for number in 0..10 {
            world.says(*person, *person, &number.to_string()).await;
        }
    }))
    .await;
    let mut texts = std::collections::BTreeMap::<i64, Vec<String>>::new();
    loop {
        let updates = world.taken(TOKEN).await;
        if updates.is_empty() {
            break;
        }
        for update in updates {
            let message = &update["message"];
            texts
                .entry(message["chat"]["id"].as_i64().unwrap())
                .or_default()
                .push(message["text"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(texts.len(), 50);
    let expected: Vec<String> = (0..10).map(|number| number.to_string()).collect();
    assert!(texts.values().all(|texts| *texts == expected));
}
