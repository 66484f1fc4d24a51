//! `/accessibility`: the accessibility statement.

use actix_web::{HttpResponse, web};

use crate::views::about::AccessibilityPage;
use crate::{Pages, answer};

/// The page.
pub(crate) async fn accessibility(pages: web::Data<Pages>) -> HttpResponse {
    answer::fixed(&pages.brand, &AccessibilityPage::new(&pages.brand))
}
