//! What is asked in a way that is not answered.

use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use http_edge::visitor::Visitors;

use super::{ask, furnished};

#[actix_web::test]
async fn a_method_that_is_not_answered_is_refused_with_those_that_are() {
    let context = api::Context {
        directory: furnished().await,
        public_url: "https://here.example".into(),
        visitors: Visitors::of("https://here.example"),
    };
    let app = App::new()
        .configure(|config| api::configure(config, context))
        .service(web::scope("/api").default_service(web::to(api::no_such_route)));
    let app = init_service(app).await;
    for (method, address, status, allow) in [
        (Method::DELETE, "/api/v1/search", 405, Some("GET, HEAD")),
        (Method::GET, "/api/v1/account", 405, Some("DELETE")),
        (Method::POST, "/api/v1/nothing", 404, None),
    ] {
        let request = TestRequest::default().method(method).uri(address);
        let answer = call_service(&app, request.to_request()).await;
        assert_eq!(answer.status(), StatusCode::from_u16(status).unwrap());
        let named = answer.headers().get("allow");
        assert_eq!(
            named.map(|value| value.to_str().unwrap()),
            allow,
            "{address}"
        );
    }
}

#[actix_web::test]
async fn a_parameter_that_comes_twice_is_refused_in_the_manner_of_the_house() {
    let answer = ask("/api/v1/gaps?since=2026-11-02&since=2026-11-09").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.kind, "application/problem+json");
    let empty = ask("/api/v1/gaps?since=&outward=").await;
    assert_eq!(empty.status, 200, "an empty one is none");
}
