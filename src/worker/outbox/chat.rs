//! A chat's lane: its messages, edits and deletions, one after the other.

use std::collections::HashMap;
use std::sync::Arc;

use tracing::debug;

use crate::adapters::telegram::{Delivered, Failure, Gone};
use crate::domain::outgoing::{Call, ChatId, Keyboard, Outcome};
use crate::storage::inbox::NewResult;
use crate::storage::outbox::Marks;

use super::fate::Fate;
use super::lease::Lease;
use super::plan::Step;
use super::{Delivery, Job};

/// A lane's delivery, while it is being made.
struct Chat<'a> {
    delivery: &'a Delivery,
    lease: &'a Arc<Lease>,
    /// Where the messages go.
    chat: ChatId,
    slots: HashMap<String, i64>,
    /// The chat got another id: to be told once.
    moved: Option<NewResult>,
}

/// There was no time left for (another) call: the row stays as it is.
struct NoTime;

pub async fn deliver(delivery: &Delivery, job: Job, unasked: bool) {
    let Job { lease, steps, slots } = job;
    let first_chat = steps.first().map_or(0, |step| step.chat);
    let mut chat = Chat {
        delivery,
        lease: &lease,
        chat: delivery.address(first_chat),
        slots,
        moved: None,
    };
    let count = steps.len();
    for (index, step) in steps.iter().enumerate() {
        let now = delivery.clock.now();
        if step.next_at > now {
            break;
        }
        let expired = step.expires_at.is_some_and(|at| at <= now);
        if unasked
            && !expired
            && let Err(at) = delivery.lanes.take(step.chat, now)
        {
            let mut marks = Marks::default();
            let rest = steps.iter().skip(index).flat_map(Step::rows);
            marks.postponed.extend(rest.map(|id| (id, at, "no permit left")));
            delivery.write_down(&lease, false, marks, Vec::new()).await;
            break;
        }
        let before = step.slot.as_ref().and_then(|name| chat.slots.get(name).copied());
        let fate = if expired {
            Fate::Dropped
        } else {
            match chat.carry_out(step).await {
                Ok(fate) => fate,
                Err(NoTime) => break,
            }
        };
        if unasked
            && let Fate::Retry { at, why } = &fate
            && why.starts_with("429")
        {
            delivery.lanes.pause(*at);
        }
        let give_up = !unasked && (index + 1 == count || fate.holds_up());
        let mut results: Vec<_> = fate.result(step).filter(|_| is_message(step)).into_iter().collect();
        results.extend(chat.moved.take());
        let marks = fate.marks(step, chat.chat);
        let written = delivery.write_down(&lease, give_up, marks, results);
        let (written, ()) = futures::join!(written, chat.take_buttons_off(step, before, &fate));
        if !written || give_up {
            return;
        }
    }
    if !unasked {
        delivery.give_up(&lease).await;
    }
}

/// Whether somebody misses it: then the bot hears that it was refused.
fn is_message(step: &Step) -> bool {
    matches!(step.call, Ok(Call::Send { .. } | Call::Edit { .. }))
}

