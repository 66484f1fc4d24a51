//! `/listings/{id or slug}`: one listing; moved ones redirect for good, archived ones say so.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::Shown;

use crate::search_query::SearchQuery;
use crate::views::listing::ListingPage;
use crate::wording::day_of;
use crate::{Pages, answer};

/// The listing.
pub(crate) async fn listing(
    request: HttpRequest,
    name: web::Path<String>,
    pages: web::Data<Pages>,
) -> HttpResponse {
    let brand = &pages.brand;
    let query = SearchQuery::parse(request.query_string());
    let view = match pages.directory.show(&name).await {
        Ok(Shown::Listing(view)) if view.listing.slug == *name => view,
        Ok(Shown::Listing(view)) => return moved(&query, &view.listing.slug),
        Ok(Shown::Moved(slug)) => return moved(&query, &slug),
        Err(error) => return answer::failed(brand, &error),
    };
    // A place that is not understood is no reason not to show the listing.
    let near = Some(&query.near).filter(|near| !near.is_empty());
    let from = near.and_then(|near| pages.directory.place(near).ok());
    let listing = &view.listing;
    let now = pages.directory.now();
    // "3 days ago" is another page tomorrow, and "next on Tuesday at 10am" from ten on.
    let next = format!("{:?}", view.next_dates(now));
    let version = [
        listing.id.to_string(),
        listing.version.to_string(),
        listing.last_seen.to_string(),
        day_of(now),
        next,
    ];
    let version = version.each_ref().map(String::as_str);
    answer::versioned(brand, &request, &version, || {
        ListingPage::new(brand, &view, &query, from.as_ref(), now)
    })
}

/// To the listing's own address, with the search that led here.
fn moved(query: &SearchQuery, slug: &str) -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((header::LOCATION, query.listing_href(slug)))
        .finish()
}
