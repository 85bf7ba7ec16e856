//! Fills a database with filings as a bot has them that ran for three years, quickly: rows in bulk, sealed and hashed as the program does it,
//! so that commands show and find them. All of it is made up. What grows with the number of filings grows here: people, keys, answers, history,
//! deadlines, what was heard and said. What does not, does not: the more filings, the more reviewers, each with about as many on the table.

use std::collections::HashSet;

use beian_bot::domain::deadlines::{DeadlineName, ends_at};
use beian_bot::domain::filing::Status;
use beian_bot::domain::regions::regions;
use beian_bot::storage::seal::{DataKey, SealedAt, Secrets};
use beian_bot::storage::{Store, Transaction, VALUES_A_STATEMENT, queue};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

/// The first filing's number, as in an empty database.
const FIRST_NUMBER: i64 = 1001;
const FIRST_PERSON: i64 = 500_000_000;
const FIRST_REVIEWER: i64 = 400_000_000;
/// How long the bot has been running.
const RUNS: Duration = Duration::days(3 * 365);
/// A transaction has so many filings.
const AT_ONCE: usize = 5_000;
/// Filings a reviewer: so that with ten thousand and with a million each has about seventy on the table.
const A_REVIEWER: usize = 1_430;
/// Of a hundred filings, so many of the newest are not closed yet.
const OPEN: usize = 8;

/// What was seeded, for whoever asks for some of it.
#[derive(Clone, Debug)]
pub struct Seeded {
    pub filings: usize,
}

impl Seeded {
    /// Reviewers by number; the same few have claimed what is open, in turn.
    pub fn reviewer(&self, n: usize) -> i64 {
        FIRST_REVIEWER + (n % reviewers(self.filings)) as i64
    }

    /// Who has filed the `n`th filing: four of five people one, the others two.
    pub fn applicant(&self, n: usize) -> i64 {
        applicant(n)
    }

    pub fn number(&self, n: usize) -> i64 {
        FIRST_NUMBER + n as i64
    }

    pub fn domain(&self, n: usize) -> String {
        domain(n)
    }

    pub fn mobile(&self, n: usize) -> String {
        mobile(n)
    }

    /// One of five hundred names of people: very many filings share it.
    pub fn name(&self, n: usize) -> String {
        name(n)
    }
}

/// A number that has no part in common with the 24 places of what is open and the five of what is claimed: so each has some of all.
fn reviewers(filings: usize) -> usize {
    (filings / A_REVIEWER).max(4) / 30 * 30 + 7
}

fn applicant(n: usize) -> i64 {
    let n = n as i64;
    FIRST_PERSON + if n % 5 == 4 { n - 1 } else { n }
}

fn domain(n: usize) -> String {
    format!("seeded{n}-example.com")
}

fn mobile(n: usize) -> String {
    format!("139{n:08}")
}

fn name(n: usize) -> String {
    let letter = |letters: &str, n: usize| letters.chars().nth(n % letters.chars().count()).unwrap();
    let (a, b) = (letter("林陈沈顾王", n), letter("示样例演试", n / 5));
    let c = letter("安宁言满书小云山青橙茶江南北东西春夏秋冬", n / 25);
    [a, b, c].into_iter().collect()
}

/// In which province the `n`th filing is made.
fn region(n: usize) -> &'static str {
    &regions()[n % regions().len()].id
}

/// Where the `n`th of so many filings stands: of the newest, one in each place in turn.
fn status(n: usize, filings: usize) -> Status {
    use Status::{
        Authority, Cancelled, Curtain, CurtainPhoto, CurtainReview, Drafting, FirstReview, Granted, Lapsed, Papers,
        Ready, Rejected, Returned, Sms, Supplement, Withdrawn,
    };
    const CLOSED: [Status; 20] = [
        Granted, Granted, Granted, Lapsed, Granted, Granted, Withdrawn, Granted, Granted, Granted, Granted, Lapsed,
        Granted, Granted, Granted, Granted, Cancelled, Granted, Lapsed, Granted,
    ];
    const OF_OPEN: [Status; 24] = [
        FirstReview,
        Authority,
        Drafting,
        Ready,
        Authority,
        FirstReview,
        Sms,
        Papers,
        FirstReview,
        Rejected,
        Authority,
        Curtain,
        FirstReview,
        CurtainReview,
        Authority,
        Sms,
        FirstReview,
        Supplement,
        CurtainPhoto,
        FirstReview,
        Drafting,
        Ready,
        Returned,
        Authority,
    ];
    if n >= filings - (filings * OPEN / 100).max(24) {
        OF_OPEN[n % OF_OPEN.len()]
    } else {
        CLOSED[n % CLOSED.len()]
    }
}

