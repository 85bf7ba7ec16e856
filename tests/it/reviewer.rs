//! The review, as reviewers and administrators do it in their chats (R10).

use std::time::Duration;

use insta::assert_snapshot;

use crate::support::{World, scripts};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_by_buttons_in_chinese() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    let reviewer = &world.reviewer;
    reviewer.says("/queue").await;
    reviewer.presses("#1001").await;
    reviewer.presses("领取").await;
    reviewer.presses("驳回").await;
    // The filing stays in sight; what was found comes first, then the sections, each with what stands in it.
    reviewer.presses("网站信息").await;
    reviewer.presses("网站名称").await;
    // A known reason for one field, own words for another, and a third that is taken out again.
    let reason = reviewer.last().await.labels()[0].to_owned();
    reviewer.presses(&reason).await;
    reviewer.presses("主体负责人").await;
    reviewer.presses("其他项").await;
    reviewer.presses("主体负责人").await;
    reviewer.presses("主体负责人手机号码").await;
    reviewer.presses("另写原因").await;
    reviewer.says("三次都没有打通，请换一个能接通的号码").await;
    reviewer.presses("主体信息").await;
    reviewer.presses("主办单位名称").await;
    let reason = reviewer.last().await.labels()[0].to_owned();
    reviewer.presses(&reason).await;
    reviewer.presses("✗ 主办单位名称").await;
    reviewer.presses("不再驳回这一项").await;
    reviewer.presses("发送驳回").await;
    reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_by_commands_in_english() {
    let world = World::start().await;
    world.submitted_individual_filing().await;
    world.begin_transcript().await;
    let reviewer = &world.second_reviewer;
    reviewer.says("/queue").await;
    reviewer.says("/claim 1001").await;
    reviewer.says("/queue").await;
    reviewer
        .says("/note 1001 The holder of the domain was checked with the registrar.")
        .await;
    reviewer.says("/release #1001").await;
    reviewer.says("/approve 1001").await;
    reviewer.says("/handover 1001").await;
    reviewer.says("/verified 1001").await;
    reviewer.says("/history 1001").await;
    reviewer.says("/grant 1001 苏ICP备12345678号 苏ICP备12345678号-1").await;
    reviewer.says("/queue").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

/// A rejection by a line a field: the fields by their ids, by Chinese and by English labels; the reasons known, by id and by
/// their words, and in the reviewer's own words.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejection_by_lines_of_text() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    world
        .reviewer
        .says(
            "/reject 1001 site_name 和单位的业务看不出关系
             主办单位名称：和营业执照上的不一样，少了“南京”
             Mobile of the person in charge phone_unreachable
             investor@subject investor_wrong",
        )
        .await;
    world.reviewer.says("/show 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_that_cannot_be_read_send_nothing() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    let reviewer = &world.reviewer;
    reviewer.says("/reject 1001 网站名称").await;
    reviewer.says("/reject 1001 colour 太红").await;
    reviewer.says("/reject").await;
    reviewer.says("/reject 网站名称").await;
    reviewer.says("/reject 1002 网站名称 重名").await;
    reviewer.says("/note 1001").await;
    reviewer.says("/handover 1001").await;
    reviewer.says("/release 1001").await;
    world.second_reviewer.says("/grant 1001 苏ICP备12345678号-1").await;
    world.second_reviewer.says("/return 1001 The name is taken").await;
    world.second_reviewer.says("/approve 10O1").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_filing_numbers_are_not_granted() {
    let world = World::start().await;
    world.filing_at_authority().await;
    world.begin_transcript().await;
    let reviewer = &world.reviewer;
    for numbers in [
        "",
        "12345678",
        "苏ICP备12345678号",
        "苏ICP备12345678号 苏ICP备87654321号-1",
        "苏ICP备12345678号-1 苏ICP备12345678号-2",
        "火ICP备12345678号-1",
    ] {
        reviewer.says(format!("/grant 1001 {numbers}")).await;
    }
    world.reviewer.says("/language en").await;
    reviewer.says("/grant 1001 苏ICP备12345678号").await;
    // As people type it.
    reviewer.says("/grant 1001 苏icp备12345678号－1").await;
    // A slip that looks right is put right afterwards, and the applicant is told.
    for numbers in ["苏ICP备12345678号-1", "苏ICP备12345687号-1"] {
        reviewer.says(format!("/grant 1001 {numbers}")).await;
    }
    reviewer.says("/history 1001").await;
    world.applicant.says("/status").await;
    assert_snapshot!(world.transcript().await);
    assert_eq!(
        world.registered_numbers().await,
        ["苏ICP备12345687号", "苏ICP备12345687号-1"]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_authority_returns_a_filing_in_words_alone() {
    let world = World::start().await;
    world.filing_at_authority().await;
    world.begin_transcript().await;
    world.reviewer.says("/return 1001").await;
    world
        .reviewer
        .says("/return 1001 主体名称与域名实名信息不一致，请核实后重新提交")
        .await;
    let applicant = &world.applicant;
    applicant.presses("继续填写").await;
    // Any answer may be changed, none must be.
    applicant.presses("修改 验证备案类型").await;
    applicant.presses("查看全部答案").await;
    applicant.presses("修改 主体信息").await;
    applicant.presses("主办单位名称").await;
    applicant.says("南京云杉示例信息科技有限公司").await;
    applicant.presses("提交备案").await;
    world.reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_authority_returns_named_fields() {
    let world = World::start().await;
    world.filing_at_authority().await;
    world.begin_transcript().await;
    world
        .reviewer
        .says("/return 1001 管局电话核查未接通\n主体负责人手机号码 无人接听\nhead_emergency_phone 与手机号码相同")
        .await;
    world.reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_authority_returns_fields_that_are_picked_by_buttons() {
    let world = World::start().await;
    world.filing_at_authority().await;
    world.begin_transcript().await;
    let reviewer = &world.reviewer;
    reviewer.says("/show 1001").await;
    reviewer.presses("管局退回").await;
    reviewer.presses("选择填报项").await;
    reviewer.presses("验证备案类型").await;
    reviewer.presses("网站域名").await;
    let reason = reviewer.last().await.labels()[0].to_owned();
    reviewer.presses(&reason).await;
    reviewer.presses("发送退回").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_reviewers_cannot_act_on_one_filing() {
    let world = World::start().await;
    world.submitted_filing().await;
    // Both look at it while nobody has claimed it; then one is quicker.
    for reviewer in [&world.reviewer, &world.second_reviewer] {
        reviewer.says("/show 1001").await;
    }
    world.begin_transcript().await;
    world.reviewer.presses("领取").await;
    let second = &world.second_reviewer;
    for label in ["Claim", "Approve", "Reject"] {
        second.presses(label).await;
    }
    for command in [
        "claim",
        "release",
        "approve",
        "reject",
        "reject 1001 site_name Wrong",
        "handover",
    ] {
        let number = if command.contains(' ') { "" } else { " 1001" };
        second.says(format!("/{command}{number}")).await;
    }
    second.says("/show 1001").await;
    world.reviewer.presses("通过").await;
    // What the second one still has on the screen is of before.
    for (message, label, data) in second.every_button().await {
        if matches!(label.as_str(), "Claim" | "Approve" | "Reject") {
            world.press_again(second, message, &label, &data).await;
        }
    }
    second.says("/handover 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reviews_their_own_filing() {
    let world = World::start().await;
    world.ignores().await;
    world.submitted_by(&world.reviewer, &scripts::enterprise()).await;
    world.begin_transcript().await;
    let reviewer = &world.reviewer;
    reviewer.says("/queue").await;
    reviewer.says("/show 1001").await;
    for command in [
        "/claim 1001",
        "/approve 1001",
        "/reject 1001",
        "/reject 1001 网站名称 重名",
    ] {
        reviewer.says(command).await;
    }
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_puts_back_what_somebody_else_has_claimed() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.reviewer.says("/claim 1001").await;
    world.begin_transcript().await;
    world.second_reviewer.says("/release 1001").await;
    world.administrator.says("/release 1001").await;
    world.second_reviewer.says("/claim 1001").await;
    world.reviewer.says("/approve 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn own_words_are_not_waited_for_for_ever() {
    let world = World::start().await;
    world.submitted_filing().await;
    let reviewer = &world.reviewer;
    reviewer.says("/reject 1001").await;
    reviewer.presses("网站信息").await;
    reviewer.presses("网站名称").await;
    reviewer.presses("另写原因").await;
    world.begin_transcript().await;
    reviewer.sends_photo().await;
    reviewer.says("/cancel").await;
    reviewer.says("这句话不是原因").await;
    reviewer.presses("另写原因").await;
    reviewer.says("/back").await;
    // A reason is chosen instead: what is typed later is no reason either.
    reviewer.presses("另写原因").await;
    let (reasons, ..) = reviewer.find("另写原因").await;
    let messages = reviewer.messages().await;
    let known = messages.iter().find(|message| message.id == reasons).unwrap();
    reviewer.presses_on(reasons, known.labels()[0]).await;
    reviewer.says("这句话也不是原因").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn roles_are_given_and_taken() {
    let world = World::start().await;
    let newcomer = world.newcomer("周砚", "zh-hans").await;
    newcomer.says("/start").await;
    let before = newcomer.menu().await;
    world.begin_transcript().await;
    let administrator = &world.administrator;
    administrator.says("/appoint").await;
    administrator.says("/appoint 周砚").await;
    administrator.says(format!("/appoint {} 老板", newcomer.id)).await;
    administrator.says(format!("/appoint {}", newcomer.id)).await;
    assert_ne!(newcomer.menu().await, before);
    assert_snapshot!("menu_of_a_reviewer", newcomer.menu().await.join("\n"));
    newcomer.says("/queue").await;
    administrator.says(format!("/appoint {} 管理员", newcomer.id)).await;
    assert_snapshot!("menu_of_an_administrator", newcomer.menu().await.join("\n"));
    newcomer.says(format!("/dismiss {}", administrator.id)).await;
    newcomer.says(format!("/appoint {} reviewer", administrator.id)).await;
    administrator.says("/dismiss").await;
    administrator.says(format!("/dismiss {}", newcomer.id)).await;
    administrator.says(format!("/dismiss {}", newcomer.id)).await;
    newcomer.says("/queue").await;
    newcomer.says("/help").await;
    assert_eq!(newcomer.menu().await, before);
    let transcript = world.transcript().await;
    assert_snapshot!(hide_ids(
        &transcript,
        &[(newcomer.id, "<周砚>"), (administrator.id, "<顾安宁>")]
    ));
    world.end().await;
}

fn hide_ids(text: &str, ids: &[(i64, &str)]) -> String {
    ids.iter()
        .fold(text.to_owned(), |text, (id, name)| text.replace(&id.to_string(), name))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_dismissed_in_the_middle_of_a_rejection_adds_nothing_to_it() {
    let world = World::start().await;
    world.submitted_filing().await;
    let reviewer = &world.reviewer;
    reviewer.says("/reject 1001").await;
    reviewer.presses("网站信息").await;
    reviewer.presses("网站名称").await;
    reviewer.presses("另写原因").await;
    world.administrator.says(format!("/dismiss {}", reviewer.id)).await;
    world.ignores().await;
    let before = world.traces().await;
    reviewer.says("名称不合适").await;
    assert_eq!(
        reviewer.hears().await,
        "您现在没有这样做的权限。如果工作需要，请联系管理员开通；发送 /help 查看您可以使用的命令。"
    );
    assert_eq!(world.traces().await, before);
    for (message, label, data) in reviewer.every_button().await {
        let answer = reviewer.press_only(message, &data).await;
        assert_eq!(
            answer.text.as_deref(),
            Some("您现在没有这样做的权限。如果工作需要，请联系管理员开通；发送 /help 查看您可以使用的命令。"),
            "{label}"
        );
    }
    world.settle().await;
    assert_eq!(world.traces().await, before);
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn help_tells_each_role_its_commands() {
    let world = World::start().await;
    world.administrator.says("/help").await;
    assert_snapshot!("help_of_an_administrator", world.administrator.hears().await);
    world.second_reviewer.says("/help").await;
    assert_snapshot!("help_of_a_reviewer_in_english", world.second_reviewer.hears().await);
    world.group.says("/help").await;
    assert_snapshot!("help_in_the_group", world.group.hears().await);
    world.applicant.says("/help").await;
    assert_snapshot!("help_of_an_applicant", world.applicant.hears().await);
    world.second_applicant.says("/help").await;
    assert_snapshot!("help_of_an_applicant_in_english", world.second_applicant.hears().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_is_one_message_that_counts_what_waits() {
    let world = World::start().await;
    world.group.says("/here").await;
    assert!(world.group.hears().await.starts_with("备案审核台"));
    let desk = world.group.last().await.id;
    let mut seen = Vec::new();
    world.submitted_filing().await;
    seen.push(world.group.last().await.text);
    world.advance(Duration::from_secs(3600)).await;
    world.submitted_individual_filing().await;
    seen.push(world.group.last().await.text);
    for command in [
        "claim 1001",
        "approve 1001",
        "handover 1001",
        "verified 1001",
        "release 1001",
        "grant 1001 苏ICP备12345678号-1",
    ] {
        world.reviewer.says(format!("/{command}")).await;
        seen.push(format!("> /{command}\n{}", world.group.last().await.text));
    }
    world.second_applicant.says("/cancel").await;
    world.second_applicant.presses("Withdraw").await;
    seen.push(format!("> withdrawn\n{}", world.group.last().await.text));
    assert_snapshot!(seen.join("\n\n"));
    let messages = world.group.messages().await;
    let of_the_bot: Vec<_> = messages.iter().filter(|message| message.from_bot).collect();
    assert_eq!(of_the_bot.len(), 1, "{of_the_bot:#?}");
    assert_eq!(of_the_bot[0].id, desk);
    world.ignores().await;
    world.end().await;
}

/// What the script answers that identifies somebody, or is theirs.
const PERSONAL: [&str; 9] = [
    "91320115MA0000007M",
    "320102199003070009",
    "13912345678",
    "139 1234 5678",
    "84123456",
    "陈示例",
    "南京云杉",
    "示例路",
    "林小满",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_group_sees_no_personal_value() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.open_desk().await;
    world.begin_transcript().await;
    let there = world.reviewer.at(world.group.chat);
    there.says("/queue").await;
    there.presses("#1001").await;
    there.presses("驳回").await;
    let labels = async || -> Vec<String> {
        let last = there.last().await;
        let labels = last
            .labels()
            .into_iter()
            .filter(|label| !matches!(*label, "查看" | "其他项"));
        labels.map(str::to_owned).collect()
    };
    let mut fields = 0;
    for section in labels().await.iter().filter(|label| !label.starts_with("⚠️")) {
        there.presses(section).await;
        for field in labels().await {
            there.presses(&field).await;
            there.presses("选择填报项").await;
            there.presses(section).await;
            fields += 1;
        }
        there.presses("其他项").await;
    }
    assert!(fields > 20, "{fields}");
    there.presses("网站信息").await;
    there.presses("网站名称").await;
    there.presses("另写原因").await;
    there.says("/note 1001 已电话核实陈示例，号码 13912345678").await;
    there.says("/reject 1001 site_name 陈示例说要改成“云杉”").await;
    there.says("/history 1001").await;
    there.says("/show 1001").await;
    assert_snapshot!("the_filing_in_the_group", there.last().await.shown());
    world.ignores().await;
    for message in there.messages().await.iter().filter(|message| message.from_bot) {
        for value in PERSONAL {
            assert!(
                !message.shown().contains(value),
                "{value} stands in the group:\n{}",
                message.shown()
            );
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_promise_that_is_about_to_end_is_told() {
    let world = World::start().await;
    world.open_desk().await;
    world.submitted_filing().await;
    world.submitted_individual_filing().await;
    world.begin_transcript().await;
    // The desk hears of both in one message, and not again when their next reminders fall due.
    world.advance(Duration::from_secs(37 * 3600)).await;
    world.advance(Duration::from_secs(8 * 3600)).await;
    // From here on somebody has it.
    world.second_reviewer.says("/claim 1001").await;
    world.advance(Duration::from_secs(3600)).await;
    world.advance(Duration::from_secs(3 * 3600)).await;
    world.reviewer.says("/queue").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_of_another_province_is_not_granted_and_the_right_one_can_be_typed_alone() {
    let world = World::start().await;
    let number = world.filing_at_authority().await;
    let reviewer = &world.reviewer;
    reviewer.says(format!("/show {number}")).await;
    reviewer.presses("备案成功").await;
    reviewer.ignores().await;
    // A slip is refused, and the number is waited for again.
    reviewer.says("浙ICP备12345678号-1").await;
    let heard = reviewer.hears().await;
    assert!(
        heard.contains("是浙江的备案号") && heard.contains("这份备案在江苏"),
        "{heard}"
    );
    world.applicant.says("/status").await;
    assert!(!world.applicant.hears().await.contains("ICP备"), "nothing was granted");
    // Blanks within it and a full stop behind it do no harm.
    reviewer.says("苏ICP备 12345678号-1。").await;
    assert!(reviewer.hears().await.contains("备案成功"));
    assert!(world.applicant.hears().await.contains("苏ICP备12345678号-1"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_dismissed_reviewer_had_claimed_waits_for_somebody_else() {
    let world = World::start().await;
    let number = world.submitted_filing().await;
    world.second_reviewer.says(format!("/claim {number}")).await;
    world
        .administrator
        .says(format!("/dismiss {}", world.second_reviewer.id))
        .await;
    world.ignores().await;
    world.reviewer.says("/queue").await;
    let heard = world.reviewer.hears().await;
    assert!(
        heard.contains(&format!("#{number}")) && !heard.contains("已领取"),
        "{heard}"
    );
    world.reviewer.says(format!("/claim {number}")).await;
    assert!(world.reviewer.hears().await.contains("领取：沈书言"));
    world.end().await;
}
