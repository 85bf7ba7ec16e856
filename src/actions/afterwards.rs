//! What follows the grant (R12): the day on which the site opened, and the public-security filing (公安联网备案).

use super::{Done, Refusal, transition};
use crate::domain::calendar;
use crate::domain::filing::Filing;
use crate::domain::opening;
use crate::domain::public_security::PublicSecurityNumber;
use crate::domain::workflow::{Action, Actor};
use crate::work::Work;

/// The applicant tells when the site opened, or will open. Told anew it counts anew.
pub fn opened(work: &mut Work, mut filing: Filing, text: &str) -> Done<Filing> {
    let number = filing.number.unwrap_or_default();
    let granted = calendar::day(filing.status_since);
    let day = opening::read(text, granted, work.today()).map_err(|wrong| match wrong {
        opening::Wrong::Unread => Refusal::OpeningUnread { number },
        opening::Wrong::BeforeGrant => Refusal::OpeningBeforeGrant { number, granted },
        opening::Wrong::TooFar => Refusal::OpeningTooFar { number },
    })?;
    let actor = Actor::Applicant(filing.applicant);
    filing.facts.afterwards.get_or_insert_default().opened = Some(day);
    transition(work, filing, Action::Opened, actor, Some(day.to_string()))
}

/// The numbers of the public-security filing that a text gives: one for each service, in their order.
pub fn security_numbers(filing: &Filing, text: &str) -> Done<Vec<PublicSecurityNumber>> {
    let number = filing.number.unwrap_or_default();
    let bad = |why| Refusal::BadPublicSecurity { number, why };
    let divides = |c: char| "，,、;；\n".contains(c);
    let texts = text.split(divides).map(str::trim).filter(|text| !text.is_empty());
    let numbers: Vec<PublicSecurityNumber> = texts
        .map(PublicSecurityNumber::parse)
        .collect::<Result<_, _>>()
        .map_err(|wrong| bad(wrong.into()))?;
    if numbers.is_empty() {
        return Err(bad("form").into());
    }
    if numbers.len() != filing.services.len() {
        return Err(bad("count").into());
    }
    Ok(numbers)
}

/// The applicant reports the public-security filing as done, with its numbers.
pub fn public_security(work: &mut Work, mut filing: Filing, text: &str) -> Done<Filing> {
    let numbers = security_numbers(&filing, text)?;
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let places = filing.services.iter().map(|service| service.place());
    let words = numbers.join("、");
    let numbers = places.zip(numbers).collect();
    filing.facts.afterwards.get_or_insert_default().public_security = numbers;
    let actor = Actor::Applicant(filing.applicant);
    transition(work, filing, Action::PublicSecurity, actor, Some(words))
}
