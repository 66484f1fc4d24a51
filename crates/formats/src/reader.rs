//! The one way in: a profile makes a reader, a reader reads documents.

use domain::statement::Item;

use crate::calendar::CalendarReader;
use crate::ended;
use crate::feed::FeedReader;
use crate::kml::KmlReader;
use crate::linked::LinkedReader;
use crate::openactive::OpenActiveReader;
use crate::package::PackageReader;
use crate::pages::PagesReader;
use crate::profile::{Format, ProfileError, built_in, format_of};
use crate::reading::{LinkKind, Reading};
use crate::table::TableReader;

/// A fetched document, before anybody has looked inside.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// Where it came from, after redirects: base for relative links.
    pub url: &'a str,
    /// What the server called it; a hint, never trusted.
    pub content_type: Option<&'a str>,
    /// The body, decompressed.
    pub bytes: &'a [u8],
    /// What the link that led here expected.
    pub expected: LinkKind,
    /// Category words that the link carried.
    pub terms: &'a [String],
}

/// Reads the documents of one source.
#[derive(Debug)]
pub struct Reader {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Kml(Box<KmlReader>),
    Table(Box<TableReader>),
    Pages(Box<PagesReader>),
    Feed(Box<FeedReader>),
    OpenActive(Box<OpenActiveReader>),
    Linked(Box<LinkedReader>),
    Calendar(Box<CalendarReader>),
    Package(Box<PackageReader>),
}

impl Reader {
    /// A reader after the built-in profile of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn built_in(name: &str) -> Result<Self, ProfileError> {
        Self::from_profile(built_in(name)?)
    }

    /// A reader after a profile's text.
    ///
    /// # Errors
    /// When the text is not TOML or not a profile; the message names line and key.
    pub fn from_profile(text: &str) -> Result<Self, ProfileError> {
        let kind = match format_of(text)? {
            Format::Kml => Kind::Kml(Box::new(KmlReader::from_toml(text)?)),
            Format::Table => Kind::Table(Box::new(TableReader::from_toml(text)?)),
            Format::Pages => Kind::Pages(Box::new(PagesReader::from_toml(text)?)),
            Format::OpenReferral
            | Format::Outpost
            | Format::ConnectedPlaces
            | Format::Aliss
            | Format::GiveFood => Kind::Feed(Box::new(FeedReader::from_toml(text)?)),
            Format::OpenActive => Kind::OpenActive(Box::new(OpenActiveReader::from_toml(text)?)),
            Format::LinkedData => Kind::Linked(Box::new(LinkedReader::from_toml(text)?)),
            Format::Calendar => Kind::Calendar(Box::new(CalendarReader::from_toml(text)?)),
            Format::HsdsPackage => Kind::Package(Box::new(PackageReader::from_toml(text)?)),
        };
        Ok(Self { kind })
    }

    /// Reads one document. Never fails: see [`Reading`].
    #[must_use]
    pub fn read(&self, document: &Document<'_>) -> Reading {
        let mut reading = match &self.kind {
            Kind::Kml(reader) => reader.read(document),
            Kind::Table(reader) => reader.read(document),
            Kind::Pages(reader) => reader.read(document),
            Kind::Feed(reader) => reader.read(document),
            Kind::OpenActive(reader) => reader.read(document),
            Kind::Linked(reader) => reader.read(document),
            Kind::Calendar(reader) => reader.read(document),
            Kind::Package(reader) => reader.read(document),
        };
        for item in &mut reading.items {
            ended::hear(&mut item.service);
        }
        reading
    }

    /// Where else the feed may be, when nothing is at an address that was given for it: a base
    /// address leads to the list of services below it.
    #[must_use]
    pub fn elsewhere(&self, address: &str) -> Option<String> {
        match &self.kind {
            Kind::Feed(reader) => reader.elsewhere(address),
            _ => None,
        }
    }

    /// Whether services are put together from several documents, so that what was read has to be
    /// remembered until all are there ([`crate::Assembly`]).
    #[must_use]
    pub fn assembles(&self) -> bool {
        match &self.kind {
            Kind::Feed(reader) => reader.assembles(),
            Kind::OpenActive(_) => true,
            _ => false,
        }
    }

    /// Whether the feed tells what changed and what is gone, so that a run can go on from the last.
    #[must_use]
    pub fn tells_changes(&self) -> bool {
        matches!(self.kind, Kind::OpenActive(_))
    }

    /// Whether the source documents its address for programs, which may be asked more often than
    /// pages for people.
    #[must_use]
    pub fn is_for_programs(&self) -> bool {
        matches!(self.kind, Kind::Feed(_) | Kind::OpenActive(_))
    }

    /// Reads an item again from what was kept of it, when its pieces have changed.
    #[must_use]
    pub fn reread(&self, raw: &str) -> Option<Item> {
        match &self.kind {
            Kind::Feed(reader) => reader.reread(raw),
            Kind::OpenActive(reader) => reader.reread(raw),
            _ => None,
        }
    }
}
