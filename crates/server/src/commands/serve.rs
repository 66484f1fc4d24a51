//! `serve`: answers, follows the store and other instances, posts what webhooks are told, and crawls by
//! the sources' schedules.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use crawler::{Crawler, Silent, SourceConfig};
use directory::{CrawlLease, Directory};
use domain::clock::Clock as _;
use gazetteer::Gazetteer;

use crate::cli::ServeArgs;
use crate::clock::SystemClock;
use crate::commands::crawl;
use crate::compose::{self, Composed};
use crate::config::Config;
use crate::post::Post;
use crate::web::Listening;
use crate::{kitemark, progress, stop, wording};

/// How often the schedules are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// How often a new gazetteer file is looked for.
const GAZETTEER_EVERY: Duration = Duration::from_secs(2);

/// How often what is kept for a time only is forgotten, and who is due to be asked is looked for.
const KEEP_HOUSE_EVERY: Duration = Duration::from_secs(3_600);

/// Serves until it is asked to stop.
pub(crate) async fn run(mut config: Config, args: ServeArgs) -> anyhow::Result<ExitCode> {
    if let Some(listen) = args.listen {
        config.server.listen = listen;
    }
    // Mails name the port: one that the machine chooses is taken before there can be any.
    let early = if config.server.listen.port() == 0 {
        let listening = Listening::at(config.server.listen)?;
        config.server.listen = listening.address();
        Some(listening)
    } else {
        None
    };
    let composed = compose::open_migrated(&config).await?;
    let scheduled = config.crawl.scheduled && config.crawl.sources.is_file();
    let sources = if scheduled {
        crawl::sources(&config.crawl)?
    } else {
        Vec::new()
    };
    let directory = Arc::clone(&composed.directory);
    directory.check_kitemark_scheme().await?;
    bring_index_up(&composed).await?;
    let listening = match early {
        Some(listening) => listening,
        None => Listening::at(config.server.listen)?,
    };
    let url = config.public_url(listening.address());
    println!("serving at {url}");
    let (peers, sources): (Vec<SourceConfig>, Vec<SourceConfig>) =
        sources.into_iter().partition(SourceConfig::is_peer);
    let follow_peers = follow_peers(&config, &directory, &peers, &url);
    let crawl_by_schedule = async {
        if sources.iter().any(|source| source.schedule().is_some()) {
            let crawler = crawl::crawler(&config, &config.crawl, &directory)?;
            keep_crawling(&crawler, &directory, &sources).await;
        }
        std::future::pending::<anyhow::Result<()>>().await
    };
    tokio::select! {
        served = answer(&config, Arc::clone(&directory), listening, args.url_file.as_deref()) => served?,
        crawled = crawl_by_schedule => crawled?,
        followed = follow_peers => followed?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Follows other instances, each for itself.
async fn follow_peers(
    config: &Config,
    directory: &Arc<Directory>,
    peers: &[SourceConfig],
    own_url: &str,
) -> anyhow::Result<()> {
    if !peers.is_empty() {
        let crawler = crawl::crawler(config, &config.crawl, directory)?;
        crawler.follow_peers(peers, own_url).await;
    }
    std::future::pending().await
}

/// An index that is missing or of another version is built; one that lags catches up.
pub(crate) async fn bring_index_up(composed: &Composed) -> anyhow::Result<()> {
    let Some(reason) = &composed.rebuild else {
        composed.directory.catch_up().await?;
        return Ok(());
    };
    tracing::info!(%reason, "the search index is built anew");
    let bar = progress::index_bar();
    composed
        .directory
        .reindex(|done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish();
    Ok(())
}

/// Answers until the process is asked to stop; requests in flight are finished first.
pub(crate) async fn answer(
    config: &Config,
    directory: Arc<Directory>,
    listening: Listening,
    url_file: Option<&Path>,
) -> anyhow::Result<()> {
    let url = config.public_url(listening.address());
    let follower = tokio::spawn(Arc::clone(&directory).follow());
    let counting = tokio::spawn(Arc::clone(&directory).keep_counting());
    let counters = Arc::clone(&directory);
    let watcher = tokio::spawn(watch_gazetteer(
        config.gazetteer_file(),
        Arc::clone(&directory),
    ));
    let words = &config.search.words;
    let words = (!words.as_os_str().is_empty())
        .then(|| tokio::spawn(wording::watch(words.clone(), Arc::clone(&directory))));
    let housekeeper = tokio::spawn(keep_house(Arc::clone(&directory)));
    let marks = tokio::spawn(kitemark::keep(Arc::clone(&directory)));
    let postman = Post::of(&config.mail)?.map(|post| {
        let directory = Arc::clone(&directory);
        tokio::spawn(async move { post.deliver(&directory).await })
    });
    let courier = crawl::crawler(config, &config.crawl, &directory)?;
    let courier = tokio::spawn(async move { courier.keep_delivering().await });
    if postman.is_none() {
        tracing::warn!("no mail server is set: mails stay in the outbox and nobody can sign in");
    }
    let (server, handle) = listening.serve(config, directory)?;
    if let Some(file) = url_file {
        std::fs::write(file, &url)
            .with_context(|| format!("the address could not be written to {}", file.display()))?;
    }
    let mut server = tokio::spawn(server);
    tokio::select! {
        ended = &mut server => ended??,
        () = stop::asked() => {
            tracing::info!("stopping: requests in flight are finished first");
            handle.stop(true).await;
            server.await??;
        }
    }
    follower.abort();
    watcher.abort();
    if let Some(words) = words {
        words.abort();
    }
    counting.abort();
    counters.flush_searches().await?;
    counters.flush_key_use().await?;
    housekeeper.abort();
    marks.abort();
    courier.abort();
    if let Some(postman) = postman {
        postman.abort();
    }
    Ok(())
}

/// Forgets what is kept for a time only, and asks whether what stays is still right.
async fn keep_house(directory: Arc<Directory>) {
    loop {
        match directory.forget_reporters().await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "forgot how reporters can be reached"),
            Err(error) => tracing::error!(%error, "reporters could not be forgotten"),
        }
        match directory.reopen().await {
            Ok(0) => {}
            Ok(opened) => tracing::info!(opened, "what was closed for a while is open again"),
            Err(error) => tracing::error!(%error, "what is open again could not be shown so"),
        }
        match directory.tell_suggestions().await {
            Ok(0) => {}
            Ok(mails) => tracing::info!(mails, "told groups what other sources newly say"),
            Err(error) => tracing::error!(%error, "groups could not be told what others say"),
        }
        match directory.remind().await {
            Ok(reminded) if reminded.mails + reminded.unanswered == 0 => {}
            Ok(reminded) => tracing::info!(
                mails = reminded.mails,
                unanswered = reminded.unanswered,
                "asked whether details are still right"
            ),
            Err(error) => {
                tracing::error!(%error, "nobody could be asked whether details are right");
            }
        }
        match directory.forget_drafts().await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "forgot drafts that nobody touched"),
            Err(error) => tracing::error!(%error, "drafts could not be forgotten"),
        }
        tokio::time::sleep(KEEP_HOUSE_EVERY).await;
    }
}

