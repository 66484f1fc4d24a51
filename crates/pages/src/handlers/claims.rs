//! Claims: ask to speak for an organization, prove it, decide on it, and stop.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{ClaimView, ClaimWay, Error, OrganizationName};
use domain::authority::Actor;
use domain::claim::{ClaimState, Proof};
use serde::Deserialize;

use super::{failed, id, violation, who};
use crate::views::form::{FormPage, choice, email};
use crate::wording::{day_of, full_sentence};
use crate::{Pages, answer};

/// How somebody wants to prove it.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    way: Option<String>,
    #[serde(default)]
    evidence: String,
}

/// Yes or no, and why.
#[derive(Debug, Deserialize)]
pub(crate) struct Decision {
    answer: Option<String>,
    #[serde(default)]
    reason: String,
}

/// Who comes after.
#[derive(Debug, Deserialize)]
pub(crate) struct Heir {
    to: String,
}

/// "Is this your group?": the ways in which it can be shown.
pub(crate) async fn ask(
    request: HttpRequest,
    pages: web::Data<Pages>,
    listing: web::Path<String>,
) -> HttpResponse {
    match claimable(&request, &pages, &listing).await {
        Ok((organization, ways)) => {
            let page = ask_page(&pages, &listing, &organization, &ways, "");
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, &format!("/listings/{listing}/claim")),
    }
}

