//! Keyboards: what a bot may put under a message, checked as Telegram checks it.

use serde_json::{Map, Value, json};

use super::error::ApiError;
use super::params::Params;
use crate::sandbox::text::{self, SCHEMES};

const MOST_BUTTONS: usize = 100;
const MOST_IN_A_ROW: usize = 8;
const LONGEST_DATA: usize = 64;

/// What may be on a button in place of the keyboard, beside its text.
const REPLY_ACTIONS: &[&str] = &[
    "request_contact",
    "request_location",
    "request_poll",
    "request_users",
    "request_chat",
    "web_app",
];

/// What may be on an inline button beside its text; exactly one of them makes it a button.
const INLINE_ACTIONS: &[&str] = &[
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
];

/// The call's `reply_markup`, if it has one.
pub fn read(params: &Params) -> Result<Option<Value>, ApiError> {
    let Some(markup) = params.json("reply_markup")? else {
        return Ok(None);
    };
    let Some(markup) = markup.as_object() else {
        return Err(ApiError::bad_request("object expected as reply markup"));
    };
    if let Some(rows) = markup.get("inline_keyboard") {
        return inline(rows);
    }
    if let Some(rows) = markup.get("keyboard") {
        return reply(markup, rows).map(Some);
    }
    for (name, texts) in [
        ("remove_keyboard", &["selective"][..]),
        ("force_reply", &["selective", "input_field_placeholder"]),
    ] {
        if markup.get(name).is_some_and(|value| *value == true || *value == "true") {
            let mut kept = keep(markup, texts);
            kept.insert(name.to_owned(), json!(true));
            return Ok(Some(Value::Object(kept)));
        }
    }
    Ok(None)
}

/// The call's `reply_markup` where only an inline keyboard will do.
pub fn read_inline(params: &Params) -> Result<Option<Value>, ApiError> {
    match read(params)? {
        Some(markup) if markup.get("inline_keyboard").is_none() => {
            Err(ApiError::bad_request("inline keyboard expected"))
        }
        markup => Ok(markup),
    }
}

fn rows(rows: &Value) -> Result<Vec<&Vec<Value>>, ApiError> {
    let list = rows
        .as_array()
        .ok_or_else(|| ApiError::bad_request("field \"keyboard\" must be an Array"))?;
    list.iter()
        .map(|row| {
            row.as_array()
                .ok_or_else(|| ApiError::bad_request("can't parse keyboard row: expected an Array"))
        })
        .filter(|row| row.as_ref().map_or(true, |row| !row.is_empty()))
        .collect()
}

fn check_size(rows: &[&Vec<Value>]) -> Result<(), ApiError> {
    let count: usize = rows.iter().map(|row| row.len()).sum();
    if count > MOST_BUTTONS || rows.iter().any(|row| row.len() > MOST_IN_A_ROW) {
        return Err(ApiError::bad_request("reply markup is too long"));
    }
    Ok(())
}

/// An inline keyboard; one without buttons is none.
fn inline(given: &Value) -> Result<Option<Value>, ApiError> {
    let rows = rows(given)?;
    check_size(&rows)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let rows = rows
        .iter()
        .map(|row| row.iter().map(inline_button).collect())
        .collect::<Result<Vec<Value>, _>>()?;
    Ok(Some(json!({ "inline_keyboard": rows })))
}

fn inline_button(button: &Value) -> Result<Value, ApiError> {
    let wrong = |what: &str| ApiError::bad_request(format!("can't parse inline keyboard button: {what}"));
    let button = button.as_object().ok_or_else(|| wrong("expected an Object"))?;
    let text = button
        .get("text")
        .and_then(Value::as_str)
        .ok_or_else(|| wrong("Can't find field \"text\""))?;
    if text.trim().is_empty() {
        return Err(wrong("Field \"text\" must be non-empty"));
    }
    if !INLINE_ACTIONS
        .iter()
        .any(|name| button.get(*name).is_some_and(|value| !value.is_null()))
    {
        return Err(wrong("Text buttons are unallowed in the inline keyboard"));
    }
    if let Some(data) = button.get("callback_data").filter(|data| !data.is_null()) {
        let length = data.as_str().map_or(0, str::len);
        if length == 0 || length > LONGEST_DATA {
            return Err(ApiError::bad_request("BUTTON_DATA_INVALID"));
        }
    }
    if let Some(address) = button.get("url").and_then(Value::as_str) {
        let whole = if address.contains("://") {
            address.to_owned()
        } else {
            format!("http://{address}")
        };
        let wrong = match url::Url::parse(&whole) {
            Ok(url) if !SCHEMES.contains(&url.scheme()) => Some("Unsupported URL protocol"),
            Ok(url) if url.scheme() == "tg" => None,
            Ok(url) if url.host_str().is_some_and(|host| host.contains('.') && host != ".") => None,
            _ => Some("Wrong HTTP URL"),
        };
        if let Some(why) = wrong {
            let what = format!("inline keyboard button URL '{address}' is invalid: {why}");
            return Err(ApiError::bad_request(what));
        }
    }
    let mut kept = keep(button, INLINE_ACTIONS);
    kept.insert("text".to_owned(), json!(text::clean(text)));
    Ok(Value::Object(kept))
}

