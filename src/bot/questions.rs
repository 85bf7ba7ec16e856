//! What people ask the reviewers, as it is shown.

use crate::actions::curtain;
use crate::domain::filing::Filing;
use crate::domain::form;
use crate::domain::place::Place;
use crate::domain::question::Question;
use crate::prompts::shown::{CurtainOrder, QuestionShown};
use crate::prompts::{Fault, Words};
use crate::work::Work;

/// What an order of a curtain says: to whom it goes, as it is answered now.
pub fn order(words: &Words, filing: &Filing) -> Result<String, Fault> {
    let value = |id: &str| {
        let found = form::field(id).zip(filing.view(Place::Subject).value(id));
        found.map(|(field, answer)| words.show(field, &answer)).transpose()
    };
    words.render(&CurtainOrder {
        name: value("head_name")?,
        mobile: value("head_mobile")?,
        address: value("curtain_address")?,
        paid: filing.facts.curtain.is_paid,
    })
}

/// A question with its place in the form. What is not loaded of its filing is left out.
pub fn shown(work: &Work, words: &Words, question: &Question) -> Result<QuestionShown, Fault> {
    let filing = question.filing.and_then(|id| work.filings.get(&id));
    let at = question.at.map(|(place, field)| match filing {
        Some(filing) => words.field_at(filing, place, field),
        None => words.field(field),
    });
    let ordered = filing.filter(|filing| curtain::is_order(filing, question));
    let region = filing.and_then(|filing| filing.view(Place::Subject).choice("region"));
    Ok(QuestionShown {
        number: question.number,
        filing: filing.and_then(|filing| filing.number),
        draft: question.filing.is_some() && filing.is_none_or(|filing| filing.number.is_none()),
        region: region.map(|region| words.data("regions", &region)).transpose()?,
        at: at.transpose()?,
        asked_at: words.date_time(question.asked_at),
        order: ordered.is_some(),
        words: Some(match ordered {
            Some(filing) => order(words, filing)?,
            None => question.words.clone(),
        }),
    })
}
