//! The commands, one a file: its name, who may give it where, what must be loaded for it, what it does. Help, menus, permission,
//! what is offered of second hand, and the buttons of reviewers' acts are made from the one list.

use crate::actions::{Done, Refusal};
use crate::domain::conversation::State;
use crate::domain::filing::Filing;
use crate::domain::outgoing::PersonId;
use crate::domain::people::Role;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::prompts::shown;
use crate::work::Needs;

use super::arguments::{after_first, first_number};
use super::reviewer::named::{named_filing, not_own};
use super::talk::Talk;

pub mod answer;
pub mod appoint;
mod approve;
pub mod ask;
mod back;
mod call;
mod cancel;
mod claim;
pub mod curtain;
mod delete;
mod dismiss;
mod find;
pub mod grant;
mod hand_over;
mod help;
mod here;
mod history;
mod language;
pub mod menu;
mod missed;
mod new;
mod note;
mod opened;
mod parcel;
mod pictures;
mod public_security;
mod queue;
mod quiet;
mod received;
mod reject;
mod release;
mod resume;
pub mod return_filing;
mod show;
mod skip;
mod sms;
mod start;
pub mod status;
mod supplement;
mod undo;
mod verified;

/// Every command, in the order of help and menus.
pub static ALL: &[&Command] = &[
    &start::START,
    &new::NEW,
    &resume::RESUME,
    &status::STATUS,
    &parcel::PARCEL,
    &sms::SMS,
    &opened::OPENED,
    &public_security::PUBLIC_SECURITY,
    &back::BACK,
    &skip::SKIP,
    &cancel::CANCEL,
    &ask::ASK,
    &quiet::QUIET,
    &language::LANGUAGE,
    &help::HELP,
    &delete::DELETE,
    &queue::QUEUE,
    &queue::NEXT,
    &find::FIND,
    &claim::CLAIM,
    &release::RELEASE,
    &show::SHOW,
    &pictures::PICTURES,
    &approve::APPROVE,
    &reject::REJECT,
    &curtain::CURTAIN,
    &received::RECEIVED,
    &supplement::SUPPLEMENT,
    &hand_over::HAND_OVER,
    &verified::VERIFIED,
    &missed::MISSED,
    &grant::GRANT,
    &return_filing::RETURN,
    &undo::UNDO,
    &call::CALL,
    &note::NOTE,
    &answer::ANSWER,
    &history::HISTORY,
    &appoint::APPOINT,
    &dismiss::DISMISS,
    &here::HERE,
];

/// The names of all commands.
pub fn names() -> Vec<&'static str> {
    ALL.iter().map(|command| command.name).collect()
}

/// The names of those that have a button, whose label is called the same (`labels.toml`, `button`).
pub fn on_buttons() -> Vec<&'static str> {
    ALL.iter()
        .filter(|command| command.has_button)
        .map(|command| command.name)
        .collect()
}

/// A command of ours. Where it is an act on a filing, buttons and history have the same name for it.
pub struct Command {
    /// As it is typed, and as its words are called (`prompts/<lang>/commands/<name>.j2`).
    pub name: &'static str,
    /// Other ways to type it, which people have learned.
    pub formerly: &'static [&'static str],
    /// The least role that may give it.
    pub role: Role,
    pub place: Where,
    /// What it needs to have loaded, besides the filing that it names.
    pub loads: fn(&mut Needs, &Given),
    /// Whether it would change something with these arguments. What only looks is carried out, whoever wrote it.
    pub changes: fn(&str) -> bool,
    /// It can be given on the side: the words that a reviewer was asked for are still waited for.
    pub is_aside: bool,
    /// A button of that name gives it. Acts of reviewers that are possible get theirs by themselves.
    pub has_button: bool,
    /// It is nothing without words of its own.
    pub wants_words: bool,
    pub does: Does,
}

/// Where a command makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    Private,
    Group,
    Both,
}

/// What a command does when it is typed, and when a button carries it; without the latter a button does the same as the bare
/// command.
pub enum Does {
    /// With its arguments.
    Plain {
        typed: fn(&mut Talk, &str) -> Done,
        pressed: Option<fn(&mut Talk, &Press, &str) -> Done>,
    },
    /// With the step at which the speaker's chat is.
    AtStep(fn(&mut Talk) -> Done),
    /// With the filing whose number is its first argument, and the words after that.
    OnFiling {
        typed: fn(&mut Talk, Filing, &str) -> Done,
        pressed: Option<fn(&mut Talk, Filing) -> Done>,
        /// It shows nothing of the review, so it may be given for one's own filing.
        of_own: bool,
    },
}

/// A command as it was given, for finding out what it needs.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub by: Option<PersonId>,
    pub arguments: &'a str,
    /// Whom the message points at that gives it.
    pub points_at: Option<PersonId>,
}

impl Given<'_> {
    pub fn number(&self) -> Option<i64> {
        first_number(self.arguments)
    }
}

/// A command with its arguments, for its speaker.
const fn plain(name: &'static str, role: Role, place: Where, typed: fn(&mut Talk, &str) -> Done) -> Command {
    Command {
        name,
        formerly: &[],
        role,
        place,
        loads: nothing,
        changes: always,
        is_aside: false,
        has_button: false,
        wants_words: false,
        does: Does::Plain { typed, pressed: None },
    }
}

