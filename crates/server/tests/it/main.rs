//! The program as people run it: real processes, real databases, loopback only.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to be there")]

mod crash;
mod example;
mod group;
mod instance;
mod lease;
mod register;
mod ring;
