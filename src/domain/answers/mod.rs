//! Kinds of answers: each parses, shows and masks itself.
