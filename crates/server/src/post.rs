//! The postman: takes letters from the outbox and hands them to the mail server.
//!
//! It is beside the requests, so that nobody can tell from the time an answer takes whether a mail
//! was written. A letter has the same `Message-ID` each time it is tried. **Nothing here decides
//! what is sent or when it is tried again**; `directory` does.

use std::time::Duration;

use anyhow::Context as _;
use directory::{Directory, Letter};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use crate::config::{Encryption, MailConfig};

/// How long the mail server may take for one step.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often the outbox is looked at when nobody rang: another process may have written a letter.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Answers of a mail server that no later try will change: there is no such mailbox.
const NO_SUCH_MAILBOX: [u16; 3] = [550, 551, 553];

/// The way to the mail server.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Post {
    /// The way to the mail server of the configuration; `None` where mails stay in the outbox.
    pub(crate) fn of(config: &MailConfig) -> anyhow::Result<Option<Self>> {
        if !config.is_set() {
            return Ok(None);
        }
        let tls = match config.encryption {
            Encryption::None => Tls::None,
            Encryption::Tls => Tls::Wrapper(TlsParameters::new(config.host.clone())?),
            Encryption::Starttls => Tls::Required(TlsParameters::new(config.host.clone())?),
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if !config.user.is_empty() {
            transport = transport.credentials(Credentials::new(
                config.user.clone(),
                config.password.clone(),
            ));
        }
        Ok(Some(Self {
            transport: transport.build(),
            from: config.from.parse().context("mail.from")?,
        }))
    }

    /// Whether the mail server answers.
    pub(crate) async fn answers(&self) -> anyhow::Result<bool> {
        Ok(self.transport.test_connection().await?)
    }

    /// Sends what the directory writes, for ever.
    pub(crate) async fn deliver(&self, directory: &Directory) {
        loop {
            // As long as there were some, there may be more than one look gives.
            let idle = match self.deliver_due(directory).await {
                Ok(tried) => tried == 0,
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be read or written");
                    true
                }
            };
            if idle {
                directory.letter_written(LOOK_EVERY).await;
            }
        }
    }

    /// Tries every letter that is due once; how many there were.
    async fn deliver_due(&self, directory: &Directory) -> Result<usize, directory::Error> {
        let letters = directory.due_letters().await?;
        for letter in &letters {
            match self.send(letter).await {
                Ok(()) => directory.letter_sent(letter).await?,
                Err(fault) => {
                    tracing::warn!(letter = %letter.id, fault = fault.words, "a mail could not be sent");
                    directory
                        .letter_failed(letter, &fault.words, fault.hopeless)
                        .await?;
                }
            }
        }
        Ok(letters.len())
    }

    async fn send(&self, letter: &Letter) -> Result<(), Fault> {
        let message = self.message(letter)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => {
                let hopeless = error
                    .status()
                    .is_some_and(|code| NO_SUCH_MAILBOX.contains(&u16::from(code)));
                Err(Fault {
                    words: error.to_string(),
                    hopeless,
                })
            }
        }
    }

    fn message(&self, letter: &Letter) -> Result<Message, Fault> {
        let unsendable = |words: String| Fault {
            words,
            hopeless: true,
        };
        let to: Mailbox = letter
            .recipient
            .parse()
            .map_err(|_| unsendable("the address cannot be written to".to_owned()))?;
        let id = format!("<{}@{}>", letter.id, self.from.email.domain());
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&letter.subject)
            .message_id(Some(id))
            // Out-of-office programs leave such mail alone (RFC 3834).
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body.clone())
            .map_err(|error| unsendable(error.to_string()))
    }
}

/// Why a letter did not go.
#[derive(Debug)]
struct Fault {
    words: String,
    /// Whether no later try will do.
    hopeless: bool,
}

#[cfg(test)]
mod tests;
