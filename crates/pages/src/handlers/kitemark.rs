//! The kitemark: applying, one question a page; deciding; and the page and badge that everybody sees.

pub(crate) mod applications;
pub(crate) mod begin;
pub(crate) mod group;
pub(crate) mod public;
pub(crate) mod questions;
