//! What a reviewer asked for besides the form (补充材料). Why it is wanted stands in the rejection of its field, as for every other field that
//! is sent back.

use chrono::{DateTime, NaiveDate, Utc};

use super::{FieldId, Filing};
use crate::domain::outgoing::PersonId;

/// A thing that was asked for. Its answer is that of the field `material_<slot>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedFor {
    /// From 1 on, in the order asked.
    pub slot: u8,
    /// How the reviewer calls it.
    pub what: String,
    pub by: PersonId,
    pub at: DateTime<Utc>,
    /// Until when it is to be there, where the reviewer named a day.
    pub until: Option<NaiveDate>,
}

/// How many things a filing may be asked for, ever.
pub const SLOTS: u8 = 20;

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

    /// The slot for one thing more; none where a filing has been asked for as much as there is room for.
    pub fn free_slot(&self) -> Option<u8> {
        let used = self.asked_for.iter().map(|asked| asked.slot).max().unwrap_or(0);
        (used < SLOTS).then_some(used + 1)
    }
}