/// How rows are written: on SQLite row by row with a prepared statement, past the program, which is by far the quickest there; on a server
/// with few large statements.
enum Writer<'a> {
    Sqlite(rusqlite::Connection),
    Server(&'a Store, Option<Transaction>),
}

impl<'a> Writer<'a> {
    fn to(store: &'a Store, url: &str) -> Self {
        let Some(file) = url.strip_prefix("sqlite://") else {
            return Self::Server(store, None);
        };
        let connection = rusqlite::Connection::open(file).unwrap();
        // Should the machine die meanwhile, it is seeded again.
        connection
            .execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -500000; PRAGMA foreign_keys = OFF;")
            .unwrap();
        connection.set_prepared_statement_cache_capacity(32);
        Self::Sqlite(connection)
    }

    async fn begin(&mut self) {
        match self {
            Self::Sqlite(connection) => connection.execute_batch("BEGIN").unwrap(),
            Self::Server(store, tx) => *tx = Some(store.begin().await.unwrap()),
        }
    }

    async fn commit(&mut self) {
        match self {
            Self::Sqlite(connection) => connection.execute_batch("COMMIT").unwrap(),
            Self::Server(_, tx) => tx.take().unwrap().commit().await.unwrap(),
        }
    }
}

/// As SQLite's own library is given it.
fn of_sqlite(value: Value) -> rusqlite::types::Value {
    use rusqlite::types::Value as Sqlite;
    match value {
        Value::BigInt(Some(number)) => Sqlite::Integer(number),
        Value::Int(Some(number)) => Sqlite::Integer(number.into()),
        Value::Bool(Some(is_so)) => Sqlite::Integer(is_so.into()),
        Value::String(Some(text)) => Sqlite::Text(text.to_string()),
        Value::Bytes(Some(bytes)) => Sqlite::Blob(bytes.to_vec()),
        Value::Uuid(Some(id)) => Sqlite::Blob(id.as_bytes().to_vec()),
        _ => Sqlite::Null,
    }
}

/// Rows of a table that are still to be written.
struct Bulk {
    table: &'static str,
    columns: &'static str,
    width: usize,
    values: Vec<Value>,
}

impl Bulk {
    fn new(table: &'static str, columns: &'static str) -> Self {
        Self {
            table,
            columns,
            width: columns.split(',').count(),
            values: Vec::new(),
        }
    }

    fn text(&self, rows: usize) -> String {
        let row = |n: usize| {
            let marks: Vec<_> = (1..=self.width)
                .map(|mark| format!("${}", n * self.width + mark))
                .collect();
            format!("({})", marks.join(","))
        };
        let rows: Vec<_> = (0..rows).map(row).collect();
        format!(
            "INSERT INTO {} ({}) VALUES {}",
            self.table,
            self.columns,
            rows.join(",")
        )
    }

    fn add<const N: usize>(&mut self, row: [Value; N]) {
        assert_eq!(N, self.width, "{}", self.table);
        self.values.extend(row);
    }

    async fn write(&mut self, writer: &Writer<'_>) {
        let values = std::mem::take(&mut self.values);
        match writer {
            Writer::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&self.text(1)).unwrap();
                let mut values = values.into_iter().map(of_sqlite).peekable();
                while values.peek().is_some() {
                    let row = values.by_ref().take(self.width);
                    statement.execute(rusqlite::params_from_iter(row)).unwrap();
                }
            }
            Writer::Server(_, tx) => {
                let tx = tx.as_ref().unwrap();
                for part in values.chunks(VALUES_A_STATEMENT / 10 / self.width * self.width) {
                    let text = self.text(part.len() / self.width);
                    let statement = Statement::from_sql_and_values(tx.get_database_backend(), text, part.to_vec());
                    tx.execute_raw(statement).await.unwrap();
                }
            }
        }
    }
}

struct Tables {
    keys: Bulk,
    people: Bulk,
    conversations: Bulk,
    filings: Bulk,
    answers: Bulk,
    rejections: Bulk,
    deadlines: Bulk,
    history: Bulk,
    inbox: Bulk,
    outbox: Bulk,
    deliveries: Bulk,
    subjects: Bulk,
    services: Bulk,
}

