//! All faults of a kind: every run begins at the step of the script that its fault belongs to, on a copy of the database as it was
//! before that step.

use std::fmt::Debug;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::Context as _;
use beian_bot::worker::WorkerOptions;

use super::life::Life;
use super::run::{self, Faulty, Killed, Undisturbed};
use super::story;
use super::town::Town;

/// After so many runs that went wrong it is clear.
const ENOUGH: usize = 10;

/// A database of which copies can be made, to fail each in its way.
pub trait Breakable: Faulty + Sized {
    /// What a copy is made of.
    type Original: Sync;
    /// In which way it fails.
    type How: Copy + Debug + Sync;

    /// Nobody has it open.
    fn original(&self) -> Self::Original;
    /// A copy of which, counted from now, the write or statement of that number fails.
    fn copy(original: &Self::Original, number: u64, how: Self::How) -> Self;
    /// How many writes or statements the last process made.
    fn counted(&self) -> u64;
}

/// How a run fails.
#[derive(Clone, Copy, Debug)]
pub struct Fault<How> {
    /// Of the script's writes or statements, from 1.
    pub number: u64,
    pub how: How,
    pub killed: Killed,
}

/// What runs begin with.
pub struct Template<D: Breakable> {
    town: Town,
    expected: Undisturbed,
    /// Before each step, and after the last: the database, and how many writes or statements there were.
    before: Vec<(D::Original, u64)>,
}

/// People in the middle of their filings. `database` has all tables.
pub fn people_begin(town: &mut Town, database: &mut impl Faulty) {
    let life = Life::begin(town, &database.url(), WorkerOptions::default()).unwrap();
    for (person, texts) in story::before() {
        for text in texts {
            life.tell(&[town.says(person, text)]).unwrap();
        }
    }
    life.settles().unwrap();
    life.kill();
    database.is_mended().unwrap();
}

impl<D: Breakable> Template<D> {
    pub fn new(mut database: D) -> Self {
        let mut town = Town::new();
        people_begin(&mut town, &mut database);
        let (mut before, mut counted) = (Vec::new(), 0);
        let expected = run::undisturbed(&mut town, &mut database, |database| {
            if !before.is_empty() {
                counted += database.counted();
            }
            before.push((database.original(), counted));
        });
        Self {
            town,
            expected: expected.unwrap(),
            before,
        }
    }

    /// How many writes or statements the script has.
    pub fn count(&self) -> u64 {
        self.before.last().map_or(0, |(_, count)| *count)
    }

    /// Returns whether the fault came into play.
    fn run(&self, town: &mut Town, fault: Fault<D::How>) -> anyhow::Result<bool> {
        let step = self.before.iter().rposition(|(_, count)| *count < fault.number);
        let step = step.context("they are counted from 1")?;
        let (original, count) = &self.before[step];
        town.go_back_to(&self.expected.scenes[step].town);
        let mut database = D::copy(original, fault.number - count, fault.how);
        run::check(town, &mut database, step, fault.killed, &self.expected)?;
        Ok(database.has_failed())
    }

    /// All of them, so many at once. What went wrong is told of each.
    pub fn check(&self, faults: &[Fault<D::How>], at_once: usize)
    where
        Self: Sync,
    {
        let began = Instant::now();
        eprintln!("{} faults of a script of {}", faults.len(), self.count());
        let next = AtomicU64::new(0);
        let (wrong, failed) = (Mutex::new(Vec::new()), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    let mut town = self.town.another();
                    while wrong.lock().unwrap().len() < ENOUGH {
                        let index = next.fetch_add(1, Ordering::SeqCst) as usize;
                        let Some(fault) = faults.get(index) else {
                            return;
                        };
                        match self.run(&mut town, *fault) {
                            Ok(has_failed) => drop(failed.fetch_add(u64::from(has_failed), Ordering::SeqCst)),
                            Err(error) => {
                                let error = format!("{fault:?}: {error:#}");
                                eprintln!("{error}");
                                wrong.lock().unwrap().push(error);
                            }
                        }
                    }
                });
            }
        });
        let runs = next.into_inner().min(faults.len() as u64);
        let (failed, wrong) = (failed.into_inner(), wrong.into_inner().unwrap());
        eprintln!("{runs} runs, {failed} of them met their fault: {:?}", began.elapsed());
        assert!(wrong.is_empty(), "{} of {runs} runs went wrong, see above", wrong.len());
        // What a step leaves to the background may be fewer the next time.
        assert!(failed * 20 >= runs * 19, "only {failed} of {runs} runs met their fault");
    }
}