/// An applicant's command about the step at which they are.
const fn at_step(name: &'static str, does: fn(&mut Talk) -> Done) -> Command {
    Command {
        does: Does::AtStep(does),
        ..plain(name, Role::Applicant, Where::Private, |_, _| Ok(()))
    }
}

/// A reviewer's command about the filing that it names.
const fn on_filing(name: &'static str, typed: fn(&mut Talk, Filing, &str) -> Done) -> Command {
    Command {
        does: Does::OnFiling {
            typed,
            pressed: None,
            of_own: false,
        },
        has_button: true,
        ..plain(name, Role::Reviewer, Where::Both, |_, _| Ok(()))
    }
}

fn nothing(_: &mut Needs, _: &Given) {}

/// What a change of status needs.
fn of_status(needs: &mut Needs, _: &Given) {
    needs.join(Needs::of_status());
}

/// The speaker's own filings.
fn of_speaker(needs: &mut Needs, given: &Given) {
    needs.applicants.extend(given.by);
}

/// The speaker's own filings, to change the status of one or to say until when it stays.
fn of_speakers_status(needs: &mut Needs, given: &Given) {
    of_speaker(needs, given);
    of_status(needs, given);
}

fn always(_: &str) -> bool {
    true
}

fn never(_: &str) -> bool {
    false
}

impl Command {
    /// The command of that name, which may be one that it had before.
    pub fn parse(name: &str) -> Option<&'static Self> {
        let is_it = |command: &&&Command| command.name == name || command.formerly.contains(&name);
        ALL.iter().find(is_it).copied()
    }

    pub fn is_reviewers(&self) -> bool {
        self.role != Role::Applicant
    }

    /// Whether its first argument is a filing's number.
    pub fn names_filing(&self) -> bool {
        matches!(self.does, Does::OnFiling { .. })
    }

    /// Notes what it needs to have loaded.
    pub fn needs(&self, needs: &mut Needs, given: &Given) {
        if self.names_filing() {
            needs.numbers.extend(given.number());
        }
        (self.loads)(needs, given);
    }

    /// What that role's menu shows there, in order.
    pub fn menu(role: Role, group: bool) -> Vec<&'static Command> {
        let fits = |command: &&Command| {
            command.role <= role
                && match command.place {
                    Where::Both => true,
                    Where::Private => !group,
                    Where::Group => group,
                }
        };
        ALL.iter().copied().filter(fits).collect()
    }

    /// Carries it out as typed by somebody who may give it, and means it.
    pub fn typed(&'static self, talk: &mut Talk, arguments: &str) -> Done {
        // Whoever goes on with something else has no words to add.
        if talk.state().is_reviewers() && !self.is_aside {
            talk.set_state(State::Idle);
            if self == &cancel::CANCEL {
                let text = talk.text(&shown::KeptAll {})?;
                talk.say(Reply::text(text));
                return Ok(());
            }
        }
        if !self.is_aside && self != &ask::ASK && talk.go_back_from_asking() && self == &cancel::CANCEL {
            return ask::stopped(talk);
        }
        match self.does {
            Does::Plain { typed, .. } => typed(talk, arguments),
            Does::AtStep(does) => does(talk),
            Does::OnFiling { typed, of_own, .. } => {
                let filing = named_filing(talk, self.name, arguments)?;
                if !of_own {
                    not_own(talk, &filing)?;
                }
                typed(talk, filing, after_first(arguments))
            }
        }
    }

    /// Carries it out as the button that was pressed has it, for somebody who may.
    pub fn pressed(&'static self, talk: &mut Talk, press: &Press, arguments: &str) -> Done {
        match self.does {
            Does::Plain {
                pressed: Some(pressed), ..
            } => pressed(talk, press, arguments),
            Does::OnFiling { typed, pressed, of_own } if press.filing.is_some() || (self.changes)(arguments) => {
                // A draft has no number yet, and no such button: its id was put into one by hand.
                let filing = press.filing.and_then(|id| talk.work.filings.get(&id));
                let Some(filing) = filing.filter(|filing| filing.number.is_some()).cloned() else {
                    return Err(Refusal::StaleButton.into());
                };
                if !of_own {
                    not_own(talk, &filing)?;
                }
                if (self.changes)(arguments) {
                    // Only what the reviewer has seen is changed.
                    if press.version != filing.version {
                        return Err(Refusal::StaleButton.into());
                    }
                    if talk.state().is_reviewers() {
                        talk.set_state(State::Idle);
                    }
                }
                match pressed {
                    Some(pressed) => pressed(talk, filing),
                    None => typed(talk, filing, arguments),
                }
            }
            _ => self.typed(talk, arguments),
        }
    }
}

impl PartialEq for Command {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl std::fmt::Display for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/{self}")
    }
}

/// The command that a button's payload, or a line without its `/`, names, and its arguments.
pub fn of_words(words: &str) -> Option<(&'static Command, &str)> {
    let (name, arguments) = words.split_once(' ').unwrap_or((words, ""));
    Some((Command::parse(name)?, arguments))
}

#[cfg(test)]
mod tests;
