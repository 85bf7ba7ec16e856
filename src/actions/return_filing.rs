//! `/return`: the authority sent the filing back (管局退回), with its reason and the fields it names.

use super::reject::{Point, pick, send};
use super::{Done, Refusal, possible_for};
use crate::domain::filing::Filing;
use crate::domain::form::journey;
use crate::domain::outgoing::PersonId;
use crate::domain::workflow::Action;
use crate::work::Work;

/// Sends named fields back with the authority's reason. Without a field, its words alone tell what is wrong: then every answer
/// may be changed and none must be, since nobody can say which one is meant (it may be something outside the form).
pub fn return_filing(
    work: &mut Work,
    mut filing: Filing,
    reviewer: PersonId,
    points: Vec<Point>,
    words: Option<String>,
) -> Done<Filing> {
    let number = filing.number.unwrap_or_default();
    possible_for(&filing, Action::Return, reviewer)?;
    for point in points {
        filing = pick(work, filing, reviewer, point)?;
    }
    if filing.picked().next().is_none() {
        let Some(words) = words.clone() else {
            return Err(Refusal::NothingPicked { number }.into());
        };
        let mut answered = journey::applicable(&filing);
        answered.retain(|asked| filing.kept(asked.place, asked.field.id).is_some());
        for asked in answered {
            let point = Point {
                place: asked.place,
                field: asked.field,
                reason: None,
                words: Some(words.clone()),
                general: true,
            };
            filing = pick(work, filing, reviewer, point)?;
        }
    }
    send(work, filing, reviewer, Action::Return, words)
}
