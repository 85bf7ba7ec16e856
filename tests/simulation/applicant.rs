//! People with a filing each: prompt, late by hours or by weeks, careless, of two minds, or never heard of again. What they do depends on
//! where their chat and their filing stand, and on a seed of their own, so that it does not change with what others do.

use beian_bot::dialogue;
use beian_bot::domain::answers::{Answer, Kind};
use beian_bot::domain::conversation::State;
use beian_bot::domain::filing::{Filing, Papers, Status};
use beian_bot::domain::form;
use beian_bot::domain::form::asked::Asked;
use beian_bot::domain::language::Language;
use beian_bot::domain::place::Place;
use beian_bot::domain::press::{Press, Verb, token};
use beian_bot::domain::turn::{Party, whose_turn};
use beian_bot::domain::verification;
use beian_bot::domain::workflow::{After, Case};
use beian_bot::prompts::Prompts;
use beian_bot::storage::inbox::RawUpdate;
use chrono::NaiveDate;

use crate::form::samples;
use crate::numbers;
use crate::random::Random;
use crate::town::{DAY, HOUR};
use crate::updates::{presses, says, sends_photo, sends_sticker};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Temper {
    Prompt,
    /// By hours or days.
    Late,
    /// By weeks.
    VeryLate,
    /// Answers wrongly first.
    Careless,
    /// Wants to leave, and stays, or leaves.
    OfTwoMinds,
    /// At some time never answers again.
    Silent,
}

/// How they show who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    Call,
    CurtainAtHand,
    CurtainOwed,
}

pub struct Applicant {
    pub id: i64,
    pub serial: u32,
    pub is_individual: bool,
    /// Goes the whole dialogue; else the draft is there but for its last questions.
    pub answers_all: bool,
    pub has_draft: bool,
    /// When they act next, in milliseconds.
    pub at: Option<i64>,
    pub identity: Identity,
    temper: Temper,
    is_gone: bool,
    photos: u32,
    random: Random,
}

/// What somebody has before them.
pub struct Seen<'a> {
    pub state: State,
    pub filings: Vec<Filing>,
    /// What the newest buttons of their chat carry.
    pub buttons: Vec<String>,
    pub today: NaiveDate,
    pub prompts: &'a Prompts,
}

impl Applicant {
    pub fn new(seed: u64, serial: u32, arrives: i64) -> Self {
        let mut random = Random::of(seed, &[2, u64::from(serial)]);
        let temper = match random.below(20) {
            0..7 => Temper::Prompt,
            7..11 => Temper::Late,
            11..13 => Temper::VeryLate,
            13..16 => Temper::Careless,
            16..18 => Temper::OfTwoMinds,
            _ => Temper::Silent,
        };
        let identity = match random.below(10) {
            0..6 => Identity::Call,
            6..8 => Identity::CurtainAtHand,
            _ => Identity::CurtainOwed,
        };
        Self {
            id: 10_000 + i64::from(serial),
            serial,
            is_individual: random.one_in(3),
            answers_all: random.one_in(40),
            has_draft: false,
            at: Some(arrives),
            identity,
            temper,
            is_gone: false,
            photos: 0,
            random,
        }
    }

    /// Something arrived in their chat. Who has just acted goes on soon; everybody else comes to it in their own time, or never.
    pub fn hears(&mut self, now: i64, has_just_acted: bool) {
        let leaves = match self.temper {
            Temper::Silent => self.random.one_in(8),
            _ => self.random.one_in(120),
        };
        self.is_gone |= leaves;
        // A reminder may bring somebody back.
        if self.is_gone && !self.random.one_in(25) {
            return;
        }
        self.is_gone = false;
        let goes_on = has_just_acted && !self.random.one_in(30);
        self.at = Some(now + if goes_on { self.minutes(1, 30) } else { self.pause() });
    }

    fn minutes(&mut self, from: i64, to: i64) -> i64 {
        let span = usize::try_from((to - from) * 60).unwrap();
        from * 60_000 + i64::try_from(self.random.below(span)).unwrap() * 1_000
    }

