//! `sendMessage`: a text, with its markup turned into entities.

use serde_json::{Map, json};

use super::error::ApiResult;
use super::{Call, send};

pub async fn send_message(call: Call) -> ApiResult {
    let text = send::text(&call)?;
    let mut content = Map::new();
    text.put_into(&mut content, "text", "entities");
    if let Some(options) = send::link_preview(&call)? {
        content.insert("link_preview_options".to_owned(), options);
    } else if call.params.flag("disable_web_page_preview") {
        content.insert("link_preview_options".to_owned(), json!({ "is_disabled": true }));
    }
    send::send(&call, content).await
}
