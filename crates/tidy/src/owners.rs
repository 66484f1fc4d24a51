//! Which of our crates may use which third-party crate.
//!
//! A technique has one home: only `store` speaks SQL, only `search` speaks tantivy. That keeps a
//! change of library a change of one crate, and keeps I/O out of the layers that promise to have
//! none. A third-party crate that no row names is free for all.

use crate::Complaints;
use crate::manifests::Manifest;

/// A third-party crate and the crates of ours that may name it.
struct Owned {
    name: &'static str,
    /// Who may be built on it.
    owners: &'static [&'static str],
    /// Whose tests and benches may use it besides.
    tests_of: &'static [&'static str],
}

const fn owned(name: &'static str, owners: &'static [&'static str]) -> Owned {
    Owned {
        name,
        owners,
        tests_of: &[],
    }
}

/// Every crate but those that promise to have no I/O and no waiting (domain, formats, gazetteer, search).
const MAY_WAIT: &[&str] = &[
    "api",
    "crawler",
    "directory",
    "http-edge",
    "measure",
    "pages",
    "server",
    "store",
    "testkit",
];

const OWNED: &[Owned] = &[
    // Rules
    owned("geo", &["domain", "gazetteer", "search"]),
    owned("phonenumber", &["domain"]),
    owned("rrule", &["domain"]),
    // Formats
    owned("ammonia", &["formats"]),
    owned("calamine", &["formats", "gazetteer"]),
    owned("chardetng", &["formats"]),
    owned("csv", &["formats", "gazetteer", "match-quality"]),
    owned("encoding_rs", &["formats"]),
    owned("icalendar", &["formats"]),
    owned("kml", &["formats"]),
    owned("linkify", &["formats"]),
    owned("quick-xml", &["formats", "gazetteer"]),
    Owned {
        name: "scraper",
        owners: &["formats"],
        tests_of: &["pages", "server"],
    },
    Owned {
        name: "zip",
        owners: &["formats", "gazetteer"],
        tests_of: &["api"],
    },
    // Geography
    owned("geojson", &["gazetteer"]),
    owned("h3o", &["gazetteer", "search"]),
    // Storing and finding
    owned("sea-orm", &["store", "testkit"]),
    owned("sea-orm-migration", &["store"]),
    owned("sqlx", &[]),
    // What the gazetteer's own file is measured against.
    Owned {
        name: "rusqlite",
        owners: &[],
        tests_of: &["gazetteer"],
    },
    // What is measured is compared with plain BM25.
    owned("tantivy", &["search", "measure"]),
    owned("zstd", &["store", "search"]),
    // Verbs
    owned("argon2", &["directory"]),
    owned("moka", &["directory"]),
    owned("quick_cache", &["directory", "search"]),
    owned("totp-rs", &["directory", "testkit"]),
    // Serving
    Owned {
        name: "actix-web",
        owners: &["api", "http-edge", "pages", "server"],
        tests_of: &[],
    },
    owned("askama", &["pages"]),
    owned("rust-embed", &["pages", "server"]),
    owned("tracing-actix-web", &["http-edge", "server"]),
    owned("utoipa", &["api"]),
    owned("utoipa-actix-web", &["api"]),
    owned("utoipa-swagger-ui", &["api"]),
    // Fetching
    Owned {
        name: "reqwest",
        owners: &["crawler"],
        tests_of: &["server", "testkit"],
    },
    owned("robotxt", &["crawler"]),
    owned("rustls", &["crawler", "server", "testkit"]),
    owned("governor", &["crawler", "http-edge"]),
    // Running
    owned("anyhow", &["match-quality", "measure", "server", "xtask"]),
    owned("clap", &["match-quality", "measure", "server", "xtask"]),
    owned("figment", &["server"]),
    owned("getrandom", &["server"]),
    owned("indicatif", &["server"]),
    owned("lettre", &["server"]),
    owned("metrics", &["server"]),
    owned("metrics-exporter-prometheus", &["server"]),
    owned("tracing-subscriber", &["server"]),
    // Waiting: none of it below the store
    owned("async-trait", MAY_WAIT),
    owned("futures", MAY_WAIT),
    owned("tokio", MAY_WAIT),
    owned("tokio-util", MAY_WAIT),
];

/// Packages that must not come back, by whatever road, and why.
const BANNED: &[(&str, &str)] = &[
    (
        "actix-governor",
        "it is GPL-3.0; http-edge uses governor itself",
    ),
    (
        "aws-lc-sys",
        "ring is the one TLS provider: a second costs a C build and cmake",
    ),
    ("native-tls", "ring is the one TLS provider"),
    (
        "openssl-sys",
        "ring is the one TLS provider, and a newcomer needs no system headers",
    ),
];

/// Uses of a third-party crate outside the crates that own it.
#[must_use]
pub fn foreign_uses(manifests: &[Manifest]) -> Complaints {
    let mut complaints = Complaints::new();
    for manifest in manifests {
        let name = manifest.name.as_str();
        for dependency in manifest
            .dependencies
            .iter()
            .filter(|dependency| !dependency.is_ours())
        {
            let Some(owned) = OWNED.iter().find(|owned| owned.name == dependency.name) else {
                continue;
            };
            let allowed = owned.owners.contains(&name)
                || (dependency.is_for_tests() && owned.tests_of.contains(&name));
            if !allowed {
                let owners = if owned.owners.is_empty() {
                    "nobody".to_owned()
                } else {
                    owned.owners.join(", ")
                };
                complaints.push(format!(
                    "crates/{name}/Cargo.toml: {} belongs to {owners}, not to {name}: call the owner instead",
                    owned.name
                ));
            }
        }
    }
    complaints
}

/// Banned packages in the text of a `Cargo.lock`.
#[must_use]
pub fn banned_packages(lock: &str) -> Complaints {
    let locked = |package: &str| {
        lock.lines()
            .any(|line| line == format!("name = \"{package}\""))
    };
    BANNED
        .iter()
        .filter(|(package, _)| locked(package))
        .map(|(package, reason)| {
            format!("Cargo.lock: {package} is banned ({reason}): see cargo tree --invert {package}")
        })
        .collect()
}
