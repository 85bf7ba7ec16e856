//! What each template shows: a struct with samples of its own, in one list. A template sees the fields of its struct and `provider`, and
//! nothing else: whatever else it names is an error, in `check-prompts` and when it is rendered.

use std::borrow::Cow;

use serde::Serialize;

mod afterwards;
mod appointing;
mod calls;
mod curtain;
mod families;
mod home;
mod look_ups;
mod notices;
mod pictures;
mod questions;
mod queue;
mod quiet;
mod reviewer;
mod sms;
mod steps;
mod supplement;

pub use afterwards::*;
pub use appointing::*;
pub use calls::*;
pub use curtain::*;
pub use families::*;
pub use home::*;
pub use look_ups::*;
pub use notices::*;
pub use pictures::*;
pub use questions::*;
pub use queue::*;
pub use quiet::*;
pub use reviewer::*;
pub use sms::*;
pub use steps::*;
pub use supplement::*;

/// The values of one template, or of one of a family that reads alike (a field's question, a refusal, a notice).
pub trait Template: Serialize + Sized {
    /// Blocks that are rendered each by itself; none where the template is one text.
    const BLOCKS: &'static [&'static str] = &[];
    /// Those of the blocks that may be empty.
    const MAY_BE_EMPTY: &'static [&'static str] = &[];

    /// Below a language's folder, without ending.
    fn path(&self) -> Cow<'static, str>;

    /// One for each way in which the template reads; of a family, for each member.
    fn samples() -> Vec<Self>;
}

/// A text that is HTML already, since it was rendered from a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(pub String);

impl Serialize for Html {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        minijinja::Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}

/// A sample as the check renders it.
pub struct Sample {
    pub path: Cow<'static, str>,
    pub blocks: &'static [&'static str],
    pub may_be_empty: &'static [&'static str],
    pub context: minijinja::Value,
}

fn samples_of<T: Template>() -> Vec<Sample> {
    T::samples().into_iter().map(sample_of).collect()
}

fn sample_of<T: Template>(shown: T) -> Sample {
    Sample {
        path: shown.path(),
        blocks: T::BLOCKS,
        may_be_empty: T::MAY_BE_EMPTY,
        context: minijinja::Value::from(minijinja::value::Serde(&shown)),
    }
}

/// The template of a struct that has one of its own.
macro_rules! template {
    ($shown:ident = $path:literal, $samples:expr) => {
        impl $crate::prompts::shown::Template for $shown {
            fn path(&self) -> ::std::borrow::Cow<'static, str> {
                $path.into()
            }

            fn samples() -> Vec<Self> {
                $samples
            }
        }
    };
}
pub(crate) use template;

macro_rules! catalogue {
    ($($shown:ident),+ $(,)?) => {
        /// Every template, as samples. `commands` are the names of the bot's commands.
        pub fn all(commands: &[&'static str]) -> Vec<Sample> {
            let of_commands = commands.iter().map(|name| sample_of(OfCommand { name: *name }));
            [$(samples_of::<$shown>()),+].into_iter().flatten().chain(of_commands).collect()
        }

        /// The names of the structs, for the test that each is shown somewhere.
        pub const NAMES: &[&str] = &[$(stringify!($shown)),+];
    };
}

catalogue! {
    // The dialogue.
    Ask, WhichIsRight, Explain, Answered, TypeResult, Summary, PressWanted, Section, Welcome, Status, Missed, Leave, Left, KeptAll, SecondHand, Stale, Idle,
    ChooseLanguage, LanguageSet, QuietHours, Help, Delete, Deleted, InternalError, AlreadySubmitted, Staff,
    // What services outside found.
    LookedUpAs,
    // Pictures.
    PictureOfNoUse, TooManyOfAlbum, PicturesFollow,
    // The reviewers' part.
    Queue, NothingNext, FoundFilings, Shown, ReviewDone, ReviewUndone, CallWhom, CallNoted, RejectFields, RejectReasons, Materials, MaterialWords, OwnWords, WordsInPrivate, GrantHow, ReturnHow, Noted, History, Appointed,
    Dismissed, AppointWho, AppointHidden, AppointOffer, HereAlready,
    // The SMS verification.
    SmsHow, SmsHelp, SmsAhead, SmsNothing, SmsCode, Rehearse, Rehearsed, HandOverLate,
    // The curtain and the papers.
    ParcelTold, ParcelNothing, ParcelLate, CurtainHow, CurtainOrder,
    // What people ask the reviewers.
    AskPerson, AskedPerson, Questions, AnswerHow, AnswerSent, AskedNotice, AskedDesk, AnsweredNotice,
    // After the grant.
    AskOpening, NotOpened, AskSecurity, WhichFiling,
    // What is told.
    OfEvent, OfRole, DeskCounts, DeskDigest, Reminder,
    // Families that data name.
    Question, NotTaken, Helped, Doubtful, Refused,
}

/// For samples: a text where there may be none.
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}
