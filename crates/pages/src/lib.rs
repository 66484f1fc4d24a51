//! The HTML face: server-rendered pages that work without script, on a phone and on paper.
//!
//! [`configure`] adds every page to an application. A handler reads the address, calls one verb of
//! the directory and renders one view; what is shown is decided in `views`, one module a page.
//! **No page carries inline script or style or loads anything from another host, and only signing in
//! sets a cookie.**
//! Security headers, compression, limits and HEAD belong to the application around it.

mod answer;
mod assets;
mod brand;
pub mod govuk;
mod handlers;
mod json_ld;
mod safe_url;
mod search_query;
mod views;
mod wording;

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::Directory;
use http_edge::failure::Failure;
use http_edge::visitor::Visitors;

pub use brand::Brand;

/// What every page needs: the directory to ask, and the words of who runs this copy.
#[derive(Debug, Clone)]
pub struct Pages {
    directory: Arc<Directory>,
    brand: Arc<Brand>,
    visitors: Visitors,
}

impl Pages {
    /// Pages over a directory.
    #[must_use]
    pub fn new(directory: Arc<Directory>, brand: Brand, visitors: Visitors) -> Self {
        Self {
            directory,
            brand: Arc::new(brand),
            visitors,
        }
    }

    /// The page for a status that is not a success: not found, gone, too fast, out of order.
    #[must_use]
    pub fn problem(&self, status: StatusCode) -> HttpResponse {
        answer::problem(&self.brand, status)
    }
}

/// Adds every page, the assets and the not-found page to an application.
///
/// The not-found page becomes the application's default service: add scopes that answer unknown
/// paths in their own way (the API) with a default service of their own.
pub fn configure(config: &mut web::ServiceConfig, pages: Pages) {
    config
        .app_data(web::Data::new(pages))
        .app_data(handlers::forms())
        .service(assets::serve)
        .service(web::resource("/").get(handlers::home::home))
        .service(web::resource("/browse").get(handlers::browse::browse))
        .service(web::resource("/search").get(handlers::search::search))
        .service(web::resource("/listings/{listing}").get(handlers::listing::listing))
        .service(web::resource("/shortlist").get(handlers::shortlist::shortlist))
        .service(web::resource("/embed").get(handlers::embed::frame))
        .service(web::resource("/embed.js").get(handlers::embed::script))
        .service(web::resource("/embed-frame.js").get(handlers::embed::frame_script))
        .service(web::resource("/embed.css").get(handlers::embed::style))
        .configure(people)
        .configure(kitemark)
        .configure(moderators)
        .configure(editing)
        .service(web::resource("/sources").get(handlers::sources::sources))
        .service(web::resource("/about").get(handlers::about::about))
        .service(web::resource("/cookies").get(handlers::cookies::cookies))
        .service(web::resource("/accessibility").get(handlers::accessibility::accessibility))
        .service(web::resource("/privacy").get(handlers::privacy::privacy))
        .service(web::resource("/licences").get(handlers::licences::licences))
        .default_service(web::to(handlers::not_found::not_found));
}

/// The pages of the kitemark.
fn kitemark(config: &mut web::ServiceConfig) {
    use handlers::kitemark::{applications, begin, group, public, questions};
    config
        .service(web::resource("/kitemark/of/{organization}").get(public::proof))
        .service(web::resource("/kitemark/of/{organization}/badge.svg").get(public::picture))
        .service(
            web::resource("/organizations/{organization}/kitemark")
                .get(begin::page)
                .post(begin::begin),
        )
        .service(web::resource("/kitemark/to-assess").get(applications::queue))
        .service(web::resource("/kitemark/applications/{id}").get(applications::page))
        .service(web::resource("/kitemark/applications/{id}/steps").post(applications::step))
        .service(
            web::resource("/kitemark/applications/{id}/group")
                .get(group::page)
                .post(group::keep),
        )
        .service(
            web::resource("/kitemark/applications/{id}/questions/{question}")
                .get(questions::page)
                .post(questions::keep),
        )
        .service(web::resource("/kitemark/awards/{award}/steps").post(applications::award_step));
}

