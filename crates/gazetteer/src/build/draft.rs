//! What the importers gather before anything is encoded.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::position::Position;

use crate::area::AreaCode;
use crate::attribution::Attribution;
use crate::names::{PlaceKind, fold};
use crate::postcodes::Key;

/// Everything that goes into a file.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) live: Vec<Row>,
    pub(crate) retired: Vec<Row>,
    pub(crate) areas: BTreeMap<AreaCode, AreaDraft>,
    /// Old code, present code.
    pub(crate) aliases: BTreeMap<AreaCode, AreaCode>,
    pub(crate) places: Vec<PlaceDraft>,
    pub(crate) small_areas: BTreeMap<AreaCode, SmallAreaDraft>,
    pub(crate) outlines: Vec<(AreaCode, geo::MultiPolygon)>,
    pub(crate) data_date: String,
    pub(crate) attributions: Vec<Attribution>,
    /// Rows that were not taken: why, and how many.
    pub(crate) left_out: BTreeMap<&'static str, u64>,
}

/// One postcode.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) key: Key,
    /// `None` until the sector's middle stands in.
    pub(crate) position: Option<Position>,
    pub(crate) approximate: bool,
    /// The ward, or the council where no ward is known.
    pub(crate) area: Option<AreaCode>,
    pub(crate) small_area: Option<AreaCode>,
}

/// A ward, council, county or country.
#[derive(Debug, Default, Clone)]
pub(crate) struct AreaDraft {
    pub(crate) name: String,
    /// Other names, such as the Welsh one.
    pub(crate) also: Vec<String>,
    pub(crate) parent: Option<AreaCode>,
}

/// A place or a station.
#[derive(Debug, Clone)]
pub(crate) struct PlaceDraft {
    pub(crate) name: String,
    pub(crate) also: Vec<String>,
    pub(crate) kind: PlaceKind,
    pub(crate) position: Position,
    /// Nought when the source does not say.
    pub(crate) population: u32,
    /// The country, for a place that is far from every postcode in the file.
    pub(crate) country: Option<AreaCode>,
}

/// A small area's deprivation and health areas.
#[derive(Debug, Clone, Default)]
pub(crate) struct SmallAreaDraft {
    /// 1 the most deprived tenth of its nation; nought when unknown.
    pub(crate) decile: u8,
    /// As its nation's statisticians call it: "Lambeth 010A"; empty when no table told.
    pub(crate) name: String,
    pub(crate) health_area: Option<AreaCode>,
}

impl Draft {
    pub(crate) fn leave_out(&mut self, reason: &'static str) {
        *self.left_out.entry(reason).or_default() += 1;
    }

    /// Keeps the latest date that a source of postcodes tells.
    pub(crate) fn date(&mut self, date: Option<String>) {
        self.data_date = date
            .unwrap_or_default()
            .max(std::mem::take(&mut self.data_date));
    }

    /// Takes out of the postcodes in use what a source that knows better has retired.
    pub(crate) fn trust_retired(&mut self, retired: &HashSet<Key>) {
        self.live.retain(|row| !retired.contains(&row.key));
    }

    pub(crate) fn attribute(&mut self, lines: impl IntoIterator<Item = Attribution>) {
        for line in lines {
            if !self.attributions.contains(&line) {
                self.attributions.push(line);
            }
        }
    }

    /// Names an area; the first name stays.
    pub(crate) fn name_area(&mut self, code: AreaCode, name: &str, also: Vec<String>) {
        let area = self.areas.entry(code).or_default();
        if area.name.is_empty() {
            name.clone_into(&mut area.name);
            area.also = also;
        }
    }

    /// Says what an area lies in; the first word stays.
    pub(crate) fn place_area(&mut self, code: AreaCode, parent: AreaCode) {
        self.areas
            .entry(code)
            .or_default()
            .parent
            .get_or_insert(parent);
    }

    /// Brings rows, areas and aliases into the shape that is encoded: sorted, no row twice, present codes only.
    pub(crate) fn settle(&mut self) {
        self.drop_doubles();
        self.close_aliases();
        self.use_present_codes();
        self.complete_hierarchy();
        let lost = fill_positions(&mut self.live) + fill_positions(&mut self.retired);
        if lost > 0 {
            self.left_out
                .insert("postcode without a position in an area without any", lost);
        }
        fill_areas(&mut self.live);
        self.drop_double_places();
    }

