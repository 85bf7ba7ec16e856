//! `/sms`: who verifies by SMS, how far they are, and what will come. Its buttons report who is done.

use super::{Command, Does, Where, never, of_speakers_status, plain};
use crate::bot::applicant::sms;
use crate::domain::people::Role;

pub static SMS: Command = Command {
    loads: of_speakers_status,
    changes: never,
    does: Does::Plain {
        typed: |talk, _| sms::tell(talk),
        pressed: Some(sms::pressed),
    },
    ..plain("sms", Role::Applicant, Where::Private, |_, _| Ok(()))
};
