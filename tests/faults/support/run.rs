//! A run of the script on a database that fails: what each person was told is what is there, at once and after a restart.

use std::collections::HashSet;

use anyhow::{Context as _, ensure};
use beian_bot::worker::WorkerOptions;

use super::kept::{Kept, Reader};
use super::life::Life;
use super::story::{Deed, STORY, Step};
use super::town::{Scene, Town};
use crate::bot_api::Asked;

/// When the process is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Killed {
    /// When people have gone on for two steps after the fault.
    Later,
    /// When the first thing was heard after the fault.
    WhenHeard,
    /// When the first thing was taken after the fault, whether or not it was answered.
    WhenTaken,
}

/// People go on for so many steps after the fault, until the process is killed [`Killed::Later`].
const GO_ON: usize = 2;
/// And for so many after the restart.
const GO_ON_AFTER: usize = 1;

/// What a run is like without a fault.
pub struct Undisturbed {
    /// Before each step, and after the last.
    pub scenes: Vec<Before>,
    /// Whom, and what, in the order of telling.
    told: Vec<(i64, String)>,
}

/// How everything is before a step.
pub struct Before {
    pub town: Scene,
    kept: Kept,
    /// So many were told anything by then.
    told: usize,
}

/// The database of one run, and what is wrong with it.
pub trait Faulty {
    /// How the bot reaches it.
    fn url(&self) -> String;
    fn reader(&self) -> Reader;
    /// Whether the fault has shown itself.
    fn has_failed(&self) -> bool;
    /// The process is about to be killed: nothing that it writes from now on arrives.
    fn cut_off(&mut self);
    /// The process is gone, and the fault with it.
    fn is_mended(&mut self) -> anyhow::Result<()>;
    fn options(&self) -> WorkerOptions {
        WorkerOptions::default()
    }
}

/// Plays the script without a fault. `after` is told of every step, once the process is gone that did it, to keep a copy of the
/// database.
pub fn undisturbed<D: Faulty>(
    town: &mut Town,
    database: &mut D,
    mut after: impl FnMut(&D),
) -> anyhow::Result<Undisturbed> {
    let (reader, begun) = (database.reader(), town.telegram.count());
    let mut scenes = Vec::new();
    let mut steps = STORY.iter();
    loop {
        scenes.push(Before {
            town: town.scene(),
            kept: reader.kept(),
            told: told(&town.telegram.asked_since(begun)).len(),
        });
        reader.close();
        after(database);
        let Some(step) = steps.next() else {
            break;
        };
        let life = Life::begin(town, &database.url(), database.options())?;
        life.settles()?;
        let mark = take(&life, town, step)?;
        hear(&life, town, step, mark)?;
        let kept = reader.kept();
        life.settles()?;
        ensure!(kept == reader.kept(), "{step:?}: it was heard before it was over");
        reader.close();
        life.kill();
        database.is_mended()?;
    }
    let told = told(&town.telegram.asked_since(begun));
    Ok(Undisturbed { scenes, told })
}

/// Plays the script, from the step of that index on, on a database that fails, with a kill and a restart, and checks it all the way.
pub fn check(
    town: &mut Town,
    database: &mut impl Faulty,
    from: usize,
    killed: Killed,
    expected: &Undisturbed,
) -> anyhow::Result<()> {
    let (reader, begun) = (database.reader(), town.telegram.count());
    let updates = reader.updates();
    let mut life = begin(town, database)?;
    // Steps since the fault showed itself, and since the restart.
    let (mut since_fault, mut since_restart) = (None, None);
    let (mut sent, mut done) = (0, from);
    for step in &STORY[from..] {
        done += 1;
        let what = || format!("step {done}, {step:?}");
        let mark = take(&life, town, step).with_context(what)?;
        sent += usize::from(!matches!(step.deed, Deed::Pass(_)));
        if since_restart.is_none() && killed == Killed::WhenTaken && database.has_failed() {
            life = restart(life, town, database, &reader).with_context(what)?;
            since_restart = Some(0);
        }
        let heard = hear(&life, town, step, mark).with_context(what)?;
        let kept = &expected.scenes[done].kept;
        agrees(&reader, kept).with_context(what)?;
        is_handed_in(&reader, step.person, &heard).with_context(what)?;
        if let Some(steps) = &mut since_restart {
            *steps += 1;
            if *steps > GO_ON_AFTER {
                break;
            }
            continue;
        }
        if database.has_failed() {
            let steps = since_fault.map_or(0, |steps| steps + 1);
            since_fault = Some(steps);
            if killed != Killed::Later || steps == GO_ON {
                life = restart(life, town, database, &reader).with_context(what)?;
                since_restart = Some(0);
                agrees(&reader, kept).context("after the restart").with_context(what)?;
            }
        }
    }
    if since_restart.is_none() {
        life = restart(life, town, database, &reader)?;
    }
    life.settles()?;
    agrees(&reader, &expected.scenes[done].kept).context("at the end")?;
    life.kill();

    ensure!(reader.undecided().is_empty(), "not decided: {:?}", reader.undecided());
    ensure!(reader.given_up().is_empty(), "not delivered: {:?}", reader.given_up());
    let stored = reader.updates() - updates;
    ensure!(stored == sent, "{sent} updates were taken, but {stored} are there");
    let told = told(&town.telegram.asked_since(begun));
    for (person, text) in &told {
        is_handed_in(&reader, *person, text).context("at the end")?;
    }
    let expected_told = &expected.told[expected.scenes[from].told..expected.scenes[done].told];
    all_was_told(expected_told, &told)
}