/// Crawls each source when its schedule says so.
async fn keep_crawling(crawler: &Crawler, directory: &Directory, sources: &[SourceConfig]) {
    let mut lease = None;
    loop {
        if !has_lease(directory, &mut lease).await {
            tokio::time::sleep(directory.lease_pause().min(LOOK_EVERY)).await;
            continue;
        }
        for config in sources {
            let Some(schedule) = config.schedule() else {
                continue;
            };
            let last = last_begun(directory, config).await;
            if schedule.is_due(last, SystemClock.now()) {
                // A crawl takes long; whoever lost the lease must not begin another.
                if !has_lease(directory, &mut lease).await {
                    break;
                }
                match crawler.crawl(config, &Silent).await {
                    Ok(report) => tracing::info!(
                        source = %report.source,
                        complete = report.complete,
                        kept = report.kept,
                        new = report.new,
                        changed = report.changed,
                        "crawled"
                    ),
                    Err(error) => {
                        tracing::error!(source = %config.source.id, %error, "a crawl failed");
                    }
                }
                report_health(directory, config).await;
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Whether this copy is the one that crawls: it keeps the right to as long as its database lives.
async fn has_lease(directory: &Directory, lease: &mut Option<CrawlLease>) -> bool {
    if let Some(held) = lease {
        if held.is_held().await {
            return true;
        }
        tracing::warn!("the lease to crawl was lost with its connection");
        *lease = None;
    }
    match directory.try_crawl_lease().await {
        Ok(Some(ours)) => {
            tracing::info!("this copy crawls");
            *lease = Some(ours);
            true
        }
        Ok(None) => false,
        Err(error) => {
            tracing::error!(%error, "the lease to crawl could not be asked for");
            false
        }
    }
}

/// Tells the operator of a source that is not well.
async fn report_health(directory: &Directory, config: &SourceConfig) {
    let Ok(views) = directory.sources().await else {
        return;
    };
    let view = views
        .into_iter()
        .find(|view| view.source.id == config.source.id);
    if let Some(view) = view
        && let Some(why) = &view.health.why
    {
        tracing::warn!(source = %view.source.id, state = view.health.state.as_str(), why, "a source is not well");
    }
}

async fn last_begun(
    directory: &Directory,
    config: &SourceConfig,
) -> Option<chrono::DateTime<chrono::Utc>> {
    let views = directory.sources().await.ok()?;
    let view = views
        .into_iter()
        .find(|view| view.source.id == config.source.id)?;
    view.last_run.map(|run| run.started_at)
}

/// Takes a new gazetteer file as soon as it is there; one that does not open changes nothing.
async fn watch_gazetteer(file: PathBuf, directory: Arc<Directory>) {
    let stamp = || {
        std::fs::metadata(&file)
            .ok()
            .and_then(|data| data.modified().ok())
    };
    let mut known = stamp();
    loop {
        tokio::time::sleep(GAZETTEER_EVERY).await;
        let now = stamp();
        if now == known || now.is_none() {
            continue;
        }
        known = now;
        match Gazetteer::open(&file) {
            Ok(gazetteer) => {
                tracing::info!(data_date = gazetteer.data_date(), "took a new gazetteer");
                directory.replace_gazetteer(Arc::new(gazetteer));
            }
            Err(error) => {
                tracing::error!(%error, file = %file.display(), "the new gazetteer does not open; the one in use stays");
            }
        }
    }
}
