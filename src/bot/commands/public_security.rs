//! `/public_security <number>`: the public-security filing (公安联网备案) of a granted site is done.

use super::{Command, Does, Where, of_speakers_status, plain};
use crate::bot::applicant::afterwards::{self, Told};
use crate::domain::people::Role;

pub static PUBLIC_SECURITY: Command = Command {
    loads: of_speakers_status,
    does: Does::Plain {
        typed: |talk, arguments| afterwards::typed(talk, Told::Security, arguments),
        pressed: Some(|talk, press, what| afterwards::pressed(talk, press, Told::Security, what)),
    },
    ..plain("public_security", Role::Applicant, Where::Private, |_, _| Ok(()))
};
