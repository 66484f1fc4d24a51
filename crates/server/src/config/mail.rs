//! `[mail]`: the server that takes our mails, and who they are from.

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Where mails go. Without a host they stay in the outbox.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailConfig {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) encryption: Encryption,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) from: String,
}

/// How the way to the mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Encryption {
    /// From the first byte, as on port 465.
    Tls,
    /// After a greeting in the clear, as on port 587; never without.
    Starttls,
    /// Not at all: for a server on this machine.
    None,
}

impl MailConfig {
    /// Whether mails leave this machine.
    pub(crate) fn is_set(&self) -> bool {
        !self.host.is_empty()
    }

    /// What figment cannot check.
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        let value = |key, fault: String, cure| Err(ConfigError::Value { key, fault, cure });
        if !self.is_set() {
            return Ok(());
        }
        if let Err(error) = self.from.parse::<Mailbox>() {
            return value(
                "mail.from",
                format!("{:?} is not an address to write from ({error})", self.from),
                "write it like \"Example Directory <directory@example.org>\"",
            );
        }
        if self.user.is_empty() != self.password.is_empty() {
            return value(
                "mail.user",
                "a user without a password, or a password without a user".to_owned(),
                "set both, or neither",
            );
        }
        if self.encryption == Encryption::None && !self.user.is_empty() {
            return value(
                "mail.encryption",
                "a password would travel in the clear".to_owned(),
                "write \"tls\" or \"starttls\"",
            );
        }
        Ok(())
    }
}

/// The password never prints.
impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailConfig")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("encryption", &self.encryption)
            .field("user", &self.user)
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}
