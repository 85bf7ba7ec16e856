//! `/parcel`: where the curtain (幕布) is, and what the applicant is to mail. Its buttons tell whether it has arrived.

use super::{Command, Does, Where, never, of_speakers_status, plain};
use crate::bot::applicant::curtain;
use crate::domain::people::Role;

pub static PARCEL: Command = Command {
    loads: of_speakers_status,
    changes: never,
    does: Does::Plain {
        typed: |talk, _| curtain::tell(talk),
        pressed: Some(curtain::pressed),
    },
    ..plain("parcel", Role::Applicant, Where::Private, |_, _| Ok(()))
};
