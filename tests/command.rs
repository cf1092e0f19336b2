//! The command: exit codes, files, pipes, messages.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use crate::program::{factmill, file, run};

#[test]
fn one_object_per_article_and_a_summary_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "Profit up\n\nIt rose.\n");
    let (code, out, err) = run(&["extract", &article]);
    assert_eq!(code, 0, "{err}");
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((value["title"].as_str(), value["offsets"].as_str()), (Some("Profit up"), Some("char")));
    assert!(err.starts_with("factmill: 1 article ("), "{err}");
    let (_, quiet_out, quiet_err) = run(&["extract", &article, "--quiet"]);
    assert_eq!((quiet_out, quiet_err.as_str()), (out, ""));
}

#[test]
fn an_input_that_fails_is_told_and_the_rest_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "It rose.");
    let missing = dir.path().join("none.txt");
    let (code, out, err) = run(&["extract", missing.to_str().unwrap(), &article]);
    assert_eq!((code, out.lines().count()), (1, 1), "{err}");
    assert!(err.contains("factmill: warning: ") && err.contains("none.txt"), "{err}");
    let (code, out, err) = run(&["extract", missing.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.lines().last().unwrap().starts_with("factmill: error: "), "{err}");
}

#[test]
fn an_output_that_cannot_be_written_is_known_before_anything_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().to_str().unwrap();
    let nowhere = dir.path().join("no/such/folder/facts.jsonl");
    for output in [folder, nowhere.to_str().unwrap()] {
        // Standard input stays open and empty: a command that read it first would wait for ever.
        let mut child = factmill(&["extract", "-", "-o", output]);
        let mut child = child.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(2));
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert!(err.starts_with("factmill: error: creating "), "{err}");
        assert_eq!(err.lines().count(), 1);
    }
}

#[test]
fn an_input_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "It rose.");
    let (code, _, err) = run(&["extract", &article, "-o", &article]);
    assert_eq!(code, 2);
    assert!(err.ends_with("is both input and output\n"), "{err}");
    assert_eq!(std::fs::read_to_string(&article).unwrap(), "It rose.");
}

#[test]
fn a_file_appears_whole() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "It rose.");
    let output = dir.path().join("facts.jsonl");
    let (code, out, _) = run(&["extract", &article, "-o", output.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(&output).unwrap().lines().count(), 1);
    assert!(!dir.path().join("facts.jsonl.partial").exists());
}

#[test]
fn what_cannot_run_leaves_no_file_behind() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "It rose.");
    let tokenizer = file(dir.path(), "tokenizer.json", "{}");
    let output = dir.path().join("facts.jsonl");
    let (code, _, err) = run(&["extract", &article, "-o", output.to_str().unwrap(), "--tokenizer", &tokenizer]);
    assert_eq!(code, 2);
    assert!(err.starts_with("factmill: error: loading tokenizer "), "{err}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let dir = tempfile::tempdir().unwrap();
    // More than any pipe holds.
    let article = file(dir.path(), "a.txt", "It rose.\n".repeat(200_000));
    for args in [
        &["extract", article.as_str(), "--with-text", "--quiet"][..],
        &["extract", article.as_str(), "--show", "--quiet"],
    ] {
        let mut child = factmill(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_read() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "It rose.");
    let mut child = factmill(&["extract", &article, "-", "--jobs", "1"]);
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"Endless").unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // The first article is out while standard input goes on.
    assert!(lines.next().unwrap().unwrap().contains("a.txt"));
    let mut messages = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert!(messages.next().unwrap().unwrap().starts_with("factmill: stopping: "));
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let rest: Vec<String> = messages.map(|line| line.unwrap()).collect();
    assert!(rest.iter().any(|line| line.starts_with("factmill: stopped after ")), "{rest:?}");
}

#[test]
fn wrong_usage_is_refused() {
    for args in [
        &["extract"][..],
        &["extract", "a.txt", "--kinds", ","],
        &["extract", "a.txt", "--kinds", "cats"],
        &["extract", "a.txt", "--max-record-bytes", "0"],
        &["extract", "a.txt", "--offsets", "words"],
        &["extract", "a.txt", "--show", "--pretty"],
    ] {
        let (code, out, err) = run(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.contains("error"), "{args:?}: {err}");
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "It rose.");
    let (_, plain, _) = run(&["extract", &article, "--show"]);
    assert!(plain.contains("It rose.") && !plain.contains('\u{1b}'), "{plain}");
    let (_, colored, _) = run(&["extract", &article, "--show", "--color", "always"]);
    assert!(colored.contains('\u{1b}'));
}

#[test]
fn schema_and_completions_are_printed() {
    let (code, out, _) = run(&["schema"]);
    assert_eq!(code, 0);
    assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok());
    let (code, out, _) = run(&["completions", "bash"]);
    assert_eq!(code, 0);
    assert!(out.contains("--max-record-bytes"));
}
