//! The batch: whole records cut from one or several inputs, ready to be decoded in parallel.

use std::ops::Range;
use std::sync::Arc;

use super::Decode;
use crate::article::{Article, Location};
use crate::error::{Error, ErrorKind, Result};

/// What one record costs beside its bytes; bounds the number of records in a batch of very short ones.
const RECORD_COST: usize = size_of::<Record>();

/// A record that has been cut out of an input, or why it could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where the record was found.
    pub location: Location,
    /// The bytes of the record inside the batch, or the failure that stands in its place.
    pub content: Result<Range<usize>, Failure>,
}

/// Why a record or an input could not be read: an [`Error`] in a form that a shared batch can hand out repeatedly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// [`ErrorKind::Record`] for one broken record, [`ErrorKind::Input`] when the rest of the input is lost.
    pub kind: ErrorKind,
    /// What went wrong and where, complete with the name of the input.
    pub message: String,
}

/// Records in input order, with their bytes in one buffer.
#[derive(Default)]
pub struct Batch {
    bytes: Vec<u8>,
    records: Vec<Record>,
    decoder: Option<Arc<dyn Decode>>,
    /// Whether a record that needs the decoder is in the batch.
    bound: bool,
    budget: usize,
    consumed: u64,
}

impl Batch {
    /// An empty batch that counts as full at `budget` bytes; the buffers of `spare` are used again.
    pub(super) fn with_budget(budget: usize, spare: Option<Self>) -> Self {
        let mut batch = Self { budget, ..spare.unwrap_or_default() };
        batch.bytes.clear();
        batch.records.clear();
        batch.decoder = None;
        batch.bound = false;
        batch
    }

    /// The number of records, failures included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether the batch holds no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records in input order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The bytes of all records; [`Record::content`] counts in them.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many bytes of all inputs, as stored (compressed), had been read when this batch was complete.
    #[must_use]
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Whether the batch has reached its budget, so that a source must stop.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.room() == 0
    }

    /// How many bytes may still be added before the batch is full.
    #[must_use]
    pub fn room(&self) -> usize {
        self.budget.saturating_sub(self.bytes.len() + self.records.len() * RECORD_COST)
    }

    /// Decodes the record at `index` and appends its articles, or the error in its place, to `out`.
    ///
    /// Errors name the input, the record and its byte offset. An `index` beyond the end appends nothing.
    pub fn decode(&self, index: usize, out: &mut Vec<Result<Article>>) {
        let Some(record) = self.records.get(index) else { return };
        match &record.content {
            Err(failure) => out.push(Err(Error::new(failure.kind, failure.message.clone()))),
            Ok(range) => {
                let (Some(decoder), Some(bytes)) = (&self.decoder, self.bytes.get(range.clone())) else { return };
                let first = out.len();
                decoder.decode(&record.location, bytes, out);
                for result in out.iter_mut().skip(first) {
                    if let Err(error) = result {
                        let bare = std::mem::replace(error, Error::new(ErrorKind::Record, ""));
                        *error = bare.context(&record.location);
                    }
                }
            }
        }
    }

    /// Appends bytes as one record. For sources.
    pub fn push(&mut self, location: Location, bytes: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.push_range(location, start..self.bytes.len());
    }

    /// Appends as a record what already lies in the buffer. For sources that read into [`Batch::buffer`].
    pub fn push_range(&mut self, location: Location, range: Range<usize>) {
        self.bound = true;
        self.records.push(Record { location, content: Ok(range) });
    }

    /// Appends a record that is broken. For sources.
    pub fn push_failure(&mut self, location: Location, error: &Error) {
        let failure = Failure { kind: error.kind(), message: format!("{location}: {error}") };
        self.records.push(Record { location, content: Err(failure) });
    }

    /// The buffer, for sources that read straight into it: they may append, and cut off what they have appended in the same
    /// call, but must leave alone what was there before.
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Appends a failure that concerns an input as a whole.
    pub(super) fn push_input_failure(&mut self, uri: Arc<str>, error: &Error) {
        let failure = Failure { kind: ErrorKind::Input, message: error.to_string() };
        self.records.push(Record { location: Location { uri, ..Location::default() }, content: Err(failure) });
    }

    /// Takes `decoder` for the records to come; `false` if the batch already holds records of another one.
    pub(super) fn accept(&mut self, decoder: &Arc<dyn Decode>) -> bool {
        match &self.decoder {
            Some(own) if self.bound => Arc::ptr_eq(own, decoder),
            _ => {
                self.decoder = Some(Arc::clone(decoder));
                true
            }
        }
    }

    pub(super) fn set_consumed(&mut self, consumed: u64) {
        self.consumed = consumed;
    }
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").field("bytes", &self.bytes.len()).field("records", &self.records.len()).finish()
    }
}
