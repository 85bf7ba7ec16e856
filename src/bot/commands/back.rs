//! `/back`: goes back to the question before.

use super::{Command, at_step};
use crate::bot::applicant;
use crate::dialogue::Input;

pub static BACK: Command = at_step("back", |talk| applicant::step(talk, Input::Back));
