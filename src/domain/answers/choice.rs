//! Choices: an id from a button, or the words of one typed instead.

use super::{Context, List, Malformed, normalise};
use crate::domain::{certificates, options, regions};

impl List {
    /// The ids that may be chosen now, in the order offered.
    pub fn offered(self, context: &Context) -> Vec<&'static str> {
        self.entries(context).into_iter().map(|(id, _)| id).collect()
    }

    pub fn contains(self, context: &Context, id: &str) -> bool {
        self.entries(context).iter().any(|(offered, _)| *offered == id)
    }

    /// Each with the words that name it.
    fn entries(self, context: &Context) -> Vec<Entry> {
        let individual = context.nature.as_deref().is_some_and(certificates::is_individual);
        match self {
            Self::ServiceKind => vec![("website", words(&WEBSITE)), ("app", words(&APP))],
            Self::Region => regions::regions()
                .iter()
                .map(|region| entry(&region.id, &region.words))
                .collect(),
            Self::Nature => certificates::natures()
                .iter()
                .map(|nature| entry(&nature.id, &nature.words))
                .collect(),
            Self::CertificateType => {
                let nature = context.nature.as_deref().unwrap_or_default();
                let types = certificates::certificate_types(nature);
                types
                    .into_iter()
                    .map(|certificate| entry(&certificate.id, &certificate.words))
                    .collect()
            }
            Self::PersonCertificateType => {
                let types = certificates::person_certificate_types();
                types
                    .into_iter()
                    .map(|certificate| entry(&certificate.id, &certificate.words))
                    .collect()
            }
            Self::SiteContent => options::site_contents()
                .iter()
                .filter(|content| !content.hidden && (content.individual || !individual))
                .map(|content| entry(&content.id, &content.words))
                .collect(),
            Self::ServiceType => options::service_types()
                .iter()
                .filter(|service| service.offered_for.as_deref() == Some("website"))
                .map(|service| entry(&service.id, &service.words))
                .collect(),
            Self::Language => options::languages()
                .iter()
                .map(|language| entry(&language.id, &language.words))
                .collect(),
            Self::AppContent => options::app_contents()
                .iter()
                .map(|content| entry(&content.id, &content.words))
                .collect(),
            Self::AppPlatform => options::app_platforms()
                .iter()
                .filter(|platform| platform.offered)
                .map(|platform| entry(&platform.id, &platform.words))
                .collect(),
            // Individuals cannot obtain any.
            Self::PreApproval => options::pre_approvals()
                .iter()
                .filter(|approval| !individual || approval.id == options::NO_PRE_APPROVAL)
                .map(|approval| entry(&approval.id, &approval.words))
                .collect(),
        }
    }
}

type Entry = (&'static str, Vec<&'static str>);

const WEBSITE: [&str; 4] = ["网站", "Website", "site", "web"];
const APP: [&str; 4] = ["APP", "应用", "手机应用", "application"];

fn words(words: &'static [&'static str]) -> Vec<&'static str> {
    words.to_vec()
}

fn entry(id: &'static str, words: &'static [String]) -> Entry {
    (id, words.iter().map(String::as_str).collect())
}

pub(super) fn parse_one(text: &str, list: List, context: &Context) -> Result<String, Malformed> {
    let entries = list.entries(context);
    if normalise::value(text).is_empty() {
        return Err(Malformed::new("choices_none"));
    }
    match named(text, &entries) {
        Some(id) => Ok(id.to_owned()),
        None => Err(Malformed::new("choice_unknown").with("text", normalise::echo(text))),
    }
}

