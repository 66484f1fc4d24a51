//! Signing in by a link that is mailed, or by its code. Nobody learns whether an address is known:
//! asking looks nothing up but how often it was asked for.

use chrono::{DateTime, TimeDelta, Utc};
use domain::authority::Actor;
use domain::sign_in::{
    CODE_TRIES, LINK_LIFETIME, LINKS_PER_HOUR, Secret, code, code_hash, hash, is_own_path,
};
use store::{Account, LoginToken, Session, WriteTx};

use super::mails::Letter;
use super::{address, note};
use crate::{Directory, Error, Violation};

/// The longest description of a browser that is kept, in characters.
const LONGEST_LABEL: usize = 80;

/// What can be said of a link before it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkView {
    /// Whether it would sign somebody in, if this browser pressed the button.
    pub usable: bool,
    /// Whether this is the browser that asked for it.
    pub same_browser: bool,
}

/// Somebody has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session's cookie, to be handed out once.
    pub cookie: Secret,
    /// Where to go: a path of ours.
    pub next: String,
    /// Whether a role of theirs waits for their second factor.
    pub second_factor_wanted: bool,
}

impl Directory {
    /// Sends a link to an address, and gives what the asking browser must keep. It looks the same
    /// whether or not anybody has that address.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is not an address, or `next` is not a path of ours.
    pub async fn ask_to_sign_in(&self, email: &str, next: Option<&str>) -> Result<Secret, Error> {
        let people = self.people()?;
        let email = address("email", email)?;
        let next_path = next
            .filter(|path| !path.is_empty())
            .map(own_path)
            .transpose()?;
        let now = self.clock.now();
        let (browser, link) = (
            Secret::new(people.chance.as_ref()),
            Secret::new(people.chance.as_ref()),
        );
        let asked = self
            .store
            .login_tokens_since(&email, now - TimeDelta::hours(1))
            .await?;
        if asked >= LINKS_PER_HOUR {
            // The page says the same; nobody can fill somebody else's mailbox.
            return Ok(browser);
        }
        let id = self.new_id()?;
        let code = code(people.chance.as_ref());
        let tx = self.store.begin().await?;
        tx.add_login_token(&LoginToken {
            id,
            email: email.clone(),
            link_hash: link.hash(),
            code_hash: code_hash(id, &code),
            browser_hash: browser.hash(),
            next_path,
            created_at: now,
            expires_at: now + LINK_LIFETIME,
            used_at: None,
            tries: 0,
        })
        .await?;
        let path = format!("/sign-in/c/{}", link.reveal());
        let letter = Letter::SignIn {
            path: &path,
            code: &code,
        };
        tx.add_mail(&people.mail(self.new_id()?, &email, &letter, now))
            .await?;
        tx.commit().await?;
        self.ring_mail();
        Ok(browser)
    }

