//! The importers on files in the very shape that their publishers give them: headings, order of columns, quoting,
//! folders of the zip. The rows are made up, or are facts of the open data.

use std::io::{Cursor, Write};
use std::path::PathBuf;

use domain::position::Position;
use domain::postcode::Postcode;
use gazetteer::build::{Inputs, build};
use gazetteer::{Gazetteer, Kind, PostcodeEntry};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::sample::{built, file, rows};

/// The headings of the directory of November 2025 and of the lookup of August 2026.
pub(crate) const ONSPD_2025: &str = "pcd7,pcd8,pcds,dointr,doterm,cty25cd,ced25cd,lad25cd,wd25cd,parncp25cd,usrtypind,east1m,north1m,\
    gridind,hlthau,nhser24cd,ctry25cd,rgn25cd,pcon24cd,ttwa15cd,itl25cd,npark16cd,oa11cd,lsoa11cd,msoa11cd,wz11cd,\
    sicbl24cd,bua24cd,ruc11ind,oac11ind,lat,long,lep21cd1,lep21cd2,pfa23cd,imd20ind,icb23cd,oa21cd,lsoa21cd,msoa21cd";
const NSPL_2026: &str = "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,cty26cd,ced25cd,lad26cd,\
    wd26cd,nhser24cd,ctry26cd,rgn26cd,pcon24cd,ttwa15cd,itl25cd,npark16cd,lsoa21cd,msoa21cd,wz11cd,sicbl26cd,bua24cd,\
    ruc21ind,oac21ind,lat,long,lep21cd1,lep21cd2,pfa23cd,imd25ind,icb26cd";

/// A CSV with these headings and, for each row, these cells; the rest are empty. Texts are quoted, as they are there.
pub(crate) fn table(headings: &str, rows: &[&[(&str, &str)]]) -> String {
    let headings: Vec<&str> = headings.split(',').map(str::trim).collect();
    let mut text = headings.join(",");
    for row in rows {
        for (name, _) in *row {
            assert!(headings.contains(name), "no column {name}");
        }
        let cells: Vec<String> = headings
            .iter()
            .map(|heading| {
                let cell = row.iter().find(|(name, _)| name == heading);
                let value = cell.map_or("", |(_, value)| *value);
                match *heading {
                    "lat" | "long" | "imd20ind" | "imd25ind" => value.to_owned(),
                    _ => format!("\"{value}\""),
                }
            })
            .collect();
        text.push_str("\r\n");
        text.push_str(&cells.join(","));
    }
    text.push_str("\r\n");
    text
}

fn zipped(directory: &TempDir, name: &str, entries: &[(&str, &[u8])]) -> PathBuf {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in entries {
        zip.start_file(*path, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let path = directory.path().join(name);
    std::fs::write(&path, zip.finish().unwrap().into_inner()).unwrap();
    path
}

fn entry<'a>(gazetteer: &'a Gazetteer, postcode: &str) -> PostcodeEntry<'a> {
    let found = gazetteer.postcode(&Postcode::parse(postcode).unwrap());
    found.unwrap_or_else(|| panic!("{postcode} was not taken"))
}

pub(crate) const BRIXTON: &[(&str, &str)] = &[
    ("pcd7", "SW9 8DJ"),
    ("pcd8", "SW9  8DJ"),
    ("pcds", "SW9 8DJ"),
    ("dointr", "198001"),
    ("cty25cd", "E13000001"),
    ("ced25cd", "E99999999"),
    ("lad25cd", "E09000022"),
    ("wd25cd", "E05014098"),
    ("usrtypind", "0"),
    ("east1m", "531000"),
    ("north1m", "175600"),
    ("gridind", "1"),
    ("hlthau", "E18000007"),
    ("ctry25cd", "E92000001"),
    ("rgn25cd", "E12000007"),
    ("lsoa11cd", "E01003011"),
    ("lat", "51.464012"),
    ("long", "-0.115602"),
    ("imd20ind", "8921"),
    ("icb23cd", "E54000030"),
    ("lsoa21cd", "E01003012"),
];

