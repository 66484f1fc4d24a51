//! `export`: everything that may be passed on, in one file.

use std::fs::{self, File};
use std::io::BufWriter;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use api::Form;

use crate::cli::ExportArgs;
use crate::compose;
use crate::config::Config;

/// Writes it to the file, or to standard output. A file that is there is replaced only when the new
/// one is whole.
pub(crate) async fn run(config: &Config, args: ExportArgs) -> anyhow::Result<ExitCode> {
    let form = Form::from_name(&args.form).ok_or_else(|| anyhow!("{} is no form", args.form))?;
    let composed = compose::open_beside(config).await?;
    let url = config.public_url(config.server.listen);
    let directory = Arc::clone(&composed.directory);
    let Some(output) = args.output else {
        api::export(directory, url, form, std::io::stdout().lock()).await?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut name = output.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = output.with_file_name(name);
    let cannot = || format!("{} cannot be written", output.display());
    let file = File::create(&part).with_context(cannot)?;
    let written = api::export(directory, url, form, BufWriter::new(file)).await;
    if let Err(error) = written {
        // What is half written is of no use to anybody.
        let _ = fs::remove_file(&part);
        return Err(error).with_context(cannot);
    }
    fs::rename(&part, &output).with_context(cannot)?;
    println!("{} is written", output.display());
    Ok(ExitCode::SUCCESS)
}
