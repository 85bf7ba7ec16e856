//! A chat's lane: its messages, edits and deletions, one after the other.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tracing::{debug, error};
use uuid::Uuid;

use crate::adapters::telegram::{Delivered, Failure, Gone, Text};
use crate::domain::markup::without_tags;
use crate::domain::outgoing::{Call, ChatId, Keyboard, Lane, Outcome};
use crate::storage::inbox::NewResult;
use crate::storage::outbox::Marks;

use super::super::caught::{Panicked, caught};
use super::commit::Written;
use super::fate::{Fate, Patience};
use super::file;
use super::lease::Lease;
use super::plan::{Step, Unreadable};
use super::running::Ended;
use super::{Delivery, Job};

/// A lane's delivery, while it is being made.
struct Chat<'a> {
    delivery: &'a Delivery,
    lease: &'a Arc<Lease>,
    /// Where the messages go.
    chat: ChatId,
    slots: HashMap<String, i64>,
    /// The chat got another id.
    goes_on_at: Option<ChatId>,
    /// To be told once.
    moved: Option<NewResult>,
    /// Filings of which something was refused here.
    refused: HashSet<Uuid>,
}

/// There was no time left for (another) call: the row stays as it is.
struct NoTime;

pub async fn deliver(delivery: &Delivery, job: Job, unasked: bool) -> Ended {
    let Job { lease, steps, slots } = job;
    let lane = if unasked { Lane::Unasked } else { Lane::Answer };
    let mut chat = Chat {
        delivery,
        lease: &lease,
        chat: steps.first().map_or(0, |step| step.chat),
        slots,
        goes_on_at: None,
        moved: None,
        refused: HashSet::new(),
    };
    let to = delivery.address(chat.chat);
    if to != chat.chat {
        // What waits there under the new id may not be overtaken: these come into the same line.
        let marks = Marks {
            moved: vec![(lane.channel(chat.chat), lane.channel(to), to)],
            ..Marks::default()
        };
        let written = delivery.write_down(&lease, !unasked, marks, Vec::new(), None).await;
        return Ended::of(written);
    }
    let count = steps.len();
    for (index, step) in steps.iter().enumerate() {
        let now = delivery.clock.now();
        if step.next_at > now {
            break;
        }
        let is_worthless = step.is_replaced || step.expires_at.is_some_and(|at| at <= now);
        if unasked
            && !is_worthless
            && let Err(at) = delivery.lanes.take(step.chat, now)
        {
            let mut marks = Marks::default();
            let rest = steps.iter().skip(index).flat_map(Step::rows);
            marks.postponed.extend(rest.map(|id| (id, at, "no permit left")));
            let written = delivery.write_down(&lease, false, marks, Vec::new(), None).await;
            return Ended::of(written);
        }
        let before = step.slot.as_ref().and_then(|name| chat.slots.get(name).copied());
        let patience = patience(step, unasked);
        let panicked = || Fate::panicked(step, now, &delivery.options, patience);
        let fate = if is_worthless {
            Fate::Dropped
        } else if matches!(step.call, Err(Unreadable::Panicked)) {
            panicked()
        } else {
            match caught("a delivery", chat.carry_out(step, patience)).await {
                Ok(Ok(fate)) => fate,
                Ok(Err(NoTime)) => break,
                Err(Panicked) => panicked(),
            }
        };
        let fate = if step.joined.is_empty() { fate } else { fate.alone(now) };
        if unasked && let Fate::Retry { at, is_asked: true, .. } = &fate {
            delivery.lanes.pause(*at);
        }
        let ends_silence = chat.ends_silence(step, &fate);
        let goes_on_at = chat.goes_on_at.take();
        let is_last = index + 1 == count || fate.holds_up();
        let mut results: Vec<_> = fate
            .result(step, ends_silence)
            .filter(|_| is_message(step))
            .into_iter()
            .collect();
        results.extend(chat.told_of_joined(step, &fate));
        results.extend(chat.moved.take());
        let mut marks = fate.marks(step, chat.chat);
        // With all that waits behind it.
        marks
            .moved
            .extend(goes_on_at.map(|to| (lane.channel(chat.chat), lane.channel(to), to)));
        let instead = fate.instead(step, now, &delivery.options, patience);
        let written = delivery.write_down(&lease, is_last && !unasked, marks, results, Some(instead));
        let (written, ()) = futures::join!(written, chat.take_buttons_off(step, before, &fate));
        if written != Written::Yes || is_last {
            return Ended::of(written);
        }
    }
    if !unasked {
        delivery.give_up(&lease).await;
    }
    Ended::Well
}

/// Whether somebody misses it: then the bot hears that it was refused.
fn is_message(step: &Step) -> bool {
    matches!(step.call, Ok(Call::Send { .. } | Call::Edit { .. }) | Err(_))
}

fn patience(step: &Step, unasked: bool) -> Patience {
    match step.call {
        Ok(Call::RemoveButtons { .. } | Call::Delete { .. }) => Patience::TRIMMING,
        _ if unasked => Patience::NOTICE,
        _ => Patience::ANSWER,
    }
}