fn reply(markup: &Map<String, Value>, given: &Value) -> Result<Value, ApiError> {
    let rows = rows(given)?;
    let button = |button: &Value| -> Result<Value, ApiError> {
        let text = button
            .as_str()
            .or_else(|| button.get("text").and_then(Value::as_str))
            .unwrap_or_default();
        if text.trim().is_empty() {
            return Err(ApiError::bad_request("keyboard button text must be non-empty"));
        }
        let mut kept = button
            .as_object()
            .map_or_else(Map::new, |button| keep(button, REPLY_ACTIONS));
        kept.insert("text".to_owned(), json!(text::clean(text)));
        Ok(Value::Object(kept))
    };
    let rows = rows
        .iter()
        .map(|row| row.iter().map(button).collect())
        .collect::<Result<Vec<Value>, _>>()?;
    let mut kept = keep(
        markup,
        &[
            "is_persistent",
            "resize_keyboard",
            "one_time_keyboard",
            "input_field_placeholder",
            "selective",
        ],
    );
    kept.insert("keyboard".to_owned(), json!(rows));
    Ok(Value::Object(kept))
}

fn keep(object: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let known = |(name, value): &(&String, &Value)| names.contains(&name.as_str()) && !value.is_null();
    object
        .iter()
        .filter(known)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markup: &Value, expected: Result<Option<Value>, &str>) {
        let params = Params::of([("reply_markup".to_owned(), markup.clone())].into_iter().collect());
        let expected = expected.map_err(ApiError::bad_request);
        assert_eq!(read(&params), expected, "{markup}");
    }

    #[test]
    fn keyboards_are_checked_as_telegram_does() {
        let button = |data: &str| json!({ "text": "x", "callback_data": data });
        let keyboard = |rows: Vec<Vec<Value>>| json!({ "inline_keyboard": rows });
        let good = keyboard(vec![vec![button("a"), button(&"b".repeat(64))]]);
        check(&good, Ok(Some(good.clone())));
        check(&json!(good.to_string()), Ok(Some(good.clone())));
        check(&keyboard(vec![]), Ok(None));
        check(&keyboard(vec![vec![button("")]]), Err("BUTTON_DATA_INVALID"));
        check(
            &keyboard(vec![vec![button(&"b".repeat(65))]]),
            Err("BUTTON_DATA_INVALID"),
        );
        check(
            &keyboard(vec![vec![button(&"备".repeat(22))]]),
            Err("BUTTON_DATA_INVALID"),
        );
        check(&keyboard(vec![vec![button("a"); 9]]), Err("reply markup is too long"));
        check(&keyboard(vec![vec![button("a")]; 101]), Err("reply markup is too long"));
        check(
            &keyboard(vec![vec![button("a")]; 100]),
            Ok(Some(keyboard(vec![vec![button("a")]; 100]))),
        );
        let bare = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard";
        check(&keyboard(vec![vec![json!({ "text": "x" })]]), Err(bare));
        let nowhere = "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL";
        check(
            &keyboard(vec![vec![json!({ "text": "x", "url": "nowhere" })]]),
            Err(nowhere),
        );
        for (url, why) in [
            ("javascript:alert(1)", "Wrong HTTP URL"),
            ("javascript://example.com/%0Aalert(1)", "Unsupported URL protocol"),
            ("file:///etc/passwd", "Unsupported URL protocol"),
        ] {
            let wrong = format!("inline keyboard button URL '{url}' is invalid: {why}");
            check(&keyboard(vec![vec![json!({ "text": "x", "url": url })]]), Err(&wrong));
        }
        check(
            &json!({ "force_reply": true }),
            Ok(Some(json!({ "force_reply": true }))),
        );
        check(
            &json!({ "remove_keyboard": true }),
            Ok(Some(json!({ "remove_keyboard": true }))),
        );
        check(
            &json!({ "keyboard": [["a"]] }),
            Ok(Some(json!({ "keyboard": [[{ "text": "a" }]] }))),
        );
        check(
            &json!({ "keyboard": [[{ "text": "a\u{0}b", "request_contact": true, "unknown": [] }]], "unknown": [] }),
            Ok(Some(
                json!({ "keyboard": [[{ "text": "a b", "request_contact": true }]] }),
            )),
        );
        check(&json!([1]), Err("object expected as reply markup"));
    }
}
