//! Documents (备案资料): pictures that are asked for by data. Each is a field like any other, made when the program starts, so that journey,
//! summary, rejection, `/show` and deletion find it in the one list.

use std::sync::LazyLock;

use serde::Deserialize;

use super::field::{Field, Section, field};
use super::view::View;
use crate::domain::answers::Kind;
use crate::domain::data;
use crate::domain::filing::FilingKind;
use crate::domain::options;
use crate::domain::place::Level;

/// A document as `domain/data/documents.toml` has it. Its words are `prompts/<lang>/fields/<id>.j2`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub id: String,
    /// What has one: the subject, each website, …
    pub level: Level,
    /// The most pictures that it takes.
    pub pages: u8,
    pub weight: Weight,
    #[serde(default)]
    pub when: When,
    /// Keys of the sources at the head of the data file.
    pub source: Vec<String>,
}

/// Whether it must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    Required,
    Optional,
}

/// When it is asked for. Each condition that is named must hold; where none is, it always is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    pub kinds: Vec<FilingKind>,
    /// Ids of natures.
    pub natures: Vec<String>,
    /// Ids of regions.
    pub provinces: Vec<String>,
    /// Ids of the organiser's certificates.
    pub certificates: Vec<String>,
    /// A pre-approval was named (`true`), or none is wanted (`false`).
    pub pre_approval: Option<bool>,
}

impl Document {
    /// Whether this draft wants it, seen from a place that has one.
    pub fn is_wanted(&self, view: &View) -> bool {
        // What no list names is not looked up: this is asked of every document at every step.
        let is_among = |ids: &[String], field| ids.is_empty() || view.choice(field).is_some_and(|id| ids.contains(&id));
        let When {
            kinds,
            natures,
            provinces,
            certificates,
            pre_approval,
        } = &self.when;
        (kinds.is_empty() || view.filing.kind.is_some_and(|kind| kinds.contains(&kind)))
            && is_among(natures, "nature")
            && is_among(provinces, "region")
            && is_among(certificates, "certificate_type")
            && pre_approval.is_none_or(|wanted| {
                let chosen = view.choice("pre_approval");
                chosen.is_some_and(|id| (id != options::NO_PRE_APPROVAL) == wanted)
            })
    }

    pub fn is_optional(&self) -> bool {
        self.weight == Weight::Optional
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    document: Vec<Document>,
}

// Parsed by the tests below, so it does not fail in a program that passed them.
static DATA: LazyLock<Data> = LazyLock::new(|| data::parse("documents.toml", include_str!("../data/documents.toml")));

/// The label of all their sections.
const SECTION: &str = "documents";

/// A section a level, each made once and kept as long as the program runs.
static SECTIONS: LazyLock<Vec<&'static Section>> = LazyLock::new(|| sections_of(&DATA.document));

fn sections_of(documents: &'static [Document]) -> Vec<&'static Section> {
    let of_level = |level: Level| {
        let own = documents.iter().filter(|document| document.level == level);
        let fields: Vec<Field> = own.map(field_of).collect();
        (!fields.is_empty()).then(|| -> &'static Section {
            Box::leak(Box::new(Section {
                id: SECTION,
                level,
                fields: fields.leak(),
            }))
        })
    };
    Level::ALL.into_iter().filter_map(of_level).collect()
}

fn field_of(document: &'static Document) -> Field {
    Field {
        document: Some(document),
        personal: true,
        ..field(&document.id, Kind::Picture { pages: document.pages })
    }
}

/// The sections of documents, in the order asked.
pub fn sections() -> &'static [&'static Section] {
    &SECTIONS
}

/// All documents.
pub fn all() -> &'static [Document] {
    &DATA.document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filing::Filing;
    use crate::domain::form::draft::draft;
    use crate::domain::place::Place;
    use crate::domain::{certificates, regions};

    #[test]
    fn documents_name_what_there_is() {
        for document in all() {
            assert!(document.pages > 0, "{} has no page", document.id);
            assert!(!document.source.is_empty(), "{} has no source", document.id);
            for region in &document.when.provinces {
                assert!(regions::region(region).is_some(), "{}: {region}", document.id);
            }
            for nature in &document.when.natures {
                assert!(certificates::nature(nature).is_some(), "{}: {nature}", document.id);
            }
            for certificate in &document.when.certificates {
                assert!(
                    certificates::certificate(certificate).is_some(),
                    "{}: {certificate}",
                    document.id
                );
            }
        }
    }

    fn wanted(when: &str, filing: &Filing) -> bool {
        let when: When = toml::from_str(when).unwrap();
        let document = Document {
            id: "d".to_owned(),
            level: Level::Site,
            pages: 1,
            weight: Weight::Required,
            when,
            source: Vec::new(),
        };
        document.is_wanted(&filing.view(Place::Service(1)))
    }

    #[test]
    fn a_document_is_wanted_where_all_that_it_names_holds() {
        let enterprise = draft().enterprise().site("yunshan-example.com").complete().done();
        let individual = draft().individual().site("yunshan-example.com").complete().done();
        let approved = draft()
            .enterprise()
            .site("yunshan-example.com")
            .answer(Place::Service(1), "pre_approval", "新闻")
            .complete()
            .done();
        for (when, expected) in [
            ("", [true, true, true]),
            ("natures = [\"enterprise\"]", [true, false, true]),
            ("natures = [\"individual\", \"enterprise\"]", [true, true, true]),
            ("provinces = [\"11\"]", [false, false, false]),
            ("provinces = [\"32\"]\nnatures = [\"individual\"]", [false, true, false]),
            ("certificates = [\"business_licence\"]", [true, false, true]),
            ("kinds = [\"first_filing\"]", [true, true, true]),
            ("kinds = [\"new_access_here\"]", [false, false, false]),
            ("pre_approval = true", [false, false, true]),
            ("pre_approval = false", [true, true, false]),
        ] {
            let found = [&enterprise, &individual, &approved].map(|filing| wanted(when, filing));
            assert_eq!(found, expected, "{when}");
        }
    }
}
