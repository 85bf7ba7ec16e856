//! A field (填报项): a thing we need, as data.

use crate::domain::answers::{Answer, Kind};
use crate::domain::filing::View;

/// One thing that is asked. Its wording is `prompts/<lang>/fields/<id>.j2`.
#[derive(Clone, Copy)]
pub struct Field {
    pub id: &'static str,
    pub kind: Kind,
    /// Whether it applies to this draft.
    pub asked_when: fn(&View) -> bool,
    /// What follows from other answers: taken without asking. An answer of its own goes before it.
    pub follows: fn(&View) -> Option<Answer>,
    /// What is offered as buttons, for confirmation by one press.
    pub offers: fn(&View) -> Vec<Answer>,
    /// Whether the person may leave it out.
    pub optional: fn(&View) -> bool,
    /// Under what purpose it is looked up by keyed hash, where it is.
    pub lookup: Option<&'static str>,
    /// Whether it can still be changed once the type check is confirmed (R3.1: carried over, not editable).
    pub carried: bool,
    /// Whether it is shown masked in lists and groups.
    pub personal: bool,
}

/// A field that is always asked, follows from nothing and is required.
pub const fn field(id: &'static str, kind: Kind) -> Field {
    Field {
        id,
        kind,
        asked_when: |_| true,
        follows: |_| None,
        offers: |_| Vec::new(),
        optional: |_| false,
        lookup: None,
        carried: false,
        personal: false,
    }
}

/// A group of fields that is asked together.
#[derive(Clone, Copy)]
pub struct Section {
    /// Its label is `section.<id>` of `labels.toml`.
    pub id: &'static str,
    /// Whether each site has one.
    pub repeats: bool,
    pub fields: &'static [Field],
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Field({})", self.id)
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
