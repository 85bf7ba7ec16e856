//! The sandbox's clock beside the bot.

use crate::support::World;

/// The sandbox's clock tells what falls due next, and for whom.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_says_what_falls_due_next() {
    let world = World::start().await;
    assert_eq!(world.api.get("/api/clock").await["next"], serde_json::Value::Null);
    world.applicant.says_all(["/new", "网站"]).await;
    world.ignores().await;
    let next = world.api.get("/api/clock").await["next"].clone();
    assert_eq!(next["chat"], world.applicant.chat, "{next}");
    assert_eq!(next["name"], "draft", "{next}");
    assert_eq!(next["filing"], serde_json::Value::Null, "{next}");
    assert_eq!(next["at"], "2026-03-05T09:00:00+08:00", "{next}");
    world.end().await;
}
