//! Edits: what a group says of itself, and a moderator where no group speaks.
//!
//! An edit is a statement of the source "the group itself" and goes the road of every statement:
//! located, matched, folded, logged, indexed. What differs is who may say it (`domain::authority`),
//! that it is written on a version that its writer has read ([`save`]), and that what looks suspicious
//! waits for a moderator ([`held`]). **It stays tied to the listing that it was said of**, whatever the
//! matching makes of what others say.

mod body;
mod corrections;
mod create;
mod drafts;
mod held;
mod history;
mod own;
mod preview;
mod restore;
mod save;
mod suggestions;

pub use body::{read as read_statement, write as write_statement};
pub use create::{Alike, Created};
pub use drafts::DraftView;
pub use held::HeldView;
pub use history::{Happened, History};
pub use own::OwnWords;
pub use preview::Preview;
pub use save::{Published, Saved};
pub use suggestions::SuggestionView;

use domain::source::{Licence, Source, SourceId};

use crate::people::People;

/// The sources of what is said at first hand here. Who says something of themselves in a directory
/// wants it passed on.
fn first_hand(id: &SourceId, people: &People) -> Source {
    let group = *id == SourceId::group();
    Source {
        name: if group {
            "the group itself".to_owned()
        } else {
            format!("the moderators of {}", people.name)
        },
        homepage: None,
        uri: format!("{}/#{id}", people.public_url),
        licence: Licence {
            id: "OGL-UK-3.0".to_owned(),
            url: Some(
                "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
                    .to_owned(),
            ),
            attribution: if group {
                format!("Said by the group itself at {}", people.name)
            } else {
                format!("Said by the moderators of {}", people.name)
            },
            allows_redistribution: true,
        },
        area: None,
        rank: 0,
        id: id.clone(),
    }
}
