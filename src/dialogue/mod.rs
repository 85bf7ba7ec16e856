//! The conversation with an applicant, without words, Telegram or storage: what an input means in a state, and what is shown
//! of a draft next.

mod addresses;
pub mod explain;
mod help;
mod insist;
mod offers;
mod present;
mod presses;
mod say;
mod turn;

#[cfg(test)]
mod tests;

pub use addresses::NO_DOOR_NUMBER;
pub use offers::{first_offered, offered, offers, other_certificates};
pub use present::{ask, ask_reply, ask_words, present};
pub use say::{Lead, Say};
pub use turn::{Input, Turn, is_choice, turn};
