//! What could not be told: noted in the chat that missed it, put before the reviewer where a deadline hangs on it, and taken up
//! again once the person is there.

use super::{Done, remind};
use crate::domain::conversation::{ChatKind, Conversation};
use crate::domain::deadlines::Deadline;
use crate::domain::filing::FilingId;
use crate::domain::outgoing::ChatId;
use crate::work::Work;

/// A notice about a filing was refused for good, or set aside. In a group nobody in particular missed it: its live message is brought
/// up to date by what happens next.
pub fn refused(work: &mut Work, chat: ChatId, filing: FilingId) -> Done {
    let Some(conversation) = conversation(work, chat).filter(|found| found.kind == ChatKind::Private) else {
        return Ok(());
    };
    if !conversation.untold.contains(&filing) {
        let mut untold = conversation.untold.clone();
        untold.push(filing);
        work.conversations.put(chat, Conversation { untold, ..conversation });
    }
    let open = work.deadlines_of(filing)?.into_iter().filter(Deadline::is_open);
    let deadline = open.into_iter().find(|deadline| deadline.rule().phoned);
    let loaded = work.filings.get(&filing).cloned();
    if let (Some(deadline), Some(filing)) = (deadline, loaded)
        && filing.applicant == chat
        && deadline.is_near(work.now)
    {
        let deadline = remind::put_before_reviewer(work, &filing, deadline);
        work.deadlines.put(deadline.id, deadline);
    }
    Ok(())
}

/// A notice about a filing arrived: what was missed of it before is told by it.
pub fn told(work: &mut Work, chat: ChatId, filing: FilingId) {
    let Some(conversation) = conversation(work, chat).filter(|found| found.untold.contains(&filing)) else {
        return;
    };
    let mut untold = conversation.untold.clone();
    untold.retain(|other| *other != filing);
    work.conversations.put(chat, Conversation { untold, ..conversation });
}

/// Takes what a chat has missed: whoever takes it tells it, in the same attempt.
pub fn take(work: &mut Work, chat: ChatId) -> Vec<FilingId> {
    let Some(conversation) = conversation(work, chat).filter(|found| !found.untold.is_empty()) else {
        return Vec::new();
    };
    let untold = conversation.untold.clone();
    let conversation = Conversation {
        untold: Vec::new(),
        ..conversation
    };
    work.conversations.put(chat, conversation);
    untold
}

/// Whether the applicant may not have heard of a deadline of theirs: a notice about the filing was refused, or has been waiting in vain.
pub fn is_unreached(work: &Work, deadline: &Deadline, applicant: ChatId) -> bool {
    let was_refused = work
        .conversations
        .get(&applicant)
        .is_some_and(|conversation| conversation.untold.contains(&deadline.filing));
    let waits = work.undelivered.contains(&(deadline.filing, applicant));
    deadline.rule().phoned && (was_refused || waits)
}

fn conversation(work: &Work, chat: ChatId) -> Option<Conversation> {
    work.conversations.get(&chat).cloned()
}
