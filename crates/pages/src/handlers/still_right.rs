//! `/still-right`: whoever speaks for groups says that their entries are right, with one button.
//!
//! By the link of a mail, or signed in. Opening the page changes nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{AskedAbout, Confirmed, Error};
use uuid::Uuid;

use super::{failed, who};
use crate::views::form::FormPage;
use crate::views::still_right::{LISTING, StillRightPage};
use crate::{Pages, answer};

const HERE: &str = "/still-right";

/// What was ticked: pairs of a name and a value.
type Ticked = web::Form<Vec<(String, String)>>;

/// The page of somebody who has signed in.
pub(crate) async fn mine(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    let asked = async {
        let actor = who(&request, &pages).await?;
        pages.directory.listings_to_confirm(&actor).await
    };
    match asked.await {
        Ok(asked) => page(&pages, asked, HERE.to_owned()),
        Err(error) => failed(&pages, &error, HERE),
    }
}

/// Confirms, signed in.
pub(crate) async fn confirm_mine(
    request: HttpRequest,
    pages: web::Data<Pages>,
    form: Ticked,
) -> HttpResponse {
    let confirmed = async {
        let actor = who(&request, &pages).await?;
        let shown = ticked(&form)?;
        pages.directory.confirm_listings(&actor, &shown).await
    };
    match confirmed.await {
        Ok(confirmed) => thanks(&pages, &confirmed, HERE),
        Err(error) => failed(&pages, &error, HERE),
    }
}

/// The page that the link of a mail opens.
pub(crate) async fn link(
    request: HttpRequest,
    pages: web::Data<Pages>,
    link: web::Path<String>,
) -> HttpResponse {
    let looked = async {
        pages.visitors.count_try(&request)?;
        pages.directory.look_at_reminder(&link).await
    };
    match looked.await {
        Ok(Some(asked)) => page(&pages, asked, format!("{HERE}/{link}")),
        Ok(None) => answer::secret(&pages.brand, StatusCode::OK, &useless(&pages)),
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

/// Confirms by the link of a mail.
pub(crate) async fn confirm_by_link(
    request: HttpRequest,
    pages: web::Data<Pages>,
    link: web::Path<String>,
    form: Ticked,
) -> HttpResponse {
    let confirmed = async {
        pages.visitors.count_try(&request)?;
        let shown = ticked(&form)?;
        pages.directory.confirm_by_link(&link, &shown).await
    };
    match confirmed.await {
        Ok(confirmed) => thanks(&pages, &confirmed, &format!("{HERE}/{link}")),
        Err(Error::Forbidden(_)) => {
            answer::secret(&pages.brand, StatusCode::FORBIDDEN, &useless(&pages))
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

fn page(pages: &Pages, asked: Vec<AskedAbout>, action: String) -> HttpResponse {
    let page = StillRightPage::new(&pages.brand, asked, action);
    answer::secret(&pages.brand, StatusCode::OK, &page)
}

/// The listings, each as it was shown.
fn ticked(form: &[(String, String)]) -> Result<Vec<(Uuid, i64)>, Error> {
    let ticked = form.iter().filter(|(name, _)| name == LISTING);
    ticked
        .map(|(_, value)| {
            let unknown = || Error::NotFound {
                what: "listing",
                name: value.clone(),
            };
            let (id, version) = value.split_once(' ').ok_or_else(unknown)?;
            let id = Uuid::try_parse(id).map_err(|_| unknown())?;
            Ok((id, version.parse().map_err(|_| unknown())?))
        })
        .collect()
}

fn thanks(pages: &Pages, confirmed: &Confirmed, here: &str) -> HttpResponse {
    let page = match (confirmed.confirmed, confirmed.changed.is_empty()) {
        (0, true) => FormPage::new(&pages.brand, "Nothing was ticked")
            .line("So nothing was confirmed, and nothing has changed."),
        (0, false) => FormPage::new(&pages.brand, "Please look again"),
        (1, _) => FormPage::new(&pages.brand, "Thank you")
            .line("People now see that this entry was confirmed today."),
        (count, _) => FormPage::new(&pages.brand, "Thank you").line(format!(
            "People now see that these {count} entries were confirmed today."
        )),
    };
    let page = if confirmed.changed.is_empty() {
        page
    } else {
        page.line(format!(
            "Something changed meanwhile in: {}. Please look at it again.",
            confirmed.changed.join("; ")
        ))
    };
    let page = page.link("See your entries", here);
    answer::secret(&pages.brand, StatusCode::OK, &page)
}

fn useless(pages: &Pages) -> FormPage {
    FormPage::new(&pages.brand, "This link does not work any more")
        .line("It works for two months, and while you speak for the group.")
        .link("Sign in instead", super::sign_in::address(HERE))
}
