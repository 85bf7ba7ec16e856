//! answerCallbackQuery: takes the waiting sign off a pressed button. Outside any order; too late is no failure.

use std::sync::Arc;

use crate::adapters::telegram::Failure;
use crate::domain::outgoing::Call;

use super::Delivery;
use super::fate::Fate;
use super::lease::Lease;
use super::plan::Step;

pub async fn deliver(delivery: &Delivery, lease: &Arc<Lease>, step: Step) {
    let now = delivery.clock.now();
    let fate = if step.expires_at.is_some_and(|at| at <= now) {
        Fate::Dropped
    } else if !lease.allows_a_call() {
        return;
    } else {
        let outcome = match &step.call {
            Ok(Call::PressAnswer { query_id, text, alert }) => {
                let answered = delivery.telegram.answer_press(query_id, text.as_deref(), *alert).await;
                answered.map(|_| ())
            }
            Ok(_) | Err(_) => Err(Failure::Permanent {
                code: 0,
                description: "not a press".into(),
            }),
        };
        match outcome {
            Ok(()) => Fate::Done { slot: None },
            Err(failure) => Fate::of(failure, &step, now, &delivery.options, false),
        }
    };
    let marks = fate.marks(&step, step.chat);
    delivery.write_down(lease, false, marks, Vec::new()).await;
}
