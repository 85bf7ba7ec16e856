//! An answer is kept.

use chrono::{DateTime, Utc};

use super::{Done, Refusal, curtain};
use crate::domain::answers::Answer;
use crate::domain::filing::{Facts, Filing, KnownService, KnownSubject, Status};
use crate::domain::form::{Field, sections, statements};
use crate::domain::outgoing::Outgoing;
use crate::domain::place::{Level, Place};
use crate::domain::requests::{Fault, LookedUp, Point, Progress, Request};
use crate::work::{Known, LookUp, Needs, Undecided, Work};

/// Keeps an answer; `doubted` until the person confirms it. Where it is a number or a domain that our register may know, what it knows is
/// found at once.
pub fn answer(
    work: &mut Work,
    mut filing: Filing,
    place: Place,
    field: &'static Field,
    answer: Answer,
    doubted: bool,
) -> Done<Filing> {
    if !filing.is_with_applicant() {
        return Err(Refusal::StaleButton.into());
    }
    let counts = filing.value(place, field).is_some();
    let is_same = counts
        && filing
            .kept(place, field.id)
            .is_some_and(|kept| kept.answer == answer && kept.doubted == doubted);
    // The same once more changes nothing, unless it answers a rejection.
    if is_same && filing.status == Status::Drafting {
        return Ok(filing);
    }
    // What was said of the answer that was sent back is not said of another.
    let was = filing.value(place, field).filter(|was| *was != answer);
    if let Some(was) = was {
        filing.set_reply(place, field.id, None);
        filing.note_was(place, field.id, was);
    }
    filing.said_of_this_one(place, field.id);
    filing.keep(place, field.id, answer, doubted, work.now);
    take_back_most_detailed(&mut filing, place, field, work.now);
    // Before the address is asked for it is told what a further one costs.
    if field.id == sections::CURTAIN_AT_HAND.id {
        filing.facts.curtain.is_paid = curtain::has_had_one(work, &filing)?;
    }
    // Whoever is photographed before it has it.
    if field.id == sections::CURTAIN_PHOTO.id {
        filing.facts.curtain.arrived |= filing.facts.curtain.mailed;
    }
    if field.carried {
        filing.facts = facts(work, &filing)?;
        if filing.status == Status::Drafting {
            // It may be of another kind now: what was found is confirmed anew.
            filing.kind = None;
        }
    }
    // What is about to be confirmed or corrected is not asked yet.
    if !doubted {
        ask_outside(work, &mut filing, place, field);
    }
    Ok(work.filings.noted(filing))
}

/// A remark that there is no door number does not stay beside an address that has one.
fn take_back_most_detailed(filing: &mut Filing, place: Place, field: &'static Field, now: DateTime<Utc>) {
    let has_door_number = match filing.kept(place, field.id).map(|kept| &kept.answer) {
        Some(Answer::Address(address)) => field.id == sections::POSTAL_ADDRESS.id && address.has_door_number(),
        _ => false,
    };
    let remark = sections::SUBJECT_REMARK.id;
    let said = filing.kept(place, remark).filter(|_| has_door_number);
    let rest = said.and_then(|kept| statements::without_most_detailed(&kept.answer.kept()));
    if let Some(rest) = rest {
        let rest = statements::remark(&rest).unwrap_or(Answer::Skipped);
        filing.keep(place, remark, rest, false, now);
    }
}

/// Asks the services that are set up about an answer. It counts meanwhile, and if nobody can be asked.
pub fn ask_outside(work: &mut Work, filing: &mut Filing, place: Place, field: &'static Field) {
    let Some(kept) = filing.kept(place, field.id).cloned() else {
        return;
    };
    for (entry, wanted) in (field.wants)(&kept.answer).into_iter().enumerate() {
        if !work.services.contains(&wanted.service()) {
            continue;
        }
        let progress = if wanted.is_answered() {
            let point = Point {
                filing: filing.id,
                place,
                field: field.id.to_owned(),
                version: kept.version,
                entry,
            };
            work.say(Outgoing::request(filing.applicant, Request { point, wanted }, work.now));
            Progress::Waiting
        } else {
            Progress::Faulted(Fault::NoService)
        };
        // What was found before counts until there is something newer.
        let is_known = |one: &LookedUp| one.entry == entry && one.is_verified();
        if filing.looked_up(place, field.id).any(is_known) {
            continue;
        }
        filing.note_looked_up(LookedUp {
            place,
            field: field.id.to_owned(),
            version: kept.version,
            entry,
            at: work.now,
            progress,
        });
    }
}

/// What must be looked up in the register for [`facts`].
pub fn needs_of_facts(filing: &Filing) -> Needs {
    let (subject, domains) = look_ups(filing);
    Needs {
        look_ups: subject
            .into_iter()
            .chain(domains.into_iter().map(|(_, domain)| domain))
            .collect(),
        ..Needs::default()
    }
}

/// What our own register says of this filing's certificate number and domains.
pub fn facts(work: &Work, filing: &Filing) -> Result<Facts, Undecided> {
    let (subject, domains) = look_ups(filing);
    work.require(needs_of_facts(filing))?;
    let mut facts = Facts {
        looked_up: filing.facts.looked_up.clone(),
        pictures: filing.facts.pictures,
        // It was mailed whatever is answered anew.
        curtain: filing.facts.curtain.clone(),
        ..Facts::default()
    };
    if let Some(look_up) = &subject {
        facts.subject = work.known(look_up).iter().find_map(|known| match known {
            Known::Subject { id, icp_number } => Some(KnownSubject {
                id: *id,
                icp_number: icp_number.clone(),
            }),
            Known::Service { .. } => None,
        });
    }
    for (place, look_up) in &domains {
        let found = work.known(look_up).iter().find_map(|known| match known {
            Known::Service {
                subject, icp_number, ..
            } => Some(KnownService {
                subject: *subject,
                icp_number: icp_number.clone(),
            }),
            Known::Subject { .. } => None,
        });
        facts.services.extend(found.map(|service| (*place, service)));
    }
    Ok(facts)
}

fn look_ups(filing: &Filing) -> (Option<LookUp>, Vec<(Place, LookUp)>) {
    let subject = subject_look_up(filing).map(|text| LookUp {
        purpose: "subject",
        text,
    });
    let domains: Vec<(Place, LookUp)> = filing
        .places(Level::Site)
        .into_iter()
        .filter_map(|place| {
            Some((
                place,
                LookUp {
                    purpose: "domain",
                    text: domain_look_up(filing, place)?,
                },
            ))
        })
        .collect();
    (subject, domains)
}

/// The text by which the register knows a subject: certificate type and number together.
pub fn subject_look_up(filing: &Filing) -> Option<String> {
    let view = filing.view(Place::Subject);
    Some(format!(
        "{} {}",
        view.choice("certificate_type")?,
        view.value("certificate_number")?.lookup_text()?
    ))
}

/// The text by which the register knows a site.
pub fn domain_look_up(filing: &Filing, place: Place) -> Option<String> {
    filing.view(place).value("domain")?.lookup_text()
}
