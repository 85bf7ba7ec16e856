//! The numbers that a filing was granted, for whatever shows them.

use crate::domain::filing::Filing;
use crate::prompts::shown::ServiceNumber;

/// The numbers of a granted filing: the subject's, and each site's with its domain.
pub fn granted_numbers(filing: &Filing) -> (Option<String>, Vec<ServiceNumber>) {
    let Some(granted) = &filing.facts.granted else {
        return (None, Vec::new());
    };
    let services = granted.services.iter().map(|(place, number)| {
        // What people call it: a website by its domain, an APP by its name.
        let view = filing.view(*place);
        let domain = view.value("domain").or_else(|| view.value("app_name"));
        let domain = domain.map(|name| name.show());
        ServiceNumber {
            domain,
            number: number.clone(),
        }
    });
    (Some(granted.subject.clone()), services.collect())
}
