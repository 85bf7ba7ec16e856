//! What services outside found out about an answer.

use std::borrow::Cow;

use serde::Serialize;

use super::{Template, some};
use crate::domain::requests::{KINDS, UNKNOWN};

/// What a request about an answer came to, or how far it is (`look_ups/<kind>.j2`).
#[derive(Clone, Debug, Serialize)]
pub struct LookedUpAs {
    #[serde(skip)]
    pub kind: &'static str,
    /// What it was asked about.
    pub what: String,
    /// `waiting`, `out`, `no_service`, `gave_up`, or what was found.
    pub state: &'static str,
    pub until: Option<String>,
    /// The answer may be changed now.
    pub can_change: bool,
    /// It stands below the answer that it is about.
    pub line: bool,
}

impl Template for LookedUpAs {
    fn path(&self) -> Cow<'static, str> {
        format!("look_ups/{}", self.kind).into()
    }

    fn samples() -> Vec<Self> {
        let states = KINDS
            .iter()
            .flat_map(|kind| UNKNOWN.iter().chain(kind.finds).map(|state| (kind.name, *state)));
        let sample = |kind, state, until: Option<String>, line: bool| Self {
            kind,
            what: "example.com".to_owned(),
            state,
            until,
            can_change: !line,
            line,
        };
        states
            .flat_map(|(kind, state)| [sample(kind, state, some("d"), true), sample(kind, state, None, false)])
            .collect()
    }
}
