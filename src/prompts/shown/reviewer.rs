//! What reviewers see.

use serde::Serialize;

use super::{Html, SectionShown, ServiceNumber, Verifying, some, template};

/// `/show`.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    pub number: Option<i64>,
    pub kind: Option<String>,
    pub status: String,
    pub since: String,
    pub submitted: Option<String>,
    pub submissions: usize,
    pub closed: bool,
    pub subject_number: Option<String>,
    pub services: Vec<ServiceNumber>,
    /// The reader's own filing.
    pub own: bool,
    pub claimed_by: Option<String>,
    pub applicant: Option<String>,
    pub deleted: bool,
    pub masked: bool,
    /// What the applicant answers to the words with which the whole was sent back.
    pub reply: Option<String>,
    /// Ids of the fields that were corrected last.
    pub corrected: Vec<String>,
    /// What is to be looked at first.
    pub findings: Vec<FindingShown>,
    /// What reviewers have noted.
    pub notes: Vec<NoteShown>,
    /// A further curtain is wanted, which the applicant has to pay.
    pub paid_curtain: bool,
    pub sections: Vec<SectionShown>,
    /// Who verifies by SMS, while that is being waited for.
    pub verifying: Vec<Verifying>,
}

/// A reviewer's note.
#[derive(Clone, Debug, Serialize)]
pub struct NoteShown {
    pub at: String,
    pub who: Option<String>,
    pub words: String,
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
            reply: text(),
            corrected: is_full.then(|| "i".to_owned()).into_iter().collect(),
            findings: is_full
                .then(|| FindingShown {
                    label: "l".to_owned(),
                    text: Html("t".to_owned()),
                })
                .into_iter()
                .collect(),
            notes: [some("w"), None]
                .into_iter()
                .filter(|_| is_full)
                .map(|who| NoteShown {
                    at: "d".to_owned(),
                    who,
                    words: "n".to_owned(),
                })
                .collect(),
            paid_curtain: is_full,
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
    /// For how many seconds it can be taken back.
    pub undo: Option<i64>,
}

template!(
    ReviewDone = "reviewer/done",
    [Some(60), None]
        .map(|undo| ReviewDone {
            number: Some(1001),
            action: "a".to_owned(),
            status: "s".to_owned(),
            undo,
        })
        .into()
);

/// An act was taken back.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewUndone {
    pub number: Option<i64>,
    pub action: String,
    pub status: String,
}

template!(
    ReviewUndone = "reviewer/undone",
    vec![ReviewUndone {
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
    pub findings: Vec<FindingShown>,
    /// The section that is open: its title, and each field with what stands there.
    pub section: Option<(String, Vec<(String, String)>)>,
}

template!(
    RejectFields = "reviewer/fields",
    [(true, true), (true, false), (false, true), (false, false)]
        .map(|(any, returning)| RejectFields {
            number: Some(1001),
            picked: if any { PickedLine::samples() } else { Vec::new() },
            returning,
            findings: any
                .then(|| FindingShown {
                    label: "l".to_owned(),
                    text: Html("t".to_owned()),
                })
                .into_iter()
                .collect(),
            section: (any == returning).then(|| ("s".to_owned(), vec![("l".to_owned(), "v".to_owned())])),
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
    /// What the applicant answered to words about the whole.
    pub reply: Option<String>,
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
            reply: text(),
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
