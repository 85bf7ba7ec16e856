//! The values that count in a draft: what was answered, what follows from other answers, and what a parser is shown of them.

use chrono::NaiveDate;

use super::view::View;
use crate::domain::answers::{Answer, Context, Kind};
use crate::domain::filing::{FieldId, Filing, Kept};
use crate::domain::form::{self, Field};
use crate::domain::place::Place;

impl Filing {
    /// The value that counts: the answer that was kept, else what follows from others. A field that does not apply has none.
    pub fn value(&self, place: Place, field: &'static Field) -> Option<Answer> {
        let view = self.view(place);
        if !field.applies(&view) {
            return None;
        }
        if (field.fixed)(&view)
            && let Some(follows) = view.follows(field)
        {
            return Some(follows);
        }
        self.kept(place, field.id)
            .filter(|kept| field.hangs_on.is_none_or(|other| !self.is_newer(place, other, kept)))
            .map(|kept| kept.answer.clone())
            .or_else(|| view.follows(field))
    }

    /// Whether the answer to that field was given after `kept`.
    fn is_newer(&self, place: Place, field: FieldId, kept: &Kept) -> bool {
        self.kept(place, field)
            .is_some_and(|other| other.version > kept.version)
    }

    /// The rejections in the order of their rounds and of the form.
    pub fn sort_rejections(&mut self) {
        let order = |field: &str| form::all().iter().position(|(_, other)| other.id == field);
        self.rejections
            .sort_by_key(|back| (back.round, order(back.field), back.place));
    }

    /// The organiser is a natural person.
    pub fn is_individual(&self) -> bool {
        self.view(Place::Subject).is_individual()
    }
}

impl View<'_> {
    /// What follows from other answers and is taken without asking: nothing is asked that can be worked out. Of a list with one
    /// entry that entry follows.
    pub fn follows(&self, field: &Field) -> Option<Answer> {
        (field.follows)(self).or_else(|| match field.kind {
            // What its parser is shown need not be put together where there are always several.
            Kind::Choice(list) if list.may_be_of_one() => {
                let only = list.only(&self.context(field, NaiveDate::MIN))?;
                Some(Answer::Choice(only.to_owned()))
            }
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
