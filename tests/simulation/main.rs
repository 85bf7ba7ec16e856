//! The whole bot lives through two hundred days with many filings, on a virtual clock: people who answer late, wrongly or not at all,
//! reviewers who forget, a Telegram that loses answers, and a process that is stopped at random commits. After every round the books are
//! checked: see `ledger`.
//!
//! `SIMULATED_FILINGS=10000 cargo test --release --test simulation` simulates more; `SIMULATED_SEED` takes another way. What people do
//! follows from the seed; in which order things that happen at once are written down does not, so that one seed is not one run.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod applicant;
mod coverage;
#[path = "../support/database.rs"]
#[allow(dead_code, reason = "shared with tests/engine")]
mod database;
mod desk;
mod domain;
mod drafts;
mod form;
mod ledger;
mod life;
mod numbers;
#[path = "../fuzz/random.rs"]
#[allow(dead_code, reason = "shared with tests/fuzz")]
mod random;
mod telegram;
mod town;
mod updates;
mod world;

use std::collections::BTreeMap;
use std::time::Instant;

use ledger::Coverage;
use world::{Plan, World};

/// What is not optimised takes half a second a filing: `cargo test` has a tenth of them.
const FILINGS: u64 = if cfg!(debug_assertions) { 100 } else { 1_000 };
/// Each of these has its own bot, its own people and its own share of the filings, and lives through the same days at the same time.
const TOWNS: u64 = 2;

#[test]
fn two_hundred_days() {
    let number = |name: &str, usual: u64| {
        let set = std::env::var(name).ok();
        set.map_or(usual, |text| {
            text.parse().unwrap_or_else(|_| panic!("{name} is no number"))
        })
    };
    let (filings, seed) = (number("SIMULATED_FILINGS", FILINGS), number("SIMULATED_SEED", 1));
    let filings = u32::try_from(filings).unwrap();
    let days = i64::try_from(number("SIMULATED_DAYS", 200)).unwrap();
    let towns: Vec<_> = (0..TOWNS)
        .map(|town| Plan {
            filings: filings.div_ceil(TOWNS as u32),
            days,
            seed: seed * TOWNS + town,
        })
        .map(|plan| std::thread::spawn(move || lived(plan)))
        .collect();
    let mut seen = Coverage::default();
    let mut stops: BTreeMap<&str, u32> = BTreeMap::new();
    for town in towns {
        let (of_town, stopped) = town.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        seen.join(of_town);
        for (at, count) in stopped {
            *stops.entry(at).or_default() += count;
        }
    }
    eprintln!("{seen:#?}");
    assert!(
        stops.values().all(|stops| *stops >= 10),
        "it was hardly ever stopped: {stops:?}"
    );
    if days >= 200 {
        coverage::is_everywhere(&seen, filings);
    }
}

/// What came to pass in a town, and how often it was stopped.
fn lived(plan: Plan) -> (Coverage, BTreeMap<&'static str, u32>) {
    eprintln!("{plan:?}");
    let began = Instant::now();
    let mut world = World::new(plan);
    world.opens();
    world.passes();
    world.ends();
    eprintln!(
        "{plan:?}: {:?} in {} rounds: the bot {:?}, the books {:?}",
        began.elapsed(),
        world.rounds,
        world.lived,
        world.looked
    );
    eprintln!("Stopped {:?}; Telegram {:?}", world.stops, world.telegram());
    (world.ledger.seen, world.stops)
}
