//! The API over a real directory, through the whole stack of handlers.

mod answers;
mod contract;
