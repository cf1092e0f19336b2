//! Which format an input has: the table of built-in formats, and the names of things that no format here reads.

use std::sync::Arc;

use super::{Fit, Format, Probe, ReadOptions, document, jsonl};
use crate::error::{Error, ErrorKind, Result};

/// How many decompressed bytes formats may look at.
pub(super) const HEAD: usize = 4096;

/// First bytes of widespread files that hold no text as they stand; naming them saves a user the guessing.
const FOREIGN: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "a PDF document"),
    (0, b"PK\x03\x04", "a ZIP archive (or a document of an office program)"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"ARROW1", "an Arrow file"),
    (0, b"Obj\x01", "an Avro file"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"BZh", "bzip2-compressed data"),
    (0, b"\xfd7zXZ\0", "xz-compressed data"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"\x04\x22\x4d\x18", "lz4-compressed data"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"WARC/", "a WARC archive"),
    (0, b"<?xml", "an XML document that is no web page"),
    (0, b"\xef\xbb\xbf<?xml", "an XML document that is no web page"),
    (0, b"<!DOCTYPE lewis", "an SGML document"),
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF8", "a GIF image"),
    (0, b"\x7fELF", "a program"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old office program"),
    (0, b"\x1f\x8b", "gzip data inside compressed data (compressed twice)"),
    (0, b"\x28\xb5\x2f\xfd", "zstd data inside compressed data (compressed twice)"),
];

/// All formats in the order in which they are asked: those of the caller, then the built-in ones.
pub(super) fn formats(options: &ReadOptions) -> Vec<Arc<dyn Format>> {
    let mut all = options.formats.clone();
    all.push(Arc::new(jsonl::JsonLines::new(options)));
    all.push(Arc::new(document::Documents::new(options)));
    all
}

/// The format that fits best.
///
/// # Errors
///
/// When none fits: names what the content looks like, and the formats that are read.
pub(super) fn choose<'f>(formats: &'f [Arc<dyn Format>], probe: &Probe<'_>) -> Result<&'f Arc<dyn Format>> {
    let mut best: Option<(&Arc<dyn Format>, Fit)> = None;
    for format in formats {
        let fit = format.fit(probe);
        if fit > best.map_or(Fit::No, |(_, fit)| fit) {
            best = Some((format, fit));
        }
    }
    let foreign =
        FOREIGN.iter().find(|(at, magic, _)| probe.head.get(*at..).is_some_and(|head| head.starts_with(magic)));
    match (best, foreign) {
        (Some((format, Fit::Content)), _) | (Some((format, _)), None) => Ok(format),
        (_, Some((_, _, what))) => Err(unreadable(formats, what)),
        (None, None) if probe.head.trim_ascii_start().starts_with(b"<") => {
            Err(unreadable(formats, "markup that is no web page"))
        }
        (None, None) => Err(unreadable(formats, "binary data")),
    }
}

fn unreadable(formats: &[Arc<dyn Format>], what: &str) -> Error {
    let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
    Error::new(ErrorKind::Input, format!("is {what}; what is read here: {}, plain or gzip or zstd", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(name: &str, head: &[u8]) -> String {
        let formats = formats(&ReadOptions::default());
        match choose(&formats, &Probe { head, name }) {
            Ok(format) => format.name().to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn content_decides_before_the_name() {
        assert_eq!(name_of("a.txt", b"{\"text\": 1}"), "JSON lines");
        assert_eq!(name_of("a.txt", b"\xef\xbb\xbf { \"text\": 1}"), "JSON lines");
        assert_eq!(name_of("a.jsonl", b"<!doctype html><p>x"), "text and HTML files");
        assert_eq!(name_of("a.jsonl", b"broken first record"), "JSON lines");
        assert_eq!(name_of("a", b"{braces} in a text"), "text and HTML files");
        assert_eq!(name_of("-", b"Shares rise\n\nBody"), "text and HTML files");
    }

    #[test]
    fn foreign_files_are_named() {
        assert!(
            name_of("a.txt", b"%PDF-1.7 ...").starts_with("is a PDF document; what is read here: JSON lines, text")
        );
        assert!(name_of("a.xml", b"<newsItem><text>x</text>").starts_with("is markup that is no web page; what"));
        assert!(name_of("a.jsonl", b"PK\x03\x04rest").contains("ZIP archive"));
    }
}
