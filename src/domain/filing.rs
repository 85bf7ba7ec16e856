//! A filing (备案申请): one application of one kind, moving through the workflow, and its draft: the answers so far.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

use super::answers::{Answer, Context, DomainName, Kind, Sight};
use super::form::{self, Field};
use super::outgoing::PersonId;
use super::requests::LookedUp;

/// A filing's id; people call it by its number.
pub type FilingId = Uuid;

/// What kind of filing it is (备案类型): found out by the type check, not chosen. The guide's section 验证备案类型.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FilingKind {
    /// 新增备案: neither subject nor domain has been filed.
    FirstFiling,
    /// 新增网站/APP, the subject is filed with another provider.
    NewServiceElsewhere,
    /// 新增网站/APP, the subject is filed here.
    NewServiceHere,
    /// 新增接入, the subject is filed with another provider.
    NewAccessElsewhere,
    /// 新增接入, the subject is filed here.
    NewAccessHere,
}

/// Where a filing stands (状态).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    Drafting,
    FirstReview,
    Supplement,
    Curtain,
    CurtainPhoto,
    Papers,
    CurtainReview,
    Ready,
    Sms,
    Authority,
    Granted,
    Rejected,
    Returned,
    Withdrawn,
    Lapsed,
    Cancelled,
}

impl FilingKind {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
impl Status {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The applicant may change answers: everything while drafting, what was sent back afterwards.
    pub fn is_with_applicant(self) -> bool {
        matches!(
            self,
            Status::Drafting | Status::Rejected | Status::Returned | Status::Supplement
        )
    }

    /// Only what was sent back may be changed.
    pub fn is_correction(self) -> bool {
        self.is_with_applicant() && self != Status::Drafting
    }

    /// Nothing can happen to it any more in this filing.
    pub fn is_closed(self) -> bool {
        matches!(
            self,
            Status::Granted | Status::Withdrawn | Status::Lapsed | Status::Cancelled
        )
    }

    /// Somebody of the provider has something to do.
    pub fn is_with_reviewer(self) -> bool {
        matches!(
            self,
            Status::FirstReview | Status::CurtainReview | Status::Papers | Status::Ready | Status::Authority
        )
    }
}

/// Where an answer belongs: to the subject, or to one of the filing's sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Place {
    Subject,
    /// Counted from 1.
    Site(u8),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Subject => f.write_str("subject"),
            Place::Site(n) => write!(f, "site:{n}"),
        }
    }
}

impl From<Place> for String {
    fn from(place: Place) -> String {
        place.to_string()
    }
}

impl TryFrom<String> for Place {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|()| "a place is `subject` or `site:<n>`")
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once(':') {
            None if text == "subject" => Ok(Place::Subject),
            Some(("site", n)) => n.parse().ok().filter(|n| *n > 0).map(Place::Site).ok_or(()),
            _ => Err(()),
        }
    }
}

/// An answer as it was kept, and the filing's version at which it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub answer: Answer,
    pub version: i64,
}

/// A field that is sent back (驳回), or, without `sent_at`, picked by a reviewer to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    pub round: i32,
    pub place: Place,
    pub field: &'static str,
    /// The filing's version when it was picked: an answer of a later version is a new one.
    pub answer_version: i64,
    /// Id of a known reason (`domain::reasons`).
    pub reason: Option<String>,
    /// The reviewer's own words: beside the applicant's words, never in their place.
    pub words: Option<String>,
    pub by: PersonId,
    pub sent_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// What our own register says of this filing's certificate number and domains.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<KnownSubject>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<Place, KnownService>,
    /// What services outside were asked about answers, and what they found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looked_up: Vec<LookedUp>,
    /// The numbers that the authority gave to this filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<Granted>,
}

/// The filing numbers of a granted filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    pub subject: String,
    pub services: BTreeMap<Place, String>,
}

/// A subject that is filed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownSubject {
    pub id: Uuid,
    pub icp_number: String,
}

