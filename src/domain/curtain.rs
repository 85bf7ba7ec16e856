//! The part of the workflow between the first review and the hand-over, where a curtain (幕布, the background for the photograph) is wanted:
//! it is mailed, the photo is taken, papers are mailed, both are looked at. R10.3 to R10.5, the guide's sections 幕布照流程 and 备案审核流程.

use super::workflow::{Action, Actor, Case, Refused, Step};
use crate::domain::deadlines::DeadlineName as Deadline;
use crate::domain::filing::{Curtain, Filing, Papers, Status};
use crate::domain::form::sections;
use crate::domain::place::Place;
use crate::domain::told::{Audience as To, NoticeName as Notice};

/// How it stands with the curtain: by the answer that was kept, never by what follows, so that what was handed in before anybody was asked
/// owes none.
pub(super) fn curtain_of(filing: &Filing) -> Curtain {
    let field = &sections::CURTAIN_AT_HAND;
    let so_far = &filing.facts.curtain;
    if so_far.settled || filing.kept(Place::Subject, field.id).is_none() {
        return Curtain::NotWanted;
    }
    match filing
        .value(Place::Subject, field)
        .and_then(|answer| answer.as_yes_no())
    {
        None => Curtain::NotWanted,
        Some(true) => Curtain::AtHand,
        Some(false) if so_far.mailed => Curtain::Mailed,
        Some(false) if so_far.ordered.is_some() => Curtain::Ordered,
        Some(false) => Curtain::Owed,
    }
}

/// How far the papers are.
pub(super) fn papers_of(filing: &Filing, curtain: Curtain) -> Papers {
    let so_far = &filing.facts.curtain;
    match curtain {
        Curtain::NotWanted => Papers::NotWanted,
        _ if so_far.papers_received => Papers::Received,
        _ if so_far.papers_mailed => Papers::Mailed,
        _ => Papers::Owed,
    }
}

/// The statuses in which it stands.
pub const STATUSES: [Status; 4] = [
    Status::Curtain,
    Status::CurtainPhoto,
    Status::Papers,
    Status::CurtainReview,
];

