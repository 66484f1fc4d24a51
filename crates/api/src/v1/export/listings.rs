//! GET everything that may be passed on, in one file.

use std::time::SystemTime;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::Error;
use http_edge::conditional::{tag, unless_current_since};
use std::sync::Arc;

use crate::Context;
use crate::give::answer::CACHE;
use crate::give::export::{ExportError, Form, pack, pieces, texts};
use crate::problem::{Problem, Refusal};

/// Every listing that may be passed on, in one file.
///
/// `ndjson` has one listing a line, whole, as HSDS 3.0; `csv` is a table in which no cell begins a
/// formula; `geojson` and `kml` have one item for each place; `hsds` is the HSDS data package, a zip.
/// The answer has an entity tag and a date, so that asking again costs nothing while nothing changed.
#[utoipa::path(
    operation_id = "export_listings",
    tag = "export",
    params(("form" = String, Path, description = "`ndjson`, `csv`, `geojson`, `kml` or `hsds`.", pattern = "^(ndjson|csv|geojson|kml|hsds)$", example = "csv")),
    responses(
        (status = 200, description = "Everything, as a stream.", content(
            (Object = "application/x-ndjson"),
            (String = "text/csv"),
            (Object = "application/geo+json"),
            (String = "application/vnd.google-earth.kml+xml"),
            (String = "application/zip"),
        )),
        (status = 304, description = "Nothing has changed since."),
        (status = 404, description = "There is no such form.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/export/{form}")]
pub(crate) async fn listings(
    request: HttpRequest,
    context: web::Data<Context>,
    form: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let refuse = |error: Error| Refusal::of(&request, &error);
    let Some(form) = Form::from_name(&form) else {
        return Err(refuse(Error::NotFound {
            what: "export form",
            name: form.into_inner(),
        }));
    };
    let extent = directory.extent().await.map_err(refuse)?;
    let tag = tag(&[
        form.name(),
        &extent.sequence.to_string(),
        &context.public_url,
        env!("CARGO_PKG_VERSION"),
    ]);
    let modified = extent.at.map(SystemTime::from);
    let url = context.public_url.clone();
    let is_there = unless_current_since(&request, &tag, modified, CACHE, || {
        HttpResponse::Ok().finish()
    });
    if !is_there.status().is_success() {
        return Ok(is_there);
    }
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    let answer = match form {
        Form::Text(text) => answer
            .content_type(text.media_type())
            .insert_header(named(text.extension()))
            .streaming(texts(Arc::clone(directory), url, text)),
        Form::Package => {
            let file = pack(directory, &url).await.map_err(|error| match error {
                ExportError::Directory(error) => refuse(error),
                ExportError::Io(error) => refuse(Error::Unavailable {
                    what: "the disk for temporary files",
                    source: Box::new(error),
                }),
            })?;
            let length = file.metadata().map_or(0, |data| data.len());
            answer
                .content_type("application/zip")
                .insert_header(named("hsds.zip"))
                // A zip is small already.
                .insert_header((header::CONTENT_ENCODING, "identity"))
                .no_chunking(length)
                .streaming(pieces(file))
        }
    };
    Ok(unless_current_since(
        &request,
        &tag,
        modified,
        CACHE,
        || answer,
    ))
}

fn named(extension: &str) -> (header::HeaderName, String) {
    let disposition = format!("attachment; filename=\"listings.{extension}\"");
    (header::CONTENT_DISPOSITION, disposition)
}
