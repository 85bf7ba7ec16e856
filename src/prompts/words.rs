//! One language's words: templates rendered, labels and sentences of data looked up, values and dates written out. What is missing or
//! does not render is a fault, and whoever asked for it fails: nobody is shown a gap, or the name of a file.

use std::sync::PoisonError;

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::Value;
use minijinja::value::Serde;

use super::shown::{OfCommand, Question, Template};
use super::{Entry, Provider, Texts};
use crate::clock::shanghai;
use crate::domain::answers::{Answer, Kind, List};
use crate::domain::filing::{AskedFor, Filing};
use crate::domain::form::{self, Field, Section};
use crate::domain::language::Language;
use crate::domain::materials;
use crate::domain::place::{Level, Place, ServiceKind};

/// A text that is missing, or does not render: our fault, never the speaker's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("prompts/{language}/{path}: {problem}")]
pub struct Fault {
    language: Language,
    path: String,
    problem: String,
}

/// One language's words.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub language: Language,
    pub(super) texts: &'a Texts,
    pub(super) provider: &'a Provider,
}

impl<'a> Words<'a> {
    /// The text of a template.
    pub fn render<T: Template>(&self, shown: &T) -> Result<String, Fault> {
        self.rendered(&shown.path(), None, Value::from(Serde(shown)))
    }

    /// A block of a template: `label`, `ask` or `hint` of a field.
    pub fn block<T: Template>(&self, shown: &T, block: &str) -> Result<String, Fault> {
        self.rendered(&shown.path(), Some(block), Value::from(Serde(shown)))
    }

    pub(super) fn rendered(&self, path: &str, block: Option<&str>, own: Value) -> Result<String, Fault> {
        let rendered = || -> Result<String, minijinja::Error> {
            let template = self.texts.templates.get_template(path)?;
            let provider = Value::from(Serde(self.provider));
            let context = minijinja::context! { provider, ..own };
            match block {
                None => template.render(context),
                Some(block) => template
                    .render_captured(context)?
                    .with_state_mut(|state| state.render_block(block)),
            }
        };
        match rendered() {
            Ok(text) => Ok(text.trim().to_owned()),
            Err(error) => Err(self.fault(format!("{path}.j2"), format!("{error:#}"))),
        }
    }

    /// Whether the file of a template gives that example, in any of its blocks and cases.
    pub fn may_give_example(&self, path: &str, bare: &str) -> bool {
        let examples = self.texts.examples.get(path);
        examples.is_some_and(|examples| examples.iter().any(|example| example == bare))
    }

    fn fault(&self, path: String, problem: String) -> Fault {
        Fault {
            language: self.language,
            path,
            problem,
        }
    }

    /// A one-line word of `labels.toml`.
    pub fn label(&self, table: &str, key: &str) -> Result<String, Fault> {
        let found = self.texts.labels.get(table).and_then(|table| table.get(key));
        let missing = || self.fault("labels.toml".to_owned(), format!("[{table}] lacks {key}"));
        found.cloned().ok_or_else(missing)
    }

    pub fn button(&self, key: &str) -> Result<String, Fault> {
        self.label("button", key)
    }