/// The pages of those who sign in.
fn people(config: &mut web::ServiceConfig) {
    use handlers::{
        account, authenticator, claims, keys, own_account, reports, sign_in, still_right,
    };
    config
        .service(
            web::resource("/sign-in")
                .get(sign_in::ask)
                .post(sign_in::asked),
        )
        .service(
            web::resource("/sign-in/code")
                .get(sign_in::code)
                .post(sign_in::by_code),
        )
        .service(
            web::resource("/sign-in/c/{link}")
                .get(sign_in::link)
                .post(sign_in::by_link),
        )
        .service(
            web::resource("/still-right")
                .get(still_right::mine)
                .post(still_right::confirm_mine),
        )
        .service(
            web::resource("/still-right/{link}")
                .get(still_right::link)
                .post(still_right::confirm_by_link),
        )
        .service(web::resource("/account").get(account::account))
        .service(
            web::resource("/account/address")
                .get(own_account::address)
                .post(own_account::ask),
        )
        .service(
            web::resource("/account/address/{link}")
                .get(own_account::link)
                .post(own_account::confirm),
        )
        .service(
            web::resource("/account/erase")
                .get(own_account::farewell)
                .post(own_account::erase),
        )
        .service(web::resource("/account/sign-out").post(account::sign_out))
        .service(web::resource("/account/sessions/end").post(account::end_sessions))
        .service(
            web::resource("/account/authenticator")
                .get(authenticator::begin)
                .post(authenticator::confirm),
        )
        .service(
            web::resource("/account/code")
                .get(authenticator::code)
                .post(authenticator::show),
        )
        .service(web::resource("/account/keys").post(keys::make))
        .service(web::resource("/account/keys/{key}").get(keys::usage))
        .service(web::resource("/account/keys/{key}/end").post(keys::end))
        .service(
            web::resource("/listings/{listing}/claim")
                .get(claims::ask)
                .post(claims::make),
        )
        .service(
            web::resource("/listings/{listing}/report")
                .get(reports::ask)
                .post(reports::make),
        )
        .service(
            web::resource("/reports/{report}")
                .get(reports::report)
                .post(reports::answer_it),
        )
        .service(
            web::resource("/claims/prove/{link}")
                .get(claims::proof)
                .post(claims::prove),
        )
        .service(
            web::resource("/claims/{claim}")
                .get(claims::claim)
                .post(claims::decide),
        )
        .service(web::resource("/claims/{claim}/withdraw").post(claims::withdraw))
        .service(web::resource("/organizations/{organization}/leave").post(claims::leave))
        .service(
            web::resource("/organizations/{organization}/hand-over")
                .get(claims::heir)
                .post(claims::hand_over),
        );
}

/// The pages of those who look after an area.
fn moderators(config: &mut web::ServiceConfig) {
    use handlers::moderation;
    config
        .service(web::resource("/moderation").get(moderation::overview))
        .service(web::resource("/moderation/matches").get(moderation::matches))
        .service(
            web::resource("/moderation/matches/{match}")
                .get(moderation::pair)
                .post(moderation::decide),
        )
        .service(
            web::resource("/moderation/crawls")
                .get(moderation::crawls)
                .post(moderation::rule),
        );
}

/// The pages of those who keep entries up to date.
fn editing(config: &mut web::ServiceConfig) {
    use handlers::{editing, told};
    // A listing that is there and one that is yet to be made are asked the same questions.
    for at in ["/listings/{listing}/edit", "/add/{draft}"] {
        config
            .service(web::resource(at).get(editing::overview))
            .service(
                web::resource(format!("{at}/check"))
                    .get(editing::check)
                    .post(editing::publish),
            )
            .service(web::resource(format!("{at}/drop")).post(editing::drop_draft))
            .service(
                web::resource(format!("{at}/place/{{place}}"))
                    .get(editing::places::ask)
                    .post(editing::places::answered),
            )
            .service(
                web::resource(format!("{at}/place/{{place}}/take-away"))
                    .get(editing::places::ask_away)
                    .post(editing::places::take_away),
            )
            .service(
                web::resource(format!("{at}/{{step}}"))
                    .get(editing::ask)
                    .post(editing::answered),
            );
    }
    config
        .service(web::resource("/add").get(editing::add).post(editing::begin))
        .service(web::resource("/listings/{listing}/history").get(told::history))
        .service(web::resource("/listings/{listing}/restore").post(told::restore))
        .service(
            web::resource("/listings/{listing}/suggestions")
                .get(told::suggestion)
                .post(told::choose),
        )
        .service(
            web::resource("/edits/{edit}")
                .get(told::held)
                .post(told::decide),
        );
}

/// A failure as a page, for middleware that refuses a request before a handler sees it.
#[must_use]
pub fn dress(request: &HttpRequest, failure: &Failure) -> HttpResponse {
    match request.app_data::<web::Data<Pages>>() {
        Some(pages) => answer::refused(&pages.brand, failure),
        None => HttpResponse::new(failure.status),
    }
}
