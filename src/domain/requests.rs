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
    File { file: FileId, source: String },
}

/// Top-level domains whose registry answers no RDAP (CNNIC's; `.cn` is to be asked by WHOIS).
const WITHOUT_RDAP: [&str; 3] = ["cn", "xn--fiqs8s", "xn--fiqz9s"];

impl Wanted {
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
    pub fn trouble(&self, now: DateTime<Utc>) -> Option<DomainState> {
        match &self.progress {
            Progress::Found(Found::Registration(found)) => {
                Some(found.state(now)).filter(|state| *state != DomainState::Fine)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
