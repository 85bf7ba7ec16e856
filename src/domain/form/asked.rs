//! A question: a field at a place.

use super::field::Field;
use crate::domain::place::Place;

/// A field at a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    pub place: Place,
    pub field: &'static Field,
}
