//! Zip archives from strangers: opened within limits, one member at a time, never to disk.
//!
//! Declared sizes lie, so bytes are counted while inflating. Nothing follows a path.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;

/// The largest archive that is opened, in bytes.
pub(crate) const MAX_COMPRESSED: usize = 20_000_000;
/// The most that all of an archive may come to, in bytes.
pub(crate) const MAX_INFLATED: u64 = 200_000_000;
/// The most members.
const MAX_MEMBERS: usize = 5_000;
/// An archive that grows by more than this factor, past 10 MB, is a bomb.
const MAX_RATIO: u64 = 100;
const RATIO_FROM: u64 = 10_000_000;

/// An archive in memory.
#[derive(Debug)]
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    compressed: u64,
    inflated: u64,
}

/// Why an archive or a member cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ArchiveError {
    /// It breaks a limit; says which.
    Refused(String),
    /// It is damaged or cut off; says how.
    Broken(String),
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ArchiveError> {
        if bytes.len() > MAX_COMPRESSED {
            return Err(ArchiveError::Refused(format!(
                "the archive is longer than {MAX_COMPRESSED} bytes"
            )));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            ArchiveError::Broken(format!("the archive cannot be opened: {error}"))
        })?;
        if zip.len() > MAX_MEMBERS {
            return Err(ArchiveError::Refused(format!(
                "the archive has more than {MAX_MEMBERS} members"
            )));
        }
        Ok(Self {
            zip,
            compressed: bytes.len() as u64,
            inflated: 0,
        })
    }

    /// The names of its members, as written in it; one whose name is not text has none.
    pub(crate) fn names(&self) -> Vec<String> {
        self.zip
            .file_names()
            .map(|name| name.map(Cow::into_owned).unwrap_or_default())
            .collect()
    }

    /// Inflates one member, by its place among the names.
    pub(crate) fn member(&mut self, index: usize) -> Result<Vec<u8>, ArchiveError> {
        let mut bytes = Vec::new();
        self.inflate(index, |chunk| bytes.extend_from_slice(chunk))?;
        Ok(bytes)
    }

    /// Inflates everything once to see that it stays within the limits.
    pub(crate) fn check(&mut self) -> Result<(), ArchiveError> {
        for index in 0..self.zip.len() {
            self.inflate(index, |_| {})?;
        }
        Ok(())
    }

    fn inflate(&mut self, index: usize, mut each: impl FnMut(&[u8])) -> Result<(), ArchiveError> {
        let broken = |error: &dyn std::fmt::Display| {
            ArchiveError::Broken(format!("a member of the archive is damaged: {error}"))
        };
        let mut member = self.zip.by_index(index).map_err(|error| broken(&error))?;
        let mut chunk = vec![0; 64 * 1024];
        loop {
            let length = member.read(&mut chunk).map_err(|error| broken(&error))?;
            if length == 0 {
                return Ok(());
            }
            self.inflated += length as u64;
            let bomb =
                self.inflated > RATIO_FROM && self.inflated / self.compressed.max(1) > MAX_RATIO;
            if bomb || self.inflated > MAX_INFLATED {
                return Err(ArchiveError::Refused(
                    "the archive grows too much when it is opened".to_owned(),
                ));
            }
            each(chunk.get(..length).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Archive, ArchiveError};
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_member_is_read() {
        let bytes = zipped("doc.kml", b"<kml/>");
        let mut archive = Archive::open(&bytes).unwrap();
        assert_eq!(archive.names(), ["doc.kml"]);
        assert_eq!(archive.member(0).unwrap(), b"<kml/>");
    }

    #[test]
    fn a_bomb_is_refused_before_it_fills_the_memory() {
        let bytes = zipped("doc.kml", &vec![0; 12_000_000]);
        let mut archive = Archive::open(&bytes).unwrap();
        assert!(matches!(archive.member(0), Err(ArchiveError::Refused(_))));
    }

    #[test]
    fn half_an_archive_is_broken() {
        let bytes = zipped("doc.kml", b"<kml/>");
        assert!(matches!(
            Archive::open(&bytes[..bytes.len() / 2]),
            Err(ArchiveError::Broken(_))
        ));
    }
}
