//! Whoever cannot be reached for a while misses nothing that is still true, and a deadline that they may not know of is put before
//! the reviewer in time.

use std::time::Duration;

use insta::assert_snapshot;

use crate::support::World;

const DAY: Duration = Duration::from_secs(24 * 3600);
const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejection_while_the_bot_is_blocked_is_told_first_when_the_person_is_there_again() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.stands(&world.applicant, "kicked").await;
    world.ignores().await;
    world.begin_transcript().await;
    world.reviewer.says("/reject 1001 网站名称 和单位没有关系").await;
    world.advance(DAY * 10).await;
    world.stands(&world.applicant, "member").await;
    // Once: what follows says nothing of it again.
    world.applicant.says("/start").await;
    world.applicant.presses("继续填写").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadline_that_a_blocked_applicant_may_not_know_of_is_put_before_the_claimant_once() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.stands(&world.applicant, "kicked").await;
    world.reviewer.says("/reject 1001 网站名称 和单位没有关系").await;
    world.ignores().await;
    world.begin_transcript().await;
    world.advance(DAY * 44 - MINUTE).await;
    assert_eq!(world.reviewer.hears().await, "", "not before the last reminder");
    world.advance(MINUTE).await;
    assert!(world.reviewer.hears_so_far().await.contains("没能送到"));
    world.advance(Duration::from_secs(12 * 3600)).await;
    // They were phoned, and correct it in time.
    world.stands(&world.applicant, "member").await;
    world.applicant.presses("继续填写").await;
    world.applicant.says("云杉示例科技官网").await;
    world.applicant.says("提交备案").await;
    world.advance(DAY * 2).await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_blocks_the_bot_just_before_the_last_reminder_is_put_before_the_claimant_too() {
    let world = World::start().await;
    world.submitted_individual_filing().await;
    world.reviewer.says("/reject 1001 site_name 和网站没有关系").await;
    world.advance(DAY * 43).await;
    world.stands(&world.second_applicant, "kicked").await;
    world.ignores().await;
    world.begin_transcript().await;
    world.advance(DAY).await;
    assert!(world.reviewer.hears_so_far().await.contains("没能送到"));
    // It ends, and the claimant hears that too. Back after it, the applicant is told how things stand, in their language.
    world.advance(DAY).await;
    world.stands(&world.second_applicant, "member").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejection_while_telegram_is_away_for_thirty_hours_is_told_afterwards_and_once() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.telegram_answers("http_500", world.applicant.chat).await;
    world.begin_transcript().await;
    world.reviewer.says("/reject 1001 网站名称 和单位没有关系").await;
    world.advance(Duration::from_secs(30 * 3600)).await;
    assert_eq!(world.applicant.hears().await, "");
    world.telegram_answers("none", world.applicant.chat).await;
    world.advance(MINUTE * 5).await;
    world.applicant.presses("继续填写").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_telegram_is_away_for_longer_than_the_deadline_the_claimant_hears_of_it_in_time() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.telegram_answers("http_500", world.applicant.chat).await;
    world.begin_transcript().await;
    world.reviewer.says("/reject 1001 网站名称 和单位没有关系").await;
    world.tries_no_sooner_than(DAY * 46).await;
    world.advance(DAY * 44).await;
    assert!(world.reviewer.hears_so_far().await.contains("没能送到"));
    world.advance(DAY * 2).await;
    world.telegram_answers("none", world.applicant.chat).await;
    world.advance(DAY).await;
    // Of all that was waiting, only what is still true: it has expired.
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_has_claimed_is_put_before_the_desk() {
    let world = World::start().await;
    world.open_desk().await;
    world.submitted_filing().await;
    world.stands(&world.applicant, "kicked").await;
    world.reviewer.says("/reject 1001 网站名称 和单位没有关系").await;
    world.reviewer.says("/release 1001").await;
    world.advance(DAY * 43).await;
    world.ignores().await;
    world.advance(DAY).await;
    let heard = world.group.hears().await;
    assert!(heard.contains("没能送到") && heard.contains("/claim 1001"), "{heard}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claimant_who_had_blocked_the_bot_hears_how_their_filing_stands() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.reviewer.says("/claim 1001").await;
    world.stands(&world.reviewer, "kicked").await;
    world.applicant.says("/cancel").await;
    world.applicant.presses("撤回备案申请").await;
    world.ignores().await;
    world.begin_transcript().await;
    world.stands(&world.reviewer, "member").await;
    world.reviewer.says("/queue").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_for_just_that_is_not_told_it_twice() {
    let world = World::start().await;
    world.submitted_filing().await;
    // Without a word of my_chat_member: the next thing that comes is a command.
    world.telegram_answers("blocked", world.applicant.chat).await;
    world.reviewer.says("/approve 1001").await;
    world.telegram_answers("none", world.applicant.chat).await;
    world.ignores().await;
    world.applicant.says("/status").await;
    let heard = world.applicant.hears().await;
    assert_eq!(heard.matches("1001").count(), 1, "{heard}");
    world.applicant.says("/help").await;
    assert!(!world.applicant.hears().await.contains("没能送到"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_arrives_later_by_itself_is_not_told_again() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.telegram_answers("blocked", world.applicant.chat).await;
    world.reviewer.says("/approve 1001").await;
    world.telegram_answers("none", world.applicant.chat).await;
    world.ignores().await;
    world.reviewer.says("/handover 1001").await;
    world.reviewer.ignores().await;
    assert!(world.applicant.hears().await.contains("已提交管局"));
    world.applicant.says("/help").await;
    assert!(!world.applicant.hears().await.contains("没能送到"));
    world.end().await;
}
