//! A run of the script on a database that fails: what each person was told is what is there, at once and after a restart.

use std::collections::HashSet;

use anyhow::{Context as _, ensure};
use beian_bot::worker::WorkerOptions;

use super::kept::{Kept, Reader};
use super::life::Life;
use super::story::{Deed, STORY, Step};
use super::town::Town;
use crate::bot_api::Asked;

/// When the process is killed, besides at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Killed {
    /// When all was heard.
    AtTheEnd,
    /// When the first thing was heard after the fault.
    WhenHeard,
    /// When the first thing was taken after the fault, whether or not it was answered.
    WhenTaken,
}

/// What a run is like without a fault.
pub struct Undisturbed {
    /// Before the first step, and after each.
    kept: Vec<Kept>,
    /// Whom, and what, in the order of telling.
    told: Vec<(i64, String)>,
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

/// Plays the script without a fault.
pub fn undisturbed(town: &mut Town, database: &impl Faulty) -> anyhow::Result<Undisturbed> {
    let reader = database.reader();
    let begun = town.telegram.count();
    let mut kept = vec![reader.kept()];
    let life = Life::begin(town, &database.url(), database.options())?;
    for step in STORY {
        let mark = take(&life, town, step)?;
        hear(&life, town, step, mark)?;
        kept.push(reader.kept());
        life.settles()?;
        ensure!(
            kept.last() == Some(&reader.kept()),
            "{step:?}: it was heard before it was over"
        );
    }
    life.kill();
    let told = told(&town.telegram.asked_since(begun));
    Ok(Undisturbed { kept, told })
}

/// Plays the script on a database that fails, restarts included, and checks it all the way.
pub fn check(
    town: &mut Town,
    database: &mut impl Faulty,
    killed: Killed,
    expected: &Undisturbed,
) -> anyhow::Result<()> {
    let reader = database.reader();
    let begun = town.telegram.count();
    let updates = reader.updates();
    let mut life = Some(begin(town, database)?);
    let mut is_mended = false;
    let mut sent = 0;
    for (index, step) in STORY.iter().enumerate() {
        let what = || format!("step {}, {step:?}", index + 1);
        let alive = life.as_ref().context("it lives")?;
        let mark = take(alive, town, step).with_context(what)?;
        sent += usize::from(!matches!(step.deed, Deed::Pass(_)));
        let is_killed = !is_mended && killed == Killed::WhenTaken && database.has_failed();
        if is_killed {
            life = Some(restart(life.take(), town, database).with_context(what)?);
            is_mended = true;
        }
        let heard = hear(life.as_ref().context("it lives")?, town, step, mark).with_context(what)?;
        agrees(&reader, &expected.kept[index + 1]).with_context(what)?;
        is_handed_in(&reader, step.person, &heard).with_context(what)?;
        let is_killed = !is_mended && killed == Killed::WhenHeard && database.has_failed();
        if is_killed {
            life = Some(restart(life.take(), town, database).with_context(what)?);
            is_mended = true;
            agrees(&reader, &expected.kept[index + 1])
                .context("after the restart")
                .with_context(what)?;
        }
    }
    let last = expected.kept.last().context("there are steps")?;
    if !is_mended {
        life = Some(restart(life.take(), town, database)?);
        agrees(&reader, last).context("after the restart")?;
    }
    let life = life.context("it lives")?;
    life.settles()?;
    agrees(&reader, last).context("at the end")?;
    life.kill();

    ensure!(reader.undecided().is_empty(), "not decided: {:?}", reader.undecided());
    ensure!(reader.given_up().is_empty(), "not delivered: {:?}", reader.given_up());
    ensure!(
        reader.updates() == updates + sent,
        "{} updates were taken, but {} stored",
        sent,
        reader.updates() - updates
    );
    let told = told(&town.telegram.asked_since(begun));
    for (person, text) in &told {
        is_handed_in(&reader, *person, text).context("at the end")?;
    }
    all_was_told(&expected.told, &told)
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

fn restart(life: Option<Life>, town: &Town, database: &mut impl Faulty) -> anyhow::Result<Life> {
    database.cut_off();
    if let Some(life) = life {
        life.kill();
    }
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
    life.tell(&update)?;
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

fn number_in(text: &str) -> Option<&str> {
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
