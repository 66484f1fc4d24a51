//! A PostgreSQL for the tests: the one that is named, the one that runs here, one of our own
//! from installed binaries, or one from the package.
//!
//! The tests make and drop databases of their own in it; nothing else in it is touched.

use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, bail};
use url::Url;

use crate::machine;

mod cluster;
mod handshake;

/// Where the tests read the server's address.
pub(super) const VARIABLE: &str = "FINGERPOST_TEST_POSTGRES";

/// Where a server is looked for, in this order.
pub(super) struct Places {
    /// A whole address, which is used or fails.
    pub named: Option<String>,
    /// A server that may be running.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Who may be known there without a password.
    pub users: Vec<String>,
}

impl Places {
    /// As the environment says, with PostgreSQL's own variables and their defaults.
    pub(super) fn of_this_machine() -> Places {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let users = ["PGUSER", "USER"].into_iter().filter_map(variable);
        Places {
            named: variable(VARIABLE),
            host: variable("PGHOST").unwrap_or_else(|| "127.0.0.1".to_owned()),
            port: variable("PGPORT")
                .and_then(|port| port.parse().ok())
                .unwrap_or(5432),
            users: std::iter::once("postgres".to_owned())
                .chain(users)
                .collect(),
        }
    }
}

/// A server that the tests may use. Dropped, it stops if it is one of our own.
pub(super) struct Server {
    pub url: String,
    /// A sentence that says which it is.
    pub how: String,
    _own: Option<cluster::Cluster>,
}

/// A server that the tests may use.
///
/// # Errors
/// When the named server does not answer, or none runs and none can be started or installed.
pub(super) fn obtain(places: &Places) -> anyhow::Result<Server> {
    if let Some(url) = &places.named {
        return named(url);
    }
    if let Some(server) = running(places) {
        return Ok(server);
    }
    let binaries = match cluster::binaries() {
        Some(binaries) => binaries,
        None => {
            machine::install(&["postgresql"]).with_context(|| {
                format!(
                    "no PostgreSQL answers at {}:{}, and none is installed",
                    places.host, places.port
                )
            })?;
            cluster::binaries().context("the package postgresql is installed, but has no initdb")?
        }
    };
    let own = cluster::Cluster::start(&binaries)?;
    let how = format!(
        "started a PostgreSQL of our own from {} on port {}",
        binaries.display(),
        own.port
    );
    Ok(Server {
        url: format!("postgres://postgres@127.0.0.1:{}/postgres", own.port),
        how,
        _own: Some(own),
    })
}

fn named(url: &str) -> anyhow::Result<Server> {
    let parsed = Url::parse(url).with_context(|| {
        format!("{VARIABLE} is not an address such as postgres://postgres@127.0.0.1/postgres")
    })?;
    let host = parsed.host_str().unwrap_or("127.0.0.1");
    let port = parsed.port().unwrap_or(5432);
    // A password is the driver's business; that somebody listens is what can be told from here.
    if parsed.password().is_some() {
        connect(host, port)
            .with_context(|| format!("{VARIABLE} names {host}:{port}, which cannot be used"))?;
    } else {
        let user = if parsed.username().is_empty() {
            "postgres"
        } else {
            parsed.username()
        };
        connect(host, port)
            .and_then(|stream| handshake::check(stream, user))
            .with_context(|| format!("{VARIABLE} names {host}:{port}, which cannot be used"))?;
    }
    Ok(Server {
        url: url.to_owned(),
        how: format!("using {host}:{port}, which {VARIABLE} names"),
        _own: None,
    })
}

/// The server that runs here, if one does and lets somebody in who may make databases.
fn running(places: &Places) -> Option<Server> {
    let Places { host, port, .. } = places;
    for user in &places.users {
        match connect(host, *port).and_then(|stream| handshake::check(stream, user)) {
            Ok(()) => {
                return Some(Server {
                    url: format!("postgres://{user}@{host}:{port}/postgres"),
                    how: format!("using the PostgreSQL that runs at {host}:{port}, as {user}"),
                    _own: None,
                });
            }
            Err(error) => println!("{host}:{port} as {user}: {error:#}"),
        }
    }
    None
}

fn connect(host: &str, port: u16) -> anyhow::Result<TcpStream> {
    let addresses =
        std::net::ToSocketAddrs::to_socket_addrs(&(host, port)).context("the name is not known")?;
    for address in addresses {
        if let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_secs(2)) {
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            return Ok(stream);
        }
    }
    bail!("nobody listens");
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::{Places, named, running};

    #[test]
    fn a_named_server_that_is_not_there_is_an_error_without_the_password() {
        let port = closed_port();
        let error = named(&format!("postgres://me:secret@127.0.0.1:{port}/x"))
            .err()
            .unwrap();
        let said = format!("{error:#}");
        assert!(
            said.contains(&format!("127.0.0.1:{port}")) && !said.contains("secret"),
            "{said}"
        );
    }

    #[test]
    fn a_named_server_that_is_no_address_is_an_error() {
        assert!(named("localhost").is_err());
    }

    #[test]
    fn no_running_server_is_none() {
        let users = vec!["postgres".to_owned()];
        let places = Places {
            named: None,
            host: "127.0.0.1".to_owned(),
            port: closed_port(),
            users,
        };
        assert!(running(&places).is_none());
    }

    /// A port that was free a moment ago.
    fn closed_port() -> u16 {
        TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port()
    }
}
