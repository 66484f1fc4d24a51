//! `cargo xtask quality search` and `cargo xtask bench search`: doors to the `measure` crate, which
//! is built here because xtask itself knows no crate of the product.

use std::path::Path;

use crate::{machine, process};

/// Where the stores of the load are kept between runs, under the target folder.
const STORES: &str = "bench-search";
/// Where the results go.
const JSON: &str = "docs/performance.json";
const PLOT: &str = "docs/images/search-cost.svg";

/// Asks the judged questions; fails under the bars.
///
/// # Errors
/// When it does not build, the fixtures cannot be asked, or a bar is not met.
pub(crate) fn quality(worst: usize) -> anyhow::Result<()> {
    let worst = worst.to_string();
    let run = [
        "run",
        "--quiet",
        "--package",
        "measure",
        "--",
        "quality",
        "--worst",
        &worst,
    ];
    process::run(&mut process::cargo(run))
}

/// Loads the release binary; fails over the bars.
///
/// # Errors
/// When it does not build, cannot be loaded, or a bar is not met.
pub(crate) fn bench(sizes: &str, seconds: u64) -> anyhow::Result<()> {
    let build = [
        "build",
        "--release",
        "--package",
        "server",
        "--package",
        "measure",
    ];
    process::run(&mut process::cargo(build))?;
    let target = machine::target()?;
    let binary = target.join("release/fingerpost");
    let folder = target.join(STORES);
    let seconds = seconds.to_string();
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let (binary, folder) = (text(&binary), text(&folder));
    let measure = [
        "bench",
        "--binary",
        &binary,
        "--sizes",
        sizes,
        "--folder",
        &folder,
        "--seconds",
        &seconds,
        "--json",
        JSON,
        "--plot",
        PLOT,
    ];
    let program = target.join("release/measure");
    process::run(&mut process::program(program, measure, machine::root()))
}