/// What follows in these statuses, and from the approval of a filing that wants a curtain; none where the action has nothing to do with it.
pub(super) fn apply(case: &Case, action: Action, actor: Actor) -> Option<Result<Step, Refused>> {
    use Action::*;
    use Actor::{Applicant, Clock, Reviewer};
    let step = |status, event| Step {
        status,
        event,
        tells: &[],
        begins: &[],
        ends: &[],
        releases: false,
    };
    Some(Ok(match (case.status, action, actor) {
        (Status::FirstReview, Approve, Reviewer(_)) if case.curtain != Curtain::NotWanted => {
            let (status, told, begins): (_, &[_], &[_]) = match case.curtain {
                Curtain::NotWanted | Curtain::Owed | Curtain::Ordered => (
                    Status::Curtain,
                    &[(To::Applicant, Notice::CurtainOwed), (To::Desk, Notice::Desk)],
                    &[Deadline::Curtain],
                ),
                // It was ordered and mailed while the form was being filled in.
                Curtain::Mailed => (
                    Status::CurtainPhoto,
                    &[(To::Applicant, Notice::CurtainPhoto), (To::Desk, Notice::Desk)],
                    &[Deadline::CurtainPhoto],
                ),
                // The photo was looked at with the rest.
                Curtain::AtHand => (
                    Status::Papers,
                    &[(To::Applicant, Notice::PapersOwed), (To::Desk, Notice::Desk)],
                    &[Deadline::Papers],
                ),
            };
            Step {
                tells: told,
                ends: &[Deadline::FirstReview],
                begins,
                ..step(status, "approve")
            }
        }
        // It was ordered ahead: it is mailed whatever the filing waits for.
        (
            status @ (Status::Drafting | Status::FirstReview | Status::Rejected | Status::Supplement),
            MailCurtain,
            Reviewer(_),
        ) if case.curtain == Curtain::Ordered => Step {
            tells: &[(To::Applicant, Notice::CurtainMailed)],
            ..step(status, "curtain")
        },
        // Once more where it was lost, or its number was wrong.
        (Status::Curtain | Status::CurtainPhoto, MailCurtain, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::CurtainMailed), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Curtain, Deadline::CurtainPhoto],
            begins: &[Deadline::CurtainPhoto],
            ..step(Status::CurtainPhoto, "curtain")
        },
        (Status::CurtainPhoto, Arrived, Applicant(_)) => step(Status::CurtainPhoto, "arrived"),
        (Status::CurtainPhoto, NotArrived, Applicant(_)) => Step {
            tells: &[(To::Claimant, Notice::CurtainNotArrived)],
            ..step(Status::CurtainPhoto, "not_arrived")
        },
        // A photo that was sent back, and the papers are there.
        (Status::CurtainPhoto, Submit, Applicant(_)) if case.papers == Papers::Received => Step {
            tells: &[
                (To::Applicant, Notice::CurtainHandedIn),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::CurtainPhoto],
            begins: &[Deadline::CurtainReview],
            ..step(Status::CurtainReview, "photo")
        },
        (Status::CurtainPhoto, Submit, Applicant(_)) => Step {
            tells: &[
                (To::Applicant, Notice::CurtainHandedIn),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::CurtainPhoto],
            begins: &[Deadline::PapersMailed],
            ..step(Status::Papers, "papers")
        },
        (Status::Papers, Submit, Applicant(_)) if case.papers == Papers::Owed => Step {
            tells: &[
                (To::Applicant, Notice::CurtainHandedIn),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::Papers],
            begins: &[Deadline::PapersMailed],
            ..step(Status::Papers, "papers")
        },
        // The photo that came with the submission has passed the first review.
        (Status::Papers, Received, Reviewer(_)) if case.curtain == Curtain::AtHand => Step {
            tells: &[(To::Applicant, Notice::Approved), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Papers, Deadline::PapersMailed],
            begins: &[Deadline::HandOver],
            ..step(Status::Ready, "received")
        },
        (Status::Papers, Received, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::PapersReceived), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Papers, Deadline::PapersMailed],
            begins: &[Deadline::CurtainReview],
            ..step(Status::CurtainReview, "received")
        },
        (Status::CurtainReview, Approve, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Approved), (To::Desk, Notice::Desk)],
            ends: &[Deadline::CurtainReview],
            begins: &[Deadline::HandOver],
            ..step(Status::Ready, "accept")
        },
        (Status::CurtainReview, Reject, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Rejected), (To::Desk, Notice::Desk)],
            ends: &[Deadline::CurtainReview],
            begins: &[Deadline::CurtainPhoto],
            ..step(Status::CurtainPhoto, "reject")
        },
        (status, Withdraw, Applicant(_)) if STATUSES.contains(&status) => Step {
            tells: &[
                (To::Applicant, Notice::Withdrawn),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[
                Deadline::Curtain,
                Deadline::CurtainPhoto,
                Deadline::Papers,
                Deadline::PapersMailed,
                Deadline::CurtainReview,
            ],
            releases: true,
            ..step(Status::Withdrawn, "withdraw")
        },
        (Status::CurtainPhoto, Expire, Clock) => lapses(step(Status::Lapsed, "expire")),
        (Status::Papers, Expire, Clock) if case.papers == Papers::Owed => lapses(step(Status::Lapsed, "expire")),
        (status, Claim, Reviewer(_)) if STATUSES.contains(&status) => Step {
            tells: &[(To::Desk, Notice::Desk)],
            ..step(status, "claim")
        },
        (status, ..) if STATUSES.contains(&status) => return Some(Err(Refused { status, action })),
        _ => return None,
    }))
}

