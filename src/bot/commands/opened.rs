//! `/opened <day>`: on which day a granted site opened, from which the public-security filing's thirty days count.

use super::{Command, Does, Where, of_speakers_status, plain};
use crate::bot::applicant::afterwards::{self, Told};
use crate::domain::people::Role;

pub static OPENED: Command = Command {
    loads: of_speakers_status,
    does: Does::Plain {
        typed: |talk, arguments| afterwards::typed(talk, Told::Opening, arguments),
        pressed: Some(|talk, press, what| afterwards::pressed(talk, press, Told::Opening, what)),
    },
    ..plain("opened", Role::Applicant, Where::Private, |_, _| Ok(()))
};
