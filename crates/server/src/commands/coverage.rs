//! `coverage`: which small areas have nothing within so many miles, as a table or as CSV.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use directory::{Coverage, CoverageRequest, CoverageRow};
use domain::position::METRES_PER_MILE;

use crate::cli::{CoverageArgs, CoverageFormat};
use crate::compose;
use crate::config::Config;

/// Makes the report and prints it, or writes it to the file that was named.
pub(crate) async fn run(config: &Config, args: CoverageArgs) -> anyhow::Result<ExitCode> {
    let directory = compose::open_beside(config).await?.directory;
    let request = CoverageRequest {
        miles: args.miles,
        up_to_decile: args.decile,
        area: args.area,
        categories: args.category,
        covered_too: args.all,
    };
    let Some(coverage) = directory.coverage(&request).await? else {
        bail!(
            "the gazetteer in use knows no small areas; build one with `fingerpost gazetteer build --onspd FILE \
             --small-areas FILE …` and put it in use with `fingerpost gazetteer install` (docs/coverage.md says where \
             the files are)"
        );
    };
    let report = match args.format {
        CoverageFormat::Table => table(&coverage),
        CoverageFormat::Csv => csv(&coverage),
    };
    write(args.output.as_deref(), &report)?;
    // Beside a CSV, which must hold rows alone.
    eprint!("{}", summary(&coverage));
    Ok(ExitCode::SUCCESS)
}

fn write(output: Option<&Path>, report: &str) -> anyhow::Result<()> {
    match output {
        Some(path) => std::fs::write(path, report)
            .with_context(|| format!("{} cannot be written", path.display())),
        None => {
            print!("{report}");
            Ok(())
        }
    }
}

/// What was looked at, in sentences.
fn summary(coverage: &Coverage) -> String {
    let Coverage {
        looked_at,
        uncovered,
        places,
        miles,
        ..
    } = coverage;
    let of = coverage
        .area
        .as_ref()
        .map_or(String::new(), |area| format!(" of {area}"));
    let mut said = format!(
        "{uncovered} of {looked_at} small areas{of} have nothing within {miles} miles; measured to {places} places\n"
    );
    let mut also = |count: usize, why: &str| {
        if count > 0 {
            let _ = writeln!(said, "left out {count}: {why}");
        }
    };
    also(
        coverage.without_decile,
        "small areas whose decile is not known",
    );
    also(
        coverage.unplaced,
        "small areas without a placed postcode, or from a gazetteer file built before places were kept",
    );
    said
}

/// Headings of both forms.
const HEADINGS: [&str; 11] = [
    "small_area",
    "name",
    "decile",
    "council",
    "health_area",
    "listings",
    "nearest_miles",
    "miles",
    "postcodes",
    "latitude",
    "longitude",
];

fn cells(row: &CoverageRow, miles: f64) -> [String; 11] {
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        row.code.clone(),
        row.name.clone(),
        row.decile
            .map_or(String::new(), |decile| decile.to_string()),
        known(&row.council),
        known(&row.health_area),
        row.listings.to_string(),
        row.nearest_m.map_or(String::new(), |metres| {
            format!("{:.2}", metres / METRES_PER_MILE)
        }),
        miles.to_string(),
        row.postcodes.to_string(),
        format!("{:.5}", row.centre.latitude),
        format!("{:.5}", row.centre.longitude),
    ]
}

fn csv(coverage: &Coverage) -> String {
    let mut text = format!("{}\r\n", HEADINGS.join(","));
    for row in &coverage.rows {
        let cells = cells(row, coverage.miles).map(|cell| quoted(&cell));
        let _ = write!(text, "{}\r\n", cells.join(","));
    }
    text
}

/// A cell as RFC 4180 has it; one that a spreadsheet would take for a formula is made a text.
fn quoted(cell: &str) -> String {
    let is_number = cell.parse::<f64>().is_ok();
    let cell = if cell.starts_with(['=', '+', '-', '@']) && !is_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// The columns that fit on a screen.
const SHOWN: usize = 7;

fn table(coverage: &Coverage) -> String {
    let headings = HEADINGS.map(|heading| heading.replace('_', " "));
    let rows = coverage.rows.iter().map(|row| cells(row, coverage.miles));
    let rows: Vec<[String; 11]> = std::iter::once(headings).chain(rows).collect();
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..SHOWN).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let line: Vec<String> = row[..SHOWN]
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        let _ = writeln!(text, "{}", line.join("  ").trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use directory::{Coverage, CoverageRow};
    use domain::position::Position;

    use super::{csv, summary, table};

    fn coverage() -> Coverage {
        let row = CoverageRow {
            code: "E01003012".to_owned(),
            name: "Lambeth 010A".to_owned(),
            decile: Some(2),
            council: Some("Lambeth".to_owned()),
            health_area: Some("NHS \"South\", East".to_owned()),
            centre: Position {
                latitude: 51.4641,
                longitude: -0.1155,
            },
            postcodes: 31,
            listings: 0,
            nearest_m: Some(2_414.016),
        };
        let bare = CoverageRow {
            code: "S01008675".to_owned(),
            name: String::new(),
            decile: None,
            council: None,
            health_area: None,
            nearest_m: None,
            ..row.clone()
        };
        Coverage {
            miles: 0.5,
            area: Some("Lambeth".to_owned()),
            looked_at: 9,
            uncovered: 2,
            unplaced: 0,
            without_decile: 4,
            places: 120,
            rows: vec![row, bare],
        }
    }

    #[test]
    fn a_csv_has_headings_and_quotes_what_needs_it() {
        let text = csv(&coverage());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[1],
            "E01003012,Lambeth 010A,2,Lambeth,\"NHS \"\"South\"\", East\",0,1.50,0.5,31,51.46410,-0.11550"
        );
        assert_eq!(lines[2], "S01008675,,,,,0,,0.5,31,51.46410,-0.11550");
        assert_eq!(lines[0].split(',').count(), 11);
    }

    #[test]
    fn a_table_stands_in_line_and_the_summary_says_what_was_left_out() {
        let text = table(&coverage());
        let at: Vec<Option<usize>> = text
            .lines()
            .take(2)
            .map(|line| {
                line.find("decile")
                    .or_else(|| line.find(" 2 ").map(|at| at + 1))
            })
            .collect();
        assert_eq!(at[0], at[1]);
        assert_eq!(
            summary(&coverage()),
            "2 of 9 small areas of Lambeth have nothing within 0.5 miles; measured to 120 places\n\
             left out 4: small areas whose decile is not known\n"
        );
    }
}
