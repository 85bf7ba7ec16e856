//! `/find`: a reviewer on the phone has a name, a number or a domain, and wants the filing.

use insta::assert_snapshot;

use crate::support::{World, scripts};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filing_is_found_by_whatever_the_caller_knows() {
    let world = World::start().await;
    world.submitted_filing().await;
    let reviewer = &world.reviewer;
    let found_by = [
        "1001",
        "#1001",
        scripts::DOMAIN,
        "https://www.yunshan-example.com/about",
        "139 1234 5678",
        "+86 139-1234-5678",
        scripts::CREDIT_CODE,
        "91320115ma0000007m",
        scripts::ID_CARD,
        "南京云杉示例科技有限公司",
        "陈示例",
        "云杉示例官网",
    ];
    for what in found_by {
        reviewer.says(format!("/find {what}")).await;
        let heard = reviewer.hears().await;
        assert!(
            heard.contains("找到 1 件") && heard.contains("#1001"),
            "{what}:\n{heard}"
        );
    }
    let nothing = [
        "1002",
        "example.cn",
        "13800000000",
        "另一家公司",
        "陈示",
        "😀",
        &"长".repeat(3000),
    ];
    for what in nothing {
        reviewer.says(format!("/find {what}")).await;
        let heard = reviewer.hears().await;
        assert!(heard.contains("没有找到"), "{what}:\n{heard}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_found_is_told_apart_and_opens_by_a_press() {
    let world = World::start().await;
    // Twice the same organiser and person in charge; a draft of theirs is nobody's business yet.
    world.submitted_filing().await;
    world.applicant.says_all(["/cancel", "撤回备案申请"]).await;
    world.submitted_by(&world.applicant, &scripts::enterprise()).await;
    world.begin_transcript().await;
    let reviewer = &world.reviewer;
    reviewer.says(format!("/find {}", scripts::MOBILE)).await;
    reviewer.presses("#1002").await;
    reviewer.says("/find").await;
    // In the group too, where nothing stands that identifies anybody.
    let there = reviewer.at(world.group.chat);
    there.says("/find 云杉示例官网").await;
    let heard = there.hears().await;
    assert!(heard.contains("#1002") && !heard.contains("陈示例"), "{heard}");
    world.applicant.says("/find 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_not_found() {
    let world = World::start().await;
    let texts = scripts::enterprise();
    let (draft, _) = texts.split_at(texts.len() - 1);
    world.applicant.says_all(draft.iter().map(String::as_str)).await;
    world.ignores().await;
    let reviewer = &world.reviewer;
    reviewer.says(format!("/find {}", scripts::DOMAIN)).await;
    assert!(reviewer.hears().await.contains("没有找到"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_granted_number_finds_its_filing_and_is_granted_once() {
    let world = World::start().await;
    world.granted_filing().await;
    let second = world
        .submitted_by(
            &world.second_applicant,
            &scripts::enterprise_with("yunshan-example2.com", "91320115MA0000015G"),
        )
        .await;
    let reviewer = &world.reviewer;
    for command in ["approve", "handover", "verified"] {
        reviewer.says(format!("/{command} {second}")).await;
    }
    world.begin_transcript().await;
    // A slip: the number is another filing's. Nothing of it is entered.
    reviewer.says(format!("/grant {second} {}", scripts::GRANTED)).await;
    reviewer.says(format!("/find {}", scripts::GRANTED)).await;
    reviewer.says("/find 苏icp备12345678号").await;
    reviewer.says("/find 苏ICP备12345678号-2").await;
    reviewer.says(format!("/grant {second} 苏ICP备12345679号-1")).await;
    // What is entered wrongly is put right by a number that is nobody's.
    reviewer.says(format!("/grant {second} {}", scripts::GRANTED)).await;
    reviewer.says(format!("/grant {second} 苏ICP备12345680号-1")).await;
    reviewer.says("/find 苏ICP备12345680号-1").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}
