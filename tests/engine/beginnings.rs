//! An input during which the process is killed again and again is set aside at last: after as many kills whether or not it needs a
//! second loading.

use std::sync::Arc;

use beian_bot::app::{App, Outside};
use beian_bot::bot::process::Processor;
use beian_bot::storage::inbox;
use tokio::sync::Notify;

use crate::support::engine::Engine;
use crate::support::script::{CREDIT_CODE, TYPED};

const PERSON: i64 = 1;

/// How many kills it takes until the last of these texts is set aside: each life of the process ends as it saves the answer, whichever
/// batch that is in.
async fn kills_until_set_aside(texts: &[&str]) -> usize {
    let engine = Engine::start().await;
    let (last, before) = texts.split_last().unwrap();
    for text in before {
        engine.say(&[PERSON], text).await;
    }
    engine.intake.store(&[engine.update(PERSON, last)]).await.unwrap();
    for kills in 0..20 {
        // A connection of its own, as a new process has.
        let mut store = engine.database.open().await;
        let killed = Arc::new(Notify::new());
        store.on_statement({
            let killed = killed.clone();
            move |statement| {
                if statement.to_lowercase().replace('"', "").contains("insert into answer") {
                    killed.notify_one();
                }
            }
        });
        inbox::mark_careful(&store).await.unwrap();
        let outside = Outside {
            store: store.clone(),
            ..engine.app.outside.clone()
        };
        let processor = Processor::new(App {
            outside,
            ..engine.app.clone()
        });
        let life = async { while processor.batch().await.unwrap().claimed > 0 {} };
        tokio::select! {
            biased;
            () = killed.notified() => {}
            () = life => {
                let inputs = engine.inputs().await;
                let input = inputs.last().unwrap();
                assert_eq!(input.status, "failed", "it was not killed: {input:?}");
                assert!(engine.last_text(PERSON).await.contains("抱歉"));
                return kills;
            }
        }
        drop(processor);
        store.close().await.unwrap();
    }
    panic!("it is never set aside");
}

#[tokio::test]
async fn an_input_that_needs_a_second_loading_survives_as_many_kills_as_a_plain_one() {
    let plain = kills_until_set_aside(&TYPED[..2]).await;
    assert_eq!(plain, 6, "six beginnings");
    let number = TYPED.iter().position(|text| *text == CREDIT_CODE).unwrap();
    assert_eq!(
        kills_until_set_aside(&TYPED[..=number]).await,
        plain,
        "a certificate's number"
    );
    assert_eq!(kills_until_set_aside(&TYPED[..number + 3]).await, plain, "a domain");
}
