//! Postcodes, places and areas, compiled into one file that is read in place.
//!
//! [`Gazetteer`] answers where things are: a postcode, half of one, a place, a council, a point on the map
//! ([`Gazetteer::resolve`] for what a person typed). [`build`] makes the file out of the official downloads.
//! Nothing here opens a socket, and nothing here remembers what it was asked.

pub mod area;
pub mod attribution;
pub mod build;
pub mod complete;
pub mod cover;
mod file;
mod gazetteer;
mod layout;
mod names;
mod nearest;
mod outline;
mod postcodes;
pub mod resolve;
pub mod service_area;
mod shape;
mod small_area;

pub use area::{Area, AreaCode, AreaKind};
pub use attribution::Attribution;
pub use complete::Completion;
pub use file::OpenError;
pub use gazetteer::{Gazetteer, Meta};
pub use names::{Place, PlaceKind};
pub use nearest::Nearest;
pub use postcodes::{PostcodeArea, PostcodeEntry};
pub use resolve::{Confidence, Kind, Note, Reading, Resolution};
pub use service_area::{ServiceArea, ServiceAreaError};
pub use small_area::SmallArea;
