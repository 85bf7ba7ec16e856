//! A draft as seen from one of its places.

use chrono::NaiveDate;

use super::{Filing, Place};
use crate::domain::answers::{Answer, Context, Kind};
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
            Kind::Choice(list) => match list.offered(&self.context(field, NaiveDate::MIN)).as_slice() {
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

    /// What the field's parser may look at of the draft: what the field says that it reads, and nothing else. So a dependency that
    /// nobody wrote down is not there at all, and cannot leave a stale answer standing.
    pub fn context(&self, field: &Field, today: NaiveDate) -> Context {
        let mut context = Context {
            today: Some(today),
            or_person: field.id == "investor",
            ..Context::default()
        };
        for id in field.reads {
            match *id {
                // Read without the journey's rules: which options a list offers is asked while the rest is being worked out.
                "nature" => context.nature = self.kept_choice("nature"),
                "region" => context.region = self.kept_choice("region"),
                "organiser_name" => context.organiser_name = self.value(id).map(|answer| answer.show()),
                "domain" => {
                    context.domain = match self.value(id) {
                        Some(Answer::Domain(domain)) => Some(domain),
                        _ => None,
                    }
                }
                "pre_approval" => {
                    let chosen = self.value(id).unwrap_or(Answer::Skipped);
                    context.pre_approvals = chosen.choice_ids().into_iter().map(str::to_owned).collect();
                }
                // A test proves that no field reads anything else.
                _ => {}
            }
        }
        if let Some(certificate) = field.certificate {
            context.certificate_type = self.choice(certificate);
            context.person = certificate != "certificate_type";
        }
        context
    }

    /// The fields of which a [`Context`] can hold something.
    #[cfg(test)]
    pub const IN_CONTEXT: [&'static str; 5] = ["nature", "region", "organiser_name", "domain", "pre_approval"];

    fn kept_choice(&self, id: &'static str) -> Option<String> {
        match &self.filing.kept(Place::Subject, id)?.answer {
            Answer::Choice(choice) => Some(choice.clone()),
            _ => None,
        }
    }
}
