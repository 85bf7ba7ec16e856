//! What services outside are asked about an answer, as the applicant hears of it: one message that says that it is being looked up, edited
//! when the answer is there. Nobody waits for it. Bad news that come after the person has gone on get a message of their own, for
//! an edit far above is not seen.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::super::talk::{Talk, button};
use crate::actions::arrived::Came;
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::outgoing::{Call, Keyboard, Lane, Outgoing, Owner};
use crate::domain::press::{Press, Verb};
use crate::domain::requests::{LookedUp, Progress, Wanted};
use crate::prompts::shown::{Html, LookedUpAs};
use crate::prompts::{Fault as PromptFault, Prompts, Words};
use crate::work::Work;

/// Says what of the answer that was just kept is being looked up. `version`: the filing's, before it was kept.
pub fn begun(talk: &mut Talk, filing: &Filing, asked: Asked, version: i64) -> Result<(), PromptFault> {
    let is_new = |one: &&LookedUp| one.version > version && one.progress == Progress::Waiting;
    let new: Vec<_> = filing.looked_up(asked.place, asked.field.id).filter(is_new).collect();
    for looked_up in new {
        if let Some((text, keyboard)) = message(&talk.words, filing, asked, looked_up, talk.work.now, false)? {
            let call = Call::Send {
                text,
                keyboard,
                topic: None,
            };
            say(talk.work, filing, looked_up, call);
        }
    }
    Ok(())
}

/// Says what came back.
pub fn came(work: &mut Work, prompts: &Prompts, came: &Came) -> Result<(), PromptFault> {
    let Came {
        filing,
        looked_up,
        before,
    } = came;
    let words = prompts.words(work.language_of(filing.applicant));
    let trouble = looked_up.trouble(work.now);
    let is_news =
        looked_up.progress != before.progress && (!before.is_verified() || trouble != before.trouble(work.now));
    let fields = journey::applicable(filing);
    let asked = fields
        .into_iter()
        .find(|asked| asked.place == looked_up.place && asked.field.id == looked_up.field);
    let Some(asked) = asked.filter(|_| is_news) else {
        return Ok(());
    };
    let Some((text, keyboard)) = message(&words, filing, asked, looked_up, work.now, false)? else {
        return Ok(());
    };
    let has_gone_on = filing.version != looked_up.version;
    let call = if trouble.is_some() && has_gone_on && journey::is_editable(filing, &asked) {
        Call::Send {
            text,
            keyboard,
            topic: None,
        }
    } else {
        Call::Edit {
            message_id: None,
            text,
            keyboard,
            topic: None,
        }
    };
    say(work, filing, looked_up, call);
    Ok(())
}

/// What a reviewer, and the applicant before handing in, must look at.
pub fn findings(words: &Words, filing: &Filing, asked: Asked, today: NaiveDate) -> Result<Vec<Html>, PromptFault> {
    let now = today.and_time(NaiveTime::MIN).and_utc();
    let mut findings = Vec::new();
    for looked_up in filing.looked_up(asked.place, asked.field.id) {
        if looked_up.trouble(now).is_some() {
            findings.extend(message(words, filing, asked, looked_up, now, true)?.map(|(text, _)| Html(text)));
        }
        if let Some((wanted, state)) = wanted(filing, asked, looked_up).zip(looked_up.misfit()) {
            findings.push(Html(words.render(&LookedUpAs {
                kind: wanted.kind(),
                what: wanted.shown(),
                state,
                until: None,
                can_change: false,
                line: true,
            })?));
        }
    }
    Ok(findings)
}

/// Answers are read again for each of its entries.
fn wanted(filing: &Filing, asked: Asked, looked_up: &LookedUp) -> Option<Wanted> {
    let kept = filing.kept(asked.place, asked.field.id)?;
    (asked.field.wants)(&kept.answer).into_iter().nth(looked_up.entry)
}

/// The words for how far it is, and the button that changes the answer. `line`: below an answer that is shown anyway.
fn message(
    words: &Words,
    filing: &Filing,
    asked: Asked,
    looked_up: &LookedUp,
    now: DateTime<Utc>,
    line: bool,
) -> Result<Option<(String, Keyboard)>, PromptFault> {
    let Some(wanted) = wanted(filing, asked, looked_up) else {
        return Ok(None);
    };
    let (state, until) = looked_up.state(now);
    let is_trouble = looked_up.trouble(now).is_some();
    let can_change = is_trouble && journey::is_editable(filing, &asked);
    let text = words.render(&LookedUpAs {
        kind: wanted.kind(),
        what: wanted.shown(),
        state,
        until: until.map(|at| words.date(at)),
        can_change,
        line,
    })?;
    let mut keyboard = Keyboard::default();
    if can_change {
        let press = Press::of(Verb::Change, filing.id, looked_up.version).at(asked.place, asked.field.id);
        let label = format!(
            "{} {}",
            words.button("change")?,
            words.field_of(filing, asked.place, asked.field.id)?
        );
        keyboard.0.push(vec![button(label, press)]);
    }
    Ok(Some((text, keyboard)))
}

/// In the lane of answers, for what is edited was said there. How much that can be is bounded by what people type.
fn say(work: &mut Work, filing: &Filing, looked_up: &LookedUp, call: Call) {
    let LookedUp {
        place, field, entry, ..
    } = looked_up;
    work.say(Outgoing {
        chat: filing.applicant,
        lane: Lane::Answer,
        slot: Some(format!("look_up:{place}:{field}:{entry}")),
        owner: Owner::Filing(filing.id),
        call,
        not_before: None,
        expires_at: None,
    });
}