const CARDIFF: &[(&str, &str)] = &[
    ("pcd7", "CF101EP"),
    ("pcd8", "CF10 1EP"),
    ("pcds", "CF10 1EP"),
    ("cty25cd", "W99999999"),
    ("lad25cd", "W06000015"),
    ("wd25cd", "W05001293"),
    ("east1m", "318400"),
    ("north1m", "176400"),
    ("gridind", "1"),
    ("hlthau", "W11000029"),
    ("rgn25cd", "W99999999"),
    ("lat", "51.480500"),
    ("long", "-3.177200"),
    ("icb23cd", "W99999999"),
    ("lsoa21cd", "W01001939"),
];

/// A live one without a place, one that ended, one of Northern Ireland on the Irish grid, one of Jersey, and GIR 0AA.
const ODD: [&[(&str, &str)]; 5] = [
    &[
        ("pcd7", "SW9 8DA"),
        ("pcds", "SW9 8DA"),
        ("lad25cd", "E09000022"),
        ("wd25cd", "E05014098"),
        ("gridind", "9"),
        ("lat", "99.999999"),
        ("long", "0.000000"),
        ("lsoa21cd", "E01003012"),
    ],
    &[
        ("pcd7", "SW9 8DX"),
        ("pcds", "SW9 8DX"),
        ("doterm", "200912"),
        ("lad25cd", "E09000022"),
        ("gridind", "8"),
        ("lat", "51.464102"),
        ("long", "-0.115451"),
    ],
    &[
        ("pcd7", "BT1 5GS"),
        ("pcds", "BT1 5GS"),
        ("lad25cd", "N09000003"),
        ("wd25cd", "N08000301"),
        ("east1m", "333900"),
        ("north1m", "374000"),
        ("gridind", "1"),
        ("lat", "54.596390"),
        ("long", "-5.930120"),
        ("lsoa21cd", "N21000301"),
    ],
    &[
        ("pcd7", "JE2 3XP"),
        ("pcds", "JE2 3XP"),
        ("lad25cd", "L99999999"),
        ("wd25cd", "L99999999"),
        ("gridind", "9"),
        ("lat", "99.999999"),
        ("long", "0.000000"),
    ],
    &[
        ("pcd7", "GIR 0AA"),
        ("pcds", "GIR 0AA"),
        ("doterm", ""),
        ("gridind", "9"),
        ("lat", "99.999999"),
        ("long", "0.000000"),
    ],
];

fn onspd_zip(directory: &TempDir) -> PathBuf {
    let mut all = vec![BRIXTON, CARDIFF];
    all.extend(ODD);
    let whole = table(ONSPD_2025, &all);
    // The same rows again, split by area: taken once.
    let part = table(ONSPD_2025, &[BRIXTON]);
    let boroughs = "\u{feff}LAD25CD,LAD25NM,LAD25NMW\r\nE09000022,Lambeth,\r\nW06000015,Cardiff,Caerdydd\r\n\
        N09000003,Belfast,\r\n";
    // Saved in the Windows code page: the circumflex is one byte.
    let mut wards = b"WD25CD,WD25NM\r\nE05014098,Brixton Windrush\r\nW05001293,T".to_vec();
    wards.extend([0xf4]);
    wards.extend(b" Gwyrdd\r\n");
    zipped(
        directory,
        "3635ca7f69df4733af27caf86473ffa1.zip",
        &[
            ("Data/multi_csv/ONSPD_NOV_2025_UK_SW.csv", part.as_bytes()),
            ("Data/ONSPD_NOV_2025_UK.csv", whole.as_bytes()),
            (
                "Documents/LAD names and codes UK as at 04_25.csv",
                boroughs.as_bytes(),
            ),
            ("Documents/Ward names and codes UK as at 05_25.csv", &wards),
            (
                "Documents/ICB names and codes EN as at 04_23.csv",
                b"ICB23CD,ICB23CDH,ICB23NM\r\nE54000030,QKK,NHS South East London\r\n",
            ),
            (
                "Documents/Rural Urban (2011) Indicator names and codes GB.csv",
                b"RU11IND,RU11NM\r\nA1,Urban\r\n",
            ),
            ("User Guide/ONSPD User Guide Nov 2025.pdf", b"%PDF"),
        ],
    )
}

