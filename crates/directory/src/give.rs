//! Give: what others may have of the directory, chosen, whole, or as it changes.
//!
//! **Nothing that comes only from a source whose terms forbid passing on leaves here**: a listing
//! that rests on such a source among others is folded again without it, and one that rests on no
//! other is not there. Every output for other systems (Open Referral UK, exports, change feeds)
//! takes from these verbs; our own search and pages do not.

mod allowed;
mod areas;
mod catalogue;
mod changes;
mod choose;
mod every;
mod one;
mod organizations;
mod row;
mod taxonomies;

pub(crate) use allowed::Allowed;
pub use areas::{AreaOutline, AreaView};
pub(crate) use catalogue::Catalogue;
pub use changes::{ChangeItem, LONGEST_WAIT, MOST_CHANGES};
pub use choose::{ChosenPlace, ChosenService, GiveRequest, Nearby, OLDEST_AGE};
pub use every::Extent;
pub use one::GivenOne;
pub use organizations::OrganizationView;
pub use taxonomies::{TaxonomyView, TermView};
