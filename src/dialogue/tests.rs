//! Answers that people reported elsewhere as wrongly refused, wrongly taken or changed (`tests/data/answers.toml`), each at its question.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::{Input, Lead, Turn, ask, is_choice, turn};
use crate::domain::answers::{Answer, Warning};
use crate::domain::filing::{Filing, FilingKind};
use crate::domain::form::asked::Asked;
use crate::domain::form::journey::{self, Next};
use crate::domain::form::{self, Field, samples};
use crate::domain::place::Place;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    answer: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    field: String,
    draft: Draft,
    typed: String,
    right: Right,
    kept: Option<String>,
    names: Option<String>,
    #[serde(rename = "why")]
    _why: String,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    nature: String,
    certificate: String,
    region: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Right {
    Keep,
    Note,
    Flag,
    Refuse,
    Insist,
    Submit,
}

/// What became of a text at a question.
#[derive(Debug)]
enum Outcome {
    Kept { answer: Answer, warnings: Vec<Warning> },
    Refused { lead: Lead },
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 26).unwrap()
}

fn asked(filing: &Filing, id: &str) -> Asked {
    let field: &'static Field = form::field(id).unwrap();
    let place = if form::belongs(Place::Subject, id) {
        Place::Subject
    } else {
        filing.services[0].place()
    };
    Asked { place, field }
}

/// Sends each text at the question for that field, one after the other while it is asked again; what became of the last.
fn sends(filing: &Filing, id: &str, texts: &[&str]) -> Outcome {
    let asked = asked(filing, id);
    let (mut state, _) = ask(filing, asked, Lead::Nothing, false);
    let mut outcome = None;
    for text in texts {
        let input = Input::Text {
            text: (*text).to_owned(),
            named: Vec::new(),
        };
        outcome = Some(match turn(&state, input, filing, today()) {
            Turn::Keep { answer, warnings, .. } => Outcome::Kept { answer, warnings },
            Turn::Ask { asked, lead, changing } => {
                (state, _) = ask(filing, asked, lead.clone(), changing);
                Outcome::Refused { lead }
            }
            other => panic!("{id}: {text}: {other:?}"),
        });
    }
    outcome.unwrap()
}

fn keep(filing: &mut Filing, id: &str, text: &str) {
    let asked = asked(filing, id);
    let context = filing.view(asked.place).context(asked.field, today());
    let parsed = asked
        .field
        .kind
        .parse(text, &context)
        .unwrap_or_else(|malformed| panic!("{id}: {text}: {malformed:?}"));
    filing.keep(
        asked.place,
        asked.field.id,
        parsed.answer,
        false,
        DateTime::<Utc>::UNIX_EPOCH,
    );
}

fn draft(draft: &Draft) -> Filing {
    let mut filing = Filing::new(Uuid::from_u128(1), Uuid::from_u128(2), 3, DateTime::UNIX_EPOCH);
    keep(&mut filing, "region", &draft.region);
    keep(&mut filing, "nature", &draft.nature);
    keep(&mut filing, "certificate_type", &draft.certificate);
    let name = if draft.nature == "个人" {
        "陈示例"
    } else {
        "南京云杉示例科技有限公司"
    };
    keep(&mut filing, "organiser_name", name);
    keep(&mut filing, "pre_approval", "以上都不涉及");
    filing
}

fn refused(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Refused {
            lead: Lead::Malformed(_) | Lead::Unlikely { .. }
        }
    )
}

fn doubts(outcome: &Outcome) -> Option<usize> {
    match outcome {
        Outcome::Kept { warnings, .. } => Some(warnings.len()),
        Outcome::Refused { .. } => None,
    }
}

#[test]
fn every_answer_that_was_reported_is_right() {
    let cases: Cases = toml::from_str(include_str!("../../tests/data/answers.toml")).unwrap();
    assert_eq!(cases.answer.len(), 77);
    let mut wrong = Vec::new();
    for case in &cases.answer {
        let filing = draft(&case.draft);
        let once = sends(&filing, &case.field, &[&case.typed]);
        let twice = sends(&filing, &case.field, &[&case.typed, &case.typed]);
        let mut is_right = match case.right {
            Right::Keep => doubts(&once) == Some(0),
            Right::Note | Right::Submit => doubts(&once).is_some(),
            Right::Flag => refused(&once) || doubts(&once).is_some_and(|doubts| doubts > 0),
            Right::Refuse => refused(&once) && refused(&twice),
            Right::Insist => {
                doubts(&once).is_some() || doubts(&twice).is_some() && stays_with_a_doubt(&filing, &case.field, &twice)
            }
        };
        if matches!(case.right, Right::Submit) {
            is_right &= ends_with(filing, &case.field, &case.typed);
        }
        if let Some(kept) = &case.kept {
            is_right &= matches!(&once, Outcome::Kept { answer, .. } if answer.show() == *kept);
        }
        if let Some(names) = &case.names {
            is_right &= named(&once).iter().any(|shown| shown.contains(names.as_str()));
        }
        if !is_right {
            wrong.push(format!(
                "{} {}: {:?}, but {once:?}, then {twice:?}",
                case.id, case.typed, case.right
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a filing can be finished with that answer: everything else is answered, doubts are agreed to, and the summary shows it.
fn ends_with(mut filing: Filing, id: &str, typed: &str) -> bool {
    // More than any form asks.
    for _ in 0..200 {
        let asked = match journey::next(&filing, today()) {
            Next::Question(asked) => asked,
            Next::TypeResult => {
                filing.kind = Some(FilingKind::FirstFiling);
                continue;
            }
            Next::Summary => {
                let at = asked(&filing, id);
                return filing
                    .value(at.place, at.field)
                    .is_some_and(|answer| answer.show() == typed);
            }
        };
        let text = match asked.field.id == id {
            true => typed.to_owned(),
            false => samples::text(&filing, &asked),
        };
        let is_unsettled = journey::is_unsettled(&filing, &asked, today());
        let (state, _) = ask(&filing, asked, Lead::Nothing, false);
        let text = if is_unsettled { "对".to_owned() } else { text };
        let named = Vec::new();
        let Turn::Keep { answer, warnings, .. } = turn(&state, Input::Text { text, named }, &filing, today()) else {
            return false;
        };
        let doubted = !is_unsettled && !warnings.is_empty() && !is_choice(asked.field);
        filing.keep(
            asked.place,
            asked.field.id,
            answer,
            doubted,
            DateTime::<Utc>::UNIX_EPOCH,
        );
    }
    false
}

/// What is kept because its owner insisted fits when it is read again, and the reviewer sees why it is doubted.
fn stays_with_a_doubt(filing: &Filing, id: &str, outcome: &Outcome) -> bool {
    let Outcome::Kept { answer, .. } = outcome else {
        return false;
    };
    let asked = asked(filing, id);
    let context = filing.view(asked.place).context(asked.field, today());
    asked
        .field
        .kind
        .recheck(answer, &context)
        .is_ok_and(|doubts| !doubts.is_empty())
}

/// What a refusal shows of what was wrong, and the sentence itself.
fn named(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Refused {
            lead: Lead::Malformed(malformed) | Lead::Unlikely { malformed, .. },
        } => {
            let path = format!(
                "{}/prompts/zh/malformed/{}.j2",
                env!("CARGO_MANIFEST_DIR"),
                malformed.code
            );
            let sentence = std::fs::read_to_string(path).unwrap();
            malformed.found.values().cloned().chain([sentence]).collect()
        }
        _ => Vec::new(),
    }
}
