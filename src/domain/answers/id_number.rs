//! Citizen identification numbers (公民身份号码, GB 11643-1999): address code, birth date, sequence, check character.
//! The method was compared with PyPI python-stdnum 2.2 (cn.ric).

use chrono::NaiveDate;

/// The first step of the check that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Length,
    /// The 15 digits of cards before 1999.
    Old,
    Characters,
    Province,
    BirthDate,
    Checksum,
}

/// Checks a number in upper case without blanks. A birth date after `today` is wrong; without `today` that is not looked at.
pub fn fault(number: &str, today: Option<NaiveDate>) -> Option<Fault> {
    let digits = number.as_bytes();
    if digits.len() == 15 && digits.iter().all(u8::is_ascii_digit) {
        return Some(Fault::Old);
    }
    if number.chars().count() != 18 {
        return Some(Fault::Length);
    }
    let Some((check, body)) = digits.split_last() else {
        return Some(Fault::Length);
    };
    if digits.len() != 18 || !body.iter().all(u8::is_ascii_digit) || !(check.is_ascii_digit() || *check == b'X') {
        return Some(Fault::Characters);
    }
    if !is_province(&number[..2]) {
        return Some(Fault::Province);
    }
    birth_date_and_checksum(number, today)
}

/// Whether two digits begin the code of a province.
pub(super) fn is_province(digits: &str) -> bool {
    PROVINCES.contains(&digits)
}

/// The last two steps alone, which the foreign permanent resident card shares. Takes 17 digits and a digit or X.
pub(super) fn birth_date_and_checksum(number: &str, today: Option<NaiveDate>) -> Option<Fault> {
    let birth_date = birth_date(number);
    if birth_date.is_none() || birth_date > today.or(birth_date) {
        return Some(Fault::BirthDate);
    }
    (check_character(number) != number.chars().last()).then_some(Fault::Checksum)
}

/// The birth date in a number of 18 characters.
pub fn birth_date(number: &str) -> Option<NaiveDate> {
    let date = number.get(6..14)?;
    let year: i32 = date.get(..4)?.parse().ok()?;
    let date = NaiveDate::from_ymd_opt(year, date.get(4..6)?.parse().ok()?, date.get(6..)?.parse().ok()?)?;
    (year >= 1850).then_some(date)
}

fn check_character(number: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (c, weight) in number.chars().zip(WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    "10X98765432".chars().nth(usize::try_from(sum % 11).ok()?)
}

/// First two digits in use (GB/T 2260); 81, 82 and 83 stand on the residence permits of Hong Kong, Macao and Taiwan.
const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
];

#[cfg(test)]
mod tests {
    use super::*;

    // Made up: a province's own address code (…0000) is given to nobody.
    fn check(number: &str, expected: Option<Fault>) {
        assert_eq!(
            fault(number, NaiveDate::from_ymd_opt(2026, 11, 24)),
            expected,
            "{number}"
        );
    }

    #[test]
    fn id_numbers() {
        check("320000199003070027", None);
        check("44000019851120117X", None);
        check("320000900307002", Some(Fault::Old));
        check("3200001990030700271", Some(Fault::Length));
        check("32000019900307002七", Some(Fault::Characters));
        check("X20000199003070027", Some(Fault::Characters));
        check("990000199003070021", Some(Fault::Province));
        check("320000199013070027", Some(Fault::BirthDate));
        check("320000199003070021", Some(Fault::Checksum));
        check("", Some(Fault::Length));
    }

    #[test]
    fn the_future_needs_today() {
        assert_eq!(fault("320000219003070022", None), None);
        check("320000219003070022", Some(Fault::BirthDate));
    }
}
