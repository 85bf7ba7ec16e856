//! Names of accounts hold any sign, or none.

use serde_json::json;

use super::{Engine, PERSON, case, private, user};
use crate::support::{World, scripts};

#[tokio::test]
async fn a_reviewer_without_a_name_is_named_somehow() {
    let right = case("A11");
    const NAMELESS: i64 = 702_335_146;
    const OTHER: i64 = 702_335_147;
    let engine = Engine::with_administrators(vec![NAMELESS, OTHER]).await;
    for text in scripts::enterprise() {
        engine.say(&[PERSON], &text).await;
    }
    let written = |id: i64, name: &str, text: &str| {
        let mut from = user(id);
        from["first_name"] = name.into();
        private(json!({ "text": text, "from": from, "chat": { "id": id, "type": "private" } }))
    };
    engine.hears(&written(NAMELESS, "", "/claim 1001")).await;
    engine.hears(&written(OTHER, "沈", "/queue")).await;
    let queue = engine.last_text(OTHER).await;
    assert!(queue.contains(&format!("{NAMELESS} 已领取")), "{right}: {queue}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_turns_the_direction_turns_nothing() {
    let right = case("A12");
    let world = World::start().await;
    let applicant = world.newcomer("\u{202E}安晓示\u{2066}", "zh-hans").await;
    let number = world.submitted_by(&applicant, &scripts::enterprise()).await;
    world.reviewer.says(format!("/show {number}")).await;
    let shown = world.reviewer.hears().await;
    assert!(shown.contains("安晓示"), "{right}: {shown}");
    let turns =
        |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    assert!(!shown.contains(turns), "{right}: {shown:?}");
    world.end().await;
}