    /// What a link is worth, without using it: what a page shows to whoever opens it, be it a mail
    /// scanner.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn look_at_link(&self, link: &str, browser: Option<&str>) -> Result<LinkView, Error> {
        let token = self.store.login_token(&hash(link)).await?;
        let now = self.clock.now();
        Ok(token.map_or(
            LinkView {
                usable: false,
                same_browser: false,
            },
            |token| {
                let same_browser =
                    browser.is_some_and(|browser| hash(browser) == token.browser_hash);
                LinkView {
                    usable: same_browser && is_open(&token, now),
                    same_browser,
                }
            },
        ))
    }

    /// Signs in by a link, in the browser that asked for it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when it has been used, is too old, or this is another browser.
    pub async fn sign_in_by_link(
        &self,
        link: &str,
        browser: Option<&str>,
        label: &str,
    ) -> Result<SignedIn, Error> {
        let token = self.store.login_token(&hash(link)).await?;
        let token = token
            .filter(|token| browser.is_some_and(|browser| hash(browser) == token.browser_hash));
        match token {
            Some(token) => self.sign_in(token, label).await,
            None => Err(Error::Forbidden(
                "this link works once, for ten minutes, in the browser that asked for it; ask for another, or type the code from the mail where you asked".to_owned(),
            )),
        }
    }

    /// Signs in by the code of the last link that this browser asked for.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the code is not right, was tried too often, or is too old.
    pub async fn sign_in_by_code(
        &self,
        browser: &str,
        typed: &str,
        label: &str,
    ) -> Result<SignedIn, Error> {
        let refused = || {
            Error::Forbidden(
                "this code is not right, or is too old; ask for another link".to_owned(),
            )
        };
        let token = self
            .store
            .login_token_of_browser(&hash(browser))
            .await?
            .ok_or_else(refused)?;
        if !is_open(&token, self.clock.now()) {
            return Err(refused());
        }
        // A try is counted before it is judged, so that many at once do not get more of them.
        let tx = self.store.begin().await?;
        tx.count_try(token.id).await?;
        tx.commit().await?;
        let token = self
            .store
            .login_token_of_browser(&hash(browser))
            .await?
            .ok_or_else(refused)?;
        if token.tries > CODE_TRIES || token.code_hash != code_hash(token.id, typed) {
            return Err(refused());
        }
        self.sign_in(token, label).await
    }

    async fn sign_in(&self, token: LoginToken, label: &str) -> Result<SignedIn, Error> {
        let people = self.people()?;
        let now = self.clock.now();
        let cookie = Secret::new(people.chance.as_ref());
        let tx = self.store.begin().await?;
        if !tx.use_login_token(token.id, now).await? {
            return Err(Error::Forbidden(
                "this link has been used, or is more than ten minutes old; ask for another"
                    .to_owned(),
            ));
        }
        let account = self.account_for(&tx, &token.email, now).await?;
        tx.add_session(&Session {
            id: self.new_id()?,
            secret_hash: cookie.hash(),
            account: account.id,
            label: domain::text::line(label)
                .chars()
                .take(LONGEST_LABEL)
                .collect(),
            began_at: now,
            last_used: now,
            second_factor: false,
        })
        .await?;
        let wanted = tx
            .grants_of(account.id)
            .await?
            .iter()
            .any(|held| held.grant.needs_second_factor());
        let actor = Actor::Person(domain::authority::Person {
            account: account.id,
            grants: Vec::new(),
            second_factor: false,
        });
        note(
            &tx,
            &actor,
            "sign_in",
            format!("account {}", account.id),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        Ok(SignedIn {
            cookie,
            next: token.next_path.unwrap_or_else(|| "/account".to_owned()),
            second_factor_wanted: wanted || account.second_factor.is_some(),
        })
    }

    /// The account of an address, made if it is the first time.
    pub(super) async fn account_for(
        &self,
        tx: &WriteTx,
        email: &str,
        now: DateTime<Utc>,
    ) -> Result<Account, Error> {
        let known = tx.account_of(email).await?;
        if let Some(known) = known {
            let account = Account {
                last_sign_in: Some(now),
                ..known
            };
            tx.update_account(&account).await?;
            return Ok(account);
        }
        let account = Account {
            id: self.new_id()?,
            email: email.to_owned(),
            created_at: now,
            last_sign_in: Some(now),
            second_factor: None,
            second_factor_used: None,
            erased: false,
        };
        tx.add_account(&account).await?;
        Ok(account)
    }
}

fn is_open(token: &LoginToken, now: DateTime<Utc>) -> bool {
    token.used_at.is_none() && now < token.expires_at && token.tries < CODE_TRIES
}

/// A path of ours.
fn own_path(path: &str) -> Result<String, Error> {
    if is_own_path(path) {
        Ok(path.to_owned())
    } else {
        Err(Error::Invalid(vec![Violation {
            parameter: "next",
            message: "must be a path of this directory".to_owned(),
            example: "/account",
        }]))
    }
}
