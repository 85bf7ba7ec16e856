//! The same as the polling loop, for Telegram's calls: 200 only after the commit, so whatever was not stored is told again.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::routing::post;
use subtle::ConstantTimeEq;
use tracing::warn;

use super::intake::{Intake, read_update};

/// Telegram's updates are far smaller.
pub const DEFAULT_BODY_LIMIT: usize = 1024 * 1024;

/// A call waits this long for the rush to be over. Telegram gives up a call after about a minute.
const PATIENCE: Duration = Duration::from_secs(20);

const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

#[derive(Clone)]
pub struct WebhookOptions {
    /// What follows the host's name, with or without the first slash.
    pub path: String,
    /// What setWebhook was given: proves that it is Telegram that calls.
    pub secret_token: String,
    pub body_limit: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    #[error("the setting WEBHOOK_SECRET must be 1 to 256 letters, digits, `-` and `_`")]
    SecretToken,
    #[error(
        "the setting WEBHOOK_URL must have a plain path, of letters, digits, `-`, `_` and `.` between single slashes, such as \
         https://bot.example/telegram"
    )]
    Path,
}

#[derive(Clone)]
struct Webhook {
    intake: Intake,
    options: WebhookOptions,
}

impl WebhookOptions {
    /// Whether they can be served; told before anything else is begun.
    pub fn check(&self) -> Result<(), WebhookError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let token = &self.secret_token;
        if token.is_empty() || token.len() > 256 || !token.chars().all(plain) {
            return Err(WebhookError::SecretToken);
        }
        let path = self.path.trim_matches('/');
        if !path.chars().all(|c| plain(c) || matches!(c, '/' | '.')) || path.contains("//") {
            return Err(WebhookError::Path);
        }
        Ok(())
    }
}

/// The route to be served.
pub fn router(intake: Intake, options: WebhookOptions) -> Result<Router, WebhookError> {
    options.check()?;
    let path = format!("/{}", options.path.trim_matches('/'));
    Ok(Router::new()
        .route(&path, post(take))
        .with_state(Webhook { intake, options }))
}

async fn take(State(Webhook { intake, options }): State<Webhook>, request: Request<Body>) -> StatusCode {
    let sent = request
        .headers()
        .get(SECRET_HEADER)
        .map_or(&b""[..], |sent| sent.as_bytes());
    if !bool::from(sent.ct_eq(options.secret_token.as_bytes())) {
        warn!("Refused a call of the webhook with a wrong secret token");
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(body) = to_bytes(request.into_body(), options.body_limit).await else {
        warn!(
            limit = options.body_limit,
            "Refused an update that is too large or broke off"
        );
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let Ok(update) = read_update(&body) else {
        warn!(bytes = body.len(), "Refused what is no update");
        return StatusCode::BAD_REQUEST;
    };
    // Telegram keeps what it is not told, and tells it again: better than to say 200 and let people wait.
    if !intake.may_take_in(PATIENCE).await {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    match intake.store(&[update]).await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
