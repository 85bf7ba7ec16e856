//! A world: the engine with its cast, what it said, and what its tables hold.

use beian_bot::bot::intake::read_update;
use beian_bot::clock::Clock as _;
use beian_bot::domain::outgoing::Call;
use beian_bot::storage::inbox::RawUpdate;
use beian_bot::storage::outbox::open_call;
use beian_bot::storage::{due, keys};
use entities::{filing, inbox, outbox};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use crate::cast;
use crate::corpus::{says, sign};
use crate::engine::Engine;
use crate::play::{Known, Sent};
use crate::rows::Rows;
use crate::said;

/// So many buttons are remembered.
const BUTTONS: usize = 600;
/// So many batches a round may take at most: many more than it has updates.
const BATCHES: usize = 2_000;

pub struct Town {
    pub engine: Engine,
    pub known: Known,
    /// What was wrong with what was said.
    pub unfit: Vec<String>,
    pub calls: usize,
    next_update: i64,
}

impl Town {
    /// With everybody where [`cast`] has them.
    pub async fn found() -> Self {
        let mut town = Self {
            engine: Engine::start().await,
            known: Known::default(),
            unfit: Vec::new(),
            calls: 0,
            next_update: 1,
        };
        town.appoint().await;
        let longest = cast::all().iter().map(|person| cast::written(*person)).max().unwrap();
        for at in 0..longest {
            let writing = cast::all().iter().filter(|person| at < cast::written(**person));
            let texts = writing.map(|person| (*person, *person, cast::script(*person)[at].clone()));
            town.say(texts.collect()).await;
        }
        let administrator = cast::ADMINISTRATOR;
        town.say(vec![(administrator, cast::DESK, "/here".to_owned())]).await;
        for (reviewer, applicant, command) in cast::REVIEWED {
            let number = town.filing_of(*applicant).await.number.unwrap();
            let text = command.replace('#', &number.to_string());
            town.say(vec![(*reviewer, *reviewer, text)]).await;
        }
        for person in cast::all() {
            town.known.written.insert(*person, cast::written(*person));
        }
        town.is_founded().await;
        town
    }

    /// Everybody is where they should be: else the world would prove little.
    async fn is_founded(&self) {
        for (person, status) in [
            (cast::DRAFT, "drafting"),
            (cast::ENGLISH, "drafting"),
            (cast::SUMMARY, "drafting"),
            (cast::SUBMITTED, "first_review"),
            (cast::REJECTED, "rejected"),
            (cast::GRANTED, "granted"),
            (cast::AUTHORITY, "authority"),
            (cast::QUIET_DRAFT, "drafting"),
            (cast::QUIET_SUBMITTED, "first_review"),
            (cast::QUIET_REJECTED, "rejected"),
            (cast::REVIEWER, "first_review"),
            (cast::ADMINISTRATOR, "first_review"),
        ] {
            assert_eq!(self.filing_of(person).await.status, status, "{person}");
        }
        let rows = Rows::of(&self.engine.store).await;
        assert!(rows.desks.contains_key(&cast::DESK), "there is a desk");
        assert!(self.unfit.is_empty(), "{:?}", self.unfit);
    }

    async fn filing_of(&self, person: i64) -> filing::Model {
        let of = filing::Entity::find().filter(filing::Column::Applicant.eq(person));
        of.one(self.engine.store.connection()).await.unwrap().unwrap()
    }

    async fn say(&mut self, texts: Vec<(i64, i64, String)>) {
        let sent = texts.into_iter().map(|(sender, chat, text)| {
            let mut update = says(sender, chat, &text);
            sign(&mut update, self.next_update, sender);
            self.next_update += 1;
            let mut raw = Vec::new();
            update.write(&mut raw);
            Sent { sender, raw }
        });
        let sent: Vec<_> = sent.collect();
        self.take(&sent).await.unwrap();
    }

    /// The number of the next update.
    pub fn next_update(&mut self, count: usize) -> i64 {
        let first = self.next_update;
        self.next_update += i64::try_from(count).unwrap();
        first
    }

