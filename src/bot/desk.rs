//! The desk's live message.

use super::talk::button;
use crate::domain::deadlines::{DeadlineName, ends_at};
use crate::domain::filing::Status;
use crate::domain::outgoing::{Call, ChatId, Keyboard, Lane, Outgoing, Owner};
use crate::domain::press::Press;
use crate::prompts::shown::DeskCounts;
use crate::prompts::{Fault, Prompts};
use crate::work::Work;

/// The desk's one message with the counts, in the topic where `/here` was given: edited in place, or said `anew`.
pub fn desk(work: &mut Work, prompts: &Prompts, chat: ChatId, anew: bool) -> Result<(), Fault> {
    let topic = work.desks.get(&chat).and_then(|desk| desk.topic);
    let words = prompts.words(work.language_of(chat));
    let waiting: Vec<_> = work
        .queue
        .iter()
        .filter(|listed| listed.status == Status::FirstReview && listed.claimed_by.is_none())
        .collect();
    let count = |status| work.queue.iter().filter(|listed| listed.status == status).count();
    let oldest = waiting.iter().filter_map(|listed| listed.submitted_at).min();
    let oldest_until = oldest.map(|at| words.date_time(ends_at(DeadlineName::FirstReview, at).0));
    let text = words.render(&DeskCounts {
        waiting: waiting.len(),
        claimed: count(Status::FirstReview) - waiting.len(),
        ready: count(Status::Ready),
        authority: count(Status::Authority),
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
    work.say(Outgoing {
        chat,
        lane: Lane::Unasked,
        slot: Some("desk".to_owned()),
        owner: Owner::Chat(chat),
        call,
        not_before: None,
        expires_at: None,
    });
    Ok(())
}
