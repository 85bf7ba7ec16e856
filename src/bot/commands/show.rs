//! `/show <filing>`: everything about it, with what was found automatically. In a group personal values are masked.

use std::collections::BTreeSet;

use super::{Command, Does, never, on_filing};
use crate::actions::Done;
use crate::bot::applicant::{line_id, summary_sections};
use crate::bot::numbers::granted_numbers;
use crate::bot::reviewer::done::next_buttons;
use crate::bot::reviewer::findings;
use crate::bot::talk::Talk;
use crate::bot::verifying;
use crate::domain::conversation::ChatKind;
use crate::domain::filing::{Curtain, Filing, Status};
use crate::domain::form::journey;
use crate::domain::history;
use crate::domain::materials;
use crate::domain::outgoing::Keyboard;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::domain::workflow::Case;
use crate::prompts::{Fault, shown};
use crate::work::Needs;

pub static SHOW: Command = Command {
    changes: never,
    is_aside: true,
    does: Does::OnFiling {
        typed: |talk, filing, _| show(talk, &filing),
        pressed: None,
        of_own: true,
    },
    ..on_filing("show", |_, _, _| Ok(()))
};

/// What reviewers have noted: in their private chats, and not of one's own filing.
fn notes(talk: &Talk, filing: &Filing) -> Vec<shown::NoteShown> {
    if talk.kind == ChatKind::Group || filing.applicant == talk.person {
        return Vec::new();
    }
    let lines = talk.work.history.get(&filing.id).into_iter().flatten();
    lines
        .filter(|line| matches!(history::act(&line.action), "note" | "call"))
        .filter_map(|line| {
            let who = line.person.and_then(|person| talk.work.people.get(&person));
            Some(shown::NoteShown {
                at: talk.words.date_time(line.at),
                who: who.map(|person| person.name.clone()),
                words: line.words.clone()?,
            })
        })
        .collect()
}

/// In a group the words in which a reviewer asked for material are not repeated.
fn without_own_words(talk: &Talk, filing: &Filing, sections: &mut [shown::SectionShown]) -> Result<(), Fault> {
    let own: Vec<String> = journey::applicable(filing)
        .iter()
        .filter(|asked| {
            let material = filing.asked_for(asked.field.id);
            material.is_some_and(|material| !materials::is_listed(&material.what))
        })
        .map(|asked| line_id(asked.place, asked.field.id))
        .collect();
    let lines = sections.iter_mut().flat_map(|section| &mut section.lines);
    for line in lines.filter(|line| own.contains(&line.id)) {
        line.label = talk.words.material(None)?;
    }
    Ok(())
}

pub fn show(talk: &mut Talk, filing: &Filing) -> Done {
    // Its notes stand in its history, which is loaded by its number.
    if let Some(number) = filing.number.filter(|_| filing.applicant != talk.person) {
        talk.work.require(Needs {
            history: [number].into(),
            ..Needs::default()
        })?;
    }
    let name = |person: i64| {
        talk.work
            .people
            .get(&person)
            .map_or_else(|| person.to_string(), |person| person.name.clone())
    };
    let corrected: Vec<String> = filing
        .answers
        .keys()
        .filter(|(place, field)| filing.is_answered_anew(*place, field))
        // What they find right was not changed.
        .filter(|(place, field)| filing.reply(*place, field).is_none())
        .filter(|(place, field)| !filing.is_sent_again(*place, field))
        .map(|(place, field)| line_id(*place, field))
        .collect();
    let (subject_number, services) = granted_numbers(filing);
    let masked = talk.kind == ChatKind::Group;
    let deleted = filing.data_key.is_none();
    let kind = filing.kind.map(|kind| talk.words.label("kind", kind.as_str()));
    let text = talk.text(&shown::Shown {
        number: filing.number,
        kind: kind.transpose()?,
        status: talk.words.label("status", filing.status.as_str())?,
        since: talk.words.date_time(filing.status_since),
        submitted: filing.submitted_at.map(|at| talk.words.date_time(at)),
        submissions: submissions(filing),
        closed: filing.status.is_closed(),
        subject_number,
        services,
        // Who reviews what is one's own is nobody's business.
        own: filing.applicant == talk.person,
        claimed_by: filing.claimed_by.map(name),
        // Names are personal: in a group the applicant is not named, nor once their data was deleted.
        applicant: (!masked && !deleted).then(|| name(filing.applicant)),
        deleted,
        masked,
        corrected,
        reply: filing.reply_to_whole().filter(|_| !masked).map(str::to_owned),
        // In a group what was found may hold what the applicant wrote.
        findings: match deleted || masked {
            true => Vec::new(),
            false => {
                let found = findings::of(talk, filing)?.into_iter();
                found.map(|(_, finding)| finding).collect()
            }
        },
        verifying: match filing.status {
            Status::Sms => verifying::people(&talk.words, filing, !masked)?,
            _ => Vec::new(),
        },
        notes: notes(talk, filing),
        paid_curtain: filing.facts.curtain.is_paid && Case::of(filing).curtain != Curtain::NotWanted,
        sections: match deleted {
            true => Vec::new(),
            false => {
                let mut sections = summary_sections(&talk.words, filing, talk.work.today())?;
                if masked {
                    without_own_words(talk, filing, &mut sections)?;
                }
                sections
            }
        },
    })?;
    let mut keyboard = next_buttons(talk, filing)?;
    let has_pictures = journey::applicable(filing).iter().any(|asked| {
        let answer = filing.value(asked.place, asked.field);
        answer.is_some_and(|answer| !answer.files().is_empty())
    });
    if has_pictures && !masked {
        let press = Press::act_on("pictures", filing.id, filing.version);
        keyboard.insert(0, vec![talk.button("pictures", press)?]);
    }
    let keyboard = Keyboard(keyboard);
    let reply = Reply::with_buttons(text, keyboard);
    if filing.data_key.is_some() {
        talk.say_of(filing.id, reply);
    } else {
        talk.say(reply);
    }
    Ok(())
}

/// How often it was handed in: once, and once more for each round in which something was sent back or asked for and has come. Rounds in which
/// the curtain's photo or the papers were wanted are none.
fn submissions(filing: &Filing) -> usize {
    let sent = filing.rejections.iter().filter(|back| back.sent_at.is_some());
    let rounds: BTreeSet<i32> = sent.map(|back| back.round).collect();
    let is_open = filing.is_with_applicant() && rounds.contains(&filing.round);
    rounds.len() + 1 - usize::from(is_open)
}
