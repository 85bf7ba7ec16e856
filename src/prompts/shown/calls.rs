//! What is shown of calls to the applicant's people.

use serde::Serialize;

use super::{some, template};

/// Whom to phone about a filing.
#[derive(Clone, Debug, Serialize)]
pub struct CallWhom {
    pub number: Option<i64>,
    pub phones: Vec<PhoneShown>,
}

/// A phone number, and whose it is.
#[derive(Clone, Debug, Serialize)]
pub struct PhoneShown {
    pub label: String,
    pub name: Option<String>,
    pub phone: String,
}

template!(
    CallWhom = "reviewer/call",
    [true, false]
        .map(|any| CallWhom {
            number: Some(1001),
            phones: [some("n"), None]
                .into_iter()
                .filter(|_| any)
                .map(|name| PhoneShown {
                    label: "l".to_owned(),
                    name,
                    phone: "p".to_owned(),
                })
                .collect(),
        })
        .into()
);

/// What came of a call was noted.
#[derive(Clone, Debug, Serialize)]
pub struct CallNoted {
    pub number: Option<i64>,
    pub words: String,
}

template!(
    CallNoted = "reviewer/call_noted",
    vec![CallNoted {
        number: Some(1001),
        words: "w".to_owned()
    }]
);
