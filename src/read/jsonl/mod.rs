//! JSON lines: one object per line, as most dumps have it.
//!
//! `cut.rs` finds the lines, `decode.rs` reads one of them, `value.rs` says what a field may look like, `repair.rs` deals
//! with lines that are nearly JSON. What the fields are called is in `fields.rs` of the floor.

mod cut;
mod decode;
mod repair;
mod value;

use std::io::{BufRead, BufReader};
use std::sync::Arc;

use super::compress::peek;
use super::encoding::{Utf8Stream, utf16_mark};
use super::{Decode, Fit, Format, Probe, ReadOptions, Source, Stream, sniff};
use crate::error::{Error, ErrorKind, Result};

/// File name endings of JSON lines. `.json` is among them, as many dumps carry it wrongly.
const ENDINGS: &[&str] = &[".jsonl", ".ndjson", ".jsonlines", ".json", ".jl"];

/// The format: recognises JSON, opens it as lines.
pub(super) struct JsonLines {
    max_record_bytes: usize,
    decoder: Arc<dyn Decode>,
    /// For streams that were converted from UTF-16, little- and big-endian.
    converted: [Arc<dyn Decode>; 2],
}

impl JsonLines {
    pub(super) fn new(options: &ReadOptions) -> Self {
        let fields = Arc::new(options.fields.clone());
        let decoder = |encoding: Option<&'static str>| -> Arc<dyn Decode> {
            Arc::new(decode::Decoder::new(Arc::clone(&fields), encoding))
        };
        Self {
            max_record_bytes: options.max_record_bytes.min(super::MAX_RECORD_BYTES),
            decoder: decoder(None),
            converted: [decoder(Some("utf-16le (byte order mark)")), decoder(Some("utf-16be (byte order mark)"))],
        }
    }
}

impl Format for JsonLines {
    fn name(&self) -> &'static str {
        "JSON lines"
    }

    fn fit(&self, probe: &Probe<'_>) -> Fit {
        let squeezed: Vec<u8>;
        let head = if utf16_mark(probe.head).is_some() {
            squeezed = probe.head.iter().skip(2).copied().filter(|&byte| byte != 0).collect();
            &squeezed
        } else {
            without_mark(probe.head)
        };
        let mut signs = head.iter().filter(|byte| !byte.is_ascii_whitespace());
        match (signs.next(), signs.next()) {
            (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{')) => Fit::Content,
            _ if ENDINGS.iter().any(|ending| ends_with(probe.name, ending)) => Fit::Name,
            _ => Fit::No,
        }
    }

    fn open(&self, stream: Stream) -> Result<(Box<dyn Source>, Arc<dyn Decode>)> {
        let Stream { uri, compression, bytes, .. } = stream;
        let (head, bytes) = peek(bytes, 4);
        let (bytes, decoder): (Box<dyn BufRead + Send>, _) = match utf16_mark(&head) {
            None => (bytes, &self.decoder),
            Some(encoding) => {
                let big = usize::from(encoding == encoding_rs::UTF_16BE);
                (Box::new(BufReader::new(Utf8Stream::new(bytes, encoding))), &self.converted[big])
            }
        };
        let (head, bytes) = peek(bytes, sniff::HEAD);
        check(&head)?;
        let lines = cut::Lines::new(uri, compression, bytes, self.max_record_bytes);
        Ok((Box::new(lines), Arc::clone(decoder)))
    }
}

fn without_mark(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head)
}

fn ends_with(name: &str, ending: &str) -> bool {
    name.len()
        .checked_sub(ending.len())
        .and_then(|at| name.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

/// Refuses JSON that is not one object per line, which would otherwise give an error for every line.
fn check(head: &[u8]) -> Result<()> {
    let head = without_mark(head).trim_ascii_start();
    let first = head.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    let refuse = |what: &str, filter: &str| {
        let hint = format!("`jq -c '{filter}'` writes it as one object per line");
        Err(Error::new(
            ErrorKind::Input,
            format!("is {what}, but JSON lines are expected, one object per line; {hint}"),
        ))
    };
    let after = |open: &[u8]| head[open.len()..].trim_ascii_start().first().copied();
    if head.starts_with(b"[") && matches!(after(b"["), Some(b'{' | b'[' | b'"' | b']')) {
        return refuse("a JSON array", ".[]");
    }
    if first == b"{" && matches!(after(b"{"), Some(b'"')) {
        return refuse("JSON spread over several lines", ".");
    }
    Ok(())
}
