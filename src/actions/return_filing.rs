//! `/return`: the authority sent the filing back (管局退回), with its reason and the fields it names.

use super::reject::{Point, pick, send};
use super::{Done, claimed_by, possible_for};
use crate::domain::filing::{ANY_FIELD, Filing};
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::workflow::Action;
use crate::work::Work;

/// Sends named fields back, each with its reason, and the authority's words, which may name none.
pub fn return_filing(
    work: &mut Work,
    mut filing: Filing,
    reviewer: PersonId,
    points: Vec<Point>,
    words: Option<String>,
) -> Done<Filing> {
    possible_for(&filing, Action::Return, reviewer)?;
    for point in points {
        filing = pick(work, filing, reviewer, point)?;
    }
    if let Some(words) = &words {
        filing = pick_whole(work, filing, reviewer, words.clone())?;
    }
    send(work, filing, reviewer, Action::Return, words)
}

/// Picks no field in particular: the authority's words are shown, and any answer may be changed, but none must be.
fn pick_whole(work: &mut Work, filing: Filing, reviewer: PersonId, words: String) -> Done<Filing> {
    let filing = claimed_by(work, filing, reviewer)?;
    let now = work.now;
    Ok(work.filings.change(filing, |filing| {
        filing.pick((Place::Subject, ANY_FIELD), (None, Some(words)), reviewer, now);
        filing.raise(now);
    }))
}