/// A site that is filed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownService {
    pub subject: Uuid,
    pub icp_number: String,
}

/// In place of a field's id in a rejection that is about no field in particular.
pub const ANY_FIELD: &str = "any_field";

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
    /// Its sites, in order.
    pub services: Vec<Place>,
    pub answers: BTreeMap<(Place, &'static str), Kept>,
    pub rejections: Vec<Rejection>,
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
            services: vec![Place::Site(1)],
            answers: BTreeMap::new(),
            rejections: Vec::new(),
            round: 0,
            claimed_by: None,
            claimed_at: None,
            submitted_at: None,
            status_since: now,
            created_at: now,
            updated_at: now,
            facts: Facts::default(),
        }
    }

    /// The answer that was kept, if one was.
    pub fn kept(&self, place: Place, field: &'static str) -> Option<&Kept> {
        self.answers.get(&(place, field))
    }

    /// The value that counts: the answer that was kept, else what follows from others. A field that does not apply has none.
    pub fn value(&self, place: Place, field: &'static Field) -> Option<Answer> {
        let view = self.view(place);
        if !(field.asked_when)(&view) {
            return None;
        }
        if (field.fixed)(&view)
            && let Some(follows) = view.follows(field)
        {
            return Some(follows);
        }
        self.kept(place, field.id)
            .filter(|kept| field.about.is_none_or(|about| !self.is_newer(place, about, kept)))
            .map(|kept| kept.answer.clone())
            .or_else(|| view.follows(field))
    }

    /// Whether the answer to that field was given after `kept`.
    fn is_newer(&self, place: Place, field: &'static str, kept: &Kept) -> bool {
        self.kept(place, field)
            .is_some_and(|other| other.version > kept.version)
    }

    /// Keeps an answer under a new version, which it returns.
    pub fn keep(&mut self, place: Place, field: &'static str, answer: Answer, now: DateTime<Utc>) -> i64 {
        let version = self.raise(now);
        self.answers.insert((place, field), Kept { answer, version });
        version
    }

    /// Raises the version: something that a button may depend on has changed.
    pub fn raise(&mut self, now: DateTime<Utc>) -> i64 {
        self.version += 1;
        self.updated_at = now;
        self.version
    }

    pub fn view(&self, place: Place) -> View<'_> {
        View { filing: self, place }
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

    /// The answer to that field was given in the present round.
    pub fn is_answered_anew(&self, place: Place, field: &'static str) -> bool {
        self.sent()
            .next()
            .is_some_and(|back| self.is_answered_since(back, place, field))
    }

    fn is_answered_since(&self, back: &Rejection, place: Place, field: &'static str) -> bool {
        self.kept(place, field)
            .is_some_and(|kept| kept.version > back.answer_version)
    }

    /// The rejections in the order of their rounds and of the form.
    pub fn sort_rejections(&mut self) {
        let order = |field: &str| form::all().iter().position(|(_, other)| other.id == field);
        self.rejections
            .sort_by_key(|back| (back.round, order(back.field), back.place));
    }

    /// What a reviewer has picked for the coming round and not yet sent.
    pub fn picked(&self) -> impl Iterator<Item = &Rejection> {
        self.rejections.iter().filter(|rejection| rejection.sent_at.is_none())
    }

    /// How people call it: its number, or nothing before its submission.
    pub fn name(&self) -> String {
        self.number.map_or_else(String::new, |number| number.to_string())
    }

    /// The organiser is a natural person.
    pub fn is_individual(&self) -> bool {
        self.view(Place::Subject).is_individual()
    }
}

/// A draft as seen from one of its places: a site's fields find the subject's, and the other way round only their own.
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

    /// The value of a field at this place, or of a field of the subject.
    pub fn value(&self, id: &str) -> Option<Answer> {
        let field = form::field(id)?;
        let place = if form::repeats(field.id) {
            self.place
        } else {
            Place::Subject
        };
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
            Some(Answer::Choice(nature)) => super::certificates::is_individual(nature),
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
