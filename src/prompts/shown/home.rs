//! What an applicant sees between the steps: `/start`, `/status`, `/help`, leaving, deleting, and what went wrong.

use serde::Serialize;

use super::{CurtainShown, Html, Verifying, some, template};

/// `/start`.
#[derive(Clone, Debug, Serialize)]
pub struct Welcome {
    pub has_draft: bool,
}

template!(
    Welcome = "steps/welcome",
    [true, false].map(|has_draft| Welcome { has_draft }).into()
);

/// A website's number, once it is granted.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceNumber {
    pub domain: Option<String>,
    pub number: String,
    /// The number that stands at the foot of the page: in some provinces the organiser's.
    pub footer: String,
    /// That of the public-security filing, in words and its digits.
    pub security: Option<String>,
    pub security_digits: Option<String>,
}

impl ServiceNumber {
    pub(super) fn samples() -> Vec<Self> {
        let one = |security: bool| Self {
            domain: some("example.cn"),
            number: "苏ICP备12345678号-1".to_owned(),
            footer: "苏ICP备12345678号-1".to_owned(),
            security: security.then(|| "苏公网安备32010002010001号".to_owned()),
            security_digits: security.then(|| "32010002010001".to_owned()),
        };
        vec![one(true), one(false)]
    }
}

/// `/status`.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    pub filings: Vec<StatusLine>,
}

/// How one filing stands.
#[derive(Clone, Debug, Serialize)]
pub struct StatusLine {
    pub number: Option<i64>,
    pub kind: Option<String>,
    pub domain: Option<String>,
    pub status: String,
    pub status_id: &'static str,
    pub since: String,
    /// Whose turn it is.
    pub turn: Option<String>,
    pub until: Option<String>,
    /// That date has passed.
    pub missed: bool,
    /// How that date was counted, where working days were.
    pub counted: Option<Counted>,
    /// Who has yet to verify by SMS.
    pub people: Vec<Verifying>,
    /// It is not handed over again by itself, as the applicant wishes.
    pub paused: bool,
    /// What comes after the first review: the curtain, the papers, or the authority.
    pub after_review: &'static str,
    pub curtain: CurtainShown,
    /// It is handed over again by itself then.
    pub again: Option<String>,
    /// What is still to be done after the grant: `nothing`, `opening`, `public_security`, `done`.
    pub after: &'static str,
    /// The day on which the site opened.
    pub opened: Option<String>,
    /// Which question is open, of how many.
    pub open: Option<String>,
    pub subject_number: Option<String>,
    pub services: Vec<ServiceNumber>,
}

template!(Status = "steps/status", {
    let line = |status_id: &'static str, is_full: bool, after: &'static str| {
        let text = || is_full.then(|| "t".to_owned());
        StatusLine {
            number: is_full.then_some(1001),
            kind: text(),
            domain: text(),
            status: "s".to_owned(),
            status_id,
            since: "d".to_owned(),
            turn: text(),
            until: text(),
            missed: is_full,
            counted: is_full.then(|| Counted {
                days: 2,
                from: "d".to_owned(),
                weekend_days: 2,
                holidays: vec![HolidayShown {
                    name: "h".to_owned(),
                    from: "d".to_owned(),
                    to: "d".to_owned(),
                }],
            }),
            people: if is_full { Verifying::samples() } else { Vec::new() },
            paused: !is_full,
            after_review: if is_full { "curtain" } else { "authority" },
            curtain: CurtainShown::samples()[usize::from(!is_full)].clone(),
            again: text(),
            after,
            opened: text(),
            open: text(),
            subject_number: text(),
            services: ServiceNumber::samples(),
        }
    };
    let lines = crate::domain::filing::Status::ALL.iter().flat_map(|status| {
        let after = ["nothing", "opening", "public_security", "done"];
        let lines = after.map(|after| [true, false].map(|is_full| line(status.as_str(), is_full, after)));
        lines.into_iter().flatten()
    });
    vec![
        Status { filings: Vec::new() },
        Status {
            filings: lines.collect(),
        },
    ]
});

/// How a date in working days was counted.
#[derive(Clone, Debug, Serialize)]
pub struct Counted {
    pub days: u32,
    pub from: String,
    pub weekend_days: usize,
    pub holidays: Vec<HolidayShown>,
}

/// A holiday on the way.
#[derive(Clone, Debug, Serialize)]
pub struct HolidayShown {
    pub name: String,
    pub from: String,
    pub to: String,
}

/// What a chat that could not be reached is told first.
#[derive(Clone, Debug, Serialize)]
pub struct Missed {
    pub reviewed: Vec<MissedFiling>,
}

/// A filing that a reviewer has missed something of.
#[derive(Clone, Debug, Serialize)]
pub struct MissedFiling {
    pub number: Option<i64>,
    pub status: String,
}

template!(
    Missed = "steps/missed",
    vec![
        Missed { reviewed: Vec::new() },
        Missed {
            reviewed: vec![MissedFiling {
                number: Some(1001),
                status: "s".to_owned()
            }]
        },
    ]
);

