//! Files as answers, by the mapping rule of the fixtures.

use std::path::Path;

use domain::statement::content_hash;

use super::Answer;

/// The answer that a folder has for a path and query.
pub(super) fn answer(folder: &Path, asked: &str) -> Option<Answer> {
    let name = asked.trim_matches('/').replacen('?', "@", 1);
    if name.is_empty() || name.split('/').any(|part| part == "..") {
        return None;
    }
    let body = [folder.join(&name), folder.join(format!("{name}.html"))]
        .into_iter()
        .find_map(|file| std::fs::read(file).ok())?;
    let tag = content_hash(&body);
    Some(Answer::ok(kind_of(&name), body).tag(&tag[..16]))
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "kml" => "application/vnd.google-earth.kml+xml",
        "kmz" => "application/vnd.google-earth.kmz",
        "csv" => "text/csv",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "txt" => "text/plain",
        _ => "text/html; charset=utf-8",
    }
}
