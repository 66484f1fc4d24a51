//! The account page: what somebody may do here, what waits for them, and where they are signed in.

use std::sync::Arc;

use askama::Template;
use directory::{
    ApplicationView, ClaimView, DraftView, HeldView, KeyView, Me, OrganizationName, ReportView,
    SessionView, SuggestionView,
};
use domain::authority::{Grant, Scope};
use domain::claim::ClaimState;

use super::layout::{Layout, Section};
use crate::brand::Brand;
use crate::wording::{day_of, sentence};

/// The page.
#[derive(Debug, Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    layout: Layout,
    email: String,
    /// What is missing before a role counts.
    wanted: Option<&'static str>,
    roles: Vec<String>,
    organizations: Vec<OrganizationName>,
    to_decide: Vec<Row>,
    entries: Vec<Way>,
    reports: Vec<Row>,
    claims: Vec<Row>,
    applications: Vec<Row>,
    /// Applications that wait for them as an assessor.
    to_assess: usize,
    sessions: Vec<Row>,
    keys: Vec<Row>,
    scopes: Vec<(&'static str, &'static str)>,
    has_second_factor: bool,
}

/// What somebody has.
#[derive(Debug)]
pub(crate) struct Held {
    /// Who.
    pub(crate) me: Me,
    /// The organizations that they speak for.
    pub(crate) organizations: Vec<OrganizationName>,
    /// Their claims.
    pub(crate) claims: Vec<ClaimView>,
    /// Others' claims that wait for them.
    pub(crate) to_decide: Vec<ClaimView>,
    /// Entries that they look after.
    pub(crate) entries: Entries,
    /// What was told of listings, and waits for them.
    pub(crate) reports: Vec<ReportView>,
    /// The kitemark applications of their organizations.
    pub(crate) applications: Vec<ApplicationView>,
    /// How many applications wait for them as an assessor.
    pub(crate) to_assess: usize,
    /// Where they are signed in.
    pub(crate) sessions: Vec<SessionView>,
    /// Their programs' keys.
    pub(crate) keys: Vec<KeyView>,
}

/// The entries that somebody looks after, and what waits there.
#[derive(Debug)]
pub(crate) struct Entries {
    /// Slug and name of those of their groups.
    pub(crate) mine: Vec<(String, String)>,
    /// What other sources newly say.
    pub(crate) suggestions: Vec<SuggestionView>,
    /// Edits that wait for them as moderators.
    pub(crate) held: Vec<HeldView>,
    /// What they have begun to write.
    pub(crate) drafts: Vec<DraftView>,
}

/// Something to do, and where.
#[derive(Debug)]
struct Way {
    title: String,
    about: String,
    action: &'static str,
    href: String,
}

impl Entries {
    /// What waits first, then drafts of new entries, then the entries themselves.
    fn ways(self) -> Vec<Way> {
        let held = self.held.into_iter().map(|view| Way {
            about: view.reasons.join(" "),
            title: view.name,
            action: "Decide",
            href: format!("/edits/{}", view.id),
        });
        let suggestions = self.suggestions.into_iter().map(|view| Way {
            about: format!("{} now says something else", sentence(&view.source.name)),
            title: view.name,
            action: "Answer",
            href: format!("/listings/{}/suggestions", view.slug),
        });
        let new = self.drafts.into_iter().filter_map(|draft| {
            // A draft of an entry that is there is taken up from the entry.
            let is_new = draft.body.get("base")?.as_str()?.is_empty();
            let name = draft.body.get("name")?.as_str()?.to_owned();
            is_new.then(|| Way {
                about: format!("begun, last changed on {}", day_of(draft.updated_at)),
                title: name,
                action: "Go on",
                href: format!("/add/{}", draft.subject),
            })
        });
        let mine = self.mine.into_iter().map(|(slug, name)| Way {
            about: "an entry of your group".to_owned(),
            title: name,
            action: "Change",
            href: format!("/listings/{slug}/edit"),
        });
        held.chain(suggestions).chain(new).chain(mine).collect()
    }
}

/// One line of a list, with what can be done about it.
#[derive(Debug)]
struct Row {
    id: String,
    title: String,
    about: String,
    /// Whether the button is there.
    open: bool,
}