fn begin(town: &Town, database: &impl Faulty) -> anyhow::Result<Life> {
    // It may not even start: then somebody starts it again.
    let mut last = None;
    for _ in 0..50 {
        match Life::begin(town, &database.url(), database.options()) {
            Ok(life) => return Ok(life),
            Err(error) => last = Some(error),
        }
    }
    Err(last.context("there were attempts")?.context("it does not start"))
}

fn restart(life: Life, town: &Town, database: &mut impl Faulty, reader: &Reader) -> anyhow::Result<Life> {
    database.cut_off();
    life.kill();
    reader.close();
    database.is_mended()?;
    begin(town, database)
}

/// Does it, and waits until the bot has taken it. Returns how many calls Telegram had heard before.
fn take(life: &Life, town: &mut Town, step: &Step) -> anyhow::Result<usize> {
    let update = match step.deed {
        Deed::Say(text) => town.says(step.person, text),
        Deed::Press(label) => town.presses(step.person, label).context("there is no such button")?,
        Deed::Pass(time) => {
            let mark = town.telegram.count();
            life.move_clock(time);
            return Ok(mark);
        }
    };
    let mark = town.telegram.count();
    life.tell(&[update])?;
    Ok(mark)
}

/// Waits until the person hears it, and returns what they heard.
fn hear(life: &Life, town: &Town, step: &Step, mark: usize) -> anyhow::Result<String> {
    life.until("the person hears it", async || {
        let asked = town.telegram.asked_since(mark);
        let mut heard = asked.iter().filter(|asked| asked.chat() == step.person);
        heard
            .find(|asked| asked.text().contains(step.hears))
            .map(|asked| asked.text().to_owned())
    })
    .with_context(|| format!("they heard {:?}", told(&town.telegram.asked_since(mark))))
}

fn agrees(reader: &Reader, expected: &Kept) -> anyhow::Result<()> {
    let kept = reader.kept();
    if kept == *expected {
        return Ok(());
    }
    let less: Vec<_> = expected.iter().filter(|line| !kept.contains(line)).collect();
    let more: Vec<_> = kept.iter().filter(|line| !expected.contains(line)).collect();
    anyhow::bail!("what was told is not what is there; missing: {less:#?}; beyond it: {more:#?}")
}

/// Who was told that their filing is handed in, with its number, has that filing.
fn is_handed_in(reader: &Reader, person: i64, text: &str) -> anyhow::Result<()> {
    let Some(number) = number_in(text) else {
        return Ok(());
    };
    let filings = reader.handed_in();
    ensure!(
        filings.contains(&format!("{person} {number} first_review")),
        "{person} was told of {number}, there are {filings:?}"
    );
    Ok(())
}

/// The number of a filing that a text tells.
pub fn number_in(text: &str) -> Option<&str> {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers
        .into_iter()
        .find(|digits| digits.len() == 4 && digits.starts_with("10"))
}

fn told(asked: &[Asked]) -> Vec<(i64, String)> {
    let told = asked.iter().filter(|asked| !asked.text().is_empty());
    told.map(|asked| (asked.chat(), asked.text().to_owned())).collect()
}

/// Everybody was told everything, in its order, and nothing else: a message may come twice.
fn all_was_told(expected: &[(i64, String)], told: &[(i64, String)]) -> anyhow::Result<()> {
    // Numbers may have gaps.
    let plain = |all: &[(i64, String)]| -> Vec<(i64, String)> {
        let plain = |text: &String| number_in(text).map_or(text.clone(), |number| text.replace(number, "…"));
        all.iter().map(|(chat, text)| (*chat, plain(text))).collect()
    };
    let (expected, told) = (plain(expected), plain(told));
    let known: HashSet<_> = expected.iter().collect();
    for said in &told {
        ensure!(known.contains(said), "nobody should be told {said:?}");
    }
    let people: HashSet<i64> = expected.iter().map(|(chat, _)| *chat).collect();
    for person in people {
        let of = |all: &[(i64, String)]| -> Vec<String> {
            let of = all.iter().filter(|(chat, _)| *chat == person);
            of.map(|(_, text)| text.clone()).collect()
        };
        let (expected, told) = (of(&expected), of(&told));
        let mut rest = told.iter();
        for text in &expected {
            ensure!(
                rest.any(|other| other == text),
                "{person} was not told, or not in its turn: {text}; but {told:#?}"
            );
        }
    }
    Ok(())
}
