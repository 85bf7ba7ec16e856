//! An applicant says to the reviewer that what was sent back is right. The answer stays; the words stand with the rejection.

use super::{Done, Refusal, answer};
use crate::domain::filing::Filing;
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
