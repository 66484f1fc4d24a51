//! Views of the directory as records that `formats` writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use directory::{Directory, ListingView, MarkView, StatementView};
use domain::charity::{REGISTER_ID, REGISTER_NAME};
use formats::write::{Assurance, Credit, Record};

/// Some listings, with what is needed to write them.
pub(crate) struct Records<'a> {
    views: &'a [Arc<ListingView>],
    areas: BTreeMap<String, String>,
    public_url: &'a str,
}

impl<'a> Records<'a> {
    pub(crate) fn of(
        directory: &Directory,
        public_url: &'a str,
        views: &'a [Arc<ListingView>],
    ) -> Self {
        Self {
            views,
            areas: directory.authorities_of(views),
            public_url,
        }
    }

    /// Hands each record, in order, to `write`.
    pub(crate) fn each<T>(&self, mut write: impl FnMut(&Record<'_>) -> T) -> Vec<T> {
        self.views
            .iter()
            .map(|view| {
                let credits = credits_of(view);
                write(&Record {
                    listing: &view.listing,
                    credits: &credits,
                    assurance: view.mark.as_deref().map(assurance_of),
                    public_url: self.public_url,
                    areas: &self.areas,
                })
            })
            .collect()
    }
}

/// Who is to be named with a listing, each source once.
pub(crate) fn credits_of(view: &ListingView) -> Vec<Credit<'_>> {
    let mut credits: Vec<Credit<'_>> = Vec::new();
    for statement in &view.statements {
        if !credits
            .iter()
            .any(|known| known.source == statement.source.id.as_str())
        {
            credits.push(credit_of(statement));
        }
    }
    credits.extend(view.charity.as_deref().map(|entry| Credit {
        source: REGISTER_ID,
        name: REGISTER_NAME,
        licence: &entry.licence,
        url: Some(&entry.page),
    }));
    credits
}

fn assurance_of(mark: &MarkView) -> Assurance<'_> {
    Assurance {
        tier: &mark.tier_name,
        scheme: &mark.scheme_name,
        assessed_by: mark.assessed_by.as_deref(),
        email: mark.email.as_deref(),
        awarded_on: mark.awarded_on,
        until: mark.until,
        disclaimer: &mark.disclaimer,
        organization: mark.organization,
    }
}

fn credit_of(statement: &StatementView) -> Credit<'_> {
    let source = &statement.source;
    Credit {
        source: source.id.as_str(),
        name: &source.name,
        licence: &source.licence,
        url: statement.url.as_deref(),
    }
}
