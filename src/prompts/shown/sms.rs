//! What is said of the SMS verification (短信核验).

use serde::Serialize;

use super::{some, template};

/// Somebody who verifies.
#[derive(Clone, Debug, Serialize)]
pub struct Verifying {
    pub name: Option<String>,
    /// Masked.
    pub mobile: String,
    pub roles: Vec<String>,
    /// `open`, `reported`, `passed`.
    pub progress: &'static str,
}

impl Verifying {
    pub(super) fn samples() -> Vec<Self> {
        let one = |name, progress| Self {
            name,
            mobile: "139****5678".to_owned(),
            roles: vec!["r".to_owned(), "s".to_owned()],
            progress,
        };
        vec![one(some("n"), "open"), one(None, "reported"), one(some("m"), "passed")]
    }
}

/// Who verifies where, and until when.
#[derive(Clone, Debug, Serialize)]
pub struct SmsHow {
    pub number: Option<i64>,
    pub people: Vec<Verifying>,
    /// How many have yet to verify.
    pub open: usize,
    pub until: Option<String>,
}

template!(
    SmsHow = "sms/how",
    [(0, None), (1, some("d")), (3, some("d"))]
        .map(|(open, until)| SmsHow {
            number: Some(1001),
            people: Verifying::samples(),
            open,
            until,
        })
        .into()
);

/// What to do if no message comes.
#[derive(Clone, Debug, Serialize)]
pub struct SmsHelp {
    /// The number that was filed before is the one that gets the code.
    pub is_access: bool,
}

template!(
    SmsHelp = "sms/help",
    [true, false].map(|is_access| SmsHelp { is_access }).into()
);

/// What will come, before the hand-over.
#[derive(Clone, Debug, Serialize)]
pub struct SmsAhead {
    pub number: Option<i64>,
    pub people: Vec<Verifying>,
    /// It was missed, and is handed over again then, unless the applicant objects.
    pub again: Option<String>,
}

template!(
    SmsAhead = "sms/ahead",
    [some("d"), None]
        .map(|again| SmsAhead {
            number: Some(1001),
            people: Verifying::samples(),
            again,
        })
        .into()
);

/// Nothing is to be verified now.
#[derive(Clone, Debug, Serialize)]
pub struct SmsNothing {}

template!(SmsNothing = "sms/nothing", vec![SmsNothing {}]);

/// The code of the Ministry's message was sent here.
#[derive(Clone, Debug, Serialize)]
pub struct SmsCode {}

template!(SmsCode = "sms/code", vec![SmsCode {}]);

/// The rehearsal asks for the mobile, then for the last six of the certificate's number.
#[derive(Clone, Debug, Serialize)]
pub struct Rehearse {
    pub name: Option<String>,
    pub asks_last_six: bool,
    /// What was typed last is not what the filing has.
    pub wrong: bool,
    /// What the filing has, masked.
    pub mobile: String,
}

template!(
    Rehearse = "sms/rehearse",
    [(true, true), (true, false), (false, true), (false, false)]
        .map(|(asks_last_six, wrong)| Rehearse {
            name: asks_last_six.then(|| "n".to_owned()),
            asks_last_six,
            wrong,
            mobile: "139****5678".to_owned(),
        })
        .into()
);

/// The rehearsal is over.
#[derive(Clone, Debug, Serialize)]
pub struct Rehearsed {
    pub name: Option<String>,
    /// Others who verify too.
    pub others: Vec<String>,
}

template!(
    Rehearsed = "sms/rehearsed",
    vec![
        Rehearsed {
            name: some("n"),
            others: Vec::new()
        },
        Rehearsed {
            name: None,
            others: vec!["o".to_owned()]
        },
    ]
);

/// To the reviewer: it is late in the day for a hand-over.
#[derive(Clone, Debug, Serialize)]
pub struct HandOverLate {
    pub number: Option<i64>,
    pub now: String,
    /// When it would be handed over better.
    pub better: String,
}

template!(
    HandOverLate = "sms/hand_over_late",
    vec![HandOverLate {
        number: Some(1001),
        now: "d".to_owned(),
        better: "d".to_owned()
    }]
);
