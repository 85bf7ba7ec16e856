//! Notices are kept as long as they are true: what a later one has taken the place of is not told, what was refused is told of.

use beian_bot::domain::outgoing::{Lane, Matter, Outcome, Outgoing};
use chrono::TimeDelta;
use uuid::Uuid;

use crate::support::bot_api::refuse;

use super::world::*;

const FILING: Uuid = Uuid::from_u128(7);
const BLOCKED: &str = "Forbidden: bot was blocked by the user";

async fn outcomes(world: &World) -> Vec<Outcome> {
    let contents = world.contents().await;
    contents
        .iter()
        .map(|content| serde_json::from_str(content).unwrap())
        .collect()
}

#[tokio::test]
async fn after_an_outage_only_the_latest_form_of_a_notice_is_told() {
    let mut world = World::start().await;
    for _ in 0..500 {
        world.api.script("sendMessage", None, refuse(502, "Bad Gateway"));
    }
    let reminder = |until: TimeDelta, text: &str| Outgoing {
        expires_at: Some(beian_bot::clock::from_milliseconds(1_800_000_000_000) + until),
        ..notice(1, text)
    };
    world
        .put_about(Some(Matter::Status(FILING)), &[notice(1, "rejected")])
        .await;
    world
        .put_about(Some(Matter::Status(Uuid::from_u128(8))), &[notice(1, "another filing")])
        .await;
    world.settle().await;
    world.pass(TimeDelta::hours(10)).await;
    world
        .put_about(
            Some(Matter::Reminder(FILING)),
            &[reminder(TimeDelta::hours(20), "remember")],
        )
        .await;
    world
        .put_about(
            Some(Matter::Reminder(FILING)),
            &[reminder(TimeDelta::hours(90), "remember again")],
        )
        .await;
    world.pass(TimeDelta::hours(20)).await;
    // Thirty hours later the rejection is still true, and so is the second reminder.
    world.api.forget_scripts();
    world.pass(TimeDelta::minutes(5)).await;
    world.pass(TimeDelta::minutes(5)).await;
    let mut told = world.api.texts_to(1);
    told.dedup();
    assert_eq!(told, ["rejected", "another filing", "remember again"]);
    assert_eq!(world.statuses().await, ["done", "done", "dropped", "done"]);

    for _ in 0..500 {
        world.api.script("sendMessage", None, refuse(502, "Bad Gateway"));
    }
    world
        .put_about(Some(Matter::Status(FILING)), &[notice(1, "approved")])
        .await;
    world
        .put_about(Some(Matter::Reminder(FILING)), &[notice(2, "to the reviewer")])
        .await;
    world.settle().await;
    world.pass(TimeDelta::hours(40)).await;
    world
        .put_about(Some(Matter::Status(FILING)), &[notice(1, "granted")])
        .await;
    world.api.forget_scripts();
    world.pass(TimeDelta::minutes(5)).await;
    assert_eq!(world.api.texts_to(1).last().unwrap(), "granted");
    assert_eq!(world.statuses().await[4..], ["dropped", "dropped", "done"]);
    assert!(outcomes(&world).await.is_empty(), "nothing was missed");
}

#[tokio::test]
async fn two_notices_that_come_close_together_are_both_told() {
    let mut world = World::new().await;
    world
        .put_about(Some(Matter::Status(FILING)), &[notice(1, "approved")])
        .await;
    world
        .put_about(Some(Matter::Status(FILING)), &[notice(1, "handed over")])
        .await;
    world.start_worker(Default::default()).await;
    world.settle().await;
    assert_eq!(world.api.texts_to(1), ["approved", "handed over"]);
}

#[tokio::test]
async fn an_answer_is_told_whatever_came_after_it() {
    let mut world = World::start().await;
    world.api.script("sendMessage", 1, refuse(502, "Bad Gateway"));
    let answer = Outgoing {
        lane: Lane::Answer,
        ..send(1, "handed in")
    };
    world.put_about(Some(Matter::Status(FILING)), &[answer]).await;
    world.settle().await;
    world
        .put_about(Some(Matter::Status(FILING)), &[notice(1, "rejected")])
        .await;
    world.settle().await;
    world.pass(TimeDelta::hours(1)).await;
    assert_eq!(world.statuses().await, ["done", "done"]);
    assert_eq!(world.api.texts_to(1).last().unwrap(), "handed in");
}

#[tokio::test]
async fn the_bot_hears_what_was_refused_of_which_filing_and_when_that_is_over() {
    let mut world = World::start().await;
    let refused = |filing| Outcome::Refused {
        chat: 1,
        code: 403,
        description: BLOCKED.into(),
        filing,
    };
    let told = Outcome::Told {
        chat: 1,
        filing: FILING,
    };
    world.api.script("sendMessage", 1, refuse(403, BLOCKED));
    world
        .put_about(Some(Matter::Status(FILING)), &[notice(1, "rejected")])
        .await;
    world.settle().await;
    assert_eq!(outcomes(&world).await, [refused(Some(FILING))]);
    world
        .put_about(Some(Matter::Reminder(FILING)), &[notice(1, "remember")])
        .await;
    world.settle().await;
    world
        .put_about(Some(Matter::Reminder(FILING)), &[notice(1, "remember again")])
        .await;
    world.settle().await;
    assert_eq!(outcomes(&world).await, [refused(Some(FILING)), told.clone()], "once");

    // In one go as well.
    world.api.script("sendMessage", 1, refuse(502, "Bad Gateway"));
    world.api.script("sendMessage", 1, refuse(403, BLOCKED));
    world
        .put_about(Some(Matter::Status(FILING)), &[notice(1, "returned")])
        .await;
    world
        .put_about(Some(Matter::Reminder(FILING)), &[notice(1, "remember")])
        .await;
    world.settle().await;
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(
        outcomes(&world).await[2..],
        [refused(Some(FILING)), told],
        "{:?}",
        world.rows().await
    );
}
