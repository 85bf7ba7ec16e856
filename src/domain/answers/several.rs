//! Several values of a kind in one answer: divided by a comma, a blank or a new line.

use super::{Malformed, Warning};

/// Reads each part. The same twice is kept once; the first that is none of the kind is what is wrong.
pub(super) fn parse<T: PartialEq>(
    text: &str,
    one: impl Fn(&str) -> Result<(T, Vec<Warning>), Malformed>,
) -> Result<(Vec<T>, Vec<Warning>), Malformed> {
    let divides = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    let (mut values, mut warnings) = (Vec::new(), Vec::new());
    for part in text.split(divides).filter(|part| !part.is_empty()) {
        let (value, found) = one(part)?;
        if !values.contains(&value) {
            values.push(value);
            warnings.extend(found);
        }
    }
    if values.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    Ok((values, warnings))
}

/// The values in one line, as they can be read again.
pub(super) fn join(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(", ")
}
