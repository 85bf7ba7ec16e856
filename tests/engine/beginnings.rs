//! An input during which the process is killed again and again is set aside at last: after as many kills whether or not it needs a
//! second loading.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use beian_bot::app::{App, Outside};
use beian_bot::bot::process::Processor;
use beian_bot::storage::inbox;
use tokio::sync::Notify;

use crate::support::engine::Engine;
use crate::support::script::{CREDIT_CODE, TYPED};

const PERSON: i64 = 1;

/// Where in a life of the process it ends: when answers were loaded for the time of that number. None: nowhere.
type KilledAt = Option<usize>;

struct Lives {
    engine: Engine,
}

impl Lives {
    /// Everything but the last of these texts is decided; that one waits.
    async fn before_the_last(texts: &[&str]) -> Self {
        let engine = Engine::start().await;
        let (last, before) = texts.split_last().unwrap();
        for text in before {
            engine.say(&[PERSON], text).await;
        }
        engine.intake.store(&[engine.update(PERSON, last)]).await.unwrap();
        Self { engine }
    }

    /// How the last input stands.
    async fn status(&self) -> String {
        self.engine.inputs().await.pop().unwrap().status
    }

    /// The process starts and decides what waits, or is killed. Returns how often answers were loaded.
    async fn one(&self, killed_at: KilledAt) -> usize {
        // A connection of its own, as a new process has.
        let mut store = self.engine.database.open().await;
        let (killed, loaded) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
        store.on_statement({
            let (killed, loaded) = (killed.clone(), loaded.clone());
            move |statement| {
                let is_load = statement.starts_with("SELECT filing, ");
                if is_load && Some(loaded.fetch_add(1, Ordering::SeqCst) + 1) == killed_at {
                    killed.notify_one();
                }
            }
        });
        inbox::mark_careful(&store).await.unwrap();
        let processor = Processor::new(App {
            outside: Outside {
                store: store.clone(),
                ..self.engine.app.outside.clone()
            },
            ..self.engine.app.clone()
        });
        tokio::select! {
            biased;
            () = killed.notified() => {}
            () = async { while processor.batch().await.unwrap().claimed > 0 {} } => {}
        }
        drop(processor);
        store.close().await.unwrap();
        loaded.load(Ordering::SeqCst)
    }
}

/// How many loadings the last of these texts takes, and how many kills, each in the last of them, until it is set aside. On a busy machine
/// a statement's answer may be there before anybody waits for it, and a kill comes too late: then all of it is tried anew.
async fn kills_until_set_aside(texts: &[&str]) -> (usize, usize) {
    for _ in 0..30 {
        if let Some(counted) = kills_in_time(texts).await {
            return counted;
        }
    }
    panic!("no kill ever comes in time");
}

/// The same; none if a kill came too late.
async fn kills_in_time(texts: &[&str]) -> Option<(usize, usize)> {
    let undisturbed = Lives::before_the_last(texts).await;
    let loadings = undisturbed.one(None).await;
    assert_eq!(undisturbed.status().await, "done");
    let lives = Lives::before_the_last(texts).await;
    for kills in 0..20 {
        lives.one(Some(loadings)).await;
        match lives.status().await.as_str() {
            "waiting" => {}
            "failed" => {
                assert!(lives.engine.last_text(PERSON).await.contains("抱歉"));
                return Some((loadings, kills));
            }
            "done" => return None,
            status => panic!("{status}, though it was killed"),
        }
    }
    panic!("it is never set aside");
}

#[tokio::test]
async fn an_input_that_needs_a_second_loading_survives_as_many_kills_as_a_plain_one() {
    let (plain, kills) = kills_until_set_aside(&TYPED[..2]).await;
    assert_eq!((plain, kills), (1, 6), "six beginnings");
    let number = TYPED.iter().position(|text| *text == CREDIT_CODE).unwrap();
    for (last, what) in [(number, "a certificate's number"), (number + 2, "a domain")] {
        let (loadings, of_this) = kills_until_set_aside(&TYPED[..=last]).await;
        assert!(loadings >= 1, "{what}");
        assert_eq!(of_this, kills, "{what}, loaded {loadings} times");
    }
}
