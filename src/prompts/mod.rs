//! Everything a person reads: templates and labels of each language, compiled in. No sentence stands in Rust.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, anyhow, bail};
use chrono::{DateTime, Utc};
use include_dir::{Dir, include_dir};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};

use crate::clock::shanghai;
use crate::domain::answers::{Answer, Kind, List};
use crate::domain::filing::{Filing, Place};
use crate::domain::form::{self, Field, Level, Section};
use crate::work::Language;

pub mod catalogue;
pub mod check;
mod divide;
pub mod names;

pub use catalogue::Template;
pub use divide::divide;

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/prompts");

/// The base of files of blocks.
const EMPTY: &str = "empty";

/// The folders of all languages, read and compiled.
pub struct Prompts {
    languages: Vec<(Language, Texts)>,
    provider: Provider,
}

/// Whoever runs the bot: from the configuration, never from code.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Provider {
    pub name: String,
    pub phone: String,
}

struct Texts {
    templates: Environment<'static>,
    forms: Forms,
    labels: BTreeMap<String, BTreeMap<String, String>>,
    /// The same as they are compared with what was typed.
    plain_labels: BTreeMap<String, BTreeMap<String, String>>,
    /// Sentences of data (regions, natures, options, reasons, …), by list and id.
    data: BTreeMap<String, BTreeMap<String, Entry>>,
}

/// `language.toml`: how a language names itself and writes dates.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    own_name: String,
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
}

/// One language's words.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub language: Language,
    texts: &'a Texts,
    provider: &'a Provider,
}

impl Prompts {
    /// Reads what is compiled in. An error names the file that is at fault.
    pub fn load(provider: Provider) -> anyhow::Result<Self> {
        let languages = Language::ALL
            .iter()
            .map(|language| Ok((*language, Texts::load(language.as_str())?)))
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { languages, provider })
    }

    pub fn words(&self, language: Language) -> Words<'_> {
        let found = self.languages.iter().find(|(other, _)| *other == language);
        // `load` has read every language.
        let texts = found.map_or(&self.languages[0].1, |(_, texts)| texts);
        Words {
            language,
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
                let labels = self
                    .languages
                    .iter()
                    .map(|(language, _)| self.words(*language).choice(kind, id));
                plain(id) == wanted || labels.map(|label| plain(&label)).any(|label| label == wanted)
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

impl Texts {
    fn load(language: &str) -> anyhow::Result<Self> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        templates
            .add_template(EMPTY, "")
            .map_err(|error| anyhow!("{error:#}"))?;
        for (path, text) in files(language)? {
            if let Some(name) = path.strip_suffix(".j2") {
                // A file of blocks is never shown whole: above an empty base only the block that is asked for is rendered.
                let text = match text.contains("{% block ") {
                    true => format!("{{% extends \"{EMPTY}\" %}}{text}"),
                    false => text.to_owned(),
                };
                templates
                    .add_template_owned(name.to_owned(), text)
                    .map_err(|error| anyhow!("prompts/{language}/{path}: {error:#}"))?;
            }
        }
        let read = |path: &str| -> anyhow::Result<&'static str> {
            let file = FOLDER.get_file(format!("{language}/{path}"));
            file.and_then(|file| file.contents_utf8())
                .with_context(|| format!("prompts/{language}/{path} is missing"))
        };
        let forms =
            toml::from_str(read("language.toml")?).with_context(|| format!("prompts/{language}/language.toml"))?;
        let labels: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(read("labels.toml")?).with_context(|| format!("prompts/{language}/labels.toml"))?;
        let mut data: BTreeMap<String, BTreeMap<String, Entry>> = BTreeMap::new();
        for (path, text) in files(language)? {
            if let Some(name) = path.strip_prefix("data/").and_then(|name| name.strip_suffix(".toml")) {
                let entries = toml::from_str(text).with_context(|| format!("prompts/{language}/{path}"))?;
                data.insert(name.to_owned(), entries);
            }
        }
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
            data,
        })
    }
}

