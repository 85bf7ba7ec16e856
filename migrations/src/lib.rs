//! The list of migrations, in their order. A migration is named for what it does and is not edited once it was shared.

use sea_orm_migration::prelude::*;

mod m20261124_040000_create_tables;
mod m20261126_183000_add_topic_and_recent;

pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_040000_create_tables::Migration),
            Box::new(m20261126_183000_add_topic_and_recent::Migration),
        ]
    }
}
