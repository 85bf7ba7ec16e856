//! What is only ever added: messages, history lines, grants, deletions.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::filing::{FilingId, Status};
use crate::domain::outgoing::{ChatId, Matter, Outgoing, PersonId};
use crate::domain::place::Place;

/// What is only ever added.
#[derive(Debug, Default)]
pub struct Additions {
    /// Each with its key, the same whenever the same input is decided again.
    pub outgoing: Vec<(String, Outgoing)>,
    /// What notices among them tell of, by their keys.
    pub matters: HashMap<String, Matter>,
    pub audit: Vec<Audit>,
    pub grants: Vec<Grant>,
    pub corrected: Vec<CorrectedGrant>,
    pub taken_back: Vec<TakenBack>,
    pub passed_on: Vec<PassedOn>,
    pub new_keys: Vec<(Uuid, &'static str)>,
    /// People whose data keys are dropped with everything sealed under them.
    pub deleted: Vec<Deletion>,
    /// Drafts of which the same is done, each for itself.
    pub forgotten: Vec<Forgotten>,
    /// Groups that got a new id: old, new.
    pub moved: Vec<(ChatId, ChatId)>,
}

impl Additions {
    pub(super) fn take(&mut self, other: &mut Additions) {
        self.outgoing.append(&mut other.outgoing);
        self.matters.extend(other.matters.drain());
        self.audit.append(&mut other.audit);
        self.grants.append(&mut other.grants);
        self.corrected.append(&mut other.corrected);
        self.taken_back.append(&mut other.taken_back);
        self.passed_on.append(&mut other.passed_on);
        self.new_keys.append(&mut other.new_keys);
        self.deleted.append(&mut other.deleted);
        self.forgotten.append(&mut other.forgotten);
        self.moved.append(&mut other.moved);
    }
}

/// A line of a filing's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    pub filing: FilingId,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub person: Option<PersonId>,
    pub action: String,
    pub from: Status,
    pub to: Status,
    pub words: Option<String>,
}

/// What the register is to be told by a grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub filing: FilingId,
    pub subject: Uuid,
    pub subject_number: String,
    /// Certificate type and number, for look-ups.
    pub subject_lookup: Option<String>,
    pub services: Vec<GrantedService>,
}

/// A site as granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedService {
    pub id: Uuid,
    pub place: Place,
    pub icp_number: String,
    pub lookup: Option<String>,
}

/// Numbers of the register that had been entered wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedGrant {
    pub filing: FilingId,
    pub subject_number: String,
    /// What was entered for each service, and what it is.
    pub services: Vec<(String, String)>,
}

/// An act that a reviewer took back before anybody had heard of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenBack {
    pub filing: FilingId,
    /// When its notices were to be told.
    pub told_at: DateTime<Utc>,
    /// It was a grant, which the register knows of.
    pub of_grant: bool,
}

/// An input that one chat's input means for another chat (the desk's counts). Several to one chat are decided once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOn {
    pub chat: ChatId,
    pub what: ForAnother,
}

/// What it means there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ForAnother {
    /// The counts of the desk's live message have changed. The input that caused it makes the key, so that it is noted once.
    Counts { cause: i64 },
    /// Somebody asked something that is nobody's yet.
    Asked { question: i64 },
    /// The desk's digest, which is noted once a day (Shanghai's).
    Digest { day: NaiveDate },
}

/// Everything of a person is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletion {
    pub person: PersonId,
    pub chat: ChatId,
}

/// A filing whose values are to go, while its row and its history without words stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    pub filing: FilingId,
    /// The key that it had: its row names none any more.
    pub data_key: Uuid,
    /// Its applicant's chat.
    pub chat: ChatId,
}
