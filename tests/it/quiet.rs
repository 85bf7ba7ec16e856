//! Reminders leave people in peace: several of one moment are one message, and everybody may lengthen their night.

use std::time::Duration;

use insta::assert_snapshot;

use crate::support::{World, scripts};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reminders_of_one_moment_are_one_message_and_quiet_hours_are_kept() {
    let world = World::start().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    let first = world.submitted_filing().await;
    let second = world
        .submitted_by(
            applicant,
            &scripts::enterprise_with("yunshan-example2.com", "91320115MA0000015G"),
        )
        .await;
    for number in [first, second] {
        reviewer.says(format!("/reject {number} site_name 太短")).await;
    }
    world.ignores().await;
    // Both were sent back at the same instant: a week later both are reminded of, in one message, whose buttons tell them apart.
    let reminded = async |after: Duration| {
        world.advance(after).await;
        let heard = applicant.hears_so_far().await;
        let last = applicant.last().await;
        assert!(
            heard.contains("① 备案申请 100") && heard.contains("② 备案申请 100"),
            "{heard}"
        );
        assert!(
            [first, second].iter().all(|number| heard.contains(&number.to_string())),
            "{heard}"
        );
        assert_eq!(last.labels(), ["① 继续填写", "② 继续填写"]);
    };
    reminded(DAY * 7).await;
    world.begin_transcript().await;
    applicant.presses("① 继续填写").await;
    applicant.says("/quiet").await;
    applicant.presses("20:00–10:00").await;
    for hours in ["9-21", "23-9", "一直", "21:00-11:00"] {
        applicant.says(format!("/quiet {hours}")).await;
    }
    // At nine in the morning of the last week: it comes at eleven.
    world.advance(DAY * 31).await;
    world.advance(HOUR).await;
    assert_snapshot!(world.transcript().await);
    reminded(HOUR).await;
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_wait_comes_in_quiet_hours_too() {
    let world = World::start().await;
    world.submitted_filing().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    reviewer.says("/approve 1001").await;
    applicant.says("/quiet 14-12").await;
    world.ignores().await;
    world.begin_transcript().await;
    // Twelve hours before the end of the SMS verification it is evening, and the verification does not wait.
    reviewer.says("/handover 1001").await;
    world.advance(HOUR * 12).await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}
