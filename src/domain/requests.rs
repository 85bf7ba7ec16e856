//! What is asked of services outside, about an answer of a filing, and what comes back.
//!
//! A request leaves through the outbox after the commit; what it came back with is an input of the filing's chat. Nobody waits for it:
//! the answer counts, and what was found stands with the filing ([`LookedUp`]) for as long as that answer does.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::answers::{Answer, DomainName, FileId};
use super::files::FileState;
use super::place::Place;
use super::registration::{DomainState, Registration};

/// A service outside. Its requests are made side by side, in a channel of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// The registries of domains (RDAP).
    Domains,
    /// What people send is fetched from Telegram, looked at, and put into the store.
    Files,
}

impl Service {
    pub const ALL: [Self; 2] = [Self::Domains, Self::Files];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Domains => "domains",
            Self::Files => "files",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The answer that a request is about. One that was given anew has another version: what comes back for the old one says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub filing: Uuid,
    pub place: Place,
    pub field: String,
    /// At which the answer was kept.
    pub version: i64,
    /// Of an answer that is a list, which entry; counted from 0.
    #[serde(default)]
    pub entry: usize,
}

/// A question to a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub point: Point,
    pub wanted: Wanted,
}

/// What is to be found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "wanted", rename_all = "snake_case")]
pub enum Wanted {
    /// How a domain is registered; its name in ASCII.
    Registration { domain: String },
    /// A file that was sent: what it is, and that it is kept. `source` is Telegram's id of it.
    File {
        file: FileId,
        source: String,
        /// It is a photo of a person, which is fitted.
        #[serde(default)]
        is_photo: bool,
    },
}

/// Top-level domains whose registry answers no RDAP (CNNIC's; `.cn` is to be asked by WHOIS).
const WITHOUT_RDAP: [&str; 3] = ["cn", "xn--fiqs8s", "xn--fiqz9s"];

/// What is said of a kind of request: its words are `prompts/<lang>/look_ups/<name>.j2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub name: &'static str,
    /// The codes of what may be found, besides [`UNKNOWN`].
    pub finds: &'static [&'static str],
}

/// The codes of what is said of every kind while nothing is known.
pub const UNKNOWN: [&str; 4] = ["waiting", "out", "no_service", "gave_up"];

/// Every kind of request.
pub const KINDS: [Kind; 1] = [Kind {
    name: "registration",
    finds: &[
        "not_registered",
        "leaving",
        "expired",
        "held_by_registry",
        "held_by_registrar",
        "ends_soon",
        "new",
        "fine",
        "others",
    ],
}];

impl Wanted {
    /// The name of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Registration { .. } => "registration",
            Self::File { .. } => "file",
        }
    }

    pub fn service(&self) -> Service {
        match self {
            Self::Registration { .. } => Service::Domains,
            Self::File { .. } => Service::Files,
        }
    }

    /// Whether anybody answers it. What nobody does is not asked, and stays unverified.
    pub fn is_answered(&self) -> bool {
        match self {
            Self::Registration { domain } => {
                let top = domain.rsplit('.').next().unwrap_or_default();
                !WITHOUT_RDAP.contains(&top)
            }
            Self::File { .. } => true,
        }
    }

    /// What is asked about, as people know it.
    pub fn shown(&self) -> String {
        match self {
            Self::Registration { domain } => {
                let name = DomainName::try_from(domain.clone());
                name.map_or_else(|_| domain.clone(), |name| name.show())
            }
            Self::File { file, .. } => file.to_string(),
        }
    }

    /// A domain's registration.
    pub fn registration(answer: &Answer) -> Vec<Self> {
        let of = |domain: &DomainName| Self::Registration {
            domain: domain.ascii().to_owned(),
        };
        match answer {
            Answer::Domain(domain) => vec![of(domain)],
            Answer::Domains(domains) => domains.iter().map(of).collect(),
            _ => Vec::new(),
        }
    }
}

/// What a service found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum Found {
    Registration(Registration),
    /// It was kept, or is of no use.
    File {
        file: FileId,
        state: FileState,
    },
}

