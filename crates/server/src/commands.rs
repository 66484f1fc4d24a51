//! What each command does, one file a command.

pub(crate) mod config;
pub(crate) mod coverage;
pub(crate) mod crawl;
pub(crate) mod doctor;
pub(crate) mod export;
pub(crate) mod gaps;
pub(crate) mod gazetteer;
pub(crate) mod matches;
pub(crate) mod migrate;
pub(crate) mod openapi;
pub(crate) mod people;
pub(crate) mod register;
pub(crate) mod reindex;
pub(crate) mod rematch;
pub(crate) mod serve;
pub(crate) mod sources;
