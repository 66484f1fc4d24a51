//! Pages of the kitemark: one question at a time, an application whole, the assessors' queue, the
//! page that proves a mark, and the badge.

pub(crate) mod application;
pub(crate) mod badge;
mod forms;
pub(crate) mod proof;
pub(crate) mod question;
pub(crate) mod queue;