impl Chat<'_> {
    async fn carry_out(&mut self, step: &Step) -> Result<Fate, NoTime> {
        let outcome = match self.call(step).await? {
            Err(Failure::Migrated { to }) => {
                self.follow(step, to);
                // The same call to the new id. A second move in a row is tried again later.
                self.call(step).await?
            }
            outcome => outcome,
        };
        Ok(match outcome {
            Ok(message) => {
                if let Some(name) = &step.slot {
                    match message {
                        Some(message_id) => self.slots.insert(name.clone(), message_id),
                        None => self.slots.remove(name),
                    };
                }
                Fate::Done { slot: message }
            }
            Err(failure) => {
                let now = self.delivery.clock.now();
                let options = &self.delivery.options;
                let age = (now - step.created_at).to_std().unwrap_or_default();
                Fate::of(failure, step, now, options, age >= options.give_up_after)
            }
        })
    }

    /// One step's call or calls. In the end: the message that takes the slot.
    async fn call(&self, step: &Step) -> Result<Result<Option<i64>, Failure>, NoTime> {
        let telegram = &self.delivery.telegram;
        let in_slot = step.slot.as_ref().and_then(|name| self.slots.get(name).copied());
        Ok(match &step.call {
            Ok(Call::Send { text, keyboard, topic }) => self.send(*topic, text, keyboard).await?,
            Ok(Call::Edit {
                message_id,
                text,
                keyboard,
                topic,
            }) => match message_id.or(in_slot) {
                None => self.send(*topic, text, keyboard).await?,
                Some(message_id) => match self.edit(message_id, text, keyboard).await? {
                    Err(Failure::Gone(Gone::ToEdit)) => self.send(*topic, text, keyboard).await?,
                    outcome => outcome.map(|()| Some(message_id)),
                },
            },
            Ok(Call::RemoveButtons { message_id }) => {
                self.time()?;
                let outcome = telegram.remove_buttons(self.chat, *message_id).await;
                done_if_gone(outcome).map(|()| in_slot)
            }
            Ok(Call::Delete { message_id }) => {
                self.time()?;
                let outcome = telegram.delete_message(self.chat, *message_id).await;
                done_if_gone(outcome).map(|()| in_slot.filter(|in_slot| in_slot != message_id))
            }
            Ok(Call::PressAnswer { .. } | Call::Commands { .. } | Call::Erase) => Err(Failure::Permanent {
                code: 0,
                description: "a call of another channel".into(),
            }),
            Err(unreadable) => Err(Failure::Permanent {
                code: 0,
                description: unreadable.clone(),
            }),
        })
    }

    async fn send(
        &self,
        topic: Option<i64>,
        text: &str,
        keyboard: &Keyboard,
    ) -> Result<Result<Option<i64>, Failure>, NoTime> {
        self.time()?;
        let telegram = &self.delivery.telegram;
        let mut sent = telegram.send_message(self.chat, topic, text, keyboard).await;
        if topic.is_some() && sent.as_ref().is_err_and(is_no_such_topic) {
            // The topic was deleted or closed since: it is said where it can be.
            self.time()?;
            sent = telegram.send_message(self.chat, None, text, keyboard).await;
        }
        if let Ok(Delivered { message_id: Some(id) }) = sent {
            self.delivery.note_buttons(self.chat, id, !keyboard.is_empty());
        }
        Ok(sent.map(|sent| sent.message_id))
    }

    async fn edit(&self, message_id: i64, text: &str, keyboard: &Keyboard) -> Result<Result<(), Failure>, NoTime> {
        self.time()?;
        let telegram = &self.delivery.telegram;
        let edited = telegram.edit_message(self.chat, message_id, text, keyboard).await;
        Ok(match edited {
            Ok(_) | Err(Failure::Gone(Gone::NotModified)) => {
                self.delivery.note_buttons(self.chat, message_id, !keyboard.is_empty());
                Ok(())
            }
            Err(failure) => Err(failure),
        })
    }

    /// The group became a supergroup: from now on its messages go there, and the bot hears of it. Its slots are forgotten,
    /// for messages have new numbers there.
    fn follow(&mut self, step: &Step, to: ChatId) {
        let from = std::mem::replace(&mut self.chat, to);
        self.slots.clear();
        if self.delivery.has_moved(step.chat, to) {
            self.moved = Some(NewResult {
                outbox_key: format!("{}:migrated", step.key),
                chat: step.chat,
                outcome: Outcome::Migrated { from, to },
            });
        }
    }

    /// A message took the slot: the one that stood there loses its buttons. If that fails, nothing is lost: its buttons
    /// are known by their version.
    async fn take_buttons_off(&self, step: &Step, before: Option<i64>, fate: &Fate) {
        let (Some(old), Fate::Done { slot }) = (before, fate) else {
            return;
        };
        let replaced = is_message(step) && *slot != Some(old);
        if !replaced || !self.delivery.may_have_buttons(self.chat, old) || self.time().is_err() {
            return;
        }
        match self.delivery.telegram.remove_buttons(self.chat, old).await {
            Ok(_) | Err(Failure::Gone(_)) => self.delivery.note_buttons(self.chat, old, false),
            Err(failure) => debug!(?failure, "Could not take the buttons off an old message"),
        }
    }

    fn time(&self) -> Result<(), NoTime> {
        if self.lease.allows_a_call() {
            Ok(())
        } else {
            Err(NoTime)
        }
    }
}

/// Whether nothing can be said in the topic. Telegram tells it by words alone.
fn is_no_such_topic(failure: &Failure) -> bool {
    let Failure::Permanent { code: 400, description } = failure else {
        return false;
    };
    let said = description.to_lowercase();
    ["message thread not found", "topic_closed", "topic_deleted"]
        .iter()
        .any(|words| said.contains(words))
}

fn done_if_gone(outcome: Result<Delivered, Failure>) -> Result<(), Failure> {
    match outcome {
        Ok(_) | Err(Failure::Gone(_)) => Ok(()),
        Err(failure) => Err(failure),
    }
}
