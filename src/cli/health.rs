//! For the operator's monitoring, on an address of its own: `/healthz` (whether everything works, and what does not and since when), `/readyz`
//! (whether it is at work), `/metrics` (figures).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;

use crate::clock::Clock;
use crate::figures;
use crate::storage::Store;
use crate::storage::waiting::waiting;
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

/// What the answers are made from.
#[derive(Clone)]
pub struct Watched {
    pub wakers: Arc<Wakers>,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub figures: PrometheusHandle,
    /// The bot has begun its work, and Telegram knows where it is.
    pub begun: Arc<AtomicBool>,
}

/// The database has so long to say what waits.
const LOOK: Duration = Duration::from_secs(2);

pub fn router(watched: Watched) -> Router {
    Router::new()
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(watched)
}

/// 200 once the bot works and its database answers: before that nobody is to be sent here.
async fn ready(State(watched): State<Watched>) -> StatusCode {
    match watched.begun.load(Ordering::Relaxed) && look(&watched).await {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// All figures. Where the database does not answer, what waits is what it was.
async fn metrics(State(watched): State<Watched>) -> String {
    look(&watched).await;
    watched.figures.render()
}

/// Looks how much waits. False where the database does not tell in time.
async fn look(watched: &Watched) -> bool {
    let look = waiting(&watched.store, watched.clock.now());
    match tokio::time::timeout(LOOK, look).await {
        Ok(Ok((inputs, calls))) => {
            figures::waiting(inputs, calls);
            true
        }
        Ok(Err(_)) | Err(_) => false,
    }
}

async fn health(State(watched): State<Watched>) -> (StatusCode, axum::Json<Report>) {
    let because: Vec<Line> = watched
        .wakers
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
