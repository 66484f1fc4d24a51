//! What tests share: a clock that is set by hand, chance that repeats, a scripted origin server, fresh databases.

pub mod chance;
pub mod clock;
pub mod database;
pub mod gzip;
pub mod origin;
