//! What people are told unasked.

use std::borrow::Cow;

use serde::Serialize;

use super::{Html, ServiceNumber, Template, Verifying, some, template};
use crate::domain::deadlines::{DEADLINES, DeadlineName, End};
use crate::domain::workflow::NoticeName;

/// Something happened to a filing: one template for each `NoticeName`, whoever hears of it.
#[derive(Clone, Debug, Serialize)]
pub struct OfEvent {
    #[serde(skip)]
    pub name: NoticeName,
    pub number: Option<i64>,
    /// What happened: its id, and the word for it.
    pub event: &'static str,
    pub action: String,
    pub status: String,
    pub until: Option<String>,
    /// Next year's holidays are not known yet: the day is not sure.
    pub is_estimate: bool,
    pub fields: Vec<NoticeField>,
    /// What the reviewer or the authority said of the whole.
    pub words: Option<String>,
    pub subject_number: Option<String>,
    pub services: Vec<ServiceNumber>,
    /// The name that stands beside the number on the page, where the province wants it there.
    pub copyright: Option<String>,
    /// Who verifies by SMS.
    pub people: Vec<Verifying>,
    /// What they have to do.
    pub how: Option<Html>,
    /// When it is handed over again by itself.
    pub again: Option<String>,
    pub year: i32,
    /// What the site offers is often paid for: that needs a licence.
    pub paid: bool,
    /// The day on which the site opened, or is to open.
    pub opened: Option<String>,
    pub is_ahead: bool,
    /// The day by which the public-security filing is to be made is over.
    pub late: bool,
    pub curtain: CurtainShown,
}

/// What there is to tell of the curtain and the papers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CurtainShown {
    pub carrier: Option<String>,
    pub number: Option<String>,
    /// Where the curtain is mailed to.
    pub address: Option<String>,
    /// It is a further one, which has to be paid.
    pub paid: bool,
    /// It has arrived, by the applicant's word.
    pub arrived: bool,
    /// It was mailed before the filing has come so far: the photo is not wanted yet.
    pub ahead: bool,
    /// The papers are wanted too.
    pub papers: bool,
}

impl CurtainShown {
    pub(super) fn samples() -> [Self; 2] {
        let full = Self {
            carrier: some("c"),
            number: some("n"),
            address: some("a"),
            arrived: true,
            ahead: true,
            paid: true,
            papers: true,
        };
        [full, Self::default()]
    }
}

/// An answer that was sent back.
#[derive(Clone, Debug, Serialize)]
pub struct NoticeField {
    pub label: String,
    pub value: Option<String>,
    pub reason: Option<String>,
    pub advice: Option<String>,
    pub words: Option<String>,
}

impl Template for OfEvent {
    fn path(&self) -> Cow<'static, str> {
        format!("notices/{}", self.name).into()
    }

    fn samples() -> Vec<Self> {
        let [full, bare] = CurtainShown::samples();
        let sample = |name: NoticeName, event: &'static str, is_full: bool| {
            let text = || is_full.then(|| "t".to_owned());
            let field = NoticeField {
                label: "l".to_owned(),
                value: text(),
                reason: text(),
                advice: text(),
                words: text(),
            };
            Self {
                name,
                number: is_full.then_some(1001),
                event,
                action: "a".to_owned(),
                status: "s".to_owned(),
                until: text(),
                is_estimate: is_full,
                fields: if is_full {
                    vec![field.clone(), field]
                } else {
                    Vec::new()
                },
                words: text(),
                subject_number: text(),
                services: ServiceNumber::samples(),
                copyright: text(),
                people: if is_full { Verifying::samples() } else { Vec::new() },
                how: Some(Html("t".to_owned())),
                again: text(),
                year: 2026,
                paid: is_full,
                opened: text(),
                is_ahead: is_full,
                late: !is_full,
                curtain: if is_full { full.clone() } else { bare.clone() },
            }
        };
        // The desk's message has a struct of its own.
        let names = NoticeName::ALL.iter().filter(|name| **name != NoticeName::Desk);
        names
            .flat_map(|name| {
                let events = [
                    "expire",
                    "release",
                    "silent",
                    "resubmit",
                    "missed",
                    "object",
                    "hand_again",
                    "accept",
                    "received",
                    "papers",
                    "photo",
                ];
                events.map(|event| [sample(*name, event, true), sample(*name, event, false)])
            })
            .flatten()
            .collect()
    }
}

/// A role was given, or taken back.
#[derive(Clone, Debug, Serialize)]
pub struct OfRole {
    pub role: Option<String>,
}

impl Template for OfRole {
    fn path(&self) -> Cow<'static, str> {
        if self.role.is_some() {
            "notices/appointed"
        } else {
            "notices/dismissed"
        }
        .into()
    }

    fn samples() -> Vec<Self> {
        vec![Self { role: some("r") }, Self { role: None }]
    }
}

