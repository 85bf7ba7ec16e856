//! What reviewers see.

use serde::Serialize;

use super::{Html, SectionShown, ServiceNumber, Verifying, some, template};

/// `/queue`.
#[derive(Clone, Debug, Serialize)]
pub struct Queue {
    pub count: usize,
    pub groups: Vec<QueueGroup>,
    pub buttons: bool,
}

/// The filings of one status.
#[derive(Clone, Debug, Serialize)]
pub struct QueueGroup {
    pub title: String,
    pub lines: Vec<QueueLine>,
    /// How many are not listed.
    pub more: usize,
}

/// A filing that waits.
#[derive(Clone, Debug, Serialize)]
pub struct QueueLine {
    pub number: i64,
    pub kind: Option<String>,
    pub since: String,
    pub until: Option<String>,
    pub late: bool,
    pub mine: bool,
    pub own: bool,
    pub claimed_by: Option<String>,
}

template!(Queue = "reviewer/queue", {
    let line = |is_full: bool, late, mine, own| QueueLine {
        number: 1001,
        kind: is_full.then(|| "k".to_owned()),
        since: "s".to_owned(),
        until: is_full.then(|| "u".to_owned()),
        late,
        mine,
        own,
        claimed_by: is_full.then(|| "c".to_owned()),
    };
    let lines = vec![
        line(true, true, true, false),
        line(true, false, false, false),
        line(false, false, false, true),
        line(false, false, false, false),
    ];
    let groups = vec![
        QueueGroup {
            title: "t".to_owned(),
            lines,
            more: 3,
        },
        QueueGroup {
            title: "t".to_owned(),
            lines: Vec::new(),
            more: 0,
        },
    ];
    vec![
        Queue {
            count: 0,
            groups: Vec::new(),
            buttons: false,
        },
        Queue {
            count: 4,
            groups: groups.clone(),
            buttons: true,
        },
        Queue {
            count: 4,
            groups,
            buttons: false,
        },
    ]
});

/// `/show`.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    pub number: Option<i64>,
    pub kind: Option<String>,
    pub status: String,
    pub since: String,
    pub submitted: Option<String>,
    pub submissions: i32,
    pub closed: bool,
    pub subject_number: Option<String>,
    pub services: Vec<ServiceNumber>,
    /// The reader's own filing.
    pub own: bool,
    pub claimed_by: Option<String>,
    pub applicant: Option<String>,
    pub deleted: bool,
    pub masked: bool,
    /// Ids of the fields that were corrected last.
    pub corrected: Vec<String>,
    /// What is to be looked at first.
    pub findings: Vec<FindingShown>,
    pub sections: Vec<SectionShown>,
    /// Who verifies by SMS, while that is being waited for.
    pub verifying: Vec<Verifying>,
}

/// A doubt or a finding about an answer.
#[derive(Clone, Debug, Serialize)]
pub struct FindingShown {
    pub label: String,
    pub text: Html,
}

template!(Shown = "reviewer/show", {
    let shown = |is_full: bool, own, masked| {
        let text = || is_full.then(|| "t".to_owned());
        Shown {
            number: Some(1001),
            kind: text(),
            status: "s".to_owned(),
            since: "d".to_owned(),
            submitted: text(),
            submissions: if is_full { 2 } else { 0 },
            closed: masked,
            subject_number: text(),
            services: ServiceNumber::samples(),
            own,
            claimed_by: text(),
            applicant: text(),
            deleted: !is_full,
            masked,
            corrected: is_full.then(|| "i".to_owned()).into_iter().collect(),
            findings: is_full
                .then(|| FindingShown {
                    label: "l".to_owned(),
                    text: Html("t".to_owned()),
                })
                .into_iter()
                .collect(),
            sections: SectionShown::samples(),
            verifying: Verifying::samples(),
        }
    };
    vec![
        shown(true, false, false),
        shown(false, false, true),
        shown(false, false, false),
        shown(true, true, true),
    ]
});

/// Something was done to a filing.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewDone {
    pub number: Option<i64>,
    pub action: String,
    pub status: String,
}

template!(
    ReviewDone = "reviewer/done",
    vec![ReviewDone {
        number: Some(1001),
        action: "a".to_owned(),
        status: "s".to_owned()
    }]
);

/// An answer that is or was sent back.
#[derive(Clone, Debug, Serialize)]
pub struct PickedLine {
    pub label: String,
    pub reason: Option<String>,
    pub words: Option<String>,
    /// What the applicant says to it.
    pub reply: Option<String>,
}

