//! After the grant: the footer, the opening day, the public-security filing and what is reminded of it.

use insta::assert_snapshot;

use crate::support::{World, scripts};

const NUMBER: &str = "苏公网安备 32010002010001号";

/// A filing granted on Monday 2 March 2026 at nine.
async fn granted(world: &World) {
    world.filing_at_authority().await;
    world.begin_transcript().await;
    world.reviewer.says(format!("/grant 1001 {}", scripts::GRANTED)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_security_filing_is_watched_from_the_opening_day_to_its_number() {
    let world = World::start().await;
    granted(&world).await;
    let applicant = &world.applicant;
    applicant.presses("还没开通").await;
    // Asked again after three days, ten, and each thirty.
    for (day, asks) in [("05", true), ("06", false), ("12", true)] {
        world.advance_to(&format!("2026-03-{day}T09:00:00+08:00")).await;
        assert_eq!(applicant.hears().await.contains("网站开通了吗"), asks, "{day}");
    }
    applicant.presses("填开通日期").await;
    for text in ["2199-01-01", "2026-03-01", "下个月", "3月10日"] {
        applicant.says(text).await;
    }
    applicant.says("/status").await;
    applicant.hears().await;
    for (moment, reminds) in [
        ("03-20T09:00:00", true),
        ("03-30T09:00:00", true),
        ("04-05T09:00:00", false),
        ("04-06T09:00:00", true),
        ("04-08T09:00:00", true),
        ("04-09T08:59:00", false),
        ("04-09T09:00:00", true),
        ("04-10T07:59:00", false),
        ("04-10T08:00:00", true),
        ("04-17T08:00:00", true),
    ] {
        world.advance_to(&format!("2026-{moment}+08:00")).await;
        assert_eq!(applicant.hears().await.contains("公安联网备案"), reminds, "{moment}");
    }
    applicant.presses("公安备案已办好").await;
    for text in [
        scripts::GRANTED,
        "3201000201000",
        "京公网安备32010002010001号",
        "办好了呀",
        NUMBER,
    ] {
        applicant.says(text).await;
    }
    world.advance_to("2026-06-01T09:00:00+08:00").await;
    applicant.says("/status").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_opening_day_and_the_number_by_commands_in_english() {
    let world = World::start().await;
    let applicant = &world.second_applicant;
    applicant.says("/opened today").await;
    assert!(applicant.hears().await.contains("No website of yours"));
    world.submitted_individual_filing().await;
    for command in ["approve", "handover", "verified"] {
        world.second_reviewer.posts(format!("/{command} 1001")).await;
    }
    world
        .second_reviewer
        .says(format!("/grant 1001 {}", scripts::GRANTED))
        .await;
    world.ignores().await;
    world.begin_transcript().await;
    applicant.says("/opened").await;
    applicant.says("thanks").await;
    applicant.says("/opened 1001 2026-03-04").await;
    applicant.says("/opened 2026-03-20").await;
    // Planned for the twentieth; told anew on the third day, it counts from then.
    applicant.says("/opened today").await;
    applicant.says("/status").await;
    applicant.says("/public_security").await;
    applicant
        .says("https://beian.mps.gov.cn/#/query/webSearch?code=32010002010001")
        .await;
    applicant.says("/opened 2026-03-02").await;
    world.second_reviewer.says("/show 1001").await;
    world.second_reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

/// A filing whose time is over when its day is told is late at once, and whoever deletes everything hears no more of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_long_past_is_late_and_deletion_ends_the_reminders() {
    let world = World::start().await;
    world.granted_filing().await;
    let applicant = &world.applicant;
    world.advance_to("2026-04-20T10:00:00+08:00").await;
    world.ignores().await;
    applicant.presses("今天开通了").await;
    assert!(applicant.hears().await.contains("2026年5月20日"));
    // The button of before does not make another day of it.
    world.advance_to("2026-04-21T10:00:00+08:00").await;
    let (message, _, data) = applicant
        .every_button()
        .await
        .into_iter()
        .find(|(_, label, _)| label == "今天开通了")
        .unwrap();
    applicant.press_only(message, &data).await;
    world.ignores().await;
    applicant.says("/opened 2026-03-02").await;
    assert!(applicant.hears().await.contains("30 天期限（2026年4月1日）已经过了"));
    applicant.says("/delete").await;
    applicant.presses("全部删除").await;
    world.ignores().await;
    world.advance_to("2026-07-01T10:00:00+08:00").await;
    assert_eq!(applicant.hears().await, "");
    world.end().await;
}
