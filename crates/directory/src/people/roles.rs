//! Giving and taking roles.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Grant, Object, Verb};
use gazetteer::Gazetteer;
use store::RoleGrant;
use uuid::Uuid;

use super::mails::Letter;
use super::{address, allow, note};
use crate::{Directory, Error, Violation};

/// The kinds of role, as they are stored and asked for.
const KINDS: [&str; 4] = ["administrator", "moderator", "assessor", "steward"];

/// A role in the words of whoever gives or takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleWanted {
    /// `steward`, `moderator`, `assessor` or `administrator`.
    pub role: String,
    /// A moderator's or an assessor's area, by code or name; none is everywhere.
    pub area: Option<String>,
    /// An assessor's scheme.
    pub scheme: Option<String>,
    /// A steward's organization, by id or slug.
    pub organization: Option<String>,
}

/// Who holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleHolder {
    /// Their account.
    pub account: Uuid,
    /// Their address.
    pub email: String,
    /// What they may be.
    pub grant: Grant,
    /// Since when.
    pub granted_at: DateTime<Utc>,
}

impl Directory {
    /// Reads a role: the area is looked up, the organization must be listed.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for all but administrators and the command line, who alone learn what is known;
    /// [`Error::Invalid`] for what is missing, too much or not known.
    pub async fn read_role(&self, actor: &Actor, wanted: &RoleWanted) -> Result<Grant, Error> {
        allow(actor, Verb::GrantRole, &Object::default())?;
        let mut faults = Vec::new();
        let mut fault = |parameter, message: &str, example| {
            faults.push(Violation {
                parameter,
                message: message.to_owned(),
                example,
            });
        };
        let has_area = matches!(wanted.role.as_str(), "moderator" | "assessor");
        if wanted.area.is_some() && !has_area {
            fault("area", "is for moderators and assessors only", "moderator");
        }
        if wanted.scheme.is_some() && wanted.role != "assessor" {
            fault("scheme", "is for assessors only", "assessor");
        }
        if wanted.organization.is_some() && wanted.role != "steward" {
            fault("organization", "is for stewards only", "steward");
        }
        let area = match wanted.area.as_deref() {
            Some(words) if has_area => {
                let named = crate::place::areas_named(&self.gazetteer(), words);
                let code = match named.as_slice() {
                    [one] => one.code.clone(),
                    _ => None,
                };
                if code.is_none() {
                    fault(
                        "area",
                        "must be one area that we know, by its code or name",
                        "Lambeth",
                    );
                }
                code
            }
            _ => None,
        };
        let grant = match (wanted.role.as_str(), &wanted.scheme, &wanted.organization) {
            ("administrator", ..) => Some(Grant::Administrator),
            ("moderator", ..) => Some(Grant::Moderator { area }),
            ("assessor", Some(scheme), _) => Some(Grant::Assessor {
                scheme: scheme.clone(),
                area,
            }),
            ("assessor", None, _) => {
                fault(
                    "scheme",
                    "must name the scheme that is assessed",
                    "light-touch",
                );
                None
            }
            ("steward", _, Some(organization)) => {
                match self.store.organization(organization).await? {
                    Some(row) => Some(Grant::Steward {
                        organization: row.id,
                    }),
                    None => {
                        fault("organization", "is not one that we list", "brixton-lunch");
                        None
                    }
                }
            }
            ("steward", _, None) => {
                fault(
                    "organization",
                    "must name the organization",
                    "brixton-lunch",
                );
                None
            }
            _ => {
                fault(
                    "role",
                    "must be steward, moderator, assessor or administrator",
                    "moderator",
                );
                None
            }
        };
        match grant {
            Some(grant) if faults.is_empty() => Ok(grant),
            _ => Err(Error::Invalid(faults)),
        }
    }

