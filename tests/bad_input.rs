//! Bad input through the command: each fault is told with its file, record, byte and cause, and the rest is processed.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::program::{factmill, file, run};

/// Runs `extract` on inputs; the exit code, one JSON object per article, the messages.
fn extract(args: &[&str]) -> (i32, Vec<serde_json::Value>, String) {
    let (code, out, err) = run(&[&["extract"], args].concat());
    (code, out.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), err)
}

/// The messages that name trouble, without the summary of the run.
#[track_caller]
fn warnings(err: &str) -> Vec<&str> {
    err.lines().filter_map(|line| line.strip_prefix("factmill: warning: ")).collect()
}

#[track_caller]
fn says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "'{part}' is missing in: {message}");
    }
}

fn good(number: u32) -> String {
    format!(r#"{{"id":"{number}","title":"Profit up","text":"It rose to ${number} billion."}}"#)
}

/// The input's own identifiers of the articles that came out.
fn ids(articles: &[serde_json::Value]) -> Vec<&str> {
    articles.iter().map(|article| article["source"]["native_id"].as_str().unwrap_or("-")).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn broken_records_are_told_and_the_others_done() {
    let dir = tempfile::tempdir().unwrap();
    let lines = [
        &good(1),
        r#"{"text": "cut off"#,
        &good(3),
        r#"{"kicker": "no text", "n": 1}"#,
        r#"{"text": ""}"#,
        r#"["an array"]"#,
        r#"{"text": "x",}"#,
        &good(8),
    ];
    let dump = file(dir.path(), "dump.jsonl", lines.join("\n"));
    let (code, articles, err) = extract(&[&dump]);
    assert_eq!((code, ids(&articles)), (1, vec!["1", "3", "8"]));
    let warnings = warnings(&err);
    assert_eq!(warnings.len(), 5, "{err}");
    let second = good(1).len() + 1;
    says(warnings[0], &["dump.jsonl", &format!("record 2 (byte {second})"), "not JSON", "column 17"]);
    says(warnings[1], &["record 4 (byte ", "no text", "the record has kicker, n", "--fields text=NAME"]);
    says(warnings[2], &["record 5 (byte ", "the text is empty (field `text`)"]);
    says(warnings[3], &["record 6 (byte ", "is an array, but an object with fields is expected"]);
    says(warnings[4], &["record 7 (byte ", "not JSON", "trailing comma at column 14"]);
    says(&err, &["factmill: 3 articles (", "factmill: 5 records failed"]);
}

#[test]
fn an_over_long_line_is_skipped() {
    let dir = tempfile::tempdir().unwrap();
    let long = format!(r#"{{"id":"2","text":"{}"}}"#, "a ".repeat(5_000));
    let dump = file(dir.path(), "dump.jsonl", [good(1), long.clone(), good(3)].join("\n"));
    let (code, articles, err) = extract(&[&dump, "--max-record-bytes", "1k"]);
    assert_eq!((code, ids(&articles)), (1, vec!["1", "3"]));
    let length = format!("the line has {} bytes, more than the 1024 allowed", long.len());
    says(warnings(&err)[0], &["dump.jsonl: record 2 (byte ", &length, "skipped"]);
}

#[test]
fn a_truncated_gzip_gives_what_was_whole() {
    let dir = tempfile::tempdir().unwrap();
    let lines: Vec<String> = (1..=3_000).map(good).collect();
    let whole = gzip(lines.join("\n").as_bytes());
    let dump = file(dir.path(), "dump.jsonl.gz", &whole[..whole.len() / 2]);
    let article = file(dir.path(), "z.txt", "It fell to $2 billion.");
    let (code, articles, err) = extract(&[&dump, &article]);
    assert_eq!(code, 1);
    let whole_records = articles.len() - 1;
    assert!(whole_records > 100, "{whole_records}");
    let records = format!("after {whole_records} whole records");
    says(warnings(&err)[0], &["reading ", "dump.jsonl.gz", &records, "truncated: the gzip data breaks off at byte "]);
    assert!(articles.last().unwrap()["source"]["uri"].as_str().unwrap().ends_with("z.txt"));
}

#[test]
fn bytes_that_are_not_utf_8_are_decoded_and_the_guess_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let text = "Café profit up\n\nIt rose to £5bn, the café’s owner said.\n";
    let latin = file(dir.path(), "latin.txt", windows_1252(text));
    let (code, articles, err) = extract(&[&latin, "--kinds", "money"]);
    assert_eq!((code, warnings(&err).len()), (0, 0), "{err}");
    assert_eq!(articles[0]["encoding"], "windows-1252 (guessed)");
    assert_eq!(articles[0]["mentions"][0]["text"], "£5bn");
}

/// Latin letters and the curly apostrophe, one byte each.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c| if c == '’' { 0x92 } else { u8::try_from(u32::from(c)).unwrap() };
    text.chars().map(byte).collect()
}

#[test]
fn nul_characters_are_replaced_and_said() {
    let dir = tempfile::tempdir().unwrap();
    let text = file(dir.path(), "nul.txt", "Profit up\n\nIt r\0ose to $5 billion.\n");
    let dump = file(dir.path(), "nul.jsonl", "{\"text\": \"It r\\u0000ose to $5 billion.\"}\n");
    let (code, articles, err) = extract(&[&text, &dump, "--with-text"]);
    assert_eq!((code, articles.len()), (0, 2), "{err}");
    for article in &articles {
        assert!(article["text"].as_str().unwrap().contains("It r\u{fffd}ose to $5 billion"), "{article}");
        assert_eq!(article["warnings"][0]["code"], "read");
        says(article["warnings"][0]["message"].as_str().unwrap(), &["NUL", "replaced by U+FFFD"]);
        assert_eq!(article["mentions"][0]["text"], "$5 billion");
    }
    says(&err, &["2 warnings (read 2)"]);
}

#[test]
fn inputs_that_hold_nothing_readable_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "z.txt", "It fell to $2 billion.");
    let cases: [(&str, Vec<u8>, &[&str]); 5] = [
        ("empty.txt", Vec::new(), &["the file is empty"]),
        ("blank.jsonl", b"\n\n".to_vec(), &["holds no record"]),
        ("binary.txt", (0..=255).cycle().take(5_000).collect(), &["is binary data", "what is read here: JSON lines"]),
        ("paper.txt", b"%PDF-1.7 and so on".to_vec(), &["is a PDF document"]),
        ("array.json", b"[{\"text\": \"a\"}]".to_vec(), &["is a JSON array", "jq -c '.[]'"]),
    ];
    for (name, content, parts) in cases {
        let input = file(dir.path(), name, content);
        let (code, articles, err) = extract(&[&input, &article]);
        assert_eq!((code, articles.len()), (1, 1), "{name}: {err}");
        says(warnings(&err)[0], &[&["reading ", name], parts].concat());
        // Alone it leaves nothing to do.
        let (code, articles, err) = extract(&[&input]);
        assert_eq!((code, articles.len()), (2, 0), "{name}: {err}");
        assert!(err.ends_with("factmill: error: no input could be read\n"), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_is_told() {
    let dir = tempfile::tempdir().unwrap();
    // Not a matter of permissions, which do not hold for everyone: a socket cannot be opened as a file by anyone.
    let socket = dir.path().join("socket.txt");
    let _bound = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let article = file(dir.path(), "z.txt", "It fell to $2 billion.");
    let (code, articles, err) = extract(&[socket.to_str().unwrap(), &article]);
    assert_eq!((code, articles.len()), (1, 1), "{err}");
    says(warnings(&err)[0], &["reading ", "socket.txt: opening: "]);
}

#[test]
fn all_problems_of_a_rule_folder_are_told_before_anything_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "It rose.");
    let rules = dir.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    file(
        &rules,
        "deal.toml",
        "format = 1\nkind = \"deal\"\nabout = \"A deal.\"\n[roles]\nbuyer = { kind = \"company\" }\n[[rule]]\nid = \"deal.one\"\n\
         seqence = \"<buyer> buys\"\n[[rule]]\nid = \"deal.two\"\nsequence = \"<acquirer> buys\"\n\
         examples = [{ text = \"[[buyer:Acme Corp]] buys.\" }]\n",
    );
    file(&rules, "words.tsv", "surface\trole\na\n");
    let output = dir.path().join("facts.jsonl");
    let folder = format!("+{}", rules.display());
    let (code, out, err) = run(&["extract", &article, "--rules", &folder, "-o", output.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (2, ""));
    says(
        &err,
        &[
            "factmill: error: the rules have 5 problems",
            "deal.toml:8:1: unknown key `seqence`",
            "did you mean sequence?",
            "a rule without an example does not load",
            "deal.toml:11:13: unknown role <acquirer>; roles of this file are: buyer",
            "words.tsv:2:1: 1 cells, but the header names 2",
        ],
    );
    assert!(!output.exists() && !Path::new(&format!("{}.partial", output.display())).exists());
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let dir = tempfile::tempdir().unwrap();
    let lines: Vec<String> = (1..=20_000).map(good).collect();
    let dump = file(dir.path(), "dump.jsonl", lines.join("\n"));
    let mut child = factmill(&["extract", &dump]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{err}");
    assert_eq!(warnings(&err).len(), 0, "{err}");
}
