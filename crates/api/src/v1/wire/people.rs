//! People on the wire: signing in, sessions, keys, claims, roles.

use chrono::{DateTime, Utc};
use directory::{
    ClaimView, ClaimWay, Enrolment, KeyView, NewKey, RoleHolder, RoleWanted, SessionView, SignedIn,
};
use domain::authority::{Grant, Scope};
use domain::claim::Proof;
use domain::sign_in::LINK_LIFETIME;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::Email;

/// Who wants a link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    /// Their e-mail address.
    #[schema(value_type = Email)]
    pub(crate) email: String,
    /// Where to go afterwards: a path of this directory.
    #[schema(
        max_length = 500,
        pattern = r"^(/([!-.0-\[\]-~][!-\[\]-~]*)?)?$",
        example = "/account"
    )]
    #[serde(default, deserialize_with = "crate::body::at_most_if_any::<500, _>")]
    pub(crate) next: Option<String>,
}

/// A mail may be on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Asked {
    /// What to do next.
    detail: &'static str,
    /// How long the link and its code work.
    works_for_minutes: i64,
}

/// The address that is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddressWanted {
    #[schema(value_type = Email)]
    pub(crate) email: String,
}

/// A link of a mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByLink {
    /// What stands after the last slash of the link.
    pub(crate) link: String,
}

/// A code of a mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByCode {
    /// Eight letters and digits; spaces and case do not matter.
    pub(crate) code: String,
}

/// A session has begun.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionBegun {
    /// Where to go: a path of this directory.
    next: String,
    /// Whether a role waits for the code of an authenticator.
    second_factor_wanted: bool,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    account: Uuid,
    email: String,
    roles: Vec<Role>,
    /// Whether an authenticator is set.
    has_second_factor: bool,
    /// Whether this session has shown a code of it.
    second_factor: bool,
}

/// A role, with what it is for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Role {
    /// `steward`, `moderator`, `assessor` or `administrator`.
    role: &'static str,
    /// A moderator's or an assessor's area; everywhere when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<String>,
    /// An assessor's scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<String>,
    /// A steward's organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<Uuid>,
}

/// Sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionList {
    sessions: Vec<Session>,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    id: Uuid,
    /// The browser, roughly.
    label: String,
    began_at: DateTime<Utc>,
    last_used: DateTime<Utc>,
    /// Whether it is the one that asks.
    this_one: bool,
}

/// A seed for an authenticator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Seed {
    /// To be typed: base 32.
    seed: String,
    /// To be opened on the same device, or shown as a picture.
    url: String,
}

/// A seed, and the code that shows that the authenticator has it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeedAndCode {
    pub(crate) seed: String,
    /// Six digits.
    pub(crate) code: String,
}

/// A code of an authenticator.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    /// Six digits.
    pub(crate) code: String,
}

/// A key that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyWanted {
    /// What it is for.
    #[schema(max_length = 80, pattern = r"[^\s\p{C}]", example = "our website")]
    #[serde(deserialize_with = "crate::body::at_most::<80, _>")]
    pub(crate) name: String,
    #[schema(schema_with = crate::shape::scopes)]
    pub(crate) scopes: Vec<String>,
}

/// A key that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyMade {
    id: Uuid,
    /// The key. It is not shown again.
    key: String,
}

/// Keys.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyList {
    keys: Vec<Key>,
}

/// A key, without itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Key {
    id: Uuid,
    name: String,
    scopes: Vec<&'static str>,
    created_at: DateTime<Utc>,
    /// To the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
}

/// Ways to show that somebody speaks for an organization.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ways {
    /// `own_domain`, `published_email`, `evidence`.
    ways: Vec<&'static str>,
}

/// A claim that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimWanted {
    /// `own_domain`, `published_email` or `evidence`.
    #[schema(
        pattern = "^(own_domain|published_email|evidence)$",
        example = "published_email"
    )]
    pub(crate) way: String,
    /// For `evidence`: how a moderator can know.
    #[schema(max_length = 2000)]
    #[serde(default, deserialize_with = "crate::body::at_most_if_any::<2000, _>")]
    pub(crate) evidence: Option<String>,
}

/// Claims.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClaimList {
    claims: Vec<Claim>,
}

/// A claim.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Claim {
    id: Uuid,
    organization: Uuid,
    organization_name: String,
    /// Who asks; their address.
    claimant: String,
    /// `proving`, `awaiting_moderator`, `awaiting_steward`, `accepted`, `refused`, `withdrawn`, `expired` or `ended`.
    state: &'static str,
    /// How it is to be proved.
    way: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
    /// Why it was decided so.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

/// Yes or no.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClaimDecision)]
pub(crate) struct Decision {
    pub(crate) agree: bool,
    /// Why; needed for a no. The claimant reads it.
    #[serde(default, deserialize_with = "crate::body::at_most::<2000, _>")]
    #[schema(max_length = 2000)]
    pub(crate) reason: String,
}

/// Who comes after.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Heir {
    /// Their e-mail address.
    #[schema(value_type = Email)]
    pub(crate) to: String,
}

/// Why somebody may no longer speak for an organization.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revocation {
    /// The steward reads it.
    #[schema(max_length = 2000, pattern = r"[^\s\p{C}]")]
    #[serde(deserialize_with = "crate::body::at_most::<2000, _>")]
    pub(crate) reason: String,
}

