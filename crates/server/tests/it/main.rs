//! The binary as a process.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to be there")]

mod crash;
