//! Rules for the names of websites (R4.2), and names that would pass (R14.2). The rules are data: `data/names.toml`.

use std::sync::LazyLock;

mod rule;
mod suggest;
mod words;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use self::rule::{Rule, Severity};
use super::characters::{is_blank, is_dash, is_han, is_invisible};
use super::{certificates, data};

/// What is known of the draft that a name stands in.
#[derive(Clone, Copy, Default)]
pub struct Known<'a> {
    pub nature: Option<&'a str>,
    pub region: Option<&'a str>,
    pub organiser_name: Option<&'a str>,
    /// Empty while not asked yet; `none` where there are none.
    pub pre_approvals: &'a [String],
    /// In ASCII.
    pub domain: Option<&'a str>,
}

/// What the rules say of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Why it is not accepted, all reasons at once.
    pub refusals: Vec<Finding>,
    /// What a reviewer should look at; the name may be kept.
    pub warnings: Vec<Finding>,
    /// Up to three names made from the organiser's that would pass, where the name is refused.
    pub suggestions: Vec<String>,
}

/// A rule that fired. Its sentence stands in `prompts/<lang>/data/names.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: &'static str,
    /// What the rule found: the word, the signs, the number of Chinese characters, the organiser's name; or nothing.
    pub word: String,
}

/// Judges the name of a website in this draft. A rule whose part of the draft is not known yet says nothing.
pub fn judge(name: &str, known: &Known) -> Judgement {
    let (refusals, warnings) = findings(name, known);
    let suggestions = if refusals.is_empty() {
        Vec::new()
    } else {
        suggest::suggestions(known)
    };
    Judgement {
        refusals,
        warnings,
        suggestions,
    }
}

/// A name made from the organiser's that would pass.
pub fn example(known: &Known, other_than: Option<&str>) -> Option<String> {
    suggest::first(known, other_than)
}

/// The name as it is judged and filed: half-width, dashes as `-`, no blanks between Chinese characters, else single ones.
pub fn normalise(name: &str) -> String {
    let name: String = name
        .nfkc()
        .filter(|c| !is_invisible(*c))
        .map(|c| if is_dash(c) { '-' } else { c })
        .collect();
    let words = name.split(is_blank).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    words.join(if name.chars().any(is_han) { "" } else { " " })
}

/// The ids of all rules.
pub fn rules() -> impl Iterator<Item = &'static str> {
    DATA.rule.iter().map(|rule| rule.id.as_str())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    lists: Lists,
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    places: Vec<String>,
    idioms: Vec<String>,
    generic: Vec<String>,
}

// Parsed by the tests below, so it does not fail in a program that passed them.
static DATA: LazyLock<Data> = LazyLock::new(|| data::parse("names.toml", include_str!("../data/names.toml")));

/// A name while it is judged.
struct Candidate<'a> {
    /// As it was sent.
    written: &'a str,
    name: String,
    /// In lower case.
    lower: String,
    individual: Option<bool>,
    /// The organiser's name, normalised; empty when not known yet.
    organiser: String,
    known: &'a Known<'a>,
}

fn findings(written: &str, known: &Known) -> (Vec<Finding>, Vec<Finding>) {
    let name = normalise(written);
    let candidate = Candidate {
        written,
        lower: name.to_lowercase(),
        name,
        individual: known.nature.map(certificates::is_individual),
        organiser: known.organiser_name.map(normalise).unwrap_or_default(),
        known,
    };
    let mut fired: Vec<(Severity, Finding)> = Vec::new();
    for rule in &DATA.rule {
        let silent = fired
            .iter()
            .any(|(_, finding)| rule.silent_if.iter().any(|of| of == finding.rule));
        if silent || !rule.concerns(&candidate) {
            continue;
        }
        let domain = fired.iter().any(|(_, finding)| finding.rule == "is_domain");
        if let Some((severity, word)) = rule.find(&candidate, domain) {
            let severity = if rule.awaits_pre_approval(known) {
                Severity::Warn
            } else {
                severity
            };
            fired.push((severity, Finding { rule: &rule.id, word }));
        }
    }
    let (refusals, warnings): (Vec<_>, Vec<_>) = fired
        .into_iter()
        .partition(|(severity, _)| *severity == Severity::Refuse);
    let findings = |list: Vec<(Severity, Finding)>| list.into_iter().map(|(_, finding)| finding).collect();
    (findings(refusals), findings(warnings))
}

#[cfg(test)]
mod tests;
