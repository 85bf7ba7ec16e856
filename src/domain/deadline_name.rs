//! Which deadlines there are, and which runs in a status.

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::deadlines::{DEADLINES, Rule};
use super::filing::Status;

/// Which deadline it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum DeadlineName {
    Draft,
    FirstReview,
    HandOver,
    Correction,
    /// Further material is to be there: by the day that the reviewer named, if one was.
    Supplement,
    /// A reviewer mails the curtain.
    Curtain,
    /// The curtain's photo is to come.
    CurtainPhoto,
    /// The applicant mails the papers.
    Papers,
    /// The papers are on their way.
    PapersMailed,
    /// The curtain's photo is looked at.
    CurtainReview,
    /// The mobiles are to be verified at the Ministry.
    Sms,
    /// By the applicant's word all have verified; the reviewer looks.
    SmsCheck,
    /// The SMS verification was missed: it is handed over again.
    HandAgain,
    Authority,
    /// The applicant is asked on which day the site opened.
    Opening,
    /// The public-security filing is to be made (公安联网备案). It outlives the status.
    PublicSecurity,
    /// Whoever has claimed it is to do something with it.
    Claim,
    /// The applicant has asked something. It runs beside the status.
    Question,
}

impl DeadlineName {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl DeadlineName {
    pub fn rule(self) -> &'static Rule {
        // A test proves that each name has its rule.
        DEADLINES.iter().find(|rule| rule.name == self).unwrap_or(&DEADLINES[0])
    }

    /// Whether it says until when the filing stays as it is. The others run beside that, and are the reviewers' business.
    pub fn is_of_filing(self) -> bool {
        !matches!(self, Self::Claim | Self::Question)
    }

    /// The one that runs in a status, for lists that show a filing without its deadlines.
    pub fn of_status(status: Status) -> Option<Self> {
        match status {
            Status::Drafting => Some(Self::Draft),
            Status::FirstReview => Some(Self::FirstReview),
            Status::Ready => Some(Self::HandOver),
            Status::Rejected | Status::Returned => Some(Self::Correction),
            Status::Supplement => Some(Self::Supplement),
            Status::Curtain => Some(Self::Curtain),
            Status::CurtainPhoto => Some(Self::CurtainPhoto),
            Status::Papers => Some(Self::Papers),
            Status::CurtainReview => Some(Self::CurtainReview),
            Status::Sms => Some(Self::Sms),
            Status::Authority => Some(Self::Authority),
            _ => None,
        }
    }
}
