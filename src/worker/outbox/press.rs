//! answerCallbackQuery: takes the waiting sign off a pressed button. Outside any order; too late is no failure.

use std::sync::Arc;

use crate::adapters::telegram::Failure;
use crate::domain::outgoing::Call;

use super::super::caught::{Panicked, caught};
use super::Delivery;
use super::fate::{Fate, Patience};
use super::lease::Lease;
use super::plan::{Step, Unreadable};
use super::running::Ended;

pub async fn deliver(delivery: &Delivery, lease: &Arc<Lease>, step: Step) -> Ended {
    let now = delivery.clock.now();
    let fate = if step.expires_at.is_some_and(|at| at <= now) {
        Fate::Dropped
    } else if !lease.allows_a_call() {
        return Ended::Well;
    } else if matches!(step.call, Err(Unreadable::Panicked)) {
        Fate::panicked(&step, now, &delivery.options, Patience::ANSWER)
    } else {
        match caught("the answer to a press", call(delivery, &step)).await {
            Ok(Ok(())) => Fate::Done { slot: None },
            Ok(Err(failure)) => Fate::of(failure, &step, now, &delivery.options, Patience::ANSWER),
            Err(Panicked) => Fate::panicked(&step, now, &delivery.options, Patience::ANSWER),
        }
    };
    let marks = fate.marks(&step, step.chat);
    let instead = fate.instead(&step, now, &delivery.options, Patience::ANSWER);
    Ended::of(
        delivery
            .write_down(lease, false, marks, Vec::new(), Some(instead))
            .await,
    )
}

async fn call(delivery: &Delivery, step: &Step) -> Result<(), Failure> {
    delivery.meet("call", &step.key);
    match &step.call {
        Ok(Call::PressAnswer { query_id, text, alert }) => {
            let answered = delivery.telegram.answer_press(query_id, text.as_deref(), *alert).await;
            answered.map(|_| ())
        }
        Ok(_) | Err(_) => Err(Failure::Permanent {
            code: 0,
            description: "not a press".into(),
        }),
    }
}
