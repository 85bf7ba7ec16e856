//! What is said to somebody who wrote no answer: a greeting, that they want a person, that they have none of what is asked for.

use chrono::NaiveDate;

use super::offers::offers;
use super::say::Lead;
use super::turn::{Turn, keep};
use crate::domain::answers::{Answer, Kind};
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::replies::{self, Reply};

/// What the text says instead of an answer to this field. In free text and in names of sites a sentence may be the answer itself.
pub fn reply(asked: Asked, text: &str) -> Option<Reply> {
    let may_be_sentence = matches!(asked.field.kind, Kind::Text { .. } | Kind::SiteName);
    replies::read(text).or_else(|| replies::within(text).filter(|_| !may_be_sentence))
}

/// What such a text does at a question that is no choice.
pub fn replied(filing: &Filing, asked: Asked, reply: Reply, today: NaiveDate, changing: bool) -> Turn {
    let again = |lead| Turn::Ask { asked, lead, changing };
    let optional = asked.field.is_optional(&filing.view(asked.place));
    match reply {
        Reply::Nothing | Reply::Lacks if optional => Turn::Keep {
            asked,
            answer: Answer::Skipped,
            warnings: Vec::new(),
        },
        Reply::AsProposed | Reply::Myself => match (offers(filing, asked, today).as_slice(), reply) {
            ([proposed], _) => keep(filing, asked, proposed.clone(), today, again),
            (_, Reply::Myself) => again(Lead::Help("myself")),
            _ => again(Lead::Hint),
        },
        // That there is no address at all wants the question's help; that there is no door number has its own.
        Reply::Nothing if lacks(asked) == Some("lacks_address") => again(Lead::Hint),
        Reply::Nothing | Reply::Lacks => again(lacks(asked).map_or(Lead::Hint, Lead::Help)),
        other => spoken(filing, asked, other, changing),
    }
}

/// What is no answer to any question.
pub fn spoken(filing: &Filing, asked: Asked, reply: Reply, changing: bool) -> Turn {
    let again = |lead| Turn::Ask { asked, lead, changing };
    match reply {
        Reply::Back => back(filing, asked, changing),
        Reply::Human => again(Lead::Help("human")),
        Reply::Wait => again(Lead::Help("wait")),
        Reply::Greeting => again(Lead::Help("greeting")),
        Reply::Thanks => again(Lead::Help("thanks")),
        Reply::Unsure | Reply::Nothing | Reply::AsProposed | Reply::Myself | Reply::Lacks => again(Lead::Hint),
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
