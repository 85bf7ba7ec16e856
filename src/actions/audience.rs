//! Who is meant by an audience: the chats of one filing's.

use super::Done;
use crate::domain::filing::{Filing, FilingId};
use crate::domain::outgoing::{ChatId, PersonId};
use crate::domain::workflow::{Audience, NoticeName};
use crate::work::{Notice, Occasion, Work};

/// The chats in which an audience hears of a filing. Nobody is told of their own act as a claimant.
pub fn receivers(work: &Work, filing: &Filing, audience: Audience, by: Option<PersonId>) -> Vec<ChatId> {
    match audience {
        Audience::Applicant => vec![filing.applicant],
        Audience::Claimant => filing
            .claimed_by
            .into_iter()
            .filter(|claimant| by != Some(*claimant))
            .collect(),
        Audience::Desk => work.desks.iter().map(|(chat, _)| *chat).collect(),
    }
}

/// Who reviews it: whoever has claimed it; what nobody has claimed is the desk's.
pub fn reviewers(work: &Work, filing: &Filing) -> Vec<ChatId> {
    let audience = match filing.claimed_by {
        Some(_) => Audience::Claimant,
        None => Audience::Desk,
    };
    receivers(work, filing, audience, None)
}

/// Tells each of them the same.
pub fn tell(work: &mut Work, receivers: Vec<ChatId>, filing: FilingId, occasion: &Occasion) {
    for to in receivers {
        work.tell(Notice {
            to,
            filing: Some(filing),
            occasion: occasion.clone(),
        });
    }
}

/// Tells an audience what has happened. The desk's message is live: it is brought up to date in the desk's own turn.
pub fn tell_event(
    work: &mut Work,
    filing: &Filing,
    (audience, name): (Audience, NoticeName),
    (event, by): (&'static str, Option<PersonId>),
    words: Option<String>,
) -> Done {
    if audience == Audience::Desk {
        work.tell_desks()?;
        return Ok(());
    }
    let occasion = Occasion::Event {
        name,
        to: audience,
        event,
        words,
    };
    let receivers = receivers(work, filing, audience, by);
    tell(work, receivers, filing.id, &occasion);
    Ok(())
}