    fn entry(&self, list: &str, id: &str) -> Result<&'a Entry, Fault> {
        let found = self.texts.data.get(list).and_then(|list| list.get(id));
        found.ok_or_else(|| self.fault(format!("data/{list}.toml"), format!("{id} is missing")))
    }

    /// A sentence of data by its list and id.
    pub fn data(&self, list: &str, id: &str) -> Result<String, Fault> {
        self.entry(list, id).map(|entry| entry.label.clone())
    }

    /// What stands beside an option to help choosing, where there is something.
    pub fn data_hint(&self, list: &str, id: &str) -> Result<Option<String>, Fault> {
        self.entry(list, id).map(|entry| entry.hint.clone())
    }

    /// A field's short name.
    pub fn field(&self, id: &'static str) -> Result<String, Fault> {
        // Labels are the same whatever the draft.
        let question = Question {
            id,
            ..Question::default()
        };
        self.block(&question, "label")
    }

    /// A field's short name as this filing's applicant would say it: an individual has a name, not an organiser's, and an APP has
    /// another person in charge than a website.
    pub fn field_of(&self, filing: &Filing, place: Place, id: &'static str) -> Result<String, Fault> {
        // What a reviewer asked for is called as they called it.
        if let Some(asked) = filing.asked_for(id) {
            return self.material(Some(asked));
        }
        let individual = filing.is_individual();
        let app = filing.service_kind(place) == Some(ServiceKind::App);
        let rendered = self.texts.field_labels.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(label) = rendered.get(&(id, individual, app)) {
            return Ok(label.clone());
        }
        drop(rendered);
        let question = Question {
            id,
            individual,
            app,
            ..Question::default()
        };
        let label = self.block(&question, "label")?;
        let mut rendered = self.texts.field_labels.write().unwrap_or_else(PoisonError::into_inner);
        rendered.insert((id, individual, app), label.clone());
        Ok(label)
    }

    /// How something is called that was asked for besides the form: by the list's name, or as the reviewer calls it. Without it, what all of it
    /// is called.
    pub fn material(&self, asked: Option<&AskedFor>) -> Result<String, Fault> {
        match asked {
            Some(asked) if materials::is_listed(&asked.what) => self.data("materials", &asked.what),
            Some(asked) => Ok(asked.what.clone()),
            None => self.label("section", "material"),
        }
    }

    /// The same with the place that is meant: "网站 2 · 网站名称". The one way in which a field of a filing is named.
    pub fn field_at(&self, filing: &Filing, place: Place, id: &'static str) -> Result<String, Fault> {
        let label = self.field_of(filing, place, id)?;
        let level = form::section_of(id).map(|section| section.level);
        let place = level
            .map(|level| self.place(filing, level, place))
            .transpose()?
            .flatten();
        Ok(place.map_or_else(|| label.clone(), |place| format!("{place} · {label}")))
    }

    /// A section's title with the place that is meant, in the same way.
    pub fn section_at(&self, filing: &Filing, section: &Section, place: Place) -> Result<String, Fault> {
        let is_apps = section.level == Level::Service && filing.service_kind(place) == Some(ServiceKind::App);
        let label = match is_apps {
            true => self.label("section_of_app", section.id)?,
            false => self.label("section", section.id)?,
        };
        let place = self.place(filing, section.level, place)?;
        Ok(place.map_or_else(|| label.clone(), |place| format!("{place} · {label}")))
    }

    /// How a place is told from the others that a section of that level stands at: "网站 2", "APP · iOS". None where it is the only one.
    fn place(&self, filing: &Filing, level: Level, place: Place) -> Result<Option<String>, Fault> {
        let Some(kind) = filing.service_kind(place) else {
            return Ok(None);
        };
        let of_kind = filing.places(kind.level());
        let services = match level {
            Level::Subject => return Ok(None),
            Level::Service => filing.places(Level::Service).len(),
            Level::Site | Level::App | Level::Platform => of_kind.len(),
        };
        let mut parts = Vec::new();
        if services > 1 {
            let label = self.label("place", kind.as_str())?;
            let at = of_kind.iter().position(|other| other.service() == place.service());
            parts.push(match at {
                Some(at) if of_kind.len() > 1 => format!("{label} {}", at + 1),
                _ => label,
            });
        }
        if let Place::Platform(app, platform) = place
            && filing.platforms(app).len() > 1
        {
            parts.push(self.label("place", platform.as_str())?);
        }
        Ok((!parts.is_empty()).then(|| parts.join(" · ")))
    }

    /// What a command does.
    pub fn about(&self, name: &'static str) -> Result<String, Fault> {
        self.block(&OfCommand { name }, "about")
    }

    /// How a command is written, with an example.
    pub fn usage(&self, name: &'static str) -> Result<String, Fault> {
        self.block(&OfCommand { name }, "usage")
    }

    /// The label of an option.
    pub fn choice(&self, kind: Kind, id: &str) -> Result<String, Fault> {
        match kind {
            Kind::YesNo => self.button(id),
            Kind::Choice(list) | Kind::Choices(list) => self.data(data_of(list), id),
            _ => Ok(id.to_owned()),
        }
    }

    /// Whether that is the option's label, both without blanks, signs and capitals.
    pub(super) fn is_plain_choice(&self, kind: Kind, id: &str, wanted: &str) -> bool {
        let label = match kind {
            Kind::YesNo => self.texts.plain_labels.get("button").and_then(|table| table.get(id)),
            Kind::Choice(list) | Kind::Choices(list) => self.entry(data_of(list), id).ok().map(|entry| &entry.plain),
            _ => None,
        };
        label.is_some_and(|label| label == wanted)
    }

    pub fn choice_hint(&self, kind: Kind, id: &str) -> Result<Option<String>, Fault> {
        match kind {
            Kind::Choice(list) | Kind::Choices(list) => self.data_hint(data_of(list), id),
            _ => Ok(None),
        }
    }

    /// An answer in full, for its owner and the reviewer.
    pub fn show(&self, field: &Field, answer: &Answer) -> Result<String, Fault> {
        match answer {
            Answer::Skipped => self.label("rest", "skipped"),
            Answer::Pictures(files) => self
                .label("rest", "pictures")
                .map(|label| label.replace("{n}", &files.len().to_string())),
            Answer::YesNo(yes) => self.button(if *yes { "yes" } else { "no" }),
            Answer::Choice(id) => self.choice(field.kind, id),
            Answer::Choices(ids) => {
                let labels: Vec<_> = ids
                    .iter()
                    .map(|id| self.choice(field.kind, id))
                    .collect::<Result<_, _>>()?;
                Ok(labels.join(&self.texts.forms.list_separator))
            }
            other => Ok(other.show()),
        }
    }

    /// An answer as lists may show it.
    pub fn show_masked(&self, field: &Field, answer: &Answer) -> Result<String, Fault> {
        let is_shown = matches!(answer, Answer::Skipped | Answer::Pictures(_));
        if field.personal && !is_shown {
            Ok(answer.masked())
        } else {
            self.show(field, answer)
        }
    }

    /// A day in Asia/Shanghai.
    pub fn date(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&shanghai()).format(&self.texts.forms.date).to_string()
    }

    /// The same of a day.
    pub fn day(&self, day: NaiveDate) -> String {
        day.format(&self.texts.forms.date).to_string()
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
        List::IdentityCheck => "identity_checks",
        List::Carrier => "carriers",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::filing::FilingKind;
    use crate::domain::form::draft::draft;
    use crate::domain::place::Platform;
    use crate::prompts::{Prompts, Provider};

    #[test]
    fn each_label_of_a_person_in_charge_tells_of_which_website_or_app() {
        let provider = Provider {
            name: "示例云".to_owned(),
            phone: "010-00000000".to_owned(),
            address: None,
        };
        let prompts = Prompts::load(provider).unwrap();
        let draft = draft().enterprise().site("a-example.com").site("b-example.com");
        let draft = draft.app("示例APP", &[Platform::Android]);
        let filing = draft.of(FilingKind::FirstFiling).done();
        let section = form::section_of("service_head_name").unwrap();
        for language in prompts.languages() {
            let words = prompts.words(language);
            let [site, app] = ["site", "app"].map(|kind| words.label("place", kind).unwrap());
            let mut labels = HashSet::new();
            for field in section.fields {
                for (no, is_app) in [(1, false), (2, false), (3, true)] {
                    let place = Place::Service(no);
                    let label = words.field_at(&filing, place, field.id).unwrap();
                    let names_app = label.contains(&app);
                    let tells = match is_app {
                        true => names_app && !label.contains(&site),
                        false => !names_app && label.starts_with(&format!("{site} {no}")),
                    };
                    assert!(tells, "{language}: {} of {place} is called {label}", field.id);
                    assert!(labels.insert(label.clone()), "{language}: {label} stands for two");
                }
            }
        }
    }
}
