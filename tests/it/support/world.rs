//! A sandbox in this process, on a folder and a database of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use beian_bot::cli::sandbox::{self, Started};
use beian_bot::config::{LogSettings, ProviderSettings, SandboxSettings};
use entities::{answer, audit, conversation, deadline, filing, rejection, service, subject};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};

use super::api::Api;
use super::database::TestDatabase;
use super::person::Person;
use super::scripts;

/// A Monday morning without holidays near: 2026-03-02 09:00 in Shanghai.
const BEGINS: &str = "2026-03-02T01:00:00Z";

pub struct World {
    pub api: Arc<Api>,
    /// 林小满, who speaks Chinese.
    pub applicant: Person,
    /// Nora Whitfield, who speaks English.
    pub second_applicant: Person,
    /// 沈书言, who speaks Chinese.
    pub reviewer: Person,
    /// Owen Tan, who speaks English.
    pub second_reviewer: Person,
    pub administrator: Person,
    /// The reviewers' group, as the administrator speaks and hears in it.
    pub group: Person,
    started: Option<Started>,
    ended: AtomicBool,
    _database: Option<TestDatabase>,
    folder: tempfile::TempDir,
}

/// What would be another if anything had happened to any filing.
#[derive(Debug, PartialEq)]
pub struct Traces {
    filings: Vec<filing::Model>,
    answers: Vec<answer::Model>,
    rejections: Vec<rejection::Model>,
    history: Vec<audit::Model>,
    deadlines: Vec<deadline::Model>,
}

impl Traces {
    /// What is another in `self` than in `other`; of answers, only which.
    pub fn but(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let mut note = |is: String, was: String| found.extend((is != was).then(|| format!("{is} was {was}")));
        note(format!("{:?}", self.filings), format!("{:?}", other.filings));
        note(format!("{:?}", self.rejections), format!("{:?}", other.rejections));
        note(format!("{:?}", self.deadlines), format!("{:?}", other.deadlines));
        let fields = |traces: &Self| {
            let of = |answer: &answer::Model| format!("{} {} {}", answer.place, answer.field, answer.version);
            traces.answers.iter().map(of).collect::<Vec<_>>().join(", ")
        };
        note(fields(self), fields(other));
        found
    }

    /// How the filings stand: what an act changes, but not that something was done and taken back.
    pub fn standing(mut self) -> Self {
        for filing in &mut self.filings {
            (filing.version, filing.updated_at) = (0, 0);
            let mut facts: serde_json::Value = serde_json::from_str(&filing.facts).unwrap();
            facts.as_object_mut().unwrap().remove("undo");
            filing.facts = facts.to_string();
        }
        self.history.clear();
        // What was picked and is not sent, nobody but the reviewer knows of.
        self.rejections.retain(|rejection| rejection.sent_at.is_some());
        self.deadlines.retain(|deadline| deadline.closed_at.is_none());
        self.deadlines.sort_by(|one, other| one.name.cmp(&other.name));
        self
    }
}

impl World {
    /// With both reviewers appointed.
    pub async fn start() -> Self {
        Self::with_reviewers(Self::untouched().await).await
    }

    /// The same, where reviewers can take an act back for a minute.
    pub async fn with_undo() -> Self {
        Self::with_reviewers(Self::begin(true, 60).await).await
    }

    async fn with_reviewers(world: Self) -> Self {
        for reviewer in [&world.reviewer, &world.second_reviewer] {
            reviewer.posts("/start").await;
        }
        world.settle().await;
        for reviewer in [&world.reviewer, &world.second_reviewer] {
            world.administrator.posts(format!("/appoint {}", reviewer.id)).await;
        }
        world.ignores().await;
        world
    }

    /// As it is on the first day: nobody has said a word.
    pub async fn untouched() -> Self {
        Self::begin(true, 0).await
    }

    /// With a registry that looks up domains.
    pub async fn with_registry() -> Self {
        Self::begin(false, 0).await
    }