impl PickedLine {
    fn samples() -> Vec<Self> {
        let label = || "l".to_owned();
        vec![
            Self {
                label: label(),
                reason: some("r"),
                words: None,
                reply: some("y"),
            },
            Self {
                label: label(),
                reason: None,
                words: some("w"),
                reply: None,
            },
        ]
    }
}

/// The answers of which some are to be sent back.
#[derive(Clone, Debug, Serialize)]
pub struct RejectFields {
    pub number: Option<i64>,
    pub picked: Vec<PickedLine>,
    pub returning: bool,
}

template!(
    RejectFields = "reviewer/fields",
    [(true, true), (true, false), (false, true), (false, false)]
        .map(|(any, returning)| RejectFields {
            number: Some(1001),
            picked: if any { PickedLine::samples() } else { Vec::new() },
            returning,
        })
        .into()
);

/// The reasons for one answer.
#[derive(Clone, Debug, Serialize)]
pub struct RejectReasons {
    pub number: Option<i64>,
    pub label: String,
    pub value: Option<String>,
    pub returning: bool,
}

template!(
    RejectReasons = "reviewer/reasons",
    [true, false]
        .map(|returning| RejectReasons {
            number: Some(1001),
            label: "l".to_owned(),
            value: returning.then(|| "v".to_owned()),
            returning,
        })
        .into()
);

/// A reason of the reviewer's own is waited for.
#[derive(Clone, Debug, Serialize)]
pub struct OwnWords {
    pub label: String,
}

template!(
    OwnWords = "reviewer/own_words",
    vec![OwnWords { label: "l".to_owned() }]
);

/// Own words are not written in a group.
#[derive(Clone, Debug, Serialize)]
pub struct WordsInPrivate {}

template!(WordsInPrivate = "reviewer/words_in_private", vec![WordsInPrivate {}]);

/// How a grant is recorded.
#[derive(Clone, Debug, Serialize)]
pub struct GrantHow {
    pub number: Option<i64>,
    pub sites: usize,
    /// The numbers alone are the answer.
    pub typed: bool,
}

template!(
    GrantHow = "reviewer/grant_how",
    [(1, true), (2, false)]
        .map(|(sites, typed)| GrantHow {
            number: Some(1001),
            sites,
            typed
        })
        .into()
);

/// How a return is recorded.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnHow {
    pub number: Option<i64>,
    pub typed: bool,
}

template!(
    ReturnHow = "reviewer/return_how",
    [true, false]
        .map(|typed| ReturnHow {
            number: Some(1001),
            typed
        })
        .into()
);

/// A note was kept.
#[derive(Clone, Debug, Serialize)]
pub struct Noted {
    pub number: Option<i64>,
    /// A group does not see them.
    pub words: Option<String>,
}

template!(
    Noted = "reviewer/noted",
    [some("w"), None]
        .map(|words| Noted {
            number: Some(1001),
            words
        })
        .into()
);

/// `/history`.
#[derive(Clone, Debug, Serialize)]
pub struct History {
    pub number: Option<i64>,
    pub lines: Vec<HistoryLine>,
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryLine {
    pub at: String,
    pub actor: String,
    pub who: Option<String>,
    pub action: String,
    pub status: Option<String>,
    pub words: Option<String>,
    pub back: Vec<PickedLine>,
}

template!(History = "reviewer/history", {
    let line = |is_full: bool| {
        let text = || is_full.then(|| "t".to_owned());
        HistoryLine {
            at: "d".to_owned(),
            actor: "a".to_owned(),
            who: text(),
            action: "x".to_owned(),
            status: text(),
            words: text(),
            back: if is_full { PickedLine::samples() } else { Vec::new() },
        }
    };
    vec![
        History {
            number: Some(1001),
            lines: vec![line(true), line(false)],
        },
        History {
            number: Some(1001),
            lines: Vec::new(),
        },
    ]
});

/// `/appoint` was done.
#[derive(Clone, Debug, Serialize)]
pub struct Appointed {
    pub person: Option<i64>,
    pub name: Option<String>,
    pub role: String,
}

template!(
    Appointed = "reviewer/appointed",
    people()
        .map(|(person, name)| Appointed {
            person,
            name,
            role: "r".to_owned()
        })
        .into()
);

/// `/dismiss` was done.
#[derive(Clone, Debug, Serialize)]
pub struct Dismissed {
    pub person: Option<i64>,
    pub name: Option<String>,
    pub role: String,
}

template!(
    Dismissed = "reviewer/dismissed",
    people()
        .map(|(person, name)| Dismissed {
            person,
            name,
            role: "r".to_owned()
        })
        .into()
);

fn people() -> [(Option<i64>, Option<String>); 4] {
    [(Some(1), some("n")), (Some(1), None), (None, some("n")), (None, None)]
}
