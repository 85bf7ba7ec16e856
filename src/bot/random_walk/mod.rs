//! A seeded random walk over everything that people and the clock can do to filings, in memory: applicants who answer, go back, change
//! their minds, hand in and withdraw; reviewers who act at the wrong moment; deadlines that fall due; weeks that pass. After every step
//! the rules are checked that no step may break.
//!
//! `STEPS=1000000 cargo test --release --lib random_walk` walks further; `SEED` takes another way.

mod applicant;
mod batch;
mod checks;
mod reviewer;
mod turn;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};

use crate::actions;
use crate::clock::from_milliseconds;
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, FilingId, Status};
use crate::domain::outgoing::PersonId;
use crate::domain::press::Press;
use crate::work::{Known, Needs, Work};

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
    let (steps, seed) = (number("STEPS", 45_000), number("SEED", 3));
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
            "supplement",
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
            "reply",
            "an individual's remark",
            "withdraw",
            "expire",
            "claim",
            "release",
            "note",
            "order",
            "curtain",
            "papers",
            "received",
            "accept",
            "undo",
            "ask",
            "answer",
            "call",
            "silent",
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
    questions: i64,
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
            questions: 1,
            work: batch::work(now, 0),
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
}
