//! The server: both faces and the page on one address.

use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, Uri};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;

use super::connection::{Cut, CuttableListener};
use super::shared::Shared;
use super::{bot_api, guard, page, people_api, registry};

/// Telegram takes files of 50 MB from bots; the rest is for the form around them.
const BODY_LIMIT: usize = 51 * 1024 * 1024;

/// Serves until the sandbox stops.
pub async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let app = router(shared.clone()).into_make_service_with_connect_info::<Cut>();
    let stopped = async move { shared.stopped().await };
    if let Err(error) = axum::serve(CuttableListener(listener), app)
        .with_graceful_shutdown(stopped)
        .await
    {
        tracing::error!("the sandbox's server ended: {error}");
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(|| async { page::file("") }))
        .route(
            "/page/{*path}",
            get(|uri: Uri| async move { page::file(uri.path().trim_start_matches("/page/")) }),
        )
        .nest("/api", people_api::routes())
        .nest("/rdap", registry::routes())
        // The token is part of the path's first piece, and may hold what a router takes for its own signs.
        .fallback(bot_side)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(shared.clone(), guard::guard))
        .with_state(shared)
}

async fn bot_side(State(shared): State<Arc<Shared>>, ConnectInfo(cut): ConnectInfo<Cut>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return bot_api::download(shared, cut, rest).await;
    }
    if let Some(rest) = path.strip_prefix("/bot") {
        let (token, method) = rest.split_once('/').unwrap_or((rest, ""));
        return bot_api::answer(shared, cut, token, method.trim_end_matches('/'), request).await;
    }
    let error = format!(
        "nothing is at {path}; the page is at /, the people's side under /api, a bot's at /bot<token>/<method>"
    );
    (StatusCode::NOT_FOUND, axum::Json(json!({ "error": error }))).into_response()
}
