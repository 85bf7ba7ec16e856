//! What services outside found out about an answer.

use serde::Serialize;

use super::{some, template};
use crate::domain::registration::DomainState;

/// How a domain is registered, or how far looking that up is.
#[derive(Clone, Debug, Serialize)]
pub struct DomainLookUp {
    pub domain: String,
    /// `waiting`, `out`, `no_service`, `gave_up`, or a state of the domain.
    pub state: &'static str,
    pub until: Option<String>,
    /// The answer may be changed now.
    pub can_change: bool,
    /// It stands below the answer that it is about.
    pub line: bool,
}

template!(DomainLookUp = "look_ups/domain", {
    let states = DomainState::ALL.iter().map(|state| state.as_str());
    let states = ["waiting", "out", "no_service", "gave_up"].into_iter().chain(states);
    let sample = |state, until: Option<String>, line: bool| DomainLookUp {
        domain: "example.com".to_owned(),
        state,
        until,
        can_change: !line,
        line,
    };
    states
        .flat_map(|state| [sample(state, some("d"), true), sample(state, None, false)])
        .collect()
});

/// The registry shows another holder of a domain than the organiser.
#[derive(Clone, Debug, Serialize)]
pub struct OthersDomain {
    pub domain: String,
}

template!(
    OthersDomain = "look_ups/others_domain",
    vec![OthersDomain {
        domain: "example.com".to_owned(),
    }]
);
