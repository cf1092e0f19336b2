//! Cutting a stream into lines at the speed of memory.

use std::io::{BufRead, Read};
use std::sync::Arc;

use crate::article::Location;
use crate::error::{Error, ErrorKind, Result};
use crate::read::{Batch, Compression, Filled, Source};

/// How many bytes are read at once: enough to make the call cheap, little enough to stay in the cache while being cut.
const STEP: usize = 512 << 10;

/// A source of lines. Blank lines are no records and are not counted.
pub(super) struct Lines {
    uri: Arc<str>,
    compression: Compression,
    input: Box<dyn BufRead + Send>,
    /// The line that the last batch ended in, as far as it had been read.
    carry: Vec<u8>,
    /// Offset in the stream of the first byte of `carry`.
    offset: u64,
    /// The number of the record last cut.
    record: u64,
    limit: usize,
}

impl Lines {
    /// Cuts `input`; a line longer than `limit` bytes is skipped and reported.
    pub(super) fn new(uri: Arc<str>, compression: Compression, input: Box<dyn BufRead + Send>, limit: usize) -> Self {
        Self { uri, compression, input, carry: Vec::new(), offset: 0, record: 0, limit }
    }

    /// The location of the next record.
    fn next_at(&mut self, offset: u64) -> Location {
        self.record += 1;
        Location { uri: Arc::clone(&self.uri), record: self.record, offset }
    }

    /// Adds the line `start..end` of the buffer, which lies at `offset` in the stream.
    fn line(&mut self, batch: &mut Batch, start: usize, end: usize, offset: u64) {
        let bytes = &batch.bytes()[start..end];
        let mark = if offset == 0 && bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        if bytes[mark..].iter().all(u8::is_ascii_whitespace) {
            return;
        }
        let location = self.next_at(offset + mark as u64);
        if end - start > self.limit {
            self.too_long(batch, location, (end - start) as u64);
        } else {
            batch.push_range(location, start + mark..end);
        }
    }

    fn too_long(&self, batch: &mut Batch, location: Location, length: u64) {
        let message =
            format!("the line has {length} bytes, more than the {} allowed for a record; skipped", self.limit);
        batch.push_failure(location, &Error::new(ErrorKind::Record, message));
    }

    /// Reads to the end of the line without keeping it; the number of bytes passed, its newline included.
    fn skip_line(&mut self) -> std::io::Result<(u64, bool)> {
        let mut passed = 0;
        loop {
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let (used, found) = match memchr::memchr(b'\n', bytes) {
                Some(at) => (at + 1, true),
                None => (bytes.len(), false),
            };
            self.input.consume(used);
            passed += used as u64;
            if found || used == 0 {
                return Ok((passed, found));
            }
        }
    }
}

impl Source for Lines {
    fn fill(&mut self, batch: &mut Batch) -> Result<Filled> {
        let records = batch.len();
        // Where the line begins that is being read, in the buffer and in the stream.
        let mut start = batch.buffer().len();
        let mut offset = self.offset;
        batch.buffer().append(&mut self.carry);
        loop {
            let from = batch.bytes().len();
            let step = batch.room().clamp(4 << 10, STEP).max((from - start).min(STEP)) as u64;
            let outcome = (&mut self.input).take(step).read_to_end(batch.buffer());
            let end = batch.bytes().len();
            let mut search = from;
            while let Some(at) = memchr::memchr(b'\n', &batch.bytes()[search..end]) {
                search += at + 1;
                self.line(batch, start, search - 1, offset);
                offset += (search - start) as u64;
                start = search;
            }
            match outcome {
                Err(error) => {
                    // What was read of the last line is not a record; its bytes may be cut anywhere.
                    batch.buffer().truncate(start);
                    return Err(self.compression.read_error(error, offset + (end - start) as u64).context(
                        format_args!(
                            "after {} whole {}",
                            self.record,
                            if self.record == 1 { "record" } else { "records" }
                        ),
                    ));
                }
                Ok(0) => {
                    self.line(batch, start, end, offset);
                    if self.record == 0 {
                        return Err(Error::new(
                            ErrorKind::Input,
                            "holds no record: nothing but blank lines or nothing",
                        ));
                    }
                    return Ok(Filled::End);
                }
                Ok(_) => {}
            }
            if end - start > self.limit {
                batch.buffer().truncate(start);
                let location = self.next_at(offset);
                let read = (end - start) as u64;
                let (passed, found) =
                    self.skip_line().map_err(|error| self.compression.read_error(error, offset + read))?;
                self.too_long(batch, location, read + passed - u64::from(found));
                offset += read + passed;
            }
            if batch.len() > records && batch.is_full() {
                self.carry.extend_from_slice(&batch.bytes()[start..]);
                self.offset = offset;
                batch.buffer().truncate(start);
                return Ok(Filled::More);
            }
        }
    }
}
