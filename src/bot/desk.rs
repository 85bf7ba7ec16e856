//! What the desk sees unasked: its live message with the counts, and the digest of what nobody has claimed (R10.9).

use chrono::Duration;

use super::questions;
use super::talk::button;
use crate::domain::deadlines::{DeadlineName, ends_at};
use crate::domain::filing::Status;
use crate::domain::outgoing::{Call, ChatId, Keyboard, Lane, Outgoing, Owner};
use crate::domain::press::Press;
use crate::prompts::shown::{AskedDesk, DeskCounts, DeskDigest, DigestLine};
use crate::prompts::{Fault, Prompts};
use crate::work::Work;

/// The desk's one message with the counts, in the topic where `/here` was given: edited in place, or said `anew`.
pub fn desk(work: &mut Work, prompts: &Prompts, chat: ChatId, anew: bool) -> Result<(), Fault> {
    let topic = work.desks.get(&chat).and_then(|desk| desk.topic);
    let words = prompts.words(work.language_of(chat));
    // The list has a limit, the counts have none.
    let oldest = work
        .queue
        .iter()
        .filter(|listed| listed.status == Status::FirstReview && listed.claimed_by.is_none())
        .filter_map(|listed| listed.submitted_at)
        .min();
    let oldest_until = oldest.map(|at| words.date_time(ends_at(DeadlineName::FirstReview, at).0));
    let text = words.render(&DeskCounts {
        waiting: work.count_of(Status::FirstReview, false),
        claimed: work.count_of(Status::FirstReview, true),
        curtain: work.count(Status::Curtain),
        papers: work.count(Status::Papers),
        photo: work.count(Status::CurtainReview),
        ready: work.count(Status::Ready),
        sms: work.count(Status::Sms),
        authority: work.count(Status::Authority),
        questions: work.questions_open,
        oldest_until,
    })?;
    let keyboard = Keyboard(vec![vec![button(words.button("queue")?, Press::act("queue"))]]);
    let call = if anew {
        Call::Send { text, keyboard, topic }
    } else {
        Call::Edit {
            message_id: None,
            text,
            keyboard,
            topic,
        }
    };
    say(work, chat, Some("desk"), call);
    Ok(())
}

/// Somebody asked something that nobody has claimed: that it was asked, and where it is answered. What stands in a group holds nobody's
/// words.
pub fn asked(work: &mut Work, prompts: &Prompts, chat: ChatId, number: i64) -> Result<(), Fault> {
    let topic = work.desks.get(&chat).and_then(|desk| desk.topic);
    let words = prompts.words(work.language_of(chat));
    let question = work.questions.get(&number).cloned();
    let Some(question) = question.filter(|question| question.answered.is_none()) else {
        return Ok(());
    };
    let question = questions::shown(work, &words, &question)?.without_words();
    let text = words.render(&AskedDesk { question })?;
    say(
        work,
        chat,
        None,
        Call::Send {
            text,
            keyboard: Keyboard::default(),
            topic,
        },
    );
    Ok(())
}

/// At most this many filings have a line in the digest; the rest is counted.
const DIGEST_LINES: usize = 10;
/// What ends within this time is in the digest: it comes once a day, and not at the same hour each day.
const NEAR: Duration = Duration::hours(36);

/// The desk's digest: what nobody has claimed, and is late or will be before the next digest. Nothing, where all is claimed by now.
pub fn digest(work: &mut Work, prompts: &Prompts, chat: ChatId) -> Result<(), Fault> {
    let topic = work.desks.get(&chat).and_then(|desk| desk.topic);
    let words = prompts.words(work.language_of(chat));
    let now = work.now;
    let mut listed: Vec<_> = work
        .queue
        .iter()
        .filter(|listed| listed.claimed_by.is_none())
        .filter_map(|listed| {
            let deadline = DeadlineName::of_status(listed.status)?;
            let until = ends_at(deadline, listed.status_since).0;
            (until <= now + NEAR).then_some((until, listed))
        })
        .collect();
    if listed.is_empty() && work.questions_open == 0 {
        return Ok(());
    }
    listed.sort_by_key(|(until, listed)| (*until, listed.number));
    let lines = listed.iter().take(DIGEST_LINES).map(|(until, listed)| {
        Ok(DigestLine {
            number: listed.number,
            status: words.label("status", listed.status.as_str())?,
            until: words.date_time(*until),
            late: *until <= now,
        })
    });
    let lines: Vec<_> = lines.collect::<Result<_, Fault>>()?;
    let unclaimed: usize = work
        .counted
        .iter()
        .filter(|((_, is_claimed), _)| !is_claimed)
        .map(|(_, count)| count)
        .sum();
    let text = words.render(&DeskDigest {
        more: unclaimed.saturating_sub(lines.len()),
        lines,
        questions: work.questions_open,
    })?;
    let keyboard = Keyboard(vec![vec![button(words.button("queue")?, Press::act("queue"))]]);
    say(work, chat, Some("digest"), Call::Send { text, keyboard, topic });
    Ok(())
}

/// Says it there unasked.
fn say(work: &mut Work, chat: ChatId, slot: Option<&str>, call: Call) {
    work.say(Outgoing {
        chat,
        lane: Lane::Unasked,
        slot: slot.map(str::to_owned),
        owner: Owner::Chat(chat),
        call,
        not_before: None,
        expires_at: None,
    });
}
