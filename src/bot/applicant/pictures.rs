//! Pictures that an applicant sends: each is noted at once and fetched after the commit. That one is of no use they hear when it was looked at,
//! and meanwhile the journey goes on.

use super::{home, show, typed};
use crate::actions::file::OfNoUse;
use crate::actions::{self, Done};
use crate::bot::read::File;
use crate::bot::talk::{Talk, button};
use crate::dialogue::{self, Input, Lead};
use crate::domain::answers::{FileId, Kind, Malformed};
use crate::domain::conversation::{ChatKind, Conversation, State};
use crate::domain::files::{FileState, LARGEST, LARGEST_ORIGINAL, Unfit};
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey::{self, Next};
use crate::domain::outgoing::{Call, Keyboard, Lane, Outgoing, Owner};
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::domain::requests::Service;
use crate::prompts::shown::{PictureOfNoUse, TooManyOfAlbum};
use crate::prompts::{Fault, Prompts};
use crate::work::{Undecided, Work};

/// A picture came, or a file that may be one. Where none is being asked for, it answers the question that comes next, if that wants
/// pictures: who was told that a photo is due sends it, with or without a press before. Else it is what any other file is.
pub fn sent(talk: &mut Talk, file: &File, is_of_album: bool) -> Done {
    let (filing, asked) = match asked_for(talk) {
        Some(asked) => asked,
        None => match due(talk)? {
            Some((filing, asked)) => {
                let (state, _) = dialogue::ask(&filing, asked, Lead::Nothing, false);
                talk.set_state(state);
                (filing, asked)
            }
            None => return typed::text(talk, None),
        },
    };
    let changing = matches!(talk.state(), State::Answering { changing: true, .. });
    if let Some(unfit) = told_at_once(file, asked.field.kind) {
        let lead = Lead::Malformed(Malformed::new(unfit.code()));
        let (mut state, say) = dialogue::ask(&filing, asked, lead, changing);
        keep_noted(talk, &mut state);
        let say = with_noted(say, &state);
        show::show(talk, &filing, state, say, false)?;
        return Ok(());
    }
    let noted = match talk.state() {
        State::Answering { ticked, .. } => ticked.len(),
        _ => 0,
    };
    let pages = asked.field.kind.pages().map_or(1, usize::from);
    let (_, file) = actions::file::take(talk.work, filing, asked, file.id.clone());
    if is_of_album && noted + 1 >= pages {
        // What else came with it stands behind the last that was taken.
        let text = talk.text(&TooManyOfAlbum { max: pages })?;
        talk.say(Reply::text(text));
    }
    super::step(talk, Input::Picture(file))
}

/// The question for pictures that is being asked, where there is a store for them.
fn asked_for(talk: &Talk) -> Option<(Filing, Asked)> {
    let State::Answering {
        filing,
        version,
        explaining: false,
        ..
    } = talk.state()
    else {
        return None;
    };
    let asked = super::asked_in(&talk.state())?;
    asked.field.kind.pages()?;
    let filing = talk.work.filings.get(&filing)?;
    let is_asked = filing.applicant == talk.person && filing.is_with_applicant() && filing.version == version;
    (is_asked && talk.work.services.contains(&Service::Files)).then(|| (filing.clone(), asked))
}

/// The question for pictures that comes next in the filing that is open, where nothing is being asked.
fn due(talk: &Talk) -> Result<Option<(Filing, Asked)>, Undecided> {
    if talk.state() != State::Idle || !talk.work.services.contains(&Service::Files) {
        return Ok(None);
    }
    let due = home::open_filing(talk)?.and_then(|filing| match journey::next(&filing, talk.work.today()) {
        Next::Question(asked) if asked.field.kind.pages().is_some() => Some((filing, asked)),
        _ => None,
    });
    Ok(due)
}

/// What Telegram's description of it says already.
fn told_at_once(file: &File, kind: Kind) -> Option<Unfit> {
    let largest = match kind {
        Kind::Photo => LARGEST_ORIGINAL,
        _ => LARGEST,
    };
    if file.size.is_some_and(|size| size >= largest) {
        return Some(Unfit::TooLarge);
    }
    let is_heic = file.mime.as_deref().is_some_and(|mime| mime.starts_with("image/hei"));
    (is_heic && !file.is_photo).then_some(Unfit::Heic)
}

