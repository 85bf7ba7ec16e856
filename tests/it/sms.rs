//! The Ministry's SMS verification: who is told what and when, who is done, what is missed, and the hand-over that follows by itself.

use std::time::Duration;

use insta::assert_snapshot;

use crate::support::{World, scripts};

const HOUR: Duration = Duration::from_secs(3600);

/// An enterprise whose website has a person in charge of its own: two mobiles.
fn two_people() -> Vec<String> {
    let mut texts = scripts::enterprise();
    texts.truncate(texts.len() - 3);
    let other = [
        "否",
        "居民身份证",
        "李样例",
        "320102199003070017",
        "13712345678",
        "025-84123457",
        "13712345678",
        "电话核实",
        "提交备案",
    ];
    texts.extend(other.map(str::to_owned));
    texts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_persons_verifies_late() {
    let world = World::start().await;
    world.submitted_by(&world.applicant, &two_people()).await;
    world.reviewer.says("/approve 1001").await;
    world.begin_transcript().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    reviewer.says("/handover 1001").await;
    applicant.presses("收不到短信").await;
    applicant.presses("陈示例").await;
    // What was reported is no person's button any more; the others' on an older message still counts.
    world.advance(HOUR * 12).await;
    applicant.says("/sms").await;
    reviewer.says("/show 1001").await;
    world.advance(HOUR * 11).await;
    applicant.presses("李样例").await;
    applicant.says("/status").await;
    // The end of the 24 hours passes, and nothing is missed.
    world.advance(HOUR).await;
    reviewer.says("/verified 1001 王不在").await;
    reviewer.says("/verified 1001 李样例").await;
    reviewer.says("/verified 1001").await;
    applicant.says("/sms").await;
    reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missed_is_handed_over_again_by_itself_in_english() {
    let world = World::start().await;
    world.submitted_individual_filing().await;
    world.second_reviewer.says("/approve 1001").await;
    world.advance_to("2026-03-02T15:00:00+08:00").await;
    world.begin_transcript().await;
    let (applicant, reviewer) = (&world.second_applicant, &world.second_reviewer);
    reviewer.says("/hand_over 1001").await;
    applicant.ignores().await;
    // A minute before each moment nothing is said, and at the moment something is.
    for moment in ["02T21:30", "03T11:00", "03T14:00", "03T15:00", "04T09:00"] {
        let at = chrono::DateTime::parse_from_rfc3339(&format!("2026-03-{moment}:00+08:00")).unwrap();
        let before = (at - Duration::from_secs(60)).to_rfc3339();
        world.advance_to(&before).await;
        assert_eq!(applicant.hears().await, "", "before {moment}");
        world.advance_to(&at.to_rfc3339()).await;
        assert_ne!(applicant.hears().await, "", "{moment}");
    }
    applicant.presses("has verified").await;
    reviewer.says("/verified 1001").await;
    reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_applicant_may_object_to_another_hand_over() {
    let world = World::start().await;
    world.submitted_filing().await;
    for command in ["approve", "handover"] {
        world.reviewer.says(format!("/{command} 1001")).await;
    }
    world.begin_transcript().await;
    let applicant = &world.applicant;
    world.reviewer.presses("核验超时").await;
    applicant.presses("先不要重新提交").await;
    applicant.says("/sms").await;
    // The moment of the hand-over passes, and nothing is handed over.
    world.advance(HOUR * 3).await;
    world.reviewer.says("/show 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hand_over_late_in_the_day_is_asked_about() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.reviewer.says("/approve 1001").await;
    world.advance_to("2026-03-06T15:59:00+08:00").await;
    world.advance_to("2026-03-06T16:00:00+08:00").await;
    world.ignores().await;
    let reviewer = &world.reviewer;
    reviewer.says("/show 1001").await;
    reviewer.ignores().await;
    reviewer.presses("提交管局").await;
    assert_snapshot!(reviewer.hears().await, @r"
    现在是2026年3月6日 16:00。提交后工信部就发验证码，申请人可能要到晚上才看到，24 小时却已经开始算了。
    建议在2026年3月9日 09:00再提交备案申请 1001。确定现在就提交，请点下面的按钮，或发送 /hand_over 1001 now。
    [现在就提交]
    ");
    assert_eq!(world.applicant.hears().await, "");
    reviewer.presses("现在就提交").await;
    assert!(reviewer.hears().await.contains("待短信核验"));
    assert!(world.applicant.hears().await.contains("请完成短信核验"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rehearsal_compares_and_keeps_nothing() {
    let world = World::start().await;
    world.submitted_by(&world.applicant, &two_people()).await;
    world.reviewer.says("/approve 1001").await;
    world.begin_transcript().await;
    let applicant = &world.applicant;
    let before = world.traces().await;
    applicant.presses("练习一遍").await;
    for text in ["13712345678", "139 1234 5678", "320102199003070009", "070009"] {
        applicant.says(text).await;
    }
    // The other one's turn.
    applicant.sends_photo().await;
    applicant.says("+86 137 1234 5678").await;
    applicant.says("07 0017").await;
    applicant.says("谢谢").await;
    assert_eq!(world.traces().await, before, "a rehearsal has changed something");
    assert_snapshot!(world.transcript().await);
    world.end().await;
}
