//! Families of templates that are named by data: one struct each, and a sample of every member.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Html, Template, some};
use crate::domain::answers::{MALFORMED_CODES, Malformed, WARNING_CODES, Warning, found_keys};
use crate::domain::asides::HELP_CODES;
use crate::domain::filing::slot_of;
use crate::domain::form::{self, checks};
use crate::prompts::names;

/// A field: its short name, its question, and the help below it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Question {
    #[serde(skip)]
    pub id: &'static str,
    pub individual: bool,
    /// It is about an APP; else about a website, or the subject.
    pub app: bool,
    pub nature: Option<String>,
    pub certificate: Option<String>,
    pub domain: Option<String>,
    pub organiser: Option<String>,
    /// The name of the organiser's person in charge.
    pub head: Option<String>,
    /// The curtain is a further one, which has to be paid.
    pub paid: bool,
    /// The name of this service's.
    pub service_head: Option<String>,
    pub proposal: Option<String>,
    /// An answer that would pass, made from others of theirs.
    pub example: Option<String>,
    pub service_kind: Option<String>,
    /// Of what a reviewer asked for: how they call it.
    pub what: Option<String>,
}

impl Question {
    /// Where the question about a field stands.
    pub fn path_of(field: &str) -> Cow<'static, str> {
        // All that reviewers ask for is asked in the same words.
        match slot_of(field) {
            Some(_) => "fields/material".into(),
            None => format!("fields/{field}").into(),
        }
    }
}

impl Template for Question {
    const BLOCKS: &'static [&'static str] = &["label", "ask", "hint"];
    const MAY_BE_EMPTY: &'static [&'static str] = &["hint"];

    fn path(&self) -> Cow<'static, str> {
        Self::path_of(self.id)
    }

    fn samples() -> Vec<Self> {
        let sample = |id, individual, is_full: bool| {
            let text = || is_full.then(|| "t".to_owned());
            Self {
                id,
                individual,
                app: is_full,
                nature: text(),
                certificate: text(),
                domain: text(),
                organiser: text(),
                head: text(),
                service_head: text(),
                paid: is_full,
                proposal: text(),
                example: text(),
                service_kind: text(),
                what: text(),
            }
        };
        let ids = form::all().iter().map(|(_, field)| field.id);
        let ids = ids.filter(|id| slot_of(id).is_none_or(|slot| slot == 1));
        ids.flat_map(|id| [(true, true), (true, false), (false, true), (false, false)].map(|(a, b)| sample(id, a, b)))
            .collect()
    }
}

/// A command: what it does, and how it is written.
#[derive(Clone, Debug, Serialize)]
pub struct OfCommand {
    #[serde(skip)]
    pub name: &'static str,
}

impl Template for OfCommand {
    const BLOCKS: &'static [&'static str] = &["about", "usage"];
    const MAY_BE_EMPTY: &'static [&'static str] = &["usage"];

    fn path(&self) -> Cow<'static, str> {
        format!("commands/{}", self.name).into()
    }

    fn samples() -> Vec<Self> {
        // The bot says which commands there are: see `all`.
        Vec::new()
    }
}

/// What was found in an answer, by the names that its template has for it.
pub type Found = BTreeMap<&'static str, String>;

/// Why an answer was not taken.
#[derive(Clone, Debug, Serialize)]
pub struct NotTaken {
    #[serde(skip)]
    pub code: &'static str,
    #[serde(flatten)]
    pub found: Found,
}

impl From<&Malformed> for NotTaken {
    fn from(malformed: &Malformed) -> Self {
        Self {
            code: malformed.code,
            found: malformed.found.clone(),
        }
    }
}

impl Template for NotTaken {
    fn path(&self) -> Cow<'static, str> {
        folder_of(self.code, "malformed").into()
    }

    fn samples() -> Vec<Self> {
        let codes = MALFORMED_CODES.iter().copied();
        codes
            .flat_map(|code| found_samples(found_keys(code)).map(|found| Self { code, found }))
            .collect()
    }
}

/// What a check found has words of its own, whatever its weight.
fn folder_of(code: &str, otherwise: &str) -> String {
    let folder = if checks::is_check(code) { "checks" } else { otherwise };
    format!("{folder}/{code}")
}