/// The desk's one message.
#[derive(Clone, Debug, Serialize)]
pub struct DeskCounts {
    pub waiting: usize,
    pub claimed: usize,
    /// Curtains to be mailed, papers on their way, photos to be looked at.
    pub curtain: usize,
    pub papers: usize,
    pub photo: usize,
    pub ready: usize,
    pub sms: usize,
    pub authority: usize,
    /// Open questions of applicants.
    pub questions: usize,
    pub oldest_until: Option<String>,
}

template!(
    DeskCounts = "notices/desk",
    [(some("d"), 1), (None, 0)]
        .map(|(oldest_until, curtain)| DeskCounts {
            waiting: 1,
            claimed: 1,
            curtain,
            papers: curtain,
            photo: curtain,
            ready: 1,
            sms: 1,
            authority: 1,
            questions: curtain,
            oldest_until,
        })
        .into()
);

/// The desk's digest of what nobody has claimed.
#[derive(Clone, Debug, Serialize)]
pub struct DeskDigest {
    pub lines: Vec<DigestLine>,
    /// How many others wait to be claimed.
    pub more: usize,
    /// Open questions of applicants.
    pub questions: usize,
}

/// A filing of the digest.
#[derive(Clone, Debug, Serialize)]
pub struct DigestLine {
    pub number: i64,
    pub status: String,
    pub until: String,
    pub late: bool,
}

template!(
    DeskDigest = "notices/digest",
    [(0, true), (1, true), (3, true), (0, false)]
        .map(|(more, any)| DeskDigest {
            lines: [true, false]
                .into_iter()
                .filter(|_| any)
                .map(|late| DigestLine {
                    number: 1001,
                    status: "s".to_owned(),
                    until: "d".to_owned(),
                    late,
                })
                .collect(),
            more,
            questions: if any { more } else { 1 },
        })
        .into()
);

/// What a deadline is told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderOf {
    /// It comes near, or whoever is to do something is late.
    Deadline(DeadlineName),
    /// It was missed: who waits hears of it.
    Missed(DeadlineName),
    /// Its applicant could not be reached.
    Unreached(DeadlineName),
}

/// A deadline comes near or has passed: one template for each.
#[derive(Clone, Debug, Serialize)]
pub struct Reminder {
    #[serde(skip)]
    pub of: ReminderOf,
    pub number: Option<i64>,
    /// By what its owner knows the draft.
    pub draft: Option<String>,
    pub until: String,
    pub since: String,
    pub claimed: bool,
    pub late: bool,
    /// It ends today.
    pub last_day: bool,
    /// Which deadline it is.
    pub deadline: &'static str,
    /// The day on which the site opened.
    pub opened: Option<String>,
    /// Who has yet to verify by SMS.
    pub people: Vec<Verifying>,
    pub curtain: CurtainShown,
}

impl Template for Reminder {
    fn path(&self) -> Cow<'static, str> {
        match self.of {
            ReminderOf::Deadline(deadline) => format!("reminders/{deadline}").into(),
            ReminderOf::Missed(deadline) => format!("reminders/{deadline}_missed").into(),
            ReminderOf::Unreached(_) => "reminders/unreached".into(),
        }
    }

    fn samples() -> Vec<Self> {
        let rules = DEADLINES.iter().flat_map(|rule| {
            let is_told = matches!(rule.end, End::Remind { missed: [_, ..], .. });
            let missed = is_told.then_some(ReminderOf::Missed(rule.name));
            // What only acts is not reminded of.
            let is_reminded = !rule.remind.is_empty() || matches!(rule.end, End::Remind { .. });
            let reminded = is_reminded.then_some(ReminderOf::Deadline(rule.name));
            let unreached = rule.phoned.then_some(ReminderOf::Unreached(rule.name));
            [reminded, missed, unreached]
        });
        rules
            .flatten()
            .flat_map(|of| {
                let (ReminderOf::Deadline(name) | ReminderOf::Missed(name) | ReminderOf::Unreached(name)) = of;
                [(false, false), (false, true), (true, false), (true, true)].map(|(claimed, late)| {
                    let [full, bare] = CurtainShown::samples();
                    let curtain = if claimed { full } else { bare };
                    Self {
                        of,
                        number: Some(1001),
                        draft: claimed.then(|| "example.cn".to_owned()),
                        until: "d".to_owned(),
                        since: "d".to_owned(),
                        claimed,
                        late,
                        deadline: name.as_str(),
                        last_day: claimed,
                        opened: some("d"),
                        people: Verifying::samples(),
                        curtain,
                    }
                })
            })
            .collect()
    }
}
