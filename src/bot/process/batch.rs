//! One batch from load to save: what is done with inputs inside their transaction. When it is done, and again, is `process`'s.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use futures::FutureExt as _;

use super::{Outcome, Processor, TRIES, Trouble};
use crate::bot::decide::{Flow, apologise, decide};
use crate::bot::needs::needs;
use crate::bot::route::{self, Incoming, Origin, Routed, Speaker};
use crate::domain::outgoing::ChatId;
use crate::figures::{self, Stage};
use crate::storage::inbox::Row;
use crate::storage::save::{self, Decided};
use crate::storage::{self, Transaction, load};
use crate::work::{Needs, Undecided, Work};

impl Processor {
    /// Load, decide, save.
    pub(super) async fn decide_and_save(&self, tx: &Transaction, rows: Vec<Row>) -> Result<Outcome, Trouble> {
        let all = async {
            let began = Instant::now();
            let (mut work, mut ring, read) = self.load(tx, &rows, Load::All).await?;
            figures::took(Stage::Load, began);
            #[cfg(debug_assertions)]
            crate::bot::faults::meet_storage("unloaded", &read.routed);
            let began = Instant::now();
            let (decided, longer) = self.decide(&mut work, &read);
            figures::took(Stage::Decide, began);
            figures::batch(decided.done.len());
            #[cfg(debug_assertions)]
            crate::bot::faults::meet_storage("unsaved", &read.routed);
            let began = Instant::now();
            save::save(tx, &self.app.outside.secrets, &work, &mut ring, &decided).await?;
            figures::took(Stage::Save, began);
            Ok(Outcome {
                decided,
                longer,
                chats: rows.iter().map(|row| (row.id, row.chat)).collect(),
            })
        };
        let caught = AssertUnwindSafe(all).catch_unwind().await;
        caught.unwrap_or(Err(Trouble::Panicked))
    }

    /// Sets an input aside that killed the process, or could not be loaded, decided or saved, with an apology, and with the present
    /// question where `asks_again`. As little as possible is loaded for it.
    pub(super) async fn set_aside(&self, tx: &Transaction, row: &Row, asks_again: bool) -> Result<Outcome, Trouble> {
        let all = async {
            let rows = std::slice::from_ref(row);
            let what = if asks_again { Load::Question } else { Load::Speakers };
            let (mut work, mut ring, read) = self.load(tx, rows, what).await?;
            let mut decided = Decided::default();
            for routed in &read.routed {
                let unfinished = Undecided::Failed(anyhow::anyhow!("it was begun and never ended"));
                self.failed(&mut work, routed, TRIES, &unfinished, &mut decided);
            }
            save::save(tx, &self.app.outside.secrets, &work, &mut ring, &decided).await?;
            Ok(Outcome {
                decided,
                longer: HashMap::new(),
                chats: HashMap::from([(row.id, row.chat)]),
            })
        };
        let caught = AssertUnwindSafe(all).catch_unwind().await;
        caught.unwrap_or(Err(Trouble::Panicked))
    }

    /// Reads the inputs, and loads their speakers and what else is said.
    async fn load(
        &self,
        tx: &Transaction,
        rows: &[Row],
        what: Load,
    ) -> storage::Result<(Work, storage::seal::KeyRing, Inputs)> {
        let secrets = &self.app.outside.secrets;
        let mut work = Work::new(
            self.app.outside.clock.now(),
            self.app.administrators.clone(),
            self.app.ids(),
        );
        work.services = self.app.services.names();
        work.desk_rules = self.app.desk_rules;
        let mut ring = load::conversations(tx, secrets, &mut work, rows).await?;
        let mut read = self.route(&work, &ring, rows);
        let speakers: BTreeSet<i64> = read
            .routed
            .iter()
            .filter_map(|routed| Some(routed.speaker.as_ref()?.id))
            .collect();
        let needs = match what {
            Load::All => std::mem::take(&mut read.needs),
            Load::Question => {
                let mut needs = Needs::default();
                rows.iter().for_each(|row| needs.join(of_question(&work, row)));
                needs
            }
            Load::Speakers => Needs::default(),
        };
        load::needs(tx, secrets, &mut work, &mut ring, speakers, &needs).await?;
        Ok((work, ring, read))
    }

