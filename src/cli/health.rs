//! `/healthz`: whether everything works, and what does not and since when. For the operator's monitoring, on an address of its own.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use serde::Serialize;

use crate::wakers::Wakers;

/// 200 `{"ok":true,"because":[]}`, or 503 with what does not work. The seconds tell since when.
#[derive(Serialize)]
struct Report {
    ok: bool,
    because: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    part: &'static str,
    why: String,
    seconds: u64,
}

pub fn router(wakers: Arc<Wakers>) -> Router {
    Router::new().route("/healthz", get(health)).with_state(wakers)
}

async fn health(State(wakers): State<Arc<Wakers>>) -> (StatusCode, axum::Json<Report>) {
    let because: Vec<Line> = wakers
        .health
        .ailing()
        .into_iter()
        .map(|ailing| Line {
            part: ailing.part.as_str(),
            why: ailing.why,
            seconds: ailing.since.as_secs(),
        })
        .collect();
    let ok = because.is_empty();
    let status = if ok {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, axum::Json(Report { ok, because }))
}
