//! `/verified <filing>`: all have verified by SMS, and the authority has the filing. With a name, a mobile or its last four digits
//! behind the number it is that person alone.

use super::{Command, of_status, on_filing};
use crate::actions::{self, Done, Refusal};
use crate::bot::reviewer::done::done;
use crate::bot::talk::Talk;
use crate::domain::filing::Filing;
use crate::domain::place::Place;
use crate::domain::verification::{Verifier, verifiers};
use crate::domain::workflow::Action;

/// Fewer digits of a mobile name nobody.
const FEWEST_DIGITS: usize = 4;

pub static VERIFIED: Command = Command {
    formerly: &["verify"],
    loads: of_status,
    ..on_filing("verified", verified)
};

fn verified(talk: &mut Talk, filing: Filing, arguments: &str) -> Done {
    actions::possible_for(&filing, Action::Verified, talk.person)?;
    let named = arguments.trim();
    let places: Vec<Place> = if named.is_empty() {
        Vec::new()
    } else {
        let found: Vec<Place> = verifiers(&filing)
            .into_iter()
            .filter(|verifier| is_named(verifier, named))
            .map(|verifier| verifier.place)
            .collect();
        if found.is_empty() {
            return Err(Refusal::NeedNotVerify {
                number: filing.number.unwrap_or_default(),
                text: named.to_owned(),
                filing: filing.id,
            }
            .into());
        }
        found
    };
    let filing = actions::sms::verified(talk.work, filing, talk.person, &places)?;
    done(talk, &filing, "verified")
}

fn is_named(verifier: &Verifier, text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let mobile = verifier.mobile.show().replace(' ', "");
    verifier.name.as_deref() == Some(text) || digits.len() >= FEWEST_DIGITS && mobile.ends_with(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::draft::draft;

    #[test]
    fn a_verifier_is_named_by_name_or_mobile() {
        let filing = draft().enterprise().site("yunshan-example.com").complete().done();
        let all = verifiers(&filing);
        for (text, expected) in [
            ("陈示例", true),
            ("13912345678", true),
            ("139 1234 5678", true),
            ("5678", true),
            ("678", false),
            ("1234", false),
            ("李示例", false),
            ("", false),
        ] {
            assert_eq!(is_named(&all[0], text), expected, "{text}");
        }
    }
}
