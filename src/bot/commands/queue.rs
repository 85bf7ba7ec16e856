//! `/queue`: what waits, oldest first, by what is to be done with it.

use super::{Command, Where, never, plain};
use crate::actions::Done;
use crate::bot::talk::{Talk, button, rows};
use crate::domain::deadlines::{DeadlineName, ends_at};
use crate::domain::filing::Status;
use crate::domain::outgoing::Keyboard;
use crate::domain::people::Role;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::prompts::{Fault, shown};
use crate::work::Listed;

/// At most this many filings have a button.
const BUTTONS: usize = 12;
/// At most this many filings of a status have a line; the rest is counted.
const LINES: usize = 15;

pub static QUEUE: Command = Command {
    loads: |needs, _| needs.queue = true,
    changes: never,
    is_aside: true,
    has_button: true,
    ..plain("queue", Role::Reviewer, Where::Both, |talk, _| queue(talk))
};

fn queue(talk: &mut Talk) -> Done {
    let mut queue = talk.work.queue.clone();
    // One's own work first, then what anybody may take; each is in the order of its promise already.
    queue.sort_by_key(|listed| match listed.claimed_by {
        Some(by) if by == talk.person => 0,
        None => 1,
        Some(_) => 2,
    });
    let statuses = [Status::FirstReview, Status::Ready, Status::Sms, Status::Authority];
    let groups: Vec<_> = statuses
        .into_iter()
        .map(|status| -> Result<_, Fault> {
            let listed = queue.iter().filter(|listed| listed.status == status).take(LINES);
            let lines: Vec<_> = listed.map(|listed| line(talk, listed)).collect::<Result<_, _>>()?;
            let more = talk.work.count(status).saturating_sub(lines.len());
            Ok(shown::QueueGroup {
                title: talk.words.label("status", status.as_str())?,
                lines,
                more,
            })
        })
        .collect::<Result<_, _>>()?;
    let count: usize = statuses.into_iter().map(|status| talk.work.count(status)).sum();
    let is_open_to = |listed: &&Listed| match listed.claimed_by {
        Some(by) => by == talk.person,
        None => listed.applicant != talk.person,
    };
    let buttons: Vec<_> = queue
        .iter()
        .filter(is_open_to)
        .take(BUTTONS)
        .map(|listed| {
            button(
                format!("#{}", listed.number),
                Press::act(&format!("show {}", listed.number)),
            )
        })
        .collect();
    let text = talk.text(&shown::Queue {
        count,
        groups,
        buttons: !buttons.is_empty(),
    })?;
    talk.say(Reply {
        text,
        keyboard: Keyboard(rows(buttons)),
        slot: None,
    });
    Ok(())
}

fn line(talk: &Talk, listed: &Listed) -> Result<shown::QueueLine, Fault> {
    let claimed_by = listed.claimed_by.map(|person| {
        talk.work
            .people
            .get(&person)
            .map_or_else(|| person.to_string(), |person| person.name.clone())
    });
    let until = match (listed.status, listed.submitted_at) {
        (Status::FirstReview, Some(at)) => Some(talk.words.date_time(ends_at(DeadlineName::FirstReview, at).0)),
        _ => None,
    };
    let late = match (listed.status, listed.submitted_at) {
        (Status::FirstReview, Some(at)) => ends_at(DeadlineName::FirstReview, at).0 < talk.work.now,
        _ => false,
    };
    let kind = listed.kind.map(|kind| talk.words.label("kind", kind.as_str()));
    Ok(shown::QueueLine {
        number: listed.number,
        kind: kind.transpose()?,
        since: talk.words.date_time(listed.status_since),
        until,
        late,
        mine: listed.claimed_by == Some(talk.person),
        claimed_by,
        own: listed.applicant == talk.person,
    })
}
