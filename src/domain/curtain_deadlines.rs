//! The deadlines of the curtain, its photo and the papers. The guide has no terms for them: they are rules of ours.

use chrono::TimeDelta;

use super::deadline_name::DeadlineName;
use super::deadlines::{Remind, Rule, lapses, stays};
use super::terms::Term;
use super::told::Audience;

/// The reviewer mails the curtain.
pub(super) const MAIL: Rule = Rule {
    term: Term::WorkingDays(2),
    remind: &[Remind::Before(TimeDelta::hours(4))],
    ..stays(DeadlineName::Curtain, Term::WorkingDays(1), &[Audience::Applicant])
};

/// The curtain is on its way, then its photo is to come: as long as a correction. After three days, which a parcel takes at most to most
/// places, the applicant is asked whether it has arrived.
pub(super) const PHOTO: Rule = Rule {
    term: Term::Days(45),
    remind: &[
        Remind::After(TimeDelta::days(3)),
        Remind::After(TimeDelta::days(7)),
        Remind::Before(TimeDelta::days(7)),
        Remind::Before(TimeDelta::days(1)),
    ],
    phoned: true,
    ..lapses(DeadlineName::CurtainPhoto)
};

/// With a curtain at hand only the papers are to be mailed.
pub(super) const PAPERS: Rule = Rule {
    term: Term::Days(45),
    remind: &[
        Remind::After(TimeDelta::days(3)),
        Remind::Before(TimeDelta::days(7)),
        Remind::Before(TimeDelta::days(1)),
    ],
    phoned: true,
    ..lapses(DeadlineName::Papers)
};

/// The papers are on their way: the reviewer looks out for them.
pub(super) const PAPERS_MAILED: Rule = Rule {
    term: Term::WorkingDays(5),
    ..stays(DeadlineName::PapersMailed, Term::WorkingDays(3), &[])
};

/// The photo is looked at.
pub(super) const REVIEW: Rule = Rule {
    term: Term::WorkingDays(1),
    ..stays(DeadlineName::CurtainReview, Term::WorkingDays(1), &[])
};
