//! Two hundred days, round by round: the clock is moved to where somebody acts or something falls due, the bot lives until it has settled or
//! is stopped, and the books are looked at.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use beian_bot::clock::{Clock as _, from_milliseconds};
use beian_bot::domain::calendar;
use beian_bot::domain::conversation::State;
use beian_bot::domain::filing::Filing;
use beian_bot::storage::commits::Moment;
use beian_bot::storage::inbox::RawUpdate;
use beian_bot::work::Needs;
use chrono::{DateTime, Utc};
use entities::conversation;
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::applicant::{Applicant, Seen};
use crate::desk::{Brief, Desk};
use crate::drafts::Drafts;
use crate::ledger::{Ledger, loaded};
use crate::life::Life;
use crate::random::Random;
use crate::telegram::Counts;
use crate::town::{ADMINISTRATOR, BEGINS, DAY, DESK, HOUR, REVIEWERS, Town};
use crate::updates::{says, says_in, unblocks};

/// What is simulated.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub filings: u32,
    pub days: i64,
    pub seed: u64,
}

/// A process lives for so many commits, on average.
const COMMITS_A_LIFE: usize = 80;
/// So many filings are looked at in a round by all reviewers.
const LOOKS_A_ROUND: usize = 40;

pub struct World {
    plan: Plan,
    town: Arc<Town>,
    /// Where the auditor lives, who outlives every process.
    outside: Runtime,
    pub ledger: Ledger,
    desk: Desk,
    drafts: Drafts,
    applicants: BTreeMap<i64, Applicant>,
    /// Who acts when.
    agenda: BTreeSet<(i64, i64)>,
    briefs: HashMap<Uuid, Brief>,
    life: Option<Life>,
    random: Random,
    next_at: Option<DateTime<Utc>>,
    pub stops: BTreeMap<&'static str, u32>,
    pub rounds: u32,
    /// How long the bot lived, in real time.
    pub lived: Duration,
    /// How long the books were looked at.
    pub looked: Duration,
    /// Numbers that were entered wrongly, to be put right in the next round.
    corrections: Vec<RawUpdate>,
}

impl World {
    pub fn new(plan: Plan) -> Self {
        let mut outside = tokio::runtime::Builder::new_multi_thread();
        let outside = outside.worker_threads(1).enable_all().build().unwrap();
        let town = Arc::new(outside.block_on(Town::new(plan.seed, plan.days)));
        let ledger = outside.block_on(Ledger::open(&town));
        let mut random = Random::of(plan.seed, &[4]);
        // They arrive in the first 45 of 100 days: the way to the public-security number takes three months.
        let span = usize::try_from(plan.days * DAY * 45 / 100 / 60_000).unwrap();
        let people = (1..=plan.filings).map(|serial| {
            let arrives = BEGINS + HOUR + i64::try_from(random.below(span)).unwrap() * 60_000;
            Applicant::new(plan.seed, serial, arrives)
        });
        let applicants: BTreeMap<i64, Applicant> = people.map(|person| (person.id, person)).collect();
        let agenda = applicants
            .values()
            .filter_map(|person| Some((person.at?, person.id)))
            .collect();
        Self {
            plan,
            desk: Desk::new(plan.seed, BEGINS),
            drafts: Drafts::default(),
            ledger,
            applicants,
            agenda,
            briefs: HashMap::new(),
            life: None,
            random: Random::of(plan.seed, &[5]),
            next_at: None,
            stops: BTreeMap::new(),
            rounds: 0,
            lived: Duration::ZERO,
            looked: Duration::ZERO,
            corrections: Vec::new(),
            outside,
            town,
        }
    }

    /// How its calls went.
    pub fn telegram(&self) -> Counts {
        self.town.telegram.counts()
    }

    fn now(&self) -> i64 {
        self.town.clock.now().timestamp_millis()
    }

    /// Whoever reviews is appointed, and the group becomes the desk.
    pub fn opens(&mut self) {
        let roles = REVIEWERS.map(|reviewer| format!("({reviewer}, 'reviewer', {ADMINISTRATOR}, 0)"));
        let script = format!(
            "INSERT INTO role (person, role, appointed_by, at) VALUES {}",
            roles.join(", ")
        );
        let connection = self.ledger.store.connection();
        self.outside.block_on(connection.execute_unprepared(&script)).unwrap();
        let mut updates: Vec<_> = REVIEWERS.iter().map(|reviewer| says(*reviewer, "/start")).collect();
        updates.push(says(ADMINISTRATOR, "/start"));
        updates.push(says_in(DESK, ADMINISTRATOR, "/here"));
        self.lives(&updates);
        self.looks();
    }

