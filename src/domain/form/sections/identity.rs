//! R8.1, R8.3, R10.4: how the persons in charge of the services show who they are: by a photo before the provider's curtain (幕布照), or by a
//! call of the reviewer's. The guide's sections 真实性核验 (前提条件) and 幕布照流程.

use crate::domain::answers::{Answer, Kind, List};
use crate::domain::filing::{Filing, Status};
use crate::domain::form::field::{Field, Section, field};
use crate::domain::form::view::View;
use crate::domain::options::{CALL, CURTAIN};
use crate::domain::place::{Level, Place};

/// The three have one name: people see one section.
const ID: &str = "identity";

pub static IDENTITY: Section = Section {
    id: ID,
    level: Level::Subject,
    fields: &[
        IDENTITY_CHECK,
        CURTAIN_AT_HAND,
        CURTAIN_ADDRESS,
        CURTAIN_AHEAD,
        CURTAIN_CARRIER,
        CURTAIN_NUMBER,
    ],
};

pub static IDENTITY_SERVICE: Section = Section {
    id: ID,
    level: Level::Service,
    fields: &[CURTAIN_PHOTO],
};

pub static IDENTITY_PAPERS: Section = Section {
    id: ID,
    level: Level::Subject,
    fields: &[PAPERS_CARRIER, PAPERS_NUMBER],
};

/// Only whom the guide's face check would serve may have a call in its place; everybody else is photographed.
pub const IDENTITY_CHECK: Field = Field {
    asked_when: is_asked,
    fixed: |view| !is_served(view),
    follows: |view| (!is_served(view)).then(|| Answer::Choice(CURTAIN.to_owned())),
    ..field("identity_check", Kind::Choice(List::IdentityCheck))
};

/// That it is answered tells a filing that was handed in knowing of the curtain from one of before: see the workflow's `Curtain::of`.
pub const CURTAIN_AT_HAND: Field = Field {
    asked_when: wants_curtain,
    ..field("curtain_at_hand", Kind::YesNo)
};

/// Where the curtain is mailed to.
pub const CURTAIN_ADDRESS: Field = Field {
    asked_when: is_mailed,
    reads: &["region"],
    offers: |view| view.value("postal_address").into_iter().collect(),
    personal: true,
    ..field("curtain_address", Kind::Address)
};

/// Whether it is mailed at once, and not after the first review (R14.11). What was ordered stays ordered.
pub const CURTAIN_AHEAD: Field = Field {
    asked_when: |view| is_mailed(view) && (view.filing.submitted_at.is_none() || is_kept(view, "curtain_ahead")),
    fixed: |view| view.filing.facts.curtain.ordered.is_some(),
    ..field("curtain_ahead", Kind::YesNo)
};

/// How the curtain was mailed: a reviewer tells it, and nobody is asked.
pub const CURTAIN_CARRIER: Field = Field {
    asked_when: |view| is_kept(view, "curtain_carrier"),
    fixed: |_| true,
    ..field("curtain_carrier", Kind::Choice(List::Carrier))
};

pub const CURTAIN_NUMBER: Field = Field {
    asked_when: |view| is_kept(view, "curtain_number"),
    fixed: |_| true,
    personal: true,
    ..field("curtain_number", Kind::ParcelNumber)
};

/// The person in charge of the service before the curtain: with the submission where it is at hand, else after the first review, once it
/// was mailed. Nobody who ordered it ahead waits for the mail to hand the filing in.
pub const CURTAIN_PHOTO: Field = Field {
    asked_when: |view| {
        let filing = view.filing;
        let is_time = || filing.status == Status::CurtainPhoto || filing.kept(view.place, "curtain_photo").is_some();
        (filing.facts.curtain.mailed && is_time() || is_at_hand(view) == Some(true)) && wants_curtain(view)
    },
    personal: true,
    ..field("curtain_photo", Kind::Photo)
};

/// How the papers were mailed: asked once the first review is over.
pub const PAPERS_CARRIER: Field = Field {
    asked_when: |view| wants_papers(view, "papers_carrier"),
    ..field("papers_carrier", Kind::Choice(List::Carrier))
};

pub const PAPERS_NUMBER: Field = Field {
    asked_when: |view| wants_papers(view, "papers_number"),
    personal: true,
    ..field("papers_number", Kind::ParcelNumber)
};

/// What may be answered while the photo or the papers are wanted. A photo that came with the submission has passed already.
pub fn is_of_curtain(filing: &Filing, id: &str) -> bool {
    let is_photo = id == CURTAIN_PHOTO.id && filing.status == Status::CurtainPhoto;
    is_photo || [PAPERS_CARRIER.id, PAPERS_NUMBER.id].contains(&id)
}

/// What was handed in before anybody was asked is not asked afterwards.
fn is_asked(view: &View) -> bool {
    view.filing.submitted_at.is_none() || is_kept(view, "identity_check") || is_kept(view, "curtain_at_hand")
}

fn is_kept(view: &View, id: &'static str) -> bool {
    view.filing.kept(Place::Subject, id).is_some()
}

/// Whether the check is by the curtain. These are asked of every draft, several times an answer: what costs least comes first, and what
/// was answered is read without the journey's rules.
fn wants_curtain(view: &View) -> bool {
    let is_chosen = || {
        let chosen = view.filing.kept(Place::Subject, "identity_check");
        matches!(chosen.map(|kept| &kept.answer), Some(Answer::Choice(id)) if id == CURTAIN)
    };
    is_asked(view) && (is_chosen() || !is_served(view))
}

fn is_at_hand(view: &View) -> Option<bool> {
    match view.filing.kept(Place::Subject, "curtain_at_hand")?.answer {
        Answer::YesNo(yes) => Some(yes),
        _ => None,
    }
}

fn is_mailed(view: &View) -> bool {
    is_at_hand(view) == Some(false) && wants_curtain(view)
}

fn wants_papers(view: &View, id: &'static str) -> bool {
    (view.filing.is_at_curtain() || is_kept(view, id)) && wants_curtain(view)
}

/// An individual with an identity card, or a business licence whose persons in charge all have one. What is not answered yet counts as it
/// mostly is.
fn is_served(view: &View) -> bool {
    let filing = view.filing;
    let is = |answer: Option<&Answer>, usual: &str| match answer {
        Some(Answer::Choice(id)) => id == usual,
        _ => true,
    };
    // What was answered at the subject counts whatever else was: it is read without the journey's rules.
    let subjects = |id: &'static str, usual: &str| match filing.kept(Place::Subject, id) {
        Some(kept) => is(Some(&kept.answer), usual),
        None => is(view.value(id).as_ref(), usual),
    };
    if filing.is_individual() {
        return subjects("certificate_type", "id_card");
    }
    let is_of_subject = |place: Place| {
        let same = filing.kept(place, "service_head_same").map(|kept| &kept.answer);
        same == Some(&Answer::YesNo(true))
    };
    subjects("certificate_type", "business_licence")
        && subjects("head_certificate_type", "id_card")
        && filing.places(Level::Service).into_iter().all(|place| {
            is_of_subject(place)
                || is(
                    filing.view(place).value("service_head_certificate_type").as_ref(),
                    "id_card",
                )
        })
}

/// What most people choose, as far as can be told: progress is counted by it.
pub fn likely_check() -> Answer {
    Answer::Choice(CALL.to_owned())
}