#[test]
fn the_postcode_directory_is_taken_as_the_zip_that_is_downloaded() {
    let directory = TempDir::new().unwrap();
    let inputs = Inputs {
        directory: Some(onspd_zip(&directory)),
        ..Inputs::default()
    };
    let built = build(&inputs, &mut |_| {}).unwrap();
    assert_eq!((built.report.meta.live, built.report.meta.retired), (3, 1));
    let left_out: Vec<String> = built
        .report
        .left_out
        .iter()
        .map(|(why, count)| format!("{why}: {count}"))
        .collect();
    // Jersey, and the bank's own code.
    insta::assert_snapshot!(left_out.join("\n"), @r"
    postcode without a position in an area without any: 2
    row of Northern Ireland: 1
    ");
    let gazetteer = Gazetteer::from_bytes(built.bytes).unwrap();
    // The download is named by a number; the table inside says which issue it is.
    assert_eq!(gazetteer.data_date(), "2025-11-01");
    let brixton = entry(&gazetteer, "SW9 8DJ");
    assert!(!brixton.retired && !brixton.approximate);
    assert!(entry(&gazetteer, "SW9 8DA").approximate);
    assert!(entry(&gazetteer, "SW9 8DX").retired);
    let chain: Vec<&str> = gazetteer
        .chain(brixton.ward.unwrap())
        .map(|area| area.name)
        .collect();
    assert_eq!(
        chain,
        [
            "Brixton Windrush",
            "Lambeth",
            "London",
            "England",
            "United Kingdom"
        ]
    );
    let cardiff = entry(&gazetteer, "CF10 1EP");
    assert_eq!(cardiff.ward.unwrap().name, "Tô Gwyrdd");
    for name in ["Cardiff", "Caerdydd"] {
        assert_eq!(
            gazetteer.resolve(name).reading.unwrap().kind,
            Kind::LocalAuthority,
            "{name}"
        );
    }
}

#[test]
fn the_directory_tells_small_areas_and_their_boards() {
    let gazetteer = built(&[], |directory| Inputs {
        directory: Some(onspd_zip(directory)),
        ..Inputs::default()
    });
    let small_area = |postcode: &str| {
        gazetteer
            .small_area(&Postcode::parse(postcode).unwrap())
            .unwrap()
    };
    let brixton = small_area("SW9 8DJ");
    // The newer of the two small-area columns, and the board by its name.
    assert_eq!(brixton.code.to_string(), "E01003012");
    assert_eq!(brixton.health_area.unwrap().name, "NHS South East London");
    // The rank of the index that is in the directory is of another edition's areas, and no decile.
    assert_eq!(brixton.decile, None);
    let cardiff = small_area("CF10 1EP");
    assert_eq!(cardiff.health_area.unwrap().code.to_string(), "W11000029");
}

#[test]
fn northern_irelands_positions_are_never_read_as_the_british_grid() {
    let grid_only: &[(&str, &str)] = &[
        ("pcds", "BT1 5GT"),
        ("lad25cd", "N09000003"),
        ("east1m", "333900"),
        ("north1m", "374000"),
        ("lat", "99.999999"),
        ("long", "0.000000"),
    ];
    let text = table(ONSPD_2025, &[ODD[2], grid_only]);
    let gazetteer = built(&[], |directory| Inputs {
        directory: Some(file(directory, "ONSPD_NOV_2025_UK.csv", &text)),
        northern_ireland: true,
        ..Inputs::default()
    });
    let belfast = Position::new(54.59639, -5.93012).unwrap();
    for postcode in ["BT1 5GS", "BT1 5GT"] {
        assert!(
            entry(&gazetteer, postcode).position.distance_m(belfast) < 20.0,
            "{postcode}"
        );
    }
    assert!(entry(&gazetteer, "BT1 5GT").approximate);
}

#[test]
fn the_postcode_lookup_has_the_same_shape_in_another_order() {
    let row: &[(&str, &str)] = &[
        ("pcd7", "M1  1AE"),
        ("pcd8", "M1   1AE"),
        ("pcds", "M1 1AE"),
        ("cty26cd", "E11000001"),
        ("lad26cd", "E08000003"),
        ("wd26cd", "E05011376"),
        ("rgn26cd", "E12000002"),
        ("gridind", "1"),
        ("lat", "53.478000"),
        ("long", "-2.234000"),
        ("lsoa21cd", "E01033658"),
        ("imd25ind", "1200"),
        ("icb26cd", "E54000057"),
    ];
    let text = table(NSPL_2026, &[row]);
    let gazetteer = built(&[], |directory| Inputs {
        directory: Some(zipped(
            directory,
            "NSPL_AUG_2026.zip",
            &[("Data/NSPL_AUG_2026_UK.csv", text.as_bytes())],
        )),
        ..Inputs::default()
    });
    assert_eq!(gazetteer.data_date(), "2026-08-01");
    let council = entry(&gazetteer, "M1 1AE").local_authority.unwrap();
    // A metropolitan county governs nothing, so the council lies in its region.
    let parents: Vec<String> = gazetteer
        .chain(council)
        .map(|area| area.code.to_string())
        .collect();
    assert_eq!(
        parents,
        ["E08000003", "E12000002", "E92000001", "K02000001"]
    );
    let small_area = gazetteer
        .small_area(&Postcode::parse("M1 1AE").unwrap())
        .unwrap();
    assert_eq!(
        small_area.health_area.unwrap().code.to_string(),
        "E54000057"
    );
}

/// A row of Open Names, which has 34 columns and no headings.
fn open_name(name: [&str; 4], kind: [&str; 2], grid: [&str; 2], country: &str) -> String {
    let mut cells = vec![String::new(); 34];
    cells[0] = "osgb4000000074571234".to_owned();
    cells[1] = "http://data.ordnancesurvey.co.uk/id/4000000074571234".to_owned();
    cells[27] = "London".to_owned();
    let columns = [2, 3, 4, 5, 6, 7, 8, 9].into_iter();
    for (at, cell) in columns.zip(name.iter().chain(&kind).chain(&grid)) {
        (*cell).clone_into(&mut cells[at]);
    }
    country.clone_into(&mut cells[29]);
    cells.join(",")
}

#[test]
fn open_names_is_taken_as_the_zip_that_is_downloaded() {
    let names = [
        open_name(
            ["Angell Town", "", "", ""],
            ["populatedPlace", "Suburban Area"],
            ["531200", "175900"],
            "England",
        ),
        open_name(
            ["Cardiff", "eng", "Caerdydd", "cym"],
            ["populatedPlace", "City"],
            ["318000", "176000"],
            "Wales",
        ),
        open_name(
            ["An Gearasdan", "gla", "Fort William", "eng"],
            ["populatedPlace", "Town"],
            ["210000", "774000"],
            "Scotland",
        ),
        open_name(
            ["SW9", "", "", ""],
            ["other", "Postcode"],
            ["531000", "175600"],
            "England",
        ),
        open_name(
            ["Brixton Road", "", "", ""],
            ["transportNetwork", "Named Road"],
            ["531000", "175600"],
            "England",
        ),
        open_name(
            ["Nowhere", "", "", ""],
            ["populatedPlace", "Hamlet"],
            ["", ""],
            "England",
        ),
    ];
    let tile = format!("\u{feff}{}\r\n", names.join("\r\n"));
    let directory = TempDir::new().unwrap();
    let zip = zipped(
        &directory,
        "opname_csv_gb.zip",
        &[
            (
                "Doc/OS_Open_Names_Header.csv",
                b"ID,NAMES_URI,NAME1,NAME1_LANG,NAME2\r\n".as_slice(),
            ),
            ("Data/TQ26.csv", tile.as_bytes()),
            ("readme.txt", b"OS Open Names"),
        ],
    );
    let inputs = Inputs {
        code_point: Some(crate::sample::code_point_zip(&rows(), &directory)),
        open_names: Some(zip),
        ..Inputs::default()
    };
    let built = build(&inputs, &mut |_| {}).unwrap();
    assert_eq!(
        built.report.left_out.get("place without a position"),
        Some(&1)
    );
    let gazetteer = Gazetteer::from_bytes(built.bytes).unwrap();
    let reading = |text: &str| gazetteer.resolve(text).reading.unwrap();
    assert_eq!(reading("angell town").label, "Angell Town");
    for name in ["Fort William", "An Gearasdan"] {
        assert_eq!(
            (reading(name).kind, reading(name).name.as_str()),
            (Kind::Place, "Fort William")
        );
    }
    assert_eq!(reading("Caerdydd").name, "Cardiff");
    assert!(
        gazetteer
            .resolve("Brixton Road")
            .reading
            .is_none_or(|reading| reading.kind != Kind::Place)
    );
}

#[test]
fn stations_are_taken_from_naptans_own_table() {
    let headings = "ATCOCode,NaptanCode,PlateCode,CleardownCode,CommonName,CommonNameLang,ShortCommonName,\
        ShortCommonNameLang,Landmark,LandmarkLang,Street,StreetLang,Crossing,CrossingLang,Indicator,IndicatorLang,Bearing,\
        NptgLocalityCode,LocalityName,ParentLocalityName,GrandParentLocalityName,Town,TownLang,Suburb,SuburbLang,\
        LocalityCentre,GridType,Easting,Northing,Longitude,Latitude,StopType,BusStopType,TimingStatus,DefaultWaitTime,Notes,\
        NotesLang,AdministrativeAreaCode,CreationDateTime,ModificationDateTime,RevisionNumber,Modification,Status";
    let stop =
        |name: &'static str, kind: &'static str, place: [&'static str; 4], status: &'static str| {
            [
                ("CommonName", name),
                ("StopType", kind),
                ("Easting", place[0]),
                ("Northing", place[1]),
                ("Longitude", place[2]),
                ("Latitude", place[3]),
                ("Status", status),
            ]
        };
    let brixton = ["531080", "175380", "-0.114186", "51.462961"];
    let stops = [
        stop("Brixton Underground Station", "MET", brixton, "active"),
        stop(
            "Loughborough Junction Rail Station",
            "RLY",
            ["532100", "175900", "", ""],
            "active",
        ),
        stop("Brixton Underground Station", "TMU", brixton, "active"),
        stop("Brixton Road", "BCT", brixton, "active"),
        stop("Angel Road Rail Station", "RLY", brixton, "inactive"),
    ];
    let stops: Vec<&[(&str, &str)]> = stops.iter().map(<[_; 7]>::as_slice).collect();
    let text = table(headings, &stops);
    let gazetteer = built(&rows(), |directory| Inputs {
        stations: Some(file(directory, "Stops.csv", &text)),
        ..Inputs::default()
    });
    let stations = gazetteer.complete("brixton", 10);
    let stations = stations.iter().filter(|row| row.kind == Kind::Station);
    assert_eq!(stations.count(), 1);
    assert!(gazetteer.resolve("Angel Road station").reading.is_none());
    let station = gazetteer.resolve("near Brixton tube").reading.unwrap();
    assert_eq!(
        (station.kind, station.label.as_str()),
        (Kind::Station, "Brixton station")
    );
    assert_eq!(
        gazetteer
            .resolve("Loughborough Junction")
            .reading
            .unwrap()
            .kind,
        Kind::Station
    );
}
