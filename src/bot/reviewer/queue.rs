//! `/queue`: what waits, oldest first, by what is to be done with it.

use minijinja::context;

use crate::actions::Done;
use crate::bot::talk::{Talk, button, rows};
use crate::domain::deadlines::{DeadlineName, ends_at};
use crate::domain::filing::Status;
use crate::domain::outgoing::Keyboard;
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::prompts::catalogue as templates;
use crate::work::Listed;

/// So many have a button; the rest is named.
const BUTTONS: usize = 12;

pub fn queue(talk: &mut Talk) -> Done {
    let queue = std::mem::take(&mut talk.work.queue);
    let groups: Vec<_> = [Status::FirstReview, Status::Ready, Status::Authority]
        .into_iter()
        .map(|status| {
            let lines: Vec<_> = queue
                .iter()
                .filter(|listed| listed.status == status)
                .map(|listed| line(talk, listed))
                .collect();
            context! { title => talk.words.label("status", status.as_str()), lines }
        })
        .collect();
    let text = talk.text(&templates::QUEUE, context! { groups, count => queue.len() });
    let mine_first = queue.iter().filter(|l| l.claimed_by == Some(talk.person)).chain(
        queue
            .iter()
            .filter(|l| l.claimed_by.is_none() && l.applicant != talk.person),
    );
    let buttons = mine_first
        .take(BUTTONS)
        .map(|listed| button(format!("#{}", listed.number), Press::of(Verb::Show, listed.id, 0)))
        .collect();
    talk.work.queue = queue;
    talk.say(Reply {
        text,
        keyboard: Keyboard(rows(buttons)),
        slot: None,
    });
    Ok(())
}

fn line(talk: &Talk, listed: &Listed) -> minijinja::Value {
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
    context! {
        number => listed.number,
        kind => listed.kind.map(|kind| talk.words.label("kind", kind.as_str())),
        since => talk.words.date_time(listed.status_since),
        until,
        late,
        mine => listed.claimed_by == Some(talk.person),
        claimed_by,
        own => listed.applicant == talk.person,
    }
}
