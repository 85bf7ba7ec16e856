//! One act, answered once or not at all.
//!
//! An album comes as one message a picture. Telegram tells of an edit also where nothing was edited: a reaction came, or a preview. So
//! a chat's conversation remembers, by numbers, what was written last.

use super::route::{Incoming, Routed};
use crate::domain::answers::Kind;
use crate::domain::conversation::{ChatKind, Conversation, Recent, State};
use crate::domain::form;
use crate::work::Work;

/// Whether the input is more of an act that was answered before.
pub fn is_more_of_the_same(work: &Work, routed: &Routed) -> bool {
    let Some(conversation) = work.conversations.get(&routed.chat) else {
        return false;
    };
    let origin = &routed.origin;
    match &routed.incoming {
        // Each picture of an album counts where several are asked for; of a photo that is shown before it counts, the first.
        Incoming::Picture(_) if asks_pictures(&conversation.state) => false,
        Incoming::NotText | Incoming::Picture(_) => {
            origin.album.is_some_and(|album| conversation.recent.has_album(album))
        }
        Incoming::Edited => {
            let edited = origin.message_id.zip(origin.print);
            edited.is_some_and(|(message, print)| conversation.recent.is_written(message, print))
        }
        _ => false,
    }
}

fn asks_pictures(state: &State) -> bool {
    let State::Answering { field, .. } = state else {
        return false;
    };
    form::field(field).is_some_and(|field| field.kind.pages().is_some() && field.kind != Kind::Photo)
}

/// Remembers what was written in a private chat. In groups nothing but commands is answered, and no edit.
pub fn note(work: &mut Work, routed: &Routed) {
    let is_written = matches!(
        routed.incoming,
        Incoming::Command { .. }
            | Incoming::Text(_)
            | Incoming::NotText
            | Incoming::Picture(_)
            | Incoming::Contact { .. }
            | Incoming::Edited
    );
    // What is being deleted is not remembered.
    if !is_written || work.deletes(routed.chat) {
        return;
    }
    let Some(conversation) = work.conversations.get(&routed.chat).cloned() else {
        return;
    };
    if conversation.kind != ChatKind::Private {
        return;
    }
    let recent = with(conversation.recent.clone(), routed);
    if recent != conversation.recent {
        work.conversations
            .put(routed.chat, Conversation { recent, ..conversation });
    }
}

fn with(mut recent: Recent, routed: &Routed) -> Recent {
    let origin = &routed.origin;
    if let Some((message, print)) = origin.message_id.zip(origin.print) {
        recent.note_written(message, print);
    }
    if let Some(album) = origin.album {
        recent.note_album(album);
    }
    recent
}
