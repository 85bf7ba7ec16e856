//! What operators read: whether the bot is at work, and the figures of it.

use std::time::Duration;

use beian_bot::storage::seal::Secrets;

use crate::support::program::{Start, free_address};
use crate::support::wait_for;

/// The process that serves, with nobody at the other end of its line to Telegram.
#[tokio::test]
async fn a_process_tells_whether_it_is_at_work_and_its_figures() {
    let folder = tempfile::tempdir().unwrap();
    let (health, telegram) = (free_address(), free_address());
    let database = format!("sqlite://{}", folder.path().join("data/bot.sqlite").display());
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let serve = Start::new(folder.path(), "serve", &["serve"])
        .set("TELOXIDE_TOKEN", "7000000001:made-up-token-that-nobody-has-x")
        .set("TELEGRAM_API_URL", &format!("http://{telegram}"))
        .set("SECRET_KEY", &Secrets::generate("k1").unwrap())
        .set("PROVIDER_NAME", "示例云")
        .set("PROVIDER_PHONE", "010-00000000")
        .set("DATABASE_URL", &database)
        .set("HEALTH_LISTEN", &health.to_string());
    let _program = serve.spawn();
    let get = async |path: &str| {
        let answer = reqwest::get(format!("http://{health}{path}")).await.ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.text().await.ok()?))
    };
    wait_for("it is at work", Duration::from_secs(30), async || {
        get("/readyz").await.filter(|(status, _)| *status == 200)
    })
    .await;
    let (_, figures) = get("/metrics").await.unwrap();
    let value = |name: &str| {
        let line = figures.lines().find(|line| line.split(' ').next() == Some(name));
        let line = line.unwrap_or_else(|| panic!("no {name} in {figures}"));
        line.split(' ').nth(1).unwrap().parse::<f64>().unwrap()
    };
    assert!(value("beian_statements_total") > 0.0);
    assert_eq!(value("beian_inputs_waiting"), 0.0);
    assert_eq!(value("beian_oldest_input_seconds"), 0.0);
    assert_eq!(value("beian_calls_waiting"), 0.0);
}
