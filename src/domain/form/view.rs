//! A draft as seen from one of its places.

use crate::domain::filing::Filing;
use crate::domain::place::Place;

/// A draft as seen from one of its places: an answer is looked for there, then above.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub filing: &'a Filing,
    pub place: Place,
}

impl Filing {
    pub fn view(&self, place: Place) -> View<'_> {
        View { filing: self, place }
    }
}
