//! Statements that go into a filing as they stand, and answers made from texts of ours.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::answers::{Answer, Context, Kind};
use crate::domain::data;

/// A value of that kind from a text of ours (a statement, another answer's); none where it would not pass as one.
pub fn read(kind: Kind, text: &str) -> Option<Answer> {
    kind.parse(text, &Context::default()).ok().map(|parsed| parsed.answer)
}

/// A remark from a text of ours.
pub fn remark(text: &str) -> Option<Answer> {
    read(Kind::Text { max: 1000 }, text)
}

/// A remark without the statement that the address has no door number; none where it does not say so.
pub fn without_most_detailed(remark: &str) -> Option<String> {
    let statement = statements().address_is_most_detailed.as_str();
    remark.contains(statement).then(|| {
        let rest = remark.replace(statement, "");
        rest.split('；')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("；")
    })
}

/// Statements that go into a filing as they stand.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statements {
    pub address_is_most_detailed: String,
    pub no_trade_name: String,
    /// With `{name}` for the site's name.
    pub individual_content: String,
    pub individual_site: String,
    without_trade_name: Vec<String>,
}

impl Statements {
    pub fn looks_without_trade_name(&self, organiser_name: &str) -> bool {
        self.without_trade_name.iter().any(|part| organiser_name.contains(part))
    }
}

pub fn statements() -> &'static Statements {
    // Parsed by the test below, so it does not fail in a program that passed it.
    static READ: LazyLock<Statements> =
        LazyLock::new(|| data::parse("statements.toml", include_str!("../data/statements.toml")));
    &READ
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_loses_one_statement_and_nothing_else() {
        let statement = &statements().address_is_most_detailed;
        let check = |remark: String, rest: Option<&str>| {
            assert_eq!(without_most_detailed(&remark).as_deref(), rest, "{remark}");
        };
        check(statement.clone(), Some(""));
        check(format!("网站为个人博客；{statement}"), Some("网站为个人博客"));
        check(format!("{statement}；网站为个人博客"), Some("网站为个人博客"));
        check("网站为个人博客".to_owned(), None);
    }

    #[test]
    fn the_statements_are_readable() {
        assert!(!statements().individual_site.is_empty());
        assert!(statements().looks_without_trade_name("*****（个体工商户）"));
        assert!(!statements().looks_without_trade_name("示例科技有限公司"));
    }
}
