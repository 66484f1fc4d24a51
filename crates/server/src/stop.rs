//! When to stop: Ctrl-C, or the signal that a service manager sends.

/// Waits until the process is asked to stop.
pub(crate) async fn asked() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without signals the process runs until it is ended from outside.
    if interrupt.await.is_err() {
        std::future::pending::<()>().await;
    }
}
