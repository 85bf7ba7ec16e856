//! `sendMediaGroup`: an album of 2 to 10 photos and videos, or of documents.

use serde_json::{Map, Value, json};

use super::error::{ApiError, ApiResult};
use super::{Call, media, send};
use crate::sandbox::random;

pub async fn send_media_group(call: Call) -> ApiResult {
    let list = call.params.json("media")?;
    let list = list
        .as_ref()
        .and_then(Value::as_array)
        .ok_or_else(|| ApiError::bad_request("media must be an Array"))?;
    if !(2..=10).contains(&list.len()) {
        return Err(ApiError::bad_request(
            "there must be 2-10 items in the album: wrong number of items in the album",
        ));
    }
    call.shared.act(|state| call.writable_chat(state)).await??;
    let mut kinds = Vec::new();
    let mut contents = Vec::new();
    let group = album_id()?;
    for item in list {
        let kind = match item["type"].as_str() {
            Some("photo") => "photo",
            Some("video") => "video",
            Some("document") => "document",
            _ => {
                return Err(ApiError::bad_request(
                    "can't parse InputMedia: type must be photo, video or document",
                ));
            }
        };
        kinds.push(kind);
        let raw = item["caption"].as_str().unwrap_or_default();
        let caption = send::formatted(raw, item["parse_mode"].as_str(), item.get("caption_entities"))?;
        let caption = send::checked_caption(caption)?;
        let name = item["media"]
            .as_str()
            .ok_or_else(|| ApiError::bad_request("media not found"))?;
        let file = call.params.named_file(name)?;
        let mut about = Map::new();
        if kind == "video" {
            for name in ["width", "height", "duration"] {
                about.insert(name.to_owned(), json!(item[name].as_i64().unwrap_or(0)));
            }
        }
        let thumbnail = item["thumbnail"]
            .as_str()
            .and_then(|name| call.params.named_file(name).ok());
        let file = media::take(&call, kind, file, about, thumbnail).await?;
        let mut content = media::content(kind, file, &caption);
        content.insert("media_group_id".to_owned(), json!(group));
        contents.push(content);
    }
    if kinds.contains(&"document") && kinds.iter().any(|kind| *kind != "document") {
        return Err(ApiError::bad_request("document can't be mixed with other media types"));
    }
    Ok(Value::Array(send::send_all(&call, contents, None).await?))
}

fn album_id() -> Result<String, ApiError> {
    let random: [u8; 7] =
        random::bytes().map_err(|error| ApiError::new(500, format!("Internal Server Error: {error}")))?;
    let number = random.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    Ok(format!("1{number:017}"))
}
