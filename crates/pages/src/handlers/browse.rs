//! `/browse`: what there is, by need, by whom it is for, by kind and by way to wellbeing.

use actix_web::{HttpResponse, web};
use directory::FindRequest;

use crate::views::browse::BrowsePage;
use crate::{Pages, answer};

/// The categories, each with how many listings it has.
pub(crate) async fn browse(pages: web::Data<Pages>) -> HttpResponse {
    let everything = FindRequest {
        per_page: Some(1),
        ..FindRequest::default()
    };
    match pages.directory.find(&everything).await {
        Ok(found) => {
            let page = BrowsePage::new(&pages.brand, pages.directory.taxonomies(), &found);
            answer::living(&pages.brand, &page)
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}
