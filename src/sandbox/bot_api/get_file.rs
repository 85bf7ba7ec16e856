//! `getFile`, and the download behind the path that it names.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Call;
use super::error::{ApiError, ApiResult};
use crate::sandbox::connection::Cut;
use crate::sandbox::files;
use crate::sandbox::shared::Shared;

const LARGEST_DOWNLOAD: u64 = 20 * 1024 * 1024;

pub async fn get_file(call: Call) -> ApiResult {
    let id = call.params.text("file_id").unwrap_or_default();
    let file = call.shared.act(|state| state.file_for(call.bot, &id).cloned()).await?;
    let file = file.ok_or_else(|| ApiError::bad_request("wrong file_id or the file is temporarily unavailable"))?;
    if file.size > LARGEST_DOWNLOAD {
        return Err(ApiError::bad_request("file is too big"));
    }
    Ok(json!({
        "file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size, "file_path": file.path,
    }))
}

/// `<token>/<path>`. For faults it counts as the method `file`.
pub async fn download(shared: &Shared, cut: &Cut, rest: &str) -> Result<Response, ApiError> {
    let not_found = || ApiError::new(404, "Not Found");
    let (token, path) = rest.split_once('/').ok_or_else(not_found)?;
    let bot = super::enter(shared, token).await?;
    if let Some(fault) = shared
        .act(|state| state.meet_fault("telegram", "file", None, |_| true))
        .await?
    {
        return super::fail(shared, cut, fault).await;
    }
    let file = shared
        .act(|state| {
            let mut known = state.files.values().filter(|file| file.is_known_to(bot));
            known.find(|file| file.path == path).cloned()
        })
        .await?;
    let file = file.ok_or_else(not_found)?;
    let bytes = files::bytes(shared, &file).await.map_err(|error| {
        tracing::error!("{error:#}");
        not_found()
    })?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}
