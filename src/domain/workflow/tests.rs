//! The rules of the workflow as tables: whose turn it is, what is possible, what every way leaves open.

use std::collections::BTreeSet;

use super::*;

const ACTORS: [Actor; 3] = [Actor::Applicant(1), Actor::Reviewer(2), Actor::Clock];

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
        for action in Action::ALL {
            for actor in ACTORS {
                let Ok(step) = apply(&Case::in_status(status), *action, actor) else {
                    continue;
                };
                let stay = open.iter().filter(|name| !step.ends.contains(name));
                ahead.push((step.status, stay.chain(step.begins).copied().collect()));
            }
        }
    }
    seen
}

#[test]
fn whatever_is_not_closed_has_an_owner_and_just_the_deadline_of_its_status() {
    let ways = ways();
    for (status, open) in &ways {
        let turn = whose_turn(&Case::in_status(*status));
        assert_eq!(turn.is_none(), status.is_closed(), "{status}");
        let deadline: Vec<_> = DeadlineName::of_status(*status)
            .iter()
            .map(|name| name.as_str())
            .collect();
        assert_eq!(*open, deadline, "{status}");
    }
    assert_eq!(ways.len(), 9, "{ways:?}");
}

#[test]
fn whose_turn_it_is() {
    let check = |status, party| assert_eq!(whose_turn(&Case::in_status(status)), party, "{status}");
    check(Status::Drafting, Some(Party::Applicant));
    check(Status::FirstReview, Some(Party::Reviewer));
    check(Status::Ready, Some(Party::Reviewer));
    check(Status::Authority, Some(Party::Authority));
    check(Status::Rejected, Some(Party::Applicant));
    check(Status::Returned, Some(Party::Applicant));
    check(Status::Granted, None);
    check(Status::Lapsed, None);
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
        &[Action::Approve, Action::Reject, Action::Claim],
    );
    check(
        Status::Ready,
        reviewer,
        &[Action::Reject, Action::HandOver, Action::Claim],
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
    for status in Status::ALL {
        for action in Action::ALL {
            for actor in ACTORS {
                let Ok(step) = apply(&Case::in_status(*status), *action, actor) else {
                    continue;
                };
                let told = step.tells.iter().any(|(audience, _)| *audience == Audience::Applicant);
                let dropped = *status == Status::Drafting && *action == Action::Withdraw;
                // Other numbers than they were told are no other status.
                let tells = step.status != *status || *action == Action::Correct;
                assert_eq!(told, tells && !dropped, "{status} {action}");
            }
        }
    }
}
