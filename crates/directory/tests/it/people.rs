//! Signing in, roles, claims and keys, on both databases.

mod accounts;
mod assessing;
mod claiming;
mod freshness;
mod marked;
mod reporting;
mod signing_in;

use directory::SignedIn;
use domain::authority::{Actor, Grant};

use crate::rig::Rig;

/// A mail that was written: to whom, and its text.
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) body: String,
}

impl Mail {
    /// What stands after this path in the mail: the secret of a link.
    pub(crate) fn secret(&self, path: &str) -> String {
        let at = self
            .body
            .find(path)
            .unwrap_or_else(|| panic!("no {path} in {}", self.body))
            + path.len();
        self.body[at..]
            .split_whitespace()
            .next()
            .unwrap()
            .to_owned()
    }

    /// The code of a link to sign in: two words of four capitals and digits.
    pub(crate) fn code(&self) -> String {
        let is_half = |word: &str| {
            word.len() == 4
                && word
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        };
        let words: Vec<&str> = self.body.split_whitespace().collect();
        let pair = words
            .windows(2)
            .find(|pair| pair.iter().all(|word| is_half(word)))
            .unwrap();
        pair.concat()
    }
}

impl Rig {
    /// Empties the outbox, as the worker does.
    pub(crate) async fn mails(&self) -> Vec<Mail> {
        let letters = self.directory.due_letters().await.unwrap();
        let mut mails = Vec::new();
        for letter in letters {
            self.directory.letter_sent(&letter).await.unwrap();
            mails.push(Mail {
                to: letter.recipient,
                subject: letter.subject,
                body: letter.body,
            });
        }
        mails
    }

    /// Signs somebody in from the first mail to the last click.
    pub(crate) async fn sign_in(&self, email: &str) -> SignedIn {
        let browser = self.directory.ask_to_sign_in(email, None).await.unwrap();
        let mails = self.mails().await;
        let asked = |mail: &&Mail| mail.to == email && mail.body.contains("/sign-in/c/");
        let mail = mails.iter().find(asked).unwrap();
        let link = mail.secret("/sign-in/c/");
        self.directory
            .sign_in_by_link(&link, Some(browser.reveal()), "a test")
            .await
            .unwrap()
    }

    /// Who that is now.
    pub(crate) async fn actor(&self, signed_in: &SignedIn) -> Actor {
        self.directory
            .who(Some(signed_in.cookie.reveal()))
            .await
            .unwrap()
    }

    /// Somebody with a role, signed in with a second factor.
    pub(crate) async fn official(&self, email: &str, grant: Grant) -> Actor {
        self.directory
            .give_role(&Actor::Operator, email, &grant)
            .await
            .unwrap();
        let signed_in = self.sign_in(email).await;
        assert!(signed_in.second_factor_wanted);
        let weak = self.actor(&signed_in).await;
        let enrolment = self.directory.begin_second_factor(&weak).await.unwrap();
        let code = self.totp(&enrolment.seed);
        self.directory
            .confirm_second_factor(&weak, signed_in.cookie.reveal(), &enrolment.seed, &code)
            .await
            .unwrap();
        self.mails().await;
        self.actor(&signed_in).await
    }

    /// What an authenticator shows now.
    pub(crate) fn totp(&self, seed: &str) -> String {
        testkit::authenticator::code(seed, &self.clock)
    }
}
