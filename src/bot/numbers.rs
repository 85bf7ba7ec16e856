//! The numbers that a filing was granted, for whatever shows them.

use minijinja::{Value, context};

use crate::domain::filing::Filing;

/// The numbers of a granted filing: the subject's, and each site's with its domain.
pub fn granted_numbers(filing: &Filing) -> (Option<&str>, Vec<Value>) {
    let Some(granted) = &filing.facts.granted else {
        return (None, Vec::new());
    };
    let services = granted.services.iter().map(|(place, number)| {
        let domain = filing.view(*place).value("domain").map(|domain| domain.show());
        context! { domain, number }
    });
    (Some(&granted.subject), services.collect())
}
