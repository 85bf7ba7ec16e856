//! The list of migrations, in their order. A migration is named for what it does and is not edited once it was shared.

use sea_orm_migration::prelude::*;

mod m20261124_040000_create_tables;
mod m20261126_180000_add_begun_to_inbox;
mod m20261126_181500_add_what_was_not_told;
mod m20261126_183000_delete_dropped_drafts;
mod m20261126_183500_add_topic_and_recent;
mod m20261127_020000_name_places_anew;
mod m20261127_060000_add_reply_to_rejection;
mod m20261127_061000_add_asked_for;
mod m20261127_065000_date_open_filings;
mod m20261127_065500_add_file;
mod m20261127_070000_add_was_to_rejection;
mod m20261128_020000_add_question;
mod m20261128_020000_indexes_for_scale;
mod m20261128_030000_add_quiet_to_person;
mod m20261128_040000_index_granted_numbers;
mod m20261128_070000_add_region_to_filing;

pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_040000_create_tables::Migration),
            Box::new(m20261126_180000_add_begun_to_inbox::Migration),
            Box::new(m20261126_181500_add_what_was_not_told::Migration),
            Box::new(m20261126_183000_delete_dropped_drafts::Migration),
            Box::new(m20261126_183500_add_topic_and_recent::Migration),
            Box::new(m20261127_020000_name_places_anew::Migration),
            Box::new(m20261127_060000_add_reply_to_rejection::Migration),
            Box::new(m20261127_061000_add_asked_for::Migration),
            Box::new(m20261127_065000_date_open_filings::Migration),
            Box::new(m20261127_065500_add_file::Migration),
            Box::new(m20261127_070000_add_was_to_rejection::Migration),
            Box::new(m20261128_020000_indexes_for_scale::Migration),
            Box::new(m20261128_020000_add_question::Migration),
            Box::new(m20261128_030000_add_quiet_to_person::Migration),
            Box::new(m20261128_040000_index_granted_numbers::Migration),
            Box::new(m20261128_070000_add_region_to_filing::Migration),
        ]
    }
}
