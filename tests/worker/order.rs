//! Order within a chat and lane: no fault, pause, restart or change of process lets a later message overtake an earlier one.

use std::sync::Arc;

use crate::support::bot_api::{Answer, refuse, retry_after};
use beian_bot::domain::outgoing::{Lane, Outgoing};
use beian_bot::worker::WorkerOptions;
use chrono::TimeDelta;
use tokio::sync::Semaphore;

use super::world::*;

/// What happens to the first of three messages at its first try.
#[derive(Clone, Copy, Debug)]
enum Fault {
    ServerError,
    /// A proxy's page.
    NotTelegram,
    NotFound,
    Flood,
    RightsGone,
    Unknown,
    Lost,
    Panic,
    Moved,
    /// The process dies while the call is under way.
    Killed,
    /// It freezes in the call, and its lease ends: another process goes on.
    Frozen,
}

const ALL: [Fault; 11] = [
    Fault::ServerError,
    Fault::NotTelegram,
    Fault::NotFound,
    Fault::Flood,
    Fault::RightsGone,
    Fault::Unknown,
    Fault::Lost,
    Fault::Panic,
    Fault::Moved,
    Fault::Killed,
    Fault::Frozen,
];

const GROUP: i64 = -7;
const MOVED: i64 = -1_007;

async fn check(fault: Fault, lane: Lane) {
    let (mut world, faults) = World::start_with_faults().await;
    let in_lane = |text: &str| Outgoing {
        lane,
        ..send(GROUP, text)
    };
    let held = Arc::new(Semaphore::new(0));
    let answer = match fault {
        Fault::ServerError => Some(refuse(500, "Internal Server Error")),
        Fault::NotTelegram => Some(Answer::Raw(403, "<html>Forbidden</html>")),
        Fault::NotFound => Some(refuse(404, "Not Found")),
        Fault::Flood => Some(retry_after(3)),
        Fault::RightsGone => Some(refuse(
            400,
            "Bad Request: not enough rights to send text messages to the chat",
        )),
        Fault::Unknown => Some(refuse(400, "Bad Request: SOMETHING_NEW")),
        Fault::Lost => Some(Answer::Lose),
        Fault::Panic => {
            faults.panic("call", "row-1", 1);
            None
        }
        Fault::Moved => {
            let body = serde_json::json!({ "ok": false, "error_code": 400, "description": "upgraded",
                "parameters": { "migrate_to_chat_id": MOVED } });
            world.api.script("sendMessage", GROUP, Answer::Say(400, body));
            world
                .api
                .script("sendMessage", MOVED, refuse(500, "Internal Server Error"));
            None
        }
        Fault::Killed | Fault::Frozen => Some(Answer::Wait(held.clone())),
    };
    if let Some(answer) = answer {
        world.api.script("sendMessage", GROUP, answer);
    }
    world.put(&[in_lane("1"), in_lane("2"), in_lane("3")]).await;
    let mut other = None;
    match fault {
        Fault::Killed => {
            wait_for(|| world.api.times("sendMessage") == 1).await;
            // Dropped without a word.
            drop(world.worker.take());
            if world.database.is_postgres() {
                end_leases(&world.store).await;
            }
            world.start_worker(WorkerOptions::default()).await;
            held.add_permits(1);
        }
        Fault::Frozen => {
            wait_for(|| world.api.times("sendMessage") == 1).await;
            if world.database.is_postgres() {
                end_leases(&world.store).await;
            }
            world
                .api
                .script("sendMessage", GROUP, refuse(500, "Internal Server Error"));
            other = Some(world.another_worker(WorkerOptions::default()).await);
            wait_for(|| world.api.times("sendMessage") == 2).await;
            held.add_permits(1);
        }
        _ => {}
    }
    world.settle().await;
    // More come while the first is held up, written by a process whose clock is behind.
    world.put(&[in_lane("4")]).await;
    if let Fault::Moved = fault {
        // The bot has heard of the new id.
        world
            .put(&[Outgoing {
                chat: MOVED,
                ..in_lane("5")
            }])
            .await;
    }
    for _ in 0..8 {
        world.pass(TimeDelta::seconds(1)).await;
    }
    if let Some(other) = other {
        other.shutdown().await;
    }
    let mut said: Vec<String> = world.api.asked().iter().map(|asked| asked.text().to_owned()).collect();
    said.dedup();
    let expected: &[&str] = match fault {
        Fault::Moved => &["1", "2", "3", "4", "5"],
        _ => &["1", "2", "3", "4"],
    };
    assert_eq!(said, expected, "{fault:?} in {lane:?}");
    assert!(world.statuses().await.iter().all(|status| status == "done"));
}

