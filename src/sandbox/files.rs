//! Files' bytes: beside `telegram.db`, one file each, on the disk before any message names them.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use axum::body::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::photos::{self, NotAPhoto};
use super::random;
use super::shared::Shared;
use super::state::State;
use super::state::files::StoredFile;

/// Where the files lie in the data folder.
pub const FOLDER: &str = "telegram-files";

/// A file that came in, not yet kept.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// `document`, `video`, …
    pub kind: &'static str,
    pub name: Option<String>,
    pub mime: Option<String>,
    pub bytes: Bytes,
    /// What Telegram's object says beside ids and size.
    pub about: Map<String, Value>,
}

#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    #[error("the picture cannot be read")]
    Photo(#[from] NotAPhoto),
    #[error(transparent)]
    Disk(#[from] anyhow::Error),
}

/// Keeps a file as it is. It becomes known when it is put into the state.
pub async fn keep(shared: &Shared, new: NewFile) -> anyhow::Result<StoredFile> {
    let NewFile {
        kind,
        name,
        mime,
        bytes,
        mut about,
    } = new;
    let extension = extension(name.as_deref(), kind);
    let mime = mime.filter(|mime| mime != "application/octet-stream" && is_plain(mime));
    let mime = mime.unwrap_or_else(|| mime_of(&extension).to_owned());
    let name = name.map(|name| name.replace(['/', '\\', '\0'], "_"));
    if !matches!(kind, "sticker" | "video_note" | "photo") {
        about.insert("mime_type".to_owned(), json!(mime));
        if let Some(name) = name.as_ref().filter(|_| kind != "voice") {
            about.insert("file_name".to_owned(), json!(name));
        }
    }
    let id = new_id(kind)?;
    let path = format!(
        "{kind}s/file_{}.{extension}",
        &id[id.len() - 8..].replace(['-', '_'], "0")
    );
    let folder = shared.files.clone();
    let size = bytes.len() as u64;
    let unique_id = format!("AQAD{}", &URL_SAFE_NO_PAD.encode(Sha256::digest(&bytes))[..12]);
    let on_disk = id.clone();
    tokio::task::spawn_blocking(move || write(&folder, &on_disk, &bytes))
        .await
        .context("keeping a file")??;
    Ok(StoredFile {
        id,
        unique_id,
        kind: kind.to_owned(),
        path,
        size,
        name,
        mime,
        about,
        siblings: None,
        bot: None,
    })
}

/// Keeps a photo in Telegram's sizes, smallest first.
pub async fn keep_photo(shared: &Shared, bytes: Bytes) -> Result<Vec<StoredFile>, NotTaken> {
    let sizes = tokio::task::spawn_blocking(move || photos::sizes(&bytes))
        .await
        .context("scaling a photo")??;
    let mut kept = Vec::new();
    for size in sizes {
        let mut about = Map::new();
        about.insert("width".to_owned(), json!(size.width));
        about.insert("height".to_owned(), json!(size.height));
        let (name, mime) = (Some("photo.jpg".to_owned()), Some("image/jpeg".to_owned()));
        kept.push(
            keep(
                shared,
                NewFile {
                    kind: "photo",
                    name,
                    mime,
                    bytes: size.jpeg.into(),
                    about,
                },
            )
            .await?,
        );
    }
    let all: Value = kept.iter().map(StoredFile::object).collect();
    for file in &mut kept {
        file.siblings = Some(all.clone());
    }
    Ok(kept)
}

/// What a message says of kept files, once they are known: the object, or all sizes of a photo. `bot` is the only one
/// that knows their ids; none, where they stand in a group.
pub fn put(state: &mut State, files: &[StoredFile], bot: Option<i64>) -> Value {
    for file in files {
        state.put_file(StoredFile { bot, ..file.clone() });
    }
    files.last().map(described).unwrap_or_default()
}

/// What a message says of a file that is known already.
pub fn described(file: &StoredFile) -> Value {
    file.siblings.clone().unwrap_or_else(|| file.object())
}

/// The bytes of a kept file.
pub async fn bytes(shared: &Shared, file: &StoredFile) -> anyhow::Result<Vec<u8>> {
    let path = shared.files.join(&file.id);
    tokio::fs::read(&path)
        .await
        .context("reading a file of the data folder")
}

/// Forgets all files.
pub fn forget_all(folder: &Path) -> anyhow::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).context("removing the files of the data folder")
        }
        _ => Ok(()),
    }
}

fn write(folder: &Path, id: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let context = || "writing a file into the data folder";
    std::fs::create_dir_all(folder).with_context(context)?;
    // A crash leaves a file that no message names, never a half of one that a message names.
    let mut file = std::fs::File::create(folder.join(id)).with_context(context)?;
    file.write_all(bytes).with_context(context)?;
    file.sync_all().with_context(context)?;
    std::fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(context)
}

fn new_id(kind: &str) -> anyhow::Result<String> {
    let random: [u8; 24] = random::bytes()?;
    let start = match kind {
        "photo" => "AgACAgUA",
        "video" => "BAACAgUA",
        "voice" => "AwACAgUA",
        "video_note" => "DQACAgUA",
        "sticker" => "CAACAgUA",
        _ => "BQACAgUA",
    };
    Ok(format!("{start}{}", URL_SAFE_NO_PAD.encode(random)))
}

fn extension(name: Option<&str>, kind: &str) -> String {
    let named = name
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, extension)| extension.to_ascii_lowercase());
    let is_good = |extension: &String| {
        (1..=8).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    named.filter(is_good).unwrap_or_else(|| {
        match kind {
            "photo" => "jpg",
            "video" | "video_note" => "mp4",
            "voice" => "oga",
            "sticker" => "webp",
            _ => "bin",
        }
        .to_owned()
    })
}

fn is_plain(mime: &str) -> bool {
    mime.len() < 128 && mime.contains('/') && mime.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

fn mime_of(extension: &str) -> &'static str {
    match extension {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "json" => "application/json",
        "zip" => "application/zip",
        "apk" => "application/vnd.android.package-archive",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "mp4" => "video/mp4",
        "oga" | "ogg" => "audio/ogg",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}
