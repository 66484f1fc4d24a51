//! FHIR R4, read only: `HealthcareService`, `Organization` and `Location` for systems of the NHS.

pub(crate) mod bundle;
pub(crate) mod outcome;
mod parameters;
pub(crate) mod read;
pub(crate) mod search;
pub(crate) mod written;
