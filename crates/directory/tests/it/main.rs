//! The verbs, over a real store on both databases, a real index and the real gazetteer.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to be there")]

mod coverage;
mod end_of_run;
mod finding;
mod following;
mod merging;
mod people;
mod rig;
mod serving;
