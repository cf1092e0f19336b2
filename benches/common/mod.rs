//! What the benches work on: the sample corpus, made larger in memory.

use std::path::Path;

use factmill::article::Article;

/// How often each article occurs; its figures differ each time.
const ROUNDS: u8 = 8;

/// The articles of the sample corpus as plain texts, each [`ROUNDS`] times, in one fixed order.
pub(crate) fn texts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the sample corpus").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let read: Vec<String> = files.iter().map(|path| std::fs::read_to_string(path).expect("UTF-8")).collect();
    (0..ROUNDS).flat_map(|round| read.iter().map(move |text| varied(text, round))).collect()
}

/// The text with other figures of the same length, so that no round is a copy of another.
fn varied(text: &str, round: u8) -> String {
    let turn = |digit: u8| if digit == b'0' { digit } else { (digit - b'1' + round) % 9 + b'1' };
    text.chars().map(|c| if c.is_ascii_digit() { char::from(turn(c as u8)) } else { c }).collect()
}

/// The same as articles.
#[allow(dead_code, reason = "not every bench starts here")]
pub(crate) fn articles() -> Vec<Article> {
    texts().into_iter().map(Article::from_text).collect()
}

/// The same as a dump: one JSON object per line.
#[allow(dead_code, reason = "not every bench starts here")]
pub(crate) fn dump() -> Vec<u8> {
    let mut dump = Vec::new();
    for (number, text) in texts().iter().enumerate() {
        let record = serde_json::json!({ "id": number.to_string(), "text": text });
        dump.extend_from_slice(record.to_string().as_bytes());
        dump.push(b'\n');
    }
    dump
}

/// Bytes of all texts together: what every figure in MB/s counts.
#[allow(dead_code, reason = "not every bench counts bytes")]
pub(crate) fn size(texts: &[String]) -> u64 {
    texts.iter().map(|text| text.len() as u64).sum()
}

/// Fails where a bench does not find what it found when it was written, give or take what better rules change.
#[allow(dead_code, reason = "not every bench counts")]
pub(crate) fn expect_about(what: &str, found: usize, expected: usize) {
    assert!(
        found.abs_diff(expected) * 20 <= expected,
        "{what}: {found}, not about {expected}: nothing to compare with"
    );
}
