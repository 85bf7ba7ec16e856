//! What a registry of domains says, and what becomes of it for applicant and reviewer.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{World, scripts};

async fn registry(world: &World, fault: Value) {
    world.api.put("/api/services/domains", fault).await;
}

/// Nobody waits for the registry: the next question is there, and the message that said "looking up" is edited.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_is_looked_up_while_its_owner_goes_on() {
    let world = World::with_registry().await;
    let applicant = &world.applicant;
    applicant
        .says_all(["/new", "网站", "企业", "营业执照", scripts::CREDIT_CODE, "江苏", "否"])
        .await;
    world.ignores().await;

    // It is well.
    applicant.says("good-example.com").await;
    let shown = shown(&world).await;
    assert!(
        shown.contains("✅ good-example.com 已注册，2028年5月10日到期"),
        "{shown}"
    );
    assert!(!shown.contains("正在查"), "it was edited: {shown}");
    assert!(
        shown.ends_with(&applicant.last().await.shown()),
        "the next question stands below it"
    );
    world.ignores().await;

    // It is not: they are told, and change it by one press.
    applicant.presses("修改 网站域名").await;
    applicant.says("none-example.com").await;
    let told = applicant.hears().await;
    assert!(told.contains("none-example.com 还没有人注册"), "{told}");
    applicant.presses("修改 网站域名").await;

    // The service is out: they go on, and hear of it when it is back and something is wrong.
    registry(&world, json!({ "fault": "http_500" })).await;
    applicant.says("expired-example.com").await;
    world.advance(Duration::from_secs(5)).await;
    let told = applicant.hears().await;
    assert!(told.contains("expired-example.com 的注册情况暂时查不到"), "{told}");
    applicant.says("8.8.8.8").await;
    world.ignores().await;
    registry(&world, json!({ "fault": "none" })).await;
    world.advance(Duration::from_secs(3600)).await;
    let told = applicant.hears().await;
    assert!(told.contains("expired-example.com 已过期"), "{told}");

    // What comes for an answer that was given anew says nothing.
    registry(&world, json!({ "fault": "http_429" })).await;
    applicant.presses("修改 网站域名").await;
    applicant.says("leaving-example.com").await;
    applicant.presses("修改 网站域名").await;
    applicant.says("shanye-example.cn").await;
    world.ignores().await;
    registry(&world, json!({ "fault": "none" })).await;
    world.advance(Duration::from_secs(3600)).await;
    assert_eq!(applicant.hears().await, "");
    let asked = world.api.get("/api/services").await;
    let domains = asked
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "domains")
        .unwrap();
    assert_eq!(domains["asked"][0], json!({ "domain": "good-example.com" }));
    assert!(
        !domains["asked"].to_string().contains(".cn"),
        "nobody answers for .cn: {domains}"
    );
    world.end().await;
}

/// The reviewer sees what was found, and what was not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reviewer_sees_what_the_registry_says() {
    let world = World::with_registry().await;
    world.reviewer.says("/start").await;
    for (domain, expected) in [
        ("yunshan-example.com", &["网站域名：yunshan-example.com\n"][..]),
        (
            "others-example.com",
            &["网站域名：others-example.com\n", "持有者与主办单位名称不一致"],
        ),
        ("held-example.com", &["⚠️ 网站域名：held-example.com 被注册局暂停解析"]),
        ("yunshan-example.cn", &["网站域名：yunshan-example.cn（未核验）"]),
    ] {
        let person = world.newcomer("陈示例", "zh").await;
        let number = world
            .submitted_by(&person, &scripts::enterprise_with(domain, scripts::CREDIT_CODE))
            .await;
        world.reviewer.says(format!("/show {number}")).await;
        let shown = world.reviewer.last().await.shown();
        for expected in expected {
            assert!(shown.contains(expected), "{domain}: {expected}\n{shown}");
        }
        assert!(!shown.contains("别处科技"), "a holder's name is not kept: {shown}");
        world.ignores().await;
    }
    world.end().await;
}

/// The chat as it stands, what the bot said.
async fn shown(world: &World) -> String {
    let messages = world.applicant.messages().await;
    let said: Vec<String> = messages
        .iter()
        .filter(|one| one.from_bot)
        .map(|one| one.shown())
        .collect();
    said.join("\n\n")
}
