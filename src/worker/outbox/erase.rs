//! Makes deleted bytes disappear from the database's files. One run serves all rows that ask for it.

use uuid::Uuid;

use crate::adapters::telegram::Failure;
use crate::domain::outgoing::Call;
use crate::storage::outbox::Marks;
use crate::storage::{Store, erase};

use super::super::caught::{Panicked, caught};
use super::fate::{Fate, Patience};
use super::running::Ended;
use super::{Delivery, Job};

pub async fn deliver(delivery: &Delivery, job: Job) -> Ended {
    // Until it succeeds, however long that takes: people were told that it is gone.
    const PATIENCE: Patience = Patience::ENDLESS;
    let Job { lease, steps, .. } = job;
    let outcome = caught("erasing", async {
        for step in &steps {
            delivery.meet("call", &step.key);
        }
        run(&delivery.store).await?;
        for step in &steps {
            if let Ok(Call::Erase { filings }) = &step.call {
                erase_files(delivery, filings).await?;
            }
        }
        Ok::<(), Failure>(())
    });
    let outcome = outcome.await;
    let now = delivery.clock.now();
    let (mut marks, mut instead) = (Marks::default(), Marks::default());
    for step in &steps {
        let fate = match &outcome {
            Ok(Ok(())) => Fate::Done { slot: None },
            Ok(Err(failure)) => Fate::of(failure.clone(), step, now, &delivery.options, PATIENCE),
            Err(Panicked) => Fate::of(later("it panicked".into()), step, now, &delivery.options, PATIENCE),
        };
        marks.add(&fate.marks(step, step.chat));
        instead.add(&fate.instead(step, now, &delivery.options, PATIENCE));
    }
    Ended::of(
        delivery
            .write_down(&lease, true, marks, Vec::new(), Some(instead))
            .await,
    )
}

fn later(description: String) -> Failure {
    Failure::Temporary {
        code: None,
        description,
    }
}

/// What lies in the store of files goes after the keys that would open it.
async fn erase_files(delivery: &Delivery, filings: &[Uuid]) -> Result<(), Failure> {
    let Some(files) = &delivery.services.files else {
        return Ok(());
    };
    for filing in filings {
        let deleted = files.objects.delete_all(*filing).await;
        deleted.map_err(|_| later("the store of files does not answer as it should".into()))?;
    }
    Ok(())
}

async fn run(store: &Store) -> Result<(), Failure> {
    match erase::run(store).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(later("somebody is reading the database".into())),
        Err(error) => Err(later(error.to_string())),
    }
}
