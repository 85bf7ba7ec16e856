//! An applicant says to the reviewer that what was sent back is right, or what they answer to the whole. The answers stay; the words stand
//! with the rejection.

use super::{Done, Refusal, answer};
use crate::domain::filing::{ANY_FIELD, Filing};
use crate::domain::form::asked::Asked;
use crate::domain::form::{Field, journey};
use crate::domain::place::Place;
use crate::work::Work;

/// Keeps the words, and the answer under a new version: it is settled at once, or once the person confirms that they are to be told.
pub fn explain(
    work: &mut Work,
    mut filing: Filing,
    place: Place,
    field: &'static Field,
    words: String,
    is_settled: bool,
) -> Done<Filing> {
    let may = journey::may_explain(&filing, &Asked { place, field }, work.today());
    let Some(answer) = filing.value(place, field).filter(|_| may) else {
        return Err(Refusal::StaleButton.into());
    };
    filing.set_reply(place, field.id, Some(words));
    answer::answer(work, filing, place, field, answer, !is_settled)
}

/// Notes words of which it is not known yet which of these answers they are about. None of them is settled.
pub fn note(work: &mut Work, filing: Filing, about: &[Asked], words: &str) -> Done<Filing> {
    let (now, today) = (work.now, work.today());
    if !about.iter().all(|asked| journey::may_explain(&filing, asked, today)) {
        return Err(Refusal::StaleButton.into());
    }
    Ok(work.filings.change(filing, |filing| {
        for asked in about {
            filing.set_reply(asked.place, asked.field.id, Some(words.to_owned()));
        }
        filing.raise(now);
    }))
}

/// Keeps what they answer to the words with which the whole was sent back, or takes it back. It is told with the filing.
pub fn reply(work: &mut Work, filing: Filing, words: Option<String>) -> Done<Filing> {
    if !filing.is_correction() || filing.sent_back_whole().is_none() {
        return Err(Refusal::StaleButton.into());
    }
    let now = work.now;
    Ok(work.filings.change(filing, |filing| {
        filing.set_reply(Place::Subject, ANY_FIELD, words);
        filing.raise(now);
    }))
}