    /// All the days.
    pub fn passes(&mut self) {
        let end = BEGINS + self.plan.days * DAY;
        let mut swept = BEGINS;
        while self.now() < end {
            self.round(end);
            if self.now() > swept + 10 * DAY {
                swept = self.now();
                self.outside.block_on(self.ledger.all_have_owners());
            }
        }
    }

    /// The end: Telegram is well, everybody has unblocked the bot, and all that was queued arrives.
    pub fn ends(&mut self) {
        self.town.telegram.is_calm_now();
        for _ in 0..100 {
            self.town
                .clock
                .move_to(self.town.clock.now() + chrono::Duration::minutes(6));
            self.lives(&[]);
            self.looks();
            if self.ledger.without_a_fate() == 0 {
                break;
            }
        }
        assert_eq!(self.ledger.without_a_fate(), 0, "what was queued has no fate");
        self.outside.block_on(self.ledger.all_have_owners());
        if let Some(life) = self.life.take() {
            life.ends();
        }
    }

    /// Up to where something happens; what falls due is decided, then people act.
    fn round(&mut self, end: i64) {
        self.rounds += 1;
        let agenda = self.agenda.first().map(|(at, _)| *at);
        let moment = self.next_at.map(|at| at.timestamp_millis());
        let soonest = [agenda, self.desk.next_at(), moment]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(end);
        // Several things happen in a round, as far apart as chance has it.
        let at_least = self.now() + i64::try_from(30 + self.random.below(660)).unwrap() * 60_000;
        self.town
            .clock
            .move_to(from_milliseconds(soonest.max(at_least).min(end)));
        if moment.is_some_and(|at| at <= self.now()) {
            self.lives(&[]);
            self.looks();
        }
        self.town
            .clock
            .move_to(self.town.clock.now() + chrono::Duration::seconds(1));
        let now = self.now();
        let mut updates: Vec<RawUpdate> = self.desk.lists(now).into_iter().collect();
        updates.extend(self.reviewers_act(now));
        updates.append(&mut self.corrections);
        let (acted, said) = self.applicants_act(now);
        updates.extend(said);
        updates.extend(self.somebody_blocks());
        if !updates.is_empty() {
            self.lives(&updates);
            self.looks();
        }
        self.everybody_hears(&acted);
    }

    fn reviewers_act(&mut self, now: i64) -> Vec<RawUpdate> {
        let due = self.desk.due(now, LOOKS_A_ROUND);
        due.iter()
            .filter_map(|id| self.desk.acts(&self.briefs[id], now))
            .collect()
    }

    /// Who acts now, and what they do.
    fn applicants_act(&mut self, now: i64) -> (HashSet<i64>, Vec<RawUpdate>) {
        let mut people = Vec::new();
        while let Some((at, id)) = self.agenda.first().copied()
            && at <= now
        {
            self.agenda.pop_first();
            people.push(id);
        }
        let (states, mut filings) = self.outside.block_on(self.stands(&people));
        let mut updates = Vec::new();
        let mut acted = HashSet::new();
        let mut begin = Vec::new();
        for id in people {
            let person = self.applicants.get_mut(&id).unwrap();
            let Some(state) = states.get(&id).cloned() else {
                // Whoever was not here before.
                person.at = None;
                acted.insert(id);
                updates.push(says(id, "/start"));
                continue;
            };
            if !person.has_draft {
                person.has_draft = true;
                if !person.answers_all {
                    begin.push(id);
                    person.at = None;
                    acted.insert(id);
                    updates.push(says(id, "/resume"));
                    continue;
                }
            }
            let seen = Seen {
                state,
                filings: filings.remove(&id).unwrap_or_default(),
                buttons: self.town.telegram.chat(id).buttons.into(),
                today: calendar::day(self.town.clock.now()),
                prompts: &self.town.prompts,
            };
            if let Some(update) = person.acts(&seen, now) {
                acted.insert(id);
                updates.push(update);
            }
            self.agenda.extend(person.at.map(|at| (at, id)));
        }
        let begin: Vec<&Applicant> = begin.iter().map(|id| &self.applicants[id]).collect();
        if !begin.is_empty() {
            let (outside, drafts) = (&self.outside, &mut self.drafts);
            let began = drafts.begin(&self.town, &self.ledger.store, &begin);
            // The bot may hold the database: it goes on meanwhile. Where it is stopped, nobody holds it.
            std::thread::scope(|scope| {
                let (tell, told) = oneshot::channel();
                scope.spawn(move || {
                    outside.block_on(began);
                    let _ = tell.send(());
                });
                let goes_on = self.life.as_ref().and_then(|life| life.lives_while(told));
                if goes_on.is_none()
                    && let Some(life) = self.life.take()
                {
                    life.ends();
                }
            });
        }
        (acted, updates)
    }

