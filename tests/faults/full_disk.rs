//! The disk is full, or broken, at one write or at some in a row, at any of them.

use faulty_disk::Trouble;

use crate::form::TYPED;
use crate::support::all::{self, Template};
use crate::support::kept::Reader;
use crate::support::life::Life;
use crate::support::on_disk::OnDisk;
use crate::support::run::{Faulty as _, Killed, number_in};
use crate::support::town::Town;

/// The first so many writes of the script fail, each once.
const WRITES: u64 = 500;
/// So many runs at once: mostly they wait.
const AT_ONCE: usize = 6;

type Fault = all::Fault<(Trouble, u64)>;

/// Every fault of one write: it alone fails and people go on, or a stretch of writes does and the process is killed soon after; full,
/// broken, or read-only.
fn all_faults(write: u64) -> Vec<Fault> {
    let killed = [(1, Killed::Later), (12, Killed::WhenHeard), (12, Killed::WhenTaken)];
    let troubles = [Trouble::Full, Trouble::Broken, Trouble::ReadOnly];
    let fault = |trouble| {
        killed.map(|(count, killed)| Fault {
            number: write,
            how: (trouble, count),
            killed,
        })
    };
    troubles.into_iter().flat_map(fault).collect()
}

/// Each write fails once: these in turn alone, those in a stretch. All that can be are more than a test run has time for.
fn a_fault(write: u64) -> Vec<Fault> {
    let which = [0, 1, 0, 2][write as usize % 4];
    vec![all_faults(write)[which]]
}

fn check(faults: impl Fn(u64) -> Vec<Fault>) {
    let template = Template::new(OnDisk::new());
    assert!(template.count() >= WRITES, "the script has {} writes", template.count());
    let faults: Vec<Fault> = (1..=WRITES).flat_map(faults).collect();
    template.check(&faults, AT_ONCE);
}

#[test]
fn a_disk_that_is_full_at_any_write_makes_nothing_untrue() {
    check(a_fault);
}

#[test]
#[ignore = "takes minutes: cargo test --test faults -- --ignored full_disk"]
fn a_disk_that_fails_at_any_write_in_any_way_makes_nothing_untrue() {
    check(all_faults);
}

/// The issue's own words: a full disk for two seconds lost everything after it.
#[test]
fn fifteen_people_who_file_while_the_disk_is_full_have_their_filings() {
    const PEOPLE: std::ops::Range<i64> = 101..116;
    let (mut town, mut database) = (Town::new(), OnDisk::new());
    let life = Life::begin(&town, &database.url(), database.options()).unwrap();
    for text in TYPED {
        let updates: Vec<_> = PEOPLE.map(|person| town.says(person, text)).collect();
        life.tell(&updates).unwrap();
    }
    life.settles().unwrap();

    let reader = database.reader();
    let mark = town.telegram.count();
    for (index, person) in PEOPLE.enumerate() {
        if index == 3 {
            database.disk.fails(Trouble::Full);
        }
        let press = town.presses(person, "提交备案").unwrap();
        if index < 3 {
            life.tell(&[press]).unwrap();
            continue;
        }
        // Telegram tries until it is taken; the disk is full until a few have tried.
        let disk = &database.disk;
        life.until("it is taken", async || {
            let taken = life.take(std::slice::from_ref(&press)).await;
            if disk.failed() > 10 + 2 * index as u64 {
                disk.makes_room();
            }
            taken.then_some(())
        })
        .unwrap();
        if index == 6 {
            disk.fails(Trouble::Full);
        }
    }
    let told = |town: &Town| -> Vec<String> {
        let asked = town.telegram.asked_since(mark);
        let numbers = asked
            .iter()
            .filter_map(|asked| Some((asked.chat(), number_in(asked.text())?)));
        let mut told: Vec<_> = numbers
            .map(|(person, number)| format!("{person} {number} first_review"))
            .collect();
        told.sort();
        told.dedup();
        told
    };
    life.until("everybody is told", async || {
        (told(&town).len() == PEOPLE.count()).then_some(())
    })
    .unwrap();
    life.settles().unwrap();
    let told = told(&town);
    assert_eq!(reader.handed_in(), told, "another reader sees what people were told");
    assert_nobody_writes(&reader);

    database.cut_off();
    life.kill();
    reader.close();
    database.is_mended().unwrap();
    let life = Life::begin(&town, &database.url(), database.options()).unwrap();
    life.settles().unwrap();
    assert_eq!(reader.handed_in(), told, "all of them are there after a restart");
    assert_eq!((reader.undecided(), reader.given_up()), (vec![], vec![]));
    assert!(town.telegram.texts().iter().all(|text| !text.contains("抱歉")));
    life.kill();
}

/// Nothing happens: then nobody holds the lock that writers take.
fn assert_nobody_writes(reader: &Reader) {
    reader.close();
    let Reader::Sqlite(path, _) = reader else {
        panic!("only SQLite has it");
    };
    let other = rusqlite::Connection::open(path).unwrap();
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    other
        .execute_batch("BEGIN IMMEDIATE; ROLLBACK")
        .expect("nobody holds the lock of writers");
}
