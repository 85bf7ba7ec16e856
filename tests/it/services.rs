//! A filing of two websites and an APP on two platforms. People are offered one website for now; the form, the summary, the review and
//! the register carry the rest.

use entities::{conversation, filing, service};
use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use serde_json::Value;

use crate::support::{Person, World, scripts};

/// Where the applicant's chat stands.
async fn state(world: &World) -> Value {
    let store = world.started().store().unwrap();
    let row = conversation::Entity::find_by_id(world.applicant.chat)
        .one(store.connection())
        .await
        .unwrap();
    serde_json::from_str(&row.unwrap().state).unwrap()
}

/// Answers what is asked, by field, until something else than a question stands there.
async fn answers_all(world: &World, person: &Person) -> Vec<String> {
    let mut asked = Vec::new();
    for _ in 0..200 {
        let state = state(world).await;
        if state["step"] != "answering" {
            return asked;
        }
        let (place, field) = (state["place"].as_str().unwrap(), state["field"].as_str().unwrap());
        asked.push(format!("{field}@{place}"));
        person.posts(scripts::answer_to(place, field)).await;
        world.settle().await;
    }
    panic!("the questions do not end: {asked:?}");
}

/// The draft gets these services, as a later version will let people choose them.
async fn has_services(world: &World, services: &str) {
    let store = world.started().store().unwrap();
    let script = format!("UPDATE filing SET services = '{services}'");
    store.connection().execute_unprepared(&script).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_websites_and_an_app_on_two_platforms() {
    let world = World::start().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    applicant.posts("/new").await;
    world.settle().await;
    has_services(
        &world,
        r#"[{"no":1,"kind":"site"},{"no":2,"kind":"site"},{"no":3,"kind":"app"}]"#,
    )
    .await;
    let of_type = answers_all(&world, applicant).await;
    assert!(
        of_type.contains(&"domain@2".to_owned()) && !of_type.contains(&"domain@3".to_owned()),
        "{of_type:?}"
    );
    applicant.posts("确定").await;
    world.settle().await;
    let asked = answers_all(&world, applicant).await;
    for wanted in [
        "site_name@1",
        "site_name@2",
        "app_name@3",
        "app_cloud_servers@3",
        "package_name@3.android",
        "app_domains@3.android",
        "package_name@3.ios",
        "app_domains@3.ios",
        "service_head_same@3",
    ] {
        assert!(asked.contains(&wanted.to_owned()), "{wanted} was not asked: {asked:?}");
    }
    assert_eq!(state(&world).await["step"], "summary");

    // The summary says which is which.
    let summary = applicant.last().await.shown();
    for wanted in [
        "网站 1 · 网站信息",
        "网站 2 · 网站信息",
        "APP信息",
        "安卓 · APP运行平台",
        "iOS · APP运行平台",
        "com.example.tea.ios",
        "cdn-example.com",
    ] {
        assert!(summary.contains(wanted), "{wanted} is missing in {summary}");
    }
    applicant.posts("提交备案").await;
    world.ignores().await;

    // The reviewer reads the same, and a name that two websites have must be told apart.
    reviewer.says("/show 1001").await;
    let shown = reviewer.hears().await;
    assert!(
        shown.contains("网站 2 · 网站信息") && shown.contains("com.example.tea.android"),
        "{shown}"
    );
    reviewer.says("/reject 1001 site_name 请写全称").await;
    let refused = reviewer.hears().await;
    assert!(
        refused.contains("site_name@1") && refused.contains("网站 2 · 网站名称"),
        "{refused}"
    );
    reviewer
        .says("/reject 1001 site_name@2 请写全称\npackage_name@3.ios 和商店里的不一致")
        .await;
    reviewer.hears().await;
    let notice = applicant.hears().await;
    for wanted in ["网站 2 · 网站名称", "iOS · 包名"] {
        assert!(notice.contains(wanted), "{wanted} is missing in {notice}");
    }

    // Only that website's name, and only that platform's package, are asked again.
    applicant.presses("继续填写").await;
    let question = applicant.hears().await;
    assert!(
        question.contains("网站 2 · 网站信息") && question.contains("请写全称"),
        "{question}"
    );
    let again = answers_all(&world, applicant).await;
    // The same once more is taken when it is confirmed.
    assert_eq!(
        again,
        ["site_name@2", "site_name@2", "package_name@3.ios", "package_name@3.ios"]
    );
    applicant.posts("提交备案").await;
    world.ignores().await;

    reviewer.posts("/approve 1001").await;
    reviewer.posts("/handover 1001").await;
    reviewer.posts("/verified 1001").await;
    reviewer
        .posts("/grant 1001 苏ICP备12345678号-1 苏ICP备12345678号-2 苏ICP备12345678号-3A")
        .await;
    world.settle().await;
    let granted = applicant.hears().await;
    assert!(
        granted.contains("苏ICP备12345678号-3A") && granted.contains("云杉示例APP"),
        "{granted}"
    );
    let store = world.started().store().unwrap();
    let kinds: Vec<_> = service::Entity::find()
        .all(store.connection())
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.icp_number, row.kind))
        .collect();
    assert!(
        kinds.contains(&("苏ICP备12345678号-3A".to_owned(), "app".to_owned())),
        "{kinds:?}"
    );
    let row = filing::Entity::find().one(store.connection()).await.unwrap().unwrap();
    assert_eq!(row.status, "granted");
    world.ignores().await;
    world.end().await;
}