impl Tables {
    fn new() -> Self {
        Self {
            keys: Bulk::new("data_key", "id, owner, secret_id, wrapped, created_at"),
            people: Bulk::new("person", "id, data_key, language, name, created_at"),
            conversations: Bulk::new("conversation", "chat, kind, data_key, state, updated_at"),
            filings: Bulk::new(
                "filing",
                "id, number, applicant, data_key, kind, status, version, services, facts, round, claimed_by, claimed_at, submitted_at, \
                 status_since, created_at, updated_at, region",
            ),
            answers: Bulk::new(
                "answer",
                "filing, place, field, version, doubted, value, lookup, updated_at",
            ),
            rejections: Bulk::new(
                "rejection",
                "filing, round, place, field, answer_version, reason, by, sent_at, created_at",
            ),
            deadlines: Bulk::new(
                "deadline",
                "id, filing, name, chat, began_at, ends_at, next_at, closed_at",
            ),
            history: Bulk::new("audit", "filing, at, actor, person, action, from_status, to_status"),
            inbox: Bulk::new(
                "inbox",
                "source, key, chat, content, status, careful, tries, begun, received_at, done_at",
            ),
            outbox: Bulk::new(
                "outbox",
                "key, channel, lane, chat, kind, content, status, tries, faults, next_at, created_at, done_at, matter",
            ),
            deliveries: Bulk::new("delivery", "channel, fence, holder, until"),
            subjects: Bulk::new(
                "subject",
                "id, person, status, icp_number, lookup, value, filing, granted_at",
            ),
            services: Bulk::new(
                "service",
                "id, subject, kind, status, icp_number, lookup, value, filing, granted_at",
            ),
        }
    }

    /// In the order in which rows name each other.
    async fn write(&mut self, writer: &Writer<'_>) {
        for table in [
            &mut self.keys,
            &mut self.people,
            &mut self.conversations,
            &mut self.filings,
            &mut self.answers,
            &mut self.rejections,
            &mut self.deadlines,
            &mut self.history,
            &mut self.inbox,
            &mut self.outbox,
            &mut self.deliveries,
            &mut self.subjects,
            &mut self.services,
        ] {
            table.write(writer).await;
        }
    }
}

/// So many filings, in a database with all tables and no filing, which the store has open and the URL names.
pub async fn seed(store: &Store, url: &str, secrets: &Secrets, now: DateTime<Utc>, filings: usize) -> Seeded {
    // Ids are chance and rows are written in their order, which is quick; when each was filed has nothing to do with it.
    let mut ids: Vec<u128> = (0..filings).map(|_| Uuid::new_v4().as_u128() & !0xff).collect();
    ids.sort_unstable();
    let mut tables = Tables::new();
    let mut written = HashSet::new();
    let mut order = (0..filings)
        .map(|n| (n * 7_368_787 + 11) % filings)
        .zip(&ids)
        .peekable();
    let mut writer = Writer::to(store, url);
    reviewers_with_roles(&mut writer, secrets, now, filings).await;
    while order.peek().is_some() {
        writer.begin().await;
        for (n, id) in order.by_ref().take(AT_ONCE) {
            Seed {
                secrets,
                now,
                filings,
                n,
                id: *id,
            }
            .add(&mut tables, &mut written);
        }
        tables.write(&writer).await;
        writer.commit().await;
    }
    drop(writer);
    let connection = store.connection();
    let next = FIRST_NUMBER + filings as i64;
    let counter = format!("UPDATE counter SET next = {next} WHERE name = 'filing'");
    connection.execute_unprepared(&counter).await.unwrap();
    queue::recount(store).await.unwrap();
    if store.is_postgres() {
        connection
            .execute_unprepared("SET statement_timeout = 0; ANALYZE")
            .await
            .unwrap();
    } else {
        connection
            .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
            .await
            .unwrap();
    }
    Seeded { filings }
}

async fn reviewers_with_roles(writer: &mut Writer<'_>, secrets: &Secrets, now: DateTime<Utc>, filings: usize) {
    let mut tables = Tables::new();
    let mut roles = Bulk::new("role", "person, role, appointed_by, at");
    let at = now.timestamp_millis();
    for n in 0..reviewers(filings) {
        let id = FIRST_REVIEWER + n as i64;
        person(secrets, &mut tables, id, Uuid::new_v4().as_u128() & !0xff, at);
        roles.add([id.into(), "reviewer".into(), 1_i64.into(), at.into()]);
    }
    writer.begin().await;
    tables.write(writer).await;
    roles.write(writer).await;
    writer.commit().await;
}

