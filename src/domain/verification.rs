//! The Ministry's SMS verification (短信核验): whose mobiles get a code, worked out from the draft alone, and how far it is. R11.1, the
//! guide's section 短信核验.

use super::answers::{Answer, Mobile};
use super::filing::Filing;
use super::form::kinds::{WhoVerifies, form};
use super::place::{Level, Place};

/// Somebody who verifies. The Ministry sends one code to each mobile, however many roles its owner has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    /// Where the mobile stands first: the verifier's name among the others of a filing.
    pub place: Place,
    /// Every place that has this mobile.
    pub roles: Vec<Place>,
    pub name: Option<String>,
    pub mobile: Mobile,
    /// The number of the certificate whose last six characters the Ministry's page asks for.
    certificate_number: Option<String>,
}

/// How many characters of the certificate's number the Ministry's page asks for.
pub const LAST: usize = 6;

impl Verifier {
    /// What the Ministry's page asks for of the certificate's number.
    pub fn last_six(&self) -> Option<String> {
        let number: Vec<char> = self.certificate_number.as_ref()?.chars().collect();
        Some(number[number.len().saturating_sub(LAST)..].iter().collect())
    }
}

/// Everybody who must verify this filing, in the order of its places.
pub fn verifiers(filing: &Filing) -> Vec<Verifier> {
    let Some(kind) = filing.kind else { return Vec::new() };
    let levels: &[Level] = match form(kind).sms {
        WhoVerifies::SubjectAndServices => &[Level::Subject, Level::Service],
        WhoVerifies::Services => &[Level::Service],
    };
    let mut verifiers: Vec<Verifier> = Vec::new();
    for place in levels.iter().flat_map(|level| filing.places(*level)) {
        let prefix = if place == Place::Subject {
            "head"
        } else {
            "service_head"
        };
        let value = |field: &str| filing.view(place).value(&format!("{prefix}_{field}"));
        let Some(Answer::Mobile(mobile)) = value("mobile") else {
            continue;
        };
        if let Some(known) = verifiers.iter_mut().find(|known| known.mobile == mobile) {
            known.roles.push(place);
            continue;
        }
        verifiers.push(Verifier {
            place,
            roles: vec![place],
            name: value("name").map(|name| name.show()),
            mobile,
            certificate_number: value("certificate_number").map(|number| number.kept()),
        });
    }
    verifiers
}

/// How far somebody's verification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Open,
    /// The applicant has reported it.
    Reported,
    /// The reviewer has seen it in the Ministry's system.
    Passed,
}

/// How far that verifier is, as the filing has it.
pub fn progress(filing: &Filing, verifier: &Verifier) -> Progress {
    match &filing.facts.sms {
        Some(sms) if sms.passed.contains(&verifier.place) => Progress::Passed,
        Some(sms) if sms.reported.contains(&verifier.place) => Progress::Reported,
        _ => Progress::Open,
    }
}

/// Whoever has yet to verify.
pub fn open(filing: &Filing) -> Vec<Verifier> {
    let mut verifiers = verifiers(filing);
    verifiers.retain(|verifier| progress(filing, verifier) == Progress::Open);
    verifiers
}

/// Whom the reviewer has not passed yet.
pub fn unpassed(filing: &Filing) -> Vec<Verifier> {
    let mut verifiers = verifiers(filing);
    verifiers.retain(|verifier| progress(filing, verifier) != Progress::Passed);
    verifiers
}

#[cfg(test)]
mod tests;
