//! Unified social credit codes (统一社会信用代码, GB 32100-2015): department and kind of body, address code, body code, check.
//! The method was compared with PyPI python-stdnum 2.2 (cn.uscc).

use super::organisation_code;

/// The first step of the check that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Length,
    Characters,
    Checksum,
}

/// Checks a code in upper case without blanks. Which first two characters it may have depends on the certificate.
pub fn fault(code: &str) -> Option<Fault> {
    if code.chars().count() != 18 {
        return Some(Fault::Length);
    }
    if !code.chars().all(is_used) {
        return Some(Fault::Characters);
    }
    (check_character(code) != code.chars().last()).then_some(Fault::Checksum)
}

/// Digits and capitals without I, O, S, V and Z.
pub fn is_used(c: char) -> bool {
    ALPHABET.contains(c)
}

/// Whether characters 9 to 17 are an organisation code with a right check of its own. A wrong one is only a warning: published
/// validators look at the outer check alone.
pub fn body_code_fits(code: &str) -> bool {
    code.get(8..17)
        .is_some_and(|body| organisation_code::fault(body).is_none())
}

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

fn check_character(code: &str) -> Option<char> {
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let mut sum = 0;
    for (c, weight) in code.chars().zip(WEIGHTS) {
        sum += ALPHABET.find(c)? * weight;
    }
    ALPHABET.chars().nth((31 - sum % 31) % 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made up: body codes counted up from 1 belong to nobody.
    fn check(code: &str, expected: Option<Fault>) {
        assert_eq!(fault(code), expected, "{code}");
    }

    #[test]
    fn credit_codes() {
        check("91320000MA0000015K", None);
        check("123300004000000421", None);
        check("91320000MA0000015A", Some(Fault::Checksum));
        check("91302000MA0000015K", Some(Fault::Checksum));
        check("91320000MA0000015", Some(Fault::Length));
        check("91320000MAI000015K", Some(Fault::Characters));
        check("91320000MA000001五K", Some(Fault::Characters));
        check("", Some(Fault::Length));
    }

    #[test]
    fn body_codes() {
        assert!(body_code_fits("91320000MA0000015K"));
        assert!(!body_code_fits("91320000MA00000190"));
        assert!(!body_code_fits("9132"));
    }
}