impl AccountPage {
    /// The page of this person.
    pub(crate) fn new(
        brand: &Arc<Brand>,
        held: Held,
        area_name: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let me = &held.me;
        let strong = me.grants.iter().any(Grant::needs_second_factor);
        let wanted = (strong && !me.second_factor).then_some(if me.has_second_factor {
            "/account/code"
        } else {
            "/account/authenticator"
        });
        Self {
            layout: Layout::new(brand, Section::Other, "Your account").hidden(),
            wanted,
            roles: me
                .grants
                .iter()
                .filter_map(|grant| role(grant, &area_name))
                .collect(),
            has_second_factor: me.has_second_factor,
            email: held.me.email,
            organizations: held.organizations,
            to_decide: held.to_decide.into_iter().map(waiting).collect(),
            entries: held.entries.ways(),
            reports: held.reports.into_iter().map(report).collect(),
            claims: held.claims.into_iter().map(claim).collect(),
            applications: held.applications.into_iter().map(application).collect(),
            to_assess: held.to_assess,
            sessions: held.sessions.into_iter().map(session).collect(),
            keys: held
                .keys
                .into_iter()
                .filter(|key| key.ended_at.is_none())
                .map(key)
                .collect(),
            scopes: Scope::ALL
                .into_iter()
                .map(|scope| (scope.as_str(), scope_words(scope)))
                .collect(),
        }
    }
}

/// A role that is not a stewardship, which has a list of its own.
fn role(grant: &Grant, area_name: impl Fn(&str) -> Option<String>) -> Option<String> {
    let of = |area: &Option<String>| {
        area.as_ref().map_or_else(
            || "everywhere".to_owned(),
            |code| format!("for {}", area_name(code).unwrap_or_else(|| code.clone())),
        )
    };
    match grant {
        Grant::Steward { .. } => None,
        Grant::Moderator { area } => Some(format!("Moderator {}", of(area))),
        Grant::Assessor { scheme, area } => Some(format!("Assessor of {scheme} {}", of(area))),
        Grant::Administrator => Some("Administrator".to_owned()),
    }
}

fn waiting(view: ClaimView) -> Row {
    Row {
        id: view.id.to_string(),
        title: view.organization_name,
        about: format!("{} asked on {}", view.claimant, day_of(view.created_at)),
        open: true,
    }
}

fn report(view: ReportView) -> Row {
    Row {
        id: view.id.to_string(),
        title: view
            .listing_name
            .unwrap_or_else(|| "An entry that is not listed any more".to_owned()),
        about: format!(
            "told us something; please answer by {}",
            day_of(view.answer_by)
        ),
        open: true,
    }
}

fn claim(view: ClaimView) -> Row {
    let state = sentence(view.state.words());
    Row {
        id: view.id.to_string(),
        title: view.organization_name,
        about: match view.reason {
            Some(reason) => format!("{state} on {}. {reason}", day_of(view.changed_at)),
            None => format!("{state} since {}", day_of(view.changed_at)),
        },
        open: view.state.is_open() && view.state != ClaimState::Accepted,
    }
}

fn application(view: ApplicationView) -> Row {
    let tier = view.scheme.tier(&view.tier).map(|(_, tier)| &tier.name);
    let state = match &view.award {
        Some(award) if !award.state.is_open() => format!("the mark {}", award.state.words()),
        _ => view.state.words().to_owned(),
    };
    Row {
        id: view.id.to_string(),
        title: view.organization.name,
        about: format!(
            "{}. {} since {}",
            tier.unwrap_or(&view.tier),
            sentence(&state),
            day_of(view.changed_at)
        ),
        open: view.state.is_open(),
    }
}

fn session(view: SessionView) -> Row {
    let last = if view.this_one {
        "this browser, now".to_owned()
    } else {
        format!("last used on {}", day_of(view.last_used))
    };
    Row {
        id: view.id.to_string(),
        title: sentence(&view.label),
        about: format!("signed in on {}, {last}", day_of(view.began_at)),
        open: !view.this_one,
    }
}

fn key(view: KeyView) -> Row {
    let scopes: Vec<&str> = view.scopes.iter().map(|scope| scope.as_str()).collect();
    let used = match view.last_used {
        Some(at) => format!("last used on {}", day_of(at)),
        None => "never used".to_owned(),
    };
    Row {
        id: view.id.to_string(),
        title: view.name,
        about: format!("{}, {used}", scopes.join(", ")),
        open: true,
    }
}

fn scope_words(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "Read what everybody may read",
        Scope::ListingsWrite => "Keep your groups’ entries up to date",
        Scope::Moderate => "Do what you may do as a moderator",
        Scope::Export => "Take the whole directory",
    }
}
