//! A seeded random walk over everything that people and the clock can do to filings, in memory: applicants who answer, go back, change
//! their minds, hand in and withdraw; reviewers who act at the wrong moment; deadlines that fall due; weeks that pass. After every step
//! the rules are checked that no step may break.
//! Long because the walkers, what they may do, and what is checked of it are read together.
//!
//! `STEPS=1000000 cargo test --release --lib random_walk` walks further; `SEED` takes another way.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::actions::curtain::Told;
use crate::actions::reject::Point;
use crate::actions::{self, Done, NotDone, Refusal};
use crate::clock::from_milliseconds;
use crate::dialogue::{self, Input, Lead, Turn};
use crate::domain::answers::{Answer, Kind};
use crate::domain::conversation::{ChatKind, Conversation, Recent, State};
use crate::domain::desk::Desk;
use crate::domain::filing::{Filing, FilingId, Status};
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::icp_number::IcpNumber;
use crate::domain::language::Language;
use crate::domain::outgoing::PersonId;
use crate::domain::people::{Appointment, Person, Role};
use crate::domain::place::{Place, Service, ServiceKind};
use crate::domain::press::{Press, Verb, token};
use crate::domain::workflow::{self, Action, Actor, Case};
use crate::domain::{form, reasons, regions, verification};
use crate::work::{Known, LookUp, Needs, Undecided, Work};

/// The last of them reviews too.
const APPLICANTS: [PersonId; 4] = [1, 2, 3, 12];
const REVIEWERS: [PersonId; 3] = [11, 12, 13];
const DESK: i64 = -100;
/// After so many steps what is closed is put away, as a batch's work is.
const BATCH: u64 = 500;

#[test]
fn random_walk() {
    let number = |name: &str, usual: u64| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(usual)
    };
    let (steps, seed) = (number("STEPS", 45_000), number("SEED", 2));
    let mut walk = Walk::new(seed);
    let begun = std::time::Instant::now();
    for step in 0..steps {
        walk.step = step;
        walk.go();
        if step % BATCH == BATCH - 1 {
            walk.put_away();
        }
    }
    let Walk { seen, refused, .. } = &walk;
    eprintln!(
        "{steps} steps of seed {seed} in {:?}: {seen:?}; {refused} refused",
        begun.elapsed()
    );
    // A walk that does not get about proves nothing.
    if steps >= 45_000 {
        for event in [
            "submit",
            "resubmit",
            "approve",
            "reject",
            "hand_over",
            "hand_again",
            "report",
            "verified",
            "missed",
            "object",
            "grant",
            "opened",
            "public_security",
            "return",
            "withdraw",
            "expire",
            "claim",
            "release",
            "note",
            "curtain",
            "papers",
            "received",
            "accept",
        ] {
            assert!(
                seen.get(event).is_some_and(|count| *count >= 3),
                "{event} is too rare: {seen:?}"
            );
        }
    }
}

/// SplitMix64: the same walk on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// Of a hundred times that many are true.
    fn percent(&mut self, n: u64) -> bool {
        self.below(100) < n
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len() as u64) as usize)
    }
}

struct Walk {
    random: Random,
    step: u64,
    input: i64,
    numbers: i64,
    work: Work,
    states: HashMap<PersonId, State>,
    /// What grants put into the register.
    register: HashMap<String, Known>,
    /// Every filing as it was after the step before.
    before: HashMap<FilingId, Filing>,
    /// The status to which a filing's last history line led.
    last_entry: HashMap<FilingId, Status>,
    /// Buttons that were pressed or might have been: also those of steps long past.
    buttons: Vec<(PersonId, Press)>,
    seen: BTreeMap<String, u64>,
    refused: u64,
}

impl Walk {
    fn new(seed: u64) -> Self {
        // A Monday.
        let now: DateTime<Utc> = from_milliseconds(1_772_413_200_000);
        let mut walk = Self {
            random: Random(seed),
            step: 0,
            input: 0,
            numbers: 1001,
            work: work(now, 0),
            states: HashMap::new(),
            register: HashMap::new(),
            before: HashMap::new(),
            last_entry: HashMap::new(),
            buttons: Vec::new(),
            seen: BTreeMap::new(),
            refused: 0,
        };
        walk.load(&Needs::default());
        walk
    }

