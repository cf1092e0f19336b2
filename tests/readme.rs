//! The README shows true runs: its commands are run here, and what it says of their output is compared.

use std::collections::BTreeMap;
use std::path::Path;

use crate::program::run;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}

/// The lines of the README's code blocks that begin with `$ factmill` or run it through cargo, as arguments of the program.
fn commands(readme: &str) -> Vec<Vec<String>> {
    let lines = readme
        .lines()
        .filter_map(|line| line.strip_prefix("$ factmill ").or_else(|| line.strip_prefix("cargo run --release -- ")));
    lines.map(words).collect()
}

/// The words of a command line; what stands between single quotes is one.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    let words = |(at, part): (usize, &str)| -> Vec<String> {
        if at % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() }
    };
    parts.flat_map(words).collect()
}

#[test]
fn its_commands_run() {
    let dir = tempfile::tempdir().unwrap();
    let commands = commands(&readme());
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        // The files of the README lie in the repository and its output in the working folder; here it goes elsewhere.
        let words: Vec<String> = command
            .iter()
            .map(|word| match word.as_str() {
                "facts.jsonl" => dir.path().join("facts.jsonl").display().to_string(),
                word if word.starts_with("corpus/") => root().join(word).display().to_string(),
                word => word.to_owned(),
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (code, _, err) = run(&words);
        assert_eq!(code, 0, "factmill {}: {err}", command.join(" "));
    }
}

#[test]
fn the_counts_of_the_sample_run_are_true() {
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("facts.jsonl");
    let sample = root().join("corpus/sample");
    let (code, _, err) = run(&["extract", sample.to_str().unwrap(), "-o", output.to_str().unwrap()]);
    assert_eq!(code, 0, "{err}");
    let found = |text: &str| -> BTreeMap<String, String> {
        let line = text.lines().find_map(|line| line.strip_prefix("factmill: found ")).expect("the line of the counts");
        let counts = line.split([',', ';']).map(|part| part.trim().split_once(' ').unwrap());
        counts.map(|(count, kind)| (kind.to_owned(), count.to_owned())).collect()
    };
    assert_eq!(found(&readme()), found(&err), "the README shows old counts; the run says\n{err}");
    let articles = |text: &str| text.lines().find_map(|line| line.split_once(" articles (").map(|(n, _)| n.to_owned()));
    assert_eq!(articles(&readme()), articles(&err));
    assert_eq!(std::fs::read_to_string(&output).unwrap().lines().count(), 25);
}

/// The first fenced block of a language.
fn block<'a>(readme: &'a str, language: &str) -> &'a str {
    let rest = readme.split_once(&format!("```{language}\n")).expect("the block").1;
    rest.split("```").next().unwrap()
}

#[test]
fn the_article_it_shows_looks_like_that() {
    let readme = readme();
    let (command, rest) = readme.split_once("$ factmill extract ").unwrap().1.split_once(" --show\n").unwrap();
    let (_, out, _) = run(&["extract", root().join(command).to_str().unwrap(), "--show", "--quiet"]);
    let lines: Vec<&str> = out.lines().collect();
    let mut next = 0;
    for shown in rest.split("```").next().unwrap().lines().filter(|line| *line != "…") {
        let at = lines[next..].iter().position(|line| *line == shown);
        next += 1 + at.unwrap_or_else(|| panic!("the README shows '{shown}', which is not in\n{out}"));
    }
}

#[test]
fn the_explanation_it_shows_is_true() {
    let readme = readme();
    let (text, rest) = readme.split_once("$ factmill rules explain '").unwrap().1.split_once("'\n").unwrap();
    let (code, out, err) = run(&["rules", "explain", text]);
    assert_eq!(code, 0, "{err}");
    // Lines of rule files move with every rule that is added above them.
    let bare = |line: &str| -> String {
        let mut parts = line.split(".toml:").flat_map(|part| part.split(".tsv:"));
        let first = parts.next().unwrap_or("").to_owned();
        parts.fold(first, |line, part| line + part.trim_start_matches(|c: char| c.is_ascii_digit()))
    };
    let lines: Vec<String> = out.lines().map(bare).collect();
    for shown in rest.split("```").next().unwrap().lines().filter(|line| *line != "…") {
        assert!(lines.contains(&bare(shown)), "the README shows '{shown}', which is not in\n{out}");
    }
}

#[test]
fn the_fact_it_explains_is_in_the_output() {
    let sample = root().join("corpus/sample/02-tolmere-interims.txt");
    let (_, out, _) = run(&["extract", sample.to_str().unwrap(), "--quiet"]);
    let article: serde_json::Value = serde_json::from_str(&out).unwrap();
    let shown: serde_json::Value = serde_json::from_str(block(&readme(), "json")).expect("one object");
    let mentions = article["mentions"].as_array().unwrap();
    assert!(mentions.contains(&shown), "the README explains {shown}, which is not among\n{}", article["mentions"]);
}

#[test]
fn the_rule_it_shows_works() {
    let dir = tempfile::tempdir().unwrap();
    let readme = readme();
    let words: Vec<&str> = block(&readme, "tsv").lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    crate::program::file(dir.path(), "crypto.toml", block(&readme, "toml"));
    crate::program::file(dir.path(), "coin.tsv", words.join("\n") + "\n");
    let folder = format!("+{}", dir.path().display());
    let (code, out, err) = run(&["rules", "test", "--rules", &folder, "money.coin"]);
    assert_eq!((code, out.as_str()), (0, "1 rules, 2 examples, 0 failures\n"), "{err}");
}

#[test]
fn it_names_both_licences_and_every_document_it_links_to() {
    let readme = readme();
    for target in readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let path = target.split('#').next().unwrap_or("");
        assert!(
            target.starts_with("https://") || path.is_empty() || root().join(path).exists(),
            "{target} does not exist"
        );
    }
    assert!(readme.contains("LICENSE-MIT") && readme.contains("LICENSE-APACHE"));
}
