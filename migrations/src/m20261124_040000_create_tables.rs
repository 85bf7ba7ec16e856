//! The first tables. Plain SQL that SQLite and PostgreSQL both read; the few words that differ are put in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261124_040000_create_tables"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let (bytes, uuid, serial) = match db.get_database_backend() {
            DbBackend::Postgres => ("bytea", "uuid", "bigserial PRIMARY KEY"),
            _ => ("blob", "blob", "integer PRIMARY KEY AUTOINCREMENT"),
        };
        let script = TABLES
            .replace("{bytes}", bytes)
            .replace("{uuid}", uuid)
            .replace("{serial}", serial);
        db.execute_unprepared(&script).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for table in DROP_ORDER {
            db.execute_unprepared(&format!("DROP TABLE IF EXISTS {table}")).await?;
        }
        Ok(())
    }
}

const DROP_ORDER: [&str; 17] = [
    "service",
    "subject",
    "audit",
    "deadline",
    "rejection",
    "answer",
    "filing",
    "slot",
    "delivery",
    "outbox",
    "inbox",
    "conversation",
    "role",
    "person",
    "desk",
    "counter",
    "data_key",
];

/// Data keys are named by foreign key wherever something is sealed under them, so that what arrives while a person is being
/// deleted makes that save fail instead of staying behind unreadable.
const TABLES: &str = "
CREATE TABLE data_key (
    id {uuid} PRIMARY KEY, owner text NOT NULL, secret_id text NOT NULL, wrapped {bytes} NOT NULL, created_at bigint NOT NULL);

CREATE TABLE person (
    id bigint PRIMARY KEY, data_key {uuid} NOT NULL REFERENCES data_key (id), language text NOT NULL, name {bytes} NOT NULL,
    created_at bigint NOT NULL);
CREATE TABLE role (
    person bigint PRIMARY KEY, role text NOT NULL, appointed_by bigint NOT NULL, at bigint NOT NULL);
CREATE TABLE desk (
    chat bigint PRIMARY KEY, by bigint NOT NULL, language text NOT NULL, at bigint NOT NULL);
CREATE TABLE counter (name text PRIMARY KEY, next bigint NOT NULL);
INSERT INTO counter (name, next) VALUES ('filing', 1001);

CREATE TABLE conversation (
    chat bigint PRIMARY KEY, kind text NOT NULL, data_key {uuid} NOT NULL REFERENCES data_key (id), state text NOT NULL,
    updated_at bigint NOT NULL);

CREATE TABLE inbox (
    id {serial}, source text NOT NULL, key text NOT NULL UNIQUE, update_id bigint,
    chat bigint NOT NULL REFERENCES conversation (chat), data_key {uuid} REFERENCES data_key (id),
    content {bytes} NOT NULL, status text NOT NULL, careful boolean NOT NULL, tries integer NOT NULL,
    received_at bigint NOT NULL, done_at bigint);
CREATE INDEX inbox_waiting ON inbox (chat, id) WHERE status = 'waiting';
CREATE INDEX inbox_done_at ON inbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX inbox_data_key ON inbox (data_key);

CREATE TABLE outbox (
    id {serial}, key text NOT NULL UNIQUE, channel text NOT NULL, lane text NOT NULL, chat bigint NOT NULL, kind text NOT NULL,
    slot text, data_key {uuid} REFERENCES data_key (id), content {bytes} NOT NULL, status text NOT NULL,
    tries integer NOT NULL, next_at bigint NOT NULL, expires_at bigint, created_at bigint NOT NULL, done_at bigint, error text);
CREATE INDEX outbox_waiting ON outbox (channel, id) WHERE status = 'waiting';
CREATE INDEX outbox_done_at ON outbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX outbox_data_key ON outbox (data_key);

CREATE TABLE delivery (
    channel text PRIMARY KEY, fence bigint NOT NULL, holder text NOT NULL, until bigint NOT NULL);
CREATE TABLE slot (
    chat bigint NOT NULL, name text NOT NULL, message_id bigint NOT NULL, updated_at bigint NOT NULL,
    PRIMARY KEY (chat, name));

CREATE TABLE filing (
    id {uuid} PRIMARY KEY, number bigint UNIQUE, applicant bigint NOT NULL, data_key {uuid} REFERENCES data_key (id),
    kind text, status text NOT NULL, version bigint NOT NULL, services text NOT NULL, facts text NOT NULL, round integer NOT NULL,
    claimed_by bigint, claimed_at bigint, submitted_at bigint, status_since bigint NOT NULL, created_at bigint NOT NULL,
    updated_at bigint NOT NULL);
CREATE INDEX filing_applicant ON filing (applicant, created_at);
CREATE INDEX filing_status ON filing (status, submitted_at);
CREATE INDEX filing_claimed_by ON filing (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE TABLE answer (
    filing {uuid} NOT NULL REFERENCES filing (id), place text NOT NULL, field text NOT NULL, version bigint NOT NULL,
    value {bytes} NOT NULL, lookup text, updated_at bigint NOT NULL, PRIMARY KEY (filing, place, field));
CREATE INDEX answer_lookup ON answer (lookup) WHERE lookup IS NOT NULL;
CREATE TABLE rejection (
    filing {uuid} NOT NULL REFERENCES filing (id), round integer NOT NULL, place text NOT NULL, field text NOT NULL,
    answer_version bigint NOT NULL, reason text, words {bytes}, by bigint NOT NULL, sent_at bigint, created_at bigint NOT NULL,
    PRIMARY KEY (filing, round, place, field));
CREATE TABLE deadline (
    id {uuid} PRIMARY KEY, filing {uuid} NOT NULL REFERENCES filing (id), name text NOT NULL,
    chat bigint NOT NULL REFERENCES conversation (chat), began_at bigint NOT NULL, ends_at bigint NOT NULL, next_at bigint,
    closed_at bigint);
CREATE INDEX deadline_next_at ON deadline (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX deadline_filing ON deadline (filing);
CREATE TABLE audit (
    id {serial}, filing {uuid} NOT NULL REFERENCES filing (id), at bigint NOT NULL, actor text NOT NULL, person bigint,
    action text NOT NULL, from_status text NOT NULL, to_status text NOT NULL, words {bytes});
CREATE INDEX audit_filing ON audit (filing, id);

CREATE TABLE subject (
    id {uuid} PRIMARY KEY, person bigint NOT NULL, data_key {uuid} REFERENCES data_key (id), status text NOT NULL,
    icp_number text NOT NULL, lookup text NOT NULL, value {bytes} NOT NULL, filing {uuid} NOT NULL, granted_at bigint NOT NULL);
CREATE INDEX subject_lookup ON subject (lookup);
CREATE INDEX subject_person ON subject (person);
CREATE TABLE service (
    id {uuid} PRIMARY KEY, subject {uuid} NOT NULL REFERENCES subject (id), data_key {uuid} REFERENCES data_key (id),
    kind text NOT NULL, status text NOT NULL, icp_number text NOT NULL, lookup text NOT NULL, value {bytes} NOT NULL,
    filing {uuid} NOT NULL, granted_at bigint NOT NULL);
CREATE INDEX service_lookup ON service (lookup);
CREATE INDEX service_subject ON service (subject);
";
