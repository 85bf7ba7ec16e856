//! What people's programs are refused: in one form, and by every door alike.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::world::*;

fn error(answer: &Value) -> String {
    answer["error"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn refusals_are_json_that_says_what_to_send() {
    let world = World::start().await;
    world.started().await;
    let messages = format!("chats/{PERSON}/messages");
    for (method, path, status, expected) in [
        (
            "GET",
            format!("{messages}?after=abc"),
            400,
            "after: send a whole number, not \"abc\"",
        ),
        ("GET", format!("{messages}?wait=long"), 400, "wait: "),
        (
            "GET",
            "events?after=abc".to_owned(),
            400,
            "after: send a whole number, not \"abc\"",
        ),
        (
            "GET",
            format!("chats/{PERSON}/commands?for=abc"),
            400,
            "for: send a whole number, not \"abc\"",
        ),
        ("GET", "chats/%ff/messages".to_owned(), 400, "UTF-8"),
        ("GET", "chats/abc/messages".to_owned(), 400, "a chat is named by its id"),
        (
            "PATCH",
            format!("{messages}/abc"),
            400,
            "a message is named by its message_id, a number, not \"abc\"",
        ),
        ("DELETE", messages, 405, "not made with DELETE"),
        ("POST", "chats".to_owned(), 405, "not made with POST"),
        ("OPTIONS", "clock".to_owned(), 405, "not made with OPTIONS"),
        ("GET", "nothing/here".to_owned(), 404, "no such call"),
    ] {
        let url = format!("{}/api/{path}", world.sandbox.api_url());
        let method: reqwest::Method = method.parse().unwrap();
        let body = json!({ "from": PERSON, "text": "x" });
        let response = world
            .client
            .request(method.clone(), url)
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), status, "{method} {path}");
        assert_eq!(
            response.headers().contains_key("allow"),
            status == 405,
            "{method} {path}"
        );
        let answer: Value = response.json().await.unwrap();
        assert!(error(&answer).contains(expected), "{method} {path}: {answer}");
    }
    let broken = "HOST\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n5\r\n{\"fro\r\nno number\r\n";
    let (status, answer) = world
        .raw(&format!("POST /api/chats/{PERSON}/messages HTTP/1.1\r\n{broken}"))
        .await;
    assert_eq!((status, error(&answer).is_empty()), (400, false), "{answer}");
    let (status, answer) = world.raw(&format!("POST /bot{TOKEN}/getMe HTTP/1.1\r\n{broken}")).await;
    assert_eq!(status, 400);
    assert_eq!(answer["description"], "Bad Request: can't read the request's body");
}

#[tokio::test]
async fn limits_hold_by_every_door() {
    let world = World::start().await;
    world.started().await;
    let file = |bytes: Vec<u8>| Part::bytes(bytes).file_name("a.png");
    let wide = {
        let mut png = std::io::Cursor::new(Vec::new());
        image::GrayImage::new(9000, 2000)
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        png.into_inner()
    };
    let contact = |name: &'static str| {
        Form::new()
            .text("kind", "contact")
            .text("phone_number", "+8613800138000")
            .text("first_name", name)
    };
    let place = |latitude: &'static str, longitude: &'static str| {
        let form = Form::new().text("kind", "location");
        form.text("latitude", latitude).text("longitude", longitude)
    };
    for (form, expected) in [
        (
            Form::new().text("kind", "text").text("text", "x".repeat(4097)),
            "longer than 4096",
        ),
        (Form::new().text("kind", "text"), "\"text\""),
        (
            Form::new()
                .text("kind", "document")
                .text("caption", "x".repeat(1025))
                .part("file", file(vec![1])),
            "longer than 1024",
        ),
        (
            Form::new().text("kind", "photo").part("file", file(wide)),
            "10 000 pixels",
        ),
        (contact(" "), "\"first_name\""),
        (place("90.5", "0"), "from -90 to 90"),
        (place("0", "-181"), "from -180 to 180"),
    ] {
        let answer = world.sends_form(form).await;
        assert!(error(&answer).contains(expected), "{expected}: {answer}");
    }
    let document = Form::new().text("kind", "document").part("file", file(vec![1]));
    let document = world.sends_form(document).await["message_id"].clone();
    let contact = world.sends_form(contact("林")).await["message_id"].clone();
    for (id, text, expected) in [
        (&json!(1), "x".repeat(4097), "longer than 4096"),
        (&document, "x".repeat(1025), "longer than 1024"),
        (&contact, "x".to_owned(), "neither text nor caption"),
    ] {
        let url = format!("{}/api/chats/{PERSON}/messages/{id}", world.sandbox.api_url());
        let body = json!({ "from": PERSON, "text": text });
        let answer = world.client.patch(url).json(&body).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert!(error(&answer).contains(expected), "{expected}: {answer}");
    }
}

#[tokio::test]
async fn what_is_not_there_yet_is_neither_read_nor_reached() {
    let world = World::start().await;
    world.started().await;
    world.sends("one").await;
    let read = json!({ "from": PERSON, "up_to": i64::MAX });
    let read = world.post(&format!("chats/{PERSON}/read"), read).await;
    assert_eq!(read, json!({ "unread": 0 }));
    world.sends("two").await;
    let chats = world.get("chats").await;
    let chat = chats.as_array().unwrap().iter().find(|chat| chat["id"] == PERSON);
    assert_eq!(chat.unwrap()["unread"], 1);
    for to in ["9999-12-31T23:30:00Z", "2999-12-31T23:30:00Z"] {
        let answer = world.post("clock", json!({ "to": to })).await;
        assert!(error(&answer).contains("the year 2999"), "{to}: {answer}");
    }
}
