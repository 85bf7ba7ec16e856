//! Nobody touches the review of what is their own, nor reads what their colleagues note of it: every command and every button of
//! reviewers and administrators, by somebody whose filing it is. And what the group may see of a filing.

use std::fmt::Write as _;

use beian_bot::bot::commands::{self, Where};
use beian_bot::domain::answers::Kind;
use beian_bot::domain::form;
use beian_bot::domain::language::Language;
use beian_bot::domain::place::Level;
use beian_bot::prompts::{Prompts, Provider};
use insta::assert_snapshot;

use crate::support::{Person, World, assert_every_reviewers_button, name_of_button, scripts};

const NOTE: &str = "已电话核实本人";
const OWN: &str = "这是您自己的备案申请，由其他审核员处理：您不能审核它，也看不到审核员的备注。";

/// A filing of that person's, which a colleague has claimed and noted something of.
async fn claimed_filing_of(world: &World, person: &Person) -> i64 {
    let number = world.submitted_by(person, &scripts::enterprise()).await;
    world.second_reviewer.says(format!("/claim {number}")).await;
    world.second_reviewer.says(format!("/note {number} {NOTE}")).await;
    world.ignores().await;
    number
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_of_a_reviewer_on_their_own_filing() {
    let mut table = String::new();
    for role in ["reviewer", "administrator"] {
        let world = World::start().await;
        let person = match role {
            "reviewer" => &world.reviewer,
            _ => &world.administrator,
        };
        let number = claimed_filing_of(&world, person).await;
        for stage in ["初审", "管局"] {
            if stage == "管局" {
                for command in ["approve", "handover", "verified"] {
                    world.second_reviewer.says(format!("/{command} {number}")).await;
                }
                world.ignores().await;
            }
            let before = world.traces().await;
            for command in commands::ALL.iter().filter(|command| command.is_reviewers()) {
                let lines = match command.name {
                    // Its number is a question's.
                    "appoint" | "dismiss" | "here" | "answer" => continue,
                    "queue" | "next" => vec![String::new()],
                    "reject" => vec![format!("{number}"), format!("{number} 网站名称 重名")],
                    "grant" => vec![format!("{number}"), format!("{number} {}", scripts::GRANTED)],
                    "return" => vec![format!("{number}"), format!("{number} 资料不符")],
                    "note" => vec![format!("{number} 我自己写的")],
                    _ => vec![format!("{number}")],
                };
                for arguments in lines {
                    let text = format!("/{command} {arguments}");
                    for (place, there) in [("private", person.clone()), ("group", person.at(world.group.chat))] {
                        there.says(text.trim()).await;
                        let heard = there.hears().await;
                        assert!(!heard.contains(NOTE) && !heard.contains("Owen"), "{text}:\n{heard}");
                        if !matches!(command.name, "show" | "pictures" | "queue" | "next" | "find") {
                            // Numbers to phone stand in no group, whoever asks for them.
                            let is_private = command.place == Where::Private && place == "group";
                            assert!(is_private || heard.starts_with(OWN), "{text}:\n{heard}");
                        }
                        let first = heard
                            .lines()
                            .next()
                            .unwrap_or_default()
                            .replace(OWN, "refused: own_filing");
                        let _ = writeln!(table, "{role:<13} {stage} {place:<7} {:<36} {first}", text.trim());
                        world.ignores().await;
                    }
                }
            }
            assert_eq!(world.traces().await, before, "something has changed");
        }
        world.end().await;
    }
    assert_snapshot!(table);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_button_of_a_reviewer_on_their_own_filing() {
    let world = World::start().await;
    let person = &world.reviewer;
    world.submitted_by(person, &scripts::curtain_owed()).await;
    world.open_desk().await;
    // A colleague works in the group, until every button has stood there.
    let colleague = &world.group;
    colleague.says("/queue").await;
    for label in ["#1001", "领取", "驳回", "网站信息", "网站名称", "另写原因"] {
        colleague.presses(label).await;
    }
    let reason = colleague.last().await.labels()[0].to_owned();
    colleague.presses(&reason).await;
    colleague.presses("✗ 网站名称").await;
    world.second_applicant.says("/ask ?").await;
    colleague.says("/answer 1 !").await;
    colleague.says("/supplement 1001").await;
    colleague.presses("域名证书").await;
    colleague.says("/show 1001").await;
    colleague.presses("通过").await;
    colleague.says(format!("/curtain 1001 顺丰 {}", scripts::PARCEL)).await;
    person.hands_in_at_curtain().await;
    colleague.says("/show 1001").await;
    colleague.presses("收到资料").await;
    colleague.presses("通过").await;
    colleague.presses("提交管局").await;
    colleague.presses("短信核验完成").await;
    colleague.says("/show 1001").await;
    world.ignores().await;
    let there = person.at(world.group.chat);
    let buttons = there.every_button().await;
    assert_every_reviewers_button(&buttons);

    let before = world.traces().await;
    let mut table = std::collections::BTreeMap::new();
    for (message, label, data) in &buttons {
        let answer = there.press_only(*message, data).await;
        world.settle().await;
        let heard = there.hears().await;
        let answered = answer.text.unwrap_or_default();
        let name = name_of_button(data);
        let looks = matches!(name.as_str(), "show" | "queue" | "next" | "answer");
        assert!(
            looks || answered.starts_with(OWN) && heard.is_empty(),
            "{label}: {answered}{heard}"
        );
        let line = [&answered, &heard]
            .into_iter()
            .find_map(|text| text.lines().next())
            .unwrap_or_default();
        table.insert(name, line.replace(OWN, "refused: own_filing"));
    }
    assert_eq!(world.traces().await, before, "something has changed");
    let table: String = table
        .iter()
        .map(|(verb, line)| format!("{verb:<10} {line}\n"))
        .collect();
    assert_snapshot!(table);
    world.end().await;
}

/// What they handed in is theirs to see, without who reviews it and without buttons that do something.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn their_own_filing_is_shown_as_they_handed_it_in() {
    let world = World::start().await;
    let number = claimed_filing_of(&world, &world.reviewer).await;
    world.reviewer.says(format!("/show {number}")).await;
    let shown = world.reviewer.last().await;
    assert!(shown.text.contains("我自己的申请，由其他审核员处理"), "{}", shown.text);
    assert!(!shown.text.contains("Owen"), "{}", shown.text);
    assert_eq!(shown.labels(), ["查看"]);
    // A colleague sees who has it, and what was noted.
    world.administrator.says(format!("/show {number}")).await;
    assert!(world.administrator.hears().await.contains("领取：Owen"));
    world.administrator.says(format!("/history {number}")).await;
    assert!(world.administrator.hears().await.contains(NOTE));
    world.ignores().await;
    world.end().await;
}

/// A role can be taken back at once, whatever its holder has claimed: what was among it goes back for any other reviewer, and the
/// history says by whom.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dismissal_puts_back_also_what_is_the_administrators_own() {
    let world = World::start().await;
    let number = claimed_filing_of(&world, &world.administrator).await;
    world
        .administrator
        .says(format!("/dismiss {}", world.second_reviewer.id))
        .await;
    world.ignores().await;
    for command in ["claim", "approve", "history"] {
        world.administrator.says(format!("/{command} {number}")).await;
        assert!(world.administrator.hears().await.starts_with(OWN), "{command}");
    }
    world.reviewer.says(format!("/history {number}")).await;
    let heard = world.reviewer.hears().await;
    assert!(heard.contains("顾安宁 · 放回"), "{heard}");
    world.reviewer.says(format!("/approve {number}")).await;
    assert!(world.reviewer.hears().await.contains("初审通过"));
    world.ignores().await;
    world.end().await;
}

