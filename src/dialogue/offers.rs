//! What a question offers for one press: a function of the draft.

use chrono::NaiveDate;

use super::turn::is_choice;
use crate::domain::answers::{Answer, Kind};
use crate::domain::filing::Filing;
use crate::domain::form;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;

/// The ids that the question offers now.
pub fn offered(filing: &Filing, asked: Asked) -> Vec<&'static str> {
    match asked.field.kind {
        Kind::Choice(list) | Kind::Choices(list) => {
            list.offered(&filing.view(asked.place).context(asked.field, chrono::NaiveDate::MIN))
        }
        _ => Vec::new(),
    }
}

/// Of a choice, what is shown first: what is likely, and what was chosen. All of it where the list is short or nothing stands out.
pub fn first_offered(filing: &Filing, asked: Asked) -> Vec<&'static str> {
    const SHORT: usize = 4;
    let all = offered(filing, asked);
    let mut first = (asked.field.offers)(&filing.view(asked.place));
    if !matches!(asked.field.kind, Kind::Choice(_)) || all.len() <= SHORT || first.is_empty() {
        return all;
    }
    first.extend(filing.kept(asked.place, asked.field.id).map(|kept| kept.answer.clone()));
    let is_first = |id: &str| first.iter().any(|answer| answer.choice_ids().contains(&id));
    all.into_iter().filter(|id| is_first(id)).collect()
}

/// At the question for a certificate's number: the types that it may be changed to, with the field that asks for it.
pub fn other_certificates(filing: &Filing, asked: Asked) -> Vec<(Asked, &'static str)> {
    let of_number = asked
        .field
        .certificate
        .filter(|_| asked.field.kind == Kind::CertificateNumber);
    let Some(field) = of_number.and_then(form::field) else {
        return Vec::new();
    };
    let of_type = Asked {
        place: asked.place,
        field,
    };
    if !journey::is_editable(filing, &of_type) {
        return Vec::new();
    }
    offered(filing, of_type).into_iter().map(|id| (of_type, id)).collect()
}

/// The values that the question offers for one press: what was kept before, and what the field proposes.
pub fn offers(filing: &Filing, asked: Asked, today: NaiveDate) -> Vec<Answer> {
    let kept = filing.kept(asked.place, asked.field.id).map(|kept| kept.answer.clone());
    // What was sent back is not offered again.
    let sent_back = filing.is_correction()
        && filing
            .to_correct()
            .any(|back| back.place == asked.place && back.field == asked.field.id);
    let kept = kept.filter(|answer| *answer != Answer::Skipped && !is_choice(asked.field) && !sent_back);
    let view = filing.view(asked.place);
    // What can no longer stand in the draft is not offered either.
    let fits = |answer: &Answer| {
        asked
            .field
            .kind
            .recheck(answer, &view.context(asked.field, today))
            .is_ok()
    };
    let mut offers: Vec<Answer> = Vec::new();
    for offer in kept.into_iter().chain((asked.field.offers)(&view)).filter(fits) {
        if !offers.iter().any(|other| other.show() == offer.show()) {
            offers.push(offer);
        }
    }
    offers
}
