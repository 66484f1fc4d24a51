//! Reports: what anybody tells of a listing, and the answers.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use directory::{Error, Violation};
use domain::report::ReportKind;

use crate::Context;
use crate::private::{self, Refused, made};
use crate::problem::Refusal;
use crate::v1::wire::report::{Answer, Report, ReportList, Reported, Reporting};

/// Report a problem with a listing, or suggest a correction. Nobody has to sign in.
///
/// It goes to the group's stewards, or to the moderators of the area, and is answered by the date in
/// the answer. An address is optional, is shown to moderators only, and is forgotten 90 days after
/// the answer.
#[utoipa::path(tag = "listings", params(("id_or_slug" = String, Path, description = "The listing's id or slug.")), request_body = Reporting, responses((status = 201, description = "It was taken.", body = Reported), Refused))]
#[post("/api/v1/listings/{id_or_slug}/reports")]
pub(crate) async fn report(
    request: HttpRequest,
    context: web::Data<Context>,
    listing: web::Path<String>,
    body: web::Json<Reporting>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let kind = ReportKind::from_name(&body.kind).ok_or_else(|| {
        let violation = Violation {
            parameter: "kind",
            message: "must be problem or correction".to_owned(),
            example: "correction",
        };
        Refusal::invalid(&request, vec![violation])
    })?;
    let reported = async {
        context.visitors.count_report(&request)?;
        let (directory, email) = (&context.directory, body.email.as_deref());
        match (kind, &body.field, &body.value) {
            (ReportKind::Correction, Some(field), Some(value)) => {
                let correction = (field.as_str(), value.as_str());
                directory
                    .suggest_correction(&actor, &listing, correction, &body.words, email)
                    .await
            }
            (_, None, None) => {
                directory
                    .report(&actor, &listing, kind, &body.words, email)
                    .await
            }
            _ => Err(Error::Invalid(vec![Violation {
                parameter: "field",
                message: "field and value come together, with a correction".to_owned(),
                example: "phones",
            }])),
        }
    };
    let reported = reported.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(made(&Reported::of(reported)))
}

/// The reports that wait for you, as a steward or a moderator, the oldest first.
#[utoipa::path(tag = "people", responses((status = 200, description = "The reports.", body = ReportList), Refused))]
#[get("/api/v1/reports")]
pub(crate) async fn to_answer(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let reports = context.directory.reports_to_answer(&actor).await;
    let reports = reports.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&ReportList::of(reports)))
}

/// Answer a report, once. The reporter reads it, if they gave an address.
///
/// Accepting says that you agree. What a correction says that a field should be is said at first hand
/// from then on; a report in words changes nothing: put the listing right yourself.
#[utoipa::path(tag = "people", params(("id" = String, Path, description = "The report's id.")), request_body = Answer, responses((status = 200, description = "The report as it stands now.", body = Report), Refused))]
#[post("/api/v1/reports/{id}/answer")]
pub(crate) async fn answer(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    body: web::Json<Answer>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let answered = async {
        let id = private::id("report", &id)?;
        context
            .directory
            .answer_report(&actor, id, body.accept, &body.answer)
            .await
    };
    let view = answered.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Report::of(view)))
}
