//! Everything that may be passed on, in one file: over HTTP and on the command line alike.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use directory::{Directory, Error};
use formats::write::hsds::moment;
use formats::write::package::{self, Packer};
use formats::write::{Bulk, BulkWriter};
use futures::stream::{self, Stream};
use futures::{StreamExt as _, pin_mut};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::records::Records;

/// A form in which everything can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text(Bulk),
    /// The HSDS data package.
    Package,
}

impl Form {
    /// Every form, by the name that people give it.
    pub const NAMES: [&str; 5] = ["ndjson", "csv", "geojson", "kml", "hsds"];

    /// The form of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "hsds" {
            return Some(Self::Package);
        }
        let text = Bulk::ALL.into_iter().find(|form| form.extension() == name);
        text.map(Self::Text)
    }

    /// The name of that form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text(form) => form.extension(),
            Self::Package => "hsds",
        }
    }
}

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The directory could not be read.
    #[error(transparent)]
    Directory(#[from] Error),
    /// The file could not be written.
    #[error("the export could not be written")]
    Io(#[from] io::Error),
}

/// Writes everything to a file.
///
/// # Errors
/// When the directory cannot be read or the file cannot be written.
pub async fn export(
    directory: Arc<Directory>,
    public_url: String,
    form: Form,
    mut to: impl Write,
) -> Result<(), ExportError> {
    match form {
        Form::Text(form) => {
            let pieces = texts(directory, public_url, form);
            pin_mut!(pieces);
            while let Some(piece) = pieces.next().await {
                to.write_all(&piece?)?;
            }
        }
        Form::Package => {
            let mut file = pack(&directory, &public_url).await?;
            io::copy(&mut file, &mut to)?;
        }
    }
    Ok(to.flush()?)
}

/// Everything as one text, a batch of listings at a time.
pub(crate) fn texts(
    directory: Arc<Directory>,
    public_url: String,
    form: Bulk,
) -> impl Stream<Item = Result<Bytes, Error>> + 'static {
    enum At {
        Begin,
        After(Option<Uuid>),
        End,
    }
    let start = (At::Begin, BulkWriter::new(form), directory, public_url);
    stream::try_unfold(start, |(at, mut writer, directory, url)| async move {
        let after = match at {
            At::Begin => {
                let head = writer.begin().into();
                return Ok(Some((head, (At::After(None), writer, directory, url))));
            }
            At::End => return Ok(None),
            At::After(after) => after,
        };
        let Some((views, last)) = directory.next_given(after).await? else {
            let tail = Bytes::from_static(writer.end());
            return Ok(Some((tail, (At::End, writer, directory, url))));
        };
        let mut bytes = Vec::new();
        let records = Records::of(&directory, &url, &views);
        records.each(|record| {
            // Writing to memory does not fail.
            let _ = writer.put(record, &mut bytes);
        });
        let next = (At::After(Some(last)), writer, directory, url);
        Ok(Some((Bytes::from(bytes), next)))
    })
}

/// One package is made at a time: it takes the disk, and others can wait for it.
static PACKING: Semaphore = Semaphore::const_new(1);

/// Everything as a data package, in a file that is gone when it is closed. One pass over the
/// listings fills a file a table; then the tables go into the zip.
pub(crate) async fn pack(directory: &Directory, public_url: &str) -> Result<File, ExportError> {
    // Never closed, so this is always a permit.
    let _turn = PACKING.acquire().await.ok();
    let created: DateTime<Utc> = directory.extent().await?.at.unwrap_or_default();
    let mut packer = Packer::default();
    let mut tables: Vec<BufWriter<File>> = Vec::new();
    for _ in package::files() {
        tables.push(BufWriter::new(tempfile::tempfile()?));
    }
    let mut put = |rows: Vec<(usize, Vec<u8>)>| -> io::Result<()> {
        for (at, line) in rows {
            if let Some(table) = tables.get_mut(at) {
                table.write_all(&line)?;
            }
        }
        Ok(())
    };
    put(packer.begin())?;
    let mut after = None;
    while let Some((views, last)) = directory.next_given(after).await? {
        let records = Records::of(directory, public_url, &views);
        for rows in records.each(|record| packer.put(record)) {
            put(rows)?;
        }
        after = Some(last);
    }
    let description = packer.description(public_url, &moment(created));
    let zipped = tokio::task::spawn_blocking(move || -> io::Result<File> {
        let mut readers = Vec::with_capacity(tables.len());
        for table in tables {
            let mut file = table.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.seek(SeekFrom::Start(0))?;
            readers.push(BufReader::new(file));
        }
        let to = BufWriter::new(tempfile::tempfile()?);
        let mut file = package::zip(&description, readers, to)?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    });
    Ok(zipped.await.map_err(io::Error::other)??)
}

/// The bytes of a file, a piece at a time.
pub(crate) fn pieces(file: File) -> impl Stream<Item = io::Result<Bytes>> + 'static {
    const PIECE: usize = 64 * 1024;
    stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece)?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}
