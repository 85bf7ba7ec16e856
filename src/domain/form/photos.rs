//! Photos of people ([`Kind::Photo`]): what is kept of one is shown to whoever sent it, and it counts once they have said that it is good.

use crate::domain::answers::{Answer, FileId, Kind, Warning};
use crate::domain::files::FileState;
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;

/// Code of the doubt about a photo that nobody has looked at yet.
pub const SHOWN: &str = "photo_shown";

/// The doubt about a photo, until it is confirmed.
pub fn doubt(filing: &Filing, asked: &Asked, answer: &Answer) -> Option<Warning> {
    let kept = filing.kept(asked.place, asked.field.id);
    let is_confirmed = kept.is_some_and(|kept| kept.answer == *answer && !kept.doubted);
    if asked.field.kind != Kind::Photo || is_confirmed || answer.files().is_empty() {
        return None;
    }
    let state = if is_fetched(filing, answer) { "kept" } else { "waiting" };
    Some(Warning::new(SHOWN).with("state", state))
}

/// Whether it is known what the files of an answer are: before, nobody can say that they are good.
pub fn is_fetched(filing: &Filing, answer: &Answer) -> bool {
    let is_waiting = |file: &FileId| filing.file(*file).is_some_and(|file| file.state == FileState::Waiting);
    !answer.files().iter().any(is_waiting)
}

/// Whether that file is a photo which its sender has yet to look at.
pub fn waits_for(filing: &Filing, asked: &Asked, file: FileId) -> bool {
    let kept = filing.kept(asked.place, asked.field.id);
    asked.field.kind == Kind::Photo
        && filing.is_with_applicant()
        && kept.is_some_and(|kept| kept.doubted && kept.answer.files().contains(&file))
}
