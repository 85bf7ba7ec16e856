//! The journey: what is asked next. A function of the draft alone, so that going back, resuming after days and a field that
//! was added later need no code of their own.

use chrono::NaiveDate;

use crate::domain::answers::{Answer, Kind, Malformed, Warning};
use crate::domain::filing::{Filing, Rejection};
use crate::domain::form::asked::Asked;
use crate::domain::form::checks::{self, Violation, Weight};
use crate::domain::form::sections::identity::is_of_curtain;
use crate::domain::form::{self, Section, kinds, photos};
use crate::domain::place::{Level, Place};

mod progress;

pub use progress::{Progress, progress};

/// What comes next for the applicant.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    Question(Asked),
    /// The type check is answered: its result is shown.
    TypeResult,
    /// All is answered: the summary is shown.
    Summary,
}

/// Every field that applies, at every place, in the order asked. Before the type check is confirmed only its own.
pub fn applicable(filing: &Filing) -> Vec<Asked> {
    // As many as a filing mostly has: this is asked several times an answer.
    let mut applicable = Vec::with_capacity(64);
    applicable.extend(each(filing).map(|(_, asked)| asked));
    applicable
}

/// The same with its sections, for summaries.
pub fn by_section(filing: &Filing) -> Vec<(&'static Section, Place, Vec<Asked>)> {
    let mut groups: Vec<(&'static Section, Place, Vec<Asked>)> = Vec::new();
    for (section, asked) in each(filing) {
        match groups.last_mut() {
            Some((last, place, fields)) if last.id == section.id && *place == asked.place => fields.push(asked),
            _ => groups.push((section, asked.place, vec![asked])),
        }
    }
    groups
}

fn each(filing: &Filing) -> impl Iterator<Item = (&'static Section, Asked)> {
    in_order(filing)
        .into_iter()
        .flat_map(|(section, place)| {
            section
                .fields
                .iter()
                .map(move |field| (section, Asked { place, field }))
        })
        .filter(|(_, asked)| asked.field.applies(&filing.view(asked.place)))
}

/// The sections at their places. Sections of services that follow one another are walked service by service: all of the first
/// website, then all of the second.
fn in_order(filing: &Filing) -> Vec<(&'static Section, Place)> {
    let sections: Vec<&'static Section> = sections(filing).collect();
    let mut walked = Vec::new();
    for run in sections.chunk_by(|one, other| (one.level == Level::Subject) == (other.level == Level::Subject)) {
        let mut of_run: Vec<(&'static Section, Place)> = run
            .iter()
            .flat_map(|section| filing.places(section.level).into_iter().map(|place| (*section, place)))
            .collect();
        // Stable: within a service the sections keep their order.
        of_run.sort_by_key(|(_, place)| {
            filing
                .services
                .iter()
                .position(|service| Some(service.no) == place.service())
        });
        walked.extend(of_run);
    }
    walked
}

/// The sections of the filing's form. Before the type check is confirmed only its own.
fn sections(filing: &Filing) -> impl Iterator<Item = &'static Section> {
    let only_type_check = filing.kind.is_none();
    let form = kinds::form(filing.kind.unwrap_or(kinds::LIKELIEST));
    form.sections()
        .filter(move |section| !only_type_check || section.id == "type_check")
}

/// What is asked next. While corrections are open: what was sent back, and what its new answers make newly asked.
pub fn next(filing: &Filing, today: NaiveDate) -> Next {
    if filing.is_correction()
        && let Some(asked) = filing.to_correct().find_map(|rejection| {
            let field = form::field(rejection.field)?;
            let asked = Asked {
                place: rejection.place,
                field,
            };
            field.applies(&filing.view(asked.place)).then_some(asked)
        })
    {
        return Next::Question(asked);
    }
    // While the photo or the papers are wanted, nothing else is.
    let is_at_curtain = filing.is_at_curtain();
    let open = |thorough: bool| {
        each(filing)
            .map(|(_, asked)| asked)
            .filter(|asked| !is_at_curtain || is_of_curtain(filing, asked.field.id))
            .find(|asked| is_open(filing, asked, today, thorough))
    };
    // On the way only what later answers may have made unfit is read again; at the end all is, by the rules of this version.
    match open(false).or_else(|| open(true)) {
        Some(asked) => Next::Question(asked),
        None if filing.kind.is_none() => Next::TypeResult,
        None => Next::Summary,
    }
}

/// Whether everything is answered and fits together.
pub fn is_complete(filing: &Filing, today: NaiveDate) -> bool {
    next(filing, today) == Next::Summary
}

/// The question before this one that was put to the person: what follows by itself is passed over.
pub fn previous(filing: &Filing, asked: &Asked) -> Option<Asked> {
    let mut before = applicable(filing);
    let at = before.iter().position(|other| other == asked).unwrap_or(before.len());
    before.truncate(at);
    before
        .into_iter()
        .rev()
        .find(|asked| filing.kept(asked.place, asked.field.id).is_some() && is_editable(filing, asked))
}

/// Whether the person may change this answer now.
pub fn is_editable(filing: &Filing, asked: &Asked) -> bool {
    let is_fixed = || (asked.field.fixed)(&filing.view(asked.place));
    match () {
        () if !filing.is_with_applicant() => false,
        // Everything of it, until some of it was sent back.
        () if filing.is_at_curtain() && filing.sent_back().next().is_none() => is_of_curtain(filing, asked.field.id),
        () if filing.is_correction() => {
            filing.sent_back_whole().is_some() && !is_fixed()
                || filing.sent_back().any(|r| r.place == asked.place && r.field == asked.field.id)
            // What the new answers made newly asked may be changed again too.
            || filing.is_answered_anew(asked.place, asked.field.id)
        }
        () => !is_fixed(),
    }
}

/// Why the answer that counts at this field cannot stand in the draft as it is now; none where it can, or where there is none.
pub fn misfit(filing: &Filing, asked: &Asked, today: NaiveDate) -> Option<Malformed> {
    let answer = filing.value(asked.place, asked.field)?;
    misfit_of(filing, asked, &answer, today)
}

/// Why an answer that is not kept yet could not stand in the draft.
pub fn misfit_of(filing: &Filing, asked: &Asked, answer: &Answer, today: NaiveDate) -> Option<Malformed> {
    if *answer == Answer::Skipped {
        return None;
    }
    let context = filing.view(asked.place).context(asked.field, today);
    let read_again = || asked.field.kind.recheck(answer, &context).err();
    let unfit = filing.unfit(answer).map(|unfit| Malformed::new(unfit.code()));
    unfit
        .or_else(read_again)
        .or_else(|| misfit_beside(filing, asked, answer, today))
}

/// The same of an answer that its parser has just read, in this draft: what other answers have against it.
pub fn misfit_beside(filing: &Filing, asked: &Asked, answer: &Answer, today: NaiveDate) -> Option<Malformed> {
    let broken = checks::violations(filing, asked, answer, today);
    let refused = broken.into_iter().find(|violation| violation.weight == Weight::Refused);
    refused.map(Violation::into_malformed)
}

/// What is doubtful in the answer that counts at this field: it stands once the person has confirmed it.
pub fn doubts(filing: &Filing, asked: &Asked, today: NaiveDate) -> Vec<Warning> {
    let Some(answer) = filing.value(asked.place, asked.field) else {
        return Vec::new();
    };
    let mut found = doubts_of(filing, asked, &answer, today);
    let is_doubted = filing
        .kept(asked.place, asked.field.id)
        .is_some_and(|kept| kept.doubted);
    let sent_back = filing.sent_back_at(asked.place, asked.field.id);
    if let Some(back) = sent_back.filter(|_| is_doubted && filing.is_correction()) {
        match &back.reply {
            Some(reply) => found.push(Warning::new(EXPLAINED).with("words", reply)),
            None if found.is_empty() => found.push(Warning::new(UNCHANGED)),
            None => {}
        }
    }
    found
}

/// Code of the doubt about an answer that was sent back and comes again as it was.
pub const UNCHANGED: &str = "answer_unchanged";
/// Code of the question whether what they said is to be told to the reviewer.
pub const EXPLAINED: &str = "answer_explained";

/// Whether the person may say to the reviewer that the answer which was sent back is right: it still stands in the draft.
pub fn may_explain(filing: &Filing, asked: &Asked, today: NaiveDate) -> bool {
    let has_value = filing
        .value(asked.place, asked.field)
        .is_some_and(|answer| answer != Answer::Skipped);
    filing.is_correction()
        && filing.sent_back_at(asked.place, asked.field.id).is_some()
        && !is_new_material(filing, asked)
        && has_value
        && misfit(filing, asked, today).is_none()
}

/// Whether this is asked-for material that came after it was asked for: it was never found wanting.
pub fn is_new_material(filing: &Filing, asked: &Asked) -> bool {
    let is_this = |back: &Rejection| back.place == asked.place && back.field == asked.field.id;
    matches!(asked.field.kind, Kind::Material { .. }) && !filing.to_correct().any(is_this)
}

/// Whether that answer is the one that was sent back.
fn is_unchanged(filing: &Filing, asked: &Asked, answer: &Answer) -> bool {
    let is_same = |back: &Rejection| back.place == asked.place && back.field == asked.field.id;
    filing.is_correction()
        && filing.to_correct().any(is_same)
        && filing
            .kept(asked.place, asked.field.id)
            .is_some_and(|kept| kept.answer == *answer)
}

/// The same for an answer that is not kept yet.
pub fn doubts_of(filing: &Filing, asked: &Asked, answer: &Answer, today: NaiveDate) -> Vec<Warning> {
    let mut found = parsers_doubts(filing, asked, answer, today);
    found.extend(doubts_beside(filing, asked, answer, today));
    found
}

/// What is doubtful in an answer that is not kept yet beside what its parser doubts.
pub fn doubts_beside(filing: &Filing, asked: &Asked, answer: &Answer, today: NaiveDate) -> Vec<Warning> {
    let mut found = broken(filing, asked, answer, today, Weight::Doubted);
    found.extend(photos::doubt(filing, asked, answer));
    if is_unchanged(filing, asked, answer) {
        found.push(Warning::new(UNCHANGED));
    }
    found
}

/// What a reviewer is to look at in the answer that counts at this field: doubts, confirmed or not, and findings.
pub fn findings(filing: &Filing, asked: &Asked, today: NaiveDate) -> Vec<Warning> {
    match filing.value(asked.place, asked.field) {
        Some(answer) => {
            let mut found = parsers_doubts(filing, asked, &answer, today);
            found.extend(broken(filing, asked, &answer, today, Weight::Finding));
            found
        }
        None => Vec::new(),
    }
}

fn parsers_doubts(filing: &Filing, asked: &Asked, answer: &Answer, today: NaiveDate) -> Vec<Warning> {
    if *answer == Answer::Skipped {
        return Vec::new();
    }
    let context = filing.view(asked.place).context(asked.field, today);
    asked.field.kind.recheck(answer, &context).unwrap_or_default()
}

/// The checks that are not satisfied, up to that weight.
fn broken(filing: &Filing, asked: &Asked, answer: &Answer, today: NaiveDate, lightest: Weight) -> Vec<Warning> {
    let broken = checks::violations(filing, asked, answer, today).into_iter();
    let broken = broken.filter(|violation| violation.weight <= lightest);
    broken.map(Violation::into_warning).collect()
}

/// The answer was doubted, there is still a reason for it, and it was not confirmed.
pub fn is_unsettled(filing: &Filing, asked: &Asked, today: NaiveDate) -> bool {
    let doubted = filing.kept(asked.place, asked.field.id).filter(|kept| kept.doubted);
    doubted.is_some_and(|kept| {
        filing.value(asked.place, asked.field).as_ref() == Some(&kept.answer)
            && !doubts(filing, asked, today).is_empty()
    })
}

fn is_open(filing: &Filing, asked: &Asked, today: NaiveDate, thorough: bool) -> bool {
    match filing.value(asked.place, asked.field) {
        None => true,
        Some(_) if is_unsettled(filing, asked, today) => true,
        Some(Answer::Skipped) => !asked.field.is_optional(&filing.view(asked.place)),
        Some(answer) if !thorough && fits_since(filing, asked, &answer) => false,
        Some(answer) => misfit_of(filing, asked, &answer, today).is_some(),
    }
}

/// Nothing that has a say in this answer was answered after it was read: it fits as it did then.
fn fits_since(filing: &Filing, asked: &Asked, answer: &Answer) -> bool {
    // What only follows from others was never read.
    let kept = filing.kept(asked.place, asked.field.id);
    let Some(kept) = kept.filter(|kept| kept.answer == *answer) else {
        return false;
    };
    let is_older = |id: &'static str| {
        let mut places = asked.place.and_above();
        places.all(|place| filing.kept(place, id).is_none_or(|other| other.version <= kept.version))
    };
    asked
        .field
        .looks_at()
        .chain(checks::looked_at(asked.field.id))
        .all(is_older)
}

/// Put to the person: it does not follow from other answers.
pub fn is_put(filing: &Filing, asked: &Asked) -> bool {
    let view = filing.view(asked.place);
    let is_kept = filing.kept(asked.place, asked.field.id).is_some();
    !(asked.field.fixed)(&view) && (is_kept || view.follows(asked.field).is_none())
}

#[cfg(test)]
mod tests;
