//! What a person sends that is no text: files, a contact, a place.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::Multipart;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::Refused;
use super::messages::{checked_caption, checked_text};
use crate::sandbox::files::{self, NewFile, NotTaken};
use crate::sandbox::shared::Shared;
use crate::sandbox::state::files::StoredFile;

const KINDS: &str = "photo, document, video, video_note, voice, sticker, contact or location";

/// A message as a person sends it, with its files, not yet in a chat.
#[derive(Debug)]
pub struct Sent {
    pub from: i64,
    pub topic: Option<i64>,
    pub reply_to: Option<i64>,
    pub content: Map<String, Value>,
    pub files: Vec<StoredFile>,
}

struct Form {
    texts: HashMap<String, String>,
    file: Option<(Option<String>, Option<String>, Bytes)>,
}

pub async fn read(shared: &Shared, parts: Multipart) -> Result<Sent, Refused> {
    let Form { texts, file } = read_form(parts).await?;
    let text = |name: &str| texts.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let number = |name: &str| -> Result<Option<i64>, Refused> {
        let parsed = text(name).map(|text| {
            text.parse()
                .map_err(|_| Refused::bad(format!("{name:?} must be a whole number")))
        });
        parsed.transpose()
    };
    let from = number("from")?.ok_or_else(|| Refused::bad("send \"from\": the id of the person who writes"))?;
    let (topic, reply_to) = (number("topic")?, number("reply_to")?);
    let guessed = match file.as_ref().and_then(|(_, mime, _)| mime.as_deref()) {
        Some(mime) if mime.starts_with("image/") => "photo",
        _ if file.is_some() => "document",
        _ => "text",
    };
    let kind = text("kind").unwrap_or(guessed);
    let mut content = Map::new();
    let mut kept = Vec::new();
    match kind {
        "text" => {
            let text = text("text")
                .ok_or_else(|| Refused::bad(format!("send \"kind\" ({KINDS}) and \"file\", or \"text\"")))?;
            checked_text(text)?.put_into(&mut content, "text", "entities");
        }
        "contact" => {
            let needed =
                |name| text(name).ok_or_else(|| Refused::bad("a contact needs \"phone_number\" and \"first_name\""));
            let (phone, first_name) = (needed("phone_number")?, needed("first_name")?);
            let mut contact = json!({ "phone_number": phone, "first_name": first_name });
            if let Some(last_name) = text("last_name") {
                contact["last_name"] = json!(last_name);
            }
            if let Some(user) = number("user_id")? {
                contact["user_id"] = json!(user);
            }
            content.insert("contact".to_owned(), contact);
        }
        "location" => {
            let degrees = |name: &str, most: f64| {
                let degrees = text(name)
                    .and_then(|text| text.parse::<f64>().ok())
                    .filter(|degrees| degrees.abs() <= most);
                let how = "a location needs \"latitude\" from -90 to 90 and \"longitude\" from -180 to 180, in degrees";
                degrees.ok_or_else(|| Refused::bad(how))
            };
            let location = json!({ "latitude": degrees("latitude", 90.0)?, "longitude": degrees("longitude", 180.0)? });
            content.insert("location".to_owned(), location);
        }
        _ => {
            let (name, mime, bytes) =
                file.ok_or_else(|| Refused::bad(format!("a {kind} needs \"file\", the file itself")))?;
            if bytes.is_empty() {
                return Err(Refused::bad("\"file\" is empty"));
            }
            let caption = checked_caption(text("caption").unwrap_or_default())?;
            kept = keep(shared, kind, name, mime, bytes).await?;
            let described = kept.last().map(files::described).unwrap_or_default();
            content.insert(kind.to_owned(), described);
            if !matches!(kind, "sticker" | "video_note") {
                caption.put_into(&mut content, "caption", "caption_entities");
            }
            if let Some(group) = text("media_group_id") {
                content.insert("media_group_id".to_owned(), json!(group));
            }
        }
    }
    Ok(Sent {
        from,
        topic,
        reply_to,
        content,
        files: kept,
    })
}

async fn keep(
    shared: &Shared,
    kind: &str,
    name: Option<String>,
    mime: Option<String>,
    bytes: Bytes,
) -> Result<Vec<StoredFile>, Refused> {
    let disk = |error: anyhow::Error| {
        tracing::error!("{error:#}");
        Refused::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the file could not be kept; is the disk full?",
        )
    };
    if kind == "photo" {
        return files::keep_photo(shared, bytes).await.map_err(|error| match error {
            NotTaken::Photo(why) => Refused::bad(format!(
                "this is no photo: {why}; send a JPEG, PNG, GIF or WebP, or a document"
            )),
            NotTaken::Disk(error) => disk(error),
        });
    }
    let (kind, about) = match kind {
        "document" => ("document", json!({})),
        "video" => ("video", json!({ "width": 640, "height": 360, "duration": 1 })),
        "video_note" => ("video_note", json!({ "length": 240, "duration": 1 })),
        "voice" => ("voice", json!({ "duration": 1 })),
        "sticker" => {
            let about =
                json!({ "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false });
            ("sticker", about)
        }
        _ => return Err(Refused::bad(format!("\"kind\" must be {KINDS}, not {kind:?}"))),
    };
    let about = about.as_object().cloned().unwrap_or_default();
    let kept = files::keep(
        shared,
        NewFile {
            kind,
            name,
            mime,
            bytes,
            about,
        },
    )
    .await
    .map_err(disk)?;
    Ok(vec![kept])
}

async fn read_form(mut parts: Multipart) -> Result<Form, Refused> {
    let mut form = Form {
        texts: HashMap::new(),
        file: None,
    };
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Refused::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the file is too large; at most 50 MB can be sent",
            )
        } else {
            Refused::bad(format!("the form cannot be read: {}", error.body_text()))
        }
    };
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        let (file_name, mime) = (
            part.file_name().map(str::to_owned),
            part.content_type().map(str::to_owned),
        );
        let bytes = part.bytes().await.map_err(unreadable)?;
        if name == "file" {
            form.file = Some((file_name, mime, bytes));
        } else {
            form.texts.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(form)
}
