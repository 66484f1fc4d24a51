//! HSDS data packages: in a sub-folder, without a descriptor, of every version, with orphans.

use std::io::Write as _;

use formats::{LinkKind, Problem};
use zip::write::SimpleFileOptions;

use super::{read, shown};

fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const SERVICES: &str = "id,organization_id,name,description,email,status,taxonomy_ids\ns1,o1,Bow Sewing Table,Mend and make,sew@bow-sewing.org.uk,active,\"t1,t2\"\ns2,o9,Bow Lunch,,,active,\n";
const ORGANIZATIONS: &str = "id,name,url\no1,Bow Makers,https://bow-makers.org.uk\n";
const LOCATIONS: &str = "id,name,latitude,longitude\nl1,Bow Idea Store,51.5283,-0.0197\n";
const LINKS: &str = "id,service_id,location_id\nsl1,s1,l1\nsl2,s7,l1\n";
const ADDRESSES: &str =
    "id,location_id,address_1,city,postal_code\na1,l1,1 Gladstone Place,London,E3 5ES\n";
const PHONES: &str = "id,service_id,organization_id,number\np1,s1,,020 7946 0110\np2,,o1,020 7946 0111\np3,,,020 7946 0112\n";
const TERMS: &str = "id,name,vocabulary\nt1,Sewing,Bow\nt2,Craft,Bow\n";

#[test]
fn a_package_in_a_sub_folder_is_joined() {
    let descriptor = r#"{"name":"bow","resources":[
        {"name":"service","path":"data/services.csv"},{"name":"organization","path":"./data/organizations.csv"},
        {"name":"location","path":"data/locations.csv"},{"name":"service_at_location","path":"data/services_at_location.csv"},
        {"name":"physical_address","path":"data/physical_addresses.csv"},{"name":"phone","path":"data/phones.csv"},
        {"name":"regular_schedule","path":"data/regular_schedules.csv"},{"name":"taxonomy","path":"data/taxonomies.csv"},
        {"name":"contact","path":"../outside.csv"},{"name":"funding","path":"https://elsewhere.example/f.csv"},{"name":"language","path":"data/none.csv"}]}"#;
    let zip = zipped(&[
        ("__MACOSX/datapackage.json", "{}"),
        ("outside.csv", "id,service_id,name\nc1,s1,Evil\n"),
        ("package/datapackage.json", descriptor),
        ("package/data/services.csv", SERVICES),
        ("package/data/organizations.csv", ORGANIZATIONS),
        ("package/data/locations.csv", LOCATIONS),
        ("package/data/services_at_location.csv", LINKS),
        ("package/data/physical_addresses.csv", ADDRESSES),
        ("package/data/phones.csv", PHONES),
        (
            "package/data/regular_schedules.csv",
            "id,service_id,weekday,opens_at,closes_at\nr1,s1,1,10:00,12:00\n",
        ),
        ("package/data/taxonomies.csv", TERMS),
    ]);
    let reading = read(
        "hsds-package",
        "https://bow.example/data.zip",
        LinkKind::List,
        &zip,
    );
    insta::assert_json_snapshot!("package_1", shown(&reading));
}

#[test]
fn version_3_without_a_descriptor_is_known_by_its_files() {
    let zip = zipped(&[
        (
            "services.csv",
            "id,organization_id,name,status,minimum_age\ns1,o1,Mile End Walk,active,50\n",
        ),
        ("organizations.csv", ORGANIZATIONS),
        (
            "schedules.csv",
            "id,service_id,freq,byday,opens_at,closes_at\nx,s1,WEEKLY,\"MO,WE\",09:30,10:30\n",
        ),
        (
            "attributes.csv",
            "id,link_id,link_entity,taxonomy_term_id\na1,s1,service,tt1\n",
        ),
        (
            "taxonomy_terms.csv",
            "id,name,code,taxonomy\ntt1,Walking,walk,Bow\n",
        ),
        (
            "contacts.csv",
            "id,service_id,name,title\nk1,s1,Walk team,Bookings\n",
        ),
        ("phones.csv", "id,contact_id,number\np1,k1,020 7946 0120\n"),
        (
            "organization_identifiers.csv",
            "id,organization_id,identifier_scheme,identifier\ni1,o1,GB-CHC,1177777\n",
        ),
        (
            "cost_options.csv",
            "id,service_id,option,amount,currency\nc1,s1,Per walk,1.5,GBP\n",
        ),
    ]);
    let reading = read(
        "hsds-package",
        "https://bow.example/data.zip",
        LinkKind::List,
        &zip,
    );
    insta::assert_json_snapshot!("package_3", shown(&reading));
}

#[test]
fn an_archive_without_services_is_no_package() {
    let zip = zipped(&[("readme.txt", "hello")]);
    let reading = read(
        "hsds-package",
        "https://bow.example/data.zip",
        LinkKind::List,
        &zip,
    );
    assert!(matches!(reading.problem, Some(Problem::Unreadable(_))));
    let reading = read(
        "hsds-package",
        "https://bow.example/data.zip",
        LinkKind::List,
        b"id,name\n1,x\n",
    );
    assert!(matches!(reading.problem, Some(Problem::WrongKind { .. })));
}
