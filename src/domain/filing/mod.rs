//! A filing (备案申请): one application of one kind, moving through the workflow, and its draft: the answers so far.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::answers::{Answer, FileId};
use super::files::{FileState, SentFile, Unfit};
use super::outgoing::PersonId;
use super::place::{Level, Place, Platform, Service, ServiceKind};

mod asked_for;
mod curtain;
mod facts;
mod kind;
mod rejection;
mod status;
mod undo;

pub use asked_for::{AskedFor, LONGEST_WHAT, LONGEST_WHY, SLOTS, slot_of};
pub use curtain::{Curtain, CurtainSoFar, Papers};
pub use facts::{Afterwards, Facts, Granted, KnownService, KnownSubject, Sms};
pub use kind::FilingKind;
pub use rejection::{ANY_FIELD, Rejection};
pub use status::Status;
pub use undo::Undo;

/// A filing's id; people call it by its number.
pub type FilingId = Uuid;

/// A field's id, as the form has it.
pub type FieldId = &'static str;

/// An answer as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub answer: Answer,
    /// The filing's version at which it was kept.
    pub version: i64,
    /// There was a doubt about it, and it has not been confirmed: it is asked again until it is.
    pub doubted: bool,
}

/// One application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    pub id: FilingId,
    /// None once its personal values have been deleted.
    pub data_key: Option<Uuid>,
    /// From its submission on.
    pub number: Option<i64>,
    pub applicant: PersonId,
    pub kind: Option<FilingKind>,
    pub status: Status,
    /// Raised by every change of answers, places or status; never reused.
    pub version: i64,
    /// Its websites and APPs, in order.
    pub services: Vec<Service>,
    pub answers: BTreeMap<(Place, FieldId), Kept>,
    pub rejections: Vec<Rejection>,
    /// What reviewers asked for besides the form, in the order of its slots.
    pub asked_for: Vec<AskedFor>,
    /// What was sent as pictures, in the order it came.
    pub files: Vec<SentFile>,
    pub round: i32,
    pub claimed_by: Option<PersonId>,
    pub claimed_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub status_since: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub facts: Facts,
}

impl Filing {
    /// A new draft with one site.
    pub fn new(id: FilingId, data_key: Uuid, applicant: PersonId, now: DateTime<Utc>) -> Self {
        Self {
            id,
            data_key: Some(data_key),
            number: None,
            applicant,
            kind: None,
            status: Status::Drafting,
            version: 1,
            services: vec![Service {
                no: 1,
                kind: ServiceKind::Site,
            }],
            answers: BTreeMap::new(),
            rejections: Vec::new(),
            asked_for: Vec::new(),
            files: Vec::new(),
            round: 0,
            claimed_by: None,
            claimed_at: None,
            submitted_at: None,
            status_since: now,
            created_at: now,
            updated_at: now,
            facts: Facts {
                pictures: Some(false),
                ..Facts::default()
            },
        }
    }

    /// The places of that level, in order.
    pub fn places(&self, level: Level) -> Vec<Place> {
        let of_kind = |kinds: &[ServiceKind]| {
            let services = self.services.iter().filter(|service| kinds.contains(&service.kind));
            services.map(|service| service.place()).collect()
        };
        match level {
            Level::Subject => vec![Place::Subject],
            Level::Service => of_kind(ServiceKind::ALL),
            Level::Site => of_kind(&[ServiceKind::Site]),
            Level::App => of_kind(&[ServiceKind::App]),
            Level::Platform => {
                let apps = self.services.iter().filter(|service| service.kind == ServiceKind::App);
                apps.flat_map(|app| {
                    self.platforms(app.no)
                        .into_iter()
                        .map(|platform| Place::Platform(app.no, platform))
                })
                .collect()
            }
        }
    }

    /// The platforms that an APP is made for, as they were answered.
    pub fn platforms(&self, no: u8) -> Vec<Platform> {
        let chosen = self
            .kept(Place::Service(no), "app_platforms")
            .map(|kept| kept.answer.choice_ids());
        chosen.into_iter().flatten().filter_map(|id| id.parse().ok()).collect()
    }

    /// What kind of service stands at that place, or above it; none at the subject.
    pub fn service_kind(&self, place: Place) -> Option<ServiceKind> {
        let no = place.service()?;
        self.services
            .iter()
            .find(|service| service.no == no)
            .map(|service| service.kind)
    }

    /// The answer that was kept, if one was.
    pub fn kept(&self, place: Place, field: FieldId) -> Option<&Kept> {
        self.answers.get(&(place, field))
    }

    /// A file that was sent for this filing.
    pub fn file(&self, id: FileId) -> Option<&SentFile> {
        self.files.iter().find(|file| file.id == id)
    }

    /// Why the pictures of an answer are of no use, where one of them is not.
    pub fn unfit(&self, answer: &Answer) -> Option<Unfit> {
        answer.files().iter().find_map(|id| match self.file(*id)?.state {
            FileState::Unfit(unfit) => Some(unfit),
            FileState::Waiting | FileState::Kept(_) => None,
        })
    }

