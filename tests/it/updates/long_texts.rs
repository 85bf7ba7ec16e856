//! Long texts come back whole, in parts that Telegram takes.

use super::case;
use crate::support::World;

/// Telegram's limit of a text, in UTF-16 units.
const LIMIT: usize = 4096;

async fn check(right: &str, note: &str) {
    let world = World::start().await;
    let number = world.submitted_filing().await;
    world.reviewer.says(format!("/note {number} {note}")).await;
    world.ignores().await;
    let before = world.reviewer.messages().await.last().unwrap().id;
    world.reviewer.says(format!("/history {number}")).await;
    let messages = world.reviewer.messages().await;
    let parts: Vec<_> = messages
        .iter()
        .filter(|message| message.from_bot && message.id > before)
        .collect();
    for part in &parts {
        assert!(
            part.text.encode_utf16().count() <= LIMIT,
            "{right}: {} units",
            part.text.encode_utf16().count()
        );
    }
    let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
    assert!(whole.contains(note), "{right}: {} parts", parts.len());
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signs_outside_the_bmp_come_back_whole() {
    let note: String = "😀𠮷𝔘🀄".chars().cycle().take(2_000).collect();
    check(&case("X01"), &note).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signs_that_html_escapes_come_back_whole() {
    let note: String = "<&\">".chars().cycle().take(3_900).collect();
    check(&case("X03"), &note).await;
}
