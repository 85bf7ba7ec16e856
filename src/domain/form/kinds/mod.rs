//! The kinds of filing (备案类型), and the type check that finds out which one it is. The guide's section 验证备案类型, step 3.

use super::field::Section;
use crate::domain::answers::Answer;
use crate::domain::filing::{Filing, FilingKind};
use crate::domain::form;
use crate::domain::place::{Level, Place};

mod first_filing;
mod new_access_elsewhere;
mod new_access_here;
mod new_service_elsewhere;
mod new_service_here;

/// What a kind of filing asks, and who answers for it.
#[derive(Debug)]
pub struct Form {
    pub kind: FilingKind,
    /// In the order asked. Sections of services that follow one another are walked service by service.
    pub sections: &'static [&'static Section],
    pub sms: WhoVerifies,
}

/// Whose mobiles the Ministry sends its codes to (短信核验). R11.1, the guide's section 短信核验.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhoVerifies {
    /// The persons in charge of the subject and of each service.
    SubjectAndServices,
    /// Those of each service.
    Services,
}

static FORMS: [&Form; 5] = [
    &first_filing::FORM,
    &new_service_elsewhere::FORM,
    &new_service_here::FORM,
    &new_access_elsewhere::FORM,
    &new_access_here::FORM,
];

/// The form of that kind of filing.
pub fn form(kind: FilingKind) -> &'static Form {
    // A test proves that every kind has one.
    FORMS.into_iter().find(|form| form.kind == kind).unwrap_or(FORMS[0])
}

/// What most filings are: progress is counted by it until the type is known.
pub const LIKELIEST: FilingKind = FilingKind::FirstFiling;

/// What the type check found (R1.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeCheck {
    Kind(FilingKind),
    /// The domain is filed under another subject.
    Conflict {
        place: Place,
    },
    /// This very subject has filed this very domain here: a change or a cancellation is what is meant.
    AlreadyHere {
        place: Place,
        icp_number: String,
    },
}

impl FilingKind {
    /// Kinds that this version takes through the whole form. The others are explained and handed to the provider's phone.
    pub fn is_offered(self) -> bool {
        self == FilingKind::FirstFiling
    }
}

/// Finds the kind from whether the subject is filed, whether the domain is, and whether here. What our own register does not
/// know is taken from the applicant's word, and the reviewer sees it as not verified.
pub fn type_check(filing: &Filing) -> TypeCheck {
    let here = filing.facts.subject.as_ref();
    let subject_filed = here.is_some() || said_yes(filing, Place::Subject, "subject_filed");
    let mut any_domain_filed = false;
    for place in filing.places(Level::Site) {
        let known = filing.facts.services.get(&place);
        match (known, here) {
            (Some(service), Some(subject)) if service.subject == subject.id => {
                return TypeCheck::AlreadyHere {
                    place,
                    icp_number: service.icp_number.clone(),
                };
            }
            (Some(_), _) => return TypeCheck::Conflict { place },
            (None, _) => {}
        }
        let domain_filed = said_yes(filing, place, "domain_filed");
        if domain_filed && !subject_filed {
            return TypeCheck::Conflict { place };
        }
        any_domain_filed |= domain_filed;
    }
    TypeCheck::Kind(match (subject_filed, any_domain_filed, here.is_some()) {
        (false, _, _) => FilingKind::FirstFiling,
        (true, false, false) => FilingKind::NewServiceElsewhere,
        (true, false, true) => FilingKind::NewServiceHere,
        (true, true, false) => FilingKind::NewAccessElsewhere,
        (true, true, true) => FilingKind::NewAccessHere,
    })
}

fn said_yes(filing: &Filing, place: Place, id: &str) -> bool {
    form::field(id).and_then(|field| filing.value(place, field)) == Some(Answer::YesNo(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_form() {
        for kind in FilingKind::ALL {
            assert_eq!(form(*kind).kind, *kind);
            let ids: Vec<_> = form(*kind).sections.iter().map(|section| section.id).collect();
            assert_eq!(
                ids.iter().filter(|id| **id == "type_check").count(),
                2,
                "{kind}: {ids:?}"
            );
            assert!(
                ids.contains(&"site") && ids.contains(&"service_head"),
                "{kind}: {ids:?}"
            );
        }
    }
}
