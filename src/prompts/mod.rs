//! Everything a person reads: templates and labels of each language, compiled in. No sentence stands in Rust.

use std::collections::{BTreeMap, HashMap};
use std::sync::RwLock;

use anyhow::{Context as _, anyhow, bail};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};

use crate::domain::answers::Kind;
use crate::domain::language::Language;

pub mod check;
mod divide;
pub mod folders;
pub mod names;
pub mod shown;
mod words;

pub use divide::divide;
use folders::Folders;
pub use words::{Fault, Words};

/// The base of files of blocks.
const EMPTY: &str = "empty";

/// The folders of all languages, read and compiled.
pub struct Prompts {
    /// The default first.
    languages: Vec<(Language, Texts)>,
    provider: Provider,
}

/// Whoever runs the bot: from the configuration, never from code.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Provider {
    pub name: String,
    pub phone: String,
    /// Where papers are mailed to, where that is set.
    pub address: Option<String>,
}

struct Texts {
    templates: Environment<'static>,
    forms: Forms,
    labels: BTreeMap<String, BTreeMap<String, String>>,
    /// The same as they are compared with what was typed.
    plain_labels: BTreeMap<String, BTreeMap<String, String>>,
    /// The examples that the templates give (`<code>`), bare.
    examples: BTreeMap<String, Vec<String>>,
    /// The short names of fields that were shown, each rendered once: nothing else has a say in them.
    field_labels: RwLock<HashMap<OfLabel, String>>,
    /// Sentences of data (regions, natures, options, reasons, …), by list and id.
    data: BTreeMap<String, BTreeMap<String, Entry>>,
}

/// What a field's short name depends on: the field, whether an individual files, and whether it is of an APP.
type OfLabel = (&'static str, bool, bool);

/// `language.toml`: how a language names itself and writes dates.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    own_name: String,
    /// It is spoken to people whose own language has no folder; exactly one language says so.
    #[serde(default)]
    for_others: bool,
    date: String,
    date_time: String,
    list_separator: String,
    colon: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    label: String,
    #[serde(default)]
    hint: Option<String>,
    /// The label as it is compared with what was typed.
    #[serde(skip)]
    plain: String,
}

impl Prompts {
    /// Reads what is compiled in. An error names the file that is at fault.
    pub fn load(provider: Provider) -> anyhow::Result<Self> {
        Self::read(&folders::compiled_in()?, provider)
    }

    /// Reads the languages of these folders.
    pub fn read(folders: &Folders, provider: Provider) -> anyhow::Result<Self> {
        let mut languages = folders
            .iter()
            .map(|(language, files)| Ok((*language, Texts::read(*language, files)?)))
            .collect::<anyhow::Result<Vec<_>>>()?;
        languages.sort_by_key(|(language, _)| (*language != Language::DEFAULT, *language));
        if languages.first().is_none_or(|(first, _)| *first != Language::DEFAULT) {
            bail!(
                "prompts/{} is missing, the language of those whose own is not known",
                Language::DEFAULT
            );
        }
        if languages.iter().filter(|(_, texts)| texts.forms.for_others).count() != 1 {
            bail!("exactly one prompts/*/language.toml says for_others = true");
        }
        Ok(Self { languages, provider })
    }

    /// All that there are, the default one first.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        self.languages.iter().map(|(language, _)| *language)
    }

    /// The language for somebody whose client names this code (`en`, `zh-hans`): the folder that says the most of it. A client that
    /// names none gets the default, one that names a language without a folder the one that is for others.
    pub fn language_for(&self, code: Option<&str>) -> Language {
        let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else {
            return Language::DEFAULT;
        };
        let code = code.to_lowercase().replace('_', "-");
        let is_of = |language: &Language| {
            let rest = code.strip_prefix(language.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let own = self
            .languages()
            .filter(is_of)
            .max_by_key(|language| language.as_str().len());
        let others = self.languages.iter().find(|(_, texts)| texts.forms.for_others);
        own.or(others.map(|(language, _)| *language)).unwrap_or_default()
    }

    /// The language that somebody names: by its code, or as it calls itself.
    pub fn language_named(&self, text: &str) -> Option<Language> {
        let text = text.trim().to_lowercase();
        self.languages().find(|language| {
            let is_code = text.strip_prefix(language.as_str());
            is_code.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
                || self.words(*language).own_name().to_lowercase() == text
        })
    }

    /// The words of a language; those of the default one where its folder is gone.
    pub fn words(&self, language: Language) -> Words<'_> {
        let found = self.languages.iter().find(|(other, _)| *other == language);
        // `read` has made sure of the default one.
        let (language, texts) = found.unwrap_or(&self.languages[0]);
        Words {
            language: *language,
            texts,
            provider: &self.provider,
        }
    }

    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    /// The ids among `ids` whose label in any language is that text: what a person types where buttons are offered. A list of
    /// several is divided at the usual marks.
    pub fn named(&self, kind: Kind, ids: &[&str], text: &str) -> Vec<String> {
        let several = matches!(kind, Kind::Choices(_));
        let parts: Vec<&str> = if several {
            text.split([',', '，', '、', ';', '；', '\n']).collect()
        } else {
            vec![text]
        };
        let mut found = Vec::new();
        for part in parts {
            let wanted = plain(part);
            let id = ids.iter().find(|id| {
                let mut languages = self.languages.iter().map(|(language, _)| self.words(*language));
                plain(id) == wanted || languages.any(|words| words.is_plain_choice(kind, id, &wanted))
            });
            let Some(id) = id else { return Vec::new() };
            found.push((*id).to_owned());
        }
        found
    }

    /// Whether a text is that label, in any language: a button's name that was typed.
    pub fn is_label(&self, table: &str, key: &str, text: &str) -> bool {
        self.label_of(table, [key], text).is_some()
    }

    /// Which of these labels a text is, in any language.
    pub fn label_of<'k>(&self, table: &str, keys: impl IntoIterator<Item = &'k str>, text: &str) -> Option<&'k str> {
        let text = plain(text);
        keys.into_iter().find(|key| {
            self.languages.iter().any(|(_, texts)| {
                let label = texts.plain_labels.get(table).and_then(|table| table.get(*key));
                label == Some(&text)
            })
        })
    }
}

