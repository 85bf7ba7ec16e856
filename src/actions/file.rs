//! A file was sent: it is noted, and fetched after the commit; what it is comes back.

use super::Done;
use crate::domain::answers::{FileId, Kind};
use crate::domain::files::{FileState, SentFile, Unfit};
use crate::domain::filing::Filing;
use crate::domain::form;
use crate::domain::form::asked::Asked;
use crate::domain::form::photos;
use crate::domain::outgoing::Outgoing;
use crate::domain::requests::{Point, Request, Wanted};
use crate::work::Work;

/// Notes a file that was sent as an answer, and asks for it to be fetched. No answer changes by it yet.
pub fn take(work: &mut Work, mut filing: Filing, asked: Asked, source: String) -> (Filing, FileId) {
    let id = work.new_id();
    filing.files.push(SentFile {
        id,
        place: asked.place,
        field: asked.field.id,
        source: source.clone(),
        state: FileState::Waiting,
        at: work.now,
    });
    filing.facts.pictures = Some(true);
    work.filings.put(filing.id, filing.clone());
    let point = Point {
        filing: filing.id,
        place: asked.place,
        field: asked.field.id.to_owned(),
        version: filing.version,
        entry: 0,
    };
    let is_photo = asked.field.kind == Kind::Photo;
    let wanted = Wanted::File {
        file: id,
        source,
        is_photo,
    };
    work.say(Outgoing::request(filing.applicant, Request { point, wanted }, work.now));
    (filing, id)
}

/// What came of it for the person: a file that is of no use.
#[derive(Clone, Debug, PartialEq)]
pub struct OfNoUse {
    pub filing: Filing,
    pub asked: Asked,
    pub file: FileId,
    pub unfit: Unfit,
}

/// What came of a file for the person who sent it.
#[derive(Clone, Debug, PartialEq)]
pub enum Came {
    OfNoUse(OfNoUse),
    /// A photo that is shown to them before it counts.
    ToConfirm {
        filing: Filing,
        asked: Asked,
        file: FileId,
    },
}

/// Notes what a file is. None where there is nothing to say: it is kept, or was deleted meanwhile.
pub fn came(work: &mut Work, point: &Point, file: FileId, state: &FileState) -> Done<Option<Came>> {
    let Some(mut filing) = work.filings.get(&point.filing).cloned() else {
        return Ok(None);
    };
    let Some(sent) = filing.files.iter_mut().find(|sent| sent.id == file) else {
        return Ok(None);
    };
    sent.state = state.clone();
    work.filings.put(filing.id, filing.clone());
    let asked = form::field(&point.field).map(|field| Asked {
        place: point.place,
        field,
    });
    Ok(match (state, asked) {
        (FileState::Unfit(unfit), Some(asked)) if !filing.status.is_closed() => Some(Came::OfNoUse(OfNoUse {
            filing,
            asked,
            file,
            unfit: *unfit,
        })),
        (FileState::Kept(_), Some(asked)) if photos::waits_for(&filing, &asked, file) => {
            Some(Came::ToConfirm { filing, asked, file })
        }
        _ => None,
    })
}