fn key(secrets: &Secrets, tables: &mut Tables, id: u128, owner: &str, at: i64) -> DataKey {
    let (key, wrapped) = secrets.new_data_key(Uuid::from_u128(id)).unwrap();
    tables.keys.add([
        wrapped.id.into(),
        owner.into(),
        wrapped.secret_id.into(),
        wrapped.wrapped.into(),
        at.into(),
    ]);
    key
}

fn person(secrets: &Secrets, tables: &mut Tables, id: i64, near: u128, at: i64) {
    let of_person = key(secrets, tables, near | 1, "person", at);
    let place = SealedAt {
        table: "person",
        row: &id.to_string(),
        column: "name",
    };
    let name = of_person.seal("示例".as_bytes(), &place).unwrap();
    tables
        .people
        .add([id.into(), of_person.id().into(), "zh".into(), name.into(), at.into()]);
    let of_chat = key(secrets, tables, near | 2, "chat", at);
    tables.conversations.add([
        id.into(),
        "private".into(),
        of_chat.id().into(),
        r#"{"step":"idle"}"#.into(),
        at.into(),
    ]);
}

/// One filing with all that belongs to it.
struct Seed<'a> {
    secrets: &'a Secrets,
    now: DateTime<Utc>,
    filings: usize,
    /// Which one in the order of their numbers.
    n: usize,
    id: u128,
}

