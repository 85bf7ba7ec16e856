//! The commands, and who may give them where. Each role sees its own in Telegram's menu.

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::domain::people::Role;

/// A command of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Command {
    Start,
    New,
    Resume,
    Status,
    Back,
    Skip,
    Cancel,
    Language,
    Help,
    Delete,
    Queue,
    Claim,
    Release,
    Show,
    Approve,
    Reject,
    #[strum(serialize = "handover")]
    HandOver,
    Grant,
    Return,
    Note,
    History,
    Appoint,
    Dismiss,
    Here,
}

/// Where a command makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    Private,
    Group,
    Both,
}

impl Command {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }

    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// The least role that may give it.
    pub fn role(self) -> Role {
        use Command::*;
        match self {
            Start | New | Resume | Status | Back | Skip | Cancel | Language | Help | Delete => Role::Applicant,
            Queue | Claim | Release | Show | Approve | Reject | HandOver | Grant | Return | Note | History => {
                Role::Reviewer
            }
            Appoint | Dismiss | Here => Role::Administrator,
        }
    }

    pub fn place(self) -> Where {
        match self {
            Command::Help => Where::Both,
            Command::Here => Where::Group,
            command if command.role() == Role::Applicant => Where::Private,
            _ => Where::Both,
        }
    }

    pub fn is_reviewers(self) -> bool {
        self.role() != Role::Applicant
    }

    /// Whether its first argument is a filing's number.
    pub fn names_filing(self) -> bool {
        use Command::*;
        self.is_reviewers() && !matches!(self, Queue | Appoint | Dismiss | Here)
    }

    /// While a reviewer's own words are awaited: whether this is something else. Looking things up is not.
    pub fn ends_own_words(self) -> bool {
        use Command::*;
        !matches!(self, Queue | Show | History | Help | Language)
    }

    /// What that role's menu shows there, in order.
    pub fn menu(role: Role, group: bool) -> Vec<Command> {
        let fits = |command: &Command| {
            command.role() <= role
                && match command.place() {
                    Where::Both => true,
                    Where::Private => !group,
                    Where::Group => group,
                }
        };
        Command::ALL.iter().copied().filter(fits).collect()
    }
}

/// The first word of the arguments, as a number: `1024` or `#1024`.
pub fn first_number(arguments: &str) -> Option<i64> {
    let word = arguments.split_whitespace().next()?;
    word.trim_start_matches(['#', '@']).parse().ok()
}

/// What follows the first word: the rest of its line, then the other lines.
pub fn after_first(arguments: &str) -> &str {
    let arguments = arguments.trim_start();
    let end = arguments.find(char::is_whitespace).unwrap_or(arguments.len());
    arguments[end..].trim_matches([' ', '\t'])
}
