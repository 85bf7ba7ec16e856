//! The applicant's side of the SMS verification: who is done, what to do without a message, and a rehearsal before it begins.

use super::super::talk::{Talk, button};
use super::super::verifying;
use super::stale;
use crate::actions::{self, Done};
use crate::domain::answers::{Answer, Kind};
use crate::domain::asides;
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, FilingKind, Status};
use crate::domain::form::statements;
use crate::domain::outgoing::Keyboard;
use crate::domain::place::Place;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::domain::verification::{self, Verifier};
use crate::prompts::{Fault, Words, shown};

/// What the buttons of `/sms` carry behind the command's name.
const DONE: &str = "done";
const HELP: &str = "help";
const OBJECT: &str = "object";
const REHEARSE: &str = "rehearse";

/// The buttons below whatever is said of the verification, as the filing stands now.
pub fn buttons(words: &Words, filing: &Filing) -> Result<Keyboard, Fault> {
    let act = |what: &str, version| Press::act_on(&format!("sms {what}"), filing.id, version);
    let mut rows = Vec::new();
    match (filing.status, &filing.facts.sms) {
        (Status::Sms, Some(sms)) => {
            for open in verification::open(filing) {
                let name = open.name.unwrap_or_else(|| open.mobile.masked());
                let label = format!("✅ {name} {}", words.button("sms_done")?);
                rows.push(vec![button(label, act(&format!("{DONE} {}", open.place), sms.since))]);
            }
            if !rows.is_empty() {
                rows.push(vec![button(words.button("sms_help")?, act(HELP, filing.version))]);
            }
        }
        (Status::Ready, sms) if !verification::verifiers(filing).is_empty() => {
            let mut row = vec![button(words.button("rehearse")?, act(REHEARSE, filing.version))];
            if sms.as_ref().is_some_and(|sms| sms.again) {
                row.push(button(words.button("object")?, act(OBJECT, filing.version)));
            }
            rows.push(row);
        }
        _ => {}
    }
    Ok(Keyboard(rows))
}

/// `/sms`: how the verification of each of their filings stands, or what will come.
pub fn tell(talk: &mut Talk) -> Done {
    let filings: Vec<Filing> = talk.work.filings_of(talk.person)?.into_iter().cloned().collect();
    let verifies = |filing: &&Filing| !verification::verifiers(filing).is_empty();
    let concerned = |status| filings.iter().filter(move |filing| filing.status == status);
    let now: Vec<_> = concerned(Status::Sms)
        .chain(concerned(Status::Ready))
        .filter(verifies)
        .collect();
    for filing in &now {
        let text = match filing.status {
            Status::Sms => verifying::how(&talk.words, filing)?,
            _ => talk.text(&shown::SmsAhead {
                number: filing.number,
                people: verifying::people(&talk.words, filing, true)?,
                again: verifying::again_at(filing).map(|at| talk.words.date_time(at)),
            })?,
        };
        let keyboard = buttons(&talk.words, filing)?;
        talk.say_of(filing.id, Reply::with_buttons(text, keyboard));
    }
    if now.is_empty() {
        let text = talk.text(&shown::SmsNothing {})?;
        talk.say(Reply::text(text));
    }
    Ok(())
}

/// Whether a text is a code of the Ministry's message: its six digits, or the message itself.
pub fn is_code(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text
        .chars()
        .filter(|c| c.is_alphanumeric() && !c.is_ascii_digit())
        .count();
    digits == 6 && rest == 0 || digits >= 6 && asides::names_code(text)
}

/// Says that the code belongs on the Ministry's page, and nowhere else. False where nobody has one now.
pub fn tell_where_code_belongs(talk: &mut Talk) -> Done<bool> {
    let filings = talk.work.filings_of(talk.person)?;
    let Some(filing) = filings.into_iter().find(|filing| filing.status == Status::Sms).cloned() else {
        return Ok(false);
    };
    let text = talk.text(&shown::SmsCode {})?;
    let keyboard = buttons(&talk.words, &filing)?;
    talk.say_of(filing.id, Reply::with_buttons(text, keyboard));
    Ok(true)
}

