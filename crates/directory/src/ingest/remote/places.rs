//! Places: what the sources of a page are called here.
//!
//! A source of another instance keeps the short name that it has there, unless something here has that
//! name already. A source that is read here too is not taken from others, but for what groups say of
//! themselves, which each instance keeps apart.

use domain::federation::{Feed, StatementRef, ToldSource};
use domain::source::{Licence, Source, SourceId};
use domain::statement::{StatementKey, content_hash};
use store::{RemoteSource, WriteTx};
use uuid::Uuid;

use crate::Error;
use crate::federation::web_only;

/// The longest short name.
const LONGEST_ID: usize = 60;

/// The sources of a page, by their places in it.
pub(super) struct Places(Vec<Place>);

enum Place {
    /// It is read here at first hand, under this name.
    Here(SourceId),
    /// Another instance reads it.
    There(Box<Source>, Uuid),
    /// It should be ours, and is not.
    Nowhere,
}

impl Places {
    pub(super) async fn of(tx: &WriteTx, us: Uuid, feed: &Feed) -> Result<Self, Error> {
        let mut known = tx.all_sources().await?;
        let mut remote = tx.remote_sources().await?;
        let mut places = Vec::with_capacity(feed.sources.len());
        for told in &feed.sources {
            let place = place_of(told, us, &known, &remote);
            if let Place::There(source, home) = &place {
                // Two of one page must not get one name.
                known.push((**source).clone());
                remote.push(RemoteSource {
                    source: source.id.clone(),
                    home: *home,
                    uri: source.uri.clone(),
                });
            }
            places.push(place);
        }
        Ok(Self(places))
    }

    /// A source of another instance as it is here, and its home.
    pub(super) fn theirs(&self, at: usize) -> Option<(&Source, Uuid)> {
        match self.0.get(at)? {
            Place::There(source, home) => Some((source.as_ref(), *home)),
            Place::Here(_) | Place::Nowhere => None,
        }
    }

    /// A statement by its name here.
    pub(super) fn key(&self, of: &StatementRef) -> Option<StatementKey> {
        let source = match self.0.get(of.source)? {
            Place::Here(source) => source.clone(),
            Place::There(source, _) => source.id.clone(),
            Place::Nowhere => return None,
        };
        Some(StatementKey {
            source,
            external_id: of.external_id.clone(),
        })
    }
}

fn place_of(told: &ToldSource, us: Uuid, known: &[Source], remote: &[RemoteSource]) -> Place {
    let is_ours = |source: &&Source| !remote.iter().any(|theirs| theirs.source == source.id);
    let ours = known
        .iter()
        .filter(is_ours)
        .find(|source| source.uri == told.uri);
    if told.home == us {
        return ours.map_or(Place::Nowhere, |source| Place::Here(source.id.clone()));
    }
    if let Some(source) = ours.filter(|_| told.rank != 0) {
        return Place::Here(source.id.clone());
    }
    let before = remote
        .iter()
        .find(|theirs| theirs.home == told.home && theirs.uri == told.uri);
    let id = match before {
        Some(before) => Some(before.source.clone()),
        None => name_here(told, known),
    };
    id.map_or(Place::Nowhere, |id| {
        Place::There(Box::new(source_of(told, id)), told.home)
    })
}

/// The name that it has there, or one that tells it apart from what has that name here.
fn name_here(told: &ToldSource, known: &[Source]) -> Option<SourceId> {
    let free = |id: &SourceId| !known.iter().any(|source| source.id == *id);
    let own = SourceId::parse(&told.id).ok();
    if let Some(id) = own.clone().filter(free) {
        return Some(id);
    }
    let mark = content_hash(format!("{} {}", told.home, told.uri).as_bytes());
    let stem = own.as_ref().map_or("source", SourceId::as_str);
    let stem: String = stem.chars().take(LONGEST_ID - 13).collect();
    SourceId::parse(&format!("{stem}-{}", &mark[..12])).ok()
}

fn source_of(told: &ToldSource, id: SourceId) -> Source {
    Source {
        id,
        name: domain::text::line(&told.name),
        homepage: web_only(told.homepage.as_ref()),
        uri: told.uri.clone(),
        licence: Licence {
            id: domain::text::line(&told.licence.id),
            url: web_only(told.licence.url.as_ref()),
            attribution: domain::text::line(&told.licence.attribution),
            allows_redistribution: told.licence.allows_redistribution,
        },
        area: told.area.clone(),
        rank: told.rank,
    }
}
