//! `/supplement`: further material is asked for (补充材料, R10.2). What is wanted is picked piece by piece and asked for together, once; each
//! is a field of the form from then on, sent back like one that was found wanting.

use chrono::{Days, NaiveDate};

use super::{Done, Refusal, claimed_by, possible_for, reject};
use crate::domain::filing::{AskedFor, Filing, LONGEST_WHAT, LONGEST_WHY};
use crate::domain::form::sections::material;
use crate::domain::materials;
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::workflow::Action;
use crate::work::Work;

/// Something that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The id of one of the list, or the reviewer's own words.
    pub what: String,
    /// Why; of the list there may be none, for it says why.
    pub why: Option<String>,
}

/// A day that is named may lie so far ahead: as long as a correction may take.
const AHEAD: Days = Days::new(45);

/// Picks something for the coming request, or gives it another reason.
pub fn pick(work: &mut Work, filing: Filing, reviewer: PersonId, wanted: Wanted) -> Done<Filing> {
    possible_for(&filing, Action::Supplement, reviewer)?;
    let filing = claimed_by(work, filing, reviewer)?;
    let number = filing.number.unwrap_or_default();
    let bad = |why| Refusal::BadMaterial {
        number,
        text: wanted.what.clone(),
        why,
    };
    let letters = |text: &str| text.chars().count();
    if letters(&wanted.what) > LONGEST_WHAT || wanted.why.as_deref().map_or(0, letters) > LONGEST_WHY {
        return Err(bad("too_long").into());
    }
    if wanted.what.is_empty() || wanted.why.is_none() && !materials::is_listed(&wanted.what) {
        return Err(bad("no_why").into());
    }
    let mut filing = unpick(work, filing, reviewer, &wanted.what)?;
    let until = picked_until(&filing);
    let slot = filing.free_slot().ok_or_else(|| bad("no_room"))?;
    let field = material::field_of(slot).ok_or_else(|| bad("no_room"))?;
    let now = work.now;
    filing = work.filings.change(filing, |filing| {
        filing.asked_for.push(AskedFor {
            slot,
            what: wanted.what,
            by: reviewer,
            at: now,
            until,
        });
        filing.pick((Place::Subject, field.id), (None, wanted.why), reviewer, now);
        filing.sort_rejections();
        filing.raise(now);
    });
    Ok(filing)
}

/// Takes something out again that was picked.
pub fn unpick(work: &mut Work, filing: Filing, reviewer: PersonId, what: &str) -> Done<Filing> {
    possible_for(&filing, Action::Supplement, reviewer)?;
    let filing = claimed_by(work, filing, reviewer)?;
    let picked = filing.picked_material().find(|(asked, _)| asked.what == what);
    let Some(field) = picked.map(|(_, picked)| picked.field) else {
        return Ok(filing);
    };
    let now = work.now;
    Ok(work.filings.change(filing, |filing| {
        filing.unpick(|_, picked| picked == field);
        filing.raise(now);
    }))
}

/// The day by which what is picked is to be there.
pub fn picked_until(filing: &Filing) -> Option<NaiveDate> {
    filing.picked_material().find_map(|(asked, _)| asked.until)
}

/// Names that day for all that is picked, or none.
pub fn set_until(work: &mut Work, filing: Filing, reviewer: PersonId, until: Option<NaiveDate>) -> Done<Filing> {
    possible_for(&filing, Action::Supplement, reviewer)?;
    check_day(work, &filing, until)?;
    let filing = claimed_by(work, filing, reviewer)?;
    let now = work.now;
    let slots: Vec<u8> = filing.picked_material().map(|(asked, _)| asked.slot).collect();
    Ok(work.filings.change(filing, |filing| {
        for asked in &mut filing.asked_for {
            if slots.contains(&asked.slot) {
                asked.until = until;
            }
        }
        filing.raise(now);
    }))
}

/// Whether that day can be named.
pub fn check_day(work: &Work, filing: &Filing, until: Option<NaiveDate>) -> Done {
    let (today, Some(day)) = (work.today(), until) else {
        return Ok(());
    };
    let latest = today.checked_add_days(AHEAD).unwrap_or(today);
    let why = match day {
        day if day <= today => "over",
        day if day > latest => "too_far",
        _ => return Ok(()),
    };
    let number = filing.number.unwrap_or_default();
    Err(Refusal::BadWantedDay { number, why, latest }.into())
}

/// Asks for everything that was picked.
pub fn send(work: &mut Work, filing: Filing, reviewer: PersonId) -> Done<Filing> {
    possible_for(&filing, Action::Supplement, reviewer)?;
    if filing.picked_material().next().is_none() {
        let number = filing.number.unwrap_or_default();
        return Err(Refusal::NothingPicked { number }.into());
    }
    // It may have been picked on another day.
    check_day(work, &filing, picked_until(&filing))?;
    reject::send(work, filing, reviewer, Action::Supplement, None)
}
