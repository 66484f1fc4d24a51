//! `/cookies`: which cookies are set, and when: none unless somebody signs in.

use actix_web::{HttpResponse, web};

use crate::views::about::CookiesPage;
use crate::{Pages, answer};

/// The page.
pub(crate) async fn cookies(pages: web::Data<Pages>) -> HttpResponse {
    answer::fixed(&pages.brand, &CookiesPage::new(&pages.brand))
}
