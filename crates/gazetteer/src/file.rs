//! Opening a gazetteer file: its header and checksum are proved once, then its sections are only looked at.

use std::borrow::Cow;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::layout::{DIRECTORY_ENTRY_LEN, HEADER_LEN, MAGIC, Section, VERSION, u16_at, u32_at};

/// Why a file was not opened. The caller keeps the gazetteer it had.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file could not be read at all.
    #[error("cannot read gazetteer file {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It does not begin as a gazetteer file does.
    #[error("not a gazetteer file; build one with `fingerpost gazetteer build`")]
    NotAGazetteer,
    /// It was made by another version of Fingerpost.
    #[error("gazetteer file has format {found}, this version reads {wanted}; build it again")]
    Format {
        /// In the file.
        found: u16,
        /// That this version reads.
        wanted: u16,
    },
    /// The end is missing, or something follows it.
    #[error(
        "gazetteer file is {found} bytes long, its header says {wanted}; copy or build it again"
    )]
    Length {
        /// In the file.
        found: usize,
        /// By its header.
        wanted: u64,
    },
    /// The content is not what was written.
    #[error("gazetteer file is damaged: its checksum does not match; copy or build it again")]
    Checksum,
    /// A section is missing, or its content makes no sense although the checksum is right.
    #[error("gazetteer file has no usable section {0}; build it again")]
    Section(String),
}

/// The bytes of a proved file, by section.
pub(crate) struct File {
    bytes: Cow<'static, [u8]>,
    sections: Vec<Range<usize>>,
}

impl File {
    pub(crate) fn read(path: &Path) -> Result<Self, OpenError> {
        let read = std::fs::read(path).map_err(|source| OpenError::Read {
            path: path.to_owned(),
            source,
        });
        Self::prove(Cow::Owned(read?))
    }

    pub(crate) fn prove(bytes: Cow<'static, [u8]>) -> Result<Self, OpenError> {
        if !bytes.starts_with(&MAGIC) {
            return Err(OpenError::NotAGazetteer);
        }
        let found = u16_at(&bytes, 8);
        if found != VERSION {
            return Err(OpenError::Format {
                found,
                wanted: VERSION,
            });
        }
        let wanted = u64::from(u32_at(&bytes, 16)) | u64::from(u32_at(&bytes, 20)) << 32;
        if u64::try_from(bytes.len()) != Ok(wanted) || bytes.len() < HEADER_LEN {
            return Err(OpenError::Length {
                found: bytes.len(),
                wanted,
            });
        }
        if crc32fast::hash(&bytes[HEADER_LEN..]) != u32_at(&bytes, 12) {
            return Err(OpenError::Checksum);
        }
        let sections = directory(&bytes)?;
        Ok(Self { bytes, sections })
    }

    /// A section's bytes; empty when the file has none.
    pub(crate) fn section(&self, section: Section) -> &[u8] {
        self.sections
            .get(section as usize)
            .and_then(|range| self.bytes.get(range.clone()))
            .unwrap_or_default()
    }

    /// A section as records of one length.
    pub(crate) fn table<const LEN: usize>(&self, section: Section) -> &[[u8; LEN]] {
        self.section(section).as_chunks().0
    }

    /// A text by the place and length that a record gives; empty where that makes no sense.
    pub(crate) fn text(&self, at: u32, len: u8) -> &str {
        std::str::from_utf8(self.text_bytes(at, len)).unwrap_or_default()
    }

    /// The same as bytes.
    pub(crate) fn text_bytes(&self, at: u32, len: u8) -> &[u8] {
        let at = at as usize;
        let text = self.section(Section::Text);
        text.get(at..at + usize::from(len)).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

fn directory(bytes: &[u8]) -> Result<Vec<Range<usize>>, OpenError> {
    let count = usize::from(u16_at(bytes, 10));
    let mut sections = vec![0..0; Section::ALL.len()];
    for entry in 0..count {
        let at = HEADER_LEN + entry * DIRECTORY_ENTRY_LEN;
        let tag = bytes.get(at..at + 4).unwrap_or_default();
        let start = u32_at(bytes, at + 4) as usize;
        let end = start.saturating_add(u32_at(bytes, at + 8) as usize);
        if end > bytes.len() {
            return Err(OpenError::Section(
                String::from_utf8_lossy(tag).into_owned(),
            ));
        }
        // A section that this version does not know is one that it can do without.
        if let Some(section) = Section::ALL.iter().find(|section| section.tag() == tag) {
            sections[*section as usize] = start..end;
        }
    }
    Ok(sections)
}
