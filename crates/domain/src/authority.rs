//! Who may do what: every rule of authorisation, in one table.
//!
//! A verb asks [`authorise`] before it does anything, with who asks, what they want to do and to
//! what. **What the table does not allow is refused**; nobody else decides. `docs/authorisation.md`
//! shows the table, and a test keeps the two the same.
//!
//! A role counts only while it is held, and a moderator's, an assessor's and an administrator's only
//! in a session that a second factor has strengthened. Nobody assesses their own organization.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use rules::Who::{self, Administrator, Anybody, Assessor, Moderator, SignedIn, Steward, Themself};

mod rules;
mod verb;

pub use rules::table;
pub use verb::Verb;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody we know nothing of.
    Anybody,
    /// A person who has signed in.
    Person(Person),
    /// A program with an API key.
    Program(Program),
    /// Whoever has the machine: the command line.
    Operator,
}

/// A person who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their account.
    pub account: Uuid,
    /// The roles that they hold now.
    pub grants: Vec<Grant>,
    /// Whether this session has shown a second factor.
    pub second_factor: bool,
}

/// A program with an API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The key's id, never the key.
    pub key: Uuid,
    /// What the key may be used for.
    pub scopes: Vec<Scope>,
    /// The roles of the account that made the key; a key can never do more than its maker.
    pub grants: Vec<Grant>,
    /// The account that made it.
    pub account: Uuid,
}

/// A role, with what it is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Grant {
    /// Speaks for an organization.
    Steward {
        /// Which.
        organization: Uuid,
    },
    /// Looks after the listings of an area.
    Moderator {
        /// GSS code; none is everywhere.
        area: Option<String>,
    },
    /// Decides on applications for a kitemark.
    Assessor {
        /// The scheme's id.
        scheme: String,
        /// GSS code; none is everywhere.
        area: Option<String>,
    },
    /// Gives roles, and may do what a moderator may, everywhere.
    Administrator,
}

/// What an API key may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Reading what everybody may read, under the key's own quota.
    #[serde(rename = "read")]
    Read,
    /// Saying what a group says of itself.
    #[serde(rename = "listings:write")]
    ListingsWrite,
    /// What moderators do.
    #[serde(rename = "moderate")]
    Moderate,
    /// Taking the whole lot.
    #[serde(rename = "export")]
    Export,
}

/// What it is to be done to. Leave out what does not apply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    /// The organization whose thing it is.
    pub organization: Option<Uuid>,
    /// GSS codes of every area that it lies in or serves, the wider ones too.
    pub areas: Vec<String>,
    /// The kitemark scheme.
    pub scheme: Option<String>,
    /// The account whose thing it is.
    pub account: Option<Uuid>,
    /// Accounts that have decided on an application and must not do so again: a second reader is
    /// somebody else, and so is whoever reads an appeal.
    pub readers: Vec<Uuid>,
}

impl Object {
    /// A thing of an account's own.
    #[must_use]
    pub fn of_account(account: Uuid) -> Self {
        Self {
            account: Some(account),
            ..Self::default()
        }
    }
}

/// Why something is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// Nobody has said who they are.
    #[error("sign in first")]
    SignIn,
    /// The role is there, the second factor is not.
    #[error("this needs your second factor: enter the code of your authenticator first")]
    SecondFactor,
    /// The key's scope does not reach so far.
    #[error("the key does not have the scope {0:?}")]
    Scope(Scope),
    /// They may not.
    #[error("only {0} may do this")]
    Forbidden(&'static str),
    /// They have a part in it themselves.
    #[error(
        "somebody who has no part in the organization, and has not decided on it yet, must do this"
    )]
    OwnCase,
}

