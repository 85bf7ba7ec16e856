//! `/reject <filing>`, then a line `<field>[@<place>] <reason or words>` for each field (the first may stand on the command's
//! own line): sends the filing back to its applicant, once, with all of them. Without lines, and by its button, fields and reasons are
//! picked by buttons.

use super::{Command, Does, of_status, on_filing};
use crate::actions::reject::Point;
use crate::actions::{self, Done, Refusal};
use crate::bot::reviewer::done::done;
use crate::bot::reviewer::{named, pick};
use crate::bot::talk::Talk;
use crate::domain::filing::Filing;

pub static REJECT: Command = Command {
    loads: of_status,
    does: Does::OnFiling {
        typed: reject,
        pressed: Some(|talk, filing| pick::begin(talk, &filing)),
        of_own: false,
    },
    ..on_filing("reject", |_, _, _| Ok(()))
};

fn reject(talk: &mut Talk, filing: Filing, lines: &str) -> Done {
    actions::reject::may_send_back(&filing, talk.person)?;
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    // Material that was picked to be asked for is no answer that was picked to be sent back.
    let none_picked = filing.picked().count() == filing.picked_material().count();
    if lines.is_empty() && none_picked {
        return pick::begin(talk, &filing);
    }
    let mut points = Vec::new();
    let mut not_understood = Vec::new();
    for line in lines {
        match named::point(talk, &filing, line)? {
            None => not_understood.push(Refusal::UnknownField {
                text: line.to_owned(),
                filing: filing.id,
            }),
            Some(point) if point.reason.is_none() && point.words.is_none() => {
                not_understood.push(Refusal::MissingReason { field: point.field.id });
            }
            Some(point) => join(&mut points, point),
        }
    }
    if let [first, ..] = not_understood.as_slice() {
        return keep_the_rest(talk, filing, first, points);
    }
    let filing = actions::reject::reject(talk.work, filing, talk.person, points)?;
    done(talk, &filing, "reject")
}

/// A field may have several lines: all that they say of it is told.
fn join(points: &mut Vec<Point>, point: Point) {
    let same = |other: &&mut Point| other.place == point.place && other.field.id == point.field.id;
    let Some(other) = points.iter_mut().find(same) else {
        return points.push(point);
    };
    // Of two reasons of the list the first stands.
    other.reason = other.reason.take().or(point.reason);
    other.words = match (other.words.take(), point.words) {
        (Some(one), Some(two)) => Some(format!("{one}；{two}")),
        (one, two) => one.or(two),
    };
}

/// A line was not understood: nothing is sent, and what stands on the other lines is picked, so that it need not be typed again.
fn keep_the_rest(talk: &mut Talk, mut filing: Filing, refusal: &Refusal, points: Vec<Point>) -> Done {
    if points.is_empty() {
        return Err(refusal.clone().into());
    }
    for point in points {
        filing = actions::reject::pick(talk.work, filing, talk.person, point)?;
    }
    talk.refuse(refusal)?;
    pick::begin(talk, &filing)
}