impl Found {
    /// Its code, with the date that belongs to it.
    pub fn state(&self, now: DateTime<Utc>) -> (&'static str, Option<DateTime<Utc>>) {
        match self {
            Self::Registration(found) => (found.state(now).as_str(), found.expires_at),
            // A file is told of in words of its own.
            Self::File { .. } => ("fine", None),
        }
    }

    /// The code of what a person must look at, where there is something.
    fn trouble(&self, now: DateTime<Utc>) -> Option<&'static str> {
        match self {
            Self::Registration(found) => Some(found.state(now))
                .filter(|state| *state != DomainState::Fine)
                .map(DomainState::as_str),
            Self::File { .. } => None,
        }
    }

    /// The code of what does not fit the filing's other answers, where something does not.
    fn misfit(&self) -> Option<&'static str> {
        match self {
            Self::Registration(found) => (found.is_organisers == Some(false)).then_some("others"),
            Self::File { .. } => None,
        }
    }

    /// The same as it may be kept: what it tells of people is compared with the filing's answers, and does not stay.
    pub fn compared(&self, organiser: Option<&str>) -> Self {
        match self {
            Self::Registration(found) => Self::Registration(found.clone().without_holder(organiser)),
            Self::File { .. } => self.clone(),
        }
    }
}

/// Why nothing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nobody can be asked.
    NoService,
    /// The service does not answer at present. It is asked again by itself.
    Out,
    /// It was asked for long enough in vain.
    GaveUp,
}

/// What came back: a first word that the service is out may be followed by what it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    pub point: Point,
    pub result: Result<Found, Fault>,
}

/// How far a request about an answer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "what", rename_all = "snake_case")]
pub enum Progress {
    Waiting,
    Faulted(Fault),
    Found(Found),
}

/// A request about an answer, as it stands with the filing. Nothing of it is personal: it is kept in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedUp {
    pub place: Place,
    pub field: String,
    pub version: i64,
    #[serde(default)]
    pub entry: usize,
    pub at: DateTime<Utc>,
    pub progress: Progress,
}

impl LookedUp {
    pub fn is_of(&self, place: Place, field: &str) -> bool {
        self.place == place && self.field == field
    }

    /// Something is known of it.
    pub fn is_verified(&self) -> bool {
        matches!(self.progress, Progress::Found(_))
    }

    /// It could be compared with an answer that was not there when it was found.
    pub fn could_be_compared(&self) -> bool {
        match &self.progress {
            Progress::Found(Found::Registration(found)) => found.names_holder && found.is_organisers.is_none(),
            _ => false,
        }
    }

    /// What a person must look at, where there is something.
    pub fn trouble(&self, now: DateTime<Utc>) -> Option<&'static str> {
        self.found()?.trouble(now)
    }

    /// What does not fit the filing's other answers, where something does not.
    pub fn misfit(&self) -> Option<&'static str> {
        self.found()?.misfit()
    }

    fn found(&self) -> Option<&Found> {
        match &self.progress {
            Progress::Found(found) => Some(found),
            Progress::Waiting | Progress::Faulted(_) => None,
        }
    }

    /// How far it is, as a code, with the date that belongs to it.
    pub fn state(&self, now: DateTime<Utc>) -> (&'static str, Option<DateTime<Utc>>) {
        match &self.progress {
            Progress::Waiting => ("waiting", None),
            Progress::Faulted(Fault::Out) => ("out", None),
            Progress::Faulted(Fault::NoService) => ("no_service", None),
            Progress::Faulted(Fault::GaveUp) => ("gave_up", None),
            Progress::Found(found) => found.state(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_domain_is_among_what_may_be_found() {
        for state in DomainState::ALL {
            assert!(KINDS[0].finds.contains(&state.as_str()), "{}", state.as_str());
        }
    }

    #[test]
    fn what_nobody_answers_is_not_asked() {
        for (domain, expected) in [
            ("example.com", true),
            ("example.cn", false),
            ("example.com.cn", false),
            ("xn--fsq.xn--fiqs8s", false),
            ("cn.net", true),
        ] {
            let wanted = Wanted::Registration { domain: domain.into() };
            assert_eq!(wanted.is_answered(), expected, "{domain}");
        }
    }
}
