//! The number that a carrier gives to a parcel (快递单号): letters and digits. Carriers have forms of their own, which they change, so only what no
//! number has is refused. From general knowledge: 顺丰 `SF` and 13 digits, EMS `EA123456789CN` or 13 digits, others 10 to 20.

use super::Malformed;
use super::normalise::{self, is_blank, is_han};

value!(
    /// `SF1234567890123`.
    ParcelNumber,
    is_good
);

/// What the questions give as an example: it is nobody's.
const EXAMPLE: &str = "SF1234567890123";
const SHORTEST: usize = 8;
const LONGEST: usize = 24;

pub(super) fn parse(text: &str) -> Result<ParcelNumber, Malformed> {
    let text = normalise::value(text);
    // The carrier's name often stands beside it.
    let number = normalise::compact(text.trim_matches(|c: char| is_han(c) || is_blank(c) || c == ':')).to_uppercase();
    if number.is_empty() {
        return Err(Malformed::new(match text.is_empty() {
            true => "text_empty",
            false => "parcel_number_none",
        }));
    }
    if number == EXAMPLE {
        return Err(Malformed::new("example"));
    }
    if !number.chars().any(|c| c.is_ascii_digit()) {
        return Err(Malformed::new("parcel_number_none"));
    }
    let characters = normalise::unwanted(&number, |c| c.is_ascii_alphanumeric());
    if !characters.is_empty() {
        return Err(Malformed::new("parcel_number_characters").with("characters", characters));
    }
    let count = number.chars().count();
    ParcelNumber::try_from(number).map_err(|_| Malformed::new("parcel_number_length").with("count", count))
}

fn is_good(number: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&number.len())
        && number.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
        && number.chars().any(|c| c.is_ascii_digit())
}

impl ParcelNumber {
    pub fn show(&self) -> String {
        self.as_str().to_owned()
    }

    /// Its last four: whoever has the parcel knows them.
    pub fn masked(&self) -> String {
        format!("****{}", &self.as_str()[self.as_str().len() - 4..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_letters_and_digits_of_a_usual_length() {
        for (text, expected) in [
            ("SF1234567890123", Err("example")),
            ("顺丰 ＳＦ１２３４５６７８９０１２３", Err("example")),
            ("SF1029384756123", Ok("SF1029384756123")),
            ("sf 1029 3847 56123", Ok("SF1029384756123")),
            ("顺丰 SF1029384756123", Ok("SF1029384756123")),
            ("单号：ＳＦ１０２９３８４７５６１２３", Ok("SF1029384756123")),
            ("EA123456789CN", Ok("EA123456789CN")),
            ("7312-3456-7890", Ok("731234567890")),
            ("", Err("text_empty")),
            ("还没寄", Err("parcel_number_none")),
            ("SFEXPRESS", Err("parcel_number_none")),
            ("SF12345678?0123", Err("parcel_number_characters")),
            ("SF1234五六7890123", Err("parcel_number_characters")),
            ("1234567", Err("parcel_number_length")),
            ("1234567890123456789012345", Err("parcel_number_length")),
        ] {
            let found = parse(text).map(|number| number.show());
            let found = found.as_deref().map_err(|malformed| malformed.code);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn of_a_number_the_end_is_shown() {
        assert_eq!(parse("SF1029384756123").unwrap().masked(), "****6123");
    }
}
