//! Locate: what a statement says of a place is completed from the gazetteer before it is stored.
//!
//! A postcode gives a position, a position gives a local authority. A position that the source gave
//! is kept unless it cannot be true; what we derive is marked as derived.

use domain::service::{Location, Precision, Service};
use gazetteer::Gazetteer;

use crate::territory::check_outline;
use crate::{Directory, place};

/// A given position further than this from its own postcode, in metres, is a slip of the source.
const SLIP_M: f64 = 20_000.0;

impl Directory {
    pub(crate) fn locate(&self, service: &mut Service) {
        let gazetteer = self.gazetteer();
        for at in &mut service.service_at_locations {
            complete(&gazetteer, &mut at.location);
        }
        let named = std::mem::take(&mut service.service_areas);
        for area in named {
            // A code, or an outline that makes sense, says it exactly, whatever it is called.
            let is_drawn = || area.extent.as_deref().map(check_outline);
            let areas = match area.code.is_some() || matches!(is_drawn(), Some(Ok(()))) {
                true => vec![area],
                false => place::areas_named(&gazetteer, &area.name),
            };
            for area in areas {
                if !service.service_areas.contains(&area) {
                    service.service_areas.push(area);
                }
            }
        }
    }
}

fn complete(gazetteer: &Gazetteer, location: &mut Location) {
    let by_postcode = location
        .postcode
        .as_ref()
        .and_then(|p| place::of_postcode(gazetteer, p));
    let slipped = match (location.position, &by_postcode) {
        (Some(given), Some(entry)) => given.distance_m(entry.position) > SLIP_M,
        (Some(given), None) => !given.is_in_uk_box(),
        _ => false,
    };
    if slipped {
        location.position = None;
    }
    if location.position.is_some() {
        location.precision.get_or_insert(Precision::Given);
    } else if let Some(entry) = &by_postcode {
        location.position = Some(entry.position);
        location.precision = Some(Precision::Postcode);
    } else {
        location.precision = None;
    }
    if location.local_authority.is_none() {
        location.local_authority =
            by_postcode
                .and_then(|entry| entry.local_authority)
                .or_else(|| {
                    location
                        .position
                        .and_then(|position| place::authority_of(gazetteer, position))
                });
    }
}
