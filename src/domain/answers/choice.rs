//! Choices: an id from a button, or the words of one typed instead.

use super::{Context, List, Malformed, normalise};
use crate::domain::{certificates, options, regions};

impl List {
    /// The ids that may be chosen now, in the order offered.
    pub fn offered(self, context: &Context) -> Vec<&'static str> {
        self.entries(context).map(|(id, _)| id).collect()
    }

    pub fn contains(self, context: &Context, id: &str) -> bool {
        self.entries(context).any(|(offered, _)| offered == id)
    }

    /// Whether it may be that only one is offered, by what was answered.
    pub fn may_be_of_one(self) -> bool {
        matches!(
            self,
            Self::CertificateType
                | Self::PersonCertificateType
                | Self::SiteContent
                | Self::ServiceType
                | Self::PreApproval
        )
    }

    /// The only id that may be chosen now, where there is but one.
    pub fn only(self, context: &Context) -> Option<&'static str> {
        let mut entries = self.entries(context);
        match (entries.next(), entries.next()) {
            (Some((only, _)), None) => Some(only),
            _ => None,
        }
    }

    /// Each with the words that name it. They are looked through tens of times an answer, so nothing is copied.
    fn entries(self, context: &Context) -> Box<dyn Iterator<Item = Entry>> {
        let individual = context.nature.as_deref().is_some_and(certificates::is_individual);
        match self {
            Self::ServiceKind => here([("website", &WEBSITE[..]), ("app", &APP)]),
            Self::Region => Box::new(regions::regions().iter().map(|region| entry(&region.id, &region.words))),
            Self::Nature => Box::new(
                certificates::natures()
                    .iter()
                    .map(|nature| entry(&nature.id, &nature.words)),
            ),
            Self::CertificateType => {
                let types = certificates::certificate_types(context.nature.as_deref().unwrap_or_default());
                Box::new(
                    types
                        .into_iter()
                        .map(|certificate| entry(&certificate.id, &certificate.words)),
                )
            }
            Self::PersonCertificateType => {
                let types = certificates::person_certificate_types();
                Box::new(
                    types
                        .into_iter()
                        .map(|certificate| entry(&certificate.id, &certificate.words)),
                )
            }
            Self::SiteContent => {
                let offered =
                    move |content: &&options::SiteContent| !content.hidden && (content.individual || !individual);
                let contents = options::site_contents().iter().filter(offered);
                Box::new(contents.map(|content| entry(&content.id, &content.words)))
            }
            Self::ServiceType => {
                let services = options::service_types().iter();
                let services = services.filter(|service| service.offered_for.as_deref() == Some("website"));
                Box::new(services.map(|service| entry(&service.id, &service.words)))
            }
            Self::Language => Box::new(
                options::languages()
                    .iter()
                    .map(|language| entry(&language.id, &language.words)),
            ),
            Self::AppContent => Box::new(
                options::app_contents()
                    .iter()
                    .map(|content| entry(&content.id, &content.words)),
            ),
            Self::AppPlatform => {
                let platforms = options::app_platforms().iter().filter(|platform| platform.offered);
                Box::new(platforms.map(|platform| entry(&platform.id, &platform.words)))
            }
            Self::IdentityCheck => here([(options::CURTAIN, &CURTAIN[..]), (options::CALL, &CALL)]),
            Self::Carrier => Box::new(
                options::carriers()
                    .iter()
                    .map(|carrier| entry(&carrier.id, &carrier.words)),
            ),
            // Individuals cannot obtain any.
            Self::PreApproval => {
                let obtainable =
                    move |approval: &&options::PreApproval| !individual || approval.id == options::NO_PRE_APPROVAL;
                let approvals = options::pre_approvals().iter().filter(obtainable);
                Box::new(approvals.map(|approval| entry(&approval.id, &approval.words)))
            }
        }
    }
}

type Entry = (&'static str, Words);

/// The words that name an entry: of this file, or of our data.
#[derive(Clone, Copy)]
enum Words {
    Here(&'static [&'static str]),
    Data(&'static [String]),
}

impl Words {
    fn iter(self) -> impl Iterator<Item = &'static str> {
        let (here, data) = match self {
            Self::Here(here) => (here, &[][..]),
            Self::Data(data) => (&[][..], data),
        };
        here.iter().copied().chain(data.iter().map(String::as_str))
    }
}

