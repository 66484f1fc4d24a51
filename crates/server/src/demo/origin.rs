//! The origin of the demo: a server on loopback that plays the borough directories.
//!
//! It serves the files of `fixtures/feeds`, which are built into the binary. An address is a file's
//! name: `/careplace/Categories/3?page=2` is `careplace/Categories/3@page=2.html`. It answers
//! conditional requests, as the real ones do.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use actix_web::http::header::{CONTENT_TYPE, ETAG, EntityTag, Header as _, IfNoneMatch};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use rust_embed::RustEmbed;

/// The fixture feeds, their profiles and the list of sources.
#[derive(RustEmbed)]
#[folder = "../../fixtures"]
#[include = "feeds/**"]
#[include = "profiles/*.toml"]
#[include = "register/*.json"]
#[include = "sources.toml"]
pub(super) struct Fixtures;

/// A running origin.
pub(super) struct Origin {
    /// Where it listens.
    pub(super) address: SocketAddr,
    handle: ServerHandle,
}

impl Origin {
    /// Starts on a free port of loopback.
    pub(super) fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let server = HttpServer::new(|| App::new().default_service(web::to(serve)))
            .workers(1)
            .disable_signals()
            .listen(listener)?
            .run();
        let handle = server.handle();
        tokio::spawn(server);
        Ok(Self { address, handle })
    }

    /// Stops.
    pub(super) async fn stop(self) {
        self.handle.stop(false).await;
    }
}

async fn serve(request: HttpRequest) -> HttpResponse {
    let Some((name, file)) = find(request.path(), request.query_string()) else {
        return HttpResponse::NotFound()
            .content_type("text/html")
            .body("<h1>Not found</h1>");
    };
    let tag = EntityTag::new_strong(hex(&file.metadata.sha256_hash()[..12]));
    let known = matches!(
        IfNoneMatch::parse(&request),
        Ok(IfNoneMatch::Items(tags)) if tags.iter().any(|known| known.weak_eq(&tag))
    );
    let mut answer = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header((ETAG, tag.to_string()))
        .insert_header((CONTENT_TYPE, kind_of(&name)));
    if known {
        answer.finish()
    } else {
        answer.body(file.data.into_owned())
    }
}

fn find(path: &str, query: &str) -> Option<(String, rust_embed::EmbeddedFile)> {
    let path = path.trim_matches('/');
    let asked = if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}@{query}")
    };
    [format!("feeds/{asked}"), format!("feeds/{asked}.html")]
        .into_iter()
        .find_map(|name| Fixtures::get(&name).map(|file| (name, file)))
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "kml" => "application/vnd.google-earth.kml+xml",
        "kmz" => "application/vnd.google-earth.kmz",
        "csv" => "text/csv",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "json" | "geojson" => "application/json",
        "txt" => "text/plain",
        _ => "text/html; charset=utf-8",
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
