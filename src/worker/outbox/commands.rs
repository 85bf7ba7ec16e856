//! setMyCommands: the menus. A menu that cannot be set is logged and stops nothing.

use crate::adapters::telegram::Failure;
use crate::domain::outgoing::Call;
use crate::storage::outbox::Marks;

use super::fate::Fate;
use super::{Delivery, Job};

/// A menu is not worth more tries.
const TRIES: i32 = 5;

pub async fn deliver(delivery: &Delivery, job: Job) {
    let Job { lease, steps, .. } = job;
    for step in &steps {
        let now = delivery.clock.now();
        if step.next_at > now || !lease.allows_a_call() {
            break;
        }
        let outcome = match &step.call {
            Ok(Call::Commands { language, commands }) => {
                let chat = delivery.address(step.chat);
                let set = delivery
                    .telegram
                    .set_commands(chat, language.as_deref(), commands)
                    .await;
                set.map(|_| ())
            }
            Ok(_) | Err(_) => Err(Failure::Permanent {
                code: 0,
                description: "not a menu".into(),
            }),
        };
        let fate = match outcome {
            Ok(()) => Fate::Done { slot: None },
            Err(failure) => Fate::of(failure, step, now, &delivery.options, step.tries + 1 >= TRIES),
        };
        let marks: Marks = fate.marks(step, step.chat);
        if !delivery.write_down(&lease, false, marks, Vec::new()).await || fate.holds_up() {
            break;
        }
    }
    delivery.give_up(&lease).await;
}