const WEBSITE: [&str; 4] = ["网站", "Website", "site", "web"];
const CURTAIN: [&str; 6] = ["幕布照", "Curtain photo", "幕布", "拍幕布照", "curtain", "photo"];
const CALL: [&str; 6] = ["电话核实", "Phone call", "电话", "打电话", "call", "phone"];
const APP: [&str; 4] = ["APP", "应用", "手机应用", "application"];

fn here(entries: [(&'static str, &'static [&'static str]); 2]) -> Box<dyn Iterator<Item = Entry>> {
    Box::new(entries.into_iter().map(|(id, words)| (id, Words::Here(words))))
}

fn entry(id: &'static str, words: &'static [String]) -> Entry {
    (id, Words::Data(words))
}

pub(super) fn parse_one(text: &str, list: List, context: &Context) -> Result<String, Malformed> {
    let entries: Vec<Entry> = list.entries(context).collect();
    if normalise::value(text).is_empty() {
        return Err(Malformed::new("choices_none"));
    }
    let found = named(text, &entries).or_else(|| match list {
        List::Region => mentioned(text, entries.iter().map(with_cities)),
        _ => mentioned(text, entries.iter().map(|(id, words)| (*id, words.iter()))),
    });
    match found {
        Some(id) => Ok(id.to_owned()),
        None => Err(Malformed::new("choice_unknown").with("text", normalise::echo(text))),
    }
}

/// A province with the places in it, as they are mentioned in an answer: 南京市江宁区.
fn with_cities((id, words): &Entry) -> (&'static str, impl Iterator<Item = &'static str>) {
    let cities = regions::region(id).map_or(&[][..], |region| region.cities.as_slice());
    (id, words.iter().chain(cities.iter().map(String::as_str)))
}

/// The one entry that a sentence mentions: 大概是公司吧. None where it mentions two, or says no to one. Of two words in the same place
/// the longer one counts.
fn mentioned<W: Iterator<Item = &'static str>>(
    text: &str,
    entries: impl Iterator<Item = (&'static str, W)>,
) -> Option<&'static str> {
    const MOST: usize = 40;
    let text = plain(text);
    let says_no = ["不是", "不属于", "没有", "is not", "isn't", "不选"]
        .iter()
        .any(|no| text.contains(&plain(no)));
    if text.chars().count() > MOST || says_no {
        return None;
    }
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    for (id, words) in entries {
        for word in words.map(plain).filter(|word| word.chars().count() > 1) {
            found.extend(text.match_indices(&word).map(|(at, word)| (at, at + word.len(), id)));
        }
    }
    let is_inside = |(from, to, _): &(usize, usize, &str)| {
        found
            .iter()
            .any(|(other_from, other_to, _)| other_from <= from && to <= other_to && other_to - other_from > to - from)
    };
    let mut whole = found.iter().filter(|found| !is_inside(found)).map(|(_, _, id)| *id);
    let first = whole.next()?;
    whole.all(|other| other == first).then_some(first)
}

pub(super) fn parse_several(text: &str, list: List, context: &Context) -> Result<Vec<String>, Malformed> {
    let entries: Vec<Entry> = list.entries(context).collect();
    let divided = |c: char| matches!(c, ',' | '，' | '、' | ';' | '；' | '\n');
    let mut parts: Vec<&str> = text
        .split(divided)
        .filter(|part| !normalise::value(part).is_empty())
        .collect();
    // 中文和英文, Chinese and English, 中文 英文
    for and in [" and ", "&", "+", "和", "与", "及", "跟", " "] {
        if let [one] = parts.as_slice()
            && named(one, &entries).is_none()
        {
            parts = one
                .split(and)
                .filter(|part| !normalise::value(part).is_empty())
                .collect();
        }
    }
    let mut chosen = Vec::new();
    for part in parts {
        let words = entries.iter().map(|(id, words)| (*id, words.iter()));
        match named(part, &entries).or_else(|| mentioned(part, words)) {
            Some(id) if chosen.contains(&id) => {}
            Some(id) => chosen.push(id),
            None => return Err(Malformed::new("choice_unknown").with("text", normalise::echo(part))),
        }
    }
    several(chosen.into_iter().map(str::to_owned).collect(), list, context)
}

/// Puts the ids into the order offered, and checks that they go together.
pub(super) fn several(ids: Vec<String>, list: List, context: &Context) -> Result<Vec<String>, Malformed> {
    if ids.is_empty() {
        return Err(Malformed::new("choices_none"));
    }
    let offered = list.offered(context);
    if ids.iter().any(|id| !offered.contains(&id.as_str())) {
        return Err(Malformed::new("choice_not_offered"));
    }
    if list == List::PreApproval && ids.len() > 1 && ids.iter().any(|id| id == options::NO_PRE_APPROVAL) {
        return Err(Malformed::new("choices_none_with_others"));
    }
    Ok(offered
        .into_iter()
        .filter(|id| ids.iter().any(|chosen| chosen == id))
        .map(str::to_owned)
        .collect())
}

pub(super) fn parse_yes_no(text: &str) -> Result<bool, Malformed> {
    match plain(text).as_str() {
        "是" | "是的" | "对" | "对的" | "好" | "好的" | "同意" | "确认" | "yes" | "y" | "ok" | "true" => {
            Ok(true)
        }
        "否" | "不" | "不是" | "不对" | "没有" | "no" | "n" | "false" => Ok(false),
        sentence => said(sentence).ok_or_else(|| Malformed::new("yes_no_unknown")),
    }
}

/// Yes or no in a short sentence, without blanks: 没备过, 是同一个人, never.
fn said(sentence: &str) -> Option<bool> {
    const MOST: usize = 24;
    const UNSURE: [&str; 27] = [
        "不知",
        "不清楚",
        "不确定",
        "不记得",
        "忘",
        "可能",
        "大概",
        "也许",
        "是不是",
        "有没有",
        "?",
        "吗",
        "谁",
        "什么",
        "怎么",
        "哪",
        "多少",
        "don'tknow",
        "notsure",
        "maybe",
        "perhaps",
        "don’tknow",
        "who",
        "what",
        "why",
        "how",
        "where",
    ];
    const YES: [&str; 4] = ["没错", "没问题", "不错", "whynot"];
    const NO: [&str; 15] = [
        "没",
        "不",
        "未",
        "从来",
        "第一次",
        "首次",
        "另外",
        "别人",
        "never",
        "not",
        "n't",
        "n’t",
        "nope",
        "different",
        "firsttime",
    ];
    const ALSO_YES: [&str; 16] = [
        "备过",
        "备案过",
        "已备",
        "已经",
        "同一",
        "一样",
        "相同",
        "yes",
        "yeah",
        "yep",
        "same",
        "already",
        "sure",
        "ofcourse",
        "right",
        "correct",
    ];
    const BEGINS_YES: [&str; 6] = ["是", "对", "有", "嗯", "就是", "好"];
    let has = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    if sentence.chars().count() > MOST || has(&UNSURE) {
        return None;
    }
    match () {
        () if has(&YES) => Some(true),
        () if has(&NO) => Some(false),
        () if sentence.starts_with("no") && sentence.chars().count() <= 12 => Some(false),
        () if has(&ALSO_YES) || BEGINS_YES.iter().any(|word| sentence.starts_with(word)) => Some(true),
        () => None,
    }
}

/// The entry whose id or words the text is, or the only one whose words it is a part of.
fn named(text: &str, entries: &[Entry]) -> Option<&'static str> {
    let text = plain(text);
    let is = |(id, words): &&Entry| *id == text || words.iter().any(|word| plain(word) == text);
    if let Some((id, _)) = entries.iter().find(is) {
        return Some(id);
    }
    if text.chars().count() < 2 {
        return None;
    }
    let mut parts = entries
        .iter()
        .filter(|(_, words)| words.iter().any(|word| plain(word).contains(&text)));
    match (parts.next(), parts.next()) {
        (Some((id, _)), None) => Some(id),
        _ => None,
    }
}

fn plain(text: &str) -> String {
    normalise::value(text)
        .to_lowercase()
        .chars()
        .filter(|c| !normalise::is_blank(*c))
        .collect()
}

#[cfg(test)]
mod tests;
