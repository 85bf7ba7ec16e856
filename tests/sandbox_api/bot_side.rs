//! What bots see.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use futures::future::FutureExt;
use serde_json::{Value, json};

use crate::world::*;

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
    let keyboard = json!({ "force_reply": true });
    let asked = chat(json!({ "text": "?", "reply_markup": keyboard }));
    let asked = world.ok("sendMessage", asked).await["message_id"].clone();
    let deep = (0..100).fold(json!({}), |inner, _| json!({ "a": inner }));
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
            "editMessageText",
            chat(json!({ "message_id": asked, "text": "x" })),
            "400 Bad Request: message can't be edited",
        ),
        (
            "sendMessage",
            chat(json!({ "text": "x", "link_preview_options": deep.clone() })),
            "400 Bad Request: can't parse link_preview_options JSON object: Too big object depth",
        ),
        (
            "sendMessage",
            chat(json!({ "text": "x", "reply_markup": deep.to_string() })),
            "400 Bad Request: can't parse reply_markup JSON object: Too big object depth",
        ),
        (
            "sendMessage",
            chat(json!({ "text": "😀", "entities": [{ "type": "bold", "offset": 1, "length": 1 }] })),
            "400 Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 4",
        ),
        (
            "sendMessage",
            chat(
                json!({ "text": "x", "reply_markup": { "inline_keyboard": [[{ "text": "a", "url": "javascript://a.example/" }]] } }),
            ),
            "400 Bad Request: inline keyboard button URL 'javascript://a.example/' is invalid: Unsupported URL protocol",
        ),
        (
            "setMyCommands",
            json!({ "commands": [], "scope": { "type": "chat_administrators", "chat_id": PERSON } }),
            "400 Bad Request: can't use specified scope in private chats",
        ),
        (
            "setMyCommands",
            json!({ "commands": [], "scope": { "type": "chat_member", "chat_id": PERSON, "user_id": PERSON } }),
            "400 Bad Request: can't use specified scope in private chats",
        ),
        (
            "getMe/x",
            json!({}),
            "404 Not Found: method getMe/x is not part of this sandbox",
        ),
        (
            "",
            json!({}),
            "404 Not Found: the address names no method; it is /bot<token>/<method>",
        ),
        (
            "sendMessage?text=%FF",
            json!({}),
            "400 Bad Request: strings must be encoded in UTF-8",
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
async fn an_album_is_sent_with_its_files() {
    let world = World::start().await;
    world.started().await;
    let part = |width| reqwest::multipart::Part::bytes(picture(width, 100)).file_name("a.png");
    let media = json!([{ "type": "photo", "media": "attach://one", "caption": "both" }, { "type": "photo", "media": "attach://two" }]);
    // Telegram's albums have no buttons.
    let keyboard = json!({ "inline_keyboard": [[{ "text": "A", "callback_data": "a" }]] });
    let form = reqwest::multipart::Form::new()
        .text("chat_id", PERSON.to_string())
        .text("reply_markup", keyboard.to_string())
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
    assert!(sent[0].get("reply_markup").is_none());
    assert!(sent[1]["photo"][0]["file_id"].is_string());
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

/// The first delivery fails and pauses; meanwhile the webhook is deleted and set again. The bot takes longer over an
/// update than that pause, so that a first delivery that still went on would bring the same one.
#[tokio::test]
async fn a_webhook_that_is_set_again_is_delivered_to_once() {
    let world = World::start().await;
    world.started().await;
    let calls: Arc<Mutex<Vec<Value>>> = Arc::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let seen = calls.clone();
    let hook = axum::routing::post(move |axum::Json(update): axum::Json<Value>| async move {
        let is_first = {
            let mut seen = seen.lock().unwrap();
            seen.push(update["message"]["text"].clone());
            seen.len() == 1
        };
        if is_first {
            return axum::http::StatusCode::INTERNAL_SERVER_ERROR;
        }
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        axum::http::StatusCode::OK
    });
    tokio::spawn(axum::serve(listener, axum::Router::new().route("/hook", hook)).into_future());
    world.ok("setWebhook", json!({ "url": url })).await;
    world.says(PERSON, PERSON, "1").await;
    while world.ok("getWebhookInfo", json!({})).await["last_error_message"].is_null() {
        tokio::task::yield_now().await;
    }
    world.ok("deleteWebhook", json!({})).await;
    world.ok("setWebhook", json!({ "url": url })).await;
    assert_eq!(world.post("settle", json!({})).await["settled"], true);
    assert_eq!(*calls.lock().unwrap(), ["1", "1"]);
}

#[tokio::test]
async fn a_file_id_means_something_to_one_bot_only() {
    let world = World::start().await;
    world.started().await;
    world.call_as(OTHER, "getMe", json!({})).await;
    let to_other = format!("chats/{PERSON}/messages?bot=sandbox_654321_bot");
    world.post(&to_other, json!({ "from": PERSON, "text": "/start" })).await;
    let file = reqwest::multipart::Part::bytes(vec![1, 2, 3]).file_name("a.bin");
    let form = reqwest::multipart::Form::new()
        .text("kind", "document")
        .part("file", file);
    let url = format!(
        "{}/api/chats/{PERSON}/messages?bot=sandbox_123456_bot",
        world.sandbox.api_url()
    );
    let form = form.text("from", PERSON.to_string());
    let sent = world.client.post(url).multipart(form).send().await.unwrap();
    let id = sent.json::<Value>().await.unwrap()["document"]["file_id"].clone();
    let file = world.ok("getFile", json!({ "file_id": id })).await;
    let refusal = world.call_as(OTHER, "getFile", json!({ "file_id": id })).await;
    assert_eq!(
        refusal["description"],
        "Bad Request: wrong file_id or the file is temporarily unavailable"
    );
    let sending = json!({ "chat_id": PERSON, "document": id });
    let refusal = world.call_as(OTHER, "sendDocument", sending.clone()).await;
    assert_eq!(
        refusal["description"],
        "Bad Request: wrong file identifier/HTTP URL specified"
    );
    let path = file["file_path"].as_str().unwrap();
    for (token, status) in [(TOKEN, 200), (OTHER, 404)] {
        let url = format!("{}/file/bot{token}/{path}", world.sandbox.api_url());
        assert_eq!(world.client.get(url).send().await.unwrap().status(), status, "{token}");
    }
    world.ok("sendDocument", sending).await;
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
