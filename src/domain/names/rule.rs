//! One rule of `data/names.toml`, and how it looks at a name.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::words::{self, Stands};
use super::{Candidate, DATA, Known};
use crate::domain::characters::{is_blank, is_dash, is_han, is_invisible};
use crate::domain::data::Pattern;
use crate::domain::top_level_domains;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) id: String,
    severity: Severity,
    natures: Option<Natures>,
    #[serde(default)]
    except_natures: Vec<String>,
    #[serde(default)]
    regions: Vec<String>,
    #[serde(default)]
    except_regions: Vec<String>,
    #[serde(default)]
    pub(super) silent_if: Vec<String>,
    check: Check,
    #[serde(default)]
    words: Vec<String>,
    words_from: Option<WordsFrom>,
    #[serde(default)]
    suffixes: Vec<String>,
    #[serde(default)]
    harmless: Vec<String>,
    allowed: Option<Pattern>,
    #[serde(default)]
    least: usize,
    #[serde(default)]
    most: usize,
    in_organiser_name: Option<InOrganiserName>,
    pre_approval: Option<String>,
    /// The sources disagree, or there is only one.
    #[serde(default, rename = "doubtful")]
    _doubtful: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Severity {
    Refuse,
    Warn,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Natures {
    Individual,
    Organisation,
}

/// What happens when the word is part of the organisation's own name.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum InOrganiserName {
    Ignore,
    Warn,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WordsFrom {
    Places,
    Idioms,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Check {
    /// A dot and a top-level domain, `www.`, `http`, or the filed domain or its first label as the whole name.
    LooksLikeDomain,
    /// Before and after normalising: `①` is none, though it becomes 1. Silent about dots where LooksLikeDomain fired.
    AllowedCharacters,
    OnlyDigits,
    OnlyLatin,
    FewHan,
    TooLong,
    Prefix,
    Contains,
    /// Is the word and one of the suffixes.
    Whole,
    /// Ends with the word and one of the suffixes.
    Suffix,
    /// Is the organiser's name and one of the suffixes.
    IsOwnName,
    ContainsOwnName,
    /// Is no part of the organiser's name, and shares fewer characters in a row with what remains of it without places and
    /// generic words.
    Unrelated,
    /// Does not end with 官网.
    NotOfficialSite,
    /// A place, ordinary words and one of the suffixes: nothing in it is a name, unless the organiser has it.
    PlaceAndGoods,
}

impl Rule {
    /// Whether the question that may allow the word is still to come: until then it is only warned about.
    pub(super) fn awaits_pre_approval(&self, known: &Known) -> bool {
        self.pre_approval.is_some() && known.pre_approvals.is_empty()
    }

    pub(super) fn concerns(&self, candidate: &Candidate) -> bool {
        let known = candidate.known;
        let natures = match self.natures {
            None => true,
            Some(natures) => candidate.individual == Some(natures == Natures::Individual),
        };
        let is = |list: &[String], value: Option<&str>| value.is_some_and(|value| list.iter().any(|one| one == value));
        let approved = self
            .pre_approval
            .as_ref()
            .is_some_and(|id| known.pre_approvals.contains(id));
        natures
            && !is(&self.except_natures, known.nature)
            && (self.regions.is_empty() || is(&self.regions, known.region))
            && !is(&self.except_regions, known.region)
            && !approved
    }

    /// How severe it is, and what was found.
    pub(super) fn find(&self, candidate: &Candidate, domain_fired: bool) -> Option<(Severity, String)> {
        let Candidate { name, organiser, .. } = candidate;
        let count = name.chars().count();
        let found = match self.check {
            Check::Prefix | Check::Contains | Check::Whole | Check::Suffix => return self.find_word(candidate),
            Check::LooksLikeDomain => looks_like_domain(candidate).then(String::new),
            Check::AllowedCharacters => {
                Some(self.signs_not_allowed(candidate, domain_fired)).filter(|signs| !signs.is_empty())
            }
            Check::OnlyDigits => (count > 0 && name.chars().all(char::is_numeric)).then(String::new),
            Check::OnlyLatin => {
                let latin = |c: char| c.is_ascii_alphanumeric() || c == ' ';
                (count > 0 && name.chars().all(latin)).then(String::new)
            }
            Check::FewHan => {
                let han = name.chars().filter(|c| is_han(*c)).count();
                (han < self.least).then(|| han.to_string())
            }
            Check::TooLong => (count > self.most).then(|| self.most.to_string()),
            Check::PlaceAndGoods => self.goods(name, organiser),
            // A rule about the organiser's name says nothing while that is not known.
            _ if organiser.is_empty() && self.check != Check::NotOfficialSite => None,
            Check::IsOwnName => {
                let rest = name.strip_prefix(organiser.as_str());
                rest.is_some_and(|rest| self.suffixes.iter().any(|of| of == rest))
                    .then(String::new)
            }
            Check::ContainsOwnName => {
                (organiser.chars().count() > 1 && name.contains(organiser.as_str())).then(String::new)
            }
            Check::Unrelated => (!is_related(name, organiser, self.least)).then(|| organiser.clone()),
            Check::NotOfficialSite => (!name.ends_with("官网")).then(String::new),
        };
        found.map(|word| (self.severity, word))
    }

    /// The first word that matches. One that is not in the organisation's own name weighs more than one that is.
    fn find_word(&self, candidate: &Candidate) -> Option<(Severity, String)> {
        let words = match self.words_from {
            None => &self.words,
            Some(WordsFrom::Places) => &DATA.lists.places,
            Some(WordsFrom::Idioms) => &DATA.lists.idioms,
        };
        let mut name = candidate.lower.clone();
        for phrase in &self.harmless {
            name = name.replace(&phrase.to_lowercase(), &"\u{0}".repeat(phrase.chars().count()));
        }
        let organisation = candidate.individual != Some(true);
        let mut softened = None;
        for word in words {
            let severity = match self.stands(candidate, &name, &word.to_lowercase()) {
                Stands::Not => continue,
                Stands::Surely => self.severity,
                // It may be two other words side by side: put before a reviewer, never refused.
                Stands::Perhaps => Severity::Warn,
            };
            let own = organisation && candidate.organiser.contains(word.as_str());
            match self.in_organiser_name.filter(|_| own) {
                Some(InOrganiserName::Ignore) => {}
                Some(InOrganiserName::Warn) => softened = softened.or_else(|| Some((Severity::Warn, word.clone()))),
                None if severity == Severity::Refuse => return Some((severity, word.clone())),
                None => softened = softened.or_else(|| Some((severity, word.clone()))),
            }
        }
        softened
    }

    /// Whether the word stands in the name where this rule looks; of several places the surest counts. `name` is the
    /// candidate's in lower case with the harmless phrases blanked out.
    fn stands(&self, candidate: &Candidate, name: &str, word: &str) -> Stands {
        let mut suffixes = self.suffixes.iter().map(String::as_str);
        let places: Vec<usize> = match self.check {
            Check::Prefix => name.starts_with(word).then_some(0).into_iter().collect(),
            Check::Whole => {
                let rest = name.strip_prefix(word);
                return match rest.is_some_and(|rest| suffixes.any(|suffix| suffix == rest)) {
                    true => Stands::Surely,
                    false => Stands::Not,
                };
            }
            Check::Suffix => suffixes
                .filter_map(|suffix| name.strip_suffix(suffix)?.strip_suffix(word).map(str::len))
                .collect(),
            _ => name.match_indices(word).map(|(at, _)| at).collect(),
        };
        let characters = |text: &str| text.chars().count();
        places
            .into_iter()
            .map(|at| {
                let from = characters(&name[..at]);
                words::stands(&candidate.lower, from..from + characters(word))
            })
            .max()
            .unwrap_or(Stands::Not)
    }

    fn signs_not_allowed(&self, candidate: &Candidate, domain_fired: bool) -> String {
        let Some(allowed) = &self.allowed else {
            return String::new();
        };
        let is_allowed = |c: char| {
            let fullwidth = matches!(c, '\u{FF01}'..='\u{FF5E}');
            let mut normal = c.nfkc();
            let plain = match (normal.next(), normal.next()) {
                (Some(normal), None) if fullwidth || is_han(c) => normal,
                (Some(normal), None) if normal == c => c,
                _ => return false,
            };
            let part_of_domain = domain_fired && matches!(plain, '.' | ':' | '/');
            part_of_domain || allowed.matches(plain.encode_utf8(&mut [0; 4]))
        };
        let mut found = String::new();
        for c in candidate.written.chars() {
            if !is_blank(c) && !is_dash(c) && !is_invisible(c) && !is_allowed(c) && !found.contains(c) {
                found.push(c);
            }
        }
        found
    }

    /// What stands between the place and the suffix, where it is made of ordinary words and is not the organiser's.
    fn goods(&self, name: &str, organiser: &str) -> Option<String> {
        let rest = DATA
            .lists
            .places
            .iter()
            .find_map(|place| name.strip_prefix(place.as_str()))?;
        let middle = self
            .suffixes
            .iter()
            .find_map(|suffix| rest.strip_suffix(suffix.as_str()))?;
        let is_own = middle.is_empty() || organiser.contains(middle);
        (!is_own && words::are_ordinary(middle)).then(|| middle.to_owned())
    }
}

fn looks_like_domain(candidate: &Candidate) -> bool {
    let name = candidate.lower.as_str();
    if name.contains("www.") || name.contains("http://") || name.contains("https://") {
        return true;
    }
    if AFTER_DOT
        .captures_iter(name)
        .any(|found| top_level_domains::is_known(&found[1]))
    {
        return true;
    }
    candidate.known.domain.is_some_and(|domain| {
        // A Chinese label is a Chinese name, which the organiser may well use.
        name == domain || name == idna::domain_to_unicode(domain).0 || domain.split('.').next() == Some(name)
    })
}

// The pattern is a constant that the tests below compile, so the name is never passed over for want of one.
pub(super) static AFTER_DOT: LazyLock<Regex> =
    LazyLock::new(|| match Regex::new(r"[\p{L}\p{N}]\.([\p{L}][\p{L}\p{N}-]*)") {
        Ok(pattern) => pattern,
        Err(error) => panic!("the pattern of a domain's end is wrong: {error}"),
    });

fn is_related(name: &str, organiser: &str, least: usize) -> bool {
    if organiser.contains(name) {
        return true;
    }
    let mut core = organiser.to_owned();
    for word in DATA.lists.places.iter().chain(&DATA.lists.generic) {
        core = core.replace(word.as_str(), "\u{0}");
    }
    let core: Vec<char> = core.to_lowercase().chars().collect();
    let name = name.to_lowercase();
    core.windows(least.max(1))
        .any(|run| !run.contains(&'\u{0}') && name.contains(&run.iter().collect::<String>()))
}
