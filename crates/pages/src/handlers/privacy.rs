//! `/privacy`: what is kept about visitors.

use actix_web::{HttpResponse, web};

use crate::views::about::PrivacyPage;
use crate::{Pages, answer};

/// The page.
pub(crate) async fn privacy(pages: web::Data<Pages>) -> HttpResponse {
    answer::fixed(&pages.brand, &PrivacyPage::new(&pages.brand))
}