    /// Where these people's chats and filings stand.
    async fn stands(&self, people: &[i64]) -> (HashMap<i64, State>, HashMap<i64, Vec<Filing>>) {
        if people.is_empty() {
            return Default::default();
        }
        let rows = conversation::Entity::find().filter(conversation::Column::Chat.is_in(people.iter().copied()));
        let rows = rows.all(self.ledger.store.connection()).await.unwrap();
        let states: HashMap<i64, State> = rows
            .into_iter()
            .map(|row| (row.chat, serde_json::from_str(&row.state).unwrap()))
            .collect();
        let needs = Needs {
            applicants: people.iter().copied().collect(),
            ..Needs::default()
        };
        let work = loaded(&self.town, &self.ledger.store, &needs).await;
        let mut filings: HashMap<i64, Vec<Filing>> = HashMap::new();
        for (_, filing) in work.filings.iter() {
            filings.entry(filing.applicant).or_default().push(filing.clone());
        }
        for of in filings.values_mut() {
            of.sort_by_key(|filing| filing.created_at);
        }
        (states, filings)
    }

    /// Now and then somebody blocks the bot, and most come back.
    fn somebody_blocks(&mut self) -> Vec<RawUpdate> {
        let telegram = &self.town.telegram;
        let back = telegram.blocked().into_iter().filter(|_| self.random.one_in(120));
        let back: Vec<i64> = back.collect();
        for id in &back {
            telegram.blocks(*id, false);
        }
        if self.random.one_in(12) {
            let ids: Vec<i64> = self.applicants.keys().copied().collect();
            telegram.blocks(*self.random.pick(&ids), true);
        }
        let known = back.into_iter().filter(|id| self.applicants[id].has_draft);
        known.map(unblocks).collect()
    }

    /// Whoever heard something comes to it later; whoever acted and heard nothing tries again.
    fn everybody_hears(&mut self, acted: &HashSet<i64>) {
        let now = self.now();
        let hearers = self.town.telegram.hearers();
        for id in hearers.iter().chain(acted.iter().filter(|id| !hearers.contains(id))) {
            let Some(person) = self.applicants.get_mut(id) else {
                continue;
            };
            if person.at.is_some() {
                continue;
            }
            if hearers.contains(id) {
                person.hears(now, acted.contains(id));
            } else {
                person.hears_nothing(now);
            }
            self.agenda.extend(person.at.map(|at| (at, *id)));
        }
    }

    /// Tells the bot of updates, as Telegram does, again where they were not taken, and lets it live until it has settled, through as many
    /// lives as it takes.
    fn lives(&mut self, updates: &[RawUpdate]) {
        let began = Instant::now();
        let mut told = 0;
        loop {
            if self.life.is_none() {
                self.begins();
            }
            let Some(life) = &self.life else { continue };
            let lived = life.lives(&updates[told..]);
            told += lived.taken;
            if let Some(settled) = lived.settled {
                self.next_at = settled.next_at;
                break;
            }
            if let Some(life) = self.life.take() {
                life.ends();
            }
        }
        self.lived += began.elapsed();
    }

    /// A process begins, to be stopped somewhere.
    fn begins(&mut self) {
        if self.town.database.is_postgres() {
            // Leases of whoever was stopped count real time, which cannot be moved.
            let connection = self.ledger.store.connection();
            let ended = connection.execute_unprepared("UPDATE delivery SET until = 0");
            self.outside.block_on(ended).unwrap();
        }
        let commit = 1 + self.random.below(COMMITS_A_LIFE * 2);
        let (moment, side) = match self.random.one_in(2) {
            true => (Moment::Before, "before a commit"),
            false => (Moment::After, "after a commit"),
        };
        *self.stops.entry(side).or_default() += 1;
        self.life = Life::begin(&self.town, u64::try_from(commit).unwrap(), moment);
    }

    /// The books are looked at, and reviewers see what has changed.
    fn looks(&mut self) {
        let began = Instant::now();
        let now = self.now();
        for brief in self.outside.block_on(self.ledger.look()) {
            self.desk.hears(&brief, now);
            let before = self.briefs.get(&brief.id).map(|before| before.case.status);
            if before != Some(brief.case.status) {
                self.corrections.extend(self.desk.corrects(&brief));
            }
            self.briefs.insert(brief.id, brief);
        }
        self.looked += began.elapsed();
    }
}
