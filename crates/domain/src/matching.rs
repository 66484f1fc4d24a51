//! Which statements speak of the same service.
//!
//! [`keys`] gives each statement its blocking keys; two statements that share a key are a candidate
//! pair; [`compare`] scores a pair and says why, feature by feature; [`contradicts`] says what keeps
//! two statements out of one listing, whatever else agrees.
//!
//! **A pair of sessions of one organization is not one service**: different days, age bands or
//! names keep statements apart even at one address with one phone.

pub mod cluster;
mod compare;
mod contacts;
mod contradiction;
mod evidence;
mod keys;
mod names;
mod places;
mod settle;
mod sketch;
mod times;
mod weights;
mod words;

pub use compare::{Comparison, Contribution, Feature, Verdict, compare};
pub use contradiction::contradicts;
pub use keys::{BLOCK_LIMIT, PLACED, candidates, keys, postcode_in};
pub use names::{are_alike, name_key};
pub use settle::{Judged, settle};
pub use sketch::{Sketch, Sketched};
pub use weights::{
    AgeBits, AgreementBits, Bits, CategoryBits, DescriptionBits, EmailBits, Information, NameBits,
    NumberBits, OrganizationBits, PhoneBits, PlaceBits, ScheduleBits, WebBits, Weights,
};

#[cfg(test)]
pub(crate) mod tests;
