//! Making a gazetteer file out of the official downloads.
//!
//! [`build`] reads the [`Inputs`] that are given, settles them into one draft, encodes it and opens the result once to
//! prove it. It takes files as they were downloaded, and fetches nothing itself.

mod aliases;
mod archive;
mod boundaries;
mod code_point;
mod codelist;
mod directory;
mod draft;
mod earlier;
mod encode_areas;
mod encode_names;
mod encode_postcodes;
mod names_and_codes;
mod neighbourhoods;
mod open_names;
mod osgb36;
mod places;
mod postal_districts;
mod small_areas;
mod table;
mod write;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::file::OpenError;
use crate::gazetteer::{Gazetteer, Meta};
use draft::Draft;

/// The files to build from; each may be left out, but not all postcode sources at once.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// OS Code-Point Open, the zip.
    pub code_point: Option<PathBuf>,
    /// ONS Postcode Directory or National Statistics Postcode Lookup: CSV or zip. Where it disagrees with Code-Point
    /// Open, it wins, since it is the one that tells retired postcodes.
    pub directory: Option<PathBuf>,
    /// Take Northern Ireland's rows of the directory. Only for those who have agreed to their licence; the file must
    /// then not be passed on.
    pub northern_ireland: bool,
    /// Earlier postcodes in compact form: a `*.msgpack.br` file or a directory of them.
    pub earlier: Option<PathBuf>,
    /// Settlements of GeoNames: a tab-separated extract.
    pub geonames: Option<PathBuf>,
    /// OS Open Names: a tile, a directory of tiles, or the zip.
    pub open_names: Option<PathBuf>,
    /// Stations: a tab-separated extract of NaPTAN.
    pub stations: Option<PathBuf>,
    /// Outlines: GeoJSON files whose features carry an area code.
    pub boundaries: Vec<PathBuf>,
    /// Small areas with deprivation decile, health area or both: CSV files.
    pub small_areas: Vec<PathBuf>,
}

/// What came of a build.
#[derive(Debug)]
pub struct Built {
    /// The file's content, to be written where the gazetteer is read from.
    pub bytes: Vec<u8>,
    /// What is in it.
    pub report: Report,
}

/// What a build took and what it left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What the file says about itself.
    pub meta: Meta,
    /// Areas of all kinds.
    pub areas: usize,
    /// Outlines of areas.
    pub outlines: usize,
    /// Rows that were not taken, by reason.
    pub left_out: BTreeMap<String, u64>,
    /// Bytes of each section that has any.
    pub sections: Vec<(String, usize)>,
}

/// How far a build has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What is being done, in a few words.
    pub step: &'a str,
    /// How much of it is done.
    pub done: u64,
    /// Out of how much, when that is known.
    pub total: Option<u64>,
}

/// Why nothing was built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A file could not be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file is not what it was given as.
    #[error("{source_name} is not as expected: {detail}")]
    Content {
        /// The file.
        source_name: String,
        /// What is wrong with it.
        detail: String,
    },
    /// There was nothing to build from.
    #[error("no postcodes to build from; give Code-Point Open or a postcode directory")]
    NoPostcodes,
    /// More of something than the layout can count.
    #[error("too much for one gazetteer file: {0}")]
    TooMuch(&'static str),
    /// What was built cannot be opened; a fault of the builder.
    #[error("the built gazetteer cannot be opened")]
    Proof(#[from] OpenError),
}

impl BuildError {
    fn read(path: &Path, source: io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }

    fn content(path: &Path, detail: &str) -> Self {
        Self::Content {
            source_name: path.display().to_string(),
            detail: detail.to_owned(),
        }
    }
}

/// Passes progress on.
pub(crate) struct Watch<'a>(&'a mut dyn FnMut(Progress<'_>));

impl Watch<'_> {
    pub(crate) fn step(&mut self, step: &str, done: u64, total: Option<u64>) {
        (self.0)(Progress { step, done, total });
    }
}

/// Builds a gazetteer file in memory (about half a gigabyte at its largest, half a minute for Great Britain).
///
/// # Errors
/// When a given file cannot be read or is not what it was given as, and when there are no postcodes at all. Rows that
/// make no sense are left out and counted in the report.
pub fn build(inputs: &Inputs, progress: &mut dyn FnMut(Progress<'_>)) -> Result<Built, BuildError> {
    let mut watch = Watch(progress);
    let mut draft = gather(inputs, &mut watch)?;
    if draft.live.is_empty() && draft.retired.is_empty() {
        return Err(BuildError::NoPostcodes);
    }
    watch.step("settling", 0, None);
    draft.settle();
    neighbourhoods::add(&mut draft);
    watch.step("encoding", 0, None);
    write::write(&draft, inputs.northern_ireland)
}

fn gather(inputs: &Inputs, watch: &mut Watch<'_>) -> Result<Draft, BuildError> {
    let mut draft = Draft::default();
    aliases::add_known(&mut draft);
    if let Some(path) = &inputs.directory {
        directory::read(path, inputs.northern_ireland, &mut draft, watch)?;
    }
    if let Some(path) = &inputs.code_point {
        // Whatever is retired here already, the directory has said so.
        let retired = draft.retired.iter().map(|row| row.key).collect();
        code_point::read(path, &mut draft, watch)?;
        draft.trust_retired(&retired);
    }
    if let Some(path) = &inputs.earlier {
        earlier::read(path, &mut draft, watch)?;
    }
    if let Some(path) = &inputs.geonames {
        places::read_geonames(path, &mut draft)?;
    }
    if let Some(path) = &inputs.open_names {
        open_names::read(path, &mut draft, watch)?;
    }
    if let Some(path) = &inputs.stations {
        places::read_stations(path, &mut draft)?;
    }
    for path in &inputs.boundaries {
        boundaries::read(path, &mut draft)?;
    }
    for path in &inputs.small_areas {
        small_areas::read(path, &mut draft)?;
    }
    Ok(draft)
}

/// A gazetteer over bytes that were just written.
fn prove(bytes: Vec<u8>) -> Result<Gazetteer, BuildError> {
    Ok(Gazetteer::from_bytes(bytes)?)
}