/// Holders of roles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HolderList {
    holders: Vec<Holder>,
}

/// Who holds a role.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoleHolder)]
pub(crate) struct Holder {
    account: Uuid,
    email: String,
    #[serde(flatten)]
    role: Role,
    granted_at: DateTime<Utc>,
}

/// A role of somebody.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleOf {
    /// Their e-mail address.
    #[schema(value_type = Email)]
    email: String,
    /// `steward`, `moderator`, `assessor` or `administrator`.
    #[schema(
        pattern = "^(steward|moderator|assessor|administrator)$",
        example = "moderator"
    )]
    role: String,
    /// A moderator's or an assessor's area, by code or name; everywhere when left out.
    #[schema(example = "Lambeth")]
    area: Option<String>,
    /// An assessor's scheme.
    scheme: Option<String>,
    /// A steward's organization, by id or slug.
    organization: Option<String>,
}

/// Whether something is other than before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Changed {
    pub(crate) changed: bool,
}

impl Asked {
    pub(crate) fn new() -> Self {
        Self {
            detail: "if that is a mailbox, a link is on its way to it",
            works_for_minutes: LINK_LIFETIME.num_minutes(),
        }
    }
}

impl SessionBegun {
    pub(crate) fn of(signed_in: &SignedIn) -> Self {
        Self {
            next: signed_in.next.clone(),
            second_factor_wanted: signed_in.second_factor_wanted,
        }
    }
}

impl Me {
    pub(crate) fn of(me: directory::Me) -> Self {
        Self {
            account: me.account,
            email: me.email,
            roles: me.grants.into_iter().map(Role::of).collect(),
            has_second_factor: me.has_second_factor,
            second_factor: me.second_factor,
        }
    }
}

impl Role {
    fn of(grant: Grant) -> Self {
        let none = Self {
            role: "administrator",
            area: None,
            scheme: None,
            organization: None,
        };
        match grant {
            Grant::Administrator => none,
            Grant::Moderator { area } => Self {
                role: "moderator",
                area,
                ..none
            },
            Grant::Assessor { scheme, area } => Self {
                role: "assessor",
                scheme: Some(scheme),
                area,
                ..none
            },
            Grant::Steward { organization } => Self {
                role: "steward",
                organization: Some(organization),
                ..none
            },
        }
    }
}

impl SessionList {
    pub(crate) fn of(views: Vec<SessionView>) -> Self {
        let session = |view: SessionView| Session {
            id: view.id,
            label: view.label,
            began_at: view.began_at,
            last_used: view.last_used,
            this_one: view.this_one,
        };
        Self {
            sessions: views.into_iter().map(session).collect(),
        }
    }
}

impl Seed {
    pub(crate) fn of(enrolment: Enrolment) -> Self {
        Self {
            seed: enrolment.seed,
            url: enrolment.url,
        }
    }
}

impl KeyMade {
    pub(crate) fn of(key: NewKey) -> Self {
        Self {
            id: key.id,
            key: key.secret.reveal().to_owned(),
        }
    }
}

impl KeyList {
    pub(crate) fn of(views: Vec<KeyView>) -> Self {
        let key = |view: KeyView| Key {
            id: view.id,
            name: view.name,
            scopes: view.scopes.into_iter().map(Scope::as_str).collect(),
            created_at: view.created_at,
            last_used: view.last_used,
            ended_at: view.ended_at,
        };
        Self {
            keys: views.into_iter().map(key).collect(),
        }
    }
}

impl Ways {
    pub(crate) fn of(ways: &[ClaimWay]) -> Self {
        let name = |way: &ClaimWay| match way {
            ClaimWay::OwnDomain => "own_domain",
            ClaimWay::PublishedEmail => "published_email",
            ClaimWay::Evidence(_) => "evidence",
        };
        Self {
            ways: ways.iter().map(name).collect(),
        }
    }
}

impl Claim {
    pub(crate) fn of(view: ClaimView) -> Self {
        let (way, evidence) = match view.proof {
            Proof::PublishedEmail => ("published_email", None),
            Proof::OwnDomain => ("own_domain", None),
            Proof::Evidence { words } => ("evidence", Some(words)),
        };
        Self {
            id: view.id,
            organization: view.organization,
            organization_name: view.organization_name,
            claimant: view.claimant,
            state: view.state.as_str(),
            way,
            evidence,
            reason: view.reason,
            created_at: view.created_at,
            changed_at: view.changed_at,
        }
    }
}

impl ClaimList {
    pub(crate) fn of(views: Vec<ClaimView>) -> Self {
        Self {
            claims: views.into_iter().map(Claim::of).collect(),
        }
    }
}

impl HolderList {
    pub(crate) fn of(holders: Vec<RoleHolder>) -> Self {
        let holder = |holder: RoleHolder| Holder {
            account: holder.account,
            email: holder.email,
            role: Role::of(holder.grant),
            granted_at: holder.granted_at,
        };
        Self {
            holders: holders.into_iter().map(holder).collect(),
        }
    }
}

impl RoleOf {
    pub(crate) fn into_wanted(self) -> (String, RoleWanted) {
        let wanted = RoleWanted {
            role: self.role,
            area: self.area,
            scheme: self.scheme,
            organization: self.organization,
        };
        (self.email, wanted)
    }
}