    /// Of places of one name and kind that are close together the first stays, from the source that was read first.
    fn drop_double_places(&mut self) {
        const SAME_PLACE_M: f64 = 3_000.0;
        let mut known: HashMap<(String, PlaceKind), Vec<Position>> = HashMap::new();
        self.places.retain(|place| {
            let namesakes = known.entry((fold(&place.name), place.kind)).or_default();
            let is_new = namesakes
                .iter()
                .all(|other| other.distance_m(place.position) > SAME_PLACE_M);
            if is_new {
                namesakes.push(place.position);
            }
            is_new
        });
    }

    fn drop_doubles(&mut self) {
        // A stable sort, so that of two rows the one from the source that was read first stays.
        for rows in [&mut self.live, &mut self.retired] {
            rows.sort_by_key(|row| row.key);
            rows.dedup_by_key(|row| row.key);
        }
        let live = &self.live;
        self.retired.retain(|row| {
            row.position.is_some() && live.binary_search_by_key(&row.key, |row| row.key).is_err()
        });
    }

    /// A chain of changes (A became B, B became C) leads straight to its end.
    fn close_aliases(&mut self) {
        let links = self.aliases.clone();
        for present in self.aliases.values_mut() {
            for _ in 0..links.len().min(16) {
                match links.get(present) {
                    Some(next) if next != present => *present = *next,
                    _ => break,
                }
            }
        }
        self.aliases.retain(|old, present| old != present);
    }

    fn use_present_codes(&mut self) {
        let aliases = &self.aliases;
        let present = |code: AreaCode| aliases.get(&code).copied().unwrap_or(code);
        for row in self.live.iter_mut().chain(&mut self.retired) {
            row.area = row.area.map(present);
        }
        for (code, area) in std::mem::take(&mut self.areas) {
            let entry = self.areas.entry(present(code)).or_default();
            if entry.name.is_empty() {
                entry.name = area.name;
                entry.also = area.also;
            }
            entry.parent = entry.parent.or(area.parent.map(present));
        }
    }

    fn complete_hierarchy(&mut self) {
        let rows = self
            .live
            .iter()
            .chain(&self.retired)
            .filter_map(|row| row.area);
        let around = self.areas.values().filter_map(|area| area.parent);
        let named: BTreeSet<AreaCode> = rows.chain(around).collect();
        for code in named {
            self.areas.entry(code).or_default();
        }
        super::codelist::add_widest(self);
        let codes: Vec<AreaCode> = self.areas.keys().copied().collect();
        for code in codes {
            if let Some(parent) = super::codelist::default_parent(code) {
                self.place_area(code, parent);
            }
        }
    }
}

/// Gives a row without a position the middle of its sector, its outward code or its postcode area, whichever is
/// smallest; what has none is dropped and counted.
fn fill_positions(rows: &mut Vec<Row>) -> u64 {
    let around = |key: &Key| {
        let [a, b, ..] = key.outward;
        let area = [a, if b.is_ascii_digit() { b' ' } else { b }, b' ', b' '];
        [(key.outward, key.digit), (key.outward, b' '), (area, b' ')]
    };
    let mut sums: HashMap<([u8; 4], u8), (f64, f64, f64)> = HashMap::new();
    for (key, position) in rows.iter().filter_map(|row| Some((row.key, row.position?))) {
        for group in around(&key) {
            let sum = sums.entry(group).or_default();
            *sum = (
                sum.0 + position.latitude,
                sum.1 + position.longitude,
                sum.2 + 1.0,
            );
        }
    }
    for row in rows.iter_mut().filter(|row| row.position.is_none()) {
        let sum = around(&row.key)
            .iter()
            .find_map(|group| sums.get(group).copied());
        row.approximate = true;
        row.position =
            sum.and_then(|(north, east, count)| Position::new(north / count, east / count).ok());
    }
    let before = rows.len();
    rows.retain(|row| row.position.is_some());
    (before - rows.len()) as u64
}

/// Gives a row without an area the one that most of its sector has.
fn fill_areas(rows: &mut [Row]) {
    for sector in
        rows.chunk_by_mut(|a, b| (a.key.outward, a.key.digit) == (b.key.outward, b.key.digit))
    {
        if sector.iter().all(|row| row.area.is_some()) {
            continue;
        }
        let mut counts: BTreeMap<AreaCode, usize> = BTreeMap::new();
        for area in sector.iter().filter_map(|row| row.area) {
            *counts.entry(area).or_default() += 1;
        }
        let usual = counts
            .into_iter()
            .max_by_key(|&(_, count)| count)
            .map(|(area, _)| area);
        for row in sector.iter_mut().filter(|row| row.area.is_none()) {
            row.area = usual;
        }
    }
}
