//! Numbers and domains of each filing's own, for what our register knows of one would end the next. All are made up: their check characters
//! are right, and they belong to nobody (serial number 000 of an identity card is never given).

use chrono::{Days, NaiveDate};

/// What somebody answers that nobody else does.
pub fn own(field: &str, serial: u32, is_individual: bool) -> Option<String> {
    match field {
        "certificate_number" if is_individual => Some(id_card(serial)),
        "certificate_number" => Some(credit_code(serial)),
        "domain" => Some(domain(serial)),
        "site_url" => Some(format!("www.{}", domain(serial))),
        _ => None,
    }
}

fn domain(serial: u32) -> String {
    format!("yunshan-example{serial}.com")
}

/// An enterprise's in Nanjing.
fn credit_code(serial: u32) -> String {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let body = format!("MA{serial:06}");
    let weights = [3_u32, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = std::iter::zip(body.chars(), weights)
        .map(|(c, weight)| c.to_digit(36).unwrap() * weight)
        .sum();
    let check = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap(),
    };
    let code = format!("91320115{body}{check}");
    let sum: usize = std::iter::zip(code.chars(), WEIGHTS)
        .map(|(c, weight)| ALPHABET.find(c).unwrap() * weight)
        .sum();
    format!("{code}{}", ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap())
}

/// A grown-up's in Nanjing.
fn id_card(serial: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let born = NaiveDate::from_ymd_opt(1960, 1, 1).unwrap() + Days::new(u64::from(serial % 14_000));
    let digits = format!("320102{}000", born.format("%Y%m%d"));
    let sum: u32 = std::iter::zip(digits.chars(), WEIGHTS)
        .map(|(c, weight)| c.to_digit(10).unwrap() * weight)
        .sum();
    format!("{digits}{}", "10X98765432".chars().nth(sum as usize % 11).unwrap())
}

/// As the authority grants it.
pub fn granted(number: i64, times: u32) -> String {
    format!("苏ICP备{}号-1", 20_260_000 + number + 1_000_000 * i64::from(times))
}

pub fn public_security(serial: u32) -> String {
    format!("3201000201{:04}", serial % 10_000)
}
