//! The rules of the workflow as tables: whose turn it is, what is possible, what every way leaves open.

use std::collections::BTreeSet;

use super::*;

const ACTORS: [Actor; 3] = [Actor::Applicant(1), Actor::Reviewer(2), Actor::Clock];

/// The cases in which a filing of that status may be: how many verify, and whether a hand-over is to come by itself.
fn cases(status: Status) -> Vec<Case> {
    let case = |unverified, unpassed, again| Case {
        unverified,
        unpassed,
        again,
        ..Case::in_status(status)
    };
    match status {
        Status::Ready => vec![case(0, 0, false), case(2, 2, false), case(2, 2, true)],
        Status::Sms => vec![
            case(2, 2, false),
            case(1, 2, false),
            case(1, 1, false),
            case(0, 2, false),
        ],
        Status::FirstReview => Curtain::ALL
            .map(|curtain| at_curtain(status, curtain, Papers::Owed))
            .into(),
        Status::Curtain => vec![at_curtain(status, Curtain::Owed, Papers::Owed)],
        Status::CurtainPhoto => [Papers::Owed, Papers::Received]
            .map(|papers| at_curtain(status, Curtain::Mailed, papers))
            .into(),
        Status::Papers => vec![
            at_curtain(status, Curtain::AtHand, Papers::Owed),
            at_curtain(status, Curtain::AtHand, Papers::Mailed),
            at_curtain(status, Curtain::Mailed, Papers::Mailed),
        ],
        Status::CurtainReview => vec![at_curtain(status, Curtain::Mailed, Papers::Received)],
        Status::Granted => [After::Nothing, After::Opening, After::PublicSecurity, After::Done]
            .map(|after| Case {
                after,
                ..Case::in_status(status)
            })
            .into(),
        _ => vec![Case::in_status(status)],
    }
}

fn at_curtain(status: Status, curtain: Curtain, papers: Papers) -> Case {
    Case {
        curtain,
        papers,
        ..Case::in_status(status)
    }
}

/// Walks every way from a draft, with the deadlines that are open on it.
fn ways() -> BTreeSet<(Status, Vec<&'static str>)> {
    let mut seen = BTreeSet::new();
    let mut ahead = vec![(Status::Drafting, vec![DeadlineName::Draft])];
    while let Some((status, open)) = ahead.pop() {
        let mut names: Vec<_> = open.iter().map(|name| name.as_str()).collect();
        names.sort_unstable();
        if !seen.insert((status, names)) {
            continue;
        }
        for case in cases(status) {
            // What a case says of the filing, its deadlines say too.
            let fits = match status {
                Status::Ready => case.again == open.contains(&DeadlineName::HandAgain),
                Status::Papers => (case.papers == Papers::Owed) == open.contains(&DeadlineName::Papers),
                Status::Sms => (case.unverified > 0) == open.contains(&DeadlineName::Sms),
                Status::Granted => match case.after {
                    After::Opening => open.contains(&DeadlineName::Opening),
                    After::PublicSecurity => open.contains(&DeadlineName::PublicSecurity),
                    After::Nothing | After::Done => open.is_empty(),
                },
                _ => true,
            };
            for action in Action::ALL.iter().filter(|_| fits) {
                for actor in ACTORS {
                    let Ok(step) = apply(&case, *action, actor) else {
                        continue;
                    };
                    let stay = open.iter().filter(|name| !step.ends.contains(name));
                    ahead.push((step.status, stay.chain(step.begins).copied().collect()));
                }
            }
        }
    }
    seen
}

#[test]
fn whatever_is_not_closed_has_an_owner_and_just_the_deadline_of_its_status() {
    let ways = ways();
    for (status, open) in &ways {
        for case in cases(*status) {
            let is_over = match status {
                Status::Granted => matches!(case.after, After::Nothing | After::Done),
                _ => status.is_closed(),
            };
            assert_eq!(whose_turn(&case).is_none(), is_over, "{case:?}");
        }
        let expected: &[&[&str]] = match status {
            Status::Ready => &[&["hand_over"], &["hand_again"]],
            Status::Sms => &[&["sms"], &["sms_check"]],
            Status::Papers => &[&["papers"], &["papers_mailed"]],
            // It outlives the review.
            Status::Granted => &[&["opening"], &["public_security"], &[]],
            _ => match DeadlineName::of_status(*status) {
                Some(name) => &[&[name.as_str()]],
                None => &[&[]],
            },
        };
        assert!(expected.contains(&open.as_slice()), "{status}: {open:?}");
    }
    assert_eq!(ways.len(), 20, "{ways:?}");
}

