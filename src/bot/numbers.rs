//! The numbers that a filing was granted, for whatever shows them.

use crate::domain::filing::Filing;
use crate::prompts::shown::ServiceNumber;

/// The numbers of a granted filing: the subject's, and each site's with its domain.
pub fn granted_numbers(filing: &Filing) -> (Option<String>, Vec<ServiceNumber>) {
    let Some(granted) = &filing.facts.granted else {
        return (None, Vec::new());
    };
    let services = granted.services.iter().map(|(place, number)| {
        let domain = filing.view(*place).value("domain").map(|domain| domain.show());
        ServiceNumber {
            domain,
            number: number.clone(),
        }
    });
    (Some(granted.subject.clone()), services.collect())
}
