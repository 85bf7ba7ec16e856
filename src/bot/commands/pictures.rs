//! `/pictures <filing>`: the pictures of a filing, sent to whoever may see it, in their private chat.

use super::{Command, Does, Where, never, on_filing};
use crate::actions::Done;
use crate::bot::talk::Talk;
use crate::domain::files::FileState;
use crate::domain::filing::Filing;
use crate::domain::form::journey;
use crate::domain::outgoing::{Call, Lane, Outgoing, Owner};
use crate::domain::reply::Reply;
use crate::prompts::shown::PicturesFollow;

pub static PICTURES: Command = Command {
    place: Where::Private,
    changes: never,
    is_aside: true,
    does: Does::OnFiling {
        typed: |talk, filing, _| pictures(talk, &filing),
        pressed: None,
        of_own: true,
    },
    ..on_filing("pictures", |_, _, _| Ok(()))
};

fn pictures(talk: &mut Talk, filing: &Filing) -> Done {
    let mut calls = Vec::new();
    let mut others = 0;
    for asked in journey::applicable(filing) {
        let Some(answer) = filing.value(asked.place, asked.field) else {
            continue;
        };
        let label = talk.words.field_at(filing, asked.place, asked.field.id)?;
        let count = answer.files().len();
        for (at, id) in answer.files().iter().enumerate() {
            let Some(FileState::Kept(picture)) = filing.file(*id).map(|file| &file.state) else {
                others += 1;
                continue;
            };
            let caption = match count {
                1 => label.clone(),
                _ => format!("{label} {}/{count}", at + 1),
            };
            calls.push(Call::Picture {
                filing: filing.id,
                file: *id,
                as_photo: true,
                name: format!("{}-{}.{}", filing.name(), at + 1, picture.kind.ending()),
                caption,
            });
        }
    }
    let text = talk.text(&PicturesFollow {
        number: filing.number,
        count: calls.len(),
        others,
    })?;
    talk.say_of(filing.id, Reply::text(text));
    for call in calls {
        talk.work.say(Outgoing {
            chat: talk.chat,
            lane: Lane::Answer,
            slot: None,
            owner: Owner::Filing(filing.id),
            call,
            not_before: None,
            expires_at: None,
        });
    }
    Ok(())
}
