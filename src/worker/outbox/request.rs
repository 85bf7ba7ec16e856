//! A question to a service outside. It is asked for as long as it takes: nobody waits for it, and what was not found out today may be
//! tomorrow. That the service is out is told once, early; what it says when it is back is told then. A process that is killed on the way
//! asks again: both words have a key of their own, so each comes in once.

use std::sync::Arc;
use std::time::Duration;

use crate::adapters::Trouble;
use crate::domain::outgoing::{Call, Outcome};
use crate::domain::requests::{Arrived, Fault, Found, Request, Wanted};
use crate::storage::inbox::NewResult;

use super::super::caught::{Panicked, caught};
use super::Delivery;
use super::fate::{self, Fate, Patience};
use super::file;
use super::lease::Lease;
use super::plan::{Step, Unreadable};
use super::running::Ended;

/// From this many tries in vain on the service counts as out.
const OUT_AFTER: i32 = 2;
/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30 * 60);
/// A panic is not waited out for ever.
const PATIENCE: Patience = Patience::ANSWER;

pub async fn deliver(delivery: &Delivery, lease: &Arc<Lease>, step: Step) -> Ended {
    let now = delivery.clock.now();
    if step.expires_at.is_some_and(|at| at <= now) {
        let marks = Fate::Dropped.marks(&step, step.chat);
        return Ended::of(delivery.write_down(lease, false, marks, Vec::new(), None).await);
    }
    if !lease.allows_a_call() {
        return Ended::Well;
    }
    let (fate, result) = match &step.call {
        Ok(Call::Request(request)) => match caught("a request to a service", ask(delivery, &step, request)).await {
            Ok(answer) => became(delivery, &step, request, answer),
            Err(Panicked) => panicked(delivery, &step, Some(request)),
        },
        Err(Unreadable::Panicked) => panicked(delivery, &step, None),
        Ok(_) | Err(Unreadable::Content) => {
            let description = "no request that can be read".to_owned();
            (Fate::Failed { code: 0, description }, None)
        }
    };
    let marks = fate.marks(&step, step.chat);
    let instead = fate.instead(&step, now, &delivery.options, PATIENCE);
    let results = result.into_iter().collect();
    Ended::of(delivery.write_down(lease, false, marks, results, Some(instead)).await)
}

async fn ask(delivery: &Delivery, step: &Step, request: &Request) -> Result<Found, Trouble> {
    delivery.meet("call", &step.key);
    // More than half of the lease was left: the call ends before the lease does.
    let most = delivery.options.lease / 2;
    let asked = tokio::time::timeout(most, carried_out(delivery, request)).await;
    asked.unwrap_or_else(|_| {
        Err(Trouble::Later {
            pause: None,
            why: "no answer in time".to_owned(),
        })
    })
}

async fn carried_out(delivery: &Delivery, request: &Request) -> Result<Found, Trouble> {
    match &request.wanted {
        Wanted::File { file, source, is_photo } => {
            file::keep(delivery, request.point.filing, *file, source, *is_photo).await
        }
        wanted => delivery.services.ask(wanted).await,
    }
}

/// What became of the row, and what the bot is to hear of it.
fn became(
    delivery: &Delivery,
    step: &Step,
    request: &Request,
    answer: Result<Found, Trouble>,
) -> (Fate, Option<NewResult>) {
    match answer {
        Ok(found) => (Fate::Done { slot: None }, Some(result(step, request, Ok(found)))),
        Err(Trouble::Never(fault)) => (Fate::Done { slot: None }, Some(result(step, request, Err(fault)))),
        Err(Trouble::Later { pause, why }) => {
            let grown = fate::doubled(delivery.options.first_pause, step.tries).min(LONGEST_PAUSE);
            let fate = Fate::Retry {
                at: fate::later(delivery.clock.now(), pause.unwrap_or_default().max(grown)),
                why,
                is_fault: false,
                is_asked: false,
            };
            let is_out = step.tries + 1 >= OUT_AFTER;
            (fate, is_out.then(|| result(step, request, Err(Fault::Out))))
        }
    }
}

fn panicked(delivery: &Delivery, step: &Step, request: Option<&Request>) -> (Fate, Option<NewResult>) {
    let fate = Fate::panicked(step, delivery.clock.now(), &delivery.options, PATIENCE);
    let is_over = matches!(fate, Fate::Failed { .. });
    let result = request
        .filter(|_| is_over)
        .map(|request| result(step, request, Err(Fault::GaveUp)));
    (fate, result)
}

fn result(step: &Step, request: &Request, result: Result<Found, Fault>) -> NewResult {
    // The first word that it is out, and the last word: each once.
    let outbox_key = match result {
        Err(Fault::Out) => format!("{}:out", step.key),
        _ => step.key.clone(),
    };
    NewResult {
        outbox_key,
        chat: step.chat,
        outcome: Outcome::Arrived(Arrived {
            point: request.point.clone(),
            result,
        }),
    }
}
