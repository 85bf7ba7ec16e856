//! `/reject <filing>`, then a line `<field>[@<place>] <reason or words>` for each field (the first may stand on the command's
//! own line): sends the filing back to its applicant, once, with all of them. Without lines, and by its button, fields and reasons are
//! picked by buttons.

use super::{Command, Does, of_status, on_filing};
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
    for line in lines {
        let point = named::point(talk, &filing, line);
        let point = point?.ok_or_else(|| Refusal::UnknownField {
            text: line.to_owned(),
            filing: filing.id,
        })?;
        if point.reason.is_none() && point.words.is_none() {
            return Err(Refusal::MissingReason { field: point.field.id }.into());
        }
        points.push(point);
    }
    let filing = actions::reject::reject(talk.work, filing, talk.person, points)?;
    done(talk, &filing, "reject")
}
