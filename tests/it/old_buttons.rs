//! Buttons of earlier messages: whatever became of the filing since, a press on one changes nothing that it should not, and
//! says why. Also those that later edits have taken away: Telegram's apps press what they still show.

use std::collections::HashMap;
use std::time::Duration;

use beian_bot::domain::press::{Press, Verb};

use crate::support::{Person, World, scripts};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// What belongs to no filing, and does the same at any time: begin one, speak another language.
fn is_of_no_filing(data: &str) -> bool {
    let press = Press::decode(data).expect("a button of ours");
    let act = press.payload.split(' ').next().unwrap_or_default();
    press.verb == Verb::Act && matches!(act, "new" | "language" | "queue" | "ask")
}

/// Long lists of options differ in nothing but the option: two of each will do.
fn without_most_options(buttons: Vec<(i64, String, String)>) -> Vec<(i64, String, String)> {
    let mut seen: HashMap<(i64, Verb, String, i64), usize> = HashMap::new();
    let mut few = buttons;
    few.retain(|(message, _, data)| {
        let press = Press::decode(data).expect("a button of ours");
        if !matches!(press.verb, Verb::Choose | Verb::Tick) {
            return true;
        }
        let of_list = seen
            .entry((*message, press.verb, press.field, press.version))
            .or_default();
        *of_list += 1;
        *of_list <= 2
    });
    few
}

