//! `/skip`: leaves out a question that may be left out.

use super::{Command, at_step};
use crate::bot::applicant;
use crate::dialogue::Input;

pub static SKIP: Command = at_step("skip", |talk| applicant::step(talk, Input::Skip));
