//! What is made for other sites and for paper: the frame, the shortlist.

use actix_web::http::StatusCode;

use super::Browser;

#[actix_web::test]
async fn the_search_can_stand_in_a_frame_of_another_site_and_nothing_else_can() {
    let mut reader = Browser::new().await;
    let frame = reader.open("/embed?q=lunch&accent=1d70b8&font=serif").await;
    assert_eq!(frame.status, StatusCode::OK);
    let policy = frame.header("content-security-policy").to_owned();
    assert!(policy.contains("frame-ancestors *"), "{policy}");
    assert_eq!(frame.attribute("input[name=q]", "value"), "lunch");
    assert_eq!(frame.attribute("li a", "target"), "_blank");
    assert_eq!(frame.attribute("li a", "rel"), "noopener");
    let style = frame.attribute("link[rel=stylesheet]", "href");
    let sheet = reader.open(&style).await;
    assert!(
        sheet.text.starts_with(":root{--accent:#1d70b8"),
        "{}",
        sheet.text
    );
    assert_eq!(sheet.header("cross-origin-resource-policy"), "cross-origin");
    let script = reader.open("/embed.js").await;
    assert!(script.header("content-type").starts_with("text/javascript"));
    assert!(script.text.contains("event.origin !== here.origin"));
    assert!(!script.header("etag").is_empty());
    let hostile = reader
        .open("/embed?q=%3Cscript%3E&near=Nowhere+at+all")
        .await;
    assert!(!hostile.text.contains("<script>"), "{}", hostile.text);
    assert!(hostile.text.contains("role=\"alert\""), "{}", hostile.text);
    for page in ["/", "/search?q=lunch", "/listings/lunch-club", "/shortlist"] {
        let page = reader.open(page).await;
        assert_eq!(page.header("content-security-policy"), "", "the usual one");
    }
    assert!(reader.cookies.is_empty());
}

#[actix_web::test]
async fn a_shortlist_stands_in_its_address() {
    let mut reader = Browser::new().await;
    let listing = reader.open("/listings/lunch-club").await;
    let begin = listing.attribute("a[href^='/shortlist']", "href");
    let list = reader.open(&begin).await;
    assert!(list.text.contains("Lunch club"), "{}", list.text);
    assert_eq!(list.header("cache-control"), "private, no-cache");
    let calendar = list.attribute("a[href^='/api/v1/calendar.ics']", "href");
    assert!(calendar.contains("?ids="));
    let without = list.attribute("section a[href^='/shortlist']", "href");
    assert!(
        reader
            .open(&without)
            .await
            .text
            .contains("Nothing is on this list.")
    );
    let gone = reader.open("/shortlist?id=lunch-club&id=never-was").await;
    assert!(
        gone.text
            .contains("1 entry on this list is not listed any more.")
    );
    assert!(reader.cookies.is_empty());
}
