//! What a reviewer asked for besides the form (补充材料). Why it is wanted stands in the rejection of its field, as for every other field that
//! is sent back.

use chrono::{DateTime, NaiveDate, Utc};

use super::{FieldId, Filing, Rejection};
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;

/// A thing that was asked for. Its answer is that of the field `material_<slot>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedFor {
    /// From 1 on, in the order asked.
    pub slot: u8,
    /// The id of one of `materials`, or how the reviewer calls it.
    pub what: String,
    pub by: PersonId,
    pub at: DateTime<Utc>,
    /// Until when it is to be there, where the reviewer named a day.
    pub until: Option<NaiveDate>,
}

/// How many things a filing may be asked for, ever.
pub const SLOTS: u8 = 20;

/// The most letters of what is asked for, and of why.
pub const LONGEST_WHAT: usize = 60;
pub const LONGEST_WHY: usize = 500;

/// The slot that a field is; none where it is a field of the form.
pub fn slot_of(field: &str) -> Option<u8> {
    let slot = field.strip_prefix("material_")?.parse().ok()?;
    (1..=SLOTS).contains(&slot).then_some(slot)
}

impl Filing {
    /// What was asked for by that field; none where it is a field of the form.
    pub fn asked_for(&self, field: FieldId) -> Option<&AskedFor> {
        let slot = slot_of(field)?;
        self.asked_for.iter().find(|asked| asked.slot == slot)
    }

    /// Whether the applicant is, or was, asked for what that slot is for: not what a reviewer has only picked.
    pub fn is_slot_wanted(&self, slot: u8) -> bool {
        let mut sent = self.rejections.iter().filter(|rejection| rejection.sent_at.is_some());
        self.asked_for.iter().any(|asked| asked.slot == slot)
            && sent.any(|rejection| slot_of(rejection.field) == Some(slot))
    }

    /// What a reviewer has picked to ask for, and not asked for yet.
    pub fn picked_material(&self) -> impl Iterator<Item = (&AskedFor, &Rejection)> {
        self.picked().filter_map(|picked| {
            let asked = self.asked_for(picked.field)?;
            (!self.is_slot_wanted(asked.slot)).then_some((asked, picked))
        })
    }

    /// The day by which what was asked for in the present round is to be there, where the reviewer named one.
    pub fn wanted_until(&self) -> Option<NaiveDate> {
        self.sent_back()
            .filter_map(|back| self.asked_for(back.field)?.until)
            .min()
    }

    /// Takes out of what is picked the fields that are told.
    pub fn unpick(&mut self, is_out: impl Fn(Place, FieldId) -> bool) {
        self.rejections
            .retain(|picked| picked.sent_at.is_some() || !is_out(picked.place, picked.field));
        let fields: Vec<FieldId> = self.rejections.iter().map(|rejection| rejection.field).collect();
        self.asked_for
            .retain(|asked| fields.iter().any(|field| slot_of(field) == Some(asked.slot)));
    }

    /// The slot for one thing more; none where a filing has been asked for as much as there is room for.
    pub fn free_slot(&self) -> Option<u8> {
        (1..=SLOTS).find(|slot| self.asked_for.iter().all(|asked| asked.slot != *slot))
    }
}
