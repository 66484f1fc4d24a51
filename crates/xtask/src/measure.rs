//! `cargo xtask quality search` and `cargo xtask bench`: doors to the `measure` crate, which is built here
//! because xtask itself knows no crate of the product.

use std::path::{Path, PathBuf};

use crate::{machine, process};

/// Where the stores of the load are kept between runs, under the target folder.
const STORES: &str = "bench-search";
/// Where the feeds of the harvest are kept, likewise.
const FEEDS: &str = "bench-harvest";
/// Where the registers of charities are kept, likewise.
const REGISTERS: &str = "bench-register";
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

/// Lets a release binary harvest a feed and export it; fails over the bars.
///
/// # Errors
/// When it does not build, not everything arrives, or a bar is not met.
pub(crate) fn harvest(sizes: &str, binary: Option<PathBuf>) -> anyhow::Result<()> {
    with_binary("harvest", ["--sizes", sizes], binary, FEEDS)
}

/// Lets a release binary import a register of charities; fails over the bars.
///
/// # Errors
/// When it does not build, does not import it, or a bar is not met.
pub(crate) fn register(rows: u64, binary: Option<PathBuf>) -> anyhow::Result<()> {
    with_binary("register", ["--rows", &rows.to_string()], binary, REGISTERS)
}

/// Measures a release binary, which is built where none is named.
fn with_binary(
    what: &str,
    how_much: [&str; 2],
    binary: Option<PathBuf>,
    folder: &str,
) -> anyhow::Result<()> {
    let mut build = vec!["build", "--release", "--package", "measure"];
    if binary.is_none() {
        build.extend(["--package", "server"]);
    }
    process::run(&mut process::cargo(build))?;
    let target = machine::target()?;
    let binary = binary.unwrap_or_else(|| target.join("release/fingerpost"));
    let (binary, folder) = (binary.to_string_lossy(), target.join(folder));
    let folder = folder.to_string_lossy();
    let [name, value] = how_much;
    let measure = [what, "--binary", &binary, name, value, "--folder", &folder];
    let program = target.join("release/measure");
    process::run(&mut process::program(program, measure, machine::root()))
}
