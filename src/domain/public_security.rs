//! Numbers of the public-security filing (公安联网备案): `苏公网安备32010002010001号`. A province's character, then fourteen digits, of which
//! the first six are the district's code (GB/T 2260). Source: public footers, and the rules of the form in the domain notes.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

use super::icp_number::IcpNumber;
use super::regions::{self, Region};

/// A number of the public-security filing in its usual form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicSecurityNumber {
    province: char,
    digits: String,
}

/// Why a text is no such number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Wrong {
    /// It is the Ministry's filing number.
    IcpNumber,
    /// Not fourteen digits.
    Length,
    /// The district's code is of another province than the character, or of none.
    Province,
    /// It is the number that the question gives as an example.
    Example,
    /// Nothing of it is such a number.
    Form,
}

const DIGITS: usize = 14;
/// What the question gives as an example.
const EXAMPLE: &str = "32010002000000";

impl PublicSecurityNumber {
    /// Blanks, full-width forms, a missing 号, the digits alone and the link to the number's page are understood.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        static LINK: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(r"(?:record)?code=(\d+)"));
        static FORM: LazyLock<Result<Regex, regex::Error>> =
            LazyLock::new(|| Regex::new(r"^(?:(\p{Han})公网安备:?)?第?(\d+)号?$"));
        if text.parse::<IcpNumber>().is_ok() {
            return Err(Wrong::IcpNumber);
        }
        let plain: String = text
            .nfkc()
            .filter(|c| !c.is_whitespace() && !('\u{200b}'..='\u{200f}').contains(c) && *c != '\u{feff}')
            .collect();
        let captured = |form: &'static Result<Regex, regex::Error>| form.as_ref().ok()?.captures(&plain);
        let part = |found: &regex::Captures, n| found.get(n).map(|part| part.as_str().to_owned());
        let (sign, digits) = match (captured(&LINK), captured(&FORM)) {
            (Some(link), _) => (None, part(&link, 1)),
            (None, Some(form)) => (part(&form, 1), part(&form, 2)),
            (None, None) => return Err(Wrong::Form),
        };
        let digits = digits.ok_or(Wrong::Form)?;
        if digits.len() != DIGITS {
            return Err(Wrong::Length);
        }
        if digits == EXAMPLE {
            return Err(Wrong::Example);
        }
        let region = regions::region(&digits[..2]).ok_or(Wrong::Province)?;
        let province = match sign.and_then(|sign| sign.chars().next()) {
            Some(sign) if is_of(region, sign) => sign,
            Some(_) => return Err(Wrong::Province),
            None => region.prefix,
        };
        Ok(Self { province, digits })
    }

    /// The province in which it was given.
    pub fn region(&self) -> Option<&'static Region> {
        regions::region(&self.digits[..2])
    }

    /// The number alone, as the page that shows it is asked for it.
    pub fn digits(&self) -> &str {
        &self.digits
    }
}

fn is_of(region: &Region, sign: char) -> bool {
    sign == region.prefix || region.other_prefixes.contains(&sign)
}

impl fmt::Display for PublicSecurityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}公网安备{}号", self.province, self.digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_paste_them() {
        const NUMBER: Result<&str, Wrong> = Ok("苏公网安备32010002010001号");
        for (text, expected) in [
            ("苏公网安备32010002010001号", NUMBER),
            ("苏公网安备 32010002010001号", NUMBER),
            (" 苏公网安备：３２０１０００２０１０００１ ", NUMBER),
            ("32010002010001", NUMBER),
            ("https://beian.mps.gov.cn/#/query/webSearch?code=32010002010001", NUMBER),
            (
                "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=32010002010001",
                NUMBER,
            ),
            ("滇公网安备53010002010001号", Ok("滇公网安备53010002010001号")),
            ("苏ICP备12345678号-1", Err(Wrong::IcpNumber)),
            ("苏公网安备3201000201001号", Err(Wrong::Length)),
            ("320100020100011", Err(Wrong::Length)),
            ("京公网安备32010002010001号", Err(Wrong::Province)),
            ("苏公网安备32010002000000号", Err(Wrong::Example)),
            ("99010002010001", Err(Wrong::Province)),
            ("已经办好了", Err(Wrong::Form)),
            ("", Err(Wrong::Form)),
        ] {
            let found = PublicSecurityNumber::parse(text).map(|number| number.to_string());
            assert_eq!(found.as_deref().map_err(|wrong| *wrong), expected, "{text}");
        }
    }
}