/// A button of the verification.
pub fn pressed(talk: &mut Talk, press: &Press, what: &str) -> Done {
    let filing = press.filing.and_then(|id| talk.work.filings.get(&id));
    let Some(filing) = filing.filter(|filing| filing.applicant == talk.person).cloned() else {
        return stale(talk);
    };
    let (what, place) = what.split_once(' ').unwrap_or((what, ""));
    let since = filing.facts.sms.as_ref().map(|sms| sms.since);
    match what {
        DONE if filing.status == Status::Sms && since == Some(press.version) => {
            let Ok(place) = place.parse::<Place>() else {
                return stale(talk);
            };
            let filing = actions::sms::report(talk.work, filing, place)?;
            let text = verifying::how(&talk.words, &filing)?;
            let keyboard = buttons(&talk.words, &filing)?;
            talk.edit_of(filing.id, Reply::with_buttons(text, keyboard));
            Ok(())
        }
        HELP => {
            let is_access = matches!(
                filing.kind,
                Some(FilingKind::NewAccessElsewhere | FilingKind::NewAccessHere)
            );
            let text = talk.text(&shown::SmsHelp { is_access })?;
            talk.say(Reply::text(text));
            Ok(())
        }
        OBJECT if press.version == filing.version => {
            actions::sms::object(talk.work, filing)?;
            talk.take_buttons_off();
            Ok(())
        }
        REHEARSE if filing.status == Status::Ready => match verification::verifiers(&filing).first() {
            Some(first) => ask(talk, &filing, first, false, false),
            None => stale(talk),
        },
        _ => stale(talk),
    }
}

/// Asks for the mobile, or for the last six of the certificate's number.
fn ask(talk: &mut Talk, filing: &Filing, verifier: &Verifier, last_six: bool, wrong: bool) -> Done {
    talk.set_state(State::Rehearsing {
        filing: filing.id,
        place: verifier.place.to_string(),
        last_six,
    });
    let text = talk.text(&shown::Rehearse {
        name: verifier.name.clone(),
        asks_last_six: last_six,
        wrong,
        mobile: verifier.mobile.masked(),
    })?;
    talk.say_of(filing.id, Reply::text(text));
    Ok(())
}

/// What was typed in a rehearsal is compared with the filing, and not kept.
pub fn rehearsed(talk: &mut Talk, text: Option<&str>) -> Done {
    let State::Rehearsing {
        filing,
        place,
        last_six,
    } = talk.state()
    else {
        return Ok(());
    };
    let filing = actions::filing(talk.work, filing)?;
    let verifiers = verification::verifiers(&filing);
    let at = verifiers
        .iter()
        .position(|verifier| verifier.place.to_string() == place);
    let Some(at) = at.filter(|_| filing.status == Status::Ready) else {
        talk.set_state(State::Idle);
        return tell(talk);
    };
    let verifier = &verifiers[at];
    let Some(text) = text else {
        return ask(talk, &filing, verifier, last_six, false);
    };
    if last_six {
        let typed: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let is_right = verifier
            .last_six()
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(&typed));
        return match is_right {
            true => over(talk, &filing, &verifiers, at),
            false => ask(talk, &filing, verifier, true, true),
        };
    }
    let is_right = statements::read(Kind::Mobile, text) == Some(Answer::Mobile(verifier.mobile.clone()));
    ask(talk, &filing, verifier, is_right, !is_right)
}

/// One of them is ready. Whoever comes next may rehearse too.
fn over(talk: &mut Talk, filing: &Filing, verifiers: &[Verifier], at: usize) -> Done {
    let next = verifiers.get(at + 1);
    let others = verifiers[at + 1..].iter().filter_map(|other| other.name.clone());
    let text = talk.text(&shown::Rehearsed {
        name: verifiers[at].name.clone(),
        others: others.collect(),
    })?;
    talk.set_state(State::Idle);
    talk.say_of(filing.id, Reply::text(text));
    match next {
        Some(next) => ask(talk, filing, next, false, false),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_the_ministry_is_known() {
        for (text, expected) in [
            ("482913", true),
            (" 482 913 ", true),
            ("【工信部】验证码482913，24小时内有效", true),
            ("my code is 482913", true),
            ("验证码没收到", false),
            ("1001", false),
            ("13912345678", false),
            ("第1001号", false),
        ] {
            assert_eq!(is_code(text), expected, "{text}");
        }
    }
}
