//! The bytes of a file that stands in a chat, served so that a browser never runs them.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Refused;
use crate::sandbox::files;
use crate::sandbox::shared::Shared;

/// What a browser may show by itself; everything else is only saved.
const SHOWN: &[&str] = &[
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "video/mp4",
    "video/webm",
    "audio/ogg",
    "audio/mpeg",
];

pub async fn bytes(Extract(shared): Extract<Arc<Shared>>, Path(id): Path<String>) -> Result<Response, Refused> {
    let file = shared.act(|state| state.files.get(&id).cloned()).await?;
    let file =
        file.ok_or_else(|| Refused::not_found("there is no file with this id; a message's file_id names one"))?;
    let bytes = files::bytes(&shared, &file).await.map_err(|error| {
        tracing::error!("{error:#}");
        Refused::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the file cannot be read; is it still in the data folder?",
        )
    })?;
    let is_shown = SHOWN.contains(&file.mime.as_str());
    let name = file.name.unwrap_or_else(|| "file".to_owned());
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let disposition = format!(
        "{}; filename*=UTF-8''{name}",
        if is_shown { "inline" } else { "attachment" }
    );
    let kind = if is_shown {
        file.mime
    } else {
        "application/octet-stream".to_owned()
    };
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'".to_owned(),
        ),
    ];
    Ok((headers, bytes).into_response())
}
