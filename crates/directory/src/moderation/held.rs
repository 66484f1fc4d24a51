//! Crawls that are held, for whoever may say whether their silence is to be believed.

use domain::authority::{Actor, Denial, Object, Verb, authorise_somewhere};
use domain::source::Source;

use crate::place::areas_around;
use crate::sources::SourceView;
use crate::territory::areas_spoken_for;
use crate::{Directory, Error};

impl Directory {
    /// Sources whose last crawl is held and waits for whoever asks, by name.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Forbidden`] for whoever looks after no area.
    pub async fn held_crawls(&self, actor: &Actor) -> Result<Vec<SourceView>, Error> {
        may_somewhere(actor, Verb::ReleaseRun)?;
        let mut views = self.sources().await?;
        views.retain(|view| {
            let object = Object {
                areas: self.areas_of_source(&view.source),
                ..Object::default()
            };
            let held = view
                .last_run
                .as_ref()
                .is_some_and(|run| run.quarantined.is_some() && run.ruling.is_none());
            held && crate::people::allow(actor, Verb::ReleaseRun, &object).is_ok()
        });
        Ok(views)
    }

    /// Codes of the areas that a source speaks for, and of those around them.
    pub(crate) fn areas_of_source(&self, source: &Source) -> Vec<String> {
        let gazetteer = self.gazetteer();
        let spoken = source
            .area
            .as_ref()
            .map(|area| areas_spoken_for(area, &gazetteer));
        let mut codes: Vec<String> = spoken
            .unwrap_or_default()
            .into_iter()
            .filter_map(|area| area.code)
            .flat_map(|code| areas_around(&gazetteer, &code))
            .collect();
        codes.sort();
        codes.dedup();
        codes
    }
}

/// Refuses whoever may do this nowhere.
pub(crate) fn may_somewhere(actor: &Actor, verb: Verb) -> Result<(), Error> {
    authorise_somewhere(actor, verb).map_err(|denial| match denial {
        Denial::SignIn => Error::Unauthenticated(denial.to_string()),
        _ => Error::Forbidden(denial.to_string()),
    })
}
