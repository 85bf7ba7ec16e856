//! A person is always in reach: a question to the desk, with its place in the form, and the answer in the chat (R13.5).

use std::time::Duration;

use entities::question;
use insta::assert_snapshot;
use sea_orm::EntityTrait;

use crate::support::World;
use crate::support::scripts::{enterprise, individual, up_to};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_from_within_the_form_comes_back_answered() {
    let world = World::start().await;
    world.open_desk().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    applicant
        .says_all(up_to(enterprise(), "025-84123456").iter().map(String::as_str))
        .await;
    world.begin_transcript().await;
    // Below what was refused a person is in reach.
    applicant.says("12").await;
    applicant.presses("💬 问审核员").await;
    applicant.sends("voice").await;
    applicant.says("没有座机，能不能填手机？").await;
    // The group sees that somebody asks, and not what.
    reviewer.at(world.group.chat).says("/answer").await;
    reviewer.at(world.group.chat).says("/answer 1").await;
    reviewer.says("/answer").await;
    reviewer.presses("回复 1").await;
    reviewer.sends("sticker").await;
    reviewer
        .says("可以，应急电话填另一个手机号码，不要和本人手机相同。")
        .await;
    applicant.presses("💬 再问一句").await;
    // Whoever goes on with something else has nothing to ask.
    applicant.says("/status").await;
    applicant.presses("💬 再问一句").await;
    applicant.presses("不问了").await;
    applicant.says("/ask").await;
    applicant.says("/cancel").await;
    reviewer.says("/answer").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_the_filing_is_asked_and_reminded_in_english() {
    let world = World::start().await;
    world.open_desk().await;
    let number = world.submitted_individual_filing().await;
    let (applicant, reviewer) = (&world.second_applicant, &world.second_reviewer);
    reviewer.says(format!("/claim {number}")).await;
    world.begin_transcript().await;
    applicant.says("/ask When will you have looked at it?").await;
    world.advance(HOUR * 4).await;
    world.advance(HOUR * 24).await;
    // Others may answer too, and nobody answers twice.
    reviewer.says("/answer 1").await;
    world.reviewer.says("/answer 1 今天下午").await;
    reviewer.says("Tomorrow").await;
    reviewer.says("/cancel").await;
    world.reviewer.says("/answer 1 更正：今天晚上").await;
    reviewer.says(format!("/history {number}")).await;
    reviewer.at(world.group.chat).says(format!("/history {number}")).await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_asked_or_answered_is_said() {
    let world = World::start().await;
    world.open_desk().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    world.begin_transcript().await;
    // Before anything is begun too; and five at once are enough.
    for n in 1..=6 {
        applicant.says(format!("/ask 第 {n} 件事怎么办？")).await;
    }
    reviewer.says("/ask 我自己的问题").await;
    reviewer.says("/answer 6").await;
    reviewer.says("/answer 99 好").await;
    reviewer.says("/answer 好").await;
    applicant.says("/answer 1 好").await;
    reviewer.at(world.group.chat).says("/ask 在群里问").await;
    reviewer.at(world.group.chat).says("/answer 1 在群里答").await;
    // A day later the digest counts them.
    world.advance(HOUR * 30).await;
    reviewer.says("/queue").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_goes_with_its_asker_and_stays_sealed() {
    let world = World::start().await;
    world.open_desk().await;
    let (applicant, reviewer) = (&world.second_applicant, &world.reviewer);
    applicant
        .says_all(up_to(individual(), "shanye-example.cn").iter().map(String::as_str))
        .await;
    applicant.says("/ask Marzipan or nougat?").await;
    let asked = rows(&world).await;
    assert_eq!(asked.len(), 1);
    assert!(
        !asked[0].words.windows(8).any(|part| part == b"Marzipan"),
        "it stands in the open"
    );
    reviewer.says("/answer").await;
    assert!(reviewer.hears_so_far().await.contains("Marzipan"));
    applicant.says("/delete").await;
    applicant.presses("Delete everything").await;
    reviewer.says("/answer").await;
    let heard = reviewer.hears().await;
    assert!(!heard.contains("Marzipan"), "{heard}");
    assert!(rows(&world).await.is_empty());
    world.ignores().await;
    world.end().await;
}

async fn rows(world: &World) -> Vec<question::Model> {
    let store = world.started().store().unwrap();
    question::Entity::find().all(store.connection()).await.unwrap()
}
