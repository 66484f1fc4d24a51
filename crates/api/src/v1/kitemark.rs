//! The kitemark: its scheme, applications, awards.

pub(crate) mod applications;
pub(crate) mod awards;
pub(crate) mod schemes;
pub(crate) mod steps;
