//! How good and how fast search is: the figures behind `docs/ranking.md` and `docs/performance.md`.
//!
//! Five instruments. [`quality`] asks a directory that has crawled the fixtures the judged questions
//! of `fixtures/judgements/` and scores the answers. [`bench`] fills a store with invented listings,
//! runs the release binary on them and loads it. [`harvest`] lets it take in a large feed and give all
//! of it out again. [`register`] lets it import a whole register of charities. [`freshness`] times how
//! soon a change is found on two servers over one store. `cargo xtask quality search` and
//! `cargo xtask bench` are the doors to all but the last.
//!
//! It is a crate and not a part of `xtask`, because a directory is compiled in: xtask knows no crate
//! of the product and so builds in seconds. **Nothing of the product depends on it.**

pub mod bench;
pub mod freshness;
pub mod harvest;
pub mod quality;
pub mod register;
