//! setMyCommands: the menus, of a chat in their order. A menu that cannot be set is logged and stops nothing.

use crate::adapters::telegram::Failure;
use crate::domain::outgoing::Call;

use super::super::caught::{Panicked, caught};
use super::commit::Written;
use super::fate::{Fate, Patience};
use super::plan::{Step, Unreadable};
use super::running::Ended;
use super::{Delivery, Job};

pub async fn deliver(delivery: &Delivery, job: Job) -> Ended {
    const PATIENCE: Patience = Patience::TRIMMING;
    let Job { lease, steps, .. } = job;
    for step in &steps {
        let now = delivery.clock.now();
        if step.next_at > now || !lease.allows_a_call() {
            break;
        }
        let fate = if matches!(step.call, Err(Unreadable::Panicked)) {
            Fate::panicked(step, now, &delivery.options, PATIENCE)
        } else {
            match caught("a menu", call(delivery, step)).await {
                Ok(Ok(())) => Fate::Done { slot: None },
                Ok(Err(failure)) => Fate::of(failure, step, now, &delivery.options, PATIENCE),
                Err(Panicked) => Fate::panicked(step, now, &delivery.options, PATIENCE),
            }
        };
        let marks = fate.marks(step, step.chat);
        let instead = fate.instead(step, now, &delivery.options, PATIENCE);
        let written = delivery
            .write_down(&lease, false, marks, Vec::new(), Some(instead))
            .await;
        if written != Written::Yes {
            return Ended::of(written);
        }
        if fate.holds_up() {
            break;
        }
    }
    delivery.give_up(&lease).await;
    Ended::Well
}

async fn call(delivery: &Delivery, step: &Step) -> Result<(), Failure> {
    delivery.meet("call", &step.key);
    match &step.call {
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
    }
}
