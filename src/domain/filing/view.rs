//! A draft as seen from one of its places.

use chrono::NaiveDate;

use super::{Filing, Place};
use crate::domain::answers::{Answer, Context, DomainName, Kind, Sight};
use crate::domain::form::{self, Field};

/// A draft as seen from one of its places: an answer is looked for there, then above.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub filing: &'a Filing,
    pub place: Place,
}

impl View<'_> {
    /// What follows from other answers and is taken without asking: nothing is asked that can be worked out. Of a list with one
    /// entry that entry follows.
    pub fn follows(&self, field: &Field) -> Option<Answer> {
        (field.follows)(self).or_else(|| match field.kind {
            Kind::Choice(list) => match list.offered(&self.lists()).as_slice() {
                [only] => Some(Answer::Choice((*only).to_owned())),
                _ => None,
            },
            _ => None,
        })
    }

    /// The value of a field at this place, or at the one above it that has the field.
    pub fn value(&self, id: &str) -> Option<Answer> {
        let (section, field) = form::entry(id)?;
        let place = self.place.and_above().find(|place| section.level.is_of(*place))?;
        self.filing.value(place, field)
    }

    /// The id that was chosen at a choice.
    pub fn choice(&self, id: &str) -> Option<String> {
        match self.value(id)? {
            Answer::Choice(choice) => Some(choice),
            _ => None,
        }
    }

    pub fn yes(&self, id: &str) -> bool {
        matches!(self.value(id), Some(Answer::YesNo(true)))
    }

    pub fn is_individual(&self) -> bool {
        // Read without the journey's rules: nearly every one of them asks this.
        match self.filing.kept(Place::Subject, "nature").map(|kept| &kept.answer) {
            Some(Answer::Choice(nature)) => crate::domain::certificates::is_individual(nature),
            _ => false,
        }
    }

    /// What a parser may need of the draft when it reads an answer to `field`.
    pub fn context(&self, field: &Field, today: NaiveDate) -> Context {
        // Every kept answer is read again with every input: what its kind does not look at is not worked out.
        match field.kind.looks_at() {
            Sight::Nothing => {
                return Context {
                    today: Some(today),
                    ..Context::default()
                };
            }
            Sight::Lists => {
                return Context {
                    today: Some(today),
                    ..self.lists()
                };
            }
            Sight::Draft => {}
        }
        let certificate_field = match field.id {
            "head_certificate_number" => "head_certificate_type",
            "service_head_certificate_number" => "service_head_certificate_type",
            _ => "certificate_type",
        };
        let domain: Option<DomainName> = match self.value_unless("domain", field.id) {
            Some(Answer::Domain(domain)) => Some(domain),
            _ => None,
        };
        let pre_approvals = match self.value_unless("pre_approval", field.id) {
            Some(Answer::Choice(id)) => vec![id],
            Some(Answer::Choices(ids)) => ids,
            _ => Vec::new(),
        };
        Context {
            nature: self.kept_choice("nature"),
            certificate_type: match self.value_unless(certificate_field, field.id) {
                Some(Answer::Choice(id)) => Some(id),
                _ => None,
            },
            person: certificate_field != "certificate_type",
            domain,
            organiser_name: self
                .value_unless("organiser_name", field.id)
                .map(|answer| answer.show()),
            region: self.kept_choice("region"),
            pre_approvals,
            today: Some(today),
        }
    }

    /// What decides which options are offered: no more than that, for it is asked while the rest is being worked out.
    fn lists(&self) -> Context {
        Context {
            nature: self.kept_choice("nature"),
            region: self.kept_choice("region"),
            ..Context::default()
        }
    }

    fn kept_choice(&self, id: &'static str) -> Option<String> {
        match &self.filing.kept(Place::Subject, id)?.answer {
            Answer::Choice(choice) => Some(choice.clone()),
            _ => None,
        }
    }

    /// The field that is being read has no say in its own context.
    fn value_unless(&self, id: &str, being_read: &str) -> Option<Answer> {
        if id == being_read { None } else { self.value(id) }
    }
}