    async fn begin(no_registry: bool, undo_seconds: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let on_server = std::env::var("TEST_DATABASE_URL").is_ok_and(|url| !url.is_empty());
        let database = if on_server {
            Some(TestDatabase::new().await)
        } else {
            None
        };
        let settings = SandboxSettings {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            data: None,
            fresh: false,
            no_bot: false,
            no_registry,
            inspector: Some(env!("CARGO_BIN_EXE_beian-bot").into()),
            still: true,
            at: Some(BEGINS.parse().unwrap()),
            database_url: database.as_ref().map(|database| database.url.clone()),
            undo_seconds,
            provider: ProviderSettings {
                provider_name: "示例云".to_owned(),
                provider_phone: "010-00000000".to_owned(),
                provider_address: Some("江苏省南京市雨花台区软件大道9号备案组".to_owned()),
            },
            log: LogSettings {
                log: String::new(),
                log_format: "text".to_owned(),
            },
        };
        let started = sandbox::start(&settings, folder.path()).await.unwrap();
        let api = Arc::new(Api::new(format!("http://{}", started.address())));
        let people = api.get("/api/people").await;
        let of = |about: &str, nth: usize| {
            let found = people
                .as_array()
                .unwrap()
                .iter()
                .filter(|person| person["about"] == about);
            let found: Vec<&Value> = found.collect();
            person(&api, found[nth])
        };
        let cast = started.people();
        let named = |id: i64| {
            let found = people.as_array().unwrap().iter().find(|person| person["id"] == id);
            person(&api, found.unwrap())
        };
        for chat in api.get("/api/chats").await.as_array().unwrap() {
            let name = ["title", "first_name"].iter().find_map(|name| chat[*name].as_str());
            api.name_chat(chat["id"].as_i64().unwrap(), name.unwrap_or_default())
                .await;
        }
        let administrator = named(cast.administrator);
        let chinese = |nth| of("applicant", nth);
        let applicants = if chinese(0).name == "林小满" { [0, 1] } else { [1, 0] };
        Self {
            applicant: of("applicant", applicants[0]),
            second_applicant: of("applicant", applicants[1]),
            reviewer: named(cast.reviewers[0]),
            second_reviewer: named(cast.reviewers[1]),
            group: administrator.at(cast.reviewers_group),
            administrator,
            api,
            started: Some(started),
            ended: AtomicBool::new(false),
            _database: database,
            folder,
        }
    }

    /// Somebody new, with the language that their Telegram speaks.
    pub async fn newcomer(&self, name: &str, language: &str) -> Person {
        let body = json!({ "first_name": name, "language_code": language });
        person(&self.api, &self.api.post("/api/people", body).await)
    }

