//! Names that would pass, made from the organiser's (R14.2).

use super::{DATA, Known, findings, normalise};
use crate::domain::certificates;
use crate::domain::characters::is_han;

/// Up to three names made from the organiser's that pass, those without a warning first.
pub(super) fn suggestions(known: &Known) -> Vec<String> {
    let mut passed: Vec<(bool, String)> = Vec::new();
    for (warned, name) in passing(known) {
        if !passed.iter().any(|(_, other)| *other == name) {
            passed.push((warned, name));
        }
    }
    passed.sort_by_key(|(warned, _)| *warned);
    if passed.iter().any(|(warned, _)| !warned) {
        passed.retain(|(warned, _)| !warned);
    }
    passed.into_iter().map(|(_, name)| name).take(3).collect()
}

/// The first of them that is another than that. Most often that is the first candidate, and the others are not judged.
pub(super) fn first(known: &Known, other_than: Option<&str>) -> Option<String> {
    let mut warned = None;
    for (is_warned, name) in passing(known).filter(|(_, name)| Some(name.as_str()) != other_than) {
        if !is_warned {
            return Some(name);
        }
        warned.get_or_insert(name);
    }
    warned
}

/// The names made from the organiser's that pass, and whether there is a warning about them.
fn passing(known: &Known) -> impl Iterator<Item = (bool, String)> {
    let organiser = known.organiser_name.map(normalise).filter(|name| !name.is_empty());
    let candidates = match organiser {
        None => Vec::new(),
        Some(organiser) if known.nature.is_some_and(certificates::is_individual) => of_individual(&organiser),
        Some(organiser) => of_organisation(&organiser),
    };
    candidates.into_iter().filter_map(|name| {
        let (refusals, warnings) = findings(&name, known);
        refusals.is_empty().then_some((!warnings.is_empty(), name))
    })
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
