//! How people take part, in words.

use domain::service::Attendance;

/// "online", "by phone", "in your home"; nothing for a place, which has an address.
pub(crate) fn attendance(way: Attendance) -> Option<&'static str> {
    match way {
        Attendance::InPerson => None,
        Attendance::Phone => Some("by phone"),
        Attendance::Online => Some("online"),
        Attendance::Home => Some("in your home"),
    }
}