    fn decide(&self, work: &mut Work, inputs: &Inputs) -> (Decided, HashMap<i64, Needs>) {
        let mut decided = Decided::default();
        let mut ended: HashSet<ChatId> = HashSet::new();
        let mut longer = HashMap::new();
        for routed in &inputs.routed {
            if ended.contains(&routed.chat) {
                continue;
            }
            let attempt = if inputs.unreadable.contains(&routed.input) {
                Err(Undecided::Panicked("reading it".into()))
            } else {
                work.attempt(routed.input, |work| decide(work, &self.app.prompts, routed))
            };
            match attempt {
                Ok(flow) => {
                    decided.done.push(routed.input);
                    if flow == Flow::EndsChat {
                        ended.insert(routed.chat);
                    }
                }
                Err(Undecided::NeedsMore(needs)) if self.patience().may_ask(routed.input) => {
                    longer.insert(routed.input, *needs);
                    ended.insert(routed.chat);
                }
                Err(failure) => {
                    ended.insert(routed.chat);
                    self.failed(work, routed, routed.tries + 1, &failure, &mut decided);
                }
            }
        }
        (decided, longer)
    }

    /// An input failed, `tried` times with this one: counted, and after the last try set aside with an apology.
    fn failed(&self, work: &mut Work, routed: &Routed, tried: i32, failure: &Undecided, decided: &mut Decided) {
        tracing::error!(
            input = routed.input,
            chat = routed.chat,
            tried,
            "Input failed: {failure:#}"
        );
        if tried < TRIES {
            decided.counted.push(routed.input);
            return;
        }
        // The question may be what fails.
        let is_said = [true, false].into_iter().any(|asks_again| {
            let apology = work.attempt(routed.input, |work| {
                apologise(work, &self.app.prompts, routed, asks_again)
            });
            apology.is_ok()
        });
        if !is_said {
            tracing::error!(input = routed.input, "Not even the apology could be made");
        }
        decided.failed.push(routed.input);
    }

    /// Reads the inputs and what they need. A search sees what is committed, so it is the first of its chat in a batch: it and
    /// what comes after it wait for the next one.
    fn route(&self, work: &Work, ring: &storage::seal::KeyRing, rows: &[Row]) -> Inputs {
        let patience = self.patience();
        let mut by_chat: BTreeMap<ChatId, usize> = BTreeMap::new();
        let mut ended: HashSet<ChatId> = HashSet::new();
        let mut passed_on: HashSet<ChatId> = HashSet::new();
        let mut inputs = Inputs::default();
        for row in rows {
            if ended.contains(&row.chat) {
                continue;
            }
            let content = load::content(row, ring).unwrap_or_else(|error| {
                // Its key is gone: whoever wrote it has been deleted since.
                tracing::warn!(input = row.id, "Input does not open: {error:#}");
                Vec::new()
            });
            let read = catch_unwind(AssertUnwindSafe(|| {
                #[cfg(debug_assertions)]
                crate::bot::faults::meet_reading(&content);
                let (speaker, mut incoming, origin) = route::read(&row.source, &row.key, &content, self.app.name());
                // Several of these to one chat are decided once.
                if incoming == Incoming::PassedOn && !passed_on.insert(row.chat) {
                    incoming = Incoming::Nothing;
                }
                let routed = routed(row, speaker, incoming, origin);
                let needs = needs(&routed, work);
                (routed, needs)
            }));
            let (routed, mut needs) = read.unwrap_or_else(|_| {
                inputs.unreadable.insert(row.id);
                let routed = routed(row, writer(row), Incoming::Nothing, Origin::default());
                (routed, of_question(work, row))
            });
            if let Some(more) = patience.longer(row.id) {
                needs.join(more.clone());
            }
            let before = by_chat.entry(row.chat).or_default();
            if needs.is_search() && *before > 0 {
                ended.insert(row.chat);
                continue;
            }
            *before += 1;
            inputs.needs.join(needs);
            inputs.routed.push(routed);
        }
        inputs
    }
}

/// What is loaded for inputs, besides whom they are from.
#[derive(Clone, Copy)]
enum Load {
    /// All that they need.
    All,
    /// What is being asked in their chats.
    Question,
    Speakers,
}

/// What asking once more needs, where the input came.
fn of_question(work: &Work, row: &Row) -> Needs {
    let conversation = work.conversations.get(&row.chat);
    Needs {
        filings: conversation
            .and_then(|conversation| conversation.state.filing())
            .into_iter()
            .collect(),
        ..Needs::default()
    }
}

/// The inputs of a batch, read.
#[derive(Default)]
struct Inputs {
    routed: Vec<Routed>,
    needs: Needs,
    /// Reading these panicked.
    unreadable: HashSet<i64>,
}

fn routed(row: &Row, speaker: Option<Speaker>, incoming: Incoming, origin: Origin) -> Routed {
    Routed {
        input: row.id,
        chat: row.chat,
        tries: row.tries,
        speaker,
        incoming,
        origin,
    }
}

/// Who wrote what cannot be read: in a private chat its person, so that they hear of it.
fn writer(row: &Row) -> Option<Speaker> {
    let is_private = row.source == "telegram" && row.chat > 0;
    is_private.then(|| Speaker {
        id: row.chat,
        name: String::new(),
        language_code: None,
    })
}
