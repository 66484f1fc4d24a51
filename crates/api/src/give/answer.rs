//! Answers for programs elsewhere: open to every page on the web, cached by their tags.

use std::sync::Arc;

use actix_web::http::header::{self, ContentType};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use directory::{Directory, Error, ListingView};
use futures::stream::{self, Stream};
use http_edge::conditional::{tag, unless_current};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::problem::{Refusal, unknown};

/// For how long an answer may be kept before asking again whether it is current.
pub(crate) const CACHE: &str = "public, max-age=60";
/// Bytes of a usual page of hits, and some.
const USUAL: usize = 32 * 1024;
/// Listings read at once for a stream.
const BATCH: usize = 100;

/// JSON with a tag, or 304.
pub(crate) fn json(request: &HttpRequest, body: &impl Serialize) -> HttpResponse {
    tagged(request, CACHE, "application/json", body)
}

/// The same, kept for as long as `cache` says, under another media type.
pub(crate) fn tagged(
    request: &HttpRequest,
    cache: &'static str,
    media_type: &'static str,
    body: &impl Serialize,
) -> HttpResponse {
    let json = serde_json::to_string(body).unwrap_or_default();
    unless_current(request, &tag(&[&json]), cache, || {
        HttpResponse::Ok()
            .content_type(media_type)
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .body(json)
    })
}

/// JSON without a tag, that may be kept for as long as `cache` says.
pub(crate) fn untagged(cache: &'static str, body: &impl Serialize) -> HttpResponse {
    // What is written into it as it grows is copied at each step.
    let mut json = Vec::with_capacity(USUAL);
    serde_json::to_writer(&mut json, body).unwrap_or_default();
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(json)
}

/// What was looked for as JSON with a tag, or 404: there is no such `what` under this id.
pub(crate) fn found(
    request: &HttpRequest,
    found: Option<impl Serialize>,
    what: &'static str,
    id: &str,
) -> Result<HttpResponse, Refusal> {
    match found {
        Some(found) => Ok(json(request, &found)),
        None => Err(Refusal::of(request, &unknown(what, id))),
    }
}

/// The way to where something is now.
pub(crate) fn moved(to: String) -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((header::LOCATION, to))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .finish()
}

/// One JSON object a line, as a stream.
pub(crate) fn lines(stream: impl Stream<Item = Result<Bytes, Error>> + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::CACHE_CONTROL, CACHE))
        .streaming(stream)
}

/// The same, of lines that are all there.
pub(crate) fn lines_of(lines: Bytes) -> HttpResponse {
    self::lines(stream::iter([Ok(lines)]))
}

/// Each value as a line.
pub(crate) fn line_each(values: Vec<Value>) -> Bytes {
    let mut lines = Vec::new();
    for value in values {
        // Writing to memory does not fail, and a value has no keys that are not text.
        let _ = serde_json::to_writer(&mut lines, &value);
        lines.push(b'\n');
    }
    lines.into()
}

/// The listings with these ids in the order of the ids, written a batch at a time.
pub(crate) fn batches<K: Copy + 'static>(
    directory: Arc<Directory>,
    keys: Vec<K>,
    id: impl Fn(&K) -> Uuid + 'static,
    write: impl Fn(&Directory, &[K], &[Arc<ListingView>]) -> Bytes + 'static,
) -> impl Stream<Item = Result<Bytes, Error>> + 'static {
    let keys = keys.into_iter();
    stream::try_unfold(
        (directory, keys, id, write),
        |(directory, mut keys, id, write)| async move {
            let batch: Vec<K> = keys.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return Ok(None);
            }
            let mut ids: Vec<Uuid> = batch.iter().map(&id).collect();
            ids.dedup();
            let views = directory.given(&ids).await?;
            let bytes = write(&directory, &batch, &views);
            Ok(Some((bytes, (directory, keys, id, write))))
        },
    )
}