fn lapses(step: Step) -> Step {
    Step {
        tells: &[
            (To::Applicant, Notice::Lapsed),
            (To::Claimant, Notice::ClaimedNews),
            (To::Desk, Notice::Desk),
        ],
        ends: &[Deadline::CurtainPhoto, Deadline::Papers],
        releases: true,
        ..step
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filing::FilingKind;
    use crate::domain::form::asked::Asked;
    use crate::domain::form::draft::{Draft, draft, today};
    use crate::domain::form::journey::{Next, next};
    use crate::domain::form::{field, samples};

    fn enterprise(head_certificate: &str) -> Draft {
        let number = match head_certificate {
            "护照" => "E12345678",
            _ => samples::ID_CARD,
        };
        draft()
            .enterprise()
            .answer(Place::Subject, "head_certificate_type", head_certificate)
            .answer(Place::Subject, "head_certificate_number", number)
            .site("yunshan-example.com")
            .of(FilingKind::FirstFiling)
    }

    fn check_of(filing: &Filing) -> Option<String> {
        filing.view(Place::Subject).choice("identity_check")
    }

    #[test]
    fn whom_the_face_check_would_serve_may_choose() {
        let call = || Some("call".to_owned());
        let curtain = || Some("curtain".to_owned());
        assert_eq!(check_of(&enterprise("居民身份证").complete().done()), call());
        assert_eq!(
            check_of(&draft().individual().site("a-example.com").complete().done()),
            call()
        );
        // Everybody else is photographed, whatever they chose before.
        let passport = |draft: Draft| draft.answer(Place::Subject, "head_certificate_type", "护照").done();
        assert_eq!(check_of(&passport(enterprise("居民身份证").complete())), curtain());
        let of_service = enterprise("居民身份证").complete();
        let of_service = of_service.answer(Place::Service(1), "service_head_same", "否").answer(
            Place::Service(1),
            "service_head_certificate_type",
            "护照",
        );
        assert_eq!(check_of(&of_service.done()), curtain());
    }

    #[test]
    fn a_curtain_is_owed_by_its_answer() {
        let answered = |answer: &str| {
            let draft = enterprise("护照").answer(Place::Subject, "curtain_at_hand", answer);
            draft.complete().done()
        };
        let mut filing = answered("否");
        assert_eq!(curtain_of(&filing), Curtain::Owed);
        assert_eq!(papers_of(&filing, Curtain::Owed), Papers::Owed);
        filing.facts.curtain.ordered = Some(7);
        assert_eq!(curtain_of(&filing), Curtain::Ordered);
        filing.facts.curtain.mailed = true;
        assert_eq!(curtain_of(&filing), Curtain::Mailed);
        filing.facts.curtain.settled = true;
        assert_eq!(curtain_of(&filing), Curtain::NotWanted);
        assert_eq!(curtain_of(&answered("是")), Curtain::AtHand);
        // Chosen in its place since: what was answered before says nothing.
        let call = enterprise("居民身份证")
            .answer(Place::Subject, "curtain_at_hand", "否")
            .answer(Place::Subject, "identity_check", "电话核实");
        assert_eq!(curtain_of(&call.done()), Curtain::NotWanted);
    }

    /// Handed in by a version that did not ask: nothing is owed, and a correction does not ask either.
    #[test]
    fn what_was_handed_in_before_it_was_asked_owes_none() {
        let mut filing = enterprise("护照")
            .complete()
            .sent_back(&[(Place::Subject, "organiser_name")])
            .done();
        filing
            .answers
            .retain(|(_, id), _| !id.starts_with("identity_") && !id.starts_with("curtain_"));
        filing.submitted_at = Some(filing.created_at);
        assert_eq!(curtain_of(&filing), Curtain::NotWanted);
        let name = filing.value(Place::Subject, field("organiser_name").unwrap()).unwrap();
        filing.keep(Place::Subject, "organiser_name", name, false, filing.created_at);
        assert_eq!(next(&filing, today()), Next::Summary);
        // A draft is asked.
        filing.submitted_at = None;
        filing.rejections.clear();
        filing.status = Status::Drafting;
        let asked = Asked {
            place: Place::Subject,
            field: field("curtain_at_hand").unwrap(),
        };
        assert_eq!(next(&filing, today()), Next::Question(asked));
    }
}
