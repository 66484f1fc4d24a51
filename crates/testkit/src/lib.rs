//! What tests share: a clock that is set by hand, chance that repeats, a scripted origin, a mailbox, fresh databases, a line that falls silent.

pub mod authenticator;
pub mod chance;
pub mod clock;
pub mod database;
pub mod gzip;
pub mod kitemark;
mod loopback;
pub mod mailbox;
pub mod origin;
pub mod silence;
