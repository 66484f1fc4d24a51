//! The verbs, over a real store on both databases, a real index and the real gazetteer.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to be there")]

mod apart;
mod converging;
mod coverage;
mod deciding;
mod disagreeing;
mod edits;
mod end_of_run;
mod federating;
mod finding;
mod following;
mod gaps;
mod held;
mod merging;
mod neighbours;
mod people;
mod registering;
mod replay;
mod rig;
mod serving;
mod suggest;
mod webhooks;
mod when;
