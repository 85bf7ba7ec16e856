//! In which language somebody is greeted who writes for the first time.

use serde_json::{Value, json};

use super::{Engine, PERSON, case, private};

async fn check(code: Value, begins: &str, right: &str) {
    let engine = Engine::start().await;
    let mut from = json!({ "id": PERSON, "is_bot": false, "first_name": "林" });
    if code != "absent" {
        from["language_code"] = code.clone();
    }
    engine.hears(&private(json!({ "text": "/start", "from": from }))).await;
    let said = engine.last_text(PERSON).await;
    assert!(said.contains(begins), "{code} {right}: {said}");
}

#[tokio::test]
async fn who_tells_no_language_or_a_chinese_one_is_greeted_in_chinese() {
    const CHINESE: &str = "您好";
    check("zh-hant".into(), CHINESE, &case("L01")).await;
    for code in ["zh", "ZH-Hans-CN", "zh_TW"] {
        check(code.into(), CHINESE, "").await;
    }
    for nothing in [Value::Null, "absent".into(), 5.into()] {
        check(nothing, CHINESE, &case("L03")).await;
    }
    for empty in ["", " "] {
        check(empty.into(), CHINESE, &case("L04")).await;
    }
    for other in ["en", "de-CH", "ja"] {
        check(other.into(), "Hello", "").await;
    }
}