    /// Keeps an answer under a new version, which it returns.
    pub fn keep(&mut self, place: Place, field: FieldId, answer: Answer, doubted: bool, now: DateTime<Utc>) -> i64 {
        let version = self.raise(now);
        let kept = Kept {
            answer,
            version,
            doubted,
        };
        self.answers.insert((place, field), kept);
        version
    }

    /// Raises the version: something that a button may depend on has changed.
    pub fn raise(&mut self, now: DateTime<Utc>) -> i64 {
        self.version += 1;
        self.updated_at = now;
        self.version
    }

    /// Nobody has claimed it any more.
    pub fn release(&mut self) {
        self.claimed_by = None;
        self.claimed_at = None;
    }

    /// The fields that were sent back in the present round, in the order of the form.
    pub fn sent_back(&self) -> impl Iterator<Item = &Rejection> {
        self.sent().filter(|rejection| rejection.field != ANY_FIELD)
    }

    /// Words with which the whole filing was sent back in the present round: they name no field, so any answer may be changed
    /// and none must be (it may be something outside the form).
    pub fn sent_back_whole(&self) -> Option<&Rejection> {
        self.sent().find(|rejection| rejection.field == ANY_FIELD)
    }

    fn sent(&self) -> impl Iterator<Item = &Rejection> {
        self.rejections
            .iter()
            .filter(|rejection| rejection.round == self.round && rejection.sent_at.is_some())
    }

    /// What was sent back in the present round and still has the answer that was found wanting.
    pub fn to_correct(&self) -> impl Iterator<Item = &Rejection> {
        self.sent_back()
            .filter(|back| !self.is_answered_since(back, back.place, back.field))
    }

    /// Why that field was sent back in the present round, if it was.
    pub fn sent_back_at(&self, place: Place, field: FieldId) -> Option<&Rejection> {
        self.sent_back().find(|back| back.place == place && back.field == field)
    }

    /// What the applicant says to the reviewer about that answer, which they find right.
    pub fn reply(&self, place: Place, field: FieldId) -> Option<&str> {
        self.sent_back_at(place, field)?.reply.as_deref()
    }

    /// What the applicant answers to words with which the whole was sent back.
    pub fn reply_to_whole(&self) -> Option<&str> {
        self.sent_back_whole()?.reply.as_deref()
    }

    /// Words that were noted before it was known of which answer they were said: they were said of this one alone.
    pub fn said_of_this_one(&mut self, place: Place, field: FieldId) {
        let Some(words) = self.reply(place, field).map(str::to_owned) else {
            return;
        };
        let is_open = |back: &Rejection| (back.place, back.field) != (place, field);
        let others: Vec<_> = self.to_correct().filter(|back| is_open(back)).cloned().collect();
        for other in others.iter().filter(|other| other.reply.as_ref() == Some(&words)) {
            self.set_reply(other.place, other.field, None);
        }
    }

    /// Keeps the answer that was found wanting, when the first other one takes its place.
    pub fn note_was(&mut self, place: Place, field: FieldId, was: Answer) {
        let round = self.round;
        // Also where the same was sent once more before; but what came of asked-for material, and is sent anew, nobody has seen.
        let is_first = self.to_correct().any(|back| back.place == place && back.field == field);
        if !is_first && self.asked_for(field).is_some() {
            return;
        }
        let present = self
            .rejections
            .iter_mut()
            .filter(|back| back.was.is_none() && back.round == round && back.sent_at.is_some());
        for back in present.filter(|back| back.place == place && back.field == field) {
            back.was = Some(was.clone());
        }
    }

    /// Keeps what they say, or takes it back.
    pub fn set_reply(&mut self, place: Place, field: FieldId, reply: Option<String>) {
        let round = self.round;
        let present = self
            .rejections
            .iter_mut()
            .filter(|back| back.round == round && back.sent_at.is_some());
        for back in present.filter(|back| back.place == place && back.field == field) {
            back.reply.clone_from(&reply);
        }
    }

    /// The answer to that field was given in the present round.
    pub fn is_answered_anew(&self, place: Place, field: FieldId) -> bool {
        self.sent()
            .next()
            .is_some_and(|back| self.is_answered_since(back, place, field))
    }

    /// What was sent back was sent once more as it was, and confirmed.
    pub fn is_sent_again(&self, place: Place, field: FieldId) -> bool {
        // Of material that was asked for nothing was there before.
        let is_material = self.asked_for(field).is_some();
        let is_confirmed = self.kept(place, field).is_some_and(|kept| !kept.doubted);
        self.sent_back_at(place, field).is_some_and(|back| {
            back.was.is_none() && !is_material && is_confirmed && self.is_answered_since(back, place, field)
        })
    }

    fn is_answered_since(&self, back: &Rejection, place: Place, field: FieldId) -> bool {
        self.kept(place, field)
            .is_some_and(|kept| kept.version > back.answer_version)
    }

    /// What a reviewer has picked for the coming round and not yet sent.
    pub fn picked(&self) -> impl Iterator<Item = &Rejection> {
        self.rejections.iter().filter(|rejection| rejection.sent_at.is_none())
    }

    /// How people call it: its number, or nothing before its submission.
    pub fn name(&self) -> String {
        self.number.map_or_else(String::new, |number| number.to_string())
    }
}