    /// The running sandbox, for tests that look into it.
    /// Where the sandbox and the bot keep everything.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub fn started(&self) -> &Started {
        self.started.as_ref().unwrap()
    }

    pub async fn settle(&self) {
        self.api.settle().await;
    }

    /// Moves the clock, stopping at every moment that falls due.
    pub async fn advance(&self, by: Duration) {
        self.api
            .write_down(0, &format!("*** {} pass ***", scripts::spelled(by)))
            .await;
        self.api
            .post("/api/clock", json!({ "advance_seconds": by.as_secs() }))
            .await;
        self.settle().await;
    }

    /// Moves the clock to an instant such as `2026-03-04T09:00:00+08:00`.
    pub async fn advance_to(&self, instant: &str) {
        self.api.write_down(0, &format!("*** {instant} ***")).await;
        self.api.post("/api/clock", json!({ "to": instant })).await;
        self.settle().await;
    }

    /// Makes the group the desk.
    pub async fn open_desk(&self) {
        self.group.says("/here").await;
        self.ignores().await;
    }

    /// An enterprise's filing, handed in by the applicant. Returns its number.
    pub async fn submitted_filing(&self) -> i64 {
        self.submitted_by(&self.applicant, &scripts::enterprise()).await
    }

    /// An individual's filing, handed in by the second applicant, in English.
    pub async fn submitted_individual_filing(&self) -> i64 {
        self.submitted_by(&self.second_applicant, &scripts::individual()).await
    }

    /// A filing handed in by that person with those texts, all sent at once. Returns its number.
    pub async fn submitted_by(&self, person: &Person, texts: &[String]) -> i64 {
        self.ignores().await;
        person.says_all(texts.iter().map(String::as_str)).await;
        let heard = person.hears().await;
        let number = scripts::number_in(&heard);
        number.unwrap_or_else(|| panic!("no filing was handed in:\n{heard}"))
    }

    /// A filing of the applicant's that the authority has.
    pub async fn filing_at_authority(&self) -> i64 {
        let number = self.submitted_filing().await;
        for command in ["approve", "handover", "verified"] {
            self.reviewer.posts(format!("/{command} {number}")).await;
        }
        self.ignores().await;
        number
    }

    /// A filing of the applicant's that was granted.
    pub async fn granted_filing(&self) -> i64 {
        let number = self.filing_at_authority().await;
        self.reviewer
            .says(format!("/grant {number} {}", scripts::GRANTED))
            .await;
        self.ignores().await;
        number
    }

    /// Somebody is put into the reviewers' group.
    pub async fn joins_group(&self, person: &Person) {
        let path = format!("/api/chats/{}/members/{}", self.group.chat, person.id);
        self.api.post(&path, json!({ "status": "member" })).await;
        self.settle().await;
    }

    /// The version of the filing of that number.
    pub async fn version_of(&self, number: i64) -> i64 {
        let store = self.started().store().unwrap();
        let found = filing::Entity::find()
            .filter(filing::Column::Number.eq(number))
            .one(store.connection())
            .await;
        found.unwrap().unwrap().version
    }

    /// The numbers in the register: subjects', then services'.
    pub async fn registered_numbers(&self) -> Vec<String> {
        let store = self.started().store().unwrap();
        let subjects = subject::Entity::find().all(store.connection()).await.unwrap();
        let services = service::Entity::find().all(store.connection()).await.unwrap();
        let subjects = subjects.into_iter().map(|row| row.icp_number);
        subjects.chain(services.into_iter().map(|row| row.icp_number)).collect()
    }

    /// Presses a button that may be gone, as an app does that has not heard of it yet.
    pub async fn press_again(&self, person: &Person, message: i64, label: &str, data: &str) {
        self.api
            .write_down(person.chat, &format!("{} presses the earlier [{label}]", person.name))
            .await;
        let answer = person.press_only(message, data).await;
        if let Some(text) = answer.text {
            let kind = if answer.alert { "window" } else { "passing" };
            self.api.hear_answer(person.chat, format!("({kind}) {text}")).await;
        }
        self.settle().await;
    }

    /// What would change if anything happened to any filing: its row, its answers, its rejections, its history.
    pub async fn traces(&self) -> Traces {
        let store = self.started().store().unwrap();
        let connection = store.connection();
        let filings = filing::Entity::find()
            .order_by_asc(filing::Column::Id)
            .all(connection)
            .await
            .unwrap();
        let answers = answer::Entity::find()
            .order_by_asc(answer::Column::Filing)
            .order_by_asc(answer::Column::Place)
            .order_by_asc(answer::Column::Field)
            .all(connection)
            .await
            .unwrap();
        let rejections = rejection::Entity::find()
            .order_by_asc(rejection::Column::CreatedAt)
            .order_by_asc(rejection::Column::Field)
            .all(connection)
            .await
            .unwrap();
        let history = audit::Entity::find()
            .order_by_asc(audit::Column::Id)
            .all(connection)
            .await
            .unwrap();
        let deadlines = deadline::Entity::find()
            .order_by_asc(deadline::Column::Id)
            .all(connection)
            .await
            .unwrap();
        Traces {
            filings,
            answers,
            rejections,
            history,
            deadlines,
        }
    }

    /// Where that chat stands in the dialogue.
    pub async fn place_of(&self, person: &Person) -> Option<String> {
        let store = self.started().store().unwrap();
        let found = conversation::Entity::find_by_id(person.chat)
            .one(store.connection())
            .await;
        found.unwrap().map(|row| row.state)
    }

    /// From here on Telegram answers so to whatever is sent or edited in that chat; `none` ends it.
    pub async fn telegram_answers(&self, fault: &str, chat: i64) {
        let body = json!({ "fault": fault, "chat": chat, "methods": ["sendMessage", "editMessageText"] });
        self.api.put("/api/services/telegram", body).await;
    }

    /// A person blocks the bot (`kicked`), or unblocks it (`member`).
    pub async fn stands(&self, person: &Person, status: &str) {
        let what = if status == "member" { "unblocks" } else { "blocks" };
        self.api
            .write_down(person.chat, &format!("{} {what} the bot", person.name))
            .await;
        let path = format!("/api/chats/{}/members/{}", person.chat, person.id);
        self.api.post(&path, json!({ "status": status })).await;
        self.settle().await;
    }

    /// What waits to be sent is tried no sooner than in that time: a long outage without its thousands of tries.
    pub async fn tries_no_sooner_than(&self, time: Duration) {
        let store = self.started().store().unwrap();
        let script = format!(
            "UPDATE outbox SET next_at = next_at + {} WHERE status = 'waiting' AND error IS NOT NULL",
            time.as_millis()
        );
        store.connection().execute_unprepared(&script).await.unwrap();
    }

    /// What was said anywhere up to here is of no interest.
    pub async fn ignores(&self) {
        self.settle().await;
        self.api.take_all_unheard().await;
    }

    /// From here on everything that is said and heard is written down.
    pub async fn begin_transcript(&self) {
        self.ignores().await;
        self.api.begin_transcript().await;
    }

    /// What was written down; it counts as heard.
    pub async fn transcript(&self) -> String {
        self.ignores().await;
        self.api.take_transcript().await
    }

    /// Ends the test: a message that nobody looked at fails it.
    pub async fn end(mut self) {
        self.settle().await;
        let unheard = self.api.take_all_unheard().await;
        self.ended.store(true, Ordering::SeqCst);
        if let Some(started) = self.started.take() {
            started.shutdown().await;
        }
        assert!(unheard.is_empty(), "nobody looked at {unheard:#?}");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !self.ended.load(Ordering::SeqCst) && !std::thread::panicking() {
            panic!("a test ends with world.end().await, which looks for messages that nobody looked at");
        }
    }
}

fn person(api: &Arc<Api>, person: &Value) -> Person {
    let name = person["first_name"].as_str().unwrap();
    Person::new(api.clone(), person["id"].as_i64().unwrap(), name)
}
