//! Which of our crates may see which.
//!
//! The table is the picture in `docs/architecture.md`, row by row. A crate that is not in it
//! has no layer yet, and fails.

use crate::Complaints;
use crate::manifests::Manifest;

/// One crate, and every crate of ours that it may name.
struct Layer {
    name: &'static str,
    /// What it may be built on.
    sees: &'static [&'static str],
    /// What its tests and benches may name besides.
    tests_see: &'static [&'static str],
}

/// A face is tested on a real directory, and somebody has to set that up.
const WHOLE_DIRECTORY: &[&str] = &["gazetteer", "search", "store", "testkit"];

/// Lowest layer first. `api`, `pages` and `crawler` never see one another, the four of the second
/// group are siblings that never do either, and only `directory` holds store, search and gazetteer.
const LAYERS: &[Layer] = &[
    Layer {
        name: "domain",
        sees: &[],
        tests_see: &[],
    },
    //
    Layer {
        name: "formats",
        sees: &["domain"],
        tests_see: &["testkit"],
    },
    Layer {
        name: "gazetteer",
        sees: &["domain"],
        tests_see: &["testkit"],
    },
    Layer {
        name: "store",
        sees: &["domain"],
        tests_see: &["testkit"],
    },
    Layer {
        name: "search",
        sees: &["domain"],
        tests_see: &["testkit"],
    },
    //
    Layer {
        name: "directory",
        sees: &["domain", "gazetteer", "search", "store"],
        tests_see: &["testkit"],
    },
    Layer {
        name: "http-edge",
        sees: &["directory", "domain"],
        tests_see: &["testkit"],
    },
    //
    Layer {
        name: "api",
        sees: &["directory", "domain", "formats", "http-edge"],
        tests_see: WHOLE_DIRECTORY,
    },
    Layer {
        name: "pages",
        sees: &["directory", "domain", "http-edge"],
        tests_see: WHOLE_DIRECTORY,
    },
    Layer {
        name: "crawler",
        sees: &["directory", "domain", "formats"],
        tests_see: WHOLE_DIRECTORY,
    },
    //
    Layer {
        name: "server",
        sees: &[
            "api",
            "crawler",
            "directory",
            "domain",
            "formats",
            "gazetteer",
            "http-edge",
            "pages",
            "search",
            "store",
        ],
        tests_see: &["testkit"],
    },
    // Beside the layers: what tests share, what measures the whole, this crate, and the chores.
    Layer {
        name: "testkit",
        sees: &["domain"],
        tests_see: &[],
    },
    Layer {
        name: "match-quality",
        sees: &["domain", "formats"],
        tests_see: &[],
    },
    Layer {
        name: "measure",
        sees: &[
            "crawler",
            "directory",
            "domain",
            "formats",
            "gazetteer",
            "search",
            "store",
            "testkit",
        ],
        tests_see: &[],
    },
    Layer {
        name: "tidy",
        sees: &[],
        tests_see: &[],
    },
    Layer {
        name: "xtask",
        sees: &[],
        tests_see: &[],
    },
];

/// Edges between our crates that the table does not have, and crates that are not in it.
#[must_use]
pub fn forbidden_edges(manifests: &[Manifest]) -> Complaints {
    let mut complaints = Complaints::new();
    for manifest in manifests {
        let name = &manifest.name;
        let Some(layer) = LAYERS.iter().find(|layer| layer.name == name) else {
            complaints.push(format!(
                "crate {name} has no layer: give it a row in crates/tidy/src/layers.rs"
            ));
            continue;
        };
        for dependency in manifest
            .dependencies
            .iter()
            .filter(|dependency| dependency.is_ours())
        {
            let seen = dependency.name.as_str();
            let allowed = layer.sees.contains(&seen)
                || (dependency.is_for_tests() && layer.tests_see.contains(&seen));
            if !allowed {
                let place = if dependency.is_for_tests() {
                    "[dev-dependencies]"
                } else {
                    "[dependencies]"
                };
                complaints.push(format!(
                    "crates/{name}/Cargo.toml: {name} may not see {seen} in {place}: {}",
                    allowed_edges(layer)
                ));
            }
        }
    }
    complaints
}

fn allowed_edges(layer: &Layer) -> String {
    let list = |names: &[&str]| {
        if names.is_empty() {
            "nothing".to_owned()
        } else {
            names.join(", ")
        }
    };
    format!(
        "it may see {}, and in tests also {}",
        list(layer.sees),
        list(layer.tests_see)
    )
}
