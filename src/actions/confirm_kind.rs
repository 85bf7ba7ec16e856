//! The applicant confirms what the type check found.

use super::{Done, Refusal};
use crate::domain::filing::Filing;
use crate::domain::form::kinds::{TypeCheck, type_check};
use crate::work::Work;

/// Takes the kind that was found. A conflict, and what this version does not take through the form, are refused with the reason.
pub fn confirm_kind(work: &mut Work, filing: Filing) -> Done<Filing> {
    let kind = match type_check(&filing) {
        TypeCheck::Kind(kind) if kind.is_offered() && !is_app(&filing) => kind,
        TypeCheck::Kind(_) => return Err(Refusal::KindNotHere.into()),
        TypeCheck::Conflict { .. } => return Err(Refusal::DomainConflict.into()),
        TypeCheck::AlreadyHere { icp_number, .. } => return Err(Refusal::AlreadyFiledHere { icp_number }.into()),
    };
    let now = work.now;
    Ok(work.filings.change(filing, |filing| {
        filing.kind = Some(kind);
        filing.raise(now);
    }))
}

/// APPs have a section of their own that this version has not.
pub fn is_app(filing: &Filing) -> bool {
    filing
        .view(crate::domain::place::Place::Subject)
        .choice("service_kind")
        .as_deref()
        == Some("app")
}
