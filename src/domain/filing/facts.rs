//! What our own register knows of what a filing is about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Place;
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
    /// The numbers that the authority gave to this filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<Granted>,
    /// How far the SMS verification is, once the filing was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<Sms>,
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
