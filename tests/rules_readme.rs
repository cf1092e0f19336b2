//! The page on the rule language is true: its files load, and their examples come out.

use std::path::Path;

use factmill::rule::Tier;

use crate::program::{file, run};

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md")).unwrap()
}

/// The files on the page: the path behind the language of a block, and its text.
fn files(page: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for block in page.split("\n```").skip(1).step_by(2) {
        let (head, text) = block.split_once('\n').unwrap();
        let (language, path) = head.split_once(' ').unwrap_or_else(|| panic!("a block without a path: {head}"));
        assert!(Path::new(path).extension().is_some_and(|e| e == language), "{head}");
        files.push((path.to_owned(), text.to_owned() + "\n"));
    }
    files
}

#[test]
fn its_files_load_beside_the_built_in_rules_and_their_examples_come_out() {
    let dir = tempfile::tempdir().unwrap();
    let files = files(&page());
    assert!(files.len() >= 7, "{files:?}");
    for (path, text) in &files {
        let folder = dir.path().join(path);
        std::fs::create_dir_all(folder.parent().unwrap()).unwrap();
        file(dir.path(), path, text);
    }
    let folder = format!("+{}", dir.path().join("my-rules").display());
    let (code, _, err) = run(&["rules", "check", "--rules", &folder]);
    assert_eq!(code, 0, "{err}");
    let ids: Vec<&str> = files
        .iter()
        .flat_map(|(_, text)| text.lines().filter_map(|l| l.strip_prefix("id = \"")))
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let mut args = vec!["rules", "test", "--rules", &folder];
    args.extend(&ids);
    let (code, out, err) = run(&args);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.starts_with(&format!("{} rules, ", ids.len())), "a rule wins none of its examples: {out}");
}

#[test]
fn its_commands_run() {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files(&page()) {
        let folder = dir.path().join(&path);
        std::fs::create_dir_all(folder.parent().unwrap()).unwrap();
        std::fs::write(folder, text).unwrap();
    }
    let article = file(dir.path(), "article.txt", "Deal\n\nIt has Fitch’s rating of Baa1.\n");
    let page = page();
    let commands: Vec<Vec<&str>> =
        page.split("`factmill ").skip(1).map(|rest| rest.split('`').next().unwrap().split('\'').collect()).collect();
    let mut shown = 0;
    for parts in commands.iter().filter(|parts| parts[0].contains("+my-rules")) {
        let mut words: Vec<String> = parts[0].split_whitespace().map(str::to_owned).collect();
        words.extend(parts.get(1).map(|text| (*text).to_owned()));
        let rules = format!("+{}", dir.path().join("my-rules").display());
        for word in &mut words {
            match word.as_str() {
                "+my-rules" => word.clone_from(&rules),
                "article.txt" => word.clone_from(&article),
                _ => {}
            }
        }
        let (code, out, err) = run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(code, 0, "factmill {}: {err}", words.join(" "));
        shown += usize::from(out.contains("Fitch’s rating of Baa1") && out.contains("grade"));
    }
    assert_eq!(shown, 2, "explain and extract show the rating of the page");
}

#[test]
fn its_confidences_are_those_of_the_tiers() {
    let line = [Tier::Sure, Tier::Strong, Tier::Medium, Tier::Weak].map(|t| format!("{} {}", t.name(), t.confidence()));
    assert!(page().contains(&line.join(", ")), "{}", line.join(", "));
}
