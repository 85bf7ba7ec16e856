//! What people are told unasked.

use std::borrow::Cow;

use serde::Serialize;

use super::{ServiceNumber, Template, some, template};
use crate::domain::deadlines::DeadlineName;
use crate::domain::workflow::NoticeName;

/// What a step of a filing means to its applicant: one template for each `NoticeName`.
#[derive(Clone, Debug, Serialize)]
pub struct OfStatus {
    #[serde(skip)]
    pub name: NoticeName,
    pub number: Option<i64>,
    pub status: String,
    pub until: Option<String>,
    /// Next year's holidays are not known yet: the day is not sure.
    pub about: bool,
    pub fields: Vec<NoticeField>,
    /// What the reviewer or the authority said of the whole.
    pub words: Option<String>,
    pub subject_number: Option<String>,
    pub services: Vec<ServiceNumber>,
    /// The name that stands beside the number on the page, where the province wants it there.
    pub copyright: Option<String>,
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

impl Template for OfStatus {
    fn path(&self) -> Cow<'static, str> {
        format!("notices/{}", self.name).into()
    }

    fn samples() -> Vec<Self> {
        let sample = |name: NoticeName, is_full: bool| {
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
                status: "s".to_owned(),
                until: text(),
                about: is_full,
                fields: if is_full {
                    vec![field.clone(), field]
                } else {
                    Vec::new()
                },
                words: text(),
                subject_number: text(),
                services: ServiceNumber::samples(),
                copyright: text(),
            }
        };
        let names = NoticeName::ALL.iter();
        names
            .flat_map(|name| [sample(*name, true), sample(*name, false)])
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

/// Somebody else moved a filing that a reviewer had claimed.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimedNews {
    pub number: Option<i64>,
    pub action: String,
    pub event: &'static str,
}

template!(
    ClaimedNews = "notices/claimed_news",
    ["expired", "released", "resubmitted", "withdrawn"]
        .map(|event| ClaimedNews {
            number: Some(1001),
            action: "a".to_owned(),
            event,
        })
        .into()
);

/// The desk's one message.
#[derive(Clone, Debug, Serialize)]
pub struct DeskCounts {
    pub waiting: usize,
    pub claimed: usize,
    pub ready: usize,
    pub authority: usize,
    pub oldest_until: Option<String>,
}

template!(
    DeskCounts = "notices/desk",
    [some("d"), None]
        .map(|oldest_until| DeskCounts {
            waiting: 1,
            claimed: 1,
            ready: 1,
            authority: 1,
            oldest_until,
        })
        .into()
);

/// A deadline comes near: one template for each, and one for an applicant who may not have heard of theirs.
#[derive(Clone, Debug, Serialize)]
pub struct Reminder {
    /// None: the applicant could not be reached.
    #[serde(skip)]
    pub of: Option<DeadlineName>,
    pub number: Option<i64>,
    /// The draft's domain, by which its owner knows it.
    pub domain: Option<String>,
    pub until: String,
    pub since: String,
    pub claimed: bool,
    pub late: bool,
}

impl Template for Reminder {
    fn path(&self) -> Cow<'static, str> {
        match self.of {
            Some(deadline) => format!("reminders/{deadline}").into(),
            None => "reminders/unreached".into(),
        }
    }

    fn samples() -> Vec<Self> {
        let names = DeadlineName::ALL.iter().map(|name| Some(*name)).chain([None]);
        names
            .flat_map(|of| {
                [(false, false), (false, true), (true, false), (true, true)].map(|(claimed, late)| Self {
                    of,
                    number: Some(1001),
                    domain: claimed.then(|| "example.cn".to_owned()),
                    until: "d".to_owned(),
                    since: "d".to_owned(),
                    claimed,
                    late,
                })
            })
            .collect()
    }
}
