//! What people say of addresses: that one is another's, and that there is no door number.

use chrono::NaiveDate;

use super::say::Lead;
use super::turn::{Turn, confirm, keep};
use crate::domain::answers::Kind;
use crate::domain::asides;
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::form::sections::{POSTAL_ADDRESS, SUBJECT_REMARK};
use crate::domain::form::statements::{self, statements};

/// The address that a text says this one is the same as; the question's help where that one is not known.
pub fn same_address(filing: &Filing, asked: Asked, text: &str, today: NaiveDate, changing: bool) -> Option<Turn> {
    if !matches!(asked.field.kind, Kind::Address | Kind::CertificateAddress) {
        return None;
    }
    let again = |lead| Turn::Ask { asked, lead, changing };
    let id = asides::same_address(text)?;
    let value = filing.view(asked.place).value(id).filter(|_| id != asked.field.id);
    Some(match value {
        Some(value) => keep(filing, asked, value, today, again),
        None => again(Lead::Hint),
    })
}

/// Code of the doubt about an address that names no house.
pub const NO_DOOR_NUMBER: &str = "address_no_door_number";

/// The address that stands there has no door number, which is doubted: it is kept, and the remark is to say that there is none.
pub(super) fn most_detailed(filing: &Filing, asked: Asked, today: NaiveDate) -> Option<Turn> {
    let is_doubted = journey::is_unsettled(filing, &asked, today)
        && journey::doubts(filing, &asked, today)
            .iter()
            .any(|doubt| doubt.code == NO_DOOR_NUMBER);
    if asked.field.kind != Kind::Address || !is_doubted {
        return None;
    }
    // Only the organiser's address is looked at for it by the authority.
    if asked.field.id != POSTAL_ADDRESS.id {
        return Some(confirm(filing, asked));
    }
    let remark = Asked {
        place: asked.place,
        field: &SUBJECT_REMARK,
    };
    let statement = &statements().address_is_most_detailed;
    let said = match filing
        .kept(remark.place, remark.field.id)
        .map(|kept| kept.answer.show())
    {
        Some(own) if own.contains(statement) => own,
        Some(own) if !own.is_empty() => format!("{own}；{statement}"),
        _ => statement.clone(),
    };
    Some(Turn::MostDetailed {
        asked,
        answer: filing.kept(asked.place, asked.field.id)?.answer.clone(),
        remark: (remark, statements::remark(&said)?),
    })
}

pub(super) fn says_most_detailed(text: &str) -> bool {
    text.contains(&statements().address_is_most_detailed)
}
