//! `/history <filing>`: what happened to it, with notes and reasons.

use std::collections::BTreeSet;

use super::{Command, never, on_filing};
use crate::actions::Done;
use crate::bot::reviewer::pick::picked_line;
use crate::bot::talk::Talk;
use crate::domain::conversation::ChatKind;
use crate::domain::filing::{ANY_FIELD, Filing, Rejection};
use crate::domain::reply::Reply;
use crate::domain::{form, history};
use crate::prompts::shown;

pub static HISTORY: Command = Command {
    loads: |needs, given| needs.history.extend(given.number()),
    changes: never,
    is_aside: true,
    ..on_filing("history", |talk, filing, _| show(talk, &filing))
};

fn show(talk: &mut Talk, filing: &Filing) -> Done {
    let in_group = talk.kind == ChatKind::Group;
    // Each act that sends something back, or asks for something, has a round; other acts begin rounds too, in which nothing is.
    let sent = filing.rejections.iter().filter(|back| back.sent_at.is_some());
    let rounds: BTreeSet<i32> = sent.map(|back| back.round).collect();
    let mut rounds = rounds.into_iter();
    let mut lines = Vec::new();
    for line in talk.work.history.get(&filing.id).into_iter().flatten() {
        // Reviewers are named to each other; the applicant is "the applicant".
        let person = line.person.filter(|_| line.actor == "reviewer");
        let who = person
            .and_then(|person| talk.work.people.get(&person))
            .map(|person| person.name.clone());
        let act = history::act(&line.action);
        let round = match act {
            "reject" | "return" | "supplement" => rounds.next(),
            _ => None,
        };
        let of_round = |back: &&Rejection| Some(back.round) == round && back.sent_at.is_some();
        let whole = filing
            .rejections
            .iter()
            .filter(of_round)
            .find(|back| back.field == ANY_FIELD);
        let reply = whole.and_then(|back| back.reply.clone()).filter(|_| !in_group);
        let back = filing
            .rejections
            .iter()
            .filter(of_round)
            // What was said of the whole stands in the line itself.
            .filter(|back| form::field(back.field).is_some())
            .map(|back| picked_line(talk, filing, back));
        let moved = (line.from != line.to).then(|| talk.words.label("status", line.to.as_str()));
        lines.push(shown::HistoryLine {
            at: talk.words.date_time(line.at),
            actor: talk.words.label("actor", &line.actor)?,
            who,
            action: talk.words.label("action", act)?,
            status: moved.transpose()?,
            // Words may hold anything: in a group they are not repeated.
            words: line.words.clone().filter(|_| !in_group),
            back: back.collect::<Result<_, _>>()?,
            reply,
        });
    }
    let text = talk.text(&shown::History {
        number: filing.number,
        lines,
    })?;
    let reply = Reply::text(text);
    if filing.data_key.is_some() {
        talk.say_of(filing.id, reply)
    } else {
        talk.say(reply)
    }
    Ok(())
}
