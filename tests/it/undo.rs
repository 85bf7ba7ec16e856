//! A reviewer takes a wrong decision back for as long as nobody has heard of it; its notices wait that long.

use std::time::Duration;

use insta::assert_snapshot;

use crate::support::scripts::{self, GRANTED};
use crate::support::{Person, World};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_decision_is_taken_back_before_anybody_hears_of_it() {
    let world = World::with_undo().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    reviewer.says("/reject 1001 site_name 太短").await;
    world.advance(SECOND * 59).await;
    reviewer.presses("↩ 撤销").await;
    world.advance(MINUTE * 10).await;
    // What was picked is still there; this time it is meant.
    reviewer.says("/approve 1001").await;
    world.advance(MINUTE).await;
    // Too late: the applicant is just being told.
    reviewer.says("/undo 1001").await;
    world.advance(MINUTE).await;
    applicant.says("/status").await;
    // Only the last act, by whoever did it, and only as long as nothing else has happened.
    reviewer.says("/handover 1001").await;
    world.second_reviewer.says("/undo 1001").await;
    reviewer.says("/undo 1001").await;
    reviewer.says("/undo 1001").await;
    reviewer.says("/history 1001").await;
    reviewer.says("/undo").await;
    reviewer.says("/undo 9999").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

/// Does it, takes it back, and looks whether everything is as it was; then does it for good.
async fn back_and_again(world: &World, reviewer: &Person, acts: &[&str]) {
    world.ignores().await;
    let before = world.traces().await.standing();
    let registered = world.registered_numbers().await;
    for text in acts {
        reviewer.says(text).await;
    }
    let after = world.traces().await.standing();
    assert!(before != after, "{acts:?} changed nothing");
    reviewer.says("/undo 1001").await;
    let heard = reviewer.hears_so_far().await;
    assert!(heard.contains("已撤销"), "{acts:?}: {heard}");
    world.advance(MINUTE * 2).await;
    let heard = world.applicant.hears_so_far().await;
    assert_eq!(heard, "", "{acts:?}");
    let changed = world.traces().await.standing().but(&before);
    assert_eq!(changed, [""; 0], "{acts:?}");
    assert_eq!(world.registered_numbers().await, registered, "{acts:?}");
    for text in acts {
        reviewer.says(text).await;
    }
    assert_eq!(world.applicant.hears_so_far().await, "", "{acts:?} is told too early");
    world.advance(MINUTE * 2).await;
    assert_ne!(world.applicant.hears_so_far().await, "", "{acts:?} is not told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_act_of_a_reviewer_can_be_taken_back_whole() {
    let world = World::with_undo().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    world
        .submitted_by(
            applicant,
            &scripts::enterprise_with_curtain(&scripts::curtain_owed().iter().map(String::as_str).collect::<Vec<_>>()),
        )
        .await;
    reviewer.says("/claim 1001").await;
    // What is picked by buttons stays picked.
    reviewer.says("/reject 1001").await;
    back_and_again(&world, reviewer, &["/supplement 1001 域名证书"]).await;
    applicant.presses("继续填写").await;
    applicant.says("域名刚续费，明天才有").await;
    applicant.presses("提交备案").await;
    back_and_again(&world, reviewer, &["/approve 1001"]).await;
    back_and_again(&world, reviewer, &["/curtain 1001 顺丰 SF1029384756123"]).await;
    applicant.hands_in_at_curtain().await;
    back_and_again(&world, reviewer, &["/received 1001"]).await;
    back_and_again(&world, reviewer, &["/approve 1001"]).await;
    back_and_again(&world, reviewer, &["/handover 1001"]).await;
    back_and_again(&world, reviewer, &["/verified 1001"]).await;
    back_and_again(&world, reviewer, &[&format!("/grant 1001 {GRANTED}")]).await;
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_can_what_the_authority_said() {
    let world = World::with_undo().await;
    world.submitted_filing().await;
    let reviewer = &world.reviewer;
    reviewer.says("/approve 1001").await;
    world.advance(MINUTE * 2).await;
    reviewer.says("/handover 1001").await;
    world.advance(MINUTE * 2).await;
    back_and_again(&world, reviewer, &["/missed 1001"]).await;
    reviewer.says("/handover 1001").await;
    world.advance(MINUTE * 2).await;
    back_and_again(&world, reviewer, &["/return 1001 site_name 名称不符"]).await;
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_noted_and_a_silent_claim_goes_back() {
    let world = World::start().await;
    world.open_desk().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    let reviewer = &world.reviewer;
    reviewer.says("/claim 1001").await;
    reviewer.presses("电话").await;
    reviewer.presses("没人接").await;
    world.advance(MINUTE * 60 * 5).await;
    reviewer.says("/call 1001 已接通，周五前寄资料").await;
    reviewer.at(world.group.chat).says("/call 1001").await;
    world.second_reviewer.says("/call 1001").await;
    // A call keeps it: it is reminded of and goes back a working day after the last.
    world.advance(MINUTE * 60 * 22).await;
    world.advance(MINUTE * 60 * 2).await;
    reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}
