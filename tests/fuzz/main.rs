//! Updates that are nearly what Telegram sends, by the ten thousand: nothing panics, nothing stops, and nobody's rows change by what
//! somebody else sends.
//!
//! Real updates (`tests/data/telegram_updates.jsonl`) and real presses are changed by their structure ([`mutate`]) and decided by the
//! engine in this process, in rounds of one sender or of a few at once. After each round all rows are compared with those of before
//! ([`rules`] says who may change which), every input must have been decided at its first try, and whatever is said must be what
//! Telegram takes ([`said`]). Now and then hours or days pass. A fresh world begins every few thousand updates ([`cast`]).
//!
//! `cargo test` takes 12 500 updates. By hand:
//!
//! ```sh
//! FUZZ_UPDATES=1000000 FUZZ_SEED=7 cargo test --release --test fuzz
//! ```
//!
//! On a failure the seed, the world, the round and its updates are printed. The round alone, in a fresh world, one update at a time and
//! looked at after each, or the whole world so:
//!
//! ```sh
//! FUZZ_SEED=7 FUZZ_ONLY=3/17 cargo test --test fuzz
//! FUZZ_SEED=7 FUZZ_ONLY=3 cargo test --test fuzz
//! ```

#[allow(dead_code, reason = "shared with tests/worker")]
#[path = "../support/database.rs"]
mod database;
#[allow(dead_code, reason = "shared with tests/engine")]
#[path = "../engine/support/engine.rs"]
mod engine;
#[allow(dead_code, reason = "shared with tests/it")]
#[path = "../it/support/scripts.rs"]
mod scripts;

mod cast;
mod corpus;
mod json;
mod mutate;
mod play;
mod random;
mod rows;
mod rules;
mod run;
mod said;
mod town;

use std::env::var;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::run::{Only, Outcome, panics, world};

const UPDATES: u64 = 12_500;
/// A world has so many updates.
const OF_A_WORLD: u64 = 2_500;

fn number(name: &str) -> Option<u64> {
    var(name)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

#[test]
fn no_update_panics_stops_or_changes_what_is_not_its_senders() {
    panics::count();
    let seed = number("FUZZ_SEED").unwrap_or(1);
    let updates = number("FUZZ_UPDATES").unwrap_or(UPDATES);
    let only = var("FUZZ_ONLY")
        .ok()
        .map(|text| Only::parse(&text).expect("FUZZ_ONLY is <world> or <world>/<round>"));
    let worlds = updates.div_ceil(OF_A_WORLD);
    let (first, end) = only.map_or((0, worlds), |only| (only.world, only.world + 1));

    let next = AtomicU64::new(first);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut outcomes = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= end {
                return outcomes;
            }
            let outcome = world(seed, number, OF_A_WORLD.min(updates), only);
            if !outcome.wrong.is_empty() {
                // The others need not go on.
                next.store(end, Ordering::SeqCst);
            }
            outcomes.push(outcome);
        }
    };
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });

    let of = |count: fn(&Outcome) -> usize| outcomes.iter().map(count).sum::<usize>();
    let slowest = outcomes.iter().map(|outcome| outcome.slowest).max().unwrap_or_default();
    eprintln!(
        "seed {seed}: {} updates in {} rounds of {} worlds, {} calls said, the slowest round took {slowest:?}",
        of(|outcome| outcome.updates),
        of(|outcome| outcome.rounds),
        outcomes.len(),
        of(|outcome| outcome.calls),
    );
    let wrong: Vec<_> = outcomes.into_iter().flat_map(|outcome| outcome.wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert_eq!(panics::seen(), [""; 0]);
}
