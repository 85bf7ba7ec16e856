//! What a reviewer is to look at first: every doubt and finding, with the name of its field.

use crate::bot::applicant::{look_ups, malformed_text};
use crate::bot::talk::Talk;
use crate::domain::answers::Malformed;
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::prompts::{Fault, shown};

pub fn of(talk: &Talk, filing: &Filing) -> Result<Vec<(Asked, shown::FindingShown)>, Fault> {
    let mut findings = Vec::new();
    for asked in journey::applicable(filing) {
        // What only repeats another field's value is found there.
        if (asked.field.fixed)(&filing.view(asked.place)) {
            continue;
        }
        let label = || talk.words.field_at(filing, asked.place, asked.field.id);
        for warning in journey::findings(filing, &asked, talk.work.today()) {
            let doubt = shown::Doubtful {
                reviewer: true,
                ..shown::Doubtful::from(&warning)
            };
            let text = shown::Html(talk.words.render(&doubt)?);
            findings.push((asked, shown::FindingShown { label: label()?, text }));
        }
        // A picture that turned out to be of no use after it was handed in.
        if let Some(answer) = filing.value(asked.place, asked.field)
            && let Some(unfit) = filing.unfit(&answer)
        {
            let text = malformed_text(&talk.words, &Malformed::new(unfit.code()))?;
            findings.push((asked, shown::FindingShown { label: label()?, text }));
        }
        for text in look_ups::findings(&talk.words, filing, asked, talk.work.today())? {
            findings.push((asked, shown::FindingShown { label: label()?, text }));
        }
    }
    Ok(findings)
}
