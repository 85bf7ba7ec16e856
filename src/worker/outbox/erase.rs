//! Makes deleted bytes disappear from the database's files. One run serves all rows that ask for it.

use crate::adapters::telegram::Failure;
use crate::storage::outbox::Marks;
use crate::storage::{self, Store, erase};

use super::fate::Fate;
use super::{Delivery, Job};

pub async fn deliver(delivery: &Delivery, job: Job) {
    let Job { lease, steps, .. } = job;
    let outcome = run(&delivery.store).await;
    let now = delivery.clock.now();
    let mut marks = Marks::default();
    for step in &steps {
        let fate = match &outcome {
            Ok(()) => Fate::Done { slot: None },
            // Until it succeeds, however long that takes.
            Err(failure) => Fate::of(failure.clone(), step, now, &delivery.options, false),
        };
        marks.add(&fate.marks(step, step.chat));
    }
    delivery.write_down(&lease, true, marks, Vec::new()).await;
}

async fn run(store: &Store) -> Result<(), Failure> {
    let later = |description: String| Failure::Temporary {
        code: None,
        description,
    };
    match erase::run(store).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(later("somebody is reading the database".into())),
        Err(storage::StorageError::Database(error)) => Err(later(error.to_string())),
        Err(error) => Err(later(error.to_string())),
    }
}
