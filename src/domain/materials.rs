//! What reviewers commonly ask for besides the form (补充材料, R10.2), so that a press names it and says why.

use std::sync::LazyLock;

use serde::Deserialize;

use super::data;
use super::reasons::OnlyOf;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    pub id: String,
    /// Whose filing it can concern, where not everybody's.
    pub only_of: Option<OnlyOf>,
    /// Keys of the sources at the head of the data file.
    pub source: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    material: Vec<Material>,
}

// Parsed by the tests below, so it does not fail in a program that passed them.
static DATA: LazyLock<Data> = LazyLock::new(|| data::parse("materials.toml", include_str!("data/materials.toml")));

/// All of them, the most frequent first.
pub fn materials() -> &'static [Material] {
    &DATA.material
}

/// Whether that names one of the list; else it is a reviewer's own words.
pub fn is_listed(what: &str) -> bool {
    materials().iter().any(|material| material.id == what)
}

/// What can be asked of an individual, or of an organisation.
pub fn applicable(individual: bool) -> impl Iterator<Item = &'static str> {
    let fits = move |material: &&Material| match material.only_of {
        None => true,
        Some(OnlyOf::Individual) => individual,
        Some(OnlyOf::Organisation) => !individual,
        // A list of what is asked again of nobody.
        Some(OnlyOf::LaterFiling) => false,
    };
    materials().iter().filter(fits).map(|material| material.id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::data::labels;

    #[test]
    fn each_has_its_words_and_its_source() {
        labels::check("materials", materials().iter().map(|material| material.id.as_str()));
        for material in materials() {
            assert!(!material.source.is_empty(), "{} has no source", material.id);
            // Why it is wanted is told with it.
            for language in labels::LANGUAGES {
                let labels = labels::read(language, "materials");
                assert!(labels[&material.id].hint.is_some(), "{language}: {}", material.id);
            }
        }
    }

    #[test]
    fn an_individual_is_not_asked_for_what_only_an_organisation_has() {
        let of = |individual| applicable(individual).collect::<Vec<_>>();
        assert!(of(true).contains(&"residence_permit") && !of(false).contains(&"residence_permit"));
        assert!(of(false).contains(&"rename_certificate") && !of(true).contains(&"rename_certificate"));
        assert!(of(true).contains(&"domain_certificate") && of(false).contains(&"domain_certificate"));
        assert!(is_listed("domain_certificate") && !is_listed("域名证书"));
    }
}
