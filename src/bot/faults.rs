//! The one hook of the tests: what happens to one input in a million, on demand. Not part of release builds.
//!
//! `BEIAN_FAULTS="abort:<text>,panic:<text>,stall:<text>"`: an input whose text is exactly that aborts the process, panics, or
//! holds the decision up, longer than a transaction of PostgreSQL may stand idle. Read once.

use std::sync::LazyLock;
use std::time::Duration;

use super::route::Incoming;

/// So long a stalled decision takes, in real time.
const STALL: Duration = Duration::from_secs(10);

static FAULTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let set = std::env::var("BEIAN_FAULTS").unwrap_or_default();
    let faults = set.split(',').filter_map(|fault| fault.split_once(':'));
    faults.map(|(kind, text)| (kind.to_owned(), text.to_owned())).collect()
});

/// Before an input is decided.
pub fn meet(incoming: &Incoming) {
    let Incoming::Text(said) = incoming else { return };
    let Some((kind, _)) = FAULTS.iter().find(|(_, text)| text == said) else {
        return;
    };
    tracing::warn!(kind, "Fault on demand");
    match kind.as_str() {
        "abort" => std::process::abort(),
        "panic" => panic!("a fault on demand"),
        #[allow(clippy::disallowed_methods, reason = "the process is to stand still here")]
        _ => std::thread::sleep(STALL),
    }
}
