//! A line to a database that can fall silent, as a cut cable makes it: nothing arrives any more, in
//! neither direction, and nobody is told.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use url::Url;

/// A line; what goes over it ends with it.
#[derive(Debug)]
pub struct Line {
    url: String,
    silence: watch::Sender<bool>,
}

impl Line {
    /// A line to the database with this address.
    ///
    /// # Panics
    /// When the address has no host, or loopback no free port.
    pub async fn to(database: &str) -> Self {
        let mut url = Url::parse(database).expect("the address of a database");
        let host = url.host_str().expect("a database on a host").to_owned();
        let there = (host, url.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port of loopback");
        let port = listener.local_addr().expect("its own address").port();
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(port)).expect("a port");
        let (silence, silent) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((here, _)) = listener.accept().await {
                let there = TcpStream::connect(there.clone()).await;
                let there = there.expect("the database answers");
                tokio::spawn(carry(here, there, silent.clone()));
            }
        });
        Self {
            url: url.to_string(),
            silence,
        }
    }

    /// The address of the database at this end of the line.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Nothing arrives any more; the connections stay open.
    pub fn fall_silent(&self) {
        self.silence.send_replace(true);
    }
}

async fn carry(mut here: TcpStream, mut there: TcpStream, mut silent: watch::Receiver<bool>) {
    let falls_silent = async { silent.wait_for(|is_silent| *is_silent).await.is_ok() };
    tokio::select! {
        biased;
        _ = falls_silent => {}
        _ = copy_bidirectional(&mut here, &mut there) => return,
    }
    // Both ends stay open until nobody is there who could speak.
    while silent.changed().await.is_ok() {}
}