    /// A new batch begins with what is not closed.
    fn put_away(&mut self) {
        // People with the same number come again and again: what the register knows of it would end every later filing.
        self.register.clear();
        let old = std::mem::replace(&mut self.work, work(DateTime::<Utc>::MIN_UTC, self.step + 1));
        self.work.now = old.now;
        // What is granted and not all done is somebody's turn still.
        let goes_on = |filing: &Filing| workflow::whose_turn(&Case::of(filing)).is_some();
        for (id, filing) in old.filings.iter().filter(|(_, filing)| goes_on(filing)) {
            self.work.filings.load(*id, filing.clone());
        }
        for (id, deadline) in old.deadlines.iter().filter(|(_, deadline)| deadline.is_open()) {
            self.work.deadlines.load(*id, deadline.clone());
        }
        self.before.retain(|id, _| self.work.filings.get(id).is_some());
        self.last_entry.retain(|id, _| self.before.contains_key(id));
        self.buttons.clear();
        self.load(&Needs::default());
    }

    /// Loads what is needed, as the batch does.
    fn load(&mut self, needs: &Needs) {
        for look_up in &needs.look_ups {
            let known = self.register.get(&look_up.text).cloned().into_iter().collect();
            self.work.known.insert(look_up.clone(), known);
        }
        let from = self.numbers;
        self.numbers += i64::from(needs.new_numbers);
        self.work.add_numbers(from..self.numbers);
        self.work.was_loaded(&Needs {
            new_numbers: 0,
            applicants: APPLICANTS.into(),
            claimants: REVIEWERS.into(),
            ..needs.clone()
        });
        self.work.was_loaded(&Needs::of_status());
    }

    /// Attempts it as `bot/process.rs` does: with more, where more is needed. What it noted before a refusal stays.
    fn attempt<T>(&mut self, act: impl Fn(&mut Work) -> Done<T>) -> Result<T, Refusal> {
        loop {
            self.input += 1;
            let outcome = self.work.attempt(self.input, |work| match act(work) {
                Ok(done) => Ok(Ok(done)),
                Err(NotDone::Refused(refusal)) => Ok(Err(refusal)),
                Err(NotDone::Undecided(undecided)) => Err(undecided),
            });
            match outcome {
                Ok(outcome) => {
                    self.refused += u64::from(outcome.is_err());
                    return outcome;
                }
                Err(Undecided::NeedsMore(more)) => self.load(&more),
                Err(other) => panic!("step {}: {other:?}", self.step),
            }
        }
    }

    fn go(&mut self) {
        match self.random.below(100) {
            0..72 => self.applicant(),
            72..93 => self.reviewer(),
            _ => self.time_passes(),
        }
        self.check();
    }

    fn filing(&self, id: Option<FilingId>) -> Option<Filing> {
        id.and_then(|id| self.work.filings.get(&id)).cloned()
    }

    /// Open filings that satisfy this, in a settled order.
    fn open(&self, wanted: impl Fn(&Filing) -> bool) -> Vec<Filing> {
        let all = self.work.filings.iter().map(|(_, filing)| filing);
        let mut open: Vec<_> = all
            .filter(|filing| !filing.status.is_closed() && wanted(filing))
            .cloned()
            .collect();
        open.sort_by_key(|filing| filing.id);
        open
    }

    fn applicant(&mut self) {
        let person = *self.random.of(&APPLICANTS).unwrap();
        if self.random.percent(4) {
            return self.afterwards(person);
        }
        let own = self.open(|filing| filing.applicant == person);
        let state = self.states.get(&person).cloned().unwrap_or_default();
        let current = self.filing(state.filing()).filter(|filing| filing.is_with_applicant());
        if own.len() < 3 && self.random.percent(if own.is_empty() { 100 } else { 1 }) {
            return self.starts(person);
        }
        let Some(filing) = current.filter(|_| !self.random.percent(2)) else {
            return self.comes_back(person, &own);
        };
        let input = self.input(person, &state, &filing);
        self.turn(person, &state, input, &filing);
    }

