//! The style sheet, script and pictures, inside the binary, under names that hold their hash.
//!
//! A name that holds the hash of its content may be cached for ever. A name with another hash (a
//! page of the previous release, or of a copy that is not upgraded yet) gets today's file and must
//! ask again next time. Compressing is the server's matter.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpResponse, Responder, get, web};
use rust_embed::{EmbeddedFile, RustEmbed};

/// How many hexadecimal digits of the content's SHA-256 stand in a name.
const HASH_DIGITS: usize = 12;

#[derive(RustEmbed)]
#[folder = "assets/"]
#[include = "dist/app.css"]
#[include = "dist/app.js"]
#[include = "dist/suggest.js"]
#[include = "images/*"]
struct Files;

/// One file as it is served.
struct Asset {
    hash: String,
    content_type: &'static str,
    file: EmbeddedFile,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|path| {
            let file = Files::get(&path)?;
            let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
            let hash: String = file
                .metadata
                .sha256_hash()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
                .chars()
                .take(HASH_DIGITS)
                .collect();
            let content_type = content_type(&name);
            Some((
                name,
                Asset {
                    hash,
                    content_type,
                    file,
                },
            ))
        })
        .collect()
});

/// The address of an asset: `/assets/3f2a0c9d41be-app.css`.
pub(crate) fn address(name: &str) -> String {
    let hash = ASSETS
        .get(name)
        .map_or("missing", |asset| asset.hash.as_str());
    format!("/assets/{hash}-{name}")
}

/// Serves one asset.
#[get("/assets/{hash}-{name}")]
pub(crate) async fn serve(path: web::Path<(String, String)>) -> impl Responder {
    let (hash, name) = path.into_inner();
    let Some(asset) = ASSETS.get(&name) else {
        return HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("not found");
    };
    let caching = if hash == asset.hash {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    HttpResponse::Ok()
        .content_type(asset.content_type)
        .insert_header((header::CACHE_CONTROL, caching))
        .body(web::Bytes::copy_from_slice(&asset.file.data))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{ASSETS, address};

    #[test]
    fn every_asset_that_a_page_names_is_embedded() {
        for name in [
            "app.css",
            "app.js",
            "suggest.js",
            "logo.svg",
            "favicon.svg",
            "signpost.svg",
            "touch-icon.png",
        ] {
            assert!(!address(name).contains("missing"), "{name}");
        }
    }

    #[test]
    fn the_style_sheet_carries_no_mark_of_the_governments_brand() {
        let sheet = String::from_utf8_lossy(&ASSETS["app.css"].file.data).to_lowercase();
        for mark in [
            "gds transport",
            "@font-face",
            "crest",
            "crown",
            "gov.uk",
            "url(",
        ] {
            assert!(!sheet.contains(mark), "{mark}");
        }
    }
}
