//! The kinds of filing (备案类型), and the type check that finds out which one it is. The guide's section 验证备案类型, step 3.

use super::field::Section;
use crate::domain::answers::Answer;
use crate::domain::filing::{Curtain, Filing, FilingKind, Status};
use crate::domain::form;
use crate::domain::place::{Level, Place};

mod first_filing;
mod new_access_elsewhere;
mod new_access_here;
mod new_service_elsewhere;
mod new_service_here;

/// What a kind of filing asks, and who answers for it.
#[derive(Debug)]
pub struct Form {
    pub kind: FilingKind,
    /// In the order asked. Sections of services that follow one another are walked service by service.
    pub sections: &'static [&'static Section],
    pub sms: WhoVerifies,
    /// Where it goes through when nothing is sent back.
    pub way: &'static [Stop],
}

/// A status on the way of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    pub status: Status,
    /// How it stands with the curtain of those filings that go through it; all do where none is named.
    pub curtains: &'static [Curtain],
}

const fn stop(status: Status) -> Stop {
    with_curtain(status, &[])
}

const fn with_curtain(status: Status, curtains: &'static [Curtain]) -> Stop {
    Stop { status, curtains }
}

/// What every kind goes through: reviewed, photographed where a curtain is wanted, handed over, verified by SMS, decided by the authority.
pub const REVIEWED: &[Stop] = &[
    stop(Status::Drafting),
    stop(Status::FirstReview),
    with_curtain(Status::Curtain, &[Curtain::Owed, Curtain::Ordered]),
    with_curtain(
        Status::CurtainPhoto,
        &[Curtain::Owed, Curtain::Ordered, Curtain::Mailed],
    ),
    with_curtain(
        Status::Papers,
        &[Curtain::Owed, Curtain::Ordered, Curtain::Mailed, Curtain::AtHand],
    ),
    with_curtain(
        Status::CurtainReview,
        &[Curtain::Owed, Curtain::Ordered, Curtain::Mailed],
    ),
    stop(Status::Ready),
    stop(Status::Sms),
    stop(Status::Authority),
    stop(Status::Granted),
];

/// Whose mobiles the Ministry sends its codes to (短信核验). R11.1, the guide's section 短信核验.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhoVerifies {
    /// The persons in charge of the subject and of each service.
    SubjectAndServices,
    /// Those of each service.
    Services,
}

static FORMS: [&Form; 5] = [
    &first_filing::FORM,
    &new_service_elsewhere::FORM,
    &new_service_here::FORM,
    &new_access_elsewhere::FORM,
    &new_access_here::FORM,
];

/// The form of that kind of filing.
pub fn form(kind: FilingKind) -> &'static Form {
    // A test proves that every kind has one.
    FORMS.into_iter().find(|form| form.kind == kind).unwrap_or(FORMS[0])
}

impl Form {
    /// Its sections, with those whose fields come from data or from a reviewer.
    pub fn sections(&self) -> impl Iterator<Item = &'static Section> {
        self.sections.iter().copied().chain(form::added())
    }

    /// Where a filing goes through that stands so with its curtain when it is handed in.
    pub fn way(&self, curtain: Curtain) -> Vec<Status> {
        let is_gone = |stop: &&Stop| stop.curtains.is_empty() || stop.curtains.contains(&curtain);
        self.way.iter().filter(is_gone).map(|stop| stop.status).collect()
    }
}

/// What most filings are: progress is counted by it until the type is known.
pub const LIKELIEST: FilingKind = FilingKind::FirstFiling;

/// What the type check found (R1.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeCheck {
    Kind(FilingKind),
    /// The domain is filed under another subject.
    Conflict {
        place: Place,
    },
    /// This very subject has filed this very domain here: a change or a cancellation is what is meant.
    AlreadyHere {
        place: Place,
        icp_number: String,
    },
}

impl FilingKind {
    /// Kinds that this version takes through the whole form. The others are explained and handed to the provider's phone.
    pub fn is_offered(self) -> bool {
        self == FilingKind::FirstFiling
    }
}

