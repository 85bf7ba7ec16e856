//! A panic ends what it happened in and nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures::FutureExt as _;
use tracing::error;

/// What was being done panicked. Its message is not kept: a panic over a text quotes the text. The panic's place is logged when it
/// happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it panicked")]
pub struct Panicked;

/// Awaits `task`. Whatever it works on must be sound when it is left anywhere: behind locks that forgive, or thrown away with it.
pub async fn caught<T>(what: &str, task: impl Future<Output = T>) -> Result<T, Panicked> {
    let outcome = AssertUnwindSafe(task).catch_unwind().await;
    outcome.map_err(|_| {
        error!(what, "Panicked; everything else goes on");
        Panicked
    })
}

/// The same for what does not wait.
pub fn caught_at_once<T>(what: &str, task: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(task)).map_err(|_| {
        error!(what, "Panicked; everything else goes on");
        Panicked
    })
}
