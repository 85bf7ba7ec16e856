//! What is checked after every round: the books that an auditor would keep beside the bot's own. What should have been told follows from
//! the histories, the moments and the rules; it is compared with what was written into the outbox, and that with what arrived.

mod delivered;
mod events;
mod owners;
mod reminders;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

pub use owners::loaded;

use beian_bot::clock::{Clock as _, from_milliseconds};
use beian_bot::domain::deadlines::{Deadline, Moment};
use beian_bot::domain::outgoing::{Call, Matter};
use beian_bot::storage::{Store, keys, outbox as calls};
use chrono::{DateTime, Utc};
use entities::{audit, deadline, inbox, outbox};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Statement};
use uuid::Uuid;

use crate::desk::Brief;
use crate::telegram::print;
use crate::town::{Town, mark};

/// A notice or a reminder to somebody: its name and the chat.
type Told = (String, i64);
/// What was told about a filing at one instant.
type Telling = BTreeMap<Told, u32>;

pub struct Ledger {
    town: Arc<Town>,
    pub store: Store,
    last_history: i64,
    last_queued: i64,
    last_input: i64,
    /// When it was looked at last.
    looked: DateTime<Utc>,
    /// Filings by what their histories say.
    filings: HashMap<Uuid, Entry>,
    /// Deadlines as they were when they were looked at last.
    deadlines: HashMap<Uuid, Deadline>,
    /// Moments that became inputs.
    moments: HashSet<String>,
    steps: events::Steps,
    queued: delivered::Queued,
    pub seen: Coverage,
}

/// A filing by what its history says.
#[derive(Clone, Debug)]
struct Entry {
    applicant: i64,
    status: String,
    claimed_by: Option<i64>,
}

/// What came to pass, and how often.
#[derive(Debug, Default)]
pub struct Coverage {
    pub events: BTreeMap<String, u64>,
    pub statuses: BTreeMap<String, u64>,
    /// Of each deadline: what its moments were for.
    pub moments: BTreeMap<(String, String), u64>,
    pub notices: BTreeMap<String, u64>,
    pub fates: BTreeMap<String, u64>,
    pub inputs: BTreeMap<String, u64>,
    pub queued: BTreeMap<String, u64>,
}

/// What a round has brought.
struct News {
    history: Vec<audit::Model>,
    moments: Vec<inbox::Model>,
    queued: Vec<outbox::Model>,
    deadlines: Vec<Deadline>,
}

impl Ledger {
    pub async fn open(town: &Arc<Town>) -> Self {
        Self {
            town: town.clone(),
            store: town.database.open().await,
            last_history: 0,
            last_queued: 0,
            last_input: 0,
            looked: town.clock.now(),
            filings: HashMap::new(),
            deadlines: HashMap::new(),
            moments: HashSet::new(),
            steps: events::Steps::all(),
            queued: delivered::Queued::default(),
            seen: Coverage::default(),
        }
    }

    /// Looks at what a round has brought, once the bot has settled, and returns the filings that have changed.
    pub async fn look(&mut self) -> Vec<Brief> {
        let now = self.town.clock.now();
        let news = self.news().await;
        self.all_inputs_are_done().await;
        let mut expected: HashMap<(Uuid, i64), Telling> = HashMap::new();
        self.moments(&news, now, &mut expected);
        self.events(&news, &mut expected);
        let told = self.told(&news).await;
        compare(&expected, &told, &news);
        self.delivered(now).await;
        let changed: HashSet<Uuid> = news.history.iter().map(|line| line.filing).collect();
        for deadline in news.deadlines {
            self.deadlines.insert(deadline.id, deadline);
        }
        self.looked = now;
        self.owners(changed).await
    }

    async fn news(&mut self) -> News {
        let connection = self.store.connection();
        let history = audit::Entity::find().filter(audit::Column::Id.gt(self.last_history));
        let history = history.order_by_asc(audit::Column::Id).all(connection).await.unwrap();
        let moments = inbox::Entity::find()
            .filter(inbox::Column::Id.gt(self.last_input))
            .order_by_asc(inbox::Column::Id);
        let inputs = moments.all(connection).await.unwrap();
        let text = format!("SELECT * FROM seen WHERE id > {} ORDER BY id", self.last_queued);
        let queued = outbox::Entity::find()
            .from_raw_sql(Statement::from_string(connection.get_database_backend(), text))
            .all(connection)
            .await
            .unwrap();
        self.last_history = history.last().map_or(self.last_history, |line| line.id);
        self.last_input = inputs.last().map_or(self.last_input, |input| input.id);
        self.last_queued = queued.last().map_or(self.last_queued, |row| row.id);
        for input in &inputs {
            *self.seen.inputs.entry(input.source.clone()).or_default() += 1;
        }
        for row in &queued {
            *self.seen.queued.entry(row.kind.clone()).or_default() += 1;
        }
        let moments: Vec<_> = inputs.into_iter().filter(|input| input.source == "due").collect();
        let changed: HashSet<Uuid> = history.iter().map(|line| line.filing).collect();
        let due = moments.iter().map(|moment| reminders::of_key(&moment.key).0);
        let due: HashSet<Uuid> = due.collect();
        let of_changed = Condition::any()
            .add(deadline::Column::Filing.is_in(changed))
            .add(deadline::Column::Id.is_in(due))
            .add(deadline::Column::ReviewerToldAt.gt(self.looked.timestamp_millis()));
        let deadlines = deadline::Entity::find()
            .filter(of_changed)
            .all(connection)
            .await
            .unwrap();
        News {
            history,
            moments,
            queued,
            deadlines: deadlines.into_iter().map(read).collect(),
        }
    }

