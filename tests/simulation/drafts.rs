//! Drafts that are there but for their last questions, begun and saved as the bot does it: most people's dialogue up to there is the same,
//! and thousands of it would only cost time. One in twenty goes all of it.

use std::collections::{BTreeSet, HashMap};

use beian_bot::actions::{self, Done, NotDone};
use beian_bot::clock::Clock as _;
use beian_bot::dialogue::{self, Input, Lead, Turn};
use beian_bot::domain::answers::Kind;
use beian_bot::domain::conversation::State;
use beian_bot::domain::filing::{Filing, FilingKind};
use beian_bot::domain::form;
use beian_bot::domain::form::asked::Asked;
use beian_bot::storage::save::{self, Decided};
use beian_bot::storage::seal::KeyRing;
use beian_bot::storage::{Store, load};
use beian_bot::work::{Needs, Undecided, Work};
use uuid::Uuid;

use crate::applicant::{Applicant, Identity};
use crate::form::samples;
use crate::numbers;
use crate::town::Town;

/// The first question that is left to them.
const LEFT: &str = "identity_check";

/// One of each sort: what others' drafts are made from.
#[derive(Default)]
pub struct Drafts(HashMap<Sort, Filing>);

/// Drafts of one sort have the same answers, but for what is of each filing's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Sort {
    is_individual: bool,
    /// Whoever is to be called has nothing left but to hand it in.
    is_called: bool,
}

impl Sort {
    fn of(person: &Applicant) -> Self {
        Self {
            is_individual: person.is_individual,
            is_called: person.identity == Identity::Call,
        }
    }
}

impl Drafts {
    /// Begins a draft for each of these, who have written before.
    pub async fn begin(&mut self, town: &Town, store: &Store, people: &[&Applicant]) {
        let mut by_sort: HashMap<Sort, Vec<&Applicant>> = HashMap::new();
        for person in people {
            by_sort.entry(Sort::of(person)).or_default().push(person);
        }
        for (sort, some) in by_sort {
            let mut rest = some.as_slice();
            if !self.0.contains_key(&sort) {
                let first = some.first().map(std::slice::from_ref).unwrap_or_default();
                let answered = save_drafts(town, store, first, |work, person| {
                    let filing = actions::start::start(work, person.id)?;
                    answer_all(work, filing, person)
                });
                self.0.extend(answered.await.pop().map(|filing| (sort, filing)));
                rest = &some[1..];
            }
            let sample = &self.0[&sort];
            for some in rest.chunks(50) {
                save_drafts(town, store, some, |work, person| {
                    let filing = actions::start::start(work, person.id)?;
                    Ok(work.filings.noted(like(sample, filing, person)))
                })
                .await;
            }
        }
    }
}

/// The same answers, but for what is of each filing's own.
fn like(sample: &Filing, begun: Filing, person: &Applicant) -> Filing {
    let mut filing = Filing {
        kind: Some(FilingKind::FirstFiling),
        version: sample.version,
        answers: sample.answers.clone(),
        facts: sample.facts.clone(),
        ..begun
    };
    for ((place, id), kept) in &sample.answers {
        let Some(own) = numbers::own(id, person.serial, person.is_individual) else {
            continue;
        };
        let asked = Asked {
            place: *place,
            field: form::field(id).unwrap(),
        };
        let state = asks(&filing, asked);
        let today = beian_bot::domain::calendar::day(filing.created_at);
        let Turn::Keep { answer, .. } = dialogue::turn(&state, text(own), &filing, today) else {
            panic!("{id} is no answer");
        };
        filing.answers.get_mut(&(*place, *id)).unwrap().answer = answer;
        assert!(kept.version <= filing.version);
    }
    filing
}

fn asks(filing: &Filing, asked: Asked) -> State {
    dialogue::ask(filing, asked, Lead::Nothing, false).0
}

fn text(text: String) -> Input {
    Input::Text {
        text,
        named: Vec::new(),
    }
}

/// Answers what is asked, up to the first question that is left.
fn answer_all(work: &mut Work, mut filing: Filing, person: &Applicant) -> Done<Filing> {
    loop {
        let (state, _) = dialogue::present(&filing, work.today(), Lead::Nothing);
        let (place, field) = match &state {
            State::Answering { place, field, .. } => (place, field),
            State::Summary { .. } => return Ok(filing),
            _ => {
                filing = actions::confirm_kind::confirm_kind(work, filing)?;
                continue;
            }
        };
        if field == LEFT && person.identity != Identity::Call {
            return Ok(filing);
        }
        let asked = Asked {
            place: place.parse().unwrap(),
            field: form::field(field).unwrap(),
        };
        let own = numbers::own(field, person.serial, person.is_individual);
        let said = match (own, asked.field.kind) {
            (Some(own), _) => own,
            (None, _) if field == "nature" && person.is_individual => "individual".to_owned(),
            (None, _) => samples::text(&filing, &asked),
        };
        let named = match asked.field.kind {
            Kind::YesNo => vec![if said == "是" { "yes" } else { "no" }.to_owned()],
            _ if dialogue::is_choice(asked.field) => vec![said.clone()],
            _ => Vec::new(),
        };
        let input = Input::Text { text: said, named };
        let Turn::Keep { asked, answer, .. } = dialogue::turn(&state, input, &filing, work.today()) else {
            panic!("{field} is not answered");
        };
        filing = actions::answer::answer(work, filing, asked.place, asked.field, answer, false)?;
    }
}

/// Loads, attempts and saves as a batch does, with more where more is needed.
async fn save_drafts(
    town: &Town,
    store: &Store,
    people: &[&Applicant],
    draft: impl Fn(&mut Work, &Applicant) -> Done<Filing>,
) -> Vec<Filing> {
    let mut needs = Needs {
        applicants: people.iter().map(|person| person.id).collect(),
        ..Needs::default()
    };
    loop {
        let tx = store.begin().await.unwrap();
        let (mut work, mut ring) = (
            Work::new(town.clock.now(), vec![town.administrator], Box::new(Uuid::new_v4)),
            KeyRing::default(),
        );
        let speakers: BTreeSet<i64> = people.iter().map(|person| person.id).collect();
        load::needs(&tx, &town.secrets, &mut work, &mut ring, speakers, &needs)
            .await
            .unwrap();
        let (mut more, mut done) = (Needs::default(), Vec::new());
        let mut is_enough = true;
        for (at, person) in (0..).zip(people) {
            match work.attempt(at, |work| draft(work, person).map_err(undecided)) {
                Ok(filing) => done.push(filing),
                Err(Undecided::NeedsMore(needed)) => {
                    is_enough = false;
                    more.join(*needed);
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        if is_enough {
            save::save(&tx, &town.secrets, &work, &mut ring, &Decided::default())
                .await
                .unwrap();
            tx.commit().await.unwrap();
            return done;
        }
        tx.rollback().await;
        needs.join(more);
    }
}

fn undecided(not_done: NotDone) -> Undecided {
    match not_done {
        NotDone::Undecided(undecided) => undecided,
        NotDone::Refused(refusal) => panic!("{refusal:?}"),
    }
}