    fn starts(&mut self, person: PersonId) {
        // The form offers one website for now; more are in the data.
        let services: &[ServiceKind] = match self.random.below(3) {
            0 => &[ServiceKind::Site],
            1 => &[ServiceKind::Site, ServiceKind::Site, ServiceKind::App],
            _ => &[ServiceKind::Site, ServiceKind::App],
        };
        let begun = self.attempt(|work| {
            let mut filing = actions::start::start(work, person)?;
            filing.services = std::iter::zip(1.., services)
                .map(|(no, kind)| Service { no, kind: *kind })
                .collect();
            work.filings.put(filing.id, filing.clone());
            Ok(filing)
        });
        if let Ok(filing) = begun {
            self.present(person, &filing);
        }
    }

    /// Goes on with one of their filings, or wants to leave it.
    fn comes_back(&mut self, person: PersonId, own: &[Filing]) {
        // Few get so far as to the curtain's photo.
        let at_curtain = own.iter().find(|filing| filing.is_at_curtain());
        let at_curtain = at_curtain.filter(|_| self.random.percent(60)).cloned();
        let Some(filing) = at_curtain.or_else(|| self.random.of(own).cloned()) else {
            return;
        };
        if filing.status == Status::CurtainPhoto && self.random.percent(35) {
            let is_there = self.random.percent(50);
            let _ = self.attempt(|work| {
                let filing = actions::filing(work, filing.id)?;
                match is_there {
                    true => actions::curtain::arrived(work, filing),
                    false => actions::curtain::not_arrived(work, filing),
                }
            });
            return;
        }
        if filing.is_with_applicant() && self.random.percent(90) {
            return self.present(person, &filing);
        }
        if matches!(filing.status, Status::Sms | Status::Ready) && self.random.percent(60) {
            return self.verifies(&filing);
        }
        let state = self.states.get(&person).cloned().unwrap_or_default();
        let press = match state {
            State::Leaving { filing: id, version } if id == filing.id => {
                let verb = if self.random.percent(20) {
                    Verb::Leave
                } else {
                    Verb::Stay
                };
                Press::of(verb, filing.id, version)
            }
            _ => Press::of(Verb::Leave, filing.id, filing.version).with("ask"),
        };
        self.turn(person, &state, Input::Press(press), &filing);
    }

    /// Tells when a granted site opened, or that the public-security filing is done: rightly or not.
    fn afterwards(&mut self, person: PersonId) {
        let all = self.work.filings.iter().map(|(_, filing)| filing);
        let mut granted: Vec<_> = all
            .filter(|filing| filing.applicant == person && filing.status == Status::Granted)
            .cloned()
            .collect();
        granted.sort_by_key(|filing| filing.id);
        let Some(filing) = self.random.of(&granted).cloned() else {
            return;
        };
        let days = ["今天", "昨天", "2199-01-01", "1999-01-01", "没有", "明天"];
        let day = *self.random.of(&days).unwrap();
        let count = filing.services.len() - usize::from(self.random.percent(10));
        let numbers = vec!["32010002010001"; count].join(",");
        let is_day = self.random.percent(75);
        let _ = self.attempt(|work| {
            let filing = actions::filing(work, filing.id)?;
            match is_day {
                true => actions::afterwards::opened(work, filing, day),
                false => actions::afterwards::public_security(work, filing, &numbers),
            }
        });
    }

    /// Reports who has verified, or does not want it handed over again by itself.
    fn verifies(&mut self, filing: &Filing) {
        let id = filing.id;
        let open = verification::verifiers(filing);
        let place = self.random.of(&open).map(|one| one.place);
        let objects = self.random.percent(30);
        let _ = self.attempt(|work| {
            let filing = actions::filing(work, id)?;
            match (filing.status, place) {
                (Status::Sms, Some(place)) => actions::sms::report(work, filing, place).map(drop),
                (Status::Ready, _) if objects => actions::sms::object(work, filing).map(drop),
                _ => Ok(()),
            }
        });
    }

    fn present(&mut self, person: PersonId, filing: &Filing) {
        let (state, _) = dialogue::present(filing, self.work.today(), Lead::Nothing);
        self.states.insert(person, state);
    }

