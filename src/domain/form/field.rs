//! A field (填报项): a thing we need, as data.

use super::documents::Document;
#[cfg(doc)]
use crate::domain::answers::Context;
use crate::domain::answers::{Answer, Kind};
use crate::domain::filing::FieldId;
use crate::domain::form::view::View;
use crate::domain::place::Level;
use crate::domain::requests::Wanted;

/// One thing that is asked. Its wording is `prompts/<lang>/fields/<id>.j2`.
#[derive(Clone, Copy)]
pub struct Field {
    pub id: FieldId,
    pub kind: Kind,
    /// What the data say of it, where it is a document: when it is asked for and how much it weighs.
    pub document: Option<&'static Document>,
    /// Whether it applies to this draft, as far as code decides: see [`Field::applies`].
    pub asked_when: fn(&View) -> bool,
    /// What follows from other answers: taken without asking. An answer of its own goes before it, unless it is `fixed`.
    pub follows: fn(&View) -> Option<Answer>,
    /// Whether what follows goes before an answer of its own now: it is neither put to the person nor changed by them.
    pub fixed: fn(&View) -> bool,
    /// The field at the same place whose answer this one asks about: an answer that is older than that one's is about something else.
    pub hangs_on: Option<FieldId>,
    /// What is offered as buttons, for confirmation by one press.
    pub offers: fn(&View) -> Vec<Answer>,
    /// What is typed, with what must stand in the answer besides.
    pub completes: fn(&View, &str) -> String,
    /// Whether the person may leave it out, as far as code decides: see [`Field::is_optional`].
    pub optional: fn(&View) -> bool,
    /// The fields whose answers its parser may look at ([`Context`]); no other answer is there when this one is read. What was
    /// answered later than this one has it read again.
    pub reads: &'static [FieldId],
    /// The field that says of which certificate a number or a name stands.
    pub certificate: Option<FieldId>,
    /// Under what purpose it is looked up by keyed hash, where it is.
    pub lookup: Option<&'static str>,
    /// What services outside are asked about an answer. Nobody waits for what comes back.
    pub wants: fn(&Answer) -> Vec<Wanted>,
    /// Whether it belongs to the type check, whose answers are carried over (R3.1): a change asks for its result to be confirmed
    /// anew.
    pub carried: bool,
    /// Whether it is shown masked in lists and groups: what identifies people, and what is nobody's business (where a site lies).
    pub personal: bool,
}

/// A field that is always asked, follows from nothing and is required.
pub const fn field(id: &'static str, kind: Kind) -> Field {
    Field {
        id,
        kind,
        document: None,
        asked_when: |_| true,
        follows: |_| None,
        fixed: |_| false,
        hangs_on: None,
        offers: |_| Vec::new(),
        completes: |_, typed| typed.to_owned(),
        optional: |_| false,
        reads: &[],
        certificate: None,
        lookup: None,
        wants: |_| Vec::new(),
        carried: false,
        personal: false,
    }
}

/// A group of fields that is asked together.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its label is `section.<id>` of `labels.toml`.
    pub id: &'static str,
    /// What has one.
    pub level: Level,
    pub fields: &'static [Field],
}

impl Field {
    /// Whether it applies to this draft, seen from its place.
    pub fn applies(&self, view: &View) -> bool {
        (self.asked_when)(view) && self.document.is_none_or(|document| document.is_wanted(view))
    }

    /// Whether the person may leave it out.
    pub fn is_optional(&self, view: &View) -> bool {
        (self.optional)(view) || self.document.is_some_and(Document::is_optional)
    }

    /// Every field whose answer has a say in what its parser takes.
    pub fn looks_at(&self) -> impl Iterator<Item = FieldId> {
        self.reads.iter().copied().chain(self.certificate)
    }
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