    /// Everybody who holds a role, administrators first, the oldest first among equals.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for all but administrators and the command line.
    pub async fn role_holders(&self, actor: &Actor) -> Result<Vec<RoleHolder>, Error> {
        allow(actor, Verb::GrantRole, &Object::default())?;
        let mut holders = Vec::new();
        for kind in KINDS {
            for held in self.store.holders_of(kind).await? {
                let account = self.store.account(held.account).await?;
                holders.push(RoleHolder {
                    account: held.account,
                    email: account.map(|account| account.email).unwrap_or_default(),
                    grant: held.grant,
                    granted_at: held.granted_at,
                });
            }
        }
        Ok(holders)
    }

    /// Gives a role to whoever has an address; `false` when they hold it already.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for all but administrators and the command line; [`Error::Invalid`]
    /// when the address is not one.
    pub async fn give_role(
        &self,
        actor: &Actor,
        email: &str,
        grant: &Grant,
    ) -> Result<bool, Error> {
        allow(actor, Verb::GrantRole, &Object::default())?;
        let email = address("email", email)?;
        let people = self.people()?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let account = match tx.account_of(&email).await? {
            Some(account) => account,
            None => self.account_for(&tx, &email, now).await?,
        };
        let given = tx
            .add_grant(&RoleGrant {
                id: self.new_id()?,
                account: account.id,
                grant: grant.clone(),
                granted_by: actor.label(),
                granted_at: now,
            })
            .await?;
        if given {
            if grant.needs_second_factor() {
                // A key that was made before would carry the role without a second factor.
                tx.end_api_keys(account.id, now).await?;
            }
            let what = format!("You are now {}.", words(&self.gazetteer(), grant));
            let letter = Letter::Role { what: &what };
            tx.add_mail(&people.mail(self.new_id()?, &email, &letter, now))
                .await?;
            note(
                &tx,
                actor,
                "give_role",
                format!("account {}", account.id),
                Some(&words(&self.gazetteer(), grant)),
                now,
            )
            .await?;
        }
        tx.commit().await?;
        self.ring_mail();
        Ok(given)
    }

    /// Takes a role away, at once; `false` when it was not held.
    ///
    /// # Errors
    /// As [`Self::give_role`]; [`Error::NotFound`] when nobody has the address.
    pub async fn take_role(
        &self,
        actor: &Actor,
        email: &str,
        grant: &Grant,
    ) -> Result<bool, Error> {
        allow(actor, Verb::GrantRole, &Object::default())?;
        let email = address("email", email)?;
        let people = self.people()?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let account = tx
            .account_of(&email)
            .await?
            .ok_or_else(|| Error::NotFound {
                what: "account",
                name: email.clone(),
            })?;
        let taken = tx.remove_grant(account.id, grant).await?;
        if taken {
            let what = format!("You are no longer {}.", words(&self.gazetteer(), grant));
            let letter = Letter::Role { what: &what };
            tx.add_mail(&people.mail(self.new_id()?, &email, &letter, now))
                .await?;
            note(
                &tx,
                actor,
                "take_role",
                format!("account {}", account.id),
                Some(&words(&self.gazetteer(), grant)),
                now,
            )
            .await?;
        }
        tx.commit().await?;
        self.ring_mail();
        Ok(taken)
    }

    /// The organizations that an account speaks for.
    pub(super) async fn stewardships(&self, account: Uuid) -> Result<Vec<Uuid>, Error> {
        let grants = self.grants(account).await?;
        Ok(grants
            .into_iter()
            .filter_map(|grant| match grant {
                Grant::Steward { organization } => Some(organization),
                _ => None,
            })
            .collect())
    }
}

/// A role, for people.
fn words(gazetteer: &Gazetteer, grant: &Grant) -> String {
    let of = |area: &Option<String>| {
        area.as_ref().map_or_else(
            || "everywhere".to_owned(),
            |code| {
                let name = crate::place::area_name(gazetteer, code);
                format!("in {}", name.as_ref().unwrap_or(code))
            },
        )
    };
    match grant {
        Grant::Steward { organization } => format!("a steward of the organization {organization}"),
        Grant::Moderator { area } => format!("a moderator {}", of(area)),
        Grant::Assessor { scheme, area } => format!("an assessor of {scheme} {}", of(area)),
        Grant::Administrator => "an administrator".to_owned(),
    }
}
