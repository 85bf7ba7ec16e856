//! What waits is counted to the last, however little of it is listed.

use beian_bot::bot::intake::read_update;
use serde_json::json;

use crate::support::engine::Engine;

const ADMINISTRATOR: i64 = 890_447_721;

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
        format!("({id}, {number}, 5, 'first_filing', '{status}', 4, '[]', '{{}}', 0, {claimed}, {n}, {n}, {n}, {n})")
    });
    let rows: Vec<_> = rows.collect();
    engine
        .run_sql(&format!(
            "INSERT INTO filing (id, number, applicant, kind, status, version, services, facts, round, claimed_by, submitted_at, \
             status_since, created_at, updated_at) VALUES {}",
            rows.join(", ")
        ))
        .await;

    engine.say(&[ADMINISTRATOR], "/queue").await;
    let queue = engine.last_text(ADMINISTRATOR).await;
    let lines = queue.lines().filter(|line| line.starts_with('#')).count();
    let more: Vec<&str> = queue.lines().filter(|line| line.starts_with('…')).collect();
    assert!(queue.contains("待办：64 件"), "{queue}");
    assert_eq!(
        (lines, more),
        (15 + 15 + 3, vec!["…另有 30 件", "…另有 1 件"]),
        "{queue}"
    );

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