#[test]
fn whose_turn_it_is() {
    let check = |status, party| assert_eq!(whose_turn(&Case::in_status(status)), party, "{status}");
    check(Status::Drafting, Some(Party::Applicant));
    check(Status::FirstReview, Some(Party::Reviewer));
    check(Status::Ready, Some(Party::Reviewer));
    check(Status::Authority, Some(Party::Authority));
    for (case, party) in std::iter::zip(
        cases(Status::Sms),
        [Party::Applicant, Party::Applicant, Party::Applicant, Party::Reviewer],
    ) {
        assert_eq!(whose_turn(&case), Some(party), "{case:?}");
    }
    for (status, parties) in [
        (Status::Curtain, vec![Party::Reviewer]),
        (Status::CurtainPhoto, vec![Party::Applicant; 2]),
        (Status::Papers, vec![Party::Applicant, Party::Reviewer, Party::Reviewer]),
        (Status::CurtainReview, vec![Party::Reviewer]),
    ] {
        let turns: Vec<_> = cases(status).iter().filter_map(whose_turn).collect();
        assert_eq!(turns, parties, "{status}");
    }
    check(Status::Rejected, Some(Party::Applicant));
    check(Status::Returned, Some(Party::Applicant));
    check(Status::Granted, None);
    check(Status::Lapsed, None);
}

#[test]
fn a_verification_leads_on_when_the_reviewer_has_passed_the_last() {
    use Action::{HandOver, Missed, Object, Verified};
    let (applicant, reviewer) = (Actor::Applicant(1), Actor::Reviewer(2));
    let check = |status, (unverified, unpassed, again), action, actor, expected: Option<(Status, &str)>| {
        let case = Case {
            unverified,
            unpassed,
            again,
            ..Case::in_status(status)
        };
        let found = apply(&case, action, actor).ok();
        let found = found.as_ref().map(|step| (step.status, step.event));
        assert_eq!(found, expected, "{case:?} {action} {actor:?}");
    };
    let (ready, sms) = (Status::Ready, Status::Sms);
    check(ready, (2, 2, false), HandOver, reviewer, Some((sms, "hand_over")));
    check(
        ready,
        (0, 0, false),
        HandOver,
        reviewer,
        Some((Status::Authority, "hand_over")),
    );
    check(ready, (2, 2, true), HandOver, Actor::Clock, Some((sms, "hand_again")));
    check(ready, (2, 2, false), HandOver, Actor::Clock, None);
    check(ready, (2, 2, true), Object, applicant, Some((ready, "object")));
    check(ready, (2, 2, false), Object, applicant, None);
    check(sms, (2, 2, false), Verified, applicant, Some((sms, "report")));
    check(sms, (1, 2, false), Verified, applicant, Some((sms, "report")));
    check(sms, (0, 2, false), Verified, applicant, None);
    check(sms, (2, 2, false), Verified, reviewer, Some((sms, "verified")));
    check(
        sms,
        (1, 1, false),
        Verified,
        reviewer,
        Some((Status::Authority, "verified")),
    );
    // Only the reviewer's word counts.
    check(sms, (0, 2, false), Verified, reviewer, Some((sms, "verified")));
    check(sms, (1, 2, false), Missed, Actor::Clock, Some((ready, "missed")));
    check(sms, (0, 2, false), Missed, reviewer, Some((ready, "missed")));
    check(sms, (1, 1, false), Missed, applicant, None);
}