/// What the site itself publishes, and the authority's register with it; it tells colleagues which filing is meant.
const PUBLISHED: [&str; 3] = ["domain", "site_name", "site_url"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_that_the_group_is_shown() {
    let provider = Provider {
        name: "示例云".to_owned(),
        phone: "010-00000000".to_owned(),
        address: None,
    };
    let prompts = Prompts::load(provider).unwrap();
    let words = prompts.words(Language::DEFAULT);
    let world = World::start().await;
    // With everything that may be asked: remarks, an approval, another person responsible for the site.
    let mut texts = scripts::enterprise();
    let put = |texts: &mut Vec<String>, old: &str, nth: usize, new: &[&str]| {
        let at = texts
            .iter()
            .enumerate()
            .filter(|(_, text)| *text == old)
            .nth(nth)
            .unwrap()
            .0;
        texts.splice(at..=at, new.iter().map(|text| (*text).to_owned()));
    };
    put(&mut texts, "/skip", 0, &["由配偶代为注册"]);
    put(&mut texts, "居民身份证", 0, &["域名正在办理转移", "居民身份证"]);
    // Without a door number there may be something to remark.
    let address = "江苏省南京市江宁区示例路88号3幢501室";
    put(&mut texts, address, 1, &["江苏省南京市江宁区示例大厦", "对"]);
    put(&mut texts, "以上都不涉及", 0, &["新闻", "苏新网许字2026第007号"]);
    let at = texts.iter().rposition(|text| text == "是").unwrap();
    let other = [
        "否",
        "居民身份证",
        "李样例",
        "320102198503071230",
        "13612345671",
        "025-84123457",
        "13512345672",
    ];
    texts.splice(at..=at, other.map(str::to_owned));
    // The approval's document comes last.
    texts.insert(texts.len() - 1, "/skip".to_owned());
    put(
        &mut texts,
        "电话核实",
        0,
        &["幕布照", "否", "江苏省南京市江宁区示例路88号3幢501室", "否"],
    );
    let number = world.submitted_by(&world.applicant, &texts).await;
    let lines = async |there: &Person| -> Vec<(String, String)> {
        there.says(format!("/show {number}")).await;
        let shown = there.last().await.text;
        world.ignores().await;
        let lines = shown.lines().filter_map(|line| line.split_once('：'));
        lines
            .map(|(label, value)| (label.to_owned(), value.to_owned()))
            .collect()
    };
    let private = lines(&world.reviewer).await;
    let group = lines(&world.reviewer.at(world.group.chat)).await;
    let value_of = |lines: &[(String, String)], label: &str| {
        let found = lines.iter().find(|(other, _)| other == label);
        found.map(|(_, value)| value.clone())
    };
    let mut table = String::new();
    // A filing of one website has no APP's fields.
    let of_website = |section: &form::Section| !matches!(section.level, Level::App | Level::Platform);
    // Nor is it asked for a document, for material, or for papers before its review.
    let is_asked = |section: &form::Section| of_website(section) && !matches!(section.id, "documents" | "material");
    let is_later = |field: &form::Field| {
        let later = [
            "curtain_carrier",
            "curtain_number",
            "curtain_photo",
            "papers_carrier",
            "papers_number",
        ];
        later.contains(&field.id)
    };
    let asked = form::all()
        .iter()
        .filter(|(section, field)| is_asked(section) && !is_later(field));
    for (_, field) in asked {
        let label = words.field(field.id).unwrap();
        let (full, shown) = (value_of(&private, &label), value_of(&group, &label));
        let full = full.unwrap_or_else(|| panic!("{} is not shown: {private:?}", field.id));
        let shown = shown.unwrap_or_default();
        let is_choice = matches!(field.kind, Kind::Choice(_) | Kind::Choices(_) | Kind::YesNo);
        if !is_choice && !PUBLISHED.contains(&field.id) {
            assert_ne!(full, shown, "{} stands in the group", field.id);
            assert!(shown.contains('*'), "{}: {shown}", field.id);
        }
        let _ = writeln!(table, "{:<32} {shown}", field.id);
    }
    assert_snapshot!(table);
    world.end().await;
}

/// Nor do refusals repeat in a group what somebody typed there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_in_the_group_repeats_no_words() {
    let world = World::start().await;
    let number = world.submitted_filing().await;
    let there = world.reviewer.at(world.group.chat);
    for (text, secret) in [
        ("/show 320102199003070009".to_owned(), "320102199003070009"),
        ("/show 陈示例".to_owned(), "陈示例"),
        (format!("/reject {number} 陈示例 号码是 13912345678"), "陈示例"),
        (format!("/reject {number} 13912345678"), "13912345678"),
        (format!("/grant {number} 13912345678"), "13912345678"),
        (format!("/note {number} 陈示例"), "陈示例"),
        ("/appoint 陈示例".to_owned(), "陈示例"),
        ("/dismiss 320102199003070009".to_owned(), "320102199003070009"),
        ("/appoint 13912345678".to_owned(), "13912345678"),
        ("/dismiss 13912345678".to_owned(), "13912345678"),
    ] {
        for person in [&there, &world.group] {
            person.says(&text).await;
            let heard = person.hears().await;
            assert!(!heard.is_empty() && !heard.contains(secret), "{text}:\n{heard}");
        }
    }
    // A number that is none is still told, and to the reviewer alone everything is.
    there.says("/show 9999").await;
    assert!(there.hears().await.contains("9999"));
    world.reviewer.says("/show 陈示例").await;
    assert!(world.reviewer.hears().await.contains("陈示例"));
    world.ignores().await;
    world.end().await;
}
