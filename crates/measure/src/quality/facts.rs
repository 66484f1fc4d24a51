//! As much of `fixtures/facts/` as judging needs: themes, and where each service is.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail};
use directory::DEFAULT_RADIUS_MILES;
use domain::position::{METRES_PER_MILE, Position};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Demo, Question};

/// What is written of services, by their ids.
pub(super) struct Facts(BTreeMap<String, Fact>);

struct Fact {
    themes: Vec<String>,
    place: Option<Position>,
    /// The borough it serves, where it has no place.
    area: Option<String>,
}

#[derive(Deserialize)]
struct Services {
    service: Vec<Service>,
}

#[derive(Deserialize)]
struct Service {
    id: String,
    at: Option<String>,
    area: Option<String>,
    themes: Vec<String>,
}

#[derive(Deserialize)]
struct Venue {
    lat: f64,
    lon: f64,
}

impl Facts {
    pub(super) fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut facts = BTreeMap::new();
        let mut places = BTreeMap::new();
        for venues in read_all::<BTreeMap<String, Venue>>(&folder.join("venues"))? {
            for (id, venue) in venues {
                let position = Position {
                    latitude: venue.lat,
                    longitude: venue.lon,
                };
                places.insert(id.clone(), position);
                // A library is a service of its own, under the venue's id.
                let library = Fact {
                    themes: vec!["libraries".to_owned()],
                    place: Some(position),
                    area: None,
                };
                facts.insert(id, library);
            }
        }
        for file in read_all::<Services>(&folder.join("services"))? {
            for service in file.service {
                let place = service.at.as_ref().and_then(|at| places.get(at)).copied();
                let fact = Fact {
                    themes: service.themes,
                    place,
                    area: service.area,
                };
                facts.insert(service.id, fact);
            }
        }
        Ok(Self(facts))
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// The services of a theme.
    pub(super) fn of_theme(&self, theme: &str) -> anyhow::Result<Vec<&str>> {
        let of: Vec<&str> = self
            .0
            .iter()
            .filter(|(_, fact)| fact.themes.iter().any(|known| known == theme))
            .map(|(id, _)| id.as_str())
            .collect();
        if of.is_empty() {
            bail!("no service has the theme {theme}");
        }
        Ok(of)
    }

    /// Takes away the grades of what is not at the place that is asked for: no answer could have it.
    pub(super) fn keep_near(&self, question: &mut Question, demo: &Demo) -> anyhow::Result<()> {
        let Some(near) = &question.near else {
            return Ok(());
        };
        let place = demo
            .directory
            .place(near)
            .map_err(|wrong| anyhow::anyhow!("{near:?}: {}", wrong.message))?;
        let radius_m = question.radius.map_or_else(
            || (DEFAULT_RADIUS_MILES * METRES_PER_MILE).max(place.reach_m),
            |miles| miles * METRES_PER_MILE,
        );
        let around = demo.area_names(&place.areas);
        question.grades.retain(|id, _| {
            self.0
                .get(id)
                .is_some_and(|fact| match (&fact.place, &fact.area) {
                    (Some(there), _) => there.distance_m(place.position) <= radius_m,
                    (None, Some(area)) => around.contains(area),
                    (None, None) => false,
                })
        });
        Ok(())
    }
}

fn read_all<T: DeserializeOwned>(folder: &Path) -> anyhow::Result<Vec<T>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("could not list {}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "toml"));
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path)?;
            toml::from_str(&text)
                .with_context(|| format!("could not understand {}", path.display()))
        })
        .collect()
}
