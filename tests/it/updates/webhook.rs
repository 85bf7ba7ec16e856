//! What comes by the webhook.

use beian_bot::bot::webhook::{self, WebhookOptions};
use serde_json::json;

use super::{Engine, PERSON, case, private};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_understands_is_taken_and_what_is_no_update_is_not() {
    let right = case("H01");
    let engine = Engine::start().await;
    let options = WebhookOptions {
        path: "telegram".into(),
        secret_token: "made-up_secret".into(),
        body_limit: webhook::DEFAULT_BODY_LIMIT,
    };
    let router = webhook::router(engine.intake.clone(), options).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/telegram", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let post = async |body: String| {
        let request = client
            .post(&url)
            .header("X-Telegram-Bot-Api-Secret-Token", "made-up_secret");
        request.body(body).send().await.unwrap().status().as_u16()
    };

    let deep = format!(
        r#"{{"update_id":903,"message":{{"x":{}{}}}}}"#,
        "[".repeat(2_000),
        "]".repeat(2_000)
    );
    for odd in [
        r#"{"update_id":901}"#.to_owned(),
        r#"{"update_id":902,"of_next_year":{"x":1e999,"y":"\ud83d"}}"#.to_owned(),
        deep,
        r#"{"update_id":904,"message":"no object"}"#.to_owned(),
        r#"{"update_id":905,"message_reaction":{"chat":{"id":1e30}}}"#.to_owned(),
    ] {
        assert_eq!(post(odd.clone()).await, 200, "{right}: {odd}");
    }
    for no_update in [
        "",
        "[]",
        "x",
        r#"{"update_id":"x"}"#,
        r#"{"update_id":906"#,
        r#"{"message":{}}"#,
    ] {
        assert_eq!(post(no_update.to_owned()).await, 400, "{right}: {no_update}");
    }
    // The next one comes, and is answered.
    assert_eq!(post(private(json!({ "text": "/start" })).to_string()).await, 200);
    engine.decide_all().await;
    assert_eq!(engine.texts(PERSON).await.len(), 1, "{right}");
    assert!(engine.inputs().await.iter().all(|row| row.status == "done"), "{right}");
}