impl Seed<'_> {
    fn add(&self, tables: &mut Tables, written: &mut HashSet<i64>) {
        let (n, id) = (self.n, Uuid::from_u128(self.id));
        let status = status(n, self.filings);
        let age = RUNS.num_minutes() * (self.filings - n) as i64 / self.filings as i64;
        let created = (self.now - Duration::minutes(age + 60)).timestamp_millis();
        // It came into its status somewhere between then and now, within some days.
        let since = (created + (n as i64 * 7_919 % 97) * 3_000_000).min(self.now.timestamp_millis() - 1);
        let person_id = applicant(n);
        if written.insert(person_id) {
            person(self.secrets, tables, person_id, self.id, created);
        } else {
            written.remove(&person_id);
        }
        let is_open = status.is_with_reviewer();
        let reviewer = FIRST_REVIEWER + (n % reviewers(self.filings)) as i64;
        let claimed_by = match status {
            Status::Drafting => None,
            Status::Granted => (n % 2 == 0).then_some(reviewer),
            _ => (is_open && n % 5 < 3).then_some(reviewer),
        };
        let number = (status != Status::Drafting).then_some(FIRST_NUMBER + n as i64);
        let of_filing = key(self.secrets, tables, self.id | 3, "filing", created);
        tables.filings.add([
            id.into(),
            number.into(),
            person_id.into(),
            Some(of_filing.id()).into(),
            Some("first_filing").into(),
            status.as_str().into(),
            40_i64.into(),
            r#"[{"no":1,"kind":"site"}]"#.into(),
            r#"{"pictures":false}"#.into(),
            i32::from(n % 10 == 0).into(),
            claimed_by.into(),
            claimed_by.map(|_| since).into(),
            number.map(|_| created).into(),
            since.into(),
            created.into(),
            since.into(),
            number.map(|_| region(n)).into(),
        ]);
        self.answers(tables, &of_filing, created);
        self.deadlines(tables, status, since);
        if n % 10 == 0 {
            tables.rejections.add([
                id.into(),
                1_i32.into(),
                "1".into(),
                "domain".into(),
                3_i64.into(),
                Some("domain_holder_differs").into(),
                reviewer.into(),
                Some(created).into(),
                created.into(),
            ]);
        }
        for action in ["submitted", "claim", "approved", "handed_over"] {
            tables.history.add([
                id.into(),
                since.into(),
                "reviewer".into(),
                Some(reviewer).into(),
                action.into(),
                "first_review".into(),
                status.as_str().into(),
            ]);
        }
        if n % 20 == 0 {
            self.traffic(tables, person_id);
        }
        if status == Status::Granted && n % 4 == 0 {
            let subject = Uuid::from_u128(self.id | 4);
            let lookup = self.hash("certificate_number", &certificate(n));
            let (value, at) = (Vec::<u8>::new(), since);
            tables.subjects.add([
                subject.into(),
                person_id.into(),
                "granted".into(),
                format!("苏ICP备{n:08}号").into(),
                lookup.into(),
                value.clone().into(),
                id.into(),
                at.into(),
            ]);
            tables.services.add([
                Uuid::from_u128(self.id | 5).into(),
                subject.into(),
                "site".into(),
                "granted".into(),
                format!("苏ICP备{n:08}号-1").into(),
                self.hash("domain", &domain(n)).into(),
                value.into(),
                id.into(),
                at.into(),
            ]);
        }
    }

    fn hash(&self, purpose: &str, text: &str) -> String {
        self.secrets.lookup_hash(purpose, text).unwrap()
    }

    fn answers(&self, tables: &mut Tables, of_filing: &DataKey, at: i64) {
        let (n, id) = (self.n, Uuid::from_u128(self.id));
        let region = region(n);
        let answers = [
            ("subject", "region", "choice", region.to_owned(), None),
            ("subject", "nature", "choice", "enterprise".to_owned(), None),
            (
                "subject",
                "certificate_number",
                "certificate_number",
                certificate(n),
                Some("certificate_number"),
            ),
            (
                "subject",
                "organiser_name",
                "organiser_name",
                format!("示例{}第{n}科技有限公司", name(n)),
                Some("name"),
            ),
            ("subject", "head_name", "person_name", name(n), Some("name")),
            ("subject", "head_mobile", "mobile", mobile(n), Some("mobile")),
            ("1", "domain", "domain", domain(n), Some("domain")),
        ];
        for (version, (place, field, kind, value, purpose)) in (1_i64..).zip(answers) {
            let sealed_place = if place == "1" { "site:1" } else { place };
            let row = format!("{id}|{sealed_place}|{field}");
            let at_row = SealedAt {
                table: "answer",
                row: &row,
                column: "value",
            };
            let clear = serde_json::json!({ "kind": kind, "value": value }).to_string();
            let sealed = of_filing.seal(clear.as_bytes(), &at_row).unwrap();
            let lookup = purpose.map(|purpose| self.hash(purpose, &value));
            tables.answers.add([
                id.into(),
                place.into(),
                field.into(),
                version.into(),
                false.into(),
                sealed.into(),
                lookup.into(),
                at.into(),
            ]);
        }
    }

    /// Two that are closed, and of what is open the one that runs, whose next moment is to come.
    fn deadlines(&self, tables: &mut Tables, status: Status, since: i64) {
        let began = DateTime::from_timestamp_millis(since).unwrap();
        let filing = Uuid::from_u128(self.id);
        let running = DeadlineName::of_status(status);
        let to_come = self.now.timestamp_millis() + 600_000 + (self.n as i64 * 104_729 % 40_000) * 60_000;
        let all = [
            (0x10, DeadlineName::Draft, None),
            (0x11, DeadlineName::FirstReview, None),
            (0x12, running.unwrap_or(DeadlineName::Draft), running.map(|_| to_come)),
        ];
        for (low, name, next_at) in all {
            if low == 0x12 && next_at.is_none() {
                continue;
            }
            tables.deadlines.add([
                Uuid::from_u128(self.id | low).into(),
                filing.into(),
                name.as_str().into(),
                applicant(self.n).into(),
                since.into(),
                ends_at(name, began).0.timestamp_millis().into(),
                next_at.into(),
                next_at.map_or(Some(since), |_| None).into(),
            ]);
        }
    }

    /// What was heard and said within the days for which it is kept.
    fn traffic(&self, tables: &mut Tables, chat: i64) {
        let at = self.now.timestamp_millis() - (self.n as i64 * 31_337 % 60) * 3_600_000;
        let channel = format!("chat:{chat}:answer");
        tables.inbox.add([
            "telegram".into(),
            format!("telegram:seeded:{}", self.n).into(),
            chat.into(),
            Vec::<u8>::new().into(),
            "done".into(),
            false.into(),
            0_i32.into(),
            0_i32.into(),
            at.into(),
            Some(at).into(),
        ]);
        tables.outbox.add([
            format!("seeded:{}", self.n).into(),
            channel.clone().into(),
            "answer".into(),
            chat.into(),
            "send".into(),
            Vec::<u8>::new().into(),
            "done".into(),
            0_i32.into(),
            0_i32.into(),
            0_i64.into(),
            at.into(),
            Some(at).into(),
            Some(format!("status:{}", Uuid::from_u128(self.id).simple())).into(),
        ]);
        tables
            .deliveries
            .add([channel.into(), 3_i64.into(), "p1".into(), 0_i64.into()]);
    }
}

/// Looks like a credit code, and is none: the body of the code is counted up.
fn certificate(n: usize) -> String {
    format!("9132{n:014}")
}