/// Presses every button that ever stood in the chat and is not offered by its latest message. `back` leads to where the chat was,
/// wherever a press led (a question may be asked again, and nothing more).
async fn earlier_buttons_change_nothing(world: &World, person: &Person, when: &str, back: &str) -> usize {
    world.ignores().await;
    let latest = person.last().await;
    let offered: Vec<&str> = latest.buttons.iter().flatten().map(|(_, data)| data.as_str()).collect();
    let (before, place) = (world.traces().await, world.place_of(person).await);
    let mut pressed = 0;
    for (message, label, data) in without_most_options(person.every_button().await) {
        if offered.contains(&data.as_str()) || is_of_no_filing(&data) {
            continue;
        }
        pressed += 1;
        person.hears_so_far().await;
        let answer = person.press_only(message, &data).await;
        if let Some(why) = &answer.text {
            assert!(!why.is_empty(), "{when}: [{label}] gets an empty answer");
            continue;
        }
        world.settle().await;
        let said = person.hears_so_far().await;
        assert!(!said.is_empty(), "{when}: [{label}] of message {message} says nothing");
        assert_eq!(
            world.traces().await,
            before,
            "{when}: [{label}] changed something and said:\n{said}"
        );
        if world.place_of(person).await != place {
            person.says(back).await;
        }
    }
    assert_eq!(world.traces().await, before, "{when}: a button changed something");
    pressed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_draft_is_filled_in() {
    let world = World::start().await;
    let applicant = &world.applicant;
    applicant.says("/start").await;
    applicant.presses("开始备案").await;
    let script = scripts::enterprise();
    let mut pressed = 0;
    for (at, text) in script.iter().enumerate().skip(1) {
        applicant.says(text).await;
        let when = format!("after {text}");
        // At the second question, in the type check, at its result, in the middle of the form, at several choices.
        if matches!(at, 2 | 6 | 9 | 14 | 25) {
            pressed += earlier_buttons_change_nothing(&world, applicant, &when, "/resume").await;
        }
        if at == script.len() - 2 {
            // The summary, and then an answer that is being changed.
            pressed += earlier_buttons_change_nothing(&world, applicant, "at the summary", "/resume").await;
            applicant.presses("修改 主体信息").await;
            applicant.presses("主办单位名称").await;
            pressed += earlier_buttons_change_nothing(&world, applicant, "while an answer is changed", "/back").await;
            break;
        }
    }
    assert!(pressed > 150, "{pressed}");
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_draft_is_being_left() {
    let world = World::start().await;
    let applicant = &world.applicant;
    let script = scripts::up_to(scripts::enterprise(), "陈示例");
    applicant.says_all(script.iter().map(String::as_str)).await;
    applicant.says("/cancel").await;
    applicant.presses("保留草稿").await;
    applicant.says("/start").await;
    applicant.says("/resume").await;
    let pressed = earlier_buttons_change_nothing(&world, applicant, "after it was kept", "/resume").await;
    assert!(pressed > 3, "{pressed}");
    applicant.says("/cancel").await;
    applicant.presses("删除草稿").await;
    earlier_buttons_change_nothing(&world, applicant, "after it was dropped", "好").await;
    world.ignores().await;
    world.end().await;
}

/// A filing by an applicant who uses buttons at every turn, handed in.
async fn submitted(world: &World) {
    let applicant = &world.applicant;
    for text in scripts::up_to(scripts::enterprise(), "提交备案") {
        applicant.says(text).await;
    }
    applicant.says("/status").await;
    applicant.says("/resume").await;
    applicant.presses("修改 主体信息").await;
    applicant.presses("查看全部答案").await;
    applicant.presses("提交备案").await;
    world.ignores().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_the_way_to_the_grant() {
    let world = World::start().await;
    submitted(&world).await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    let mut pressed = 0;
    for (command, when) in [
        ("queue", "submitted"),
        ("claim 1001", "claimed"),
        ("approve 1001", "ready"),
        ("handover 1001", "handed over"),
        ("verified 1001", "at the authority"),
        ("grant 1001 苏ICP备12345678号-1", "granted"),
    ] {
        reviewer.says(format!("/{command}")).await;
        pressed += earlier_buttons_change_nothing(&world, applicant, when, "好").await;
    }
    assert!(pressed > 300, "{pressed}");
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_the_way_through_a_rejection() {
    let world = World::start().await;
    submitted(&world).await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    reviewer
        .says("/reject 1001\nsite_name 和单位没有关系\nservice_head_same 另有其人")
        .await;
    earlier_buttons_change_nothing(&world, applicant, "rejected", "/status").await;
    applicant.says("/resume").await;
    earlier_buttons_change_nothing(&world, applicant, "at the first correction", "/resume").await;
    applicant.says("云杉示例科技官网").await;
    applicant.presses("否").await;
    earlier_buttons_change_nothing(&world, applicant, "at a newly asked question", "/resume").await;
    for answer in [
        "居民身份证",
        "李样例",
        "320102199003070017",
        "13712345678",
        "025-84123457",
        "13912345678",
    ] {
        applicant.says(answer).await;
    }
    earlier_buttons_change_nothing(&world, applicant, "all corrected", "/resume").await;
    applicant.presses("提交备案").await;
    earlier_buttons_change_nothing(&world, applicant, "handed in again", "好").await;
    reviewer.says("/reject 1001 site_name 还是没有关系").await;
    world.advance(DAY * 46).await;
    earlier_buttons_change_nothing(&world, applicant, "lapsed", "好").await;
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_filing_was_withdrawn_and_everything_deleted() {
    let world = World::start().await;
    submitted(&world).await;
    let applicant = &world.applicant;
    applicant.says("/cancel").await;
    applicant.presses("保持不变").await;
    earlier_buttons_change_nothing(&world, applicant, "not withdrawn", "好").await;
    applicant.says("/cancel").await;
    applicant.presses("撤回备案申请").await;
    earlier_buttons_change_nothing(&world, applicant, "withdrawn", "好").await;
    applicant.says("/delete").await;
    applicant.presses("取消").await;
    earlier_buttons_change_nothing(&world, applicant, "not deleted", "好").await;
    applicant.says("/delete").await;
    applicant.presses("全部删除").await;
    earlier_buttons_change_nothing(&world, applicant, "deleted", "好").await;
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn that_begin_a_filing_begin_no_second_draft() {
    let world = World::start().await;
    let applicant = &world.applicant;
    applicant.says("/start").await;
    applicant.presses("开始备案").await;
    applicant.says("网站").await;
    world.ignores().await;
    let before = world.traces().await;
    let (message, label, data) = applicant.every_button().await.swap_remove(0);
    assert_eq!(label, "开始备案");
    applicant.press_only(message, &data).await;
    insta::assert_snapshot!(applicant.hears().await, @r"
    您有一份备案还没填完。可以继续填写，或者删除草稿，重新开始。
    [继续填写] [删除草稿]
    ");
    assert_eq!(world.traces().await, before);
    world.end().await;
}

/// A reviewer's buttons carry the filing's version: those of another do nothing, in every status.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_reviewer() {
    let world = World::start().await;
    submitted(&world).await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    reviewer.says("/queue").await;
    for label in ["#1001", "领取", "驳回", "网站信息", "网站名称", "另写原因"] {
        reviewer.presses(label).await;
    }
    reviewer.says("和单位没有关系").await;
    reviewers_earlier_buttons_change_nothing(&world, "picked").await;
    reviewer.presses("发送驳回").await;
    reviewers_earlier_buttons_change_nothing(&world, "rejected").await;
    for text in ["/resume", "云杉示例科技官网", "提交备案"] {
        applicant.says(text).await;
    }
    reviewers_earlier_buttons_change_nothing(&world, "handed in again").await;
    reviewer.says("/show 1001").await;
    reviewer.presses("通过").await;
    reviewers_earlier_buttons_change_nothing(&world, "ready").await;
    reviewer.presses("提交管局").await;
    reviewer.presses("管局退回").await;
    reviewers_earlier_buttons_change_nothing(&world, "handed over").await;
    reviewer.says("/verified 1001").await;
    reviewers_earlier_buttons_change_nothing(&world, "at the authority").await;
    reviewer.says("/grant 1001 苏ICP备12345678号-1").await;
    reviewers_earlier_buttons_change_nothing(&world, "granted").await;
    world.ignores().await;
    world.end().await;
}

async fn reviewers_earlier_buttons_change_nothing(world: &World, when: &str) {
    world.ignores().await;
    let (before, version) = (world.traces().await, world.version_of(1001).await);
    let mut pressed = 0;
    for (message, label, data) in world.reviewer.every_button().await {
        let press = Press::decode(&data).unwrap();
        let act = press.payload.split(' ').next().unwrap_or_default();
        if press.version == version || matches!(act, "queue" | "next" | "show" | "history" | "call") {
            continue;
        }
        pressed += 1;
        let answer = world.reviewer.press_only(message, &data).await;
        assert_eq!(
            answer.text.as_deref(),
            Some("这个按钮属于之前的步骤，点了没有改动任何内容。请看最新的消息。"),
            "{when}: [{label}]"
        );
    }
    assert!(pressed > 3, "{when}: {pressed}");
    assert_eq!(world.traces().await, before, "{when}: a button changed something");
}
