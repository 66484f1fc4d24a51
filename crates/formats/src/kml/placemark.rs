//! Placemarks become rows: their data are columns, the rest stands beside.

use std::collections::HashMap;

use domain::outline;
use domain::position::Position;
use domain::text;

use super::description;
use super::tree::{Element, Map, Placemark};
use super::{DocumentName, Folder, Layout, Shapes};
use crate::html;
use crate::rows::{Given, Row, Sheet};

/// The placemarks of a map as a sheet.
pub(super) fn sheet(map: Map, layout: &Layout) -> Sheet {
    let mut sheet = Sheet::default();
    let mut columns: HashMap<String, usize> = HashMap::new();
    for (index, placemark) in map.placemarks.into_iter().enumerate() {
        let mut row = row(&placemark, layout, map.name.as_deref(), &mut |name| {
            *columns.entry(name.to_owned()).or_insert_with(|| {
                sheet.headings.push(name.to_owned());
                sheet.headings.len() - 1
            })
        });
        row.place = format!("placemark {}", index + 1);
        row.raw = placemark.raw;
        sheet.rows.push(row);
    }
    for row in &mut sheet.rows {
        row.cells.resize(sheet.headings.len(), String::new());
    }
    sheet
}

fn row(
    placemark: &Placemark,
    layout: &Layout,
    document: Option<&str>,
    column: &mut impl FnMut(&str) -> usize,
) -> Row {
    let element = &placemark.element;
    let written = element.child_text("description").unwrap_or_default();
    let mut data = data(element);
    let mut row = Row::default();
    let (remainder, links) = if data.is_empty() && written.contains("<td") {
        // A mapping server's export: the columns are a table in the description.
        data = html::table_pairs(written);
        (String::new(), html::links(written))
    } else {
        (
            description::without_pairs(written, &data),
            description::links(written),
        )
    };
    data.extend(
        element
            .child_text("phoneNumber")
            .map(|number| ("phone".to_owned(), number.to_owned())),
    );
    for (name, value) in &data {
        let at = column(name);
        if row.cells.len() <= at {
            row.cells.resize(at + 1, String::new());
        }
        if !row.cells[at].is_empty() && !value.is_empty() {
            row.cells[at].push('\n');
        }
        row.cells[at].push_str(value);
    }
    let shape = shape(element);
    row.aside = match (shape, layout.shapes) {
        (Some(Shape::Line(_)), Shapes::SetAside) => {
            Some("it is a line on the map, not a place".to_owned())
        }
        (Some(Shape::Area(_)), Shapes::SetAside) => {
            Some("it is an area on the map, not a place".to_owned())
        }
        _ => None,
    };
    row.given = Given {
        name: element.child_text("name").map(str::to_owned),
        description: Some(remainder).filter(|remainder| !remainder.is_empty()),
        address: element.child_text("address").map(str::to_owned),
        position: shape.map(|shape| match shape {
            Shape::Point(at) | Shape::Line(at) | Shape::Area(at) => at,
        }),
        links,
        layer: placemark.folders.join("/"),
        detect: true,
        ..Given::default()
    };
    categorise(&mut row.given, placemark, layout, document);
    row
}

fn categorise(given: &mut Given, placemark: &Placemark, layout: &Layout, document: Option<&str>) {
    let folders = &placemark.folders;
    match layout.folder {
        Folder::Category => given.categories.extend(folders.last().cloned()),
        Folder::Borough => {
            given.areas.extend(folders.first().cloned());
            given
                .categories
                .extend(folders.get(1..).unwrap_or_default().last().cloned());
        }
        Folder::Ignore => {}
    }
    if folders.is_empty() && layout.document == DocumentName::Category {
        given.categories.extend(document.map(str::to_owned));
    }
    let style = placemark.element.child_text("styleUrl").unwrap_or_default();
    let style = style.rsplit('#').next().unwrap_or_default();
    let meant = layout.styles.iter().filter(|(id, _)| {
        style
            .strip_prefix(id.trim_start_matches('#'))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    });
    // The longest id that fits says it most exactly.
    given.categories.extend(
        meant
            .max_by_key(|(id, _)| id.len())
            .map(|(_, category)| category.clone()),
    );
}

/// The pairs of `ExtendedData`, without the addresses of pictures.
fn data(element: &Element) -> Vec<(String, String)> {
    let Some(extended) = element.child("ExtendedData") else {
        return Vec::new();
    };
    let of_schema = extended
        .children
        .iter()
        .filter(|child| child.tag == "SchemaData")
        .flat_map(|schema| &schema.children);
    extended
        .children
        .iter()
        .chain(of_schema)
        .filter_map(|child| match child.tag.as_str() {
            "Data" => Some((
                child.name.clone(),
                child.child_text("value").unwrap_or_default().to_owned(),
            )),
            "SimpleData" => Some((child.name.clone(), child.text.trim().to_owned())),
            _ => None,
        })
        .filter(|(name, _)| text::fold(name) != "gx media links")
        .collect()
}

/// Where a placemark is, as (north, east).
#[derive(Debug, Clone, Copy)]
enum Shape {
    Point((f64, f64)),
    Line((f64, f64)),
    Area((f64, f64)),
}

fn shape(element: &Element) -> Option<Shape> {
    element
        .children
        .iter()
        .find_map(|child| match child.tag.as_str() {
            "Point" => corners(child).first().copied().map(Shape::Point),
            "LineString" | "LinearRing" => {
                outline::middle(&positions(child)).map(|at| Shape::Line(pair(at)))
            }
            "Polygon" => {
                let rings: Vec<Vec<Position>> = child
                    .children
                    .iter()
                    .filter(|side| {
                        matches!(side.tag.as_str(), "outerBoundaryIs" | "innerBoundaryIs")
                    })
                    .filter_map(|side| side.child("LinearRing"))
                    .map(positions)
                    .collect();
                outline::inside(&rings)
                    .or_else(|| rings.first()?.first().copied())
                    .map(|at| Shape::Area(pair(at)))
            }
            "MultiGeometry" => shape(child),
            _ => None,
        })
}

fn pair(at: Position) -> (f64, f64) {
    (at.latitude, at.longitude)
}

fn positions(element: &Element) -> Vec<Position> {
    corners(element)
        .into_iter()
        .filter_map(|(north, east)| Position::new(north, east).ok())
        .collect()
}

/// "lon,lat,0" again and again, with any white space between.
fn corners(element: &Element) -> Vec<(f64, f64)> {
    let coordinates = element.child_text("coordinates").unwrap_or_default();
    let numbers = |corner: &str| {
        let mut numbers = corner
            .split(',')
            .map(|number| number.trim().parse::<f64>().ok());
        let (east, north) = (numbers.next()??, numbers.next()??);
        (north.is_finite() && east.is_finite()).then_some((north, east))
    };
    coordinates.split_whitespace().filter_map(numbers).collect()
}