/// What helps somebody who wrote no answer.
#[derive(Clone, Debug, Serialize)]
pub struct Helped {
    #[serde(skip)]
    pub code: &'static str,
}

impl Template for Helped {
    fn path(&self) -> Cow<'static, str> {
        format!("help/{}", self.code).into()
    }

    fn samples() -> Vec<Self> {
        HELP_CODES.into_iter().map(|code| Self { code }).collect()
    }
}

/// A doubt about an answer that was taken.
#[derive(Clone, Debug, Serialize)]
pub struct Doubtful {
    #[serde(skip)]
    pub code: &'static str,
    /// It is told to a reviewer: what the applicant is to do about it is left out.
    pub reviewer: bool,
    #[serde(flatten)]
    pub found: Found,
}

impl From<&Warning> for Doubtful {
    fn from(warning: &Warning) -> Self {
        Self {
            code: warning.code,
            reviewer: false,
            found: warning.found.clone(),
        }
    }
}

impl Template for Doubtful {
    fn path(&self) -> Cow<'static, str> {
        folder_of(self.code, "warnings").into()
    }

    fn samples() -> Vec<Self> {
        let codes = WARNING_CODES.iter().map(|code| (*code, found_keys(code)));
        let checks = checks::all()
            .iter()
            .map(|check| (check.id.as_str(), check.rule.found_keys()));
        codes
            .chain(checks)
            .flat_map(|(code, keys)| found_samples(keys).map(|found| (code, found)))
            .flat_map(|(code, found)| {
                [true, false].map(|reviewer| Self {
                    code,
                    reviewer,
                    found: found.clone(),
                })
            })
            .collect()
    }
}

/// Some of what is found are ids whose sentences are data; a list may be empty.
fn found_samples(keys: &[&'static str]) -> [Found; 2] {
    let sample = |key: &str, empty: bool| match key {
        "reasons" | "rule" => "few_han",
        "certificate" | "expected" | "other" => "business_licence",
        "chosen" | "written" => "32",
        "suggestions" if empty => "",
        _ => "示例",
    };
    [true, false].map(|empty| keys.iter().map(|key| (*key, sample(key, empty).to_owned())).collect())
}

/// Why something is not done, and what to do instead. What a refusal does not speak of is none.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Refused {
    #[serde(skip)]
    pub code: &'static str,
    pub number: Option<String>,
    pub name: Option<String>,
    pub status: Option<String>,
    pub action: Option<String>,
    pub possible: Vec<String>,
    pub text: Option<String>,
    pub fields: Vec<FieldName>,
    pub usage: Option<Html>,
    pub field: Option<String>,
    pub icp_number: Option<String>,
    pub found: Option<String>,
    pub wanted: Option<String>,
    pub sites: usize,
    /// Only the organiser's number was given.
    pub subject_alone: bool,
    pub domain: Option<String>,
    pub kind: Option<String>,
}

/// A field that may be named.
#[derive(Clone, Debug, Serialize)]
pub struct FieldName {
    pub id: String,
    pub label: String,
}

impl Refused {
    /// One that speaks of nothing in particular.
    pub fn of(code: &'static str) -> Self {
        Self {
            code,
            ..Self::default()
        }
    }
}

impl Template for Refused {
    fn path(&self) -> Cow<'static, str> {
        format!("refusals/{}", self.code).into()
    }

    fn samples() -> Vec<Self> {
        let full = |code| Self {
            code,
            number: some("1001"),
            name: some("n"),
            status: some("s"),
            action: some("a"),
            possible: vec!["p".to_owned()],
            text: some("t"),
            fields: vec![FieldName {
                id: "i".to_owned(),
                label: "l".to_owned(),
            }],
            usage: Some(Html("u".to_owned())),
            field: some("f"),
            icp_number: some("苏ICP备12345678号-1"),
            found: some("f"),
            wanted: some("w"),
            sites: 1,
            subject_alone: true,
            domain: some("example.cn"),
            kind: some("k"),
        };
        let bare = |code| Self {
            code,
            sites: 2,
            ..Self::default()
        };
        // Only the organiser's number was given, and none of its words is wrong.
        let alone = |code| Self {
            text: None,
            ..full(code)
        };
        names::REFUSALS
            .iter()
            .copied()
            .flat_map(|code| [full(code), bare(code), alone(code)])
            .collect()
    }
}
