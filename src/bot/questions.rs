//! What people ask the reviewers, as it is shown.

use crate::domain::place::Place;
use crate::domain::question::Question;
use crate::prompts::shown::QuestionShown;
use crate::prompts::{Fault, Words};
use crate::work::Work;

/// A question with its place in the form. What is not loaded of its filing is left out.
pub fn shown(work: &Work, words: &Words, question: &Question) -> Result<QuestionShown, Fault> {
    let filing = question.filing.and_then(|id| work.filings.get(&id));
    let at = question.at.map(|(place, field)| match filing {
        Some(filing) => words.field_at(filing, place, field),
        None => words.field(field),
    });
    let region = filing.and_then(|filing| filing.view(Place::Subject).choice("region"));
    Ok(QuestionShown {
        number: question.number,
        filing: filing.and_then(|filing| filing.number),
        draft: question.filing.is_some() && filing.is_none_or(|filing| filing.number.is_none()),
        region: region.map(|region| words.data("regions", &region)).transpose()?,
        at: at.transpose()?,
        asked_at: words.date_time(question.asked_at),
        words: Some(question.words.clone()),
    })
}
