//! The lexicons under `rules/lexicons` are kept in order, so that a change of one entry is a change of one line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn lexicons() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/lexicons");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let lexicons: BTreeMap<String, String> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "tsv"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    assert!(lexicons.len() > 20, "{} lexicons", lexicons.len());
    lexicons
}

fn surfaces(text: &str) -> impl Iterator<Item = &str> {
    text.lines().skip(1).map(|line| line.split('\t').next().unwrap_or(""))
}

#[test]
fn every_lexicon_is_sorted_and_clean() {
    let mut problems = Vec::new();
    for (name, text) in &lexicons() {
        let mut say = |line: usize, what: String| problems.push(format!("rules/lexicons/{name}:{line}: {what}"));
        let columns = text.lines().next().map_or(0, |header| header.split('\t').count());
        if !text.starts_with("surface\t") && !text.starts_with("surface\n") {
            say(1, "the first column must be called surface".to_owned());
        }
        if !text.ends_with('\n') {
            say(text.lines().count(), "no newline at the end".to_owned());
        }
        let mut before: Option<&str> = None;
        for (number, line) in text.lines().enumerate() {
            let cells: Vec<&str> = line.split('\t').collect();
            if cells.len() != columns {
                say(number + 1, format!("{} cells, but the first line names {columns}", cells.len()));
            }
            for cell in &cells {
                if *cell != cell.trim() || cell.contains("  ") || cell.contains(['\r', '\u{a0}']) {
                    say(number + 1, format!("stray white space in '{cell}'"));
                }
            }
            if number == 0 {
                continue;
            }
            match before {
                _ if cells[0].is_empty() => say(number + 1, "an empty surface".to_owned()),
                Some(before) if before == cells[0] => say(number + 1, format!("'{before}' stands twice")),
                Some(before) if before.as_bytes() > cells[0].as_bytes() => {
                    say(
                        number + 1,
                        format!("'{}' must stand before '{before}': bytes decide, as in LC_ALL=C sort", cells[0]),
                    );
                }
                _ => {}
            }
            before = Some(cells[0]);
        }
    }
    let shown: Vec<&str> = problems.iter().map(String::as_str).take(40).collect();
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), shown.join("\n"));
}

#[test]
fn a_name_is_in_one_gazetteer_only() {
    let lexicons = lexicons();
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for name in ["company.tsv", "company_ambiguous.tsv", "unit.tsv"] {
        for surface in surfaces(&lexicons[name]) {
            if let Some(other) = seen.insert(surface, name) {
                twice.insert(format!("'{surface}' in {other} and {name}"));
            }
        }
    }
    assert!(twice.is_empty(), "{}", twice.into_iter().collect::<Vec<_>>().join("\n"));
}
