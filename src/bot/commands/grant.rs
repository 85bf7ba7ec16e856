//! `/grant <filing> <site's filing number>…`: the authority granted it. The subject's number may be given first; without it, it
//! is what the sites' numbers have in common.

use super::{Command, Does, of_status, on_filing};
use crate::actions::{self, Done, Refusal};
use crate::bot::reviewer::done::done;
use crate::bot::talk::Talk;
use crate::domain::conversation::{ChatKind, State};
use crate::domain::filing::{Filing, FilingId};
use crate::domain::icp_number::{self, IcpNumber};
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static GRANT: Command = Command {
    loads: of_status,
    does: Does::OnFiling {
        typed: grant,
        pressed: Some(|talk, filing| how(talk, &filing)),
        of_own: false,
    },
    ..on_filing("grant", |_, _, _| Ok(()))
};

fn grant(talk: &mut Talk, filing: Filing, arguments: &str) -> Done {
    let bad = |word: &str| Refusal::BadGrantNumber {
        number: filing.number.unwrap_or_default(),
        wanted: filing.services.len(),
        text: Some(word.to_owned()),
        subject: None,
    };
    let numbers: Vec<IcpNumber> = icp_number::words(arguments)
        .into_iter()
        .map(|word| word.parse().map_err(|_| bad(&word)))
        .collect::<Result<_, _>>()?;
    let event = if filing.facts.granted.is_some() {
        "correct"
    } else {
        "grant"
    };
    let filing = actions::grant::grant(talk.work, filing.clone(), talk.person, &numbers)?;
    done(talk, &filing, event)
}

/// How a grant is reported: in a private chat the numbers alone are the answer, in a group the command has them.
fn how(talk: &mut Talk, filing: &Filing) -> Done {
    let typed = talk.kind != ChatKind::Group;
    if typed {
        talk.set_state(State::GrantNumbers { filing: filing.id });
    }
    let text = talk.text(&shown::GrantHow {
        number: filing.number,
        sites: filing.services.len(),
        typed,
    })?;
    talk.say_of(filing.id, Reply::text(text));
    Ok(())
}

/// What was asked for in [`how`] came, or something that is no text.
pub fn typed(talk: &mut Talk, filing: FilingId, text: Option<&str>) -> Done {
    let filing = actions::filing(talk.work, filing)?;
    let Some(text) = text else {
        return how(talk, &filing);
    };
    grant(talk, filing, text)?;
    talk.set_state(State::Idle);
    Ok(())
}
