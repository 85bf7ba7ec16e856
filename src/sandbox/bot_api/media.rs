//! `sendPhoto`, `sendDocument`, `sendVideo`: one file with its caption; sent along, or named by the id it has already.

use serde_json::{Map, Value, json};

use super::error::{ApiError, ApiResult};
use super::params::{InputFile, Upload};
use super::{Call, send};
use crate::sandbox::files::{self, NewFile, NotTaken};
use crate::sandbox::photos::NotAPhoto;
use crate::sandbox::text::Formatted;

const LARGEST_PHOTO: usize = 10 * 1024 * 1024;

pub async fn send_photo(call: Call) -> ApiResult {
    send_one(&call, "photo").await
}

pub async fn send_document(call: Call) -> ApiResult {
    send_one(&call, "document").await
}

pub async fn send_video(call: Call) -> ApiResult {
    send_one(&call, "video").await
}

async fn send_one(call: &Call, kind: &'static str) -> ApiResult {
    let caption = send::caption(call)?;
    // Who cannot be written to is told so before files are read.
    call.shared.act(|state| call.writable_chat(state)).await??;
    let given = call
        .params
        .file(kind)?
        .ok_or_else(|| ApiError::bad_request(format!("there is no {kind} in the request")))?;
    let mut about = Map::new();
    if kind == "video" {
        for name in ["width", "height", "duration"] {
            about.insert(name.to_owned(), json!(call.params.int(name)?.unwrap_or(0)));
        }
    }
    let thumbnail = call.params.file("thumbnail").ok().flatten();
    let file = take(call, kind, given, about, thumbnail).await?;
    send::send(call, content(kind, file, &caption)).await
}

pub fn content(kind: &str, file: Value, caption: &Formatted) -> Map<String, Value> {
    let mut content = Map::new();
    content.insert(kind.to_owned(), file);
    caption.put_into(&mut content, "caption", "caption_entities");
    content
}

/// Keeps a file that came along, or finds the one that an id names; returns what a message says of it.
pub async fn take(
    call: &Call,
    kind: &'static str,
    given: InputFile,
    mut about: Map<String, Value>,
    thumbnail: Option<InputFile>,
) -> ApiResult {
    let upload = match given {
        InputFile::Upload(upload) => upload,
        InputFile::Id(id) => return find(call, kind, &id).await,
    };
    if upload.bytes.is_empty() {
        return Err(ApiError::bad_request("file must be non-empty"));
    }
    if kind == "photo" {
        if upload.bytes.len() > LARGEST_PHOTO {
            return Err(ApiError::bad_request("file is too big"));
        }
        return keep_photo(call, upload).await;
    }
    if let Some(InputFile::Upload(thumbnail)) = thumbnail
        && let Ok(sizes) = keep_photo(call, thumbnail).await
        && let Some(first) = sizes.get(0)
    {
        about.insert("thumbnail".to_owned(), first.clone());
    }
    let Upload { name, mime, bytes } = upload;
    let kept = files::keep(
        &call.shared,
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
    Ok(call
        .shared
        .act(|state| files::put(state, &[kept], Some(call.bot)))
        .await?)
}

async fn keep_photo(call: &Call, upload: Upload) -> ApiResult {
    let kept = files::keep_photo(&call.shared, upload.bytes)
        .await
        .map_err(|error| match error {
            NotTaken::Photo(NotAPhoto::Dimensions) => ApiError::bad_request("PHOTO_INVALID_DIMENSIONS"),
            NotTaken::Photo(NotAPhoto::Unreadable(_)) => ApiError::bad_request("IMAGE_PROCESS_FAILED"),
            NotTaken::Disk(error) => disk(error),
        })?;
    Ok(call
        .shared
        .act(|state| files::put(state, &kept, Some(call.bot)))
        .await?)
}

async fn find(call: &Call, kind: &str, id: &str) -> ApiResult {
    let file = call.shared.act(|state| state.file_for(call.bot, id).cloned()).await?;
    let file = file.ok_or_else(|| ApiError::bad_request("wrong file identifier/HTTP URL specified"))?;
    if file.kind != kind {
        let what = format!(
            "can't use file of type {} as {}",
            capitalised(&file.kind),
            capitalised(kind)
        );
        return Err(ApiError::bad_request(what));
    }
    Ok(files::described(&file))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn disk(error: anyhow::Error) -> ApiError {
    tracing::error!("{error:#}");
    ApiError::new(500, "Internal Server Error: the sandbox could not keep the file")
}
