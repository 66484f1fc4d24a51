//! The verbs, over a real store on both databases, a real index and the real gazetteer.

mod end_of_run;
mod finding;
mod following;
mod merging;
mod rig;
