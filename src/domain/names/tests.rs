use super::rule::AFTER_DOT;
use super::*;
use crate::domain::data::labels;

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

fn known<'a>(case: &'a Case, none: &'a [String]) -> Known<'a> {
    Known {
        nature: Some(&case.nature),
        organiser_name: Some(&case.organiser),
        region: case.region.as_deref(),
        pre_approvals: if case.pre_approvals.is_empty() {
            none
        } else {
            &case.pre_approvals
        },
        domain: case.domain.as_deref(),
    }
}

#[test]
fn the_cases() {
    let cases: Cases = toml::from_str(include_str!("../data/tests/names.toml")).unwrap();
    assert!(cases.case.len() > 80);
    for case in &cases.case {
        let none = ["none".to_owned()];
        let known = known(case, &none);
        let judgement = judge(&case.name, &known);
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
            assert!(judge(name, &known).refusals.is_empty(), "{name}");
        }
    }
}

fn check(nature: &str, organiser: &str, name: &str, rules: &[&str], suggestions: &[&str]) {
    let known = Known {
        nature: Some(nature),
        organiser_name: Some(organiser),
        pre_approvals: &["none".to_owned()],
        ..Known::default()
    };
    let judgement = judge(name, &known);
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
        let pre_approvals: Vec<String> = pre_approvals.iter().map(|id| (*id).to_owned()).collect();
        let known = Known {
            nature: Some("enterprise"),
            organiser_name: Some("南京云杉示例科技有限公司"),
            pre_approvals: &pre_approvals,
            ..Known::default()
        };
        let judgement = judge("云杉示例新闻网", &known);
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
    let judgement = judge("青松物语官网", &Known::default());
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
