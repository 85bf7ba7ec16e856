//! What is said: rendered text of one language, its buttons, and the slot it takes in the chat.

use super::outgoing::Keyboard;

/// A message, whole: it may be longer than Telegram takes, and is divided when it is noted as outgoing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Telegram's HTML.
    pub text: String,
    pub keyboard: Keyboard,
    /// The place in the chat that it takes.
    pub slot: Option<&'static str>,
}

impl Reply {
    pub fn text(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// With its buttons, and in no place: it stays where it is.
    pub fn with_buttons(text: String, keyboard: Keyboard) -> Self {
        Self {
            text,
            keyboard,
            slot: None,
        }
    }

    pub fn with(text: String, keyboard: Keyboard, slot: &'static str) -> Self {
        Self {
            text,
            keyboard,
            slot: Some(slot),
        }
    }
}
