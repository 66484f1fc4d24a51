//! How long reading takes: a table and a map of 10,000 items each, from bytes to services.

use std::fmt::Write as _;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use formats::{Document, LinkKind, Reader, Reading};

const ITEMS: usize = 10_000;

fn main() {
    divan::main();
}

fn csv() -> String {
    let mut out = "Ref,Name,Organisation,Description,Category,Address,Postcode,Latitude,Longitude,Opening times,Cost,Ages,Telephone,Email,Website\n".to_owned();
    for n in 0..ITEMS {
        let _ = writeln!(
            out,
            "R{n},Lunch club {n},Neighbours of Ward {},\"Come and eat with us, whoever you are. There is a kettle, a plate of toast and nobody minds if you say nothing at all the first time.\",Food;Social,\"{} High Street, Brixton, London\",SW9 8DJ,51.{:05},-0.{:05},Tuesdays and Thursdays 12 noon to 2pm,£{} per session,{}+,020 7946 0{:03},info@club{n}.org.uk,www.club{n}.org.uk",
            n % 40,
            n % 300,
            40_000 + n,
            10_000 + n,
            n % 5 + 1,
            n % 60 + 5,
            n % 1_000,
        );
    }
    out
}

fn kml() -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>Map</name><Folder><name>Food</name>".to_owned();
    for n in 0..ITEMS {
        let data = [
            ("Organisation ", format!("Neighbours of Ward {}", n % 40)),
            (
                "What happens",
                "Come and eat with us, whoever you are. There is a kettle and a plate of toast."
                    .to_owned(),
            ),
            (
                "Day_and_time",
                "Tuesdays and Thursdays 12 noon to 2pm".to_owned(),
            ),
            ("Cost", "Free".to_owned()),
            ("Postcode ", "SW9 8DJ".to_owned()),
            ("Phone number", format!("020 7946 0{:03}", n % 1_000)),
        ];
        let lines: Vec<String> = data
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        let _ = write!(
            out,
            "<Placemark><name>Lunch club {n}</name><description><![CDATA[{}]]></description><ExtendedData>",
            lines.join("<br>")
        );
        for (name, value) in &data {
            let _ = write!(out, "<Data name=\"{name}\"><value>{value}</value></Data>");
        }
        let _ = write!(
            out,
            "</ExtendedData><Point><coordinates>\n -0.{:05},51.{:05},0\n</coordinates></Point></Placemark>",
            10_000 + n,
            40_000 + n
        );
    }
    out.push_str("</Folder></Document></kml>");
    out
}

fn bench(bencher: Bencher<'_, '_>, profile: &str, text: &str) {
    let reader = Reader::built_in(profile).expect("a built-in profile is good");
    let read = || -> Reading {
        reader.read(&Document {
            url: "https://feeds.test/feed",
            content_type: None,
            bytes: black_box(text.as_bytes()),
            expected: LinkKind::List,
            terms: &[],
        })
    };
    assert_eq!(read().items.len(), ITEMS);
    bencher
        .counter(ItemsCount::new(ITEMS))
        .counter(BytesCount::of_str(text))
        .bench(read);
}

#[divan::bench(sample_count = 10)]
fn table_of_10_000_rows(bencher: Bencher<'_, '_>) {
    bench(bencher, "table", &csv());
}

#[divan::bench(sample_count = 10)]
fn map_of_10_000_placemarks(bencher: Bencher<'_, '_>) {
    bench(bencher, "mymaps", &kml());
}