pub(super) fn parse_several(text: &str, list: List, context: &Context) -> Result<Vec<String>, Malformed> {
    let entries = list.entries(context);
    let divided = |c: char| matches!(c, ',' | '，' | '、' | ';' | '；' | '\n');
    let mut parts: Vec<&str> = text
        .split(divided)
        .filter(|part| !normalise::value(part).is_empty())
        .collect();
    if let [one] = parts.as_slice()
        && named(one, &entries).is_none()
    {
        parts = one.split_whitespace().collect();
    }
    let mut chosen = Vec::new();
    for part in parts {
        match named(part, &entries) {
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
        _ => Err(Malformed::new("yes_no_unknown")),
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
mod tests {
    use super::*;
    use crate::domain::data::labels;

    fn of(nature: &str) -> Context {
        Context {
            nature: Some(nature.into()),
            ..Context::default()
        }
    }

    #[test]
    fn one() {
        let check = |text: &str, list: List, nature: &str, expected: Result<&str, &str>| {
            let found = parse_one(text, list, &of(nature));
            assert_eq!(found.as_deref().map_err(|malformed| malformed.code), expected, "{text}");
        };
        check("32", List::Region, "", Ok("32"));
        check("江苏省", List::Region, "", Ok("32"));
        check("jiangsu", List::Region, "", Ok("32"));
        check("广西壮族", List::Region, "", Ok("45"));
        check("西", List::Region, "", Err("choice_unknown"));
        check("火星", List::Region, "", Err("choice_unknown"));
        check("企业。", List::Nature, "", Ok("enterprise"));
        check("身份证", List::CertificateType, "individual", Ok("id_card"));
        check("营业执照", List::CertificateType, "enterprise", Ok("business_licence"));
        check("营业执照", List::CertificateType, "individual", Err("choice_unknown"));
        check("ID card", List::PersonCertificateType, "enterprise", Ok("id_card"));
        check("online shopping", List::SiteContent, "enterprise", Ok("shopping"));
        check("网络购物", List::SiteContent, "individual", Err("choice_unknown"));
        check("wap", List::SiteContent, "enterprise", Err("choice_unknown"));
        check("APP", List::ServiceKind, "", Ok("app"));
        check("  ", List::ServiceKind, "", Err("choices_none"));
    }

    #[test]
    fn several_at_once() {
        let check = |text: &str, list: List, nature: &str, expected: Result<&[&str], &str>| {
            let found = parse_several(text, list, &of(nature));
            let found = found
                .as_ref()
                .map(|ids| ids.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(found.as_deref().map_err(|malformed| malformed.code), expected, "{text}");
        };
        check(
            "english、中文，English",
            List::Language,
            "",
            Ok(&["zh_hans", "english"]),
        );
        check("zh_hans english", List::Language, "", Ok(&["zh_hans", "english"]));
        check("Simplified Chinese", List::Language, "", Ok(&["zh_hans"]));
        check("中文，火星文", List::Language, "", Err("choice_unknown"));
        check("，", List::Language, "", Err("choices_none"));
        check(
            "news,none",
            List::PreApproval,
            "enterprise",
            Err("choices_none_with_others"),
        );
        check("无", List::PreApproval, "enterprise", Ok(&["none"]));
        check("news", List::PreApproval, "individual", Err("choice_unknown"));
    }

    #[test]
    fn yes_and_no() {
        assert_eq!(parse_yes_no("是的。").ok(), Some(true));
        assert_eq!(parse_yes_no("ＮＯ").ok(), Some(false));
        assert_eq!(parse_yes_no("maybe").unwrap_err().code, "yes_no_unknown");
    }

    #[test]
    fn what_is_offered() {
        let count = |list: List, nature: &str| list.offered(&of(nature)).len();
        assert_eq!(count(List::Region, ""), 31);
        assert_eq!(count(List::Nature, ""), 18);
        assert_eq!(count(List::CertificateType, ""), 0);
        assert_eq!(count(List::CertificateType, "individual"), 7);
        assert_eq!(count(List::SiteContent, "individual"), 1);
        assert_eq!(count(List::SiteContent, "enterprise"), 28);
        assert_eq!(List::ServiceType.offered(&of("")), ["website"]);
        assert_eq!(List::Language.offered(&of(""))[0], "zh_hans");
        assert_eq!(List::PreApproval.offered(&of("individual")), ["none"]);
        assert!(List::CertificateType.contains(&of("enterprise"), "business_licence"));
        assert!(!List::CertificateType.contains(&of("enterprise"), "id_card"));
    }

    #[test]
    fn every_label_is_understood_when_it_is_typed() {
        let check = |list: List, nature: &str, file: &str| {
            for language in labels::LANGUAGES {
                let labels = labels::read(language, file);
                for id in list.offered(&of(nature)) {
                    assert_eq!(
                        parse_one(&labels[id].label, list, &of(nature)).ok().as_deref(),
                        Some(id),
                        "{file}"
                    );
                }
            }
        };
        check(List::ServiceKind, "", "service_kinds");
        check(List::Region, "", "regions");
        check(List::Nature, "", "natures");
        for nature in certificates::natures() {
            check(List::CertificateType, &nature.id, "certificates");
        }
        check(List::PersonCertificateType, "", "person_certificates");
        check(List::SiteContent, "enterprise", "options_site_content");
        check(List::ServiceType, "", "service_types");
        check(List::Language, "", "languages");
        check(List::PreApproval, "enterprise", "pre_approvals");
    }
}