    /// What they do: mostly what makes sense.
    fn input(&mut self, person: PersonId, state: &State, filing: &Filing) -> Input {
        let press = match state {
            State::Answering {
                place, field, version, ..
            } => {
                let asked = place.parse::<Place>().ok().zip(form::field(field));
                let Some((place, field)) = asked else {
                    return Input::Back;
                };
                let asked = Asked { place, field };
                if self.random.percent(80) {
                    return self.answer(filing, asked, *version);
                }
                let verbs = [
                    Verb::Hint,
                    Verb::Skip,
                    Verb::Back,
                    Verb::TicksDone,
                    Verb::Tick,
                    Verb::Choose,
                    Verb::Take,
                ];
                Press::of(*self.random.of(&verbs).unwrap(), filing.id, *version).at(place, field.id)
            }
            State::TypeResult { version, .. } if self.random.percent(80) => {
                Press::of(Verb::ConfirmKind, filing.id, *version)
            }
            State::Summary { version, .. } if self.random.percent(60) => Press::of(Verb::Submit, filing.id, *version),
            State::Summary { version, .. } if self.random.percent(20) => {
                Press::of(Verb::Section, filing.id, *version).with(self.random.below(9).to_string())
            }
            State::Leaving { version, .. } => {
                let verb = if self.random.percent(20) {
                    Verb::Leave
                } else {
                    Verb::Stay
                };
                Press::of(verb, filing.id, *version)
            }
            _ => match self.random.below(10) {
                0 => return Input::NotText,
                1 => return Input::Back,
                2 => return Input::Skip,
                3 => {
                    return Input::Text {
                        text: "谢谢".to_owned(),
                        named: Vec::new(),
                    };
                }
                4 => Press::of(Verb::Leave, filing.id, filing.version).with("ask"),
                // A button of some earlier step, perhaps of another filing.
                5 | 6 => match self.random.of(&self.buttons).cloned() {
                    Some((whose, press)) if whose == person => press,
                    _ => return Input::Skip,
                },
                _ => {
                    let asked = self.random.of(&journey::applicable(filing)).copied();
                    let Some(asked) = asked else { return Input::Skip };
                    let kept = filing.kept(asked.place, asked.field.id);
                    let version = kept.map_or(0, |kept| kept.version);
                    Press::of(Verb::Change, filing.id, version).at(asked.place, asked.field.id)
                }
            },
        };
        if self.buttons.len() < 50 {
            self.buttons.push((person, press.clone()));
        }
        Input::Press(press)
    }

    fn answer(&mut self, filing: &Filing, asked: Asked, version: i64) -> Input {
        let press = |verb| Press::of(verb, filing.id, version).at(asked.place, asked.field.id);
        let offered = dialogue::offered(filing, asked);
        let offers = dialogue::offers(filing, asked, self.work.today());
        match self.random.below(20) {
            0 => Input::NotText,
            1 => Input::Back,
            2 => Input::Skip,
            3 => {
                let odd = [
                    "你好",
                    "没有",
                    "不知道",
                    "就是我",
                    "13912345678",
                    "没有错",
                    "没错，那天在开会",
                    "一",
                    "9".repeat(300).as_str(),
                ]
                .map(str::to_owned);
                let text = self.random.of(&odd).cloned().unwrap();
                Input::Text {
                    text,
                    named: Vec::new(),
                }
            }
            4..8 if !offers.is_empty() => {
                let offer = self.random.of(&offers).unwrap();
                Input::Press(press(Verb::Take).with(token(&offer.show())))
            }
            4..6 if !offered.is_empty() => {
                let verb = if matches!(asked.field.kind, Kind::Choices(_)) {
                    Verb::Tick
                } else {
                    Verb::Choose
                };
                let id = *self.random.of(&offered).unwrap();
                Input::Press(press(verb).with(token(id)))
            }
            // Else hardly anybody would.
            6..13 if asked.field.id == "identity_check" => Input::Press(press(Verb::Choose).with(token("curtain"))),
            _ if asked.field.kind.pages().is_some() => Input::Picture(Uuid::from_u128(self.step.into())),
            _ => {
                let text = form::samples::text(filing, &asked);
                let named: Vec<_> = match asked.field.kind {
                    Kind::YesNo if self.random.percent(5) => vec!["yes".to_owned()],
                    Kind::YesNo => vec![if text == "是" { "yes" } else { "no" }.to_owned()],
                    _ if offered.contains(&text.as_str()) => vec![text.clone()],
                    _ => Vec::new(),
                };
                Input::Text { text, named }
            }
        }
    }