/// Whether what was typed is that label.
pub fn is_same_label(label: &str, text: &str) -> bool {
    let text = plain(text);
    !text.is_empty() && plain(label) == text
}

/// Whether what was typed is most of that label: 今天开通 for 今天开通了.
pub fn is_within_label(label: &str, text: &str) -> bool {
    let (label, text) = (plain(label), plain(text));
    let count = text.chars().count();
    // Of a script with letters three are no word.
    let least = if text.is_ascii() { 6 } else { 3 };
    count >= least && count * 2 >= label.chars().count() && label.contains(&text)
}

/// For comparing what was typed with a label: without blanks, signs, brackets' contents and capitals.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let text: String = text.nfkc().collect();
    let text = text.split('(').next().unwrap_or_default();
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The examples that a text gives, bare.
pub fn examples(text: &str) -> Vec<String> {
    let code = text
        .split("<code>")
        .skip(1)
        .filter_map(|rest| rest.split("</code>").next());
    code.map(bare).collect()
}

/// A text without blanks, signs and capitals, as an example is compared with what was typed.
pub fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A label as it stands within a sentence: its first letter small, unless it is an abbreviation (APP).
fn inline(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.as_str()) {
        (Some(first), rest) if !rest.starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => label.to_owned(),
    }
}

impl Texts {
    fn read(language: Language, files: &BTreeMap<String, String>) -> anyhow::Result<Self> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        templates.add_filter("inline", inline);
        templates
            .add_template(EMPTY, "")
            .map_err(|error| anyhow!("{error:#}"))?;
        for (path, text) in files {
            if let Some(name) = path.strip_suffix(".j2") {
                // A file of blocks is never shown whole: above an empty base only the block that is asked for is rendered.
                let text = match text.contains("{% block ") {
                    true => format!("{{% extends \"{EMPTY}\" %}}{text}"),
                    false => text.clone(),
                };
                templates
                    .add_template_owned(name.to_owned(), text)
                    .map_err(|error| anyhow!("prompts/{language}/{path}: {error:#}"))?;
            }
        }
        let read = |path: &str| -> anyhow::Result<&String> {
            files
                .get(path)
                .with_context(|| format!("prompts/{language}/{path} is missing"))
        };
        let forms =
            toml::from_str(read("language.toml")?).with_context(|| format!("prompts/{language}/language.toml"))?;
        let labels: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(read("labels.toml")?).with_context(|| format!("prompts/{language}/labels.toml"))?;
        let mut data: BTreeMap<String, BTreeMap<String, Entry>> = BTreeMap::new();
        for (path, text) in files {
            if let Some(name) = path.strip_prefix("data/").and_then(|name| name.strip_suffix(".toml")) {
                let mut entries: BTreeMap<String, Entry> =
                    toml::from_str(text).with_context(|| format!("prompts/{language}/{path}"))?;
                entries.values_mut().for_each(|entry| entry.plain = plain(&entry.label));
                data.insert(name.to_owned(), entries);
            }
        }
        let examples = files
            .iter()
            .filter_map(|(path, text)| Some((path.strip_suffix(".j2")?.to_owned(), examples(text))))
            .collect();
        templates.add_global("data", minijinja::Value::from(minijinja::value::Serde(&data)));
        let plain_labels = labels
            .iter()
            .map(|(table, labels)| {
                let plain = labels.iter().map(|(key, label)| (key.clone(), plain(label)));
                (table.clone(), plain.collect())
            })
            .collect();
        Ok(Self {
            templates,
            forms,
            labels,
            plain_labels,
            examples,
            field_labels: RwLock::default(),
            data,
        })
    }
}
