//! A world to test in: a sandbox with its people, what they say, and what they hear.

pub mod api;
#[path = "../../support/database.rs"]
#[allow(dead_code, reason = "the tests of the worker use more of it")]
pub mod database;
pub mod person;
pub mod scripts;
pub mod world;

use beian_bot::bot::commands::{self, Where};
use beian_bot::domain::press::{Press, Verb};

pub use person::Person;
pub use world::World;

/// What a button does: the command that it gives, or the verb of a step.
pub fn name_of_button(data: &str) -> String {
    let press = Press::decode(data).expect("a button of ours");
    match press.verb {
        Verb::Act => press.payload.split(' ').next().unwrap_or_default().to_owned(),
        step => format!("{step:?}"),
    }
}

/// A JPEG that shows nothing in particular.
pub fn photo(width: u32, height: u32) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, (x ^ y) as u8]));
    let mut bytes = Vec::new();
    image::DynamicImage::from(pixels)
        .write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Jpeg)
        .unwrap();
    bytes
}

/// Fails unless every kind of button of a reviewer's is among these.
pub fn assert_every_reviewers_button(buttons: &[(i64, String, String)]) {
    let stood: Vec<String> = buttons.iter().map(|(_, _, data)| name_of_button(data)).collect();
    let steps = Verb::ALL.iter().filter(|verb| verb.is_reviewers());
    let acts = commands::ALL.iter();
    // What stands in private chats alone cannot be pressed by others.
    let acts = acts.filter(|command| command.is_reviewers() && command.has_button && command.place != Where::Private);
    // What is done is told at once here: `undo.rs` tries the button that takes it back.
    let acts = acts.filter(|command| command.name != "undo");
    let wanted = steps.map(|step| format!("{step:?}"));
    let wanted = wanted.chain(acts.map(|act| act.name.to_owned()));
    let missing: Vec<String> = wanted.filter(|name| !stood.contains(name)).collect();
    assert!(missing.is_empty(), "not every button has stood there: {missing:?}");
}
