//! Who may give which command where, and who may press which button.

use std::fmt::Write as _;
use std::time::Duration;

use beian_bot::bot::commands;
use beian_bot::domain::language::Language;
use beian_bot::prompts::shown::Refused;
use beian_bot::prompts::{Prompts, Provider};

use insta::assert_snapshot;

use crate::support::{Person, World, assert_every_reviewers_button, scripts};

/// What the permission check may refuse with.
const REFUSALS: [&str; 3] = ["not_allowed", "only_private", "not_a_group"];

/// `refused: not_allowed`, or `allowed` with how the answer begins.
fn cell(refusals: &[(&str, String)], heard: &str) -> String {
    match refusals.iter().find(|(_, text)| heard == text) {
        Some((code, _)) => format!("refused: {code}"),
        None if heard.is_empty() => "silence".to_owned(),
        None => format!("allowed: {}", heard.lines().next().unwrap_or_default()),
    }
}

fn refusals() -> Vec<(&'static str, String)> {
    let provider = Provider {
        name: "示例云".to_owned(),
        phone: "010-00000000".to_owned(),
        address: None,
    };
    let prompts = Prompts::load(provider).unwrap();
    let words = prompts.words(Language::DEFAULT);
    REFUSALS
        .into_iter()
        .map(|code| (code, words.render(&Refused::of(code)).unwrap()))
        .collect()
}

/// In a group those who may not are answered once in ten minutes; afterwards they are answered again.
async fn hush_is_over(world: &World) {
    world.advance(Duration::from_secs(600)).await;
    world.ignores().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_of_every_role_everywhere() {
    let refusals = refusals();
    let world = World::start().await;
    let stranger = world.newcomer("路人", "zh-hans").await;
    world.submitted_filing().await;
    for guest in [&stranger, &world.applicant] {
        world.joins_group(guest).await;
    }
    world.ignores().await;
    let roles = [
        ("stranger", &stranger),
        ("applicant", &world.applicant),
        ("reviewer", &world.reviewer),
        ("administrator", &world.administrator),
    ];
    let mut table = String::new();
    for command in commands::ALL {
        // Of a filing that is not there: whoever is let through hears just that, and nothing changes.
        let about = if command.is_reviewers() && !matches!(command.name, "queue" | "here") {
            " 9999"
        } else {
            ""
        };
        let _ = writeln!(table, "/{command}{about}");
        for (role, person) in roles {
            for (place, person) in [("private", person.clone()), ("group", person.at(world.group.chat))] {
                if place == "group" && matches!(role, "stranger" | "applicant") {
                    hush_is_over(&world).await;
                }
                person.says(format!("/{command}{about}")).await;
                let heard = person.hears().await;
                let _ = writeln!(table, "  {role:<13} {place:<7} {}", cell(&refusals, &heard));
                world.ignores().await;
            }
        }
    }
    assert_snapshot!(table);
    world.end().await;
}

/// A reviewer at work in the group, until every button of a reviewer's has stood there.
async fn every_reviewers_button(world: &World) -> Vec<(i64, String, String)> {
    world.open_desk().await;
    let desk = world.reviewer.at(world.group.chat);
    desk.says("/queue").await;
    for label in ["#1001", "领取", "驳回", "网站信息", "网站名称", "另写原因"] {
        desk.presses(label).await;
    }
    let reason = desk.last().await.labels()[0].to_owned();
    desk.presses(&reason).await;
    desk.presses("✗ 网站名称").await;
    world.applicant.says("/ask ?").await;
    desk.says("/answer 1 !").await;
    desk.says("/supplement 1001").await;
    desk.presses("域名证书").await;
    desk.says("/show 1001").await;
    desk.presses("通过").await;
    desk.says(format!("/curtain 1001 顺丰 {}", scripts::PARCEL)).await;
    world.applicant.hands_in_at_curtain().await;
    desk.says("/show 1001").await;
    desk.presses("收到资料").await;
    desk.presses("通过").await;
    desk.presses("提交管局").await;
    desk.presses("短信核验完成").await;
    desk.says("/show 1001").await;
    world.ignores().await;
    let buttons = desk.every_button().await;
    assert_every_reviewers_button(&buttons);
    buttons
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reviewers_buttons_do_nothing_for_others() {
    let refusals = refusals();
    let world = World::start().await;
    world.submitted_by(&world.applicant, &scripts::curtain_owed()).await;
    let stranger = world.newcomer("路人", "zh-hans").await;
    for guest in [&stranger, &world.applicant] {
        world.joins_group(guest).await;
    }
    let buttons = every_reviewers_button(&world).await;
    let before = world.traces().await;
    for person in [&stranger, &world.applicant] {
        let there = person.at(world.group.chat);
        for (message, label, data) in &buttons {
            let answer = there.press_only(*message, data).await;
            assert_eq!(
                cell(&refusals, &answer.text.unwrap_or_default()),
                "refused: not_allowed",
                "{label}"
            );
        }
        world.settle().await;
        assert_eq!(there.hears().await, "");
    }
    assert_eq!(world.traces().await, before, "something has changed");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_applicants_command_in_a_group_tells_nothing_of_them() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.joins_group(&world.applicant).await;
    let there: Person = world.applicant.at(world.group.chat);
    for command in ["/status", "/start", "/delete", "/cancel"] {
        there.says(command).await;
        assert_eq!(
            there.hears().await,
            "为了保护个人信息，这个命令只能在私聊里使用。请打开和我的私聊，再发送一次。"
        );
        hush_is_over(&world).await;
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strangers_commands_in_the_group_do_not_stand_before_a_reviewers() {
    let world = World::start().await;
    let stranger = world.newcomer("路人", "zh-hans").await;
    world.joins_group(&stranger).await;
    let there = stranger.at(world.group.chat);
    for n in 0..60 {
        there.posts(["/queue", "/help", "/start", "/grant 1001"][n % 4]).await;
    }
    let reviewer = world.reviewer.at(world.group.chat);
    reviewer.says("/queue").await;
    // One answer to all of the stranger's, then the reviewer's.
    let heard = reviewer.hears().await;
    assert_eq!(heard.matches("您现在没有这样做的权限").count(), 1, "{heard}");
    assert!(heard.ends_with("现在没有待办的备案申请。"), "{heard}");
    hush_is_over(&world).await;
    there.says("/queue").await;
    assert_ne!(there.hears().await, "", "nobody is told nothing for ever");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_to_another_bot_is_left_to_it() {
    let world = World::start().await;
    world.group.says("/queue@another_bot").await;
    assert_eq!(world.group.hears().await, "");
    world.group.says("/queue").await;
    assert_eq!(world.group.hears().await, "现在没有待办的备案申请。");
    world.end().await;
}
