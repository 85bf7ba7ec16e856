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

use std::time::Instant;

use world::{Plan, World};

/// What is not optimised takes half a second a filing: `cargo test` has a tenth of them.
const FILINGS: u64 = if cfg!(debug_assertions) { 100 } else { 1_000 };

#[test]
fn two_hundred_days() {
    let number = |name: &str, usual: u64| {
        let set = std::env::var(name).ok();
        set.map_or(usual, |text| {
            text.parse().unwrap_or_else(|_| panic!("{name} is no number"))
        })
    };
    let plan = Plan {
        filings: u32::try_from(number("SIMULATED_FILINGS", FILINGS)).unwrap(),
        days: i64::try_from(number("SIMULATED_DAYS", 200)).unwrap(),
        seed: number("SIMULATED_SEED", 1),
    };
    eprintln!("{plan:?}");
    let began = Instant::now();
    let mut world = World::new(plan);
    world.opens();
    world.passes();
    world.ends();
    let seen = &world.ledger.seen;
    eprintln!(
        "{:?} in {} rounds: the bot {:?}, the books {:?}",
        began.elapsed(),
        world.rounds,
        world.lived,
        world.looked
    );
    eprintln!("Stopped {:?}; Telegram {:?}", world.stops, world.telegram());
    eprintln!("{seen:#?}");
    assert!(
        world.stops.values().all(|stops| *stops >= 10),
        "it was hardly ever stopped"
    );
    if plan.days >= 200 {
        coverage::is_everywhere(seen, plan.filings);
    }
}
