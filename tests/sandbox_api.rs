//! The sandbox's server, driven as other programs drive it: through HTTP.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use beian_bot::clock::{Clock, MovableClock};
use beian_bot::sandbox::{Engine, Options, Pending, Sandbox};
use chrono::{DateTime, TimeZone, Utc};
use futures::future::{BoxFuture, FutureExt, join_all};
use serde_json::{Value, json};
use tempfile::TempDir;

const TOKEN: &str = "123456:AAtest_token-of-a-bot";
const OTHER: &str = "654321:AAanother_token";
const PERSON: i64 = 500_118_203;
const NORA: i64 = 5_218_604_177;
const REVIEWER: i64 = 702_335_146;
const GROUP: i64 = -1_002_193_847_561;

struct World {
    sandbox: Sandbox,
    client: reqwest::Client,
    clock: Arc<MovableClock>,
    _folder: Option<TempDir>,
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 4, 0, 0).unwrap()
}

impl World {
    async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let mut world = Self::start_in(folder.path(), true).await;
        world._folder = Some(folder);
        world
    }

    async fn start_in(folder: &Path, no_bot: bool) -> Self {
        let clock = Arc::new(MovableClock::still(noon()));
        let listen = ([127, 0, 0, 1], 0).into();
        let options = Options {
            listen,
            data: folder.to_owned(),
            fresh: false,
            no_bot,
        };
        let sandbox = Sandbox::start(options, clock.clone()).await.unwrap();
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(40))
            .build()
            .unwrap();
        Self {
            sandbox,
            client,
            clock,
            _folder: None,
        }
    }

    /// A bot's call; the whole answer.
    async fn call_as(&self, token: &str, method: &str, params: Value) -> Value {
        let url = format!("{}/bot{token}/{method}", self.sandbox.api_url());
        self.client
            .post(url)
            .json(&params)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    async fn call(&self, method: &str, params: Value) -> Value {
        self.call_as(TOKEN, method, params).await
    }

    /// A bot's call that must succeed; its result.
    async fn ok(&self, method: &str, params: Value) -> Value {
        let answer = self.call(method, params).await;
        assert_eq!(answer["ok"], true, "{method}: {answer}");
        answer["result"].clone()
    }

    /// A bot's call that must be refused; Telegram's words.
    async fn refused(&self, method: &str, params: Value) -> String {
        let answer = self.call(method, params).await;
        assert_eq!(answer["ok"], false, "{method}: {answer}");
        format!("{} {}", answer["error_code"], answer["description"].as_str().unwrap())
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}/api/{path}", self.sandbox.api_url());
        self.client.get(url).send().await.unwrap().json().await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/api/{path}", self.sandbox.api_url());
        self.client
            .post(url)
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    async fn put(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/api/{path}", self.sandbox.api_url());
        self.client
            .put(url)
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    async fn says(&self, chat: i64, from: i64, text: &str) -> Value {
        let said = self
            .post(&format!("chats/{chat}/messages"), json!({ "from": from, "text": text }))
            .await;
        assert!(said["message_id"].is_i64(), "{said}");
        said
    }

    /// A bot that the person has started, with nothing waiting.
    async fn started(&self) {
        self.ok("getMe", json!({})).await;
        self.says(PERSON, PERSON, "/start").await;
        self.taken(TOKEN).await;
    }

    /// Takes and confirms all that waits for a bot.
    async fn taken(&self, token: &str) -> Vec<Value> {
        let updates = self.call_as(token, "getUpdates", json!({})).await["result"]
            .as_array()
            .unwrap()
            .clone();
        if let Some(last) = updates.last() {
            let offset = last["update_id"].as_i64().unwrap() + 1;
            self.call_as(token, "getUpdates", json!({ "offset": offset })).await;
        }
        updates
    }

    async fn sends(&self, text: &str) -> Value {
        self.ok("sendMessage", json!({ "chat_id": PERSON, "text": text })).await
    }
}

#[tokio::test]
async fn a_message_and_its_answer_go_through() {
    let world = World::start().await;
    world.ok("GETME", json!({})).await;
    let said = world.says(PERSON, PERSON, " /start abc ").await;
    assert_eq!(said["text"], "/start abc");
    assert_eq!(
        said["entities"],
        json!([{ "offset": 0, "length": 6, "type": "bot_command" }])
    );
    assert_eq!(said["date"], noon().timestamp());
    let updates = world.ok("getUpdates", json!({})).await;
    assert_eq!(updates[0]["message"]["text"], "/start abc");
    assert_eq!(updates[0]["message"]["chat"]["id"], PERSON);
    assert!(updates[0]["message"].get("seq").is_none());
    let sent = world
        .ok(
            "sendMessage",
            json!({ "chat_id": PERSON, "text": "<b>你好</b> 😀 <i>x</i>", "parse_mode": "HTML" }),
        )
        .await;
    assert_eq!(sent["text"], "你好 😀 x");
    assert_eq!(
        sent["entities"][1],
        json!({ "offset": 6, "length": 1, "type": "italic" })
    );
    let read = world
        .get(&format!("chats/{PERSON}/messages?after={}", said["seq"]))
        .await;
    assert_eq!(read["messages"][0]["text"], "你好 😀 x");
    assert_eq!(read["messages"][0]["from"]["username"], "sandbox_123456_bot");
    assert_eq!(
        world
            .get(&format!("chats/{PERSON}/messages?after={}", read["next"]))
            .await["messages"],
        json!([])
    );
}

#[tokio::test]
async fn parameters_come_in_every_form() {
    let world = World::start().await;
    world.started().await;
    let url = |method: &str| format!("{}/bot{TOKEN}/{method}", world.sandbox.api_url());
    let markup = json!({ "inline_keyboard": [[{ "text": "A", "callback_data": "a" }]] });
    let fields = [
        ("chat_id", PERSON.to_string()),
        ("text", "备 & 案".to_owned()),
        ("reply_markup", markup.to_string()),
    ];
    let query = world
        .client
        .get(url("sendmessage"))
        .query(&fields)
        .send()
        .await
        .unwrap();
    let form = world
        .client
        .post(url("SendMessage"))
        .form(&fields)
        .send()
        .await
        .unwrap();
    let mut parts = reqwest::multipart::Form::new();
    for (name, value) in fields {
        parts = parts.text(name, value);
    }
    let parts = world
        .client
        .post(url("sendMessage"))
        .multipart(parts)
        .send()
        .await
        .unwrap();
    for response in [query, form, parts] {
        let answer: Value = response.json().await.unwrap();
        assert_eq!(answer["result"]["text"], "备 & 案", "{answer}");
        assert_eq!(answer["result"]["reply_markup"], markup);
    }
}

#[tokio::test]
async fn refusals_are_in_telegrams_words() {
    let world = World::start().await;
    world.started().await;
    let sent = world.sends("here").await;
    let chat = |mut params: Value| {
        params["chat_id"] = json!(PERSON);
        params
    };
    let id = sent["message_id"].clone();
    for (method, params, expected) in [
        (
            "sendMessage",
            json!({ "text": "x" }),
            "400 Bad Request: chat_id is empty",
        ),
        (
            "sendMessage",
            json!({ "chat_id": 1, "text": "x" }),
            "400 Bad Request: chat not found",
        ),
        (
            "sendMessage",
            json!({ "chat_id": NORA, "text": "x" }),
            "400 Bad Request: chat not found",
        ),
        (
            "sendMessage",
            json!({ "chat_id": REVIEWER, "text": "x" }),
            "403 Forbidden: bot can't initiate conversation with a user",
        ),
        (
            "sendMessage",
            chat(json!({ "text": " \n" })),
            "400 Bad Request: message text is empty",
        ),
        (
            "sendMessage",
            chat(json!({ "text": "x".repeat(4097) })),
            "400 Bad Request: message is too long",
        ),
        (
            "sendMessage",
            chat(json!({ "text": "a <x>", "parse_mode": "HTML" })),
            "400 Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 2",
        ),
        (
            "sendMessage",
            chat(json!({ "text": "a.", "parse_mode": "MarkdownV2" })),
            "400 Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        (
            "sendMessage",
            chat(
                json!({ "text": "x", "reply_markup": { "inline_keyboard": [[{ "text": "a", "callback_data": "x".repeat(65) }]] } }),
            ),
            "400 Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            chat(json!({ "text": "x", "reply_parameters": { "message_id": 999 } })),
            "400 Bad Request: message to be replied not found",
        ),
        (
            "editMessageText",
            chat(json!({ "message_id": id, "text": "here" })),
            "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same \
             as a current content and reply markup of the message",
        ),
        (
            "editMessageText",
            chat(json!({ "message_id": 999, "text": "x" })),
            "400 Bad Request: message to edit not found",
        ),
        (
            "editMessageText",
            chat(json!({ "message_id": 1, "text": "x" })),
            "400 Bad Request: message can't be edited",
        ),
        (
            "deleteMessage",
            chat(json!({ "message_id": 999 })),
            "400 Bad Request: message to delete not found",
        ),
        (
            "answerCallbackQuery",
            json!({ "callback_query_id": "1" }),
            "400 Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "sendPhoto",
            chat(json!({ "photo": "https://example.com/a.jpg" })),
            "400 Bad Request: wrong HTTP URL specified: the sandbox has no internet to fetch it from",
        ),
        (
            "sendPhoto",
            chat(json!({ "photo": "unknown" })),
            "400 Bad Request: wrong file identifier/HTTP URL specified",
        ),
        (
            "sendDice",
            chat(json!({})),
            "404 Not Found: method sendDice is not part of this sandbox; add src/sandbox/bot_api/sendDice.rs",
        ),
    ] {
        assert_eq!(world.refused(method, params).await, expected, "{method}");
    }
    for token in ["nonsense", "12x:abc", "123456:", ":abc", "0:abc", "123456:a b"] {
        let answer = world.call_as(token, "getMe", json!({})).await;
        assert_eq!(
            answer,
            json!({ "ok": false, "error_code": 401, "description": "Unauthorized" }),
            "{token}"
        );
    }
    let exactly = world
        .ok(
            "sendMessage",
            chat(json!({ "text": format!("<b>{}</b>", "备".repeat(4096)), "parse_mode": "HTML" })),
        )
        .await;
    assert_eq!(exactly["entities"][0]["length"], 4096);
}

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

impl World {
    async fn post_press(&self, sent: &Value, button: String) -> Value {
        let press = json!({ "from": PERSON, "message_id": sent["message_id"], "button": button });
        self.post(&format!("chats/{PERSON}/presses"), press).await
    }
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
async fn updates_wait_until_they_are_confirmed() {
    let world = World::start().await;
    world.started().await;
    for text in ["1", "2", "3"] {
        world.says(PERSON, PERSON, text).await;
    }
    let texts = |updates: Value| -> Vec<String> {
        updates
            .as_array()
            .unwrap()
            .iter()
            .map(|update| update["message"]["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = world.ok("getUpdates", json!({})).await;
    assert_eq!(texts(all.clone()), ["1", "2", "3"]);
    assert_eq!(texts(world.ok("getUpdates", json!({ "limit": 1 })).await), ["1"]);
    assert_eq!(
        texts(world.ok("getUpdates", json!({ "offset": all[1]["update_id"] })).await),
        ["2", "3"]
    );
    assert_eq!(texts(world.ok("getUpdates", json!({ "offset": -1 })).await), ["3"]);
    assert_eq!(texts(world.ok("getUpdates", json!({})).await), ["3"]);
    world
        .ok("getUpdates", json!({ "allowed_updates": ["callback_query"] }))
        .await;
    world.says(PERSON, PERSON, "unasked").await;
    assert_eq!(texts(world.ok("getUpdates", json!({})).await), ["3"]);
}

#[tokio::test]
async fn a_second_poller_ends_the_first() {
    let world = World::start().await;
    world.started().await;
    let mut first = world.refused("getUpdates", json!({ "timeout": 20 })).boxed();
    let answer = loop {
        // Whichever of these comes to the server after the first ends it.
        let second = world.ok("getUpdates", json!({ "timeout": 0 })).boxed();
        match futures::future::select(first, second).await {
            futures::future::Either::Left((answer, _)) => break answer,
            futures::future::Either::Right((_, waiting)) => first = waiting,
        }
    };
    let expected =
        "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn each_token_is_its_own_bot_with_its_own_chats() {
    let world = World::start().await;
    world.started().await;
    world.call_as(OTHER, "getMe", json!({})).await;
    let url = format!("chats/{PERSON}/messages?bot=sandbox_654321_bot");
    world
        .post(&url, json!({ "from": PERSON, "text": "to the other" }))
        .await;
    assert!(world.taken(TOKEN).await.is_empty());
    assert_eq!(world.taken(OTHER).await[0]["message"]["message_id"], 1);
    assert_eq!(world.get(&url).await["messages"].as_array().unwrap().len(), 1);
    let url = format!("chats/{PERSON}/messages?bot=sandbox_123456_bot");
    assert_eq!(world.get(&url).await["messages"][0]["text"], "/start");
    assert!(
        world.get("chats?bot=nobody").await["error"]
            .as_str()
            .unwrap()
            .contains("sandbox_123456_bot")
    );
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

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(width, height)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
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
async fn an_album_is_sent_with_its_files() {
    let world = World::start().await;
    world.started().await;
    let part = |width| reqwest::multipart::Part::bytes(picture(width, 100)).file_name("a.png");
    let media = json!([{ "type": "photo", "media": "attach://one", "caption": "both" }, { "type": "photo", "media": "attach://two" }]);
    let form = reqwest::multipart::Form::new()
        .text("chat_id", PERSON.to_string())
        .text("media", media.to_string());
    let form = form.part("one", part(100)).part("two", part(200));
    let url = format!("{}/bot{TOKEN}/sendMediaGroup", world.sandbox.api_url());
    let sent: Value = world
        .client
        .post(url)
        .multipart(form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let sent = sent["result"].as_array().unwrap();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0]["media_group_id"], sent[1]["media_group_id"]);
    assert_eq!(sent[0]["caption"], "both");
    assert!(sent[1]["photo"][0]["file_id"].is_string());
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_restart() {
    let folder = TempDir::new().unwrap();
    let world = World::start_in(folder.path(), false).await;
    let own = world.sandbox.own_bot_token().unwrap().to_owned();
    world
        .call_as(
            &own,
            "setMyCommands",
            json!({ "commands": [{ "command": "start", "description": "Start" }] }),
        )
        .await;
    let said = world.says(PERSON, PERSON, "/start").await;
    world.post("clock", json!({ "advance_seconds": 3600 })).await;
    world
        .put("services/sms", json!({ "answers": [{ "match": {}, "answer": "ok" }] }))
        .await;
    world.sandbox.shutdown().await;
    let world = World::start_in(folder.path(), false).await;
    assert_eq!(world.sandbox.own_bot_token().unwrap(), own);
    assert_eq!(
        world.get(&format!("chats/{PERSON}/messages")).await["messages"],
        json!([said])
    );
    assert_eq!(world.taken(&own).await[0]["message"]["text"], "/start");
    assert_eq!(
        world.get(&format!("chats/{PERSON}/commands?for={PERSON}")).await[0]["command"],
        "start"
    );
    assert_eq!(world.clock.now(), noon() + chrono::Duration::hours(1));
    let sms = world
        .get("services")
        .await
        .as_array()
        .unwrap()
        .iter()
        .find(|service| service["name"] == "sms")
        .cloned();
    assert_eq!(sms.unwrap()["answers"][0]["answer"], "ok");
    world.post("reset", json!({})).await;
    assert_eq!(
        world.get(&format!("chats/{PERSON}/messages")).await["messages"],
        json!([])
    );
    assert_eq!(world.get("people").await.as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn faults_show_as_they_are_named() {
    let world = World::start().await;
    world.started().await;
    let url = format!(
        "{}/bot{TOKEN}/sendMessage?chat_id={PERSON}&text=x",
        world.sandbox.api_url()
    );
    let messages = || async {
        world.get(&format!("chats/{PERSON}/messages")).await["messages"]
            .as_array()
            .unwrap()
            .len()
    };
    for (fault, expected) in [
        (json!({ "fault": "http_500" }), "500 Internal Server Error"),
        (json!({ "fault": "http_429" }), "429 Too Many Requests: retry after 1"),
        (
            json!({ "fault": "retry_after", "retry_after": 7 }),
            "429 Too Many Requests: retry after 7",
        ),
        (json!({ "retry_after": 8 }), "429 Too Many Requests: retry after 8"),
        (
            json!({ "fault": "blocked" }),
            "403 Forbidden: bot was blocked by the user",
        ),
    ] {
        let mut fault = fault;
        fault["times"] = json!(1);
        fault["methods"] = json!(["sendmessage"]);
        fault["chat"] = json!(PERSON);
        world.put("services/telegram", fault).await;
        world.ok("getMe", json!({})).await;
        let refusal = world
            .refused("sendMessage", json!({ "chat_id": PERSON, "text": "x" }))
            .await;
        assert_eq!(refusal, expected);
    }
    assert_eq!(messages().await, 1);
    world
        .put("services/telegram", json!({ "fault": "garbage", "times": 1 }))
        .await;
    assert!(
        world
            .client
            .get(&url)
            .send()
            .await
            .unwrap()
            .json::<Value>()
            .await
            .is_err()
    );
    world
        .put("services/telegram", json!({ "fault": "refused", "times": 1 }))
        .await;
    assert!(world.client.get(&url).send().await.is_err());
    world
        .put("services/telegram", json!({ "fault": "timeout", "times": 1 }))
        .await;
    let held = world.client.get(&url).timeout(Duration::from_millis(100)).send().await;
    assert!(held.unwrap_err().is_timeout());
    assert_eq!(messages().await, 1);
    world
        .put(
            "services/telegram",
            json!({ "fault": "lose_answer", "times": 1, "methods": ["sendMessage"] }),
        )
        .await;
    assert!(world.client.get(&url).send().await.is_err());
    assert_eq!(messages().await, 2);
    world.sends("well again").await;
    let error = world.put("services/sms", json!({ "fault": "lose_answer" })).await["error"].clone();
    assert_eq!(error, "only telegram can have the fault \"lose_answer\"");
}

#[tokio::test]
async fn the_menu_is_the_one_that_telegram_would_show() {
    let world = World::start().await;
    world.started().await;
    let set = |scope: Value, language: &'static str, command: &'static str| {
        let commands = json!([{ "command": command, "description": "x" }]);
        world.ok(
            "setMyCommands",
            json!({ "commands": commands, "scope": scope, "language_code": language }),
        )
    };
    let menu = |chat: i64, person: i64| {
        let world = &world;
        async move { world.get(&format!("chats/{chat}/commands?for={person}")).await[0]["command"].clone() }
    };
    assert_eq!(
        world.get(&format!("chats/{PERSON}/commands?for={PERSON}")).await,
        json!([])
    );
    set(json!({ "type": "default" }), "", "plain").await;
    assert_eq!(menu(GROUP, REVIEWER).await, "plain");
    set(json!({ "type": "default" }), "zh", "chinese").await;
    assert_eq!(menu(GROUP, REVIEWER).await, "chinese");
    set(json!({ "type": "all_private_chats" }), "", "private").await;
    assert_eq!(menu(PERSON, PERSON).await, "private");
    set(json!({ "type": "all_group_chats" }), "", "group").await;
    set(json!({ "type": "all_chat_administrators" }), "", "admins").await;
    assert_eq!(menu(GROUP, REVIEWER).await, "group");
    assert_eq!(menu(GROUP, world.sandbox.people().administrator).await, "admins");
    set(
        json!({ "type": "chat_member", "chat_id": GROUP, "user_id": REVIEWER }),
        "",
        "own",
    )
    .await;
    assert_eq!(menu(GROUP, REVIEWER).await, "own");
    set(json!({ "type": "chat", "chat_id": PERSON }), "", "chat").await;
    assert_eq!(menu(PERSON, PERSON).await, "chat");
    world
        .ok(
            "deleteMyCommands",
            json!({ "scope": { "type": "chat", "chat_id": PERSON } }),
        )
        .await;
    assert_eq!(menu(PERSON, PERSON).await, "private");
    let bad = json!({ "commands": [{ "command": "Big", "description": "x" }] });
    assert_eq!(
        world.refused("setMyCommands", bad).await,
        "400 Bad Request: BOT_COMMAND_INVALID"
    );
}

#[tokio::test]
async fn a_webhook_is_given_the_updates_in_order_until_they_are_taken() {
    let world = World::start().await;
    world.started().await;
    let taken: Arc<Mutex<Vec<Value>>> = Arc::default();
    let failing = Arc::new(AtomicBool::new(true));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (seen, fails) = (taken.clone(), failing.clone());
    let hook = axum::routing::post(
        move |headers: axum::http::HeaderMap, axum::Json(update): axum::Json<Value>| async move {
            assert_eq!(headers["x-telegram-bot-api-secret-token"], "secret");
            if fails.load(Ordering::SeqCst) {
                return (axum::http::StatusCode::INTERNAL_SERVER_ERROR, axum::Json(json!({})));
            }
            let text = update["message"]["text"].clone();
            seen.lock().unwrap().push(text.clone());
            let answer = json!({ "method": "sendMessage", "chat_id": PERSON, "text": format!("got {text}") });
            (axum::http::StatusCode::OK, axum::Json(answer))
        },
    );
    tokio::spawn(axum::serve(listener, axum::Router::new().route("/hook", hook)).into_future());
    let outside = world
        .refused("setWebhook", json!({ "url": "https://example.com/" }))
        .await;
    assert!(outside.starts_with("400 Bad Request: bad webhook: "), "{outside}");
    world
        .ok("setWebhook", json!({ "url": url, "secret_token": "secret" }))
        .await;
    let polled = world.refused("getUpdates", json!({})).await;
    assert!(
        polled.starts_with("409 Conflict: can't use getUpdates method while webhook is active"),
        "{polled}"
    );
    world.says(PERSON, PERSON, "1").await;
    world.says(PERSON, PERSON, "2").await;
    let unsettled = world.post("settle", json!({ "timeout_seconds": 0.5 })).await;
    assert_eq!(unsettled["settled"], false, "{unsettled}");
    let info = world.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["pending_update_count"], 2);
    assert_eq!(
        info["last_error_message"],
        "Wrong response from the webhook: 500 Internal Server Error"
    );
    failing.store(false, Ordering::SeqCst);
    assert_eq!(world.post("settle", json!({})).await["settled"], true);
    assert_eq!(*taken.lock().unwrap(), ["1", "2"]);
    let messages = world.get(&format!("chats/{PERSON}/messages")).await["messages"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(messages.last().unwrap()["text"], "got \"2\"");
    world.ok("deleteWebhook", json!({})).await;
    assert_eq!(world.ok("getUpdates", json!({})).await, json!([]));
}

/// A bot that has one thing to do at each of some moments.
#[derive(Default)]
struct Reminders {
    due: Mutex<Vec<DateTime<Utc>>>,
    clock: Mutex<Option<Arc<MovableClock>>>,
    done_at: Mutex<Vec<DateTime<Utc>>>,
}

impl Engine for Reminders {
    fn pending(&self, now: DateTime<Utc>) -> BoxFuture<'_, anyhow::Result<Pending>> {
        let due = self.due.lock().unwrap().clone();
        let (now_due, later): (Vec<_>, Vec<_>) = due.into_iter().partition(|at| *at <= now);
        let because = now_due.iter().map(|at| format!("a reminder of {at}")).collect();
        let pending = Pending {
            because,
            later: later.len() as u64,
            next_at: later.into_iter().min(),
        };
        async move { Ok(pending) }.boxed()
    }

    fn wake(&self) {
        let now = self.clock.lock().unwrap().as_ref().unwrap().now();
        self.due.lock().unwrap().retain(|at| {
            if *at <= now {
                self.done_at.lock().unwrap().push(now);
            }
            *at > now
        });
    }

    fn reset(&self) -> BoxFuture<'_, anyhow::Result<()>> {
        self.due.lock().unwrap().clear();
        async { Ok(()) }.boxed()
    }
}

#[tokio::test]
async fn the_clock_goes_from_due_moment_to_due_moment() {
    let folder = TempDir::new().unwrap();
    let world = World::start_in(folder.path(), false).await;
    let at = |hours| noon() + chrono::Duration::hours(hours);
    let reminders = Arc::new(Reminders::default());
    *reminders.clock.lock().unwrap() = Some(world.clock.clone());
    *reminders.due.lock().unwrap() = vec![at(1), at(2), at(2), at(30)];
    world.sandbox.set_engine(reminders.clone());
    let settled = world.post("settle", json!({})).await;
    assert_eq!(
        settled,
        json!({ "settled": true, "later": 4, "next_at": "2026-03-01T13:00:00+08:00" })
    );
    let moved = world.post("clock", json!({ "advance_seconds": 86_400 })).await;
    assert_eq!(moved, json!({ "now": "2026-03-02T12:00:00+08:00", "fired": 3 }));
    assert_eq!(*reminders.done_at.lock().unwrap(), [at(1), at(2), at(2)]);
    let back = world.post("clock", json!({ "to": "2026-03-01T09:00:00+08:00" })).await;
    assert!(back["error"].as_str().unwrap().contains("forward only"), "{back}");
    world.says(PERSON, PERSON, "unfetched").await;
    let unsettled = world.post("settle", json!({ "timeout_seconds": 0 })).await;
    assert_eq!(unsettled["because"].as_array().unwrap().len(), 1, "{unsettled}");
    world.post("reset", json!({})).await;
    assert_eq!(world.post("settle", json!({})).await["later"], 0);
}

#[tokio::test]
async fn other_origins_and_other_names_are_refused() {
    let world = World::start().await;
    let base = world.sandbox.api_url();
    let status = |path: &str, name: &'static str, value: String| {
        let request = world.client.get(format!("{base}{path}")).header(name, value);
        async move { request.send().await.unwrap().status().as_u16() }
    };
    assert_eq!(status("/api/people", "origin", base.clone()).await, 200);
    assert_eq!(
        status("/api/people", "origin", "https://evil.example".to_owned()).await,
        403
    );
    assert_eq!(status("/api/people", "origin", "null".to_owned()).await, 403);
    assert_eq!(status("/", "origin", "https://evil.example".to_owned()).await, 403);
    assert_eq!(
        status("/api/people", "sec-fetch-site", "cross-site".to_owned()).await,
        403
    );
    assert_eq!(status("/api/people", "host", "evil.example".to_owned()).await, 403);
    let response = world.client.get(format!("{base}/api/people")).send().await.unwrap();
    assert!(
        response.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("default-src 'none'")
    );
    let outside = Options {
        listen: ([0, 0, 0, 0], 0).into(),
        data: "unused".into(),
        fresh: false,
        no_bot: true,
    };
    let error = Sandbox::start(outside, world.clock.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("--listen"), "{error}");
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
async fn teloxide_understands_what_it_is_told() {
    use teloxide::payloads::{GetUpdatesSetters, SendMessageSetters, SendPhotoSetters};
    use teloxide::requests::Requester;
    use teloxide::types::{
        ChatId, ChatKind, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, ParseMode, UpdateKind, UserId,
    };
    let world = World::start().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let bot = teloxide::Bot::with_client(TOKEN, client).set_api_url(world.sandbox.api_url().parse().unwrap());
    assert_eq!(bot.get_me().await.unwrap().username(), "sandbox_123456_bot");
    let form = |kind: &'static str| {
        reqwest::multipart::Form::new()
            .text("from", PERSON.to_string())
            .text("kind", kind)
    };
    let file = || reqwest::multipart::Part::bytes(picture(50, 50)).file_name("x.bin");
    let messages = format!("{}/api/chats/{PERSON}/messages", world.sandbox.api_url());
    world.says(PERSON, PERSON, "/start").await;
    let mut forms: Vec<_> = ["photo", "document", "video", "video_note", "voice", "sticker"]
        .map(|kind| form(kind).part("file", file()))
        .into();
    forms.push(
        form("contact")
            .text("phone_number", "+8613800138000")
            .text("first_name", "林"),
    );
    forms.push(form("location").text("latitude", "31.2").text("longitude", "121.5"));
    for form in forms {
        let sent: Value = world
            .client
            .post(&messages)
            .multipart(form)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert!(sent["message_id"].is_i64(), "{sent}");
    }
    world
        .post(&format!("chats/{GROUP}/members/{NORA}"), json!({ "status": "member" }))
        .await;
    world
        .post(
            &format!("chats/{PERSON}/members/{PERSON}"),
            json!({ "status": "kicked" }),
        )
        .await;
    world
        .post(
            &format!("chats/{PERSON}/members/{PERSON}"),
            json!({ "status": "member" }),
        )
        .await;
    let updates = bot.get_updates().timeout(0).await.unwrap();
    assert_eq!(updates.len(), 12);
    for update in &updates {
        assert!(!matches!(update.kind, UpdateKind::Error(_)), "{update:?}");
    }
    let keyboard = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("是", "yes")]]);
    let text = bot
        .send_message(ChatId(PERSON), "*备案*")
        .parse_mode(ParseMode::MarkdownV2)
        .reply_markup(keyboard);
    let sent = text.await.unwrap();
    assert_eq!(sent.text(), Some("备案"));
    let photo = InputFile::memory(picture(400, 200)).file_name("x.png");
    let photo = bot.send_photo(ChatId(PERSON), photo).caption("c").await.unwrap();
    assert_eq!(photo.photo().unwrap().len(), 3);
    assert!(matches!(
        bot.get_chat(ChatId(PERSON)).await.unwrap().kind,
        teloxide::types::ChatFullInfoKind::Private(_)
    ));
    assert!(bot.get_chat(ChatId(GROUP)).await.unwrap().title().is_some());
    for user in [REVIEWER, NORA, PERSON, world.sandbox.people().administrator] {
        bot.get_chat_member(ChatId(GROUP), UserId(user.unsigned_abs()))
            .await
            .unwrap();
    }
    assert!(matches!(sent.chat.kind, ChatKind::Private(_)));
    let error = bot.send_message(ChatId(1), "x").await.unwrap_err();
    assert!(
        matches!(error, teloxide::RequestError::Api(teloxide::ApiError::ChatNotFound)),
        "{error:?}"
    );
}
