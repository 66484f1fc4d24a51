//! A service in the words of schema.org.

use domain::service::{Location, Service};

use crate::json_ld::Json;
use crate::safe_url::SafeUrl;

/// The service as a schema.org `Service`, at the address of its page.
pub(super) fn linked_data(service: &Service, address: &str) -> Json {
    let text = |text: &Option<String>| text.as_deref().map(Json::from);
    let web = |url: &Option<String>| {
        let url = url.as_deref().filter(|url| SafeUrl::parse(url).is_some());
        url.map(Json::from)
    };
    let provider = service.organization.as_ref().map(|body| {
        Json::thing(
            "Organization",
            [
                ("name", Some(Json::from(&body.name))),
                ("url", web(&body.website)),
                ("email", text(&body.email)),
            ],
        )
    });
    let places = service.locations().map(place);
    let channel = Json::thing(
        "ServiceChannel",
        [
            ("serviceUrl", web(&service.url)),
            (
                "servicePhone",
                Json::list(service.phones.iter().map(|phone| {
                    Json::thing(
                        "ContactPoint",
                        [("telephone", Some(Json::from(&phone.number)))],
                    )
                })),
            ),
            ("serviceLocation", Json::list(places)),
            (
                "availableLanguage",
                Json::list(service.languages.iter().map(Json::from)),
            ),
        ],
    );
    let Json::Object(mut properties) = Json::thing(
        "Service",
        [
            ("@id", Some(Json::from(address))),
            ("url", Some(Json::from(address))),
            ("name", Some(Json::from(&service.name))),
            ("description", text(&service.description)),
            ("provider", provider),
            (
                "serviceType",
                Json::list(
                    service
                        .taxonomy_terms
                        .iter()
                        .map(|term| Json::from(&term.name)),
                ),
            ),
            (
                "areaServed",
                Json::list(
                    service
                        .service_areas
                        .iter()
                        .map(|area| Json::from(&area.name)),
                ),
            ),
            ("availableChannel", Some(channel)),
        ],
    ) else {
        return Json::Object(Vec::new());
    };
    properties.insert(0, ("@context", Json::from("https://schema.org")));
    Json::Object(properties)
}

/// A place; one of which only the area may be published has no address and no coordinates.
fn place(location: &Location) -> Json {
    let published = !location.area_only;
    let postcode = location.postcode.as_ref();
    let postcode = postcode.map(|code| {
        if published {
            code.as_str()
        } else {
            code.outward()
        }
    });
    let address = Json::thing(
        "PostalAddress",
        [
            (
                "streetAddress",
                Some(Json::from(location.address.join(", ")))
                    .filter(|_| published && !location.address.is_empty()),
            ),
            ("postalCode", postcode.map(Json::from)),
            ("addressCountry", Some(Json::from("GB"))),
        ],
    );
    let geo = location.position.filter(|_| published).map(|position| {
        Json::thing(
            "GeoCoordinates",
            [
                ("latitude", Some(Json::Number(position.latitude))),
                ("longitude", Some(Json::Number(position.longitude))),
            ],
        )
    });
    Json::thing(
        "Place",
        [
            (
                "name",
                location.name.as_ref().filter(|_| published).map(Json::from),
            ),
            ("address", Some(address)),
            ("geo", geo),
        ],
    )
}
