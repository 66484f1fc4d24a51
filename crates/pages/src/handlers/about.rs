//! `/about`: who runs it, how it orders, and the credits of the place data.

use actix_web::{HttpResponse, web};

use crate::views::about::AboutPage;
use crate::{Pages, answer};

/// The page.
pub(crate) async fn about(pages: web::Data<Pages>) -> HttpResponse {
    let gazetteer = pages.directory.gazetteer();
    let credits = gazetteer
        .attributions()
        .iter()
        .map(|credit| credit.text.clone());
    answer::fixed(
        &pages.brand,
        &AboutPage::new(&pages.brand, credits.collect()),
    )
}
