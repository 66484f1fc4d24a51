//! Everything at once, and calendars.

pub(crate) mod calendar;
pub(crate) mod listings;
