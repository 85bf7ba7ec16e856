//! What the bot says is what Telegram takes.

use beian_bot::domain::outgoing::{Call, Keyboard};
use beian_bot::sandbox::text::{parse, utf16_length};

/// In UTF-16 units, once the markup is parsed: <https://core.telegram.org/bots/api#sendmessage>.
const LONGEST_TEXT: usize = 4096;
/// In characters: <https://core.telegram.org/bots/api#answercallbackquery>.
const LONGEST_TOAST: usize = 200;
/// In bytes: <https://core.telegram.org/bots/api#inlinekeyboardbutton>.
const LONGEST_DATA: usize = 64;

/// Why Telegram would refuse this call.
pub fn refused(call: &Call) -> Option<String> {
    match call {
        Call::Send { text, keyboard, .. } | Call::Edit { text, keyboard, .. } => {
            of_text(text).or_else(|| of_buttons(keyboard))
        }
        Call::PressAnswer { query_id, text, .. } => {
            let too_long = text.as_ref().is_some_and(|text| text.chars().count() > LONGEST_TOAST);
            (query_id.is_empty() || too_long).then(|| "the answer to a press".to_owned())
        }
        Call::Commands { commands, .. } => {
            let is_bad = |(name, about): &(String, String)| {
                name.is_empty() || name.len() > 32 || about.is_empty() || about.chars().count() > 256
            };
            (commands.len() > 100 || commands.iter().any(is_bad)).then(|| "the menu of commands".to_owned())
        }
        Call::RemoveButtons { .. }
        | Call::Delete { .. }
        | Call::Erase { .. }
        | Call::Picture { .. }
        | Call::Request(_) => None,
    }
}

fn of_text(text: &str) -> Option<String> {
    let formatted = match parse(text, "HTML") {
        Ok(formatted) => formatted,
        Err(why) => return Some(format!("the text's markup: {why}")),
    };
    let length = utf16_length(&formatted.text);
    if length > LONGEST_TEXT {
        return Some(format!("a text of {length} units"));
    }
    formatted.text.trim().is_empty().then(|| "an empty text".to_owned())
}

fn of_buttons(keyboard: &Keyboard) -> Option<String> {
    let mut buttons = keyboard.0.iter().flatten();
    let bad = buttons
        .find(|button| button.label.trim().is_empty() || button.data.is_empty() || button.data.len() > LONGEST_DATA)?;
    Some(format!("the button {bad:?}"))
}
