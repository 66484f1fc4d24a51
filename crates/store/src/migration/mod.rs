//! The tables, step by step, by hand: one step a file, named by its file, never altered once
//! released.

mod m20261122_000001_sources;
mod m20261122_000002_listings;
mod m20261122_000003_statements;
mod m20261122_000004_log;
mod m20261122_000005_categories;
mod m20261125_000006_source_areas;
mod m20261125_000008_matching;
mod m20261125_000010_search_term_counts;
mod m20261125_000011_passed_on;
mod m20261125_000013_people;
mod m20261125_000014_reports;
mod m20261125_000015_edits;
mod m20261125_000016_drafts;
mod m20261125_000017_kitemarks;
mod m20261125_000019_federation;
mod m20261125_000020_webhooks;
mod m20261125_000021_freshness;
mod m20261125_000022_accounts;
mod m20261126_000026_closed_until;
mod m20261126_000027_suggestion_mails;
mod m20261126_000029_charities;
mod m20261126_000030_charity_names;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All steps, oldest first.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_sources::Migration),
            Box::new(m20261122_000002_listings::Migration),
            Box::new(m20261122_000003_statements::Migration),
            Box::new(m20261122_000004_log::Migration),
            Box::new(m20261122_000005_categories::Migration),
            Box::new(m20261125_000006_source_areas::Migration),
            Box::new(m20261125_000008_matching::Migration),
            Box::new(m20261125_000010_search_term_counts::Migration),
            Box::new(m20261125_000011_passed_on::Migration),
            Box::new(m20261125_000013_people::Migration),
            Box::new(m20261125_000014_reports::Migration),
            Box::new(m20261125_000015_edits::Migration),
            Box::new(m20261125_000016_drafts::Migration),
            Box::new(m20261125_000017_kitemarks::Migration),
            Box::new(m20261125_000019_federation::Migration),
            Box::new(m20261125_000020_webhooks::Migration),
            Box::new(m20261125_000021_freshness::Migration),
            Box::new(m20261125_000022_accounts::Migration),
            Box::new(m20261126_000026_closed_until::Migration),
            Box::new(m20261126_000027_suggestion_mails::Migration),
            Box::new(m20261126_000029_charities::Migration),
            Box::new(m20261126_000030_charity_names::Migration),
        ]
    }
}