/// Finds the kind from whether the subject is filed, whether the domain is, and whether here. What our own register does not
/// know is taken from the applicant's word, and the reviewer sees it as not verified.
pub fn type_check(filing: &Filing) -> TypeCheck {
    let here = filing.facts.subject.as_ref();
    let subject_filed = here.is_some() || said_yes(filing, Place::Subject, "subject_filed");
    let mut any_domain_filed = false;
    for place in filing.places(Level::Site) {
        let known = filing.facts.services.get(&place);
        match (known, here) {
            (Some(service), Some(subject)) if service.subject == subject.id => {
                return TypeCheck::AlreadyHere {
                    place,
                    icp_number: service.icp_number.clone(),
                };
            }
            (Some(_), _) => return TypeCheck::Conflict { place },
            (None, _) => {}
        }
        let domain_filed = said_yes(filing, place, "domain_filed");
        if domain_filed && !subject_filed {
            return TypeCheck::Conflict { place };
        }
        any_domain_filed |= domain_filed;
    }
    TypeCheck::Kind(match (subject_filed, any_domain_filed, here.is_some()) {
        (false, _, _) => FilingKind::FirstFiling,
        (true, false, false) => FilingKind::NewServiceElsewhere,
        (true, false, true) => FilingKind::NewServiceHere,
        (true, true, false) => FilingKind::NewAccessElsewhere,
        (true, true, true) => FilingKind::NewAccessHere,
    })
}

fn said_yes(filing: &Filing, place: Place, id: &str) -> bool {
    form::field(id).and_then(|field| filing.value(place, field)) == Some(Answer::YesNo(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filing::Papers;
    use crate::domain::workflow::{Action, Actor, Case, apply};

    /// The workflow leads from each status of the way to the next, by an act of the applicant or of a reviewer.
    #[test]
    fn every_way_can_be_gone() {
        let curtains = Curtain::ALL;
        for (kind, curtain) in FilingKind::ALL
            .iter()
            .flat_map(|kind| curtains.map(|curtain| (kind, curtain)))
        {
            let way = form(*kind).way(curtain);
            assert_eq!(way.first(), Some(&Status::Drafting), "{kind}");
            assert_eq!(way.last(), Some(&Status::Granted), "{kind}");
            let mailed_at = way.iter().position(|status| *status == Status::CurtainPhoto);
            for (at, step) in way.windows(2).enumerate() {
                // Somebody has to verify their mobile number.
                let case = Case {
                    kind: Some(*kind),
                    unverified: 1,
                    curtain: match curtain {
                        Curtain::Owed | Curtain::Ordered if mailed_at.is_some_and(|mailed_at| at >= mailed_at) => {
                            Curtain::Mailed
                        }
                        _ => curtain,
                    },
                    papers: match step[0] {
                        Status::Papers => Papers::Mailed,
                        Status::CurtainReview => Papers::Received,
                        _ => Papers::Owed,
                    },
                    ..Case::in_status(step[0])
                };
                let leads = |action: &Action| {
                    let mut actors = [Actor::Applicant(0), Actor::Reviewer(0)].into_iter();
                    actors.any(|actor| apply(&case, *action, actor).is_ok_and(|next| next.status == step[1]))
                };
                assert!(
                    Action::ALL.iter().any(leads),
                    "{kind}, {curtain:?}: {} to {}",
                    step[0],
                    step[1]
                );
            }
        }
    }

    #[test]
    fn every_kind_has_its_form() {
        for kind in FilingKind::ALL {
            assert_eq!(form(*kind).kind, *kind);
            let ids: Vec<_> = form(*kind).sections.iter().map(|section| section.id).collect();
            assert_eq!(
                ids.iter().filter(|id| **id == "type_check").count(),
                2,
                "{kind}: {ids:?}"
            );
            assert!(
                ids.contains(&"site") && ids.contains(&"service_head"),
                "{kind}: {ids:?}"
            );
        }
    }
}
