//! Where a service is and which areas it serves.

use domain::position::Position;
use domain::postcode::Postcode;
use domain::service::{Location, Precision, ServiceArea, ServiceAtLocation};

use super::super::reader::{Object, Reader};
use super::MOST;

impl Reader {
    pub(super) fn locations(&mut self, object: &Object<'_>) -> Vec<ServiceAtLocation> {
        const FIELDS: [&str; 9] = [
            "name",
            "address",
            "postcode",
            "latitude",
            "longitude",
            "precision",
            "local_authority",
            "area_only",
            "schedules",
        ];
        let mut places = Vec::new();
        for (value, pointer) in self.list(object, "locations", MOST) {
            let Some(place) = self.object(value, pointer.clone(), &FIELDS) else {
                continue;
            };
            let expected = ("must be a postcode such as SW9 8DJ", "SW9 8DJ");
            let postcode = self.parsed(&place, "postcode", expected, |text| {
                Postcode::parse(text).ok()
            });
            let position = self.position(&place);
            let area_only = self.boolean(&place, "area_only");
            let authority = self.line(&place, "local_authority");
            let location = Location {
                name: self.line(&place, "name"),
                address: self.lines(&place, "address", 8),
                postcode,
                // A position that was reckoned from the postcode is reckoned again.
                precision: position.map(|_| Precision::Given),
                position,
                // Of any other place the gazetteer knows it better.
                local_authority: authority.filter(|_| area_only),
                area_only,
                ..Location::default()
            };
            let is_somewhere = location.postcode.is_some()
                || location.position.is_some()
                || location.local_authority.is_some()
                || !location.address.is_empty();
            if !is_somewhere && place.value("postcode").is_none() {
                let message = "must have a postcode or an address";
                self.fault(format!("{pointer}/postcode"), message, "SW9 8DJ");
            }
            places.push(ServiceAtLocation {
                location,
                schedules: self.schedules(&place),
            });
        }
        places
    }

    fn position(&mut self, place: &Object<'_>) -> Option<Position> {
        let precision = self.line(place, "precision");
        let degrees = (
            self.degrees(place, "latitude"),
            self.degrees(place, "longitude"),
        );
        let (Some(latitude), Some(longitude)) = degrees else {
            if degrees != (None, None) {
                let message = "latitude and longitude come together or not at all";
                self.fault(place.at("latitude"), message, "51.46");
            }
            return None;
        };
        if precision.is_some_and(|precision| precision != "given") {
            return None;
        }
        let position = Position::new(latitude, longitude)
            .ok()
            .filter(|position| position.is_in_uk_box());
        if position.is_none() {
            let message = "latitude and longitude must be of a place in the United Kingdom";
            self.fault(place.at("latitude"), message, "51.46");
        }
        position
    }

    pub(super) fn areas(&mut self, object: &Object<'_>) -> Vec<ServiceArea> {
        let mut areas = Vec::new();
        for (value, pointer) in self.list(object, "service_areas", MOST) {
            let Some(area) = self.object(value, pointer, &["name", "code"]) else {
                continue;
            };
            let code = self.line(&area, "code");
            let Some(name) = self.line(&area, "name").or_else(|| code.clone()) else {
                self.fault(
                    area.at("name"),
                    "must be what people call the area",
                    "Lambeth",
                );
                continue;
            };
            areas.push(ServiceArea {
                name,
                code,
                extent: None,
            });
        }
        areas
    }
}