    /// Every input was decided at its first try: nothing fails here, and whoever is killed has not failed.
    async fn all_inputs_are_done(&self) {
        let bad = Condition::any()
            .add(inbox::Column::Status.ne("done"))
            .add(inbox::Column::Tries.gt(0));
        let bad = inbox::Entity::find()
            .filter(bad)
            .one(self.store.connection())
            .await
            .unwrap();
        assert!(bad.is_none(), "an input is not done: {bad:?}");
    }

    /// What was written into the outbox about filings: notices by their names. Their texts are opened as they were written.
    async fn told(&mut self, news: &News) -> HashMap<(Uuid, i64), Telling> {
        let mut told: HashMap<(Uuid, i64), Telling> = HashMap::new();
        let about = news
            .queued
            .iter()
            .filter(|row| row.matter.is_some() || row.slot.is_some());
        let ids = about.filter_map(|row| row.data_key);
        let ring = keys::load(self.store.connection(), &self.town.secrets, ids)
            .await
            .unwrap();
        for row in &news.queued {
            let matter: Option<Matter> = row.matter.as_ref().map(|matter| matter.parse().unwrap());
            let is_of_desk = matches!(row.slot.as_deref(), Some("desk" | "digest"));
            let call = calls::open_call(row, &ring)
                .ok()
                .filter(|_| matter.is_some() || is_of_desk);
            let text = match &call {
                Some(Call::Send { text, .. } | Call::Edit { text, .. }) => Some(text.as_str()),
                _ => None,
            };
            let name = text.and_then(mark);
            if let Some(name) = name {
                *self.seen.notices.entry(name.to_owned()).or_default() += 1;
            }
            if let (Some(matter), Some(name)) = (matter, name) {
                let of = told.entry((matter.filing(), row.created_at)).or_default();
                *of.entry((name.to_owned(), row.chat)).or_default() += 1;
            }
            assert!(
                matter.is_none() || call.is_some(),
                "a notice that does not open: {row:?}"
            );
            self.queued
                .was_queued(row, matter, text.filter(|_| matter.is_some()).map(print));
        }
        told
    }
}

/// Each notice exactly once by its name, its person and its moment: what was told at an instant about a filing is what was to be told.
fn compare(expected: &HashMap<(Uuid, i64), Telling>, told: &HashMap<(Uuid, i64), Telling>, news: &News) {
    let all: HashSet<_> = expected.keys().chain(told.keys()).collect();
    let nothing = Telling::new();
    for of in all {
        let (wanted, was) = (expected.get(of).unwrap_or(&nothing), told.get(of).unwrap_or(&nothing));
        let history: Vec<_> = news.history.iter().filter(|line| line.filing == of.0).collect();
        let moments: Vec<_> = news.moments.iter().map(|moment| &moment.key).collect();
        let deadlines: Vec<_> = news
            .deadlines
            .iter()
            .filter(|deadline| deadline.filing == of.0)
            .collect();
        assert_eq!(
            was, wanted,
            "what was told (left) is not what was to be told (right) about {of:?}: {history:#?} {deadlines:#?} {moments:#?}"
        );
    }
}

fn read(row: deadline::Model) -> Deadline {
    Deadline {
        id: row.id,
        filing: row.filing,
        name: row.name.parse().unwrap(),
        chat: row.chat,
        began_at: from_milliseconds(row.began_at),
        ends_at: from_milliseconds(row.ends_at),
        next_at: row.next_at.map(from_milliseconds),
        closed_at: row.closed_at.map(from_milliseconds),
        reviewer_told_at: row.reviewer_told_at.map(from_milliseconds),
    }
}

impl Coverage {
    /// What came to pass elsewhere comes to it.
    pub fn join(&mut self, other: Self) {
        fn add<K: Ord>(to: &mut BTreeMap<K, u64>, from: BTreeMap<K, u64>) {
            for (key, count) in from {
                *to.entry(key).or_default() += count;
            }
        }
        add(&mut self.events, other.events);
        add(&mut self.statuses, other.statuses);
        add(&mut self.moments, other.moments);
        add(&mut self.notices, other.notices);
        add(&mut self.fates, other.fates);
        add(&mut self.inputs, other.inputs);
        add(&mut self.queued, other.queued);
    }

    fn moment(&mut self, deadline: &Deadline, moment: Moment) {
        let what = match moment {
            Moment::Remind => "remind",
            Moment::End => "end",
            Moment::Late => "late",
        };
        let of = (deadline.name.to_string(), what.to_owned());
        *self.moments.entry(of).or_default() += 1;
    }
}
