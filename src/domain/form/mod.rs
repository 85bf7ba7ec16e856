//! The form: its sections and fields, what is asked next, and what an answer must satisfy in the draft as it is now.

use std::collections::HashMap;
use std::sync::LazyLock;

pub mod asked;
pub mod checks;
pub mod documents;
#[cfg(test)]
pub mod draft;
pub mod field;
pub mod journey;
pub mod kinds;
pub mod photos;
#[cfg(test)]
pub mod samples;
pub mod sections;
pub mod statements;
mod values;
pub mod view;

pub use field::{Field, Section};

use super::place::Place;

static FIELDS: LazyLock<Vec<(&'static Section, &'static Field)>> = LazyLock::new(|| {
    sections::ALL
        .iter()
        .copied()
        .chain(added())
        .flat_map(|section| section.fields.iter().map(move |field| (section, field)))
        .collect()
});

/// Where each field stands in that list. Fields are looked up by their ids hundreds of times an answer.
static BY_ID: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    FIELDS
        .iter()
        .enumerate()
        .map(|(at, (_, field))| (field.id, at))
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
    FIELDS.get(*BY_ID.get(id)?).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::form::view::View;

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
}
