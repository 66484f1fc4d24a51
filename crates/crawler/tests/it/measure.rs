//! temp
use crate::rig::{Rig, item, list};
use testkit::origin::Answer;
#[tokio::test(flavor = "multi_thread")]
async fn measure() {
    let rig = Rig::new().await;
    let ids: Vec<String> = (0..2000).map(|n| n.to_string()).collect();
    let refs: Vec<&str> = ids.iter().map(String::as_str).collect();
    rig.origin.on("/list", [Answer::html(list(&refs, None))]);
    for id in &ids {
        rig.origin.on(
            &format!("/item/{id}"),
            [Answer::html(item(&format!("Club number {id}"))).tag(id)],
        );
    }
    for what in ["new", "304"] {
        let began = std::time::Instant::now();
        let report = rig.crawl(&rig.pages("/list")).await;
        eprintln!(
            "2001 pages {what}: {:.0} a second, {} new {} unchanged",
            2001.0 / began.elapsed().as_secs_f64(),
            report.new,
            report.unchanged
        );
    }
}
