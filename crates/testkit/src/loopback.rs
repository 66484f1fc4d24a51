//! A server on a free port of loopback, that talks with each who connects until it is dropped.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// The server; it stops when it is dropped, and its connections with it.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    listening: JoinHandle<()>,
}

impl Server {
    /// Starts one that holds `converse` with each who connects.
    ///
    /// # Panics
    /// When loopback has no free port.
    pub(crate) async fn start<F>(converse: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = io::Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port on loopback");
        let address = listener.local_addr().expect("the port that was given");
        let listening = tokio::spawn(async move {
            // The connections end with the server, whatever they are doing.
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let conversation = converse(stream);
                open.spawn(async move {
                    // A visitor who leaves early is no fault.
                    let _ = conversation.await;
                });
            }
        });
        Self { address, listening }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
    }
}
