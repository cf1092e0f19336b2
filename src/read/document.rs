//! Files that are one article each: plain text and HTML.
//!
//! Both are one format to the driver, so that a folder which mixes them still fills whole batches. Which of the two a file
//! is shows its content, in the decoder, after its characters are known. What a text or a page is made of is left to
//! `text.rs` and `html`.

use std::io::Read;
use std::sync::Arc;

use super::{Batch, Compression, Decode, Filled, Fit, Format, Probe, ReadOptions, Source, Stream};
use super::{compress, encoding, html, text};
use crate::article::{Article, Location};
use crate::error::{Error, ErrorKind, Result};

/// How much of a file is searched for the tags of a page.
const HEAD: usize = 4096;

/// Text and HTML files.
pub(super) struct Documents {
    max_record_bytes: usize,
    decoder: Arc<dyn Decode>,
}

impl Documents {
    pub(super) fn new(options: &ReadOptions) -> Self {
        Self { max_record_bytes: options.max_record_bytes.min(super::MAX_RECORD_BYTES), decoder: Arc::new(Document) }
    }
}

impl Format for Documents {
    fn name(&self) -> &'static str {
        "text and HTML files"
    }

    fn fit(&self, probe: &Probe<'_>) -> Fit {
        let decoded = encoding::decode(probe.head, None);
        if decoded.text.contains('\0') && binary(&decoded.text) {
            return Fit::No;
        }
        match html::looks_like(&decoded.text) {
            true => Fit::Content,
            // As a text it would give facts from between its tags.
            false if html::is_other_markup(&decoded.text) => Fit::No,
            false => Fit::Fallback,
        }
    }

    fn open(&self, stream: Stream) -> Result<(Box<dyn Source>, Arc<dyn Decode>)> {
        Ok((Box::new(Whole { stream, limit: self.max_record_bytes }), Arc::clone(&self.decoder)))
    }
}

/// A text may hold a few stray control characters; one character in ten is no text.
fn binary(text: &str) -> bool {
    let control = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\x0c');
    text.chars().filter(control).count() * 10 > text.chars().count()
}

/// A source of one record: the whole stream.
struct Whole {
    stream: Stream,
    limit: usize,
}

impl Source for Whole {
    fn fill(&mut self, batch: &mut Batch) -> Result<Filled> {
        let start = batch.buffer().len();
        let outcome = (&mut self.stream.bytes).take(self.limit as u64 + 1).read_to_end(batch.buffer());
        let end = batch.buffer().len();
        let location = Location { uri: Arc::clone(&self.stream.uri), record: 1, offset: 0 };
        let refused = match outcome {
            Err(error) => Some(self.stream.compression.read_error(error, (end - start) as u64)),
            Ok(0) => Some(Error::new(ErrorKind::Input, "the file is empty")),
            Ok(n) if n > self.limit => {
                let unpacked = if self.stream.compression == Compression::Plain { "" } else { " decompressed" };
                let limit = self.limit;
                Some(Error::new(
                    ErrorKind::Input,
                    format!("has more than the {limit}{unpacked} bytes allowed for a record"),
                ))
            }
            Ok(_) => None,
        };
        match refused {
            Some(error) => {
                batch.buffer().truncate(start);
                Err(error)
            }
            None => {
                batch.push_range(location, start..end);
                Ok(Filled::End)
            }
        }
    }
}

/// Decodes a file to its characters and hands it to the reader of its kind.
struct Document;

impl Decode for Document {
    fn decode(&self, location: &Location, bytes: &[u8], out: &mut Vec<Result<Article>>) {
        // The tags of a page are ASCII in every encoding but UTF-16, which is told by its mark or its zeros.
        let decoded = encoding::decode(bytes, html::declared_encoding(bytes));
        let mut warnings: Vec<String> = decoded.warning.into_iter().collect();
        let content = encoding::without_nul(decoded.text, &mut warnings);
        let article = if is_page(&content, &location.uri) { html::article(&content) } else { text::article(content) };
        out.push(article.map(|mut article| {
            warnings.append(&mut article.warnings);
            Article { location: location.clone(), encoding: decoded.encoding, warnings, ..article }
        }));
    }
}

/// The content decides; a name that says HTML turns the scale where something stands before the first tag.
fn is_page(content: &str, uri: &str) -> bool {
    let mut end = content.len().min(HEAD);
    while !content.is_char_boundary(end) {
        end -= 1;
    }
    let head = &content[..end];
    let name = compress::bare_name(uri).to_ascii_lowercase();
    let named = [".html", ".htm", ".xhtml"].iter().any(|ending| name.ends_with(ending));
    html::looks_like(head) || (named && head.match_indices('<').any(|(at, _)| html::looks_like(&head[at..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_turns_the_scale_only() {
        let junk = "HTTP/1.1 200 OK\n\n<html><p>It rose.";
        assert!(is_page(junk, "a.html.gz") && !is_page(junk, "a.txt"));
        assert!(!is_page("Shares fell by < 5%", "a.html"));
        assert!(is_page("<!doctype html><p>x", "a.txt"));
    }
}
