//! `/licences`: notices of what the pages are made with.

use actix_web::{HttpResponse, web};

use crate::views::about::LicencesPage;
use crate::{Pages, answer};

/// The page.
pub(crate) async fn licences(pages: web::Data<Pages>) -> HttpResponse {
    answer::fixed(&pages.brand, &LicencesPage::new(&pages.brand))
}
