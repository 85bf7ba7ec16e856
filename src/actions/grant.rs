//! `/grant`: the authority granted the filing; its numbers go into the register (R10.6). Given once more, it puts them right.

use std::collections::{BTreeMap, HashSet};

use super::answer::{domain_look_up, subject_look_up};
use super::{Done, Refusal, claimed_by, possible_for, transition};
use crate::domain::filing::{Afterwards, Filing, Granted};
use crate::domain::icp_number::IcpNumber;
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::regions;
use crate::domain::workflow::{Action, Actor};
use crate::work::{CorrectedGrant, Grant, GrantedService, Known, LookUp, Needs, Work};

/// Writes the proposal into the register. One number for each site; the subject's is what they have in common. What was granted
/// already has its numbers put right.
pub fn grant(work: &mut Work, filing: Filing, reviewer: PersonId, numbers: &[IcpNumber]) -> Done<Filing> {
    if filing.facts.granted.is_some() {
        return correct(work, filing, reviewer, numbers);
    }
    possible_for(&filing, Action::Grant, reviewer)?;
    let (subject, services) = checked(&filing, numbers)?;
    is_nobody_elses(work, &filing, &services)?;
    let mut filing = claimed_by(work, filing, reviewer)?;
    let granted: Vec<GrantedService> = filing
        .services
        .clone()
        .into_iter()
        .zip(services)
        .map(|(service, number)| GrantedService {
            id: work.new_id(),
            place: service.place(),
            icp_number: number.to_string(),
            lookup: domain_look_up(&filing, service.place()),
        })
        .collect();
    let grant = Grant {
        filing: filing.id,
        subject: work.new_id(),
        subject_number: subject.clone(),
        subject_lookup: subject_look_up(&filing),
        services: granted,
    };
    filing.facts.granted = Some(Granted {
        subject,
        services: grant
            .services
            .iter()
            .map(|service| (service.place, service.icp_number.clone()))
            .collect(),
    });
    filing.facts.afterwards = Some(Afterwards::default());
    let words = grant.services.iter().map(|service| service.icp_number.as_str());
    let words = words.collect::<Vec<_>>().join("、");
    work.grant(grant);
    transition(work, filing, Action::Grant, Actor::Reviewer(reviewer), Some(words))
}

/// The numbers had been entered wrongly: others take their place in the register, and the applicant is told.
fn correct(work: &mut Work, mut filing: Filing, reviewer: PersonId, numbers: &[IcpNumber]) -> Done<Filing> {
    possible_for(&filing, Action::Correct, reviewer)?;
    let (subject, services) = checked(&filing, numbers)?;
    is_nobody_elses(work, &filing, &services)?;
    let was = filing
        .facts
        .granted
        .take()
        .map(|granted| granted.services)
        .unwrap_or_default();
    let places = filing.services.iter().map(|service| service.place());
    let now: BTreeMap<Place, String> = places.zip(services.iter().map(ToString::to_string)).collect();
    let changes: Vec<(String, String)> = now
        .iter()
        .filter_map(|(place, number)| {
            let was = was.get(place)?;
            (was != number).then(|| (was.clone(), number.clone()))
        })
        .collect();
    if changes.is_empty() {
        return Err(Refusal::SameNumbers {
            number: filing.number.unwrap_or_default(),
        }
        .into());
    }
    let words = changes.iter().map(|(was, is)| format!("{was} → {is}"));
    let words = words.collect::<Vec<_>>().join("、");
    work.correct_grant(CorrectedGrant {
        filing: filing.id,
        subject_number: subject.clone(),
        services: changes,
    });
    filing.facts.granted = Some(Granted { subject, services: now });
    transition(work, filing, Action::Correct, Actor::Reviewer(reviewer), Some(words))
}

/// The subject's number and one for each service, if these are such numbers.
fn checked<'n>(filing: &Filing, numbers: &'n [IcpNumber]) -> Done<(String, Vec<&'n IcpNumber>)> {
    let bad = || Refusal::BadGrantNumber {
        number: filing.number.unwrap_or_default(),
        wanted: filing.services.len(),
        text: None,
        subject: match numbers {
            [alone] if alone.service().is_none() => Some(alone.subject()),
            _ => None,
        },
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
    of_province(filing, &numbers[0])?;
    Ok((subject, services))
}

/// No two sites have one number: another filing that has it was granted it by a slip, or this one is.
fn is_nobody_elses(work: &mut Work, filing: &Filing, services: &[&IcpNumber]) -> Done {
    let look_up = |number: &IcpNumber| LookUp {
        purpose: LookUp::ICP_NUMBER,
        text: number.to_string(),
    };
    work.require(Needs {
        filings: HashSet::from([filing.id]),
        look_ups: services.iter().map(|number| look_up(number)).collect(),
        ..Needs::of_status()
    })?;
    for number in services {
        let others = work.known(&look_up(number)).iter();
        let mut others = others.filter(|known| !matches!(known, Known::Service { filing: of, .. } if *of == filing.id));
        if others.next().is_some() {
            return Err(Refusal::NumberTaken {
                number: filing.number.unwrap_or_default(),
                icp_number: number.to_string(),
            }
            .into());
        }
    }
    Ok(())
}

/// A number begins with the sign of the province in which the subject is: anything else is a slip, and the applicant
/// would be told it.
fn of_province(filing: &Filing, number: &IcpNumber) -> Done {
    let Some(region) = filing.view(Place::Subject).choice("region") else {
        return Ok(());
    };
    let is_of = |region: &regions::Region| {
        let sign = number.province().chars().next();
        sign == Some(region.prefix) || sign.is_some_and(|sign| region.other_prefixes.contains(&sign))
    };
    if regions::region(&region).is_none_or(is_of) {
        return Ok(());
    }
    let found = regions::regions().iter().find(|region| is_of(region));
    Err(Refusal::OtherProvince {
        number: filing.number.unwrap_or_default(),
        icp_number: number.to_string(),
        found: found.map(|region| region.id.clone()),
        wanted: region,
    }
    .into())
}
