//! `/supplement <filing> [<day>]`, then a line for each thing that is wanted: something of the list, or `<what>: <why>`. Without lines, and
//! by its button, it is picked by buttons.

use super::{Command, Does, of_status, on_filing};
use crate::bot::reviewer::supplement;

pub static SUPPLEMENT: Command = Command {
    loads: of_status,
    does: Does::OnFiling {
        typed: supplement::typed,
        pressed: Some(|talk, filing| supplement::begin(talk, &filing)),
        of_own: false,
    },
    ..on_filing("supplement", |_, _, _| Ok(()))
};
