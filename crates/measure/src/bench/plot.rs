//! How cost grows with the number of listings, drawn: both axes logarithmic, a line a kind.

use std::fmt::Write as _;

use super::results::{AtSize, Results, thousands};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 50.0;
/// From one name to the next below it, at least.
const BETWEEN_NAMES: f64 = 15.0;
/// Lines that are told apart without colour too.
const LINES: [(&str, &str); 3] = [("#1d70b8", ""), ("#d4351c", "7 4"), ("#00703c", "2 4")];

/// The axes: decades of listings and of milliseconds.
struct Axes {
    listings: (f64, f64),
    cost: (f64, f64),
}

impl Axes {
    fn x(&self, listings: f64) -> f64 {
        let (low, high) = self.listings;
        LEFT + (listings.log10() - low) / (high - low).max(1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, cost: f64) -> f64 {
        let (low, high) = self.cost;
        HEIGHT - BOTTOM - (cost.log10() - low) / (high - low).max(1.0) * (HEIGHT - TOP - BOTTOM)
    }
}

/// The plot as SVG.
pub(super) fn svg(results: &Results) -> String {
    let listings: Vec<f64> = results
        .sizes
        .iter()
        .map(|sized| sized.listings as f64)
        .collect();
    let costs: Vec<f64> = results
        .sizes
        .iter()
        .flat_map(AtSize::kinds)
        .map(|(_, kind)| kind.cpu_ms)
        .collect();
    let axes = Axes {
        listings: decades(&listings),
        cost: decades(&costs),
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"CPU time of a request by number of listings\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    grid(&mut svg, &axes, &listings);
    let ends = results.sizes.last().map(AtSize::kinds);
    let ends = ends.map(|kinds| kinds.map(|(_, kind)| axes.y(kind.cpu_ms)));
    let names = apart(ends.unwrap_or_default());
    for (at, (colour, dashes)) in LINES.into_iter().enumerate() {
        line(&mut svg, &axes, results, at, colour, dashes, names[at]);
    }
    svg.push_str("</svg>\n");
    svg
}

fn grid(svg: &mut String, axes: &Axes, listings: &[f64]) {
    let (left, right) = (LEFT, WIDTH - RIGHT);
    for decade in axes.cost.0 as i32..=axes.cost.1 as i32 {
        let cost = 10_f64.powi(decade);
        let y = axes.y(cost);
        let _ = writeln!(
            svg,
            "<line x1=\"{left}\" y1=\"{y:.1}\" x2=\"{right}\" y2=\"{y:.1}\" stroke=\"#b1b4b6\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{cost} ms</text>",
            left - 8.0,
            y + 4.0
        );
    }
    for count in listings {
        let x = axes.x(*count);
        let _ = writeln!(
            svg,
            "<line x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{:.1}\" stroke=\"#e5e6e7\"/><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            HEIGHT - BOTTOM,
            HEIGHT - BOTTOM + 20.0,
            thousands(*count as u64)
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">listings</text>",
        (left + right) / 2.0,
        HEIGHT - 10.0
    );
}

/// The heights at which the names of lines can be read that end at these.
fn apart(ends: [f64; LINES.len()]) -> [f64; LINES.len()] {
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|a, b| ends[*a].total_cmp(&ends[*b]));
    let (mut names, mut least) = (ends, f64::NEG_INFINITY);
    for at in order {
        names[at] = ends[at].max(least);
        least = names[at] + BETWEEN_NAMES;
    }
    names
}

fn line(
    svg: &mut String,
    axes: &Axes,
    results: &Results,
    at: usize,
    colour: &str,
    dashes: &str,
    name_at: f64,
) {
    let mut points = Vec::new();
    let mut name = "";
    for sized in &results.sizes {
        let (kind, figures) = sized.kinds()[at];
        name = kind;
        points.push((axes.x(sized.listings as f64), axes.y(figures.cpu_ms)));
    }
    let path: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>",
        path.join(" ")
    );
    for (x, y) in &points {
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>"
        );
    }
    if let Some((x, _)) = points.last() {
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>",
            x + 8.0,
            name_at + 4.0
        );
    }
}

/// The whole decades around some values, at least one.
fn decades(values: &[f64]) -> (f64, f64) {
    let low = values
        .iter()
        .copied()
        .fold(f64::INFINITY, f64::min)
        .max(1e-3);
    let high = values.iter().copied().fold(low, f64::max);
    let (low, high) = (low.log10().floor(), high.log10().ceil());
    (low, high.max(low + 1.0))
}

#[cfg(test)]
mod tests {
    use super::super::results::{AtSize, Kind, Results};

    #[test]
    fn every_size_is_a_point_of_every_line() {
        let sized = |listings, cpu_ms| {
            let kind = Kind {
                cpu_ms,
                ..Kind::default()
            };
            AtSize {
                listings,
                typeahead: kind,
                keyword: kind,
                nearest: kind,
                ..AtSize::default()
            }
        };
        let svg = super::svg(&Results::new(vec![sized(10_000, 0.2), sized(100_000, 0.4)]));
        assert_eq!(svg.matches("<circle").count(), 6);
        assert!(svg.contains("10,000") && svg.contains("0.1 ms") && !svg.contains("NaN"));
    }

    #[test]
    fn names_do_not_cover_one_another() {
        let check = |ends, expected| assert_eq!(format!("{:?}", super::apart(ends)), expected);
        check([113.6, 40.0, 111.9], "[126.9, 40.0, 111.9]");
        check([1.0, 1.0, 1.0], "[1.0, 16.0, 31.0]");
    }
}
