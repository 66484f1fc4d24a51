//! What the crate promises to others: its components are govuk-frontend's.

mod govuk;
