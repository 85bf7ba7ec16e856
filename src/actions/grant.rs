//! `/grant`: the authority granted the filing; its numbers go into the register (R10.6).

use super::answer::{domain_look_up, subject_look_up};
use super::{Done, Refusal, claimed_by, possible_for, transition};
use crate::domain::filing::Filing;
use crate::domain::icp_number::IcpNumber;
use crate::domain::outgoing::PersonId;
use crate::domain::workflow::{Action, Actor};
use crate::work::{Grant, GrantedService, Work};

/// Writes the proposal into the register. One number for each site; the subject's is what they have in common.
pub fn grant(work: &mut Work, filing: Filing, reviewer: PersonId, numbers: &[IcpNumber]) -> Done<Filing> {
    possible_for(&filing, Action::Grant, reviewer)?;
    let bad = || Refusal::BadGrantNumber {
        number: filing.number.unwrap_or_default(),
        wanted: filing.services.len(),
        text: None,
    };
    let services: Vec<&IcpNumber> = numbers.iter().filter(|number| number.service().is_some()).collect();
    let subject = numbers.first().map(IcpNumber::subject).ok_or_else(bad)?;
    let of_one_subject = numbers.iter().all(|number| number.subject() == subject);
    let distinct = services
        .iter()
        .enumerate()
        .all(|(at, number)| !services[..at].contains(number));
    if !of_one_subject || !distinct || services.len() != filing.services.len() {
        return Err(bad().into());
    }
    let filing = claimed_by(work, filing, reviewer)?;
    let granted = filing
        .services
        .clone()
        .into_iter()
        .zip(services)
        .map(|(place, number)| GrantedService {
            id: work.new_id(),
            place,
            icp_number: number.to_string(),
            lookup: domain_look_up(&filing, place),
        })
        .collect();
    let grant = Grant {
        filing: filing.id,
        subject: work.new_id(),
        subject_number: subject,
        subject_lookup: subject_look_up(&filing),
        services: granted,
    };
    work.grant(grant);
    transition(work, filing, Action::Grant, Actor::Reviewer(reviewer), None)
}
