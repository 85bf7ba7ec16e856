//! Names of websites: the rules are in `src/domain/names/`.

use super::{Context, DomainName, Malformed, Warning, normalise};
use crate::domain::names::{self, Finding, Known};

value! {
    /// As it is judged and filed: half-width, without blanks between Chinese characters.
    SiteName, |text: &str| !text.trim().is_empty()
}

impl SiteName {
    pub fn show(&self) -> String {
        self.0.clone()
    }

    pub fn masked(&self) -> String {
        self.0.chars().take(1).chain("**".chars()).collect()
    }
}

pub(super) fn parse(text: &str, context: &Context) -> Result<(SiteName, Vec<Warning>), Malformed> {
    let written = normalise::line(text);
    let name = names::normalise(&written);
    if name.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    let judgement = names::judge(&written, &context.for_names());
    if judgement.refusals.is_empty() {
        let warning = |finding: Finding| {
            Warning::new("site_name_rule")
                .with("rule", finding.rule)
                .with("word", finding.word)
                .with("name", &name)
        };
        let warnings = judgement.warnings.into_iter().map(warning).collect();
        return Ok((SiteName(name), warnings));
    }
    let individual = context
        .nature
        .as_deref()
        .is_some_and(crate::domain::certificates::is_individual);
    // One line a reason in both lists, in the same order: the rule's id, and the word it found.
    let rules: Vec<&str> = judgement.refusals.iter().map(|finding| finding.rule).collect();
    let words: Vec<String> = judgement
        .refusals
        .iter()
        .map(|finding| finding.word.replace('\n', " "))
        .collect();
    Err(Malformed::new("site_name_refused")
        .with("individual", if individual { "yes" } else { "" })
        .with("name", normalise::echo(&name))
        .with("reasons", rules.join(","))
        .with("words", words.join("\n"))
        .with("suggestions", judgement.suggestions.join("\n")))
}

impl Context {
    /// What of it a name is judged by.
    pub fn for_names(&self) -> Known<'_> {
        Known {
            nature: self.nature.as_deref(),
            region: self.region.as_deref(),
            organiser_name: self.organiser_name.as_deref(),
            pre_approvals: &self.pre_approvals,
            domain: self.domain.as_ref().map(DomainName::ascii),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_reasons_are_given_at_once() {
        let context = Context {
            nature: Some("enterprise".into()),
            organiser_name: Some("南京云杉示例科技有限公司".into()),
            pre_approvals: vec!["none".into()],
            ..Context::default()
        };
        let malformed = parse("中国_新闻", &context).unwrap_err();
        assert_eq!(malformed.code, "site_name_refused");
        assert_eq!(
            malformed.found["reasons"],
            "special_characters,state_prefix,preapproval_news"
        );
        assert_eq!(malformed.found["words"], "_\n中国\n新闻");
        assert_eq!(malformed.found["suggestions"].lines().count(), 3);
        let (name, warnings) = parse("云杉 示例（南京） 论坛", &context).unwrap();
        assert_eq!(name.as_str(), "云杉示例(南京)论坛");
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].found["rule"], "forum_word");
    }
}
