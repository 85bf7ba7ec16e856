//! One world, round after round.

use std::time::{Duration, Instant};

use crate::corpus::Corpus;
use crate::play::{self, LONGEST_ROUND, Sent};
use crate::random::Random;
use crate::rows::Rows;
use crate::rules::Acting;
use crate::town::Town;

/// A round takes a second at most. Whatever takes so long has stopped.
const STOPPED: Duration = Duration::from_secs(120);

/// A world alone, or one round of it; then each update is decided and looked at by itself.
#[derive(Clone, Copy, Debug)]
pub struct Only {
    pub world: u64,
    round: Option<u64>,
}

impl Only {
    pub fn parse(text: &str) -> Option<Self> {
        let (world, round) = text
            .split_once('/')
            .map_or((text, None), |(world, round)| (world, Some(round)));
        Some(Self {
            world: world.parse().ok()?,
            round: match round {
                Some(round) => Some(round.parse().ok()?),
                None => None,
            },
        })
    }
}

#[derive(Debug, Default)]
pub struct Outcome {
    pub updates: usize,
    pub rounds: usize,
    pub calls: usize,
    pub slowest: Duration,
    pub wrong: Vec<String>,
}

/// Plays a world of at least so many updates, up to the first thing that is wrong.
pub fn world(seed: u64, number: u64, updates: u64, only: Option<Only>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let watch = stopped::Watch::begin(format!("FUZZ_SEED={seed} FUZZ_ONLY={number}"));
    runtime.block_on(async {
        let corpus = Corpus::read();
        let mut town = Town::found().await;
        let mut outcome = Outcome::default();
        let mut round = only.and_then(|only| only.round).unwrap_or(0);
        while outcome.updates < usize::try_from(updates).unwrap() && outcome.wrong.is_empty() {
            let began = Instant::now();
            watch.goes_on(&format!("/{round}"));
            let mut random = Random::of(seed, &[number, round]);
            let (wrong, sent) = if random.one_in(8) {
                (time(&mut town, &mut random).await, vec![])
            } else {
                people(&mut town, &corpus, &mut random, only.is_some()).await
            };
            outcome.updates += sent.len();
            outcome.rounds += 1;
            outcome.slowest = outcome.slowest.max(began.elapsed());
            if let Some(wrong) = wrong {
                let head = format!("FUZZ_SEED={seed} FUZZ_ONLY={number}/{round}");
                outcome.wrong.push(format!("{head}: {wrong}\n{}", shown(&sent)));
            }
            if only.is_some_and(|only| only.round.is_some()) {
                break;
            }
            round += 1;
        }
        outcome.calls = town.calls;
        outcome
    })
}

/// Hours pass, or days.
async fn time(town: &mut Town, random: &mut Random) -> Option<String> {
    let time = match random.below(4) {
        0 => chrono::Duration::minutes(11),
        1 | 2 => chrono::Duration::hours(1 + i64::try_from(random.below(30)).unwrap()),
        _ => chrono::Duration::days(1 + i64::try_from(random.below(9)).unwrap()),
    };
    let before = Rows::of(&town.engine.store).await;
    let ended = town.pass(time).await.err();
    let now = beian_bot::clock::Clock::now(&*town.engine.clock).timestamp_millis();
    look(town, &before, &[], Some(now), ended).await
}

async fn people(town: &mut Town, corpus: &Corpus, random: &mut Random, each: bool) -> (Option<String>, Vec<Sent>) {
    town.appoint().await;
    town.learn_numbers().await;
    let first = town.next_update(LONGEST_ROUND);
    let (people, sent) = play::round(corpus, &mut town.known, first, random);
    let parts = if each { sent.chunks(1) } else { sent.chunks(sent.len()) };
    for part in parts {
        let before = Rows::of(&town.engine.store).await;
        let ended = town.take(part).await.err();
        let acting = if each { vec![part[0].sender] } else { people.clone() };
        if let Some(wrong) = look(town, &before, &acting, None, ended).await {
            return (Some(format!("{acting:?} did it: {wrong}")), part.to_vec());
        }
    }
    (None, sent)
}

/// What is wrong after a round.
async fn look(
    town: &mut Town,
    before: &Rows,
    people: &[i64],
    time: Option<i64>,
    ended: Option<String>,
) -> Option<String> {
    let mut wrong: Vec<String> = ended.into_iter().collect();
    wrong.append(&mut town.unfit);
    wrong.extend(panics::seen().into_iter().map(|panic| format!("a panic: {panic}")));
    let after = Rows::of(&town.engine.store).await;
    let acting = Acting {
        before,
        after: &after,
        people,
        time,
    };
    wrong.extend(acting.complaints());
    (!wrong.is_empty()).then(|| wrong.join("\n  "))
}

fn shown(sent: &[Sent]) -> String {
    let lines = sent.iter().map(|sent| {
        let raw = String::from_utf8_lossy(&sent.raw);
        let shown: String = raw.chars().take(3_000).collect();
        let more = if shown.len() < raw.len() { " …" } else { "" };
        format!("  {}: {shown}{more}", sent.sender)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Panics anywhere, also those that somebody catches.
pub mod panics {
    use std::sync::Mutex;

    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

    pub fn count() {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            SEEN.lock().unwrap().push(info.to_string());
            usual(info);
        }));
    }

    pub fn seen() -> Vec<String> {
        SEEN.lock().unwrap().clone()
    }
}

/// Ends the process when a round does not end: nothing else could be said of it.
mod stopped {
    use std::sync::mpsc::{RecvTimeoutError, Sender, channel};

    pub struct Watch {
        name: String,
        rounds: Sender<String>,
    }

    impl Watch {
        pub fn begin(name: String) -> Self {
            let (rounds, begun) = channel::<String>();
            let mut last = name.clone();
            std::thread::spawn(move || {
                loop {
                    match begun.recv_timeout(super::STOPPED) {
                        Ok(round) => last = round,
                        Err(RecvTimeoutError::Disconnected) => return,
                        Err(RecvTimeoutError::Timeout) => {
                            eprintln!("{last}: it does not go on");
                            std::process::exit(101);
                        }
                    }
                }
            });
            Self { name, rounds }
        }

        pub fn goes_on(&self, what: &str) {
            // The other end waits as long as this one is there.
            let _ = self.rounds.send(format!("{}{what}", self.name));
        }
    }
}
