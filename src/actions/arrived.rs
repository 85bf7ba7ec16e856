//! What was asked outside came back.

use super::Done;
use crate::domain::filing::Filing;
use crate::domain::place::Place;
use crate::domain::requests::{Arrived, Fault, Found, LookedUp, Progress};
use crate::work::Work;

/// What came of it for the people.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    pub filing: Filing,
    pub looked_up: LookedUp,
    pub before: LookedUp,
}

/// Notes what came back beside the answer that it is about. None where there is nothing to say: the filing has ended, the answer was
/// given anew, or it is the word of an outage that is over.
pub fn arrived(work: &mut Work, arrived: &Arrived) -> Done<Option<Came>> {
    let Arrived { point, result } = arrived;
    let moved_on = || {
        tracing::info!(filing = %point.filing, field = point.field, "A service answered about what has moved on");
        Ok(None)
    };
    let Some(filing) = work.filings.get(&point.filing).cloned() else {
        return moved_on();
    };
    let before = filing
        .looked_up(point.place, &point.field)
        .find(|one| one.version == point.version && one.entry == point.entry)
        .cloned();
    let Some(before) = before.filter(|_| !filing.status.is_closed()) else {
        return moved_on();
    };
    let progress = match result {
        Err(Fault::Out) if before.is_verified() => return moved_on(),
        Err(fault) => Progress::Faulted(*fault),
        Ok(found) => Progress::Found(compared(&filing, found)),
    };
    let looked_up = LookedUp {
        at: work.now,
        progress,
        ..before.clone()
    };
    // Not under a new version: no button depends on it.
    let filing = work
        .filings
        .change(filing, |filing| filing.note_looked_up(looked_up.clone()));
    Ok(Some(Came {
        filing,
        looked_up,
        before,
    }))
}

fn compared(filing: &Filing, found: &Found) -> Found {
    let subject = filing.view(Place::Subject);
    let organiser = subject.value("organiser_name").map(|name| name.show());
    found.compared(organiser.as_deref())
}
