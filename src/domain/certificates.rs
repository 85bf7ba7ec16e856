//! Natures of the organiser (主办单位性质), the certificates each may file with, and those of responsible persons.

use std::sync::LazyLock;

use serde::Deserialize;

use super::data::{self, Pattern};

/// What the organiser is: an individual, an enterprise, …
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nature {
    pub id: String,
    /// The Ministry's number: kept with the filing, shown to nobody.
    pub code: u16,
    #[serde(default)]
    individual: bool,
    pub words: Vec<String>,
    certificates: Vec<String>,
}

/// A type of certificate and the form of its number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    pub id: String,
    /// The Ministry's number: kept with the filing, shown to nobody.
    pub code: u16,
    pub words: Vec<String>,
    pattern: Pattern,
    /// What is checked beyond the form.
    pub check: Option<Check>,
    /// The first two characters a credit code on this certificate may have.
    #[serde(default)]
    pub prefixes: Vec<String>,
    old_pattern: Option<Pattern>,
    pub old_check: Option<Check>,
    /// Whether a person or organisation that files with it may pass the face verification (R8.1).
    #[serde(default)]
    pub face_check: bool,
    /// One source only: a number that does not match is warned about, never refused.
    #[serde(default)]
    pub doubtful: bool,
}

/// The published ways to check a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Citizen identification number.
    Gb11643,
    /// Unified social credit code.
    Gb32100,
    /// Organisation code.
    Gb11714,
    /// Registration number of a business licence before 2015.
    #[serde(rename = "iso7064_mod11_10")]
    Iso7064Mod11_10,
    /// Foreign permanent resident card: the new ones are checked as an ID card (doubtful).
    ForeignPermanentResident,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    nature: Vec<Nature>,
    certificate: Vec<Certificate>,
    person: Person,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    certificates: Vec<String>,
}

// Parsed by the tests below, so it does not fail in a program that passed them.
static DATA: LazyLock<Data> =
    LazyLock::new(|| data::parse("certificates.toml", include_str!("data/certificates.toml")));

/// All natures, in the order offered.
pub fn natures() -> &'static [Nature] {
    &DATA.nature
}

pub fn nature(id: &str) -> Option<&'static Nature> {
    natures().iter().find(|nature| nature.id == id)
}

pub fn is_individual(nature_id: &str) -> bool {
    nature(nature_id).is_some_and(|nature| nature.individual)
}

/// The certificates an organiser of this nature may file with, the usual one first.
pub fn certificate_types(nature_id: &str) -> Vec<&'static Certificate> {
    nature(nature_id)
        .map(|nature| by_ids(&nature.certificates))
        .unwrap_or_default()
}

/// The certificates a responsible person may have.
pub fn person_certificate_types() -> Vec<&'static Certificate> {
    by_ids(&DATA.person.certificates)
}

/// All certificates, of every nature.
pub fn all() -> &'static [Certificate] {
    &DATA.certificate
}

pub fn certificate(id: &str) -> Option<&'static Certificate> {
    all().iter().find(|certificate| certificate.id == id)
}

impl Certificate {
    pub fn fits(&self, number: &str) -> bool {
        self.pattern.matches(number)
    }

    /// Whether the number has the form that certificates of this type had in the past.
    pub fn fits_old(&self, number: &str) -> bool {
        self.old_pattern.as_ref().is_some_and(|pattern| pattern.matches(number))
    }
}

fn by_ids(ids: &[String]) -> Vec<&'static Certificate> {
    ids.iter().filter_map(|id| certificate(id)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::data::labels;

    #[test]
    fn every_certificate_is_known_and_belongs_somewhere() {
        let ids: BTreeSet<&str> = all().iter().map(|certificate| certificate.id.as_str()).collect();
        assert_eq!(ids.len(), all().len(), "an id is there twice");
        let mut used = BTreeSet::new();
        for list in natures()
            .iter()
            .map(|nature| &nature.certificates)
            .chain([&DATA.person.certificates])
        {
            assert!(!list.is_empty());
            for id in list {
                assert!(ids.contains(id.as_str()), "{id} is no certificate");
                used.insert(id.as_str());
            }
        }
        assert_eq!(ids, used);
        assert_eq!(
            all()
                .iter()
                .map(|certificate| certificate.code)
                .collect::<BTreeSet<_>>()
                .len(),
            all().len()
        );
    }

    #[test]
    fn credit_codes_have_prefixes() {
        for certificate in all() {
            assert_eq!(
                certificate.check == Some(Check::Gb32100),
                !certificate.prefixes.is_empty(),
                "{}",
                certificate.id
            );
        }
    }

    #[test]
    fn every_id_has_its_label() {
        labels::check("natures", natures().iter().map(|nature| nature.id.as_str()));
        labels::check("certificates", all().iter().map(|certificate| certificate.id.as_str()));
        labels::check(
            "person_certificates",
            person_certificate_types()
                .iter()
                .map(|certificate| certificate.id.as_str()),
        );
    }

    #[test]
    fn only_people_are_individuals() {
        assert!(is_individual("individual"));
        assert!(!is_individual("enterprise"));
        assert_eq!(certificate_types("enterprise")[0].id, "business_licence");
        assert_eq!(certificate_types("nobody").len(), 0);
    }
}
