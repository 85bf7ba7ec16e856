//! What our own register knows of what a filing is about.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CurtainSoFar, Filing};
use crate::domain::place::Place;
use crate::domain::requests::LookedUp;

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
    /// Whether pictures were ever sent for it. None of a filing from before this was noted: they are looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pictures: Option<bool>,
    /// How far the curtain, its photo and the papers are.
    #[serde(default, skip_serializing_if = "CurtainSoFar::is_nothing")]
    pub curtain: CurtainSoFar,
    /// The numbers that the authority gave to this filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<Granted>,
    /// How far the SMS verification is, once the filing was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<Sms>,
    /// What the applicant has done since the grant. None where nothing of it is watched: before the grant, and where it was granted
    /// by a version that did not ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<Afterwards>,
    /// What takes the last act of a reviewer back, where one can be taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<super::Undo>,
}

/// What the applicant has done since the grant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Afterwards {
    /// The day on which the site opened, or is to open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<NaiveDate>,
    /// The numbers of the public-security filing (公安联网备案).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub public_security: BTreeMap<Place, String>,
}

/// How far the SMS verification is. People are named by the place where their mobile stands first: nothing personal is in here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sms {
    /// The filing's version at the hand-over: buttons of an earlier one do not count any more.
    pub since: i64,
    /// Who has verified, by the applicant's word.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reported: Vec<Place>,
    /// Who has verified, by the reviewer's word.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<Place>,
    /// It was missed, and the filing is handed over again by itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
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

impl Filing {
    /// What was asked outside about the answer that counts now.
    pub fn looked_up(&self, place: Place, field: &str) -> impl Iterator<Item = &LookedUp> {
        let kept = self.answers.iter().find(|((at, id), _)| *at == place && *id == field);
        let version = kept.map(|(_, kept)| kept.version);
        let of_field = self.facts.looked_up.iter().filter(move |one| one.is_of(place, field));
        of_field.filter(move |one| Some(one.version) == version)
    }

    /// Notes how far a request is, in the place of what was known of that entry before, and of older answers.
    pub fn note_looked_up(&mut self, new: LookedUp) {
        let field = new.field.clone();
        self.facts
            .looked_up
            .retain(|old| !old.is_of(new.place, &field) || (old.version == new.version && old.entry != new.entry));
        self.facts.looked_up.push(new);
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::answers::Answer;
    use crate::domain::registration::Registration;
    use crate::domain::requests::{Fault, Found, Progress};

    #[test]
    fn what_was_found_goes_with_the_answer_it_is_about() {
        let now = DateTime::UNIX_EPOCH;
        let mut filing = Filing::new(Uuid::nil(), Uuid::nil(), 1, now);
        let place = Place::Service(1);
        let answer = |text: &str| Answer::Domain(text.to_owned().try_into().unwrap());
        let looked_up = |version, entry, progress| LookedUp {
            place,
            field: "domain".into(),
            version,
            entry,
            at: now,
            progress,
        };
        let version = filing.keep(place, "domain", answer("a-example.com"), false, now);
        filing.note_looked_up(looked_up(version, 0, Progress::Waiting));
        filing.note_looked_up(looked_up(version, 1, Progress::Waiting));
        filing.note_looked_up(looked_up(version, 0, Progress::Faulted(Fault::Out)));
        let of = |filing: &Filing| -> Vec<_> {
            let all = filing.looked_up(place, "domain");
            all.map(|one| (one.entry, one.is_verified())).collect()
        };
        assert_eq!(of(&filing), [(1, false), (0, false)]);
        let version = filing.keep(place, "domain", answer("b-example.com"), false, now);
        assert_eq!(of(&filing), []);
        filing.note_looked_up(looked_up(
            version,
            0,
            Progress::Found(Found::Registration(Registration::none())),
        ));
        assert_eq!(of(&filing), [(0, true)]);
        assert_eq!(filing.facts.looked_up.len(), 1);
        let kept = serde_json::to_string(&filing.facts).unwrap();
        assert_eq!(serde_json::from_str::<Facts>(&kept).unwrap(), filing.facts);
    }
}