    /// One step of the dialogue, as `bot/applicant` takes it.
    fn turn(&mut self, person: PersonId, state: &State, input: Input, filing: &Filing) {
        let (today, id) = (self.work.today(), filing.id);
        let changing = matches!(state, State::Answering { changing: true, .. });
        match dialogue::turn(state, input, filing, today) {
            Turn::Keep {
                asked,
                answer,
                warnings,
            } => {
                let was = filing.kept(asked.place, asked.field.id).map(|kept| kept.answer.clone());
                let is_unchanged = warnings.iter().any(|warning| warning.code == journey::UNCHANGED);
                let is_confirmed = was.as_ref() == Some(&answer);
                let doubted =
                    is_unchanged || (!warnings.is_empty() && !is_confirmed && !dialogue::is_choice(asked.field));
                let kept = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    actions::answer::answer(work, filing, asked.place, asked.field, answer.clone(), doubted)
                });
                let Ok(filing) = kept else { return };
                if doubted {
                    let (state, _) = dialogue::ask(&filing, asked, Lead::Nothing, changing);
                    self.states.insert(person, state);
                } else {
                    self.present(person, &filing);
                }
            }
            Turn::MostDetailed { asked, answer, remark } => {
                let kept = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    let (of, said) = remark.clone();
                    let filing = actions::answer::answer(work, filing, of.place, of.field, said, false)?;
                    actions::answer::answer(work, filing, asked.place, asked.field, answer.clone(), false)
                });
                let Ok(filing) = kept else { return };
                self.present(person, &filing);
            }
            Turn::Explain {
                asked,
                words,
                is_settled,
            } => {
                let explained = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    actions::explain::explain(work, filing, asked.place, asked.field, words.clone(), is_settled)
                });
                let Ok(filing) = explained else { return };
                assert_eq!(filing.reply(asked.place, asked.field.id), Some(words.as_str()));
                if is_settled {
                    self.present(person, &filing);
                } else {
                    let (state, _) = dialogue::ask(&filing, asked, Lead::Nothing, changing);
                    self.states.insert(person, state);
                }
            }
            Turn::AskWords { asked, lead, changing } => {
                let (state, _) = dialogue::ask_words(filing, asked, lead, changing);
                self.states.insert(person, state);
            }
            Turn::Ask { asked, lead, changing } => {
                let (state, _) = dialogue::ask(filing, asked, lead, changing);
                self.states.insert(person, state);
            }
            Turn::Ticked { ticked, .. } => {
                if let Some(State::Answering { ticked: now, .. }) = self.states.get_mut(&person) {
                    *now = ticked;
                }
            }
            Turn::Present { .. } => self.present(person, filing),
            Turn::ConfirmKind => {
                let confirmed = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    actions::confirm_kind::confirm_kind(work, filing)
                });
                match confirmed {
                    Ok(filing) => self.present(person, &filing),
                    // Whoever cannot be served here drops it, or changes an answer.
                    Err(_) if self.random.percent(50) => self.leave(person, id),
                    Err(_) => {}
                }
            }
            Turn::Submit => {
                let submitted = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    actions::submit::submit(work, filing)
                });
                match submitted {
                    Ok(filing) => {
                        self.must_fit(&filing);
                        self.states.insert(person, State::Idle);
                    }
                    Err(Refusal::Incomplete) => self.present(person, filing),
                    Err(_) => self.leave(person, id),
                }
            }
            Turn::AskLeave => {
                if actions::withdraw::held([filing]).is_none() {
                    let version = filing.version;
                    self.states.insert(person, State::Leaving { filing: id, version });
                }
            }
            Turn::Leave => self.leave(person, id),
            Turn::Stay if filing.is_with_applicant() => self.present(person, filing),
            Turn::Stay => {
                self.states.insert(person, State::Idle);
            }
            Turn::Section { .. } | Turn::Stale | Turn::Unclear => {}
        }
    }

    fn leave(&mut self, person: PersonId, id: FilingId) {
        let left = self.attempt(|work| {
            let filing = actions::filing(work, id)?;
            actions::withdraw::withdraw(work, filing)
        });
        if left.is_ok() {
            self.states.insert(person, State::Idle);
        }
    }

    /// What was handed in has an answer everywhere, and each stands before its checks.
    fn must_fit(&self, filing: &Filing) {
        let mut draft = filing.clone();
        draft.status = Status::Drafting;
        for asked in journey::applicable(&draft) {
            let place = format!("step {}: {}@{}", self.step, asked.field.id, asked.place);
            let answer = draft.value(asked.place, asked.field);
            let skipped = answer.is_none() || answer == Some(Answer::Skipped);
            assert!(
                !skipped || asked.field.is_optional(&draft.view(asked.place)),
                "{place} was handed in without an answer"
            );
            assert!(
                !journey::is_unsettled(&draft, &asked, self.work.today()),
                "{place} was handed in with a doubt that nobody settled"
            );
            let misfit = journey::misfit(&draft, &asked, self.work.today());
            assert!(misfit.is_none(), "{place} was handed in against a check: {misfit:?}");
        }
    }

    fn reviewer(&mut self) {
        let reviewer = *self.random.of(&REVIEWERS).unwrap();
        let mut handed_in = self.open(|filing| filing.number.is_some());
        // Few get so far: they are looked at first, half of the time.
        let is_far = |filing: &Filing| {
            filing.status > Status::FirstReview && filing.status <= Status::Authority && !filing.is_with_applicant()
        };
        if self.random.percent(50) && handed_in.iter().any(is_far) {
            handed_in.retain(is_far);
        }
        let Some(filing) = self.random.of(&handed_in).cloned() else {
            return;
        };
        let possible = workflow::possible(&Case::of(&filing), Actor::Reviewer(reviewer));
        // Often the way on, so that filings get to its end; now and then what is not possible.
        let leads_on = |action: &&Action| {
            let on = [
                Action::Approve,
                Action::Received,
                Action::HandOver,
                Action::Verified,
                Action::Grant,
            ];
            on.contains(action)
        };
        let action = if self.random.percent(15) && possible.iter().any(|action| leads_on(&action)) {
            possible.iter().find(leads_on)
        } else if self.random.percent(85) {
            self.random.of(&possible)
        } else {
            self.random.of(Action::ALL)
        };
        let Some(action) = action.copied() else { return };
        let points = self.points(&filing);
        let numbers = self.granted(&filing);
        let words = self.random.percent(50).then(|| "材料不一致".to_owned());
        let other = self.random.below(10);
        let verifiers = verification::verifiers(&filing);
        let verifier: Vec<Place> = self.random.of(&verifiers).map(|one| one.place).into_iter().collect();
        let administrator = reviewer == 13;
        let id = filing.id;
        let done = self.attempt(|work| {
            let filing = actions::filing(work, id)?;
            match (other, action) {
                (0, _) => actions::note::note(work, &filing, reviewer, "已电话核实".to_owned()),
                (1, _) => actions::claim::release(work, filing, reviewer, administrator).map(drop),
                (2, Action::Reject) => {
                    let mut filing = filing;
                    for point in points.clone() {
                        filing = actions::reject::pick(work, filing, reviewer, point)?;
                    }
                    Ok(())
                }
                (3, Action::Reject) => actions::reject::send(work, filing, reviewer, Action::Reject, None).map(drop),
                (_, Action::Approve) => actions::approve::approve(work, filing, reviewer).map(drop),
                (_, Action::Reject) => actions::reject::reject(work, filing, reviewer, points.clone()).map(drop),
                (_, Action::HandOver) => actions::hand_over::hand_over(work, filing, reviewer).map(drop),
                (_, Action::Grant | Action::Correct) => {
                    actions::grant::grant(work, filing, reviewer, &numbers).map(drop)
                }
                (_, Action::Return) => {
                    let points = points.clone();
                    actions::return_filing::return_filing(work, filing, reviewer, points, words.clone()).map(drop)
                }
                (3..7, Action::Verified) => actions::sms::verified(work, filing, reviewer, &verifier).map(drop),
                (_, Action::Verified) => actions::sms::verified(work, filing, reviewer, &[]).map(drop),
                (_, Action::Missed) => actions::sms::missed(work, filing, reviewer).map(drop),
                (_, Action::MailCurtain) => {
                    let told = actions::curtain::read(&filing, "顺丰 SF1029384756123")?;
                    match told {
                        Told::Parcel(parcel) => actions::curtain::mail(work, filing, reviewer, parcel).map(drop),
                        _ => Ok(()),
                    }
                }
                (_, Action::Received) => actions::curtain::received(work, filing, reviewer).map(drop),
                (_, Action::Claim) => actions::claim::claim(work, filing, reviewer).map(drop),
                (_, Action::Submit) => actions::submit::submit(work, filing).map(drop),
                (
                    _,
                    Action::Withdraw
                    | Action::Expire
                    | Action::Object
                    | Action::Opened
                    | Action::PublicSecurity
                    | Action::Arrived
                    | Action::NotArrived,
                ) => Ok(()),
            }
        });
        if let Err(Refusal::WrongStatus { possible, .. }) = done {
            assert!(
                !possible.contains(&action),
                "step {}: {action} was refused and is possible",
                self.step
            );
        }
        for grant in std::mem::take(&mut self.work.additions.grants) {
            self.registers(&grant);
        }
    }

    /// The register knows what was granted; what was loaded of it before is loaded anew.
    fn registers(&mut self, grant: &crate::work::Grant) {
        let (id, number) = (grant.subject, grant.subject_number.clone());
        // The register is not to fill up: most people come with a number that is not known.
        if self.random.percent(30)
            && let Some(text) = &grant.subject_lookup
        {
            self.register
                .insert(text.clone(), Known::Subject { id, icp_number: number });
        }
        let look_ups: Vec<LookUp> = self.work.known.keys().cloned().collect();
        for look_up in look_ups {
            let known = self.register.get(&look_up.text).cloned().into_iter().collect();
            self.work.known.insert(look_up, known);
        }
    }

    fn points(&mut self, filing: &Filing) -> Vec<Point> {
        let applicable = journey::applicable(filing);
        let count = self.random.below(4);
        (0..count)
            .filter_map(|_| {
                let asked = *self.random.of(&applicable)?;
                let reason = self
                    .random
                    .of(&reasons::offered(asked.field.id))
                    .map(|id| (*id).to_owned());
                let words = reason.is_none().then(|| "请核对".to_owned());
                Some(Point {
                    place: asked.place,
                    field: asked.field,
                    reason,
                    words,
                })
            })
            .collect()
    }

    fn granted(&mut self, filing: &Filing) -> Vec<IcpNumber> {
        let region = filing.view(Place::Subject).choice("region");
        let sign = region
            .and_then(|id| regions::region(&id))
            .map_or('苏', |region| region.prefix);
        let digits = 10_000_000 + self.random.below(80_000_000);
        let wrong = u64::from(self.random.percent(5));
        (0..filing.services.len() as u64 + wrong)
            .filter_map(|at| format!("{sign}ICP备{digits}号-{}", at + 1).parse().ok())
            .collect()
    }

    /// Minutes, hours or days; and what fell due meanwhile is decided, in its order.
    fn time_passes(&mut self) {
        let by = match self.random.below(10) {
            0..4 => Duration::minutes(self.random.below(120) as i64),
            4..8 => Duration::hours(self.random.below(30) as i64),
            8 => Duration::days(self.random.below(8) as i64),
            _ => Duration::days(self.random.below(60) as i64),
        };
        self.work.now += by;
        let now = self.work.now;
        let open = |work: &Work| {
            let deadlines = work
                .deadlines
                .iter()
                .filter_map(|(id, deadline)| Some((deadline.next_at?, *id)));
            deadlines.filter(|(at, _)| *at <= now).min()
        };
        while let Some((at, id)) = open(&self.work) {
            // An end that is no longer possible is refused, and says nothing.
            let _ = self.attempt(|work| actions::remind::due(work, id));
            let next = self.work.deadlines.get(&id).and_then(|deadline| deadline.next_at);
            assert!(
                next.is_none_or(|next| next > at.max(now)),
                "step {}: a moment that is decided stays due",
                self.step
            );
            self.check();
        }
    }

    /// What no step may break.
    fn check(&mut self) {
        let step = self.step;
        let notices = self.work.take_notices();
        let additions = std::mem::take(&mut self.work.additions);
        let mut entries: HashMap<FilingId, usize> = HashMap::new();
        for audit in &additions.audit {
            let from = self
                .last_entry
                .insert(audit.filing, audit.to)
                .unwrap_or(Status::Drafting);
            assert_eq!(
                audit.from, from,
                "step {step}: the history of {} has a gap",
                audit.filing
            );
            *entries.entry(audit.filing).or_default() += usize::from(audit.from != audit.to);
            *self.seen.entry(audit.action.clone()).or_default() += 1;
        }
        let mut changed = Vec::new();
        for (id, filing) in self.work.filings.iter() {
            let before = self.before.get(id);
            if before == Some(filing) {
                continue;
            }
            let status = filing.status;
            let was = before.map_or(Status::Drafting, |before| before.status);
            let times = entries.remove(id).unwrap_or_default();
            assert_eq!(
                times,
                usize::from(was != status),
                "step {step}: {was} -> {status} has {times} history lines"
            );
            let last = self.last_entry.get(id).copied();
            assert_eq!(last, Some(status), "step {step}: the history ends elsewhere");
            if let Some(before) = before {
                let is_same = (&before.answers, &before.rejections, &before.services, before.status)
                    == (&filing.answers, &filing.rejections, &filing.services, status);
                assert!(
                    if is_same {
                        filing.version >= before.version
                    } else {
                        filing.version > before.version
                    },
                    "step {step}: {id} changed and its version did not rise"
                );
            }
            let told = notices
                .iter()
                .any(|notice| notice.filing == Some(*id) && notice.to == filing.applicant);
            let dropped = was == Status::Drafting && status == Status::Withdrawn;
            assert!(
                was == status || told || dropped,
                "step {step}: {was} -> {status} is not told"
            );
            changed.push(filing.clone());
        }
        assert!(
            entries.values().all(|times| *times == 0),
            "step {step}: a change in the history that did not happen"
        );
        for filing in changed {
            self.has_owner_and_date(&filing);
            self.before.insert(filing.id, filing);
        }
    }

    /// Whatever is not closed is somebody's turn and has a moment to come; whatever is closed is nobody's.
    fn has_owner_and_date(&self, filing: &Filing) {
        let (step, status) = (self.step, filing.status);
        let all = self.work.deadlines.iter().map(|(_, deadline)| deadline);
        let open: Vec<_> = all
            .filter(|deadline| deadline.filing == filing.id && deadline.is_open())
            .collect();
        let owner = workflow::whose_turn(&Case::of(filing));
        if status.is_closed() {
            assert_eq!(filing.claimed_by, None, "step {step}: {status} and claimed");
        }
        if owner.is_none() {
            assert!(
                status.is_closed() && open.is_empty(),
                "step {step}: {status}, and still {open:?}"
            );
        } else {
            let is_granted = status == Status::Granted;
            assert!(!status.is_closed() || is_granted, "step {step}: {status} and {owner:?}");
            assert!(!open.is_empty(), "step {step}: {status} has no date");
            assert!(
                open.iter().all(|deadline| deadline.next_at.is_some()),
                "step {step}: {open:?}"
            );
        }
    }
}

