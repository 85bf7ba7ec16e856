//! Rules for the names of websites (R4.2), and names that would pass (R14.2). The rules are data: `data/names.toml`.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::{
    answers::{
        Context, domain_name,
        normalise::{is_blank, is_dash, is_han, is_invisible},
    },
    certificates,
    data::{self, Pattern},
};

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
pub fn judge(name: &str, context: &Context) -> Judgement {
    let (refusals, warnings) = findings(name, context);
    let suggestions = if refusals.is_empty() {
        Vec::new()
    } else {
        suggestions(context)
    };
    Judgement {
        refusals,
        warnings,
        suggestions,
    }
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    severity: Severity,
    natures: Option<Natures>,
    #[serde(default)]
    except_natures: Vec<String>,
    #[serde(default)]
    regions: Vec<String>,
    #[serde(default)]
    except_regions: Vec<String>,
    #[serde(default)]
    silent_if: Vec<String>,
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
enum Severity {
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
}

// Parsed by the tests below, so it does not fail in a program that passed them.
static DATA: LazyLock<Data> = LazyLock::new(|| data::parse("names.toml", include_str!("data/names.toml")));

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
    context: &'a Context,
}

fn findings(written: &str, context: &Context) -> (Vec<Finding>, Vec<Finding>) {
    let name = normalise(written);
    let candidate = Candidate {
        written,
        lower: name.to_lowercase(),
        name,
        individual: context.nature.as_deref().map(certificates::is_individual),
        organiser: context.organiser_name.as_deref().map(normalise).unwrap_or_default(),
        context,
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
            let severity = if rule.awaits_pre_approval(context) {
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

impl Rule {
    /// Whether the question that may allow the word is still to come: until then it is only warned about.
    fn awaits_pre_approval(&self, context: &Context) -> bool {
        self.pre_approval.is_some() && context.pre_approvals.is_empty()
    }

    fn concerns(&self, candidate: &Candidate) -> bool {
        let context = candidate.context;
        let natures = match self.natures {
            None => true,
            Some(natures) => candidate.individual == Some(natures == Natures::Individual),
        };
        let is = |list: &[String], value: &Option<String>| value.as_ref().is_some_and(|value| list.contains(value));
        let approved = self
            .pre_approval
            .as_ref()
            .is_some_and(|id| context.pre_approvals.contains(id));
        natures
            && !is(&self.except_natures, &context.nature)
            && (self.regions.is_empty() || is(&self.regions, &context.region))
            && !is(&self.except_regions, &context.region)
            && !approved
    }

    /// How severe it is, and what was found.
    fn find(&self, candidate: &Candidate, domain_fired: bool) -> Option<(Severity, String)> {
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
        for word in words.iter().filter(|word| self.matches(&name, &word.to_lowercase())) {
            let own = organisation && candidate.organiser.contains(word.as_str());
            match self.in_organiser_name.filter(|_| own) {
                None => return Some((self.severity, word.clone())),
                Some(InOrganiserName::Ignore) => {}
                Some(InOrganiserName::Warn) => softened = softened.or_else(|| Some((Severity::Warn, word.clone()))),
            }
        }
        softened
    }

    fn matches(&self, name: &str, word: &str) -> bool {
        let mut suffixes = self.suffixes.iter().map(String::as_str);
        match self.check {
            Check::Prefix => name.starts_with(word),
            Check::Whole => name
                .strip_prefix(word)
                .is_some_and(|rest| suffixes.any(|suffix| suffix == rest)),
            Check::Suffix => {
                suffixes.any(|suffix| name.strip_suffix(suffix).is_some_and(|before| before.ends_with(word)))
            }
            _ => name.contains(word),
        }
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
}

fn looks_like_domain(candidate: &Candidate) -> bool {
    let name = candidate.lower.as_str();
    if name.contains("www.") || name.contains("http://") || name.contains("https://") {
        return true;
    }
    if AFTER_DOT
        .captures_iter(name)
        .any(|found| domain_name::is_known(&found[1]))
    {
        return true;
    }
    candidate.context.domain.as_ref().is_some_and(|domain| {
        // A Chinese label is a Chinese name, which the organiser may well use.
        name == domain.ascii() || name == domain.unicode() || domain.ascii().split('.').next() == Some(name)
    })
}

// The pattern is a constant that the tests below compile, so the name is never passed over for want of one.
static AFTER_DOT: LazyLock<Regex> = LazyLock::new(|| match Regex::new(r"[\p{L}\p{N}]\.([\p{L}][\p{L}\p{N}-]*)") {
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

/// Up to three names made from the organiser's that pass, those without a warning first.
fn suggestions(context: &Context) -> Vec<String> {
    let Some(organiser) = context
        .organiser_name
        .as_deref()
        .map(normalise)
        .filter(|name| !name.is_empty())
    else {
        return Vec::new();
    };
    let candidates = if context.nature.as_deref().is_some_and(certificates::is_individual) {
        of_individual(&organiser)
    } else {
        of_organisation(&organiser)
    };
    let mut passed: Vec<(bool, String)> = Vec::new();
    for name in candidates {
        let (refusals, warnings) = findings(&name, context);
        if refusals.is_empty() && !passed.iter().any(|(_, other)| *other == name) {
            passed.push((!warnings.is_empty(), name));
        }
    }
    passed.sort_by_key(|(warned, _)| *warned);
    if passed.iter().any(|(warned, _)| !warned) {
        passed.retain(|(warned, _)| !warned);
    }
    passed.into_iter().map(|(_, name)| name).take(3).collect()
}

/// 南京云杉示例科技有限公司: 云杉示例科技官网, the whole name, 云杉示例官网, …
fn of_organisation(organiser: &str) -> Vec<String> {
    let without_brackets: String = {
        let mut depth = 0_u32;
        let keep = |c: char| match c {
            '(' => {
                depth += 1;
                None
            }
            ')' => {
                depth = depth.saturating_sub(1);
                None
            }
            c => (depth == 0).then_some(c),
        };
        organiser.chars().filter_map(keep).collect()
    };
    let mut short = without_brackets.as_str();
    for form in LEGAL_FORMS {
        short = short.strip_suffix(form).unwrap_or(short);
    }
    short = without_place(short);
    let mut core = short;
    for word in TRADES {
        core = core.strip_suffix(word).unwrap_or(core);
    }
    vec![
        format!("{short}官网"),
        organiser.to_owned(),
        format!("{core}官网"),
        format!("{organiser}官网"),
        short.to_owned(),
        without_brackets.clone(),
        format!("{core}产品展示"),
    ]
}

/// Without the province and city in front of a name.
fn without_place(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) = DATA
        .lists
        .places
        .iter()
        .find_map(|place| name.strip_prefix(place.as_str()))
    {
        let rest = rest.strip_prefix(['省', '市']).unwrap_or(rest);
        if rest.chars().count() < 2 {
            break;
        }
        name = rest;
    }
    name
}

/// By the surname alone: a person's whole name is not taken.
fn of_individual(name: &str) -> Vec<String> {
    let compound = COMPOUND_SURNAMES
        .iter()
        .find(|surname| name.starts_with(**surname) && name.chars().count() > 2);
    let surname: String = match compound {
        Some(surname) => (*surname).to_owned(),
        None => name.chars().take(1).filter(|c| is_han(*c)).collect(),
    };
    if surname.is_empty() {
        return Vec::new();
    }
    ["的读书笔记", "的生活随笔", "的学习记录", "的旅行手记"]
        .iter()
        .map(|rest| format!("小{surname}{rest}"))
        .collect()
}

/// What ends a company's name, the longer first.
const LEGAL_FORMS: &[&str] = &["有限责任公司", "股份有限公司", "有限公司", "公司", "集团"];

/// What a short name can do without.
const TRADES: &[&str] = &["信息技术", "网络科技", "科技", "信息", "技术", "网络", "贸易", "咨询"];

const COMPOUND_SURNAMES: &[&str] = &[
    "欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{answers::Kind, data::labels};

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Cases {
        case: Vec<Case>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        name: String,
        nature: String,
        organiser: String,
        region: Option<String>,
        domain: Option<String>,
        #[serde(default)]
        pre_approvals: Vec<String>,
        verdict: String,
        #[serde(default)]
        rules: Vec<String>,
        #[serde(default, rename = "why")]
        _why: String,
    }

    fn context(case: &Case) -> Context {
        let domain = case.domain.as_ref().map(|domain| {
            let parsed = Kind::Domain.parse(domain, &Context::default()).unwrap();
            parsed.answer.as_domain().unwrap().clone()
        });
        Context {
            nature: Some(case.nature.clone()),
            organiser_name: Some(case.organiser.clone()),
            region: case.region.clone(),
            pre_approvals: match case.pre_approvals.as_slice() {
                [] => vec!["none".into()],
                approvals => approvals.to_vec(),
            },
            domain,
            ..Context::default()
        }
    }

    #[test]
    fn the_cases() {
        let cases: Cases = toml::from_str(include_str!("data/tests/names.toml")).unwrap();
        assert!(cases.case.len() > 80);
        for case in &cases.case {
            let context = context(case);
            let judgement = judge(&case.name, &context);
            let verdict = match (judgement.refusals.is_empty(), judgement.warnings.is_empty()) {
                (false, _) => "refuse",
                (true, false) => "warn",
                (true, true) => "ok",
            };
            let fired: Vec<&str> = judgement
                .refusals
                .iter()
                .chain(&judgement.warnings)
                .map(|finding| finding.rule)
                .collect();
            assert_eq!(
                (verdict, fired),
                (case.verdict.as_str(), case.rules.iter().map(String::as_str).collect()),
                "{}",
                case.name
            );
            if verdict == "refuse" {
                assert_eq!(
                    judgement.suggestions.len(),
                    3,
                    "{}: {:?}",
                    case.name,
                    judgement.suggestions
                );
            }
            for name in &judgement.suggestions {
                assert!(judge(name, &context).refusals.is_empty(), "{name}");
            }
        }
    }

    fn check(nature: &str, organiser: &str, name: &str, rules: &[&str], suggestions: &[&str]) {
        let context = Context {
            nature: Some(nature.into()),
            organiser_name: Some(organiser.into()),
            pre_approvals: vec!["none".into()],
            ..Context::default()
        };
        let judgement = judge(name, &context);
        let fired: Vec<&str> = judgement
            .refusals
            .iter()
            .chain(&judgement.warnings)
            .map(|finding| finding.rule)
            .collect();
        assert_eq!(fired, rules, "{name}");
        assert_eq!(judgement.suggestions, suggestions, "{name}");
    }

    #[test]
    fn all_reasons_and_names_that_would_pass() {
        check(
            "enterprise",
            "南京云杉示例科技有限公司",
            "中国贷款",
            &["state_prefix", "preapproval_finance", "unrelated_to_subject"],
            &["云杉示例科技官网", "南京云杉示例科技有限公司", "云杉示例官网"],
        );
        check(
            "individual",
            "欧阳示例",
            "欧阳示例",
            &["own_name"],
            &["小欧阳的读书笔记", "小欧阳的生活随笔", "小欧阳的学习记录"],
        );
        check("individual", "Anna Example", "123", &["only_digits"], &[]);
    }

    #[test]
    fn signs_are_judged_as_they_were_written() {
        check(
            "individual",
            "陈示例",
            "山野①摄影",
            &["special_characters"],
            &["小陈的读书笔记", "小陈的生活随笔", "小陈的学习记录"],
        );
        check("individual", "陈示例", "山野摄影（二）", &[], &[]);
        check("individual", "陈示例", "山野—摄影", &[], &[]);
    }

    #[test]
    fn a_word_that_needs_a_pre_approval_is_refused_once_there_is_none() {
        let check = |pre_approvals: &[&str], refused: bool, warned: bool| {
            let context = Context {
                nature: Some("enterprise".into()),
                organiser_name: Some("南京云杉示例科技有限公司".into()),
                pre_approvals: pre_approvals.iter().map(|id| (*id).to_owned()).collect(),
                ..Context::default()
            };
            let judgement = judge("云杉示例新闻网", &context);
            assert_eq!(
                (!judgement.refusals.is_empty(), !judgement.warnings.is_empty()),
                (refused, warned)
            );
        };
        check(&[], false, true);
        check(&["none"], true, false);
        check(&["publishing"], true, false);
        check(&["news"], false, false);
    }

    #[test]
    fn what_is_not_known_yet_is_not_judged() {
        let judgement = judge("青松物语官网", &Context::default());
        assert_eq!(judgement, Judgement::default());
    }

    #[test]
    fn every_rule_has_its_sentence() {
        labels::check("names", rules());
        for rule in &DATA.rule {
            for other in &rule.silent_if {
                assert!(rules().any(|id| id == other), "{}: {other} is no rule", rule.id);
            }
        }
        assert!(AFTER_DOT.is_match("a.com"));
    }
}