    /// Roles and desk as they were: rounds take them from people.
    pub async fn appoint(&self) {
        let roles = cast::STAFF
            .iter()
            .map(|(person, role)| format!("({person}, '{role}', 0, 0)"));
        let roles = roles.collect::<Vec<_>>().join(", ");
        let script = format!("DELETE FROM role; INSERT INTO role (person, role, appointed_by, at) VALUES {roles}");
        self.engine.run_sql(&script).await;
    }

    /// The numbers that filings have by now.
    pub async fn learn_numbers(&mut self) {
        let all = filing::Entity::find()
            .all(self.engine.store.connection())
            .await
            .unwrap();
        self.known.numbers = all.into_iter().filter_map(|filing| filing.number).collect();
        self.known.numbers.sort_unstable();
    }

    /// Stores and decides them. An error: the bot did not get through them all.
    pub async fn take(&mut self, sent: &[Sent]) -> Result<(), String> {
        let updates: Vec<RawUpdate> = sent.iter().filter_map(|sent| read_update(&sent.raw).ok()).collect();
        for part in updates.chunks(64) {
            let stored = self.engine.intake.store(part).await;
            stored.map_err(|error| format!("updates cannot be stored: {error:?}"))?;
        }
        self.decide().await
    }

    /// Moves the clock, and decides what fell due.
    pub async fn pass(&mut self, time: chrono::Duration) -> Result<(), String> {
        let now = self.engine.clock.move_to(self.engine.clock.now() + time);
        while due::copy(self.engine.store.connection(), now).await.unwrap() > 0 {
            self.decide().await?;
        }
        Ok(())
    }

    async fn decide(&mut self) -> Result<(), String> {
        let mut batches = 0;
        while self.batch().await? {
            batches += 1;
            if batches > BATCHES {
                return Err("there is no end to it".to_owned());
            }
        }
        self.look_at_inputs().await?;
        self.hear().await
    }

    /// False: nothing waits.
    async fn batch(&self) -> Result<bool, String> {
        let processed = self.engine.processor.batch().await;
        let processed = processed.map_err(|error| format!("a batch failed: {error:?}"))?;
        Ok(processed.claimed > 0)
    }

    /// Every input was decided at the first try. Those that were are forgotten, so that the tables stay small.
    async fn look_at_inputs(&self) -> Result<(), String> {
        let bad = Condition::any()
            .add(inbox::Column::Status.ne("done"))
            .add(inbox::Column::Tries.gt(0));
        let bad = inbox::Entity::find()
            .filter(bad)
            .all(self.engine.store.connection())
            .await
            .unwrap();
        if let Some(row) = bad.first() {
            return Err(format!(
                "input {} of {} (update {:?}, source {}) is {} after {} failures; {} such inputs in all",
                row.id,
                row.chat,
                row.update_id,
                row.source,
                row.status,
                row.tries,
                bad.len()
            ));
        }
        self.engine.run_sql("DELETE FROM inbox").await;
        Ok(())
    }

    async fn said(&self) -> Result<Vec<(i64, Call)>, String> {
        let connection = self.engine.store.connection();
        let rows = outbox::Entity::find().order_by_asc(outbox::Column::Id);
        let rows = rows.all(connection).await.unwrap();
        let ids = rows.iter().filter_map(|row| row.data_key);
        let ring = keys::load(connection, &self.engine.secrets, ids).await.unwrap();
        let said = rows.iter().map(|row| {
            let call = open_call(row, &ring).map_err(|error| format!("row {} of the outbox: {error}", row.id))?;
            Ok((row.chat, call))
        });
        said.collect()
    }

    /// What was said since the last time: its form is looked at, its buttons are remembered, and it is forgotten.
    async fn hear(&mut self) -> Result<(), String> {
        for (chat, call) in self.said().await? {
            self.calls += 1;
            if let Some(why) = said::refused(&call) {
                self.unfit
                    .push(format!("Telegram would not take, to {chat}: {why}: {call:?}"));
            }
            if let Call::Send { keyboard, .. } | Call::Edit { keyboard, .. } = &call {
                let buttons = keyboard.0.iter().flatten();
                self.known
                    .buttons
                    .extend(buttons.map(|button| (chat, button.data.clone())));
            }
        }
        let over = self.known.buttons.len().saturating_sub(BUTTONS);
        self.known.buttons.drain(..over);
        self.engine.run_sql("DELETE FROM outbox").await;
        Ok(())
    }
}