    fn pause(&mut self) -> i64 {
        match self.temper {
            Temper::Prompt => self.minutes(2, 180),
            Temper::Careless => self.minutes(5, 20 * 60),
            Temper::Late | Temper::OfTwoMinds | Temper::Silent => self.minutes(60, 80 * 60),
            Temper::VeryLate => self.minutes(20 * 60, 28 * 24 * 60),
        }
    }

    /// What they do now; nothing, where there is nothing to be done. Whoever then hears nothing tries again in a day.
    pub fn acts(&mut self, seen: &Seen, now: i64) -> Option<RawUpdate> {
        self.at = None;
        let done = self.does(seen)?;
        self.at = self.random.one_in(400).then_some(now + 3 * DAY);
        Some(done)
    }

    /// They heard nothing of what they did.
    pub fn hears_nothing(&mut self, now: i64) {
        self.at = Some(now + 20 * HOUR);
    }

    fn does(&mut self, seen: &Seen) -> Option<RawUpdate> {
        if self.random.one_in(40) && !seen.buttons.is_empty() {
            let old = self.random.pick(&seen.buttons).clone();
            return Some(presses(self.id, &old));
        }
        if self.random.one_in(50) {
            let texts = [
                "/status",
                "谢谢",
                "/help",
                "/sms",
                "/parcel",
                "/queue",
                "/back",
                "/ask 这里怎么填？",
            ];
            return Some(says(self.id, self.random.pick::<&str>(&texts)));
        }
        let filing = seen
            .state
            .filing()
            .and_then(|id| seen.filings.iter().find(|one| one.id == id));
        let Some(filing) = filing else { return self.begins(seen) };
        let press = |verb, version| Press::of(verb, filing.id, version);
        let done = match &seen.state {
            State::Answering {
                place, field, version, ..
            } if filing.is_with_applicant() => {
                if self.wants_to_leave(60) {
                    return Some(says(self.id, "/cancel"));
                }
                let place: Place = place.parse().ok()?;
                let asked = Asked {
                    place,
                    field: form::field(field)?,
                };
                return Some(self.answers(seen, filing, asked, *version));
            }
            State::TypeResult { version, .. } => press(Verb::ConfirmKind, *version),
            State::Summary { version, .. } if self.wants_to_leave(5) => press(Verb::Leave, *version).with("ask"),
            State::Summary { version, .. } => press(Verb::Submit, *version),
            State::Leaving { version, .. } if self.wants_to_leave(2) => press(Verb::Leave, *version),
            State::Leaving { version, .. } => press(Verb::Stay, *version),
            State::Replying { version, .. } => match self.random.one_in(2) {
                true => return Some(says(self.id, "盖章的材料已经寄给您了")),
                false => press(Verb::Summary, *version),
            },
            State::OpeningDay { .. } => return Some(says(self.id, "今天")),
            State::SecurityNumber { .. } => return Some(says(self.id, &numbers::public_security(self.serial))),
            _ => return self.begins(seen),
        };
        Some(presses(self.id, &done.encode()))
    }

    fn wants_to_leave(&mut self, chances: usize) -> bool {
        match self.temper {
            Temper::OfTwoMinds => self.random.one_in(chances),
            _ => self.random.one_in(chances * 12),
        }
    }

