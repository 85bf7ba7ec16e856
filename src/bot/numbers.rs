//! The numbers that a filing was granted, for whatever shows them.

use crate::domain::filing::Filing;
use crate::domain::place::Place;
use crate::domain::public_security::PublicSecurityNumber;
use crate::domain::regions;
use crate::prompts::shown::ServiceNumber;

/// The numbers of a granted filing: the subject's, and each site's with its domain.
pub fn granted_numbers(filing: &Filing) -> (Option<String>, Vec<ServiceNumber>) {
    let Some(granted) = &filing.facts.granted else {
        return (None, Vec::new());
    };
    let region = filing.view(Place::Subject).choice("region");
    let region = region.and_then(|id| regions::region(&id));
    let has_subject = region.is_some_and(|region| region.footer_subject);
    let services = granted.services.iter().map(|(place, number)| {
        // What people call it: a website by its domain, an APP by its name.
        let view = filing.view(*place);
        let domain = view.value("domain").or_else(|| view.value("app_name"));
        let domain = domain.map(|name| name.show());
        let security = filing
            .facts
            .afterwards
            .as_ref()
            .and_then(|done| done.public_security.get(place));
        let digits = security.and_then(|number| PublicSecurityNumber::parse(number).ok());
        ServiceNumber {
            domain,
            number: number.clone(),
            footer: if has_subject { &granted.subject } else { number }.clone(),
            security: security.cloned(),
            security_digits: digits.map(|number| number.digits().to_owned()),
        }
    });
    (Some(granted.subject.clone()), services.collect())
}
