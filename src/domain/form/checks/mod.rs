//! Checks: what an answer must satisfy beside the others in its draft. Named in `domain/data/checks.toml` with what they read and how
//! much they weigh; the rules themselves are in `rules.rs`.
//!
//! A check is shown the answer at which it stands and what it says that it reads, and nothing else. So what its result depends on is
//! written down once, and an answer is read again when one of those is newer (`journey`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

mod rules;

use super::asked::Asked;
use crate::domain::answers::{Answer, Malformed, Warning};
use crate::domain::data;
use crate::domain::filing::{FieldId, Filing};
use crate::domain::form::view::View;

/// What it means for an answer that a check is not satisfied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It does not stand in the draft: the question is asked again.
    Refused,
    /// It stands once the person has confirmed it; the reviewer is told.
    Doubted,
    /// It stands; the reviewer is told.
    Finding,
}

/// A rule with its place in the form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its words: `prompts/<lang>/checks/<id>.j2`. Several entries may share them.
    pub id: String,
    pub rule: rules::Rule,
    at: Vec<String>,
    reads: Vec<String>,
    pub weight: Weight,
    /// The provinces in which it holds; everywhere where none is named.
    #[serde(default)]
    regions: Vec<String>,
}

/// A check that is not satisfied.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    pub weight: Weight,
    code: &'static str,
    found: BTreeMap<&'static str, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    check: Vec<Check>,
}

// Parsed by the tests below, so it does not fail in a program that passed them.
static DATA: LazyLock<Data> = LazyLock::new(|| data::parse("checks.toml", include_str!("../../data/checks.toml")));

/// All checks, in the order of the file.
pub fn all() -> &'static [Check] {
    &DATA.check
}

/// Whether a code of [`Malformed`] or [`Warning`] is a check's.
pub fn is_check(code: &str) -> bool {
    all().iter().any(|check| check.id == code)
}

/// The checks that stand at a field.
fn of(field: FieldId) -> impl Iterator<Item = &'static Check> {
    all().iter().filter(move |check| check.at.iter().any(|at| at == field))
}

/// The fields whose answers have a say in the checks at a field.
pub fn looked_at(field: FieldId) -> impl Iterator<Item = &'static str> {
    of(field).flat_map(|check| check.reads.iter().map(String::as_str))
}

/// What is wrong with an answer to a field, by the checks that stand there.
pub fn violations(filing: &Filing, asked: &Asked, answer: &Answer, today: NaiveDate) -> Vec<Violation> {
    let view = filing.view(asked.place);
    of(asked.field.id)
        .filter_map(|check| check.run(&view, answer, today))
        .collect()
}

impl Check {
    fn run(&self, view: &View, answer: &Answer, today: NaiveDate) -> Option<Violation> {
        if !self.regions.is_empty() {
            let region = view.choice("region")?;
            if !self.regions.contains(&region) {
                return None;
            }
        }
        let seen = Seen {
            view,
            reads: &self.reads,
            answer,
            today,
        };
        Some(Violation {
            weight: self.weight,
            code: self.static_id(),
            found: self.rule.run(&seen)?,
        })
    }

    /// Checks live as long as the program.
    fn static_id(&self) -> &'static str {
        all()
            .iter()
            .find(|check| check.id == self.id)
            .map_or("", |check| &check.id)
    }
}

impl Violation {
    pub fn into_malformed(self) -> Malformed {
        Malformed {
            code: self.code,
            found: self.found,
            can_insist: false,
        }
    }

    pub fn into_warning(self) -> Warning {
        Warning {
            code: self.code,
            found: self.found,
        }
    }
}

/// What a rule is shown of the draft.
struct Seen<'a> {
    view: &'a View<'a>,
    reads: &'a [String],
    answer: &'a Answer,
    today: NaiveDate,
}

impl Seen<'_> {
    /// The value of a field that the check reads; none of any other.
    fn value(&self, id: &str) -> Option<Answer> {
        self.reads.iter().find(|read| *read == id)?;
        self.view.value(id)
    }

    /// The value of what is read in that place of the list.
    fn nth(&self, n: usize) -> Option<Answer> {
        self.value(self.reads.get(n)?)
    }

    fn chosen(&self, n: usize) -> Option<String> {
        self.nth(n)?.choice_ids().first().map(|id| (*id).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form;
    use crate::domain::regions;

    #[test]
    fn checks_name_fields_that_there_are() {
        for check in all() {
            for id in check.at.iter().chain(&check.reads) {
                assert!(form::field(id).is_some(), "{} names {id}", check.id);
            }
            assert!(!check.at.is_empty(), "{} stands nowhere", check.id);
            assert_eq!(
                check.reads.len(),
                check.rule.wants(),
                "{} reads too little or too much",
                check.id
            );
            for region in &check.regions {
                assert!(regions::region(region).is_some(), "{}: {region}", check.id);
            }
        }
    }
}
