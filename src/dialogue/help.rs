//! What is said to somebody who wrote no answer: a greeting, that they want a person, that they have none of what is asked for.

use chrono::NaiveDate;

use super::offers::offers;
use super::say::Lead;
use super::turn::{Turn, keep};
use crate::domain::answers::{Answer, Kind, is_organisation};
use crate::domain::asides::{self, Aside};
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;

/// What the text says instead of an answer to this field. In free text, in names of sites and beside
/// material that was asked for a sentence may be the answer itself: "we have none, because".
pub fn aside(asked: Asked, text: &str) -> Option<Aside> {
    let may_be_sentence = matches!(
        asked.field.kind,
        Kind::Text { .. } | Kind::SiteName | Kind::Material { .. }
    );
    let is_prose = matches!(asked.field.kind, Kind::Text { .. } | Kind::SiteName);
    let asks = || (!is_prose && !is_organisation(text) && asides::asks(text)).then_some(Aside::Unsure);
    asides::read(text)
        .or_else(|| asides::within(text).filter(|_| !may_be_sentence))
        .or_else(asks)
}

/// What such a text does at a question that is no choice.
pub fn replied(filing: &Filing, asked: Asked, aside: Aside, today: NaiveDate, changing: bool) -> Turn {
    let again = |lead| Turn::Ask { asked, lead, changing };
    let optional = asked.field.is_optional(&filing.view(asked.place));
    match aside {
        Aside::Nothing | Aside::Lacks if optional => Turn::Keep {
            asked,
            answer: Answer::Skipped,
            warnings: Vec::new(),
        },
        Aside::AsProposed | Aside::Myself => match (offers(filing, asked, today).as_slice(), aside) {
            ([proposed], _) => keep(filing, asked, proposed.clone(), today, again),
            (_, Aside::Myself) => again(Lead::Help("myself")),
            _ => again(Lead::Hint),
        },
        // That there is no address at all wants the question's help; that there is no door number has its own.
        Aside::Nothing if lacks(asked) == Some("lacks_address") => again(Lead::Hint),
        Aside::Nothing | Aside::Lacks => again(lacks(asked).map_or(Lead::Hint, Lead::Help)),
        other => spoken(filing, asked, other, changing),
    }
}

/// What is no answer to any question.
pub fn spoken(filing: &Filing, asked: Asked, aside: Aside, changing: bool) -> Turn {
    let again = |lead| Turn::Ask { asked, lead, changing };
    match aside {
        Aside::Back => back(filing, asked, changing),
        Aside::Leave => Turn::AskLeave,
        Aside::Human => again(Lead::Help("human")),
        Aside::Wait => again(Lead::Help("wait")),
        Aside::Greeting => again(Lead::Help("greeting")),
        Aside::Thanks => again(Lead::Help("thanks")),
        Aside::Unsure | Aside::Nothing | Aside::AsProposed | Aside::Myself | Aside::Lacks => again(Lead::Hint),
    }
}

/// The question before this one.
pub fn back(filing: &Filing, asked: Asked, changing: bool) -> Turn {
    match journey::previous(filing, &asked) {
        Some(asked) => Turn::Ask {
            asked,
            lead: Lead::Nothing,
            changing,
        },
        None => Turn::Ask {
            asked,
            lead: Lead::NoneBefore,
            changing,
        },
    }
}

/// What to do first for somebody who has none of what is asked for.
fn lacks(asked: Asked) -> Option<&'static str> {
    match asked.field.kind {
        Kind::Domain | Kind::Domains => Some("lacks_domain"),
        Kind::IpAddress | Kind::IpAddresses => Some("lacks_server"),
        Kind::Landline => Some("lacks_landline"),
        Kind::Phone => Some("lacks_other_phone"),
        Kind::CertificateNumber => Some("lacks_certificate"),
        Kind::PreApprovalNumber => Some("lacks_pre_approval"),
        Kind::Address | Kind::CertificateAddress => Some("lacks_address"),
        _ => None,
    }
}