/// Makes the claim.
pub(crate) async fn make(
    request: HttpRequest,
    pages: web::Data<Pages>,
    listing: web::Path<String>,
    form: web::Form<Wanted>,
) -> HttpResponse {
    let here = format!("/listings/{listing}/claim");
    let (organization, ways) = match claimable(&request, &pages, &listing).await {
        Ok(found) => found,
        Err(error) => return failed(&pages, &error, &here),
    };
    let claimed = async {
        let actor = who(&request, &pages).await?;
        let way = match form.way.as_deref() {
            Some("published_email") => ClaimWay::PublishedEmail,
            Some("own_domain") => ClaimWay::OwnDomain,
            Some("evidence") => ClaimWay::Evidence(form.evidence.clone()),
            _ => {
                let why = "choose how we can know".to_owned();
                return Err(Error::Invalid(vec![violation("way", why)]));
            }
        };
        let organization = organization.id.to_string();
        pages.directory.claim(&actor, &organization, way).await
    };
    match claimed.await {
        Ok(claim) => answer::own(&pages.brand, StatusCode::OK, &made_page(&pages, &claim)),
        Err(Error::Invalid(violations)) => {
            let page =
                ask_page(&pages, &listing, &organization, &ways, &form.evidence).wrong(&violations);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => failed(&pages, &error, &here),
    }
}

/// What the link to a published address opens: a look changes nothing.
pub(crate) async fn proof(pages: web::Data<Pages>, link: web::Path<String>) -> HttpResponse {
    match pages.directory.look_at_proof(&link).await {
        Ok(claim) => {
            let heading = format!("Does somebody speak for {}?", claim.organization_name);
            let page = FormPage::new(&pages.brand, heading)
                .line(format!(
                    "{} asks to keep its entry here up to date.",
                    claim.claimant
                ))
                .line("Press the button only if you know of it. If you do not, close this page: then nothing changes.")
                .posts(format!("/claims/prove/{link}"), "Yes, they speak for it");
            answer::secret(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

/// Proves a claim by the link.
pub(crate) async fn prove(
    request: HttpRequest,
    pages: web::Data<Pages>,
    link: web::Path<String>,
) -> HttpResponse {
    let proved = async {
        pages.visitors.count_try(&request)?;
        pages.directory.prove_claim(&link).await
    };
    match proved.await {
        Ok(claim) => {
            let page = FormPage::new(&pages.brand, "Thank you").line(format!(
                "The request is {}. We have told them by mail.",
                claim.state.words()
            ));
            answer::secret(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

/// A claim that waits for whoever looks.
pub(crate) async fn claim(
    request: HttpRequest,
    pages: web::Data<Pages>,
    claim: web::Path<String>,
) -> HttpResponse {
    match waiting(&request, &pages, &claim).await {
        Ok((_, view)) => {
            let page = decide_page(&pages, &view, "");
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, &format!("/claims/{claim}")),
    }
}

/// Says yes or no.
pub(crate) async fn decide(
    request: HttpRequest,
    pages: web::Data<Pages>,
    claim: web::Path<String>,
    form: web::Form<Decision>,
) -> HttpResponse {
    let here = format!("/claims/{claim}");
    let (actor, view) = match waiting(&request, &pages, &claim).await {
        Ok(found) => found,
        Err(error) => return failed(&pages, &error, &here),
    };
    let decided = async {
        let agree = match form.answer.as_deref() {
            Some("yes") => true,
            Some("no") => false,
            _ => {
                let why = "choose yes or no".to_owned();
                return Err(Error::Invalid(vec![violation("answer", why)]));
            }
        };
        pages
            .directory
            .decide_claim(&actor, view.id, agree, &form.reason)
            .await
    };
    match decided.await {
        Ok(_) => answer::see("/account"),
        Err(Error::Invalid(violations)) => {
            let page = decide_page(&pages, &view, &form.reason).wrong(&violations);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => failed(&pages, &error, &here),
    }
}

/// The claimant takes it back.
pub(crate) async fn withdraw(
    request: HttpRequest,
    pages: web::Data<Pages>,
    claim: web::Path<String>,
) -> HttpResponse {
    let withdrawn = async {
        let actor = who(&request, &pages).await?;
        let claim = id("claim", &claim)?;
        pages.directory.withdraw_claim(&actor, claim).await
    };
    match withdrawn.await {
        Ok(_) => answer::see("/account"),
        Err(error) => failed(&pages, &error, "/account"),
    }
}

/// A steward stops.
pub(crate) async fn leave(
    request: HttpRequest,
    pages: web::Data<Pages>,
    organization: web::Path<String>,
) -> HttpResponse {
    let left = async {
        let actor = who(&request, &pages).await?;
        pages
            .directory
            .leave_organization(&actor, &organization)
            .await
    };
    match left.await {
        Ok(()) => answer::see("/account"),
        Err(error) => failed(&pages, &error, "/account"),
    }
}

/// The page that asks who comes after.
pub(crate) async fn heir(
    request: HttpRequest,
    pages: web::Data<Pages>,
    organization: web::Path<String>,
) -> HttpResponse {
    match who(&request, &pages).await {
        Ok(Actor::Anybody) => {
            let error = Error::Unauthenticated("sign in first".to_owned());
            failed(&pages, &error, "/account")
        }
        Ok(_) => {
            let page = heir_page(&pages, &organization, "");
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, "/account"),
    }
}

/// Puts another person in one's place.
pub(crate) async fn hand_over(
    request: HttpRequest,
    pages: web::Data<Pages>,
    organization: web::Path<String>,
    form: web::Form<Heir>,
) -> HttpResponse {
    let given = async {
        let actor = who(&request, &pages).await?;
        pages
            .directory
            .hand_over(&actor, &organization, &form.to)
            .await
    };
    match given.await {
        Ok(()) => answer::see("/account"),
        Err(Error::Invalid(violations)) => {
            let page = heir_page(&pages, &organization, &form.to).wrong(&violations);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => failed(&pages, &error, "/account"),
    }
}

async fn claimable(
    request: &HttpRequest,
    pages: &Pages,
    listing: &str,
) -> Result<(OrganizationName, Vec<ClaimWay>), Error> {
    let actor = who(request, pages).await?;
    if actor == Actor::Anybody {
        return Err(Error::Unauthenticated("sign in first".to_owned()));
    }
    let organization = pages.directory.organization_of_listing(listing).await?;
    let id = organization.id.to_string();
    let ways = pages.directory.ways_to_claim(&actor, &id).await?;
    Ok((organization, ways))
}

/// The claim, if it waits for whoever asks.
async fn waiting(
    request: &HttpRequest,
    pages: &Pages,
    claim: &str,
) -> Result<(Actor, ClaimView), Error> {
    let actor = who(request, pages).await?;
    let wanted = id("claim", claim)?;
    let waiting = pages.directory.claims_to_decide(&actor).await?;
    let view = waiting.into_iter().find(|view| view.id == wanted);
    let view = view.ok_or_else(|| Error::NotFound {
        what: "claim",
        name: claim.to_owned(),
    })?;
    Ok((actor, view))
}

fn ask_page(
    pages: &Pages,
    listing: &str,
    organization: &OrganizationName,
    ways: &[ClaimWay],
    evidence: &str,
) -> FormPage {
    let items = ways.iter().map(|way| match way {
        ClaimWay::OwnDomain => choice(
            "own_domain",
            "My e-mail address is at the group’s own web site",
        ),
        ClaimWay::PublishedEmail => choice(
            "published_email",
            "Send a link to the e-mail address that the entry shows",
        ),
        ClaimWay::Evidence(_) => choice("evidence", "Let a moderator decide by what I write below"),
    });
    FormPage::new(
        &pages.brand,
        format!("Do you speak for {}?", organization.name),
    )
    .line("Then you can keep what is shown of it up to date. First we have to know that you do: whoever decides sees your e-mail address.")
    .radios("way", "How can we know?", items.collect())
    .textarea(
        "evidence",
        "If a moderator is to decide: how can they know?",
        Some("For example: I am the secretary; ring the hall and ask for me. Do not send certificates or names of other people."),
        evidence,
    )
    .posts(format!("/listings/{listing}/claim"), "Ask")
    .back("Back to the entry", format!("/listings/{listing}"))
}

fn made_page(pages: &Pages, claim: &ClaimView) -> FormPage {
    let next = match claim.state {
        ClaimState::Accepted => "You speak for it from now on.",
        ClaimState::Proving => {
            "We have sent a link to the address that the entry shows. It works for 7 days. Ask whoever reads that mailbox to open it."
        }
        ClaimState::AwaitingModerator => {
            "A moderator will look at it. We write to you when it is decided."
        }
        _ => {
            "Somebody speaks for it already. We have asked them, and write to you when it is decided."
        }
    };
    FormPage::new(
        &pages.brand,
        format!("{}: thank you", claim.organization_name),
    )
    .line(next)
    .link("Your account", "/account")
}

fn decide_page(pages: &Pages, view: &ClaimView, reason: &str) -> FormPage {
    let evidence = match &view.proof {
        Proof::PublishedEmail => {
            "They have followed the link to the address that the entry shows.".to_owned()
        }
        Proof::OwnDomain => "Their address is at the organisation’s own web site.".to_owned(),
        Proof::Evidence { words } => format!("They write: {words}"),
    };
    FormPage::new(
        &pages.brand,
        format!("May they speak for {}?", view.organization_name),
    )
    .line(format!(
        "{} asked on {}.",
        view.claimant,
        day_of(view.created_at)
    ))
    .line(full_sentence(&evidence))
    .radios(
        "answer",
        "Your answer",
        vec![
            choice("yes", "Yes, they may"),
            choice("no", "No, they may not"),
        ],
    )
    .textarea(
        "reason",
        "Why",
        Some("Needed for a no. They read it."),
        reason,
    )
    .posts(format!("/claims/{}", view.id), "Answer")
    .back("Back to your account", "/account")
}

fn heir_page(pages: &Pages, organization: &str, typed: &str) -> FormPage {
    let mut field = email(
        "to",
        "Their e-mail address",
        Some("They need not have signed in before. We write to them."),
    );
    typed.clone_into(&mut field.value);
    FormPage::new(&pages.brand, "Hand over to another person")
        .line("They will speak for the organisation from now on, and you will not.")
        .input(field)
        .posts(
            format!("/organizations/{organization}/hand-over"),
            "Hand over",
        )
        .back("Back to your account", "/account")
}
