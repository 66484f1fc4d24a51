//! `gazetteer`: show what is in use, build a file, put one in use.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use gazetteer::Gazetteer;
use gazetteer::build::{Inputs, Report, build as compile};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{GazetteerBuildArgs, GazetteerCommand};
use crate::compose;
use crate::config::Config;

/// Does one of the three.
pub(crate) fn run(config: &Config, command: GazetteerCommand) -> anyhow::Result<ExitCode> {
    match command {
        GazetteerCommand::Show => show(config),
        GazetteerCommand::Build(args) => build(&args),
        GazetteerCommand::Install { file } => install(config, &file),
    }
}

fn show(config: &Config) -> anyhow::Result<ExitCode> {
    let file = config.gazetteer_file();
    match file.is_file() {
        true => println!("file              {}", file.display()),
        false => println!("file              the one that is built in"),
    }
    print_meta(&compose::open_gazetteer(config)?);
    Ok(ExitCode::SUCCESS)
}

/// Makes a file from the official downloads.
pub(crate) fn build(args: &GazetteerBuildArgs) -> anyhow::Result<ExitCode> {
    let inputs = Inputs {
        code_point: args.code_point.clone(),
        directory: args.onspd.clone(),
        northern_ireland: args.northern_ireland,
        earlier: args.earlier.clone(),
        geonames: args.geonames.clone(),
        open_names: args.open_names.clone(),
        stations: args.stations.clone(),
        boundaries: args.boundaries.clone(),
        small_areas: args.small_areas.clone(),
    };
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("{spinner} {msg}")?);
    let built = compile(&inputs, &mut |step| {
        bar.set_message(match step.total {
            Some(total) => format!("{} {} of {total}", step.step, step.done),
            None => format!("{} {}", step.step, step.done),
        });
        bar.tick();
    })?;
    bar.finish_and_clear();
    replace(&args.output, &built.bytes)?;
    println!(
        "wrote {} ({:.1} MB)",
        args.output.display(),
        megabytes(built.bytes.len())
    );
    print_report(&built.report);
    println!(
        "put it in use with `fingerpost gazetteer install {}`",
        args.output.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Puts a file where a running server finds it; a file that is not good changes nothing.
fn install(config: &Config, file: &Path) -> anyhow::Result<ExitCode> {
    let gazetteer = Gazetteer::open(file)
        .with_context(|| format!("{} is not put in use; the one in use stays", file.display()))?;
    let target = config.gazetteer_file();
    let bytes = std::fs::read(file)?;
    replace(&target, &bytes)?;
    println!(
        "{} is in use; a running server takes it within seconds",
        target.display()
    );
    print_meta(&gazetteer);
    Ok(ExitCode::SUCCESS)
}

/// Writes beside the target and renames, so that nobody ever reads half a file.
fn replace(target: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    let beside = target.with_extension("gaz.new");
    std::fs::write(&beside, bytes)
        .and_then(|()| std::fs::rename(&beside, target))
        .with_context(|| format!("{} cannot be written", target.display()))
}

fn print_meta(gazetteer: &Gazetteer) {
    let meta = gazetteer.meta();
    println!("postcodes of      {}", meta.data_date);
    println!("in use            {}", meta.live);
    println!("retired           {}", meta.retired);
    println!("places, stations  {}", meta.places);
    println!("size              {:.1} MB", megabytes(gazetteer.size()));
    println!("to be shown:");
    for line in gazetteer.attributions() {
        println!("  {} ({})", line.text, line.licence);
    }
}

fn print_report(report: &Report) {
    println!(
        "{} postcodes in use, {} retired, {} areas, {} outlines, {} places",
        report.meta.live, report.meta.retired, report.areas, report.outlines, report.meta.places
    );
    for (reason, count) in &report.left_out {
        println!("left out {count}: {reason}");
    }
}

#[expect(clippy::cast_precision_loss, reason = "a file's size, to one decimal")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