/// A batch with the people and the desk, and ids of its own.
fn work(now: DateTime<Utc>, from: u64) -> Work {
    let mut at = u128::from(from) << 64;
    let ids = move || {
        at += 1;
        Uuid::from_u128(at)
    };
    let mut work = Work::new(now, vec![13], Box::new(ids));
    for id in APPLICANTS.into_iter().chain(REVIEWERS) {
        let person = Person {
            id,
            data_key: Uuid::from_u128(id as u128),
            language: Language::DEFAULT,
            name: "示例".to_owned(),
            created_at: now,
        };
        work.people.load(id, person);
        let conversation = Conversation {
            chat: id,
            kind: ChatKind::Private,
            data_key: Uuid::from_u128(id as u128),
            state: State::Idle,
            refused_at: None,
            untold: Vec::new(),
            recent: Recent::default(),
        };
        work.conversations.load(id, conversation);
    }
    for id in REVIEWERS {
        let appointment = Appointment {
            role: Some(Role::Reviewer),
            by: 13,
            at: now,
        };
        work.appointments.load(id, appointment);
    }
    let desk = Desk {
        chat: DESK,
        by: 13,
        language: Language::DEFAULT,
        at: now,
        topic: None,
    };
    work.desks.load(DESK, desk);
    work
}
