//! The one way in: a profile makes a reader, a reader reads documents.

use crate::kml::KmlReader;
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
        };
        Ok(Self { kind })
    }

    /// Reads one document. Never fails: see [`Reading`].
    #[must_use]
    pub fn read(&self, document: &Document<'_>) -> Reading {
        match &self.kind {
            Kind::Kml(reader) => reader.read(document),
            Kind::Table(reader) => reader.read(document),
            Kind::Pages(reader) => reader.read(document),
        }
    }
}
