//! Reads the data files beside it, which are compiled in.

use regex::Regex;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};

/// Parses one compiled-in data file.
///
/// A file that does not fit its type ends the program: it is part of the program, and each caller has a unit test that
/// parses its file, so this cannot happen in one that passed its tests.
pub(super) fn parse<T: DeserializeOwned>(name: &str, text: &str) -> T {
    match toml::from_str(text) {
        Ok(data) => data,
        Err(error) => panic!("data file {name} does not fit its type: {error}"),
    }
}

/// A regular expression of a data file, compiled while the file is parsed.
#[derive(Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Regex::new(&text).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
pub(super) mod labels {
    //! Every id of the data has its label in both languages, and no label is left over.

    use std::{collections::BTreeMap, path::Path};

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct Label {
        pub label: String,
        pub hint: Option<String>,
    }

    pub const LANGUAGES: [&str; 2] = ["zh", "en"];

    pub fn read(language: &str, file: &str) -> BTreeMap<String, Label> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("prompts/{language}/data/{file}.toml"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub fn check<'a>(file: &str, ids: impl IntoIterator<Item = &'a str>) {
        let mut ids: Vec<&str> = ids.into_iter().collect();
        ids.sort_unstable();
        for language in LANGUAGES {
            let labels = read(language, file);
            assert_eq!(
                labels.keys().map(String::as_str).collect::<Vec<_>>(),
                ids,
                "{language}/data/{file}.toml"
            );
            for (id, label) in &labels {
                assert!(!label.label.trim().is_empty(), "{language}: {id} has an empty label");
                assert!(label.hint.as_deref() != Some(""), "{language}: {id} has an empty hint");
            }
        }
    }
}
