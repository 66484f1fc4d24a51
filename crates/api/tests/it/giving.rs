//! What others are given: Open Referral UK, exports, calendars and changes.

mod calendars;
mod changes;
mod charities;
mod exports;
mod fhir;
mod older_clients;
mod open_referral;
mod restricted;
mod rig;
mod round_trip;
mod spatial;
