//! What tests share: a clock that is set by hand, a scripted origin server, fresh databases.

pub mod clock;
pub mod database;
pub mod gzip;
pub mod origin;
