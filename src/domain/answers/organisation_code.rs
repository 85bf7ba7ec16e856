//! Organisation codes (组织机构代码, GB 11714-1997): eight characters, a hyphen that is not counted, a check character.

/// The first step of the check that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Length,
    Characters,
    Checksum,
}

/// Checks a code in upper case without hyphen.
pub fn fault(code: &str) -> Option<Fault> {
    if code.chars().count() != 9 {
        return Some(Fault::Length);
    }
    if !code.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()) {
        return Some(Fault::Characters);
    }
    (check_character(code) != code.chars().last()).then_some(Fault::Checksum)
}

/// `12345678-8`
pub fn with_hyphen(code: &str) -> String {
    match code.split_at_checked(8) {
        Some((body, check)) => format!("{body}-{check}"),
        None => code.to_owned(),
    }
}

fn check_character(code: &str) -> Option<char> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (c, weight) in code.chars().zip(WEIGHTS) {
        sum += c.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, expected: Option<Fault>) {
        assert_eq!(fault(code), expected, "{code}");
    }

    #[test]
    fn organisation_codes() {
        check("MA0000015", None);
        check("500000031", None);
        check("MA0000011", Some(Fault::Checksum));
        check("MA000005", Some(Fault::Length));
        check("MA00000#5", Some(Fault::Characters));
        assert_eq!(with_hyphen("500000031"), "50000003-1");
    }
}
