//! Time, faults, restarts, and who may call.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use beian_bot::clock::{Clock, MovableClock};
use beian_bot::sandbox::{Engine, Options, Pending, Sandbox};
use chrono::{DateTime, Utc};
use futures::future::{BoxFuture, FutureExt};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::world::*;

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
async fn a_record_that_cannot_be_read_hides_no_other() {
    use sea_orm::sqlx::{self, Connection};
    let folder = TempDir::new().unwrap();
    let world = World::start_in(folder.path(), true).await;
    world.started().await;
    // As deep as is let through, in the form that nests it the most: a press under a reply.
    let deep = (0..90).fold(json!({}), |inner, _| json!({ "a": inner }));
    let button = json!({ "text": "a", "callback_data": "a", "web_app": deep });
    let first = json!({ "chat_id": PERSON, "text": "kept", "reply_markup": { "inline_keyboard": [[button]] } });
    let first = world.ok("sendMessage", first).await["message_id"].clone();
    let second = json!({
        "chat_id": PERSON, "text": "pressed", "reply_parameters": { "message_id": first },
        "link_preview_options": { "is_disabled": true, "unknown": 1 },
        "reply_markup": { "inline_keyboard": [[{ "text": "b", "callback_data": "b" }]] },
    });
    let second = world.ok("sendMessage", second).await;
    assert_eq!(second["link_preview_options"], json!({ "is_disabled": true }));
    let answers = async {
        let query = world.ok("getUpdates", json!({ "timeout": 10 })).await[0]["callback_query"].clone();
        world
            .ok("answerCallbackQuery", json!({ "callback_query_id": query["id"] }))
            .await;
    };
    tokio::join!(world.post_press(&second, "b".to_owned()), answers);
    world.sandbox.shutdown().await;
    let database = format!("sqlite://{}", folder.path().join("telegram.db").display());
    let mut connection = sqlx::SqliteConnection::connect(&database).await.unwrap();
    let spoilt = sqlx::query("UPDATE record SET value = '{' WHERE kind = 'message' AND key LIKE '% 1'")
        .execute(&mut connection)
        .await
        .unwrap();
    assert_eq!(spoilt.rows_affected(), 1);
    connection.close().await.unwrap();
    let world = World::start_in(folder.path(), true).await;
    let messages = world.get(&format!("chats/{PERSON}/messages")).await["messages"].clone();
    let texts: Vec<_> = messages
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["text"])
        .collect();
    assert_eq!(texts, ["kept", "pressed"]);
    assert_eq!(world.taken(TOKEN).await[0]["callback_query"]["data"], "b");
    world.sends("goes on").await;
}

#[tokio::test]
async fn whoever_read_before_a_reset_or_a_restart_reads_on() {
    let folder = TempDir::new().unwrap();
    let world = World::start_in(folder.path(), true).await;
    world.started().await;
    for number in 0..5 {
        world.sends(&number.to_string()).await;
    }
    let messages = format!("chats/{PERSON}/messages");
    let read = world.get(&messages).await["next"].clone();
    let seen = world.get("events").await;
    world.post("reset", json!({})).await;
    // Told at once of the reset, though nothing has come since.
    let after = world.get(&format!("events?after={}&wait=30", seen["next"])).await;
    assert_eq!(after["chats"], json!([]));
    assert!(after["began"].as_i64() > seen["next"].as_i64(), "{after}");
    world.says(PERSON, PERSON, "again").await;
    let new = world.get(&format!("{messages}?after={read}")).await;
    assert_eq!(new["messages"][0]["text"], "again");
    let events = world.get(&format!("events?after={}", after["next"])).await;
    assert_eq!(events["chats"], json!([PERSON]));
    world.sandbox.shutdown().await;
    let world = World::start_in(folder.path(), true).await;
    world.ok("getMe", json!({})).await;
    world.sends("after the restart").await;
    let events = world.get(&format!("events?after={}", events["next"])).await;
    assert_eq!(events["chats"], json!([PERSON]));
}

/// A bot that cannot forget at first.
#[derive(Default)]
struct Stubborn {
    forgets: bool,
    forgot: tokio::sync::Notify,
}

impl Engine for Stubborn {
    fn pending(&self, _now: DateTime<Utc>) -> BoxFuture<'_, anyhow::Result<Pending>> {
        async { Ok(Pending::default()) }.boxed()
    }

    fn wake(&self) {}

    fn reset(&self) -> BoxFuture<'_, anyhow::Result<()>> {
        async {
            anyhow::ensure!(self.forgets, "not yet");
            self.forgot.notify_one();
            Ok(())
        }
        .boxed()
    }
}

#[tokio::test]
async fn a_reset_that_was_broken_off_is_ended_at_the_next_start() {
    let folder = TempDir::new().unwrap();
    let world = World::start_in(folder.path(), false).await;
    world.sandbox.set_engine(Arc::new(Stubborn::default()));
    world.says(PERSON, PERSON, "/start").await;
    let answer = world.post("reset", json!({})).await;
    assert_eq!(answer["error"], "the bot could not forget: not yet");
    world.sandbox.shutdown().await;
    let world = World::start_in(folder.path(), false).await;
    let bot = Arc::new(Stubborn {
        forgets: true,
        ..Stubborn::default()
    });
    world.sandbox.set_engine(bot.clone());
    tokio::time::timeout(Duration::from_secs(20), bot.forgot.notified())
        .await
        .expect("the bot is asked to forget");
    // A reset waits for the one before it; then nothing is left to be ended.
    world.post("reset", json!({})).await;
    world.sandbox.shutdown().await;
    let world = World::start_in(folder.path(), false).await;
    world.says(PERSON, PERSON, "stays").await;
    world.sandbox.set_engine(Arc::new(Stubborn::default()));
    world.post("settle", json!({ "timeout_seconds": 0 })).await;
    let messages = world.get(&format!("chats/{PERSON}/messages")).await;
    assert_eq!(messages["messages"][0]["text"], "stays");
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
