//! A file of this machine as a source: the same way as a page, without the fetching.
//!
//! A file is known by its name with its ending, wherever it lies: a newer `places.csv` in another
//! folder is what `places.csv` says now, and `places.kml` beside it is another source.

use std::ffi::OsStr;
use std::path::Path;

use directory::{FetchedPage, RunEnd, RunProblem, RunReport};
use domain::source::{Licence, Source, SourceId};
use domain::statement::content_hash;
use formats::{Assembly, Document, LinkKind, Problem, Reader, recognise};
use url::Url;

use crate::crawler::{CrawlError, Crawler, Progress};
use crate::run::code_of;

/// The largest file that is taken, in bytes.
const LARGEST: u64 = 200 * 1024 * 1024;

/// A file, read.
pub(crate) struct LocalFile {
    pub(crate) url: Url,
    pub(crate) bytes: Vec<u8>,
}

impl LocalFile {
    pub(crate) async fn read(path: &Path) -> Result<Self, CrawlError> {
        let fault = |source| CrawlError::File {
            path: path.display().to_string(),
            source,
        };
        let size = tokio::fs::metadata(path).await.map_err(fault)?.len();
        if size > LARGEST {
            let megabytes = LARGEST / 1024 / 1024;
            let what = format!("{} is larger than {megabytes} MB", path.display());
            return Err(CrawlError::Format(what));
        }
        let bytes = tokio::fs::read(path).await.map_err(fault)?;
        let url = Url::from_file_path(std::path::absolute(path).map_err(fault)?)
            .map_err(|()| CrawlError::Format(format!("{} has no address", path.display())))?;
        Ok(Self { url, bytes })
    }
}

pub(crate) async fn crawl(
    crawler: &Crawler,
    path: &Path,
    profile: Option<&str>,
    progress: &dyn Progress,
) -> Result<RunReport, CrawlError> {
    let file = LocalFile::read(path).await?;
    let reader = reader_of(path, profile, &file)?;
    let source = source_of(path)?;
    progress.started(&source);
    let report = take(crawler, &file, &reader, &source, progress).await;
    progress.finished(&source.id);
    report
}

async fn take(
    crawler: &Crawler,
    file: &LocalFile,
    reader: &Reader,
    source: &Source,
    progress: &dyn Progress,
) -> Result<RunReport, CrawlError> {
    let directory = &crawler.directory;
    directory.register_source(source).await?;
    let run = directory.begin_run(&source.id).await?;
    let mut reading = reader.read(&Document {
        url: file.url.as_str(),
        content_type: None,
        bytes: &file.bytes,
        expected: LinkKind::List,
        terms: &[],
    });
    // A page of changes speaks for itself: what it says is gone is just not in it.
    Assembly::default().absorb(&mut reading);
    let problem = reading.problem.as_ref().map(|problem| RunProblem {
        url: Some(file.url.to_string()),
        code: code_of(problem).to_owned(),
        detail: problem.to_string(),
    });
    if matches!(reading.problem, None | Some(Problem::CutOff(_))) {
        let page = FetchedPage {
            body_hash: content_hash(&file.bytes),
            set_aside: reading.set_aside,
            ..FetchedPage::of(file.url.as_str(), reading.items)
        };
        let outcome = directory.ingest_page(&run, page).await?;
        let kept = outcome.new + outcome.changed + outcome.unchanged;
        progress.page(&source.id, 1, 1, kept as u64);
    }
    let end = RunEnd {
        complete: problem.is_none(),
        unread: 0,
        fetched: 1,
        bytes: file.bytes.len() as u64,
        problems: problem.into_iter().collect(),
        ..RunEnd::default()
    };
    Ok(directory.finish_run(run, end).await?)
}

/// The reader that is named, or the one that the file's marks or its ending call for.
fn reader_of(path: &Path, profile: Option<&str>, file: &LocalFile) -> Result<Reader, CrawlError> {
    let fault = |error: formats::ProfileError| CrawlError::Format(error.to_string());
    if let Some(profile) = profile {
        if !profile.contains('.') {
            return Reader::built_in(profile).map_err(fault);
        }
        let text = std::fs::read_to_string(profile).map_err(|source| CrawlError::File {
            path: profile.to_owned(),
            source,
        })?;
        return Reader::from_profile(&text).map_err(fault);
    }
    let marked = recognise(&Document {
        url: file.url.as_str(),
        content_type: None,
        bytes: &file.bytes,
        expected: LinkKind::List,
        terms: &[],
    });
    if marked == Some("open-referral") {
        // A file leads nowhere: what its list says is all there is.
        let profile = "format = \"open-referral\"\ndetails = \"never\"";
        return Reader::from_profile(profile).map_err(fault);
    }
    if let Some(name) = marked {
        return Reader::built_in(name).map_err(fault);
    }
    let ending = path
        .extension()
        .and_then(OsStr::to_str)
        .unwrap_or_default()
        .to_lowercase();
    match ending.as_str() {
        "kml" | "kmz" => Reader::built_in("mymaps").map_err(fault),
        "csv" | "tsv" | "txt" | "xlsx" | "xls" | "ods" | "json" | "geojson" => {
            Reader::built_in("table").map_err(fault)
        }
        _ => Err(CrawlError::Format(format!(
            "{} has no ending that tells how to read it (csv, xlsx, geojson, kml, kmz); name a profile with --profile",
            path.display()
        ))),
    }
}

/// A file speaks for itself: it may be searched here, and is passed on only once it is a source
/// with a licence in the sources file.
fn source_of(path: &Path) -> Result<Source, CrawlError> {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    Ok(Source {
        uri: format!("file:{name}"),
        id: id_of(name)?,
        name: format!("The file {name}"),
        homepage: None,
        licence: Licence {
            id: "none".to_owned(),
            url: None,
            attribution: format!("From the file {name}; its licence has not been recorded"),
            allows_redistribution: false,
        },
        area: None,
        rank: 1_000,
    })
}

/// An id from a file's name; where the name cannot stand in an id as it is, a piece of its hash
/// keeps two of them apart.
fn id_of(name: &str) -> Result<SourceId, CrawlError> {
    let slug = domain::listing::slug_of(name);
    let plain = name.to_lowercase().replace(['.', '_', ' '], "-");
    let id = if slug == plain && slug.len() <= 50 {
        format!("file-{slug}")
    } else {
        let short: String = slug.chars().take(46).collect();
        format!(
            "file-{}-{}",
            short.trim_end_matches('-'),
            &content_hash(name.as_bytes())[..8]
        )
    };
    SourceId::parse(&id).map_err(|error| CrawlError::Format(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::id_of;

    fn check(name: &str, expected: &str) {
        assert_eq!(id_of(name).expect("an id").as_str(), expected);
    }

    #[test]
    fn a_file_is_known_by_its_name_and_its_ending() {
        check(
            "libraries_england 2023.csv",
            "file-libraries-england-2023-csv",
        );
        check("appymaps.kml", "file-appymaps-kml");
        check("appymaps.kmz", "file-appymaps-kmz");
    }

    #[test]
    fn names_that_do_not_fit_into_an_id_stay_apart() {
        let long = "mental_health__raw__mental_health_services_in_trafford_RAW";
        let id = |name: &str| id_of(name).expect("an id");
        assert_ne!(id(&format!("{long}.csv")), id(&format!("{long}.geojson")));
        assert_ne!(id("图书馆.csv"), id("社区.csv"));
        assert_ne!(id("a__b.csv"), id("a_b.csv"));
    }
}
