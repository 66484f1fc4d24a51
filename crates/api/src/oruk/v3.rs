//! Open Referral UK 3.0 on HSDS 3.0, read only.
//!
//! Every endpoint and every parameter of the specification of 2026, the older names of the profile of
//! 2024, and `postcode` with `proximity` on services too. All parameters combine: what is answered
//! meets each of them. What a source forbids to pass on is not here.

pub(crate) mod document;
pub(crate) mod organizations;
pub(crate) mod page;
pub(crate) mod params;
pub(crate) mod places;
pub(crate) mod root;
pub(crate) mod services;
pub(crate) mod taxonomies;
pub(crate) mod terms;
