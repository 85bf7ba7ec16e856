//! The rules that checks are made of. Each looks at the answer and at what its check reads, in the order in which the check names it.

use std::collections::BTreeMap;

use chrono::Datelike as _;
use serde::Deserialize;

use super::Seen;
use crate::domain::answers::{Answer, id_number};
use crate::domain::characters::is_han;
use crate::domain::form::statements::statements;
use crate::domain::{certificates, regions};

/// Full age in mainland China (民法典 article 17).
const FULL_AGE: i32 = 18;

type Found = BTreeMap<&'static str, String>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// It is not the same as the other answer.
    Differs,
    /// The same number as somebody else's stands under the same name.
    OneName,
    /// The number of an identity card was given out in the region of the filing.
    RegionOfIdCard,
    /// A credit code was given out in the region of the filing.
    RegionOfCreditCode,
    /// The owner of an identity card is of full age.
    OfAge,
    /// An individual's remark says what their site is about, beside the pledge that it must have.
    MoreThanPledge,
    /// What is written in own words is in Chinese: the authority reads it.
    InChinese,
}

impl Rule {
    /// What a check of this rule must read.
    #[cfg(test)]
    pub fn wants(self) -> usize {
        match self {
            Rule::InChinese => 0,
            Rule::Differs | Rule::OfAge | Rule::MoreThanPledge => 1,
            Rule::RegionOfIdCard | Rule::RegionOfCreditCode => 2,
            Rule::OneName => 3,
        }
    }

    /// The values that its words may show.
    pub fn found_keys(self) -> &'static [&'static str] {
        match self {
            Rule::RegionOfIdCard | Rule::RegionOfCreditCode => &["chosen", "written"],
            Rule::Differs | Rule::OneName | Rule::OfAge | Rule::MoreThanPledge | Rule::InChinese => &[],
        }
    }

    /// What is found where the rule is broken.
    pub(super) fn run(self, seen: &Seen) -> Option<Found> {
        match self {
            Rule::Differs => (seen.nth(0)?.kept() == seen.answer.kept()).then(Found::new),
            Rule::OneName => {
                let (own_name, other_number, other_name) = (seen.nth(0)?, seen.nth(1)?, seen.nth(2)?);
                let is_same = other_number.kept() == seen.answer.kept();
                (is_same && own_name.kept() != other_name.kept()).then(Found::new)
            }
            Rule::RegionOfIdCard => region(seen, "id_card"),
            Rule::RegionOfCreditCode => region(seen, "business_licence"),
            Rule::MoreThanPledge => {
                let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
                let is_individual = certificates::is_individual(&seen.chosen(0)?);
                let is_bare = bare(&seen.answer.kept()) == bare(&statements().individual_site);
                (is_individual && is_bare).then(Found::new)
            }
            Rule::InChinese => {
                let own = seen.answer.kept().replace(&statements().individual_site, "");
                (own.chars().any(char::is_alphabetic) && !own.chars().any(is_han)).then(Found::new)
            }
            Rule::OfAge => {
                let birth = id_number::birth_date(&id_card(seen)?)?;
                let before_birthday = (seen.today.month(), seen.today.day()) < (birth.month(), birth.day());
                let age = seen.today.year() - birth.year() - i32::from(before_birthday);
                (age < FULL_AGE).then(Found::new)
            }
        }
    }
}

fn id_card(seen: &Seen) -> Option<String> {
    number_of(seen, "id_card")
}

/// The number, where it is one of that certificate and has the usual 18 characters.
fn number_of(seen: &Seen, certificate: &str) -> Option<String> {
    let Answer::CertificateNumber(number) = seen.answer else {
        return None;
    };
    let number = number.as_str();
    (seen.chosen(0)? == certificate && number.len() == 18).then(|| number.to_owned())
}

/// The region's code stands in the number, and is not the filing's.
fn region(seen: &Seen, certificate: &str) -> Option<Found> {
    let written = regions::of_number(certificate, &number_of(seen, certificate)?)?;
    let chosen = seen.chosen(1)?;
    (written.id != chosen).then(|| BTreeMap::from([("chosen", chosen), ("written", written.id.clone())]))
}
