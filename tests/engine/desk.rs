//! What waits is counted to the last, however little of it is listed.

use std::collections::BTreeSet;

use beian_bot::bot::intake::read_update;
use beian_bot::storage::queue;
use serde_json::json;

use crate::support::engine::Engine;

const ADMINISTRATOR: i64 = 890_447_721;

/// The numbers that begin the lines.
fn numbers(queue: &str) -> Vec<String> {
    let lines = queue.lines().filter_map(|line| line.strip_prefix("<b>#"));
    lines
        .filter_map(|line| line.split_once('<').map(|(number, _)| number.to_owned()))
        .collect()
}

#[tokio::test]
async fn more_than_can_be_listed_is_counted() {
    let engine = Engine::with_administrators(vec![ADMINISTRATOR]).await;
    let uuid = |n: usize| match engine.store.is_postgres() {
        true => format!("'{n:0>32}'"),
        false => format!("X'{n:0>32}'"),
    };
    // Of first reviews more than are loaded, a few of them claimed; of the others less than have a line.
    let waiting = [("first_review", 45), ("ready", 16), ("authority", 3)];
    let statuses = waiting
        .iter()
        .flat_map(|(status, count)| (0..*count).map(move |n| (*status, n)));
    let rows = statuses.enumerate().map(|(n, (status, of_status))| {
        let claimed = if of_status % 9 == 0 { "7" } else { "NULL" };
        let (id, number) = (uuid(1_000 + n), 1001 + n);
        let region = if of_status % 3 == 0 { 32 } else { 33 };
        format!(
            "({id}, {number}, 5, 'first_filing', '{status}', 4, '[]', '{{}}', 0, {claimed}, {n}, {n}, {n}, {n}, '{region}')"
        )
    });
    let rows: Vec<_> = rows.collect();
    engine
        .run_sql(&format!(
            "INSERT INTO filing (id, number, applicant, kind, status, version, services, facts, round, claimed_by, submitted_at, \
             status_since, created_at, updated_at, region) VALUES {}",
            rows.join(", ")
        ))
        .await;
    // The hourly clean-up puts right what was changed past the program.
    queue::recount(&engine.store).await.unwrap();

    engine.say(&[ADMINISTRATOR], "/queue").await;
    let queue = engine.last_text(ADMINISTRATOR).await;
    let lines = numbers(&queue).len();
    let more: Vec<&str> = queue.lines().filter(|line| line.starts_with('…')).collect();
    assert!(queue.contains("待办：64 件"), "{queue}");
    assert_eq!(
        (lines, more),
        (5 + 5 + 3, vec!["…另有 40 件", "…另有 11 件"]),
        "{queue}"
    );
    // Every one of them stands on a page.
    let mut seen = BTreeSet::new();
    for page in 1..=5 {
        engine
            .say(&[ADMINISTRATOR], &format!("/queue first_review {page}"))
            .await;
        let listed = engine.last_text(ADMINISTRATOR).await;
        assert!(listed.contains(&format!("第 {page} / 5 页")), "{listed}");
        seen.extend(numbers(&listed));
    }
    assert_eq!(seen.len(), 45);
    // The same of one province, whatever waits there.
    let mut seen = BTreeSet::new();
    for page in 1..=3 {
        engine.say(&[ADMINISTRATOR], &format!("/queue 江苏省 {page}")).await;
        let listed = engine.last_text(ADMINISTRATOR).await;
        assert!(listed.contains("江苏</b>（22 件）"), "{listed}");
        assert!(listed.contains(&format!("第 {page} / 3 页")), "{listed}");
        seen.extend(numbers(&listed));
    }
    assert_eq!(seen.len(), 15 + 6 + 1);
    engine.say(&[ADMINISTRATOR], "/queue 已超时").await;
    let late = engine.last_text(ADMINISTRATOR).await;
    assert!(late.contains("已超时</b>（") && late.contains("⏰ 超时"), "{late}");

    let group = json!({ "id": -1_002_000_000_017_i64, "type": "supergroup", "title": "备案审核" });
    let from = json!({ "id": ADMINISTRATOR, "is_bot": false, "first_name": "顾安宁" });
    let here = json!({
        "update_id": 900_001,
        "message": { "message_id": 1, "date": 1, "chat": group, "from": from, "text": "/here",
            "entities": [{ "type": "bot_command", "offset": 0, "length": 5 }] }
    });
    engine.batch(&[read_update(here.to_string().as_bytes()).unwrap()]).await;
    engine.decide_all().await;
    let calls = engine.outgoing(-1_002_000_000_017).await;
    let desk = format!("{calls:?}");
    for count in ["待领取：<b>40</b>", "审核中：5", "待提交管局：16", "管局审核中：3"] {
        assert!(desk.contains(count), "{count} is not in {desk}");
    }
}