impl Chat<'_> {
    async fn carry_out(&mut self, step: &Step, patience: Patience) -> Result<Fate, NoTime> {
        self.delivery.meet("call", &step.key);
        let outcome = match self.call(step).await? {
            Err(Failure::Migrated { to }) if to == self.chat => Err(Failure::Temporary {
                code: Some(400),
                description: "the chat is said to have moved to where it is".into(),
            }),
            outcome => outcome,
        };
        if let Err(Failure::Migrated { to }) = outcome {
            self.follow(step, to);
        }
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
                Fate::of(failure, step, now, &self.delivery.options, patience)
            }
        })
    }

    /// Whether this is the first word about a filing that arrives after one was refused. What was refused in this very job is not
    /// known to the rows that were read with it.
    fn ends_silence(&mut self, step: &Step, fate: &Fate) -> bool {
        let Some(filing) = step.matter.map(|matter| matter.filing()) else {
            return false;
        };
        match fate {
            Fate::Failed { .. } => {
                self.refused.insert(filing);
                false
            }
            Fate::Done { .. } => self.refused.remove(&filing) || step.ends_silence,
            Fate::Dropped | Fate::Retry { .. } => false,
        }
    }

    /// The same of the reminders that were said in its message.
    fn told_of_joined(&mut self, step: &Step, fate: &Fate) -> Vec<NewResult> {
        if !matches!(fate, Fate::Done { .. }) {
            return Vec::new();
        }
        let mut told = Vec::new();
        for joined in &step.joined {
            let Some(filing) = joined.matter.map(|matter| matter.filing()) else {
                continue;
            };
            if self.refused.remove(&filing) || joined.ends_silence {
                told.push(NewResult::told(&joined.key, step.chat, filing));
            }
        }
        told
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
            Ok(Call::Picture {
                filing,
                file,
                as_photo,
                name,
                caption,
            }) => {
                self.time()?;
                let wanted = file::Wanted {
                    filing: *filing,
                    file: *file,
                    name,
                    caption,
                    as_photo: *as_photo,
                };
                file::send(self.delivery, self.chat, &wanted).await
            }
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
            Ok(Call::PressAnswer { .. } | Call::Commands { .. } | Call::Erase { .. } | Call::Request(_)) => {
                Err(Failure::Permanent {
                    code: 0,
                    description: "a call of another channel".into(),
                })
            }
            Err(_) => Err(Failure::Permanent {
                code: 0,
                description: "its content is unreadable".into(),
            }),
        })
    }

    async fn send(
        &self,
        topic: Option<i64>,
        text: &str,
        keyboard: &Keyboard,
    ) -> Result<Result<Option<i64>, Failure>, NoTime> {
        let mut sent = self.send_into(topic, text, keyboard).await?;
        if topic.is_some() && sent.as_ref().is_err_and(is_no_such_topic) {
            // The topic was deleted or closed since: it is said where it can be.
            sent = self.send_into(None, text, keyboard).await?;
        }
        if let Ok(Delivered { message_id: Some(id) }) = sent {
            self.delivery.note_buttons(self.chat, id, !keyboard.is_empty());
        }
        Ok(sent.map(|sent| sent.message_id))
    }

    async fn send_into(
        &self,
        topic: Option<i64>,
        text: &str,
        keyboard: &Keyboard,
    ) -> Result<Result<Delivered, Failure>, NoTime> {
        self.time()?;
        let telegram = &self.delivery.telegram;
        let sent = telegram
            .send_message(self.chat, topic, Text::Html(text), keyboard)
            .await;
        if sent != Err(Failure::Unparsable) {
            return Ok(sent);
        }
        let plain = self.plain(text)?;
        Ok(telegram
            .send_message(self.chat, topic, Text::Plain(&plain), keyboard)
            .await)
    }

    async fn edit(&self, message_id: i64, text: &str, keyboard: &Keyboard) -> Result<Result<(), Failure>, NoTime> {
        self.time()?;
        let telegram = &self.delivery.telegram;
        let mut edited = telegram
            .edit_message(self.chat, message_id, Text::Html(text), keyboard)
            .await;
        if edited == Err(Failure::Unparsable) {
            let plain = self.plain(text)?;
            edited = telegram
                .edit_message(self.chat, message_id, Text::Plain(&plain), keyboard)
                .await;
        }
        Ok(match edited {
            Ok(_) | Err(Failure::Gone(Gone::NotModified)) => {
                self.delivery.note_buttons(self.chat, message_id, !keyboard.is_empty());
                Ok(())
            }
            Err(failure) => Err(failure),
        })
    }

    /// Telegram cannot read the tags of a text: it is sent without them, at once, so that nobody waits for a mistake of ours.
    fn plain(&self, text: &str) -> Result<String, NoTime> {
        let chat = self.chat;
        error!(chat, "Telegram cannot parse a text; it is sent without its tags");
        self.time()?;
        Ok(without_tags(text))
    }

    /// The group became a supergroup: its messages go on there, and the bot hears of it. What stood in its slots is forgotten, for
    /// messages have new numbers there.
    fn follow(&mut self, step: &Step, to: ChatId) {
        let from = self.chat;
        self.goes_on_at = Some(to);
        if self.delivery.has_moved(from, to) {
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
