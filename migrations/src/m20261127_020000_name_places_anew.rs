//! Services are named by their number alone (`2`, not `site:2`), since they may be APPs, whose platforms are places too (`2.ios`).
//! And an answer remembers that it was doubted and not confirmed yet.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261127_020000_name_places_anew"
    }
}

/// Until now every filing had one website, the first, so its names can be written out.
const UP: [&str; 6] = [
    "UPDATE answer SET place = '1' WHERE place = 'site:1'",
    "UPDATE rejection SET place = '1' WHERE place = 'site:1'",
    "UPDATE filing SET services = '[{\"no\":1,\"kind\":\"site\"}]' WHERE services = '[\"site:1\"]'",
    "UPDATE filing SET facts = REPLACE(facts, '\"site:1\"', '\"1\"')",
    "UPDATE conversation SET state = REPLACE(state, '\"place\":\"site:1\"', '\"place\":\"1\"')",
    "ALTER TABLE answer ADD COLUMN doubted boolean NOT NULL DEFAULT FALSE",
];

const DOWN: [&str; 6] = [
    "ALTER TABLE answer DROP COLUMN doubted",
    "UPDATE conversation SET state = REPLACE(state, '\"place\":\"1\"', '\"place\":\"site:1\"')",
    "UPDATE filing SET facts = REPLACE(facts, '\"1\"', '\"site:1\"')",
    "UPDATE filing SET services = '[\"site:1\"]' WHERE services = '[{\"no\":1,\"kind\":\"site\"}]'",
    "UPDATE rejection SET place = 'site:1' WHERE place = '1'",
    "UPDATE answer SET place = 'site:1' WHERE place = '1'",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &DOWN).await
    }
}

async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let db = manager.get_connection();
    for statement in statements {
        db.execute_unprepared(statement).await?;
    }
    Ok(())
}
