//! The JSON face.
//!
//! Directory = noun, file = verb: a handler extracts, calls one verb of the directory, answers. Wire
//! types live here and are converted by hand, so that a change inside never changes the contract by
//! accident; the contract is `openapi/fingerpost.json`, and a test fails when the two drift apart.

mod aliss;
mod body;
mod document;
mod errors;
mod fhir;
mod give;
mod health;
mod methods;
mod metrics;
mod oruk;
mod private;
mod problem;
mod rules;
mod shape;
mod v1;
mod versions;
mod well_known;

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{App, HttpRequest, HttpResponse, HttpResponseBuilder, guard, web};
use directory::Directory;
use domain::authority::{Actor, Denial, Verb, authorise_somewhere};
use http_edge::visitor::Visitors;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::{Config, SwaggerUi};

pub use give::export::{ExportError, Form, export};
use problem::Refusal;
pub use problem::{no_such_route, refuse};

/// What every handler is given.
#[derive(Debug, Clone)]
pub struct Context {
    /// The verbs.
    pub directory: Arc<Directory>,
    /// This instance's own address, without a slash at its end: `https://directory.example`.
    pub public_url: String,
    /// Who asks.
    pub visitors: Visitors,
}

impl Context {
    /// Lets only those pass who may do this in some area, before anything is looked up; the verb then
    /// asks for the areas of the thing concerned.
    async fn admit(&self, request: &HttpRequest, verb: Verb) -> Result<Actor, Refusal> {
        let actor = private::who(request, self).await?;
        authorise_somewhere(&actor, verb)
            .map(|()| actor)
            .map_err(|denial| {
                let error = match denial {
                    Denial::SignIn => directory::Error::Unauthenticated(denial.to_string()),
                    _ => directory::Error::Forbidden(denial.to_string()),
                };
                Refusal::of(request, &error)
            })
    }

    /// The head of an answer that is for moderators only: no cache keeps it, no other site reads it.
    fn for_moderators() -> HttpResponseBuilder {
        let mut answer = HttpResponse::Ok();
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        answer
    }
}

/// Registers the API's routes, its document and the page that shows it.
pub fn configure(config: &mut web::ServiceConfig, context: Context) {
    config
        .app_data(web::Data::new(context))
        .app_data(private::bodies())
        .app_data(private::queries());
    routes(&mut ServiceConfig::new(config));
    let page = Config::from(document::AT).use_base_layout();
    config
        .service(
            web::resource(document::AT)
                .guard(guard::Get())
                .to(document::show),
        )
        .service(SwaggerUi::new("/api/docs/{_:.*}").config(page));
}

/// The OpenAPI document as JSON, as generated from the handlers.
#[must_use]
pub fn openapi() -> String {
    document::written(&described())
}

/// What the handlers say of themselves.
fn described() -> OpenApi {
    let mut document = App::new()
        .into_utoipa_app()
        .openapi(document::about())
        .configure(routes)
        .split_for_parts()
        .1;
    document::complete(&mut document);
    document
}

fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(v1::search::search)
        .service(v1::taxonomies::list::list)
        .service(v1::suggest::suggest)
        .service(v1::gaps::gaps)
        .service(v1::listings::show::show)
        .service(v1::listings::statements::statements)
        .service(v1::listings::disagreements::disagreements)
        .service(v1::listings::merge::merge)
        .service(v1::listings::split::split)
        .service(v1::matches::list::list)
        .service(v1::matches::show::show)
        .service(v1::matches::decide::decide)
        .service(v1::matches::undo::undo)
        .service(v1::sources::list::list)
        .service(v1::sources::set_aside::set_aside)
        .service(v1::sources::held::held)
        .service(v1::places::resolve::resolve)
        .service(v1::places::suggest::suggest)
        .service(v1::places::postcode::postcode)
        .service(v1::places::area::area)
        .service(v1::places::data::data)
        .service(v1::export::listings::listings)
        .service(v1::export::calendar::several)
        .service(v1::export::calendar::one)
        .service(v1::changes::list::list)
        .service(v1::changes::rpde::rpde)
        .configure(open_referral_uk)
        .configure(of_aliss)
        .configure(of_fhir)
        .configure(people)
        .configure(kitemark)
        .configure(federation)
        .configure(edits)
        .service(errors::errors)
        .service(health::live)
        .service(health::ready)
        .service(metrics::metrics);
}