/// Whether `actor` may do `verb` to `object`.
///
/// # Errors
/// [`Denial`] says what is missing, so that the answer can say what to do.
pub fn authorise(actor: &Actor, verb: Verb, object: &Object) -> Result<(), Denial> {
    let rule = verb.rule();
    let (grants, account, strong) = match actor {
        Actor::Operator => {
            return if rule.who == [Assessor] {
                Err(Denial::Forbidden(rule.only))
            } else {
                Ok(())
            };
        }
        Actor::Anybody if rule.who.contains(&Anybody) => return Ok(()),
        Actor::Anybody => return Err(Denial::SignIn),
        Actor::Program(program) if !program.scopes.contains(&rule.scope) => {
            return Err(Denial::Scope(rule.scope));
        }
        Actor::Program(program) => (&program.grants, program.account, true),
        Actor::Person(person) => (&person.grants, person.account, person.second_factor),
    };
    if verb.judges() && has_a_part(grants, account, object) {
        return Err(Denial::OwnCase);
    }
    let mut weak = false;
    for who in rule.who {
        let holds = match who {
            Anybody | SignedIn => true,
            Themself => object.account == Some(account),
            role => grants.iter().any(|grant| grant.is(*role, object)),
        };
        let needs_strength = matches!(who, Moderator | Assessor | Administrator);
        if holds && (strong || !needs_strength) {
            return Ok(());
        }
        weak |= holds;
    }
    if weak {
        Err(Denial::SecondFactor)
    } else {
        Err(Denial::Forbidden(rule.only))
    }
}

/// Whether there is any area in which `actor` may do `verb`: for what lists the things of many areas
/// and then asks [`authorise`] of each.
///
/// # Errors
/// As [`authorise`].
pub fn authorise_somewhere(actor: &Actor, verb: Verb) -> Result<(), Denial> {
    let grants: &[Grant] = match actor {
        Actor::Person(person) => &person.grants,
        Actor::Program(program) => &program.grants,
        Actor::Anybody | Actor::Operator => &[],
    };
    let areas = grants.iter().filter_map(|grant| match grant {
        Grant::Moderator { area } | Grant::Assessor { area, .. } => area.clone(),
        Grant::Steward { .. } | Grant::Administrator => None,
    });
    let object = Object {
        areas: areas.collect(),
        ..Object::default()
    };
    authorise(actor, verb, &object)
}

fn has_a_part(grants: &[Grant], account: Uuid, object: &Object) -> bool {
    let own = object
        .organization
        .is_some_and(|organization| grants.contains(&Grant::Steward { organization }));
    own || object.readers.contains(&account)
}

impl Grant {
    fn is(&self, role: Who, object: &Object) -> bool {
        let within =
            |area: &Option<String>| area.as_ref().is_none_or(|area| object.areas.contains(area));
        match (role, self) {
            (Steward, Self::Steward { organization }) => object.organization == Some(*organization),
            (Moderator, Self::Moderator { area }) => within(area),
            (Assessor, Self::Assessor { scheme, area }) => {
                object.scheme.as_ref() == Some(scheme) && within(area)
            }
            (Administrator, Self::Administrator) => true,
            _ => false,
        }
    }

    /// Whether holding it calls for a second factor at sign-in.
    #[must_use]
    pub fn needs_second_factor(&self) -> bool {
        !matches!(self, Self::Steward { .. })
    }
}

impl Actor {
    /// How the audit names them.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Anybody => "anybody".to_owned(),
            Self::Person(person) => format!("account {}", person.account),
            Self::Program(program) => format!("key {}", program.key),
            Self::Operator => "operator".to_owned(),
        }
    }

    /// The account that acts, where there is one.
    #[must_use]
    pub fn account(&self) -> Option<Uuid> {
        match self {
            Self::Person(person) => Some(person.account),
            Self::Program(program) => Some(program.account),
            Self::Anybody | Self::Operator => None,
        }
    }
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] = [
        Self::Read,
        Self::ListingsWrite,
        Self::Moderate,
        Self::Export,
    ];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ListingsWrite => "listings:write",
            Self::Moderate => "moderate",
            Self::Export => "export",
        }
    }

    /// The scope that is written so.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

#[cfg(test)]
mod tests;
