//! Where a filing stands.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

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

impl Status {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Nothing can happen to it any more in this filing.
    pub fn is_closed(self) -> bool {
        matches!(
            self,
            Status::Granted | Status::Withdrawn | Status::Lapsed | Status::Cancelled
        )
    }

    /// It came to nothing, or to its end: nothing more is done with it.
    pub fn is_over(self) -> bool {
        matches!(self, Status::Withdrawn | Status::Lapsed | Status::Cancelled)
    }

    /// A reviewer's act is what it waits for, and not the authority's, the applicant's or the mail's.
    pub fn is_reviewers_work(self) -> bool {
        matches!(
            self,
            Status::FirstReview | Status::Curtain | Status::CurtainReview | Status::Ready
        )
    }

    /// Somebody of the provider has something to do.
    pub fn is_with_reviewer(self) -> bool {
        matches!(
            self,
            Status::FirstReview
                | Status::Curtain
                | Status::CurtainReview
                | Status::Papers
                | Status::Ready
                | Status::Sms
                | Status::Authority
        )
    }
}
