//! The chat page: plain files, compiled in.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};

static PAGE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/sandbox/page");

/// The file at a path under `/page/`, or the page itself for an empty one.
pub fn file(path: &str) -> Response {
    let path = if path.is_empty() { "index.html" } else { path };
    match PAGE.get_file(path) {
        Some(file) => ([(header::CONTENT_TYPE, content_type(path))], file.contents()).into_response(),
        None => (StatusCode::NOT_FOUND, format!("the page has no file {path:?}\n")).into_response(),
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        _ => "application/octet-stream",
    }
}