#[tokio::test]
async fn nothing_overtakes_in_any_lane_whatever_happens_to_the_first() {
    for fault in ALL {
        for lane in [Lane::Answer, Lane::Unasked] {
            check(fault, lane).await;
        }
    }
}

#[tokio::test]
async fn three_waiting_notices_keep_their_order_when_the_first_meets_a_500_again_and_again() {
    let mut world = World::start().await;
    for _ in 0..3 {
        world.api.script("sendMessage", 1, refuse(500, "Internal Server Error"));
    }
    world.put(&[notice(1, "a"), notice(1, "b"), notice(2, "other")]).await;
    world.settle().await;
    for (seconds, expected) in [
        (0, &["a"][..]),
        (1, &["a", "a"]),
        (2, &["a", "a", "a"]),
        (4, &["a", "a", "a", "a", "b", "c"]),
    ] {
        world.pass(TimeDelta::seconds(seconds)).await;
        if seconds == 2 {
            world.put(&[notice(1, "c")]).await;
            world.settle().await;
        }
        assert_eq!(world.api.texts_to(1), expected, "after {seconds} s");
    }
    assert_eq!(world.api.texts_to(2), ["other"]);
}

#[tokio::test]
async fn a_row_of_a_process_whose_clock_is_ahead_is_not_overtaken() {
    let mut world = World::new().await;
    for lane in [Lane::Answer, Lane::Unasked] {
        let in_lane = |text: &str| Outgoing { lane, ..send(1, text) };
        // Written "now" by a clock that is two seconds ahead of the one that delivers.
        world.put_ahead(TimeDelta::seconds(2), &[in_lane("first")]).await;
        world.put(&[in_lane("second")]).await;
    }
    world.start_worker(WorkerOptions::default()).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(1).len(), 4);
    for lane in ["answer", "unasked"] {
        let done: Vec<_> = world.rows().await.into_iter().filter(|row| row.lane == lane).collect();
        assert!(done.iter().all(|row| row.status == "done"));
    }
    let texts = world.api.texts_to(1);
    let of = |text: &str| texts.iter().filter(|said| *said == text).count();
    assert_eq!((of("first"), of("second")), (2, 2));
    assert_eq!(texts.iter().position(|text| text == "first"), Some(0));
    assert_eq!(texts.iter().rposition(|text| text == "second"), Some(3));
}

#[tokio::test]
async fn menus_of_one_chat_keep_their_order_and_delay_no_other_chats() {
    use beian_bot::domain::outgoing::Call;
    let mut world = World::start().await;
    let menu = |chat, description: &str| {
        let commands = vec![("start".to_owned(), description.to_owned())];
        outgoing(
            chat,
            Lane::Answer,
            None,
            Call::Commands {
                language: None,
                commands,
            },
        )
    };
    world.api.script("setMyCommands", None, retry_after(3_600));
    world.put(&[menu(1, "old")]).await;
    world.settle().await;
    world.put(&[menu(1, "new"), menu(2, "other")]).await;
    world.settle().await;
    assert_eq!(world.statuses().await, ["waiting", "waiting", "done"]);
    world.pass(TimeDelta::hours(1)).await;
    let set: Vec<_> = world
        .api
        .asked()
        .iter()
        .map(|asked| asked.body["commands"][0]["description"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(set, ["old", "other", "old", "new"]);
}
