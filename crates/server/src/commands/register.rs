//! `register`: import the Charity Commission's register, and say which one is in use.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use directory::{Directory, RegisterTaken};
use domain::charity::Charity;
use formats::{OtherNames, RegisterCounts, read_other_names, read_register};
use indicatif::ProgressBar;
use tokio::sync::mpsc;

use crate::cli::{RegisterCommand, RegisterImportArgs};
use crate::compose;
use crate::config::Config;
use crate::progress::register_bar;

/// Charities that go from the reader to the store at once.
const BATCH: usize = 2_000;
/// Batches that may wait.
const WAITING: usize = 2;

/// Does one of the two.
pub(crate) async fn run(config: &Config, command: RegisterCommand) -> anyhow::Result<ExitCode> {
    let composed = compose::open_beside(config).await?;
    match command {
        RegisterCommand::Import(args) => {
            import_file(&composed.directory, &args).await?;
            compose::follow(&composed).await?;
            Ok(ExitCode::SUCCESS)
        }
        RegisterCommand::Show => show(&composed.directory).await,
    }
}

async fn show(directory: &Directory) -> anyhow::Result<ExitCode> {
    match directory.charity_register().await? {
        None => {
            println!("no register has been imported; `fingerpost register import FILE` does it");
        }
        Some(register) => {
            match register.extracted_on {
                Some(day) => println!("register of       {day}"),
                None => println!("register of       (the first import has not come to its end)"),
            }
            if let Some(at) = register.imported_at {
                println!("imported          {}", at.format("%Y-%m-%d %H:%M UTC"));
            }
            println!("charities         {}", register.charities);
            println!("registered        {}", register.registered);
            if register.unfinished {
                println!("an import broke off: do it again, and it goes through to its end");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn import_file(directory: &Directory, args: &RegisterImportArgs) -> anyhow::Result<()> {
    let name = args.file.display();
    let open = || File::open(&args.file).with_context(|| format!("{name} cannot be opened"));
    let length = open()?.metadata().map_or(0, |about| about.len());
    let names = match &args.other_names {
        Some(file) => Some(other_names(file).await?),
        None => None,
    };
    let bar = register_bar(length);
    let opened = || Ok(bar.wrap_read(open()?));
    let taken = import(directory, opened, names.as_ref(), args.force, &bar)
        .await
        .with_context(|| format!("{name} is not imported"))?;
    print_taken(&taken);
    Ok(())
}

async fn other_names(file: &Path) -> anyhow::Result<OtherNames> {
    let name = file.display();
    let input = File::open(file).with_context(|| format!("{name} cannot be opened"))?;
    let names = tokio::task::spawn_blocking(|| read_other_names(input))
        .await?
        .with_context(|| format!("{name} is not imported"))?;
    println!("{} other names of charities", names.count());
    Ok(names)
}

/// Reads a register twice: to weigh it, and to take it. `open` begins it anew. Without `names`, the
/// other names that are known stay.
pub(crate) async fn import<R: Read + Seek + Send + 'static>(
    directory: &Directory,
    open: impl Fn() -> anyhow::Result<R>,
    names: Option<&OtherNames>,
    force: bool,
    bar: &ProgressBar,
) -> anyhow::Result<RegisterTaken> {
    bar.set_prefix("Weighing the register");
    let mut weighing = directory.weigh_register().await?;
    let counts = each_batch(open()?, async |batch| weighing.add(&batch).await).await?;
    let Some(extracted_on) = counts.extracted_on else {
        bail!("no row says of which day the register is (`date_of_extract`)");
    };
    let (bad, rows) = names.map_or((0, 0), OtherNames::unreadable);
    let unreadable = (counts.unreadable + bad, counts.rows + rows);
    let weight = weighing.done(extracted_on, unreadable);
    if weight.charities == 0 {
        bail!("there is no charity in it");
    }
    let objections = weight.objections();
    if !force && !objections.is_empty() {
        bail!(
            "{}. Nothing was changed. Download it again; if the register really is like that, --force imports it",
            objections.join("; ")
        );
    }
    bar.set_prefix("Taking the register");
    let mut taking = directory.take_register(weight).await?;
    if names.is_none() {
        taking = taking.keeping_names();
    }
    each_batch(open()?, async |mut batch| {
        for charity in &mut batch {
            charity.other_names = names.map_or_else(Vec::new, |names| names.of(charity.number));
        }
        taking.add(&batch).await
    })
    .await?;
    bar.set_prefix("Looking at listings");
    let taken = taking.done().await?;
    bar.finish_and_clear();
    Ok(taken)
}

/// Reads on a thread of its own and hands over batches; whoever is slow makes the reader wait.
async fn each_batch<R: Read + Seek + Send + 'static>(
    input: R,
    mut take: impl AsyncFnMut(Vec<Charity>) -> Result<(), directory::Error>,
) -> anyhow::Result<RegisterCounts> {
    let (sender, mut batches) = mpsc::channel::<Vec<Charity>>(WAITING);
    let reading = tokio::task::spawn_blocking(move || {
        let mut batch = Vec::with_capacity(BATCH);
        let counts = read_register(input, |charity| {
            batch.push(charity);
            if batch.len() < BATCH {
                return true;
            }
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            sender.blocking_send(full).is_ok()
        })?;
        // Nobody listens any more only where an error is on its way already.
        let _ = sender.blocking_send(batch);
        Ok::<_, formats::RegisterError>(counts)
    });
    while let Some(batch) = batches.recv().await {
        take(batch).await?;
    }
    Ok(reading.await??)
}

/// What came of it, for people.
pub(crate) fn print_taken(taken: &RegisterTaken) {
    let reviewed = &taken.reviewed;
    println!(
        "{} charities, {} of them registered; {} rows new or changed, {} no longer there",
        taken.charities, taken.registered, taken.written, taken.forgotten
    );
    println!("charity numbers in listings:");
    println!("  confirmed         {}", reviewed.confirmed);
    println!("  removed           {}", reviewed.removed);
    println!("  of another name   {}", reviewed.other_name);
    println!("  not in it         {}", reviewed.unknown);
    println!(
        "{} listings show something else now; {} new reports wait for moderators",
        reviewed.changed, reviewed.reports
    );
}
