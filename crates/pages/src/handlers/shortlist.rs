//! `/shortlist`: listings that somebody has chosen, on one page that can be printed and taken home.
//!
//! **The list stands in the address and nowhere else**: no cookie and no row says who is interested
//! in what. Whoever is given the address sees the list.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{Error, ListingView, Shown};
use url::form_urlencoded;

use crate::views::shortlist::{MOST, ShortlistPage};
use crate::{Pages, answer};

/// The page.
pub(crate) async fn shortlist(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    let chosen = chosen(request.query_string());
    match found(&pages, &chosen).await {
        Ok((views, gone)) => {
            let page = ShortlistPage::new(&pages.brand, &views, gone, pages.directory.now());
            answer::searched(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

/// The listings in the address, each once, without the one that is to be taken out.
fn chosen(query: &str) -> Vec<String> {
    let mut chosen: Vec<String> = Vec::new();
    let mut without = None;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "id" | "ids" => chosen.extend(value.split(',').map(name_in)),
            "without" => without = Some(value.into_owned()),
            _ => {}
        }
    }
    let mut seen = std::collections::HashSet::new();
    chosen.retain(|id| !id.is_empty() && seen.insert(id.clone()) && without.as_ref() != Some(id));
    chosen.truncate(MOST);
    chosen
}

/// The id or slug that somebody means: it may be the address of a listing's page.
fn name_in(text: &str) -> String {
    let path = text.trim().split(['?', '#']).next().unwrap_or_default();
    let name = path.trim_end_matches('/').rsplit('/').next();
    name.unwrap_or_default().to_owned()
}

/// What is still listed, and how many are not.
async fn found(
    pages: &Pages,
    chosen: &[String],
) -> Result<(Vec<std::sync::Arc<ListingView>>, usize), Error> {
    let (mut views, mut gone) = (Vec::new(), 0);
    for id in chosen {
        let mut shown = pages.directory.show(id).await;
        if let Ok(Shown::Moved(slug)) = &shown {
            shown = pages.directory.show(slug).await;
        }
        match shown {
            Ok(Shown::Listing(view)) => views.push(view),
            Ok(Shown::Moved(_)) | Err(Error::NotFound { .. } | Error::Gone { .. }) => gone += 1,
            Err(error) => return Err(error),
        }
    }
    Ok((views, gone))
}

#[cfg(test)]
mod tests {
    use super::{MOST, chosen};

    #[test]
    fn a_list_is_read_from_the_address_each_once() {
        assert_eq!(chosen("id=a&id=b&id=a"), ["a", "b"]);
        assert_eq!(chosen("ids=a,b,,c&without=b"), ["a", "c"]);
        assert_eq!(
            chosen("id=a&id=https%3A%2F%2Fhere.example%2Flistings%2Flunch-club%3Fnear%3DSW9"),
            ["a", "lunch-club"]
        );
        assert!(chosen("").is_empty());
        let many: Vec<String> = (0..100).map(|n| format!("id={n}")).collect();
        assert_eq!(chosen(&many.join("&")).len(), MOST);
    }
}
