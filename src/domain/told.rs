//! Who is told what, by names.

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// Who is told of something; `actions::audience` knows the chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Audience {
    Applicant,
    /// The reviewer who has claimed the filing, unless it is their own act that is told.
    Claimant,
    /// The reviewers' groups.
    Desk,
}

impl Audience {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What somebody is told, by the name of its prompt (`notices/<name>.j2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum NoticeName {
    Submitted,
    Approved,
    Rejected,
    /// It has passed, and a curtain is mailed.
    CurtainOwed,
    /// The curtain is on its way, with carrier and number.
    CurtainMailed,
    /// It has passed, and the curtain is there already: its photo is wanted.
    CurtainPhoto,
    /// To whoever mailed it: the applicant has not got it.
    CurtainNotArrived,
    /// It has passed with its photo: the papers are to be mailed.
    PapersOwed,
    /// Photo and papers are noted as on their way.
    CurtainHandedIn,
    /// The papers are there: the photo is looked at.
    PapersReceived,
    /// Further material is wanted: what, and why.
    Supplement,
    HandedOver,
    /// The Ministry sends its codes: who verifies where, and until when.
    SmsOpen,
    /// To the claimant: by the applicant's word all have verified.
    SmsReported,
    /// All have verified, and the authority has it.
    SmsPassed,
    SmsMissed,
    /// It is not handed over again by itself, as the applicant wishes.
    Objected,
    Granted,
    Corrected,
    /// The day of the opening was noted.
    Opened,
    /// The public-security filing is done: its footer.
    Secured,
    Returned,
    Withdrawn,
    Lapsed,
    /// Somebody else did something to a claimed filing.
    ClaimedNews,
    /// The live message with the counts.
    Desk,
}

impl NoticeName {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
