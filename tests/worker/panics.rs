//! A panic harms one row: it is tried again with growing pauses and set aside at last, while everything else goes on.

use beian_bot::domain::outgoing::{Call, Lane, Outgoing};
use chrono::TimeDelta;

use super::world::*;

const OFTEN: u32 = 1_000;

fn menu(chat: i64) -> Outgoing {
    let commands = vec![("start".to_owned(), "开始".to_owned())];
    outgoing(
        chat,
        Lane::Answer,
        None,
        Call::Commands {
            language: None,
            commands,
        },
    )
}

/// Row 1 panics, row 2 is behind it, row 3 is somebody else's.
async fn check(place: &'static str, what: &str, first: Outgoing, behind: Outgoing, other: Outgoing) {
    // A few times: it arrives in the end.
    let (mut world, faults) = World::start_with_faults().await;
    faults.panic(place, what, 2);
    world.put(&[first.clone(), behind.clone(), other.clone()]).await;
    world.settle_somehow().await;
    assert_eq!(world.rows().await[2].status, "done", "{place}: somebody else waits");
    world
        .pass_slowly(TimeDelta::seconds(8), || faults.left(place) == 0)
        .await;
    wait_for_async(async || world.statuses().await == ["done", "done", "done"]).await;

    // Every time: it is set aside, and what is behind it goes on.
    let (mut world, faults) = World::start_with_faults().await;
    faults.panic(place, what, OFTEN);
    world.put(&[first, behind, other]).await;
    let set_aside = async || world_statuses(&world).await;
    for _ in 0..60 {
        if set_aside().await[0] == "failed" {
            break;
        }
        world.pass_slowly(TimeDelta::seconds(64), || true).await;
    }
    let met = OFTEN - faults.left(place);
    assert!((5..=9).contains(&met), "{place}: it was tried {met} times");
    wait_for_async(async || world.statuses().await == ["failed", "done", "done"]).await;
    let error = world.rows().await[0].error.clone().unwrap();
    assert!(error.contains("panicked") && !error.contains("on demand"), "{error}");
}

async fn world_statuses(world: &World) -> Vec<String> {
    world.statuses().await
}

#[tokio::test]
async fn a_call_that_panics_harms_one_row() {
    check("call", "row-1", send(1, "a"), send(1, "b"), send(2, "c")).await;
    check("call", "row-1", notice(1, "a"), notice(1, "b"), notice(2, "c")).await;
    check("call", "row-1", menu(1), menu(1), menu(2)).await;
    let lasting = |id: &str| press(id);
    check("call", "row-1", lasting("1"), lasting("2"), send(2, "c")).await;
}

#[tokio::test]
async fn a_row_that_panics_when_it_is_opened_harms_no_other() {
    check("open", "row-1", send(1, "a"), send(1, "b"), send(2, "c")).await;
    check("open", "row-1", notice(1, "a"), notice(1, "b"), notice(2, "c")).await;
    check("open", "row-1", menu(1), menu(1), menu(2)).await;
    check("open", "row-1", press("1"), press("2"), send(2, "c")).await;
}

#[tokio::test]
async fn erasing_that_panics_is_done_again_until_it_succeeds() {
    let (mut world, faults) = World::start_with_faults().await;
    faults.panic("call", "row-1", 12);
    world
        .put(&[
            outgoing(0, Lane::Answer, None, Call::Erase { filings: Vec::new() }),
            send(1, "a"),
        ])
        .await;
    world.settle().await;
    assert_eq!(world.statuses().await, ["waiting", "done"]);
    for _ in 0..12 {
        world.pass(TimeDelta::minutes(5)).await;
    }
    assert_eq!(world.statuses().await, ["done", "done"]);
}

#[tokio::test]
async fn a_channel_that_panics_when_it_is_read_or_planned_harms_no_other() {
    for place in ["plan", "read"] {
        let channel = "chat:1:answer";
        let (mut world, faults) = World::start_with_faults().await;
        faults.panic(place, channel, 2);
        world.put(&[send(1, "a"), send(1, "b"), send(2, "c")]).await;
        wait_for_async(async || world.rows().await[2].status == "done").await;
        world
            .pass_slowly(TimeDelta::seconds(8), || faults.left(place) == 0)
            .await;
        wait_for_async(async || {
            world.wakers.wake_all();
            world.statuses().await == ["done", "done", "done"]
        })
        .await;
        assert_eq!(world.api.texts_to(1), ["a", "b"], "{place}");
    }
}

#[tokio::test]
async fn a_panic_while_something_is_written_down_ends_nothing_and_sends_nothing_twice() {
    // The group, then each alone with three more attempts, then as little as can be.
    for times in [1, 3, 4] {
        let (mut world, faults) = World::start_with_faults().await;
        faults.panic("commit", "chat:1:answer", times);
        world.put(&[ask(1, "a"), send(2, "b")]).await;
        wait_for_async(async || world.statuses().await == ["done", "done"]).await;
        assert_eq!(faults.left("commit"), 0, "{times}");
        // Writing down goes on.
        world.put(&[send(1, "c")]).await;
        world.settle().await;
        assert_eq!(world.api.texts_to(1), ["a", "c"], "{times}");
    }
}

#[tokio::test]
async fn what_cannot_be_written_down_at_all_is_not_sent_in_a_rush() {
    let (mut world, faults) = World::start_with_faults().await;
    faults.panic("commit", "chat:1:answer", 10);
    world.put(&[send(1, "a")]).await;
    wait_for_async(async || {
        world.wakers.wake_all();
        world.statuses().await == ["done"]
    })
    .await;
    assert!(world.api.texts_to(1).len() <= 3, "{:?}", world.api.texts_to(1));
    assert_eq!(faults.left("commit"), 0);
}

#[tokio::test]
async fn the_loops_live_through_panics() {
    let (mut world, faults) = World::start_with_faults().await;
    for place in ["round", "due", "clean-up"] {
        faults.panic(place, "", 3);
    }
    world.put(&[send(1, "a")]).await;
    let id = uuid::Uuid::new_v4();
    let update = update(1, 5, "made up");
    world.store_updates(&[update]).await;
    let now = beian_bot::clock::Clock::now(world.clock.as_ref());
    world.deadline(id, 5, now).await;
    wait_for_async(async || {
        world.wakers.wake_all();
        world
            .clock
            .move_to(beian_bot::clock::Clock::now(world.clock.as_ref()) + TimeDelta::minutes(5));
        let inputs = world.inputs().await;
        let fell_due = inputs.iter().any(|input| input.source == "due");
        let all_met = ["round", "due", "clean-up"].iter().all(|place| faults.left(place) == 0);
        fell_due && all_met && world.statuses().await == ["done"]
    })
    .await;
}
