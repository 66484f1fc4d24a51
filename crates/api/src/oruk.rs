//! Open Referral UK: the directory as the standard that councils ask for.

pub(crate) mod v1;
pub(crate) mod v3;