/// What was noted before stays noted.
fn keep_noted(talk: &Talk, state: &mut State) {
    if let (State::Answering { ticked: noted, .. }, State::Answering { ticked, .. }) = (talk.state(), state) {
        *ticked = noted;
    }
}

fn with_noted(say: dialogue::Say, state: &State) -> dialogue::Say {
    match (say, state) {
        (dialogue::Say::Ask { asked, lead, .. }, State::Answering { ticked, .. }) => dialogue::Say::Ask {
            asked,
            ticked: ticked.clone(),
            lead,
        },
        (say, _) => say,
    }
}

/// Says that a picture is of no use, and what to send instead. Where it was not an answer yet, it is no longer noted.
pub fn of_no_use(work: &mut Work, prompts: &Prompts, came: &OfNoUse) -> Result<(), Fault> {
    let OfNoUse {
        filing,
        asked,
        file,
        unfit,
    } = came;
    forget_noted(work, filing, &file.to_string());
    let words = prompts.words(work.language_of(filing.applicant));
    let is_answer = filing
        .kept(asked.place, asked.field.id)
        .filter(|kept| kept.answer.files().contains(file));
    let is_editable = journey::is_editable(filing, asked);
    let can_change = is_editable && is_answer.is_some();
    let text = words.render(&PictureOfNoUse {
        label: words.field_at(filing, asked.place, asked.field.id)?,
        why: show::malformed_text(&words, &Malformed::new(unfit.code()))?,
        can_change,
        is_asked: is_editable,
    })?;
    let mut keyboard = Keyboard::default();
    if let Some(kept) = is_answer.filter(|_| can_change) {
        let press = Press::of(Verb::Change, filing.id, kept.version).at(asked.place, asked.field.id);
        keyboard.0.push(vec![button(words.button("change")?, press)]);
    }
    let reply = Reply::with_buttons(text, keyboard);
    let owner = Owner::Filing(filing.id);
    crate::bot::talk::say(work, filing.applicant, None, Lane::Answer, owner, reply);
    Ok(())
}

/// Shows what is kept of a photo, and asks whether it is good: only then it counts.
pub fn to_confirm(
    work: &mut Work,
    prompts: &Prompts,
    filing: &Filing,
    asked: Asked,
    file: FileId,
) -> Result<(), Fault> {
    let chat = filing.applicant;
    let words = prompts.words(work.language_of(chat));
    let Some(FileState::Kept(picture)) = filing.file(file).map(|file| &file.state) else {
        return Ok(());
    };
    let caption = words.field_at(filing, asked.place, asked.field.id)?;
    let call = Call::Picture {
        filing: filing.id,
        file,
        as_photo: true,
        name: format!("photo.{}", picture.kind.ending()),
        caption,
    };
    work.say(Outgoing {
        chat,
        lane: Lane::Answer,
        slot: None,
        owner: Owner::Filing(filing.id),
        call,
        not_before: None,
        expires_at: None,
    });
    let state = work.conversations.get(&chat).map(|found| found.state.clone());
    // Whoever does something else is asked when they come back.
    let is_there = match &state {
        Some(State::Answering { filing: of, .. }) => *of == filing.id,
        Some(State::Idle) => true,
        _ => false,
    };
    if !is_there || !journey::is_editable(filing, &asked) {
        return Ok(());
    }
    let changing = matches!(&state, Some(State::Answering { changing: true, .. }));
    let role = work.role(chat);
    let mut talk = Talk {
        work,
        prompts,
        words,
        chat,
        kind: ChatKind::Private,
        person: chat,
        role,
        pressed: None,
        second_hand: false,
        points_at: None,
        topic: None,
    };
    let (state, say) = dialogue::ask(filing, asked, Lead::Nothing, changing);
    show::show(&mut talk, filing, state, say, false)
}

fn forget_noted(work: &mut Work, filing: &Filing, file: &str) {
    let Some(conversation) = work.conversations.get(&filing.applicant).cloned() else {
        return;
    };
    let mut state = conversation.state.clone();
    if let State::Answering { filing: of, ticked, .. } = &mut state
        && *of == filing.id
    {
        ticked.retain(|noted| noted != file);
    }
    if state != conversation.state {
        let chat = filing.applicant;
        work.conversations.put(chat, Conversation { state, ..conversation });
    }
}