/// `/cancel`: what is to become of it.
#[derive(Clone, Debug, Serialize)]
pub struct Leave {
    pub was_draft: bool,
    /// They have pressed that it is to go.
    pub deletes: bool,
    pub number: Option<i64>,
}

template!(
    Leave = "steps/leave",
    [(true, true), (true, false), (false, false)]
        .map(|(was_draft, deletes)| Leave {
            was_draft,
            deletes,
            number: (!was_draft).then_some(1001),
        })
        .into()
);

/// The draft is deleted.
#[derive(Clone, Debug, Serialize)]
pub struct Left {}

template!(Left = "steps/left", vec![Left {}]);

/// Nothing was changed.
#[derive(Clone, Debug, Serialize)]
pub struct KeptAll {}

template!(KeptAll = "steps/kept_all", vec![KeptAll {}]);

/// A command that was forwarded: it needs a press.
#[derive(Clone, Debug, Serialize)]
pub struct SecondHand {
    pub command: String,
    pub about: Html,
    pub usage: Html,
    pub button: bool,
}

template!(
    SecondHand = "steps/second_hand",
    [true, false]
        .map(|button| SecondHand {
            command: "/approve 1001".to_owned(),
            about: Html("a".to_owned()),
            usage: Html("/approve 1001".to_owned()),
            button,
        })
        .into()
);

/// A button of an earlier step.
#[derive(Clone, Debug, Serialize)]
pub struct Stale {
    /// What is being asked now.
    pub now: Option<String>,
}

template!(
    Stale = "steps/stale",
    vec![Stale { now: some("n") }, Stale { now: None }]
);

/// Something was sent while nothing is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Idle {
    /// What came was no text, and was not taken.
    pub file: bool,
    pub has_draft: bool,
    pub reviewer: bool,
    /// They have thanked.
    pub thanks: bool,
    /// How their filings stand, where all are handed in.
    pub stands: Option<Html>,
    /// One of these is granted.
    pub granted: bool,
    /// One of these waits for them.
    pub theirs: bool,
}

template!(
    Idle = "steps/idle",
    [
        (true, false, false),
        (false, true, false),
        (false, false, false),
        (false, false, true),
        (false, true, true)
    ]
    .map(|(has_draft, reviewer, is_handed_in)| Idle {
        file: has_draft || reviewer,
        has_draft,
        reviewer,
        thanks: is_handed_in || has_draft,
        stands: is_handed_in.then(|| Html("s".to_owned())),
        granted: reviewer,
        theirs: reviewer,
    })
    .into()
);

/// `/language`.
#[derive(Clone, Debug, Serialize)]
pub struct ChooseLanguage {}

template!(ChooseLanguage = "steps/language", vec![ChooseLanguage {}]);

/// The language was changed.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageSet {
    pub language: String,
}

template!(
    LanguageSet = "steps/language_set",
    vec![LanguageSet {
        language: "English".to_owned()
    }]
);

/// `/help`.
#[derive(Clone, Debug, Serialize)]
pub struct Help {
    pub commands: Vec<CommandLine>,
    /// The reader's Telegram id; a group is not told one.
    pub person: Option<i64>,
    pub role: String,
    pub reviewer: bool,
}

/// A command in the help.
#[derive(Clone, Debug, Serialize)]
pub struct CommandLine {
    pub name: String,
    pub about: Html,
    pub usage: Html,
    pub reviewers: bool,
}

template!(Help = "steps/help", {
    let line = |reviewers| CommandLine {
        name: "n".to_owned(),
        about: Html("a".to_owned()),
        usage: Html("u".to_owned()),
        reviewers,
    };
    [true, false]
        .map(|reviewer| Help {
            commands: vec![line(true), line(false)],
            person: reviewer.then_some(1),
            role: "r".to_owned(),
            reviewer,
        })
        .into()
});

/// `/delete`: what it means.
#[derive(Clone, Debug, Serialize)]
pub struct Delete {
    pub open: usize,
    pub granted: usize,
}

template!(
    Delete = "steps/delete",
    [0, 1].map(|n| Delete { open: n, granted: n }).into()
);

/// Everything is deleted.
#[derive(Clone, Debug, Serialize)]
pub struct Deleted {}

template!(Deleted = "steps/deleted", vec![Deleted {}]);

/// An input was set aside.
#[derive(Clone, Debug, Serialize)]
pub struct InternalError {
    /// To be named to whoever helps.
    pub number: i64,
}

template!(InternalError = "errors/internal", vec![InternalError { number: 7 }]);

/// A button that hands in was pressed again.
#[derive(Clone, Debug, Serialize)]
pub struct AlreadySubmitted {
    pub number: Option<i64>,
    pub status: String,
}

template!(
    AlreadySubmitted = "steps/already_submitted",
    vec![AlreadySubmitted {
        number: Some(1001),
        status: "s".to_owned()
    }]
);

/// The greeting of who reviews: what to do first.
#[derive(Clone, Debug, Serialize)]
pub struct Staff {
    pub administrator: bool,
    pub role: String,
}

template!(
    Staff = "steps/staff",
    [true, false]
        .map(|administrator| Staff {
            administrator,
            role: "r".to_owned()
        })
        .into()
);
