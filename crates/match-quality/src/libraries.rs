//! Libraries in England that two independent lists have, known to be one by their UPRN.
//!
//! The UPRN is hidden from the rules, the authority too: what is left is name, street and postcode.
//! Every other pair of the two lists is a pair of two services. The half whose UPRN has an even
//! check sum was looked at while weights were set; the other half was not.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;
use domain::matching::Weights;
use domain::postcode::Postcode;
use domain::service::{Location, Service, ServiceAtLocation};
use serde::Deserialize;

use crate::said::{Said, statement};
use crate::tally::{self, Tally};

#[derive(Deserialize)]
struct Row {
    uprn: String,
    ace_name: String,
    ace_address1: String,
    ace_postcode: String,
    schema_name: String,
    schema_address1: String,
    schema_postcode: String,
}

/// What was found of the libraries.
pub(crate) struct Libraries {
    pub(crate) all: Tally,
    /// The half that was looked at.
    pub(crate) seen: Tally,
    /// The half that was held out.
    pub(crate) held_out: Tally,
}

pub(crate) fn measure(path: &Path, weights: &Weights) -> anyhow::Result<Libraries> {
    let name = || format!("in {}", path.display());
    let mut reader = csv::Reader::from_path(path).with_context(name)?;
    let rows: Vec<Row> = reader
        .deserialize()
        .collect::<Result<_, _>>()
        .with_context(name)?;
    let part = |keep: &dyn Fn(&Row) -> bool| -> anyhow::Result<Tally> {
        let rows: Vec<&Row> = rows.iter().filter(|row| keep(row)).collect();
        Ok(tally::measure(&said(&rows)?, weights).0)
    };
    Ok(Libraries {
        all: part(&|_| true)?,
        seen: part(&|row| !is_odd(&row.uprn))?,
        held_out: part(&|row| is_odd(&row.uprn))?,
    })
}

fn is_odd(uprn: &str) -> bool {
    let sum: u32 = uprn.bytes().map(u32::from).sum();
    sum % 2 == 1
}

fn said(rows: &[&Row]) -> anyhow::Result<Vec<Said>> {
    let mut all = Vec::new();
    let mut seen: BTreeSet<(&str, &str, &str, &str, &str)> = BTreeSet::new();
    for row in rows {
        let arts_council = (
            "arts-council",
            row.uprn.as_str(),
            row.ace_name.as_str(),
            row.ace_address1.as_str(),
            row.ace_postcode.as_str(),
        );
        let schema = (
            "schema",
            row.uprn.as_str(),
            row.schema_name.as_str(),
            row.schema_address1.as_str(),
            row.schema_postcode.as_str(),
        );
        for entry in [arts_council, schema] {
            if !seen.insert(entry) {
                continue;
            }
            let (list, uprn, name, address, postcode) = entry;
            let id = format!("{}", all.len());
            all.push(Said {
                statement: statement(list, &id, library(name, address, postcode), None)?,
                truth: uprn.to_owned(),
                slip: "",
            });
        }
    }
    Ok(all)
}

/// As a reader of formats would clean it.
fn library(name: &str, address: &str, postcode: &str) -> Service {
    let address = domain::text::line(address);
    let location = Location {
        address: address.split(',').filter_map(domain::text::value).collect(),
        postcode: Postcode::parse(postcode).ok(),
        ..Location::default()
    };
    Service {
        name: domain::text::name(name).unwrap_or_default(),
        service_at_locations: vec![ServiceAtLocation {
            location,
            ..ServiceAtLocation::default()
        }],
        ..Service::default()
    }
}