    /// Nothing is being asked: what their filing needs now.
    fn begins(&mut self, seen: &Seen) -> Option<RawUpdate> {
        let is_theirs = |filing: &&Filing| whose_turn(&Case::of(filing)) == Some(Party::Applicant);
        let open = |filing: &&Filing| !filing.status.is_closed();
        let current = seen.filings.iter().rev().find(is_theirs);
        let Some(filing) = current.or_else(|| seen.filings.iter().rev().find(open)) else {
            // Few begin again.
            let begins = seen.filings.is_empty() || self.random.one_in(12);
            return begins.then(|| says(self.id, "/new"));
        };
        let case = Case::of(filing);
        let act = |command: &str, version| presses(self.id, &Press::act_on(command, filing.id, version).encode());
        let says = |text: &str| Some(says(self.id, text));
        match (filing.status, case.after) {
            (Status::CurtainPhoto, _) if !filing.facts.curtain.arrived && self.random.one_in(2) => {
                let arrived = if self.random.one_in(2) {
                    "not_arrived"
                } else {
                    "arrived"
                };
                Some(act(&format!("parcel {arrived}"), filing.version))
            }
            (Status::Sms, _) => {
                let open = verification::open(filing);
                let since = filing.facts.sms.as_ref().map_or(0, |sms| sms.since);
                let one = open.first()?;
                Some(act(&format!("sms done {}", one.place), since))
            }
            (Status::Ready, _) if case.again && self.random.one_in(4) => Some(act("sms object", filing.version)),
            (Status::Granted, After::Opening) if self.random.one_in(4) => Some(act("opened ask", filing.version)),
            (Status::Granted, After::Opening) => says("/opened today"),
            (Status::Granted, After::PublicSecurity) if self.random.one_in(3) => {
                Some(act("public_security ask", filing.version))
            }
            (Status::Granted, After::PublicSecurity) if self.random.one_in(2) => {
                let number = numbers::public_security(self.serial);
                says(&format!("/public_security {number}"))
            }
            (Status::Papers, _) if case.papers == Papers::Mailed => None,
            _ if self.temper == Temper::OfTwoMinds && self.random.one_in(12) => says("/cancel"),
            _ if filing.is_with_applicant() => says("/resume"),
            _ => None,
        }
    }

    fn answers(&mut self, seen: &Seen, filing: &Filing, asked: Asked, version: i64) -> RawUpdate {
        let wrong = if self.temper == Temper::Careless { 4 } else { 25 };
        if self.random.one_in(wrong) {
            return match self.random.one_in(5) {
                true => sends_sticker(self.id),
                false => says(self.id, self.random.pick::<String>(&samples::odd())),
            };
        }
        let press = |verb, payload: &str| {
            let press = Press::of(verb, filing.id, version).at(asked.place, asked.field.id);
            presses(self.id, &press.with(payload).encode())
        };
        let choose = |id: &str| press(Verb::Choose, &token(id));
        let offers = dialogue::offers(filing, asked, seen.today);
        match (asked.field.id, asked.field.kind) {
            (_, Kind::Photo) => {
                // It is shown to them before it counts.
                if let Some(offer) = offers.first() {
                    return press(Verb::Take, &token(&offer.show()));
                }
                let kept = filing.kept(asked.place, asked.field.id);
                let waits = |answer: &Answer| !form::photos::is_fetched(filing, answer);
                if kept.is_some_and(|kept| waits(&kept.answer)) {
                    return says(self.id, "/status");
                }
                self.photos += 1;
                let is_small = self.photos == 1 && self.random.one_in(3);
                let size = if is_small { "small" } else { "photo" };
                sends_photo(self.id, &format!("{size}-{}-{}", self.serial, self.photos))
            }
            ("nature", _) if self.is_individual => choose("individual"),
            ("identity_check", _) if self.identity == Identity::Call => choose("call"),
            ("identity_check", _) => choose("curtain"),
            ("curtain_at_hand", _) => {
                let is_at_hand = self.identity == Identity::CurtainAtHand;
                says(self.id, if is_at_hand { "是" } else { "否" })
            }
            ("curtain_ahead", _) => says(self.id, if self.random.one_in(2) { "是" } else { "否" }),
            (id, _) if numbers::own(id, self.serial, self.is_individual).is_some() => {
                says(self.id, &numbers::own(id, self.serial, self.is_individual).unwrap())
            }
            (_, Kind::Choice(_)) => choose(&samples::text(filing, &asked)),
            (_, Kind::Choices(_)) => {
                let id = samples::text(filing, &asked);
                let words = seen.prompts.words(Language::DEFAULT);
                says(self.id, &words.choice(asked.field.kind, &id).unwrap())
            }
            (_, Kind::Picture { .. }) => {
                self.photos += 1;
                sends_photo(self.id, &format!("photo-{}-{}", self.serial, self.photos))
            }
            _ => match offers.first().filter(|_| self.random.one_in(2)) {
                Some(offer) => press(Verb::Take, &token(&offer.show())),
                None => says(self.id, &samples::text(filing, &asked)),
            },
        }
    }
}
