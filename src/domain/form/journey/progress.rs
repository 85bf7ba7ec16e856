//! How far a question is among those that are put to a person.

use super::{applicable, is_editable};
use crate::domain::answers::Answer;
use crate::domain::certificates;
use crate::domain::filing::{FieldId, Filing, Rejection};
use crate::domain::form::asked::Asked;
use crate::domain::form::sections::identity;
use crate::domain::form::{self, kinds};
use crate::domain::options;
use crate::domain::place::{Level, Place};

/// The place of a question among those that are put to this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub at: usize,
    /// How many they are. Two numbers until it is known who files: an individual is asked less than an organisation.
    pub least: usize,
    pub most: usize,
}

/// "第 7 / 23 项": how far a question is.
pub fn progress(filing: &Filing, asked: &Asked) -> Progress {
    let put: Vec<_> = if filing.is_at_curtain() {
        let applicable = applicable(filing).into_iter();
        applicable.filter(|other| is_editable(filing, other)).collect()
    } else if filing.is_correction() {
        applicable(filing)
            .into_iter()
            .filter(|other| {
                let is_sent_back = |back: &Rejection| back.place == other.place && back.field == other.field.id;
                filing.sent_back().any(is_sent_back)
                    || filing.is_answered_anew(other.place, other.field.id)
                    || filing.value(other.place, other.field).is_none()
                    || other == asked
            })
            .collect()
    } else {
        expected(filing)
    };
    let at = put.iter().position(|other| other == asked).map_or(1, |index| index + 1);
    let of = |count: usize| count.max(at);
    if filing.kept(Place::Subject, "nature").is_some() {
        return Progress {
            at,
            least: of(put.len()),
            most: of(put.len()),
        };
    }
    let by = certificates::natures().iter().map(|nature| {
        let mut of_nature = filing.clone();
        assume(
            &mut of_nature,
            Place::Subject,
            "nature",
            Answer::Choice(nature.id.clone()),
        );
        expected(&of_nature).len()
    });
    let counts: Vec<usize> = by.collect();
    Progress {
        at,
        least: of(counts.iter().copied().min().unwrap_or(at)),
        most: of(counts.iter().copied().max().unwrap_or(at)),
    }
}

/// What will be put to this person as far as can be told now: before the type is confirmed as if it were a first filing, and where a
/// question decides over others as if it were answered as it mostly is.
fn expected(filing: &Filing) -> Vec<Asked> {
    let mut likely = filing.clone();
    likely.kind.get_or_insert(kinds::LIKELIEST);
    let view = likely.view(Place::Subject);
    let certificate = form::field("certificate_type").and_then(|field| (field.offers)(&view).into_iter().next());
    if let Some(certificate) = certificate {
        assume(&mut likely, Place::Subject, "certificate_type", certificate);
    }
    assume(&mut likely, Place::Subject, "identity_check", identity::likely_check());
    for place in likely.places(Level::Service) {
        assume(&mut likely, place, "service_head_same", Answer::YesNo(true));
        let none = Answer::Choice(options::NO_PRE_APPROVAL.to_owned());
        assume(&mut likely, place, "pre_approval", none);
    }
    let is_put = |asked: &Asked| {
        let view = likely.view(asked.place);
        let is_kept = filing.kept(asked.place, asked.field.id).is_some();
        !(asked.field.fixed)(&view) && (is_kept || view.follows(asked.field).is_none())
    };
    applicable(&likely).into_iter().filter(is_put).collect()
}

/// As if that had been answered, where it was not.
fn assume(filing: &mut Filing, place: Place, id: FieldId, answer: Answer) {
    if filing.kept(place, id).is_none() {
        filing.keep(place, id, answer, false, filing.updated_at);
    }
}