/// Every file of a language's folder, its path below it, and its text.
fn files(language: &str) -> anyhow::Result<Vec<(String, &'static str)>> {
    fn walk(dir: &'static Dir<'static>, found: &mut Vec<&'static include_dir::File<'static>>) {
        found.extend(dir.files());
        dir.dirs().for_each(|dir| walk(dir, found));
    }
    let folder = FOLDER
        .get_dir(language)
        .with_context(|| format!("prompts/{language} is missing"))?;
    let mut found = Vec::new();
    walk(folder, &mut found);
    found
        .into_iter()
        .map(|file| {
            let path = file.path().strip_prefix(language).unwrap_or(file.path());
            let path = path.to_string_lossy().replace('\\', "/");
            let Some(text) = file.contents_utf8() else {
                bail!("prompts/{language}/{path} is not UTF-8")
            };
            Ok((path, text))
        })
        .collect()
}

/// Names of the templates of a language.
fn template_names(language: &str) -> anyhow::Result<BTreeSet<String>> {
    let files = files(language)?;
    Ok(files
        .into_iter()
        .filter_map(|(path, _)| path.strip_suffix(".j2").map(str::to_owned))
        .collect())
}

impl<'a> Words<'a> {
    /// The text of a template. A template that fails is our fault; the person reads at least its name.
    pub fn render(&self, template: &Template, context: impl Serialize) -> String {
        self.render_path(template.path, context)
    }

    /// The same by its path, for families of templates that are named by data (fields, refusals, notices, …).
    pub fn render_path(&self, path: &str, context: impl Serialize) -> String {
        self.try_render(path, None, context).unwrap_or_else(|error| {
            tracing::error!(template = path, language = %self.language, "Template failed: {error:#}");
            path.to_owned()
        })
    }

    /// A block of a template: `label`, `ask` or `hint` of a field.
    pub fn render_block(&self, path: &str, block: &str, context: impl Serialize) -> String {
        self.try_render(path, Some(block), context).unwrap_or_else(|error| {
            tracing::error!(template = path, block, language = %self.language, "Template failed: {error:#}");
            path.to_owned()
        })
    }

    fn try_render(&self, path: &str, block: Option<&str>, context: impl Serialize) -> anyhow::Result<String> {
        let template = self.texts.templates.get_template(path)?;
        let own = minijinja::Value::from(minijinja::value::Serde(&context));
        let provider = minijinja::Value::from(minijinja::value::Serde(self.provider));
        let context = minijinja::context! { provider, ..own };
        let text = match block {
            None => template.render(context)?,
            Some(block) => template
                .render_captured(context)?
                .with_state_mut(|state| state.render_block(block))?,
        };
        Ok(text.trim().to_owned())
    }

