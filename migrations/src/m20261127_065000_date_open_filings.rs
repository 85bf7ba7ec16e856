//! An open filing has a date to come. Versions before closed a promise once it had passed, and knew no promise of the hand-over: such a
//! filing got a date only at its next action.

use std::time::{SystemTime, UNIX_EPOCH};

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261127_065000_date_open_filings"
    }
}

/// What runs in a status, and after how many days a date that nobody promised is set. Holidays are not counted: it is the program's
/// business to know them.
const RUNS: [(&str, &str, i64); 6] = [
    ("drafting", "draft", 30),
    ("first_review", "first_review", 2),
    ("ready", "hand_over", 1),
    ("rejected", "correction", 45),
    ("returned", "correction", 45),
    ("authority", "authority", 28),
];

const DAY: i64 = 86_400_000;

const NOTHING_IS_OPEN: &str =
    "NOT EXISTS (SELECT 1 FROM deadline one WHERE one.filing = filing.id AND one.closed_at IS NULL)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        #[allow(
            clippy::disallowed_methods,
            reason = "a migration is given no clock; the day is far enough ahead for any"
        )]
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now: i64 = now.as_millis().try_into().unwrap_or_default();
        for (status, name, days) in RUNS {
            // The promise that was given counts on. It was told as missed when it was closed, so its next moment comes after that.
            let reopened = format!(
                "UPDATE deadline SET next_at = closed_at + 1, closed_at = NULL WHERE id IN (
                    SELECT last.id FROM filing JOIN deadline last ON last.filing = filing.id
                    WHERE filing.status = '{status}' AND last.name = '{name}' AND {NOTHING_IS_OPEN}
                    AND last.began_at >= filing.status_since AND NOT EXISTS (
                        SELECT 1 FROM deadline later WHERE later.filing = filing.id AND later.name = '{name}'
                        AND (later.began_at > last.began_at OR later.began_at = last.began_at AND later.id > last.id)))"
            );
            // What has none yet gets one that ends ahead, in its applicant's chat. A filing's own id is an id that no deadline has.
            let ends_at = now + days * DAY;
            let begun = format!(
                "INSERT INTO deadline (id, filing, name, chat, began_at, ends_at, next_at, closed_at)
                SELECT id, id, '{name}', applicant, {now}, {ends_at}, {ends_at}, NULL FROM filing
                WHERE status = '{status}' AND {NOTHING_IS_OPEN}
                AND EXISTS (SELECT 1 FROM conversation WHERE conversation.chat = filing.applicant)"
            );
            // One that is open and has no moment to come says nothing any more.
            let woken = format!(
                "UPDATE deadline SET next_at = CASE WHEN ends_at > {now} THEN ends_at ELSE {now} END
                WHERE next_at IS NULL AND closed_at IS NULL AND name = '{name}'
                AND filing IN (SELECT id FROM filing WHERE status = '{status}')"
            );
            for statement in [reopened, begun, woken] {
                db.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }

    /// The dates are true in the version before, too.
    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
