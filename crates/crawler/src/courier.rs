//! The courier: posts what webhooks are told, each to a vetted address.
//!
//! **Nothing here decides what is told or when it is tried again**; `directory` does. An answer of 200
//! to 299 means that it has arrived; its body is not read. A redirect is not followed: a delivery goes
//! where its owner said, and nowhere else.

use std::sync::Arc;
use std::time::Duration;

use directory::{Directory, Parcel, TaskLease};
use domain::webhook::{DELIVERY_HEADER, EVENT_HEADER, SIGNATURE_HEADER};
use futures::StreamExt as _;

use crate::crawler::Crawler;

/// How often it is looked although nobody rang: another copy may have written.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long to wait when the store does not answer, or at most when another copy has the lease.
const PAUSE: Duration = Duration::from_secs(5);
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Posts at one time.
const AT_ONCE: usize = 8;
/// The name of the lease.
const TASK: &str = "webhooks";

impl Crawler {
    /// Posts what webhooks are told, for ever. Of several copies one does it.
    pub async fn keep_delivering(&self) {
        let mut lease = None;
        loop {
            let begins = lease.is_none();
            if !holds(&self.directory, TASK, &mut lease).await {
                tokio::time::sleep(self.directory.lease_pause().min(PAUSE)).await;
                continue;
            }
            if begins && let Err(error) = self.directory.hasten_deliveries().await {
                tracing::error!(%error, "what waits for webhooks could not be made due");
            }
            match self.deliver_due().await {
                // As long as there were some, there may be more.
                Ok(posted) if posted > 0 => {}
                Ok(_) => self.directory.something_happened(LOOK_EVERY).await,
                Err(error) => {
                    tracing::error!(%error, "what webhooks are told could not be read or written");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Posts everything that is due once; how many there were.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn deliver_due(&self) -> Result<usize, directory::Error> {
        let parcels = self.directory.due_parcels().await?;
        let count = parcels.len();
        let done: Vec<Result<(), directory::Error>> = futures::stream::iter(parcels)
            .map(|parcel| self.deliver(parcel))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        done.into_iter().collect::<Result<(), _>>()?;
        Ok(count)
    }

    async fn deliver(&self, parcel: Parcel) -> Result<(), directory::Error> {
        match self.post_parcel(&parcel).await {
            Ok(()) => self.directory.parcel_arrived(&parcel).await,
            Err(fault) => {
                tracing::warn!(delivery = %parcel.id(), fault, "a webhook's delivery did not arrive");
                self.directory.parcel_failed(&parcel, &fault).await
            }
        }
    }

    async fn post_parcel(&self, parcel: &Parcel) -> Result<(), String> {
        let now = self.options.clock.now();
        let headers = [
            ("content-type", "application/json".to_owned()),
            (EVENT_HEADER, parcel.event.clone()),
            (DELIVERY_HEADER, parcel.id().to_string()),
            (SIGNATURE_HEADER, parcel.signature(now)),
        ];
        let post = self
            .client
            .post(&parcel.url, &headers, parcel.body().to_owned(), now);
        let answer = tokio::time::timeout(PATIENCE, post)
            .await
            .map_err(|_| "no answer in time".to_owned())?
            .map_err(|error| error.to_string())?;
        if answer.status.is_success() {
            Ok(())
        } else {
            Err(format!("the server answered {}", answer.status))
        }
    }
}

/// Whether this copy has the lease for a task, or gets it now.
pub(crate) async fn holds(
    directory: &Arc<Directory>,
    task: &'static str,
    lease: &mut Option<TaskLease>,
) -> bool {
    if let Some(held) = lease {
        if held.is_held().await {
            return true;
        }
        tracing::warn!(task, "a lease was lost with its connection");
        *lease = None;
    }
    match directory.try_task_lease(task).await {
        Ok(got) => {
            *lease = got;
            lease.is_some()
        }
        Err(error) => {
            tracing::error!(task, %error, "a lease could not be asked for");
            false
        }
    }
}
