//! Commands as people type them.

use super::case;
use crate::support::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_argument_may_stand_on_the_next_line() {
    let right = case("K01");
    let world = World::start().await;
    world.applicant.says("/language\nen").await;
    let said = world.applicant.hears().await;
    assert!(said.contains("English"), "{right}: {said}");
    world.applicant.says("/status").await;
    let said = world.applicant.hears().await;
    assert!(said.is_ascii() || said.contains("filing"), "{right}: {said}");
    world.end().await;
}