#[test]
fn a_curtain_leads_over_its_photo_and_the_papers() {
    use Action::{Approve, Expire, MailCurtain, NotArrived, Received, Reject, Submit};
    let (applicant, reviewer) = (Actor::Applicant(1), Actor::Reviewer(2));
    let check = |(status, curtain, papers), action, actor, expected: Option<(Status, &str)>| {
        let case = at_curtain(status, curtain, papers);
        let found = apply(&case, action, actor).ok();
        let found = found.as_ref().map(|step| (step.status, step.event));
        assert_eq!(found, expected, "{case:?} {action} {actor:?}");
    };
    let review = |curtain| (Status::FirstReview, curtain, Papers::Owed);
    check(
        review(Curtain::Owed),
        Approve,
        reviewer,
        Some((Status::Curtain, "approve")),
    );
    check(
        review(Curtain::Mailed),
        Approve,
        reviewer,
        Some((Status::CurtainPhoto, "approve")),
    );
    check(
        review(Curtain::AtHand),
        Approve,
        reviewer,
        Some((Status::Papers, "approve")),
    );
    check(
        review(Curtain::NotWanted),
        Approve,
        reviewer,
        Some((Status::Ready, "approve")),
    );
    let owed = (Status::Curtain, Curtain::Owed, Papers::Owed);
    check(owed, MailCurtain, reviewer, Some((Status::CurtainPhoto, "curtain")));
    check(owed, MailCurtain, applicant, None);
    let photo = (Status::CurtainPhoto, Curtain::Mailed, Papers::Owed);
    check(photo, MailCurtain, reviewer, Some((Status::CurtainPhoto, "curtain")));
    check(
        photo,
        NotArrived,
        applicant,
        Some((Status::CurtainPhoto, "not_arrived")),
    );
    check(photo, Submit, applicant, Some((Status::Papers, "papers")));
    check(photo, Expire, Actor::Clock, Some((Status::Lapsed, "expire")));
    check(photo, Approve, reviewer, None);
    let again = (Status::CurtainPhoto, Curtain::Mailed, Papers::Received);
    check(again, Submit, applicant, Some((Status::CurtainReview, "photo")));
    let papers = |curtain, papers| (Status::Papers, curtain, papers);
    let at_hand = papers(Curtain::AtHand, Papers::Owed);
    check(at_hand, Submit, applicant, Some((Status::Papers, "papers")));
    check(at_hand, Expire, Actor::Clock, Some((Status::Lapsed, "expire")));
    // They may be there before anybody says that they were mailed.
    check(at_hand, Received, reviewer, Some((Status::Ready, "received")));
    check(papers(Curtain::AtHand, Papers::Mailed), Submit, applicant, None);
    check(papers(Curtain::AtHand, Papers::Mailed), Expire, Actor::Clock, None);
    let on_the_way = papers(Curtain::Mailed, Papers::Mailed);
    check(
        on_the_way,
        Received,
        reviewer,
        Some((Status::CurtainReview, "received")),
    );
    let looked_at = (Status::CurtainReview, Curtain::Mailed, Papers::Received);
    check(looked_at, Approve, reviewer, Some((Status::Ready, "accept")));
    check(looked_at, Reject, reviewer, Some((Status::CurtainPhoto, "reject")));
    check(looked_at, Action::HandOver, reviewer, None);
}

#[test]
fn what_is_possible_is_listed_in_the_order_of_the_work() {
    let check = |status, actor, actions: &[Action]| {
        assert_eq!(possible(&Case::in_status(status), actor), actions, "{status}");
    };
    let reviewer = Actor::Reviewer(2);
    check(
        Status::FirstReview,
        reviewer,
        &[Action::Approve, Action::Reject, Action::Supplement, Action::Claim],
    );
    check(
        Status::Ready,
        reviewer,
        &[Action::Reject, Action::Supplement, Action::HandOver, Action::Claim],
    );
    check(
        Status::Authority,
        reviewer,
        &[Action::Grant, Action::Return, Action::Claim],
    );
    check(Status::Rejected, reviewer, &[Action::Claim]);
    check(Status::Granted, reviewer, &[Action::Correct]);
    check(Status::Drafting, reviewer, &[]);
    check(Status::Authority, Actor::Applicant(1), &[]);
    check(
        Status::Rejected,
        Actor::Applicant(1),
        &[Action::Submit, Action::Withdraw],
    );
    check(Status::Rejected, Actor::Clock, &[Action::Expire]);
    check(Status::FirstReview, Actor::Clock, &[]);
}

#[test]
fn nobody_is_told_a_status_that_was_not_reached() {
    // A notice to the applicant goes with each change of a filing that was handed in and with corrected numbers, and with nothing else.
    for case in Status::ALL.iter().flat_map(|status| cases(*status)) {
        for action in Action::ALL {
            for actor in ACTORS {
                let Ok(step) = apply(&case, *action, actor) else {
                    continue;
                };
                let told = step.tells.iter().any(|(audience, _)| *audience == Audience::Applicant);
                let dropped = case.status == Status::Drafting && *action == Action::Withdraw;
                // Other numbers than they were told, or another day, are no other status.
                let tells = step.status != case.status
                    || matches!(
                        action,
                        Action::Correct | Action::Object | Action::Opened | Action::PublicSecurity | Action::MailCurtain
                    )
                    // That the papers are on their way is confirmed.
                    || case.status == Status::Papers && *action == Action::Submit;
                assert_eq!(told, tells && !dropped, "{case:?} {action}");
            }
        }
    }
}
