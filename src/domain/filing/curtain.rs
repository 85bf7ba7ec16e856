//! How far the curtain (幕布), its photo and the papers are, and whose turn that makes it.

use serde::{Deserialize, Serialize};

use super::{Filing, Status};

/// Whether a curtain is wanted before the filing can go to the authority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Curtain {
    /// None is, or all that was wanted of it is done.
    #[default]
    NotWanted,
    /// It must be mailed to the applicant first.
    Owed,
    /// The same, and the applicant has ordered it before the first review is over (R14.11).
    Ordered,
    /// It was mailed, and its photo is to come.
    Mailed,
    /// The applicant has one, and sends the photo with the submission.
    AtHand,
}

impl Curtain {
    pub const ALL: [Self; 5] = [Self::NotWanted, Self::Owed, Self::Ordered, Self::Mailed, Self::AtHand];
}

/// How far the papers are, which the applicant mails where a curtain is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Papers {
    #[default]
    NotWanted,
    /// The applicant has yet to mail them.
    Owed,
    /// They are on their way, by the applicant's word.
    Mailed,
    /// The reviewer has them.
    Received,
}

/// What was done of it. Addresses and parcels' numbers are answers, and sealed as such: nothing personal is in here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CurtainSoFar {
    /// The question by which the applicant has ordered it ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered: Option<i64>,
    /// The curtain was mailed to the applicant.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mailed: bool,
    /// The applicant was sent one for another filing: this one has to be paid.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_paid: bool,
    /// It is there, by the applicant's word.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub arrived: bool,
    /// The applicant has mailed the papers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub papers_mailed: bool,
    /// The papers are there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub papers_received: bool,
    /// Photo and papers have passed: nothing more is owed, also where the filing comes back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub settled: bool,
}

impl CurtainSoFar {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Filing {
    /// The applicant may give or change answers: everything while drafting, what is wanted of them afterwards.
    pub fn is_with_applicant(&self) -> bool {
        match self.status {
            Status::Drafting | Status::Rejected | Status::Returned | Status::Supplement | Status::CurtainPhoto => true,
            Status::Papers => !self.facts.curtain.papers_mailed,
            _ => false,
        }
    }

    /// Only what is wanted of them may be changed.
    pub fn is_correction(&self) -> bool {
        self.is_with_applicant() && self.status != Status::Drafting
    }

    /// The photo or the papers are wanted of the applicant, and nothing else.
    pub fn is_at_curtain(&self) -> bool {
        self.is_with_applicant() && matches!(self.status, Status::CurtainPhoto | Status::Papers)
    }
}
