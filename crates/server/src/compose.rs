//! Wiring: from a configuration to a directory that answers.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use directory::{Directory, Outbound, People};
use gazetteer::Gazetteer;
use search::{Index, Opened, Reason};
use store::{Store, StoreOptions};

use crate::chance::SystemChance;
use crate::clock::SystemClock;
use crate::commands::crawl;
use crate::config::{Config, without_password};
use crate::{kitemark, wording};

/// A directory, and whether its index has to be built before it can be trusted.
pub(crate) struct Composed {
    pub(crate) directory: Arc<Directory>,
    /// Why the index on disk was not used, if it was not.
    pub(crate) rebuild: Option<String>,
    /// A running server holds the index and follows the store by itself.
    pub(crate) followed_elsewhere: bool,
}

/// Opens the store, without migrating it.
pub(crate) async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let url = config.store_url();
    if let Some(path) = url.strip_prefix("sqlite:")
        && let Some(folder) = std::path::Path::new(path.trim_start_matches("//")).parent()
        && !path.starts_with(":memory:")
    {
        fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    let options = StoreOptions {
        url: url.clone(),
        max_connections: config.store.max_connections,
        lease: Duration::from_secs(config.store.lease_seconds),
        cache: config.store.cache_mb,
    };
    Store::connect(&options)
        .await
        .with_context(|| format!("the store at {} does not open", without_password(&url)))
}

/// Opens the gazetteer of the operator, or the one that is built in.
pub(crate) fn open_gazetteer(config: &Config) -> anyhow::Result<Gazetteer> {
    let file = config.gazetteer_file();
    if config.gazetteer.file.as_os_str().is_empty() && !file.is_file() {
        return Ok(Gazetteer::compiled_default()?);
    }
    Gazetteer::open(&file)
        .with_context(|| format!("the gazetteer at {} does not open", file.display()))
}

/// Opens everything. A store that waits for migrations is refused: `migrate` or `serve` runs them.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Composed> {
    let store = open_store(config).await?;
    let pending = store.pending_migrations().await?;
    if !pending.is_empty() {
        bail!(
            "the store waits for {} migrations; run `fingerpost migrate` first",
            pending.len()
        );
    }
    compose(config, store, true)
}

/// Opens everything and brings the store up to date first.
pub(crate) async fn open_migrated(config: &Config) -> anyhow::Result<Composed> {
    compose(config, migrated_store(config).await?, true)
}

/// The same for a command that writes to the store only: a running server may hold the index, and
/// will follow.
pub(crate) async fn open_beside(config: &Config) -> anyhow::Result<Composed> {
    compose(config, migrated_store(config).await?, false)
}

async fn migrated_store(config: &Config) -> anyhow::Result<Store> {
    let store = open_store(config).await?;
    store
        .migrate()
        .await
        .context("the store could not be brought up to date")?;
    Ok(store)
}

fn compose(config: &Config, store: Store, exclusive: bool) -> anyhow::Result<Composed> {
    let folder = config.data.dir.join("index");
    fs::create_dir_all(&folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let opened =
        match Index::open_or_create(&folder) {
            Err(search::Error::InUse { .. }) if !exclusive => None,
            opened => Some(opened.with_context(|| {
                format!("the search index at {} does not open", folder.display())
            })?),
        };
    let followed_elsewhere = opened.is_none();
    let (index, rebuild) = match opened {
        Some(Opened { index, rebuild, .. }) => (index, rebuild),
        None => (Index::in_memory()?, None),
    };
    let gazetteer = Arc::new(open_gazetteer(config)?);
    let mut directory = Directory::new(store, index, gazetteer, Arc::new(SystemClock))
        .with_people(people(config))
        .with_outbound(outbound(config));
    let scheme = &config.kitemark.scheme;
    if !scheme.as_os_str().is_empty() {
        let scheme = kitemark::scheme(scheme).map_err(anyhow::Error::msg)?;
        directory = directory.with_kitemark(scheme);
    }
    if !config.search.words.as_os_str().is_empty() {
        wording::take(&config.search.words, &directory);
    }
    Ok(Composed {
        directory: Arc::new(directory),
        rebuild: rebuild.map(|reason| words_of(&reason)),
        followed_elsewhere,
    })
}

/// Brings the index up to what a command wrote, unless a running server holds it and follows by
/// itself.
pub(crate) async fn follow(composed: &Composed) -> anyhow::Result<()> {
    if !composed.followed_elsewhere {
        composed
            .directory
            .catch_up()
            .await
            .context("the search index could not follow")?;
    }
    Ok(())
}

/// What signing in and mails need to know.
fn people(config: &Config) -> People {
    People {
        chance: Arc::new(SystemChance),
        public_url: config.public_url(config.server.listen),
        name: config.brand.name.clone(),
        contact: config.brand.contact_email.clone(),
    }
}

/// Webhooks go where the crawler may go.
fn outbound(config: &Config) -> Outbound {
    let reach = crawl::reach(&config.crawl);
    Outbound::vetted_by(move |url| {
        crawler::check_address(url, &reach).map_err(|error| error.to_string())
    })
}

/// Why an index is not used, for people.
pub(crate) fn words_of(reason: &Reason) -> String {
    match reason {
        Reason::OtherSchema { found } => {
            format!("the search index is of another version of this program ({found})")
        }
        Reason::Damaged { detail } => format!("the search index is damaged: {detail}"),
    }
}
