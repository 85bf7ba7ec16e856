//! What applicants answer to the words with which something was sent back, where no question about it stands: right below the notice, or to
//! words about the whole.

use super::{home, show, take};
use crate::actions::{self, Done};
use crate::bot::talk::{Talk, rows};
use crate::dialogue::{self, Lead};
use crate::domain::asides;
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, Status};
use crate::domain::form::asked::Asked;
use crate::domain::outgoing::{Button, Keyboard};
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::prompts::{Fault, shown};

/// What the reviewer is to be told of the answer that was sent back.
pub(super) fn ask_words(talk: &Talk, filing: &Filing, asked: Asked, lead: &Lead) -> Result<Reply, Fault> {
    let words = &talk.words;
    let value = filing.value(asked.place, asked.field);
    let text = talk.text(&shown::Explain {
        lead: show::before(words, filing, lead)?,
        label: Some(words.field_at(filing, asked.place, asked.field.id)?),
        value: value.map(|answer| words.show(asked.field, &answer)).transpose()?,
        by_authority: filing.status == Status::Returned,
    })?;
    let press = Press::of(Verb::Explain, filing.id, filing.version).at(asked.place, asked.field.id);
    let back = talk.button("answer_anew", press.with(dialogue::explain::NOT))?;
    Ok(Reply::with(text, Keyboard(vec![vec![back]]), show::SLOT))
}

/// What they answer to the words with which the whole was sent back.
pub(super) fn ask_reply(talk: &Talk, filing: &Filing, lead: &Lead) -> Result<Reply, Fault> {
    let text = talk.text(&shown::Explain {
        lead: show::before(&talk.words, filing, lead)?,
        label: None,
        value: filing.sent_back_whole().and_then(|back| back.words.clone()),
        by_authority: filing.status == Status::Returned,
    })?;
    let back = talk.button("back_to_summary", Press::of(Verb::Summary, filing.id, filing.version))?;
    Ok(Reply::with(text, Keyboard(vec![vec![back]]), show::SLOT))
}

/// Their answer to the whole was noted, or taken back: the summary shows it, and it goes to the reviewer with the filing.
pub fn replied(talk: &mut Talk, filing: Filing, words: Option<String>) -> Done {
    let filing = actions::explain::reply(talk.work, filing, words)?;
    let in_place = talk.pressed.is_some();
    let (state, say) = dialogue::present(&filing, talk.work.today(), Lead::Nothing);
    show::show(talk, &filing, state, say, in_place)?;
    Ok(())
}

/// Takes words that came while nothing is asked for what the reviewer is to be told, where they read so. False where they do not.
pub fn unasked(talk: &mut Talk, text: &str) -> Done<bool> {
    let Some(filing) = home::open_filing(talk)?.filter(|filing| filing.is_correction()) else {
        return Ok(false);
    };
    let today = talk.work.today();
    let may = dialogue::explain::may_be_right(&filing, today);
    let about = match may.as_slice() {
        [] => None,
        [one] => Some(*one),
        several => match spoken_of(talk, &filing, several, text)? {
            Some(one) => Some(one),
            None => return which(talk, filing, several, text),
        },
    };
    match dialogue::explain::unasked(&filing, about, text, today) {
        Some(turn) => {
            take(talk, filing, &State::Idle, turn, None)?;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// The one of these answers that the text names; none where it names none, or several alike.
fn spoken_of(talk: &Talk, filing: &Filing, among: &[Asked], text: &str) -> Result<Option<Asked>, Fault> {
    let mut best: (usize, Option<Asked>) = (0, None);
    for asked in among {
        let mut named = asides::calls(text, asked.field.kind);
        for language in talk.prompts.languages() {
            let label = talk
                .prompts
                .words(language)
                .field_at(filing, asked.place, asked.field.id)?;
            named = named.max(asides::shared(text, &label));
        }
        if named > best.0 {
            best = (named, Some(*asked));
        } else if named == best.0 {
            best.1 = None;
        }
    }
    Ok(best.1)
}

/// Asks of which of these answers they speak; what they said is kept meanwhile. False where it says nothing of any.
fn which(talk: &mut Talk, filing: Filing, among: &[Asked], text: &str) -> Done<bool> {
    let Some(right) = asides::says_right(text) else {
        return Ok(false);
    };
    let words = text.trim();
    let filing = actions::explain::note(talk.work, filing, among, words)?;
    // Who says no more than that it is right is asked for a word more.
    let payload = match right {
        asides::Right::Explained => dialogue::explain::TELL,
        asides::Right::Barely => dialogue::explain::ASK,
    };
    let one = |asked: &Asked| -> Result<Button, Fault> {
        let press = Press::of(Verb::Explain, filing.id, filing.version).at(asked.place, asked.field.id);
        let label = talk.words.field_at(&filing, asked.place, asked.field.id)?;
        Ok(crate::bot::talk::button(label, press.with(payload)))
    };
    let mut keyboard = rows(among.iter().map(one).collect::<Result<_, _>>()?);
    keyboard.extend(super::draft_buttons(&talk.words, &filing)?.0);
    let text = talk.text(&shown::WhichIsRight {
        words: words.to_owned(),
    })?;
    talk.say_of(filing.id, Reply::with(text, Keyboard(keyboard), show::SLOT));
    Ok(true)
}
