//! The kitemark: applying for it, deciding on it, and keeping it true while time passes.
//!
//! An application and an award each go from state to state by one verb that takes a step
//! ([`Directory::step_application`], [`Directory::step_award`]); `domain::kitemark` knows which steps
//! there are. What is public of an award is a [`MarkView`]. **No step is silent**: each is dated,
//! reasoned, in the audit, and in a mail to those whom it concerns; and each that changes what is
//! public is in the change log, so that every index hears of it.

mod applying;
mod assessors;
mod awarding;
mod awards;
mod keeping;
mod letters;
mod mark;
mod scheme_file;
mod schemes;
mod stepping;
mod view;

pub use applying::ApplicationDraft;
pub use keeping::MarksKept;
pub use mark::MarkView;
pub use scheme_file::{SchemeError, read_scheme};
pub(crate) use schemes::Schemes;
pub use stepping::StepWords;
pub use view::{ApplicationView, AwardView};
