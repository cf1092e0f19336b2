//! Reading: from whatever holds articles to [`Article`] values.
//!
//! ```text
//! names ──expand──> streams ──compress──> plain bytes ──sniff──> Format ──> Source (cuts records) ──> Decode (to articles)
//!                   └────────────────────── one thread ──────────────────────────────────────┘    └─ many threads ─┘
//! ```
//!
//! The work is split where the speed lies. A [`Source`] only finds where one record ends and the next begins, which runs
//! at the speed of memory, and puts whole records into a [`Batch`]. A [`Decode`] turns the bytes of one record into
//! articles; it holds no state, so the records of a batch are decoded on as many threads as there are. Memory is bounded
//! by the batch budget plus one record, never by the size of the input.
//!
//! A new format is one [`Format`] value: add it to the table in `sniff.rs`, or hand it in through
//! [`ReadOptions::formats`]. Nothing else changes.
//!
//! Trouble never ends a run: a record that cannot be cut or decoded, and an input that cannot be read on, take their place
//! in the batch as failures and come out of [`Batch::decode`] as errors that name the place and the cause.
//!
//! This module does not look into the text: datelines, bylines within the text and line-level boilerplate belong to the
//! text floor.
//!
//! # Example
//!
//! ```
//! use factmill::read::{self, ReadOptions};
//!
//! let dump = r#"{"title": "Profit up", "body": "It rose 5%."}"#;
//! let mut inputs = read::open(&["-".to_owned()], &ReadOptions::default())?.with_stdin(dump.as_bytes());
//! let mut articles = Vec::new();
//! while let Some(batch) = inputs.next_batch(1 << 20) {
//!     for index in 0..batch.len() {
//!         batch.decode(index, &mut articles);
//!     }
//! }
//! assert_eq!(articles.remove(0)?.text, "Profit up\n\nIt rose 5%.");
//! # Ok::<(), factmill::error::Error>(())
//! ```

mod batch;
mod compress;
mod dates;
mod document;
mod encoding;
mod expand;
mod fields;
mod html;
mod inputs;
mod jsonl;
mod sniff;
#[cfg(test)]
mod tests;
mod text;

pub use batch::{Batch, Failure, Record};
pub use compress::Compression;
pub use fields::{FieldMap, Role};
pub use inputs::{Inputs, open};

use std::io::BufRead;
use std::path::PathBuf;
use std::sync::Arc;

use crate::article::{Article, Location};
use crate::error::Result;

/// The largest value that [`ReadOptions::max_record_bytes`] takes effect with: 1 GiB. Decoding makes a text at most three
/// times longer, so every text stays below the 4 GiB that spans can count.
pub const MAX_RECORD_BYTES: usize = 1 << 30;

/// How inputs are read.
#[derive(Clone)]
pub struct ReadOptions {
    /// Which field of a structured record plays which role.
    pub fields: FieldMap,
    /// The longest record (one JSON line, one text or HTML file), in bytes after decompression. A longer one is skipped
    /// without being held in memory, and reported. 64 MiB by default, at most [`MAX_RECORD_BYTES`].
    pub max_record_bytes: usize,
    /// Formats beside those that are built in; they are asked first.
    pub formats: Vec<Arc<dyn Format>>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { fields: FieldMap::default(), max_record_bytes: 64 << 20, formats: Vec::new() }
    }
}

impl std::fmt::Debug for ReadOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let formats: Vec<&str> = self.formats.iter().map(|format| format.name()).collect();
        f.debug_struct("ReadOptions")
            .field("fields", &self.fields)
            .field("max_record_bytes", &self.max_record_bytes)
            .field("formats", &formats)
            .finish()
    }
}

/// How well a format fits an input; the best fit wins, the first in the table among equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Not this format.
    No,
    /// Taken if nothing else fits.
    Fallback,
    /// The name says so and the content does not contradict.
    Name,
    /// The content says so.
    Content,
}

/// What a format may look at to recognise itself.
#[derive(Debug, Clone, Copy)]
pub struct Probe<'a> {
    /// The first bytes after decompression: 4 KiB, or all of a shorter input.
    pub head: &'a [u8],
    /// The name of the input without the ending of its compression (`news.jsonl` for `news.jsonl.gz`); `-` for standard
    /// input.
    pub name: &'a str,
}

/// One input, opened and decompressed.
pub struct Stream {
    /// The input as named in messages and in [`Location::uri`].
    pub uri: Arc<str>,
    /// The file, for formats that must seek; `None` for standard input.
    pub path: Option<PathBuf>,
    /// How the bytes were compressed.
    pub compression: Compression,
    /// The decompressed bytes from the start.
    pub bytes: Box<dyn BufRead + Send>,
}

/// A kind of input: recognises itself, and opens a stream as a source of records and the decoder for them.
pub trait Format: Send + Sync {
    /// The name in messages, such as `JSON lines`.
    fn name(&self) -> &'static str;

    /// How well the input fits.
    fn fit(&self, probe: &Probe<'_>) -> Fit;

    /// Opens an input of this format.
    ///
    /// Inputs for which the same decoder (the same `Arc`) is returned share batches, so a folder of many small files is
    /// still decoded by many threads.
    ///
    /// # Errors
    ///
    /// When the input as a whole cannot be read this way. The message need not name the input.
    fn open(&self, stream: Stream) -> Result<(Box<dyn Source>, Arc<dyn Decode>)>;
}

/// Cuts one input into records, in order, on one thread.
pub trait Source: Send {
    /// Appends whole records to `batch` until it is full ([`Batch::is_full`]) or the input ends. A broken record is
    /// appended as a failure ([`Batch::push_failure`]). When `batch` is not full on entry, a source that is not at its end
    /// appends at least one record.
    ///
    /// # Errors
    ///
    /// When the input cannot be read further. Records appended before count; the source is not asked again. The message
    /// need not name the input.
    fn fill(&mut self, batch: &mut Batch) -> Result<Filled>;
}

/// Whether a source has more records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// The batch is full; ask again with the next.
    More,
    /// The input is read to its end.
    End,
}

/// Turns the bytes of one record into articles: usually one, but a record may hold several.
pub trait Decode: Send + Sync {
    /// Appends to `out` what the record at `location` holds. An error is about this record only and need not name the
    /// place: [`Batch::decode`] puts it in front.
    fn decode(&self, location: &Location, bytes: &[u8], out: &mut Vec<Result<Article>>);
}
