//! What these tests share.

pub mod chat;
pub mod engine;
pub mod people;
pub mod program;
pub mod script;
pub mod site;

use std::time::{Duration, Instant};

/// Asks again and again until there is something; panics after `within`.
pub async fn wait_for<T>(what: &str, within: Duration, ask: impl AsyncFn() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(began.elapsed() < within, "waited {within:?} in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
