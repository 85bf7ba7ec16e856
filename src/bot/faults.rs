//! The one hook of the tests: what happens to one input in a million, on demand. Not part of release builds.
//!
//! `BEIAN_FAULTS="abort:<text>,panic:<text>,stall:<text>"`: an input whose text is exactly that aborts the process, panics, or
//! holds the decision up, longer than a transaction of PostgreSQL may stand idle. `unread:`, `unloaded:` and `unsaved:` panic while it
//! is read, loaded and saved.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use super::route::{Incoming, Routed};

/// How long a stalled decision takes, in real time.
const STALL: Duration = Duration::from_secs(10);

type Faults = Vec<(String, String)>;

static FAULTS: LazyLock<Mutex<Faults>> =
    LazyLock::new(|| Mutex::new(read(&std::env::var("BEIAN_FAULTS").unwrap_or_default())));

fn read(set: &str) -> Faults {
    let faults = set.split(',').filter_map(|fault| fault.split_once(':'));
    faults.map(|(kind, text)| (kind.to_owned(), text.to_owned())).collect()
}

/// Adds faults to those of the environment: for tests in this process, each with texts of its own.
pub fn add(set: &str) {
    FAULTS.lock().unwrap_or_else(PoisonError::into_inner).extend(read(set));
}

/// The kind of the first fault that fits.
fn find(fits: impl Fn(&str, &str) -> bool) -> Option<String> {
    let faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    let fault = faults.iter().find(|(kind, text)| fits(kind, text));
    fault.map(|(kind, _)| kind.clone())
}

/// Before an input is decided.
pub fn meet(incoming: &Incoming) {
    let Incoming::Text(said) = incoming else { return };
    let Some(kind) = find(|kind, text| text == said && !kind.starts_with("un")) else {
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

/// While an input's raw content is read.
pub fn meet_reading(content: &[u8]) {
    let is_in = |text: &str| content.windows(text.len().max(1)).any(|part| part == text.as_bytes());
    if find(|kind, text| kind == "unread" && is_in(text)).is_some() {
        tracing::warn!("Fault on demand");
        panic!("a fault on demand");
    }
}

/// While what inputs need is loaded (`unloaded`), or what they changed is saved (`unsaved`).
pub fn meet_storage(kind: &str, inputs: &[Routed]) {
    let is_said = |text: &str| {
        let mut said = inputs.iter().map(|routed| &routed.incoming);
        said.any(|incoming| matches!(incoming, Incoming::Text(said) if said == text))
    };
    if find(|of, text| of == kind && is_said(text)).is_some() {
        tracing::warn!(kind, "Fault on demand");
        panic!("a fault on demand");
    }
}
