//! The form: its sections and fields, what is asked next, and what an answer must satisfy in the draft as it is now.

use std::sync::LazyLock;

use serde::Deserialize;

pub mod checks;
pub mod documents;
pub mod field;
pub mod journey;
pub mod kinds;
#[cfg(test)]
pub mod samples;
pub mod sections;

pub use field::{Field, Level, Section};

use super::answers::{Answer, Context, Kind};
use super::data;
use super::filing::Place;

static FIELDS: LazyLock<Vec<(&'static Section, &'static Field)>> = LazyLock::new(|| {
    sections::ALL
        .iter()
        .copied()
        .chain(added())
        .flat_map(|section| section.fields.iter().map(move |field| (section, field)))
        .collect()
});

/// The sections that every form has at its end, whose fields are not written in code: documents and asked-for material.
pub fn added() -> impl Iterator<Item = &'static Section> {
    documents::sections().iter().copied().chain([&sections::MATERIAL])
}

/// Every field with its section, in the order asked.
pub fn all() -> &'static [(&'static Section, &'static Field)] {
    &FIELDS
}

/// The field of that id.
pub fn field(id: &str) -> Option<&'static Field> {
    entry(id).map(|(_, field)| field)
}

/// The section that a field stands in.
pub fn section_of(id: &str) -> Option<&'static Section> {
    entry(id).map(|(section, _)| section)
}

/// Whether that place can have that field.
pub fn belongs(place: Place, id: &str) -> bool {
    section_of(id).is_some_and(|section| section.level.is_of(place))
}

/// The field of that id, with the section that it stands in.
pub fn entry(id: &str) -> Option<(&'static Section, &'static Field)> {
    FIELDS.iter().find(|(_, field)| field.id == id).copied()
}

/// A value of that kind from a text of ours (a statement, another answer's); none where it would not pass as one.
pub fn read(kind: Kind, text: &str) -> Option<Answer> {
    kind.parse(text, &Context::default()).ok().map(|parsed| parsed.answer)
}

/// A remark from a text of ours.
pub fn remark(text: &str) -> Option<Answer> {
    read(Kind::Text { max: 1000 }, text)
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
    use std::collections::HashSet;

    use super::*;
    use crate::domain::filing::View;

    #[test]
    fn field_ids_are_unique() {
        let ids: HashSet<_> = all().iter().map(|(_, field)| field.id).collect();
        assert_eq!(ids.len(), all().len());
    }

    #[test]
    fn a_field_reads_only_what_a_parser_is_shown() {
        let fields: Vec<_> = all().iter().map(|(_, field)| field).collect();
        for field in &fields {
            for id in field.reads {
                assert!(View::IN_CONTEXT.contains(id), "{} reads {id}", field.id);
            }
            let certificate = field.certificate.and_then(super::field);
            assert_eq!(certificate.is_some(), field.certificate.is_some(), "{}", field.id);
        }
        for id in View::IN_CONTEXT {
            assert!(
                fields.iter().any(|field| field.reads.contains(&id)),
                "nothing reads {id}"
            );
        }
    }

    #[test]
    fn the_statements_are_readable() {
        assert!(!statements().individual_site.is_empty());
        assert!(statements().looks_without_trade_name("*****（个体工商户）"));
        assert!(!statements().looks_without_trade_name("示例科技有限公司"));
    }
}
