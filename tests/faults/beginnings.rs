//! An input during which the process is killed again and again is set aside at last: after as many kills whether or not it needs a
//! second loading. Beginnings are counted alike in every database, so SQLite is enough.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use beian_bot::bot::process::Processor;
use beian_bot::storage::{Store, inbox};
use beian_bot::wakers::Wakers;

use crate::form::{CREDIT_CODE, TYPED};
use crate::support::life::Life;
use crate::support::on_disk::OnDisk;
use crate::support::run::Faulty as _;
use crate::support::town::Town;

const PERSON: i64 = 1;

struct Lives {
    town: Town,
    database: OnDisk,
}

impl Lives {
    /// Everything but the last of these texts is decided; that one waits.
    fn before_the_last(texts: &[&str]) -> Self {
        let (mut town, mut database) = (Town::new(), OnDisk::new());
        let (last, before) = texts.split_last().unwrap();
        let life = Life::begin(&town, &database.url(), database.options()).unwrap();
        for text in before {
            life.tell(&[town.says(PERSON, text)]).unwrap();
        }
        life.settles().unwrap();
        life.kill();
        database.is_mended().unwrap();
        let last = town.says(PERSON, last);
        in_a_process(async {
            let store = Store::open(&database.url()).await.unwrap();
            let tx = store.begin().await.unwrap();
            let now = beian_bot::clock::Clock::now(&*town.clock);
            inbox::store_updates(&tx, &town.secrets, 42, now, &[last])
                .await
                .unwrap();
            tx.commit().await.unwrap();
        });
        database.is_mended().unwrap();
        Self { town, database }
    }

    /// How the last input stands.
    fn status(&self) -> String {
        let reader = self.database.reader();
        let statuses = reader.lines("SELECT status FROM inbox ORDER BY id DESC LIMIT 1");
        statuses.into_iter().next().unwrap()
    }

    /// The process starts and decides what waits; when it loads answers for the time of that number, it is killed: nothing that it
    /// writes from there on arrives. Returns how often answers were loaded.
    fn one(&mut self, killed_at: Option<usize>) -> usize {
        let loaded = Arc::new(AtomicUsize::new(0));
        in_a_process(async {
            let mut store = Store::open(&self.database.url()).await.unwrap();
            let (disk, count) = (self.database.disk.clone(), loaded.clone());
            store.on_statement(move |statement, _| {
                let is_load = statement.starts_with(r#"SELECT "answer"."filing", "#);
                if is_load && Some(count.fetch_add(1, Ordering::SeqCst) + 1) == killed_at {
                    disk.cut_off();
                }
            });
            inbox::mark_careful(&store).await.unwrap();
            let processor = Processor::new(self.town.app(store, Arc::new(Wakers::default())));
            // An error is of a process that is dead and does not know it.
            while processor.batch().await.is_ok_and(|batch| batch.claimed > 0) {}
        });
        self.database.is_mended().unwrap();
        loaded.load(Ordering::SeqCst)
    }
}

/// In a runtime of its own, which ends with it.
fn in_a_process(life: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(life);
}

/// How many loadings the last of these texts takes, and how many kills, each in the last of them, until it is set aside.
fn kills_until_set_aside(texts: &[&str]) -> (usize, usize) {
    let mut undisturbed = Lives::before_the_last(texts);
    let loadings = undisturbed.one(None);
    assert_eq!(undisturbed.status(), "done");
    let mut lives = Lives::before_the_last(texts);
    for kills in 0..20 {
        lives.one(Some(loadings));
        match lives.status().as_str() {
            "waiting" => {}
            "failed" => return (loadings, kills),
            status => panic!("{status}, though it was killed"),
        }
    }
    panic!("it is never set aside");
}

#[test]
fn an_input_that_needs_a_second_loading_survives_as_many_kills_as_a_plain_one() {
    // Six beginnings, and the apology that shows the present question again: it loads the answers too, so it is killed once, and the
    // next one is said without the question.
    assert_eq!(kills_until_set_aside(&TYPED[..2]), (1, 7));
    let number = TYPED.iter().position(|text| *text == CREDIT_CODE).unwrap();
    let (domain, all) = (number + 3, TYPED.len());
    let with_submission: Vec<&str> = TYPED.iter().copied().chain(["提交备案"]).collect();
    for (last, what) in [
        (number, "a certificate's number"),
        (domain, "a domain"),
        (all, "a submission"),
    ] {
        // Killed in the second loading, which an apology has not: six beginnings alone.
        assert_eq!(kills_until_set_aside(&with_submission[..=last]), (2, 6), "{what}");
    }
}
