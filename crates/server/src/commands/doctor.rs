//! `doctor`: looks at everything that serving needs.

use std::process::ExitCode;

use anyhow::Context as _;
use search::Index;
use tokio::net::TcpListener;

use crate::commands::crawl;
use crate::compose;
use crate::config::{Config, without_password};
use crate::post::Post;
use crate::wording;

/// Looks, and says of each thing whether it is well; fails when something is not.
pub(crate) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let findings = [
        ("configuration", Ok("sound".to_owned())),
        ("data folder", data_folder(config)),
        ("store", store(config).await),
        ("matching", matching(config).await),
        ("search index", index(config)),
        ("gazetteer", gazetteer(config)),
        ("words", words(config)),
        ("sources", sources(config)),
        ("register of charities", register(config).await),
        ("mail", mail(config).await),
        ("address", address(config).await),
    ];
    let mut well = true;
    for (what, finding) in findings {
        match finding {
            Ok(words) => println!("well   {what}: {words}"),
            Err(error) => {
                well = false;
                println!("fault  {what}: {error:#}");
            }
        }
    }
    // What others publish is no fault of this machine's, and still somebody has to look at it.
    match unwell_sources(config).await {
        Ok(unwell) => {
            for words in unwell {
                println!("look   source {words}");
            }
        }
        Err(error) => println!("look   sources: {error:#}"),
    }
    Ok(if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn data_folder(config: &Config) -> anyhow::Result<String> {
    let folder = &config.data.dir;
    std::fs::create_dir_all(folder).with_context(|| {
        format!(
            "{} cannot be made; give it to the user that runs this",
            folder.display()
        )
    })?;
    let probe = folder.join(".doctor");
    std::fs::write(&probe, "")
        .and_then(|()| std::fs::remove_file(&probe))
        .with_context(|| {
            format!(
                "{} cannot be written; give it to the user that runs this",
                folder.display()
            )
        })?;
    Ok(folder.display().to_string())
}

async fn store(config: &Config) -> anyhow::Result<String> {
    let store = compose::open_store(config).await?;
    let url = without_password(&config.store_url());
    let pending = store.pending_migrations().await?;
    anyhow::ensure!(
        pending.is_empty(),
        "{url} waits for {} migrations; `fingerpost migrate` runs them",
        pending.len()
    );
    let counts = store.counts().await?;
    Ok(format!(
        "{url}, {} listings from {} statements of {} sources",
        counts.listings, counts.statements, counts.sources
    ))
}

async fn matching(config: &Config) -> anyhow::Result<String> {
    let store = compose::open_store(config).await?;
    if !store.pending_migrations().await?.is_empty() {
        return Ok("known when the store is up to date".to_owned());
    }
    let (to_key, to_match) = store.not_matched_by(&directory::rules_in_force()).await?;
    anyhow::ensure!(
        to_key + to_match == 0,
        "{} statements were matched by other rules than those in force; `fingerpost rematch` compares them anew",
        to_match.max(to_key)
    );
    Ok(match store.waiting_matches().await? {
        0 => "no pair waits for an answer".to_owned(),
        waiting => {
            format!("{waiting} pairs wait for an answer; `fingerpost matches list` shows them")
        }
    })
}

fn index(config: &Config) -> anyhow::Result<String> {
    let folder = config.data.dir.join("index");
    if !folder.is_dir() {
        return Ok("not there yet; `serve` and `crawl` make it".to_owned());
    }
    match Index::open_or_create(&folder) {
        Ok(opened) => match opened.rebuild {
            None => Ok(format!("{} listings", opened.index.count())),
            Some(reason) => {
                anyhow::bail!(
                    "{}; `fingerpost reindex` builds it anew",
                    compose::words_of(&reason)
                )
            }
        },
        Err(search::Error::InUse { .. }) => Ok("in use by a running server".to_owned()),
        Err(error) => Err(error.into()),
    }
}

fn gazetteer(config: &Config) -> anyhow::Result<String> {
    let gazetteer = compose::open_gazetteer(config)?;
    Ok(format!(
        "{} postcodes of {}",
        gazetteer.meta().live,
        gazetteer.data_date()
    ))
}

fn words(config: &Config) -> anyhow::Result<String> {
    let folder = &config.search.words;
    let files = if folder.as_os_str().is_empty() {
        Vec::new()
    } else {
        wording::files(folder)
            .with_context(|| format!("the folder {} cannot be read", folder.display()))?
    };
    let in_use = directory::check_wording(&files).map_err(|errors| {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", errors.join("; "))
    })?;
    Ok(format!(
        "{} in the vocabulary, {} files of your own",
        in_use.entries,
        files.len()
    ))
}

fn sources(config: &Config) -> anyhow::Result<String> {
    if !config.crawl.sources.is_file() {
        return Ok(format!(
            "no list at {}; nothing will be crawled",
            config.crawl.sources.display()
        ));
    }
    let sources = crawl::sources(&config.crawl)?;
    anyhow::ensure!(
        !config.crawl.contact.is_empty() || config.crawl.allow_loopback,
        "crawl.contact is empty; publishers must be able to write to you"
    );
    Ok(format!(
        "{} in {}",
        sources.len(),
        config.crawl.sources.display()
    ))
}

/// Every source that is stalled, shrinking, failing or held, and why.
async fn unwell_sources(config: &Config) -> anyhow::Result<Vec<String>> {
    let pending = compose::open_store(config)
        .await?
        .pending_migrations()
        .await?;
    // Looking makes nothing: neither tables nor an index.
    if !pending.is_empty() || !config.data.dir.join("index").is_dir() {
        return Ok(Vec::new());
    }
    let composed = compose::open_beside(config).await?;
    let views = composed.directory.sources().await?;
    Ok(views
        .iter()
        .filter(|view| view.active)
        .filter_map(|view| {
            let why = view.health.why.as_ref()?;
            let state = view.health.state.as_str();
            Some(format!("{} is {state}: {why}", view.source.id))
        })
        .collect())
}

async fn register(config: &Config) -> anyhow::Result<String> {
    let store = compose::open_store(config).await?;
    if !store.pending_migrations().await?.is_empty() {
        return Ok("known when the store is up to date".to_owned());
    }
    let Some(register) = store.charity_register().await? else {
        return Ok("none was imported; `fingerpost register import FILE` does it".to_owned());
    };
    anyhow::ensure!(
        !register.unfinished,
        "an import broke off; `fingerpost register import FILE` goes through to its end"
    );
    let day = register.extracted_on.map(|day| day.to_string());
    Ok(format!(
        "{} charities, as of {}",
        register.charities,
        day.unwrap_or_default()
    ))
}

async fn mail(config: &Config) -> anyhow::Result<String> {
    let waiting = match compose::open_store(config).await {
        Ok(store) if store.pending_migrations().await?.is_empty() => store.waiting_mails().await?,
        _ => 0,
    };
    let Some(post) = Post::of(&config.mail)? else {
        return Ok(format!(
            "no server is set ([mail] host), so nobody can sign in; {waiting} mails stay in the outbox"
        ));
    };
    let server = format!("{}:{}", config.mail.host, config.mail.port);
    let answers = post
        .answers()
        .await
        .with_context(|| format!("{server} does not take mail from us; {waiting} mails wait"))?;
    anyhow::ensure!(
        answers,
        "{server} does not answer as a mail server; {waiting} mails wait"
    );
    Ok(format!("{server} answers; {waiting} mails wait"))
}

async fn address(config: &Config) -> anyhow::Result<String> {
    let address = config.server.listen;
    match TcpListener::bind(address).await {
        Ok(_) => Ok(format!("{address} is free")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            Ok(format!("{address} is taken, perhaps by a running server"))
        }
        Err(error) => Err(error).with_context(|| format!("{address} cannot be listened on")),
    }
}