    /// A one-line word of `labels.toml`.
    pub fn label(&self, table: &str, key: &str) -> &'a str {
        let found = self.texts.labels.get(table).and_then(|table| table.get(key));
        found.map_or_else(
            || {
                tracing::error!(table, key, language = %self.language, "Label is missing");
                ""
            },
            String::as_str,
        )
    }

    pub fn button(&self, key: &str) -> String {
        self.label("button", key).to_owned()
    }

    /// A sentence of data by its list and id; the id itself where there is none.
    pub fn data(&self, list: &str, id: &str) -> String {
        self.texts
            .data
            .get(list)
            .and_then(|list| list.get(id))
            .map_or_else(|| id.to_owned(), |entry| entry.label.clone())
    }

    /// What stands beside an option to help choosing, where there is something.
    pub fn data_hint(&self, list: &str, id: &str) -> Option<String> {
        self.texts
            .data
            .get(list)
            .and_then(|list| list.get(id))
            .and_then(|entry| entry.hint.clone())
    }

    /// A field's short name.
    pub fn field(&self, id: &str) -> String {
        // Labels are the same whatever the draft.
        self.render_block(&format!("fields/{id}"), "label", FieldContext::default())
    }

    /// A field's short name as this filing's applicant would say it: an individual has a name, not an organiser's.
    pub fn field_of(&self, filing: &Filing, id: &str) -> String {
        let context = FieldContext {
            individual: filing.is_individual(),
            ..FieldContext::default()
        };
        self.render_block(&format!("fields/{id}"), "label", context)
    }

    /// A field's short name with the place that is meant: "网站 2 · 网站名称". The one way in which a field of a filing is named.
    pub fn field_at(&self, filing: &Filing, place: Place, id: &str) -> String {
        let label = self.field_of(filing, id);
        match form::section_of(id).and_then(|section| self.place(filing, section.level, place)) {
            Some(place) => format!("{place} · {label}"),
            None => label,
        }
    }

    /// A section's title with the place that is meant, in the same way.
    pub fn section_at(&self, filing: &Filing, section: &Section, place: Place) -> String {
        let label = self.label("section", section.id);
        match self.place(filing, section.level, place) {
            Some(place) => format!("{place} · {label}"),
            None => label.to_owned(),
        }
    }

    /// How a place is told from the others that a section of that level stands at: "网站 2", "APP · iOS". None where it is the only one.
    pub fn place(&self, filing: &Filing, level: Level, place: Place) -> Option<String> {
        let kind = filing.service_kind(place)?;
        let services = match level {
            Level::Subject => return None,
            Level::Service => filing.places(Level::Service),
            _ => filing.places(kind.level()),
        };
        let mut parts = Vec::new();
        if services.len() > 1 {
            let label = self.label("place", kind.as_str());
            let of_kind = filing.places(kind.level());
            let at = of_kind.iter().position(|other| other.service() == place.service());
            parts.push(match at {
                Some(at) if of_kind.len() > 1 => format!("{label} {}", at + 1),
                _ => label.to_owned(),
            });
        }
        if let Place::Platform(app, platform) = place
            && filing.platforms(app).len() > 1
        {
            parts.push(self.label("place", platform.as_str()).to_owned());
        }
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    /// The label of an option.
    pub fn choice(&self, kind: Kind, id: &str) -> String {
        match kind {
            Kind::YesNo => self.label("button", id).to_owned(),
            Kind::Choice(list) | Kind::Choices(list) => self.data(data_of(list), id),
            _ => id.to_owned(),
        }
    }

    pub fn choice_hint(&self, kind: Kind, id: &str) -> Option<String> {
        match kind {
            Kind::Choice(list) | Kind::Choices(list) => self.data_hint(data_of(list), id),
            _ => None,
        }
    }

    /// An answer in full, for its owner and the reviewer.
    pub fn show(&self, field: &Field, answer: &Answer) -> String {
        match answer {
            Answer::Skipped => self.label("rest", "skipped").to_owned(),
            Answer::YesNo(yes) => self.label("button", if *yes { "yes" } else { "no" }).to_owned(),
            Answer::Choice(id) => self.choice(field.kind, id),
            Answer::Choices(ids) => {
                let labels: Vec<_> = ids.iter().map(|id| self.choice(field.kind, id)).collect();
                labels.join(&self.texts.forms.list_separator)
            }
            other => other.show(),
        }
    }

    /// An answer as lists may show it.
    pub fn show_masked(&self, field: &Field, answer: &Answer) -> String {
        if field.personal && *answer != Answer::Skipped {
            answer.masked()
        } else {
            self.show(field, answer)
        }
    }

    /// A day in Asia/Shanghai.
    pub fn date(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&shanghai()).format(&self.texts.forms.date).to_string()
    }

    pub fn date_time(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&shanghai())
            .format(&self.texts.forms.date_time)
            .to_string()
    }

    /// What the language calls itself.
    pub fn own_name(&self) -> &str {
        &self.texts.forms.own_name
    }

    pub fn colon(&self) -> &str {
        &self.texts.forms.colon
    }
}

/// What a field's question may speak of.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FieldContext {
    pub individual: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organiser: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
    /// The name of the subject's person in charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_kind: Option<String>,
}

fn data_of(list: List) -> &'static str {
    match list {
        List::ServiceKind => "service_kinds",
        List::Region => "regions",
        List::Nature => "natures",
        List::CertificateType => "certificates",
        List::PersonCertificateType => "person_certificates",
        List::SiteContent => "options_site_content",
        List::ServiceType => "service_types",
        List::Language => "languages",
        List::PreApproval => "pre_approvals",
        List::AppContent => "app_contents",
        List::AppPlatform => "app_platforms",
    }
}
