//! The rounds: each kind by itself for its CPU, a steady rate for latency, all at once for the most.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::client::Client;
use super::log::Questions;
use super::process::Server;
use super::results::{AtSize, Kind, Latency};

/// Requests of a measurement that asks the same over and over.
const MOST: usize = 4_000;
/// Requests a second of the steady round.
const RATE: f64 = 100.0;
/// Connections of the steady round and of the full one.
const CONNECTIONS: usize = 8;

/// Every round. Nothing of it lasts longer than `seconds`. The questions of `first` are asked over and over,
/// those of `fresh` once without counts and once with them: answers are remembered.
pub(super) fn all(
    server: &Server,
    first: &Questions,
    fresh: &Questions,
    seconds: u64,
) -> anyhow::Result<AtSize> {
    let limit = Duration::from_secs(seconds);
    let mut measured = AtSize::default();
    let (mut cold, mut again) = ([0.0; 3], [0.0; 3]);
    let (mut off, mut on) = ([Kind::default(); 3], [Kind::default(); 3]);
    for (at, (first, fresh)) in first.kinds().into_iter().zip(fresh.kinds()).enumerate() {
        let (first, bare) = (without_counts(first), without_counts(fresh));
        cold[at] = one_by_one(server, &first, first.len(), limit)?.cpu_ms;
        // What is kept in memory is settled by what is asked for a second time.
        one_by_one(server, &first, first.len(), limit)?;
        again[at] = one_by_one(server, &first, MOST, limit)?.cpu_ms;
        off[at] = one_by_one(server, &bare, bare.len(), limit)?;
        on[at] = one_by_one(server, fresh, fresh.len(), limit)?;
    }
    measured.first_pass_cpu_ms = cold;
    measured.again_cpu_ms = again;
    [measured.typeahead, measured.keyword, measured.nearest] = off;
    [
        measured.typeahead_with_counts,
        measured.keyword_with_counts,
        measured.nearest_with_counts,
    ] = on;
    let mixed = fresh.mixed();
    measured.steady = steady(server, &mixed, limit)?;
    measured.requests_per_second = as_many_as_go(server, &mixed, limit)?;
    Ok(measured)
}

fn without_counts(log: &[String]) -> Vec<String> {
    let bare = log.iter().map(|path| format!("{path}&counts=false"));
    bare.collect()
}

/// Asks over and over, one at a time, until `most` are asked or the time is up.
fn one_by_one(
    server: &Server,
    log: &[String],
    most: usize,
    limit: Duration,
) -> anyhow::Result<Kind> {
    let mut client = Client::new(server.address)?;
    let (began, before) = (Instant::now(), server.cpu_seconds()?);
    let mut waits = Vec::with_capacity(most);
    let mut bytes = 0;
    for path in log.iter().cycle().take(most) {
        let asked = Instant::now();
        bytes += client.get(path)?.len();
        waits.push(asked.elapsed());
        if began.elapsed() > limit {
            break;
        }
    }
    let cpu = server.cpu_seconds()? - before;
    let count = waits.len().max(1) as f64;
    Ok(Kind {
        cpu_ms: cpu * 1_000.0 / count,
        p50_ms: percentile(&mut waits, 0.5),
        bytes: bytes as f64 / count,
    })
}

/// Asks at a steady rate; a wait is reckoned from when the request was due, so that a server which
/// stalls is not spared the questions that it keeps waiting.
fn steady(server: &Server, log: &[String], limit: Duration) -> anyhow::Result<Latency> {
    let began = Instant::now();
    let next = AtomicUsize::new(0);
    let ask = || -> anyhow::Result<Vec<Duration>> {
        let mut client = Client::new(server.address)?;
        let mut waits = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let due = Duration::from_secs_f64(number as f64 / RATE);
            if due > limit {
                return Ok(waits);
            }
            std::thread::sleep(due.saturating_sub(began.elapsed()));
            client.get(&log[number % log.len()])?;
            waits.push(began.elapsed().saturating_sub(due));
        }
    };
    let mut waits: Vec<Duration> = together(ask)?.into_iter().flatten().collect();
    Ok(Latency {
        requests_per_second: RATE,
        p50_ms: percentile(&mut waits, 0.5),
        p99_ms: percentile(&mut waits, 0.99),
    })
}

/// Asks on all connections as fast as answers come; gives requests a second.
fn as_many_as_go(server: &Server, log: &[String], limit: Duration) -> anyhow::Result<f64> {
    let began = Instant::now();
    let next = AtomicUsize::new(0);
    let ask = || -> anyhow::Result<usize> {
        let mut client = Client::new(server.address)?;
        let mut answered = 0;
        while began.elapsed() < limit {
            let number = next.fetch_add(1, Ordering::Relaxed);
            client.get(&log[number % log.len()])?;
            answered += 1;
        }
        Ok(answered)
    };
    let answered: usize = together(ask)?.into_iter().sum();
    Ok(answered as f64 / began.elapsed().as_secs_f64())
}

/// Runs it once for each connection, at the same time.
fn together<T: Send>(ask: impl Fn() -> anyhow::Result<T> + Sync) -> anyhow::Result<Vec<T>> {
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(&ask)).collect();
        running
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(anyhow::anyhow!("a connection's thread panicked")))
            })
            .collect()
    })
}

fn percentile(waits: &mut [Duration], part: f64) -> f64 {
    waits.sort_unstable();
    let at = (waits.len() as f64 * part) as usize;
    let wait = waits.get(at.min(waits.len().saturating_sub(1)));
    wait.map_or(0.0, |wait| wait.as_secs_f64() * 1_000.0)
}
