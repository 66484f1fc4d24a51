//! What the outputs for other systems have in common: from a view of the directory to a record of
//! `formats`, from records to a stream, and a whole question from a query string.

pub(crate) mod answer;
pub(crate) mod asked;
pub(crate) mod export;
pub(crate) mod records;