fn open_referral_uk(config: &mut ServiceConfig<'_>) {
    use oruk::{v1, v3};
    config
        .service(v3::root::root)
        .service(v3::document::document)
        .service(v3::services::list::list)
        .service(v3::services::show::show)
        .service(v3::places::list::list)
        .service(v3::places::show::show)
        .service(v3::organizations::list::list)
        .service(v3::organizations::show::show)
        .service(v3::taxonomies::list::list)
        .service(v3::taxonomies::show::show)
        .service(v3::terms::list::list)
        .service(v3::terms::show::show)
        .service(v1::list::list)
        .service(v1::show::show)
        .service(v1::taxonomies::list);
}

fn of_aliss(config: &mut ServiceConfig<'_>) {
    config
        .service(aliss::services::list)
        .service(aliss::services::show)
        .service(aliss::organisations::list)
        .service(aliss::organisations::show)
        .service(aliss::areas::list)
        .service(aliss::areas::full_set)
        .service(aliss::areas::of_service)
        .service(aliss::areas::selected)
        .service(aliss::categories::categories)
        .service(aliss::categories::others);
}

fn of_fhir(config: &mut ServiceConfig<'_>) {
    config
        .service(fhir::read::metadata)
        .service(fhir::search::search)
        .service(fhir::read::read);
}

fn kitemark(config: &mut ServiceConfig<'_>) {
    use v1::kitemark::{applications, awards, schemes, steps};
    config
        .service(schemes::current)
        .service(schemes::version)
        .service(schemes::of_organization)
        .service(applications::begin)
        .service(applications::mine)
        .service(applications::to_assess)
        .service(applications::show)
        .service(applications::write)
        .service(steps::step)
        .service(awards::step);
}

fn federation(config: &mut ServiceConfig<'_>) {
    config
        .service(well_known::describe)
        .service(v1::federation::statements::statements)
        .service(v1::federation::peers::peers)
        .service(v1::federation::knock::knock)
        .service(v1::webhooks::list)
        .service(v1::webhooks::make)
        .service(v1::webhooks::end)
        .service(v1::webhooks::resume)
        .service(v1::webhooks::deliveries)
        .service(v1::webhooks::replay);
}

fn edits(config: &mut ServiceConfig<'_>) {
    use v1::edits;
    config
        .service(edits::create::create)
        .service(edits::statement::show)
        .service(edits::statement::save)
        .service(edits::statement::preview)
        .service(edits::statement::restore)
        .service(edits::history::history)
        .service(edits::suggestions::of_listing)
        .service(edits::suggestions::answer_one)
        .service(edits::suggestions::mine)
        .service(edits::held::list)
        .service(edits::held::decide)
        .service(edits::drafts::list)
        .service(edits::drafts::show)
        .service(edits::drafts::save)
        .service(edits::drafts::drop_it);
}

fn people(config: &mut ServiceConfig<'_>) {
    config
        .service(v1::people::sign_in::ask)
        .service(v1::people::sign_in::by_link)
        .service(v1::people::sign_in::by_code)
        .service(v1::people::sessions::me)
        .service(v1::people::sessions::sign_out)
        .service(v1::people::sessions::list)
        .service(v1::people::sessions::end_all)
        .service(v1::people::sessions::end_one)
        .service(v1::people::account::ask_for_address)
        .service(v1::people::account::confirm_address)
        .service(v1::people::account::erase_own)
        .service(v1::people::account::erase)
        .service(v1::people::second_factor::begin)
        .service(v1::people::second_factor::confirm)
        .service(v1::people::second_factor::show)
        .service(v1::people::keys::list)
        .service(v1::people::keys::make)
        .service(v1::people::keys::end)
        .service(v1::people::keys::usage)
        .service(v1::people::claims::ways)
        .service(v1::people::claims::make)
        .service(v1::people::claims::mine)
        .service(v1::people::claims::to_decide)
        .service(v1::people::claims::prove)
        .service(v1::people::claims::decide)
        .service(v1::people::claims::withdraw)
        .service(v1::people::stewards::leave)
        .service(v1::people::stewards::hand_over)
        .service(v1::people::stewards::revoke)
        .service(v1::people::freshness::to_confirm)
        .service(v1::people::freshness::confirm)
        .service(v1::people::reports::report)
        .service(v1::people::reports::to_answer)
        .service(v1::people::reports::answer)
        .service(v1::people::roles::list)
        .service(v1::people::roles::give)
        .service(v1::people::roles::take);
}
