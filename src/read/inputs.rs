//! The driver: opens one input after the other and fills batches from them.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::compress::{bare_name, decompress, peek};
use super::expand::{Input, expand};
use super::{Batch, Decode, Filled, Format, Probe, ReadOptions, Source, Stream, sniff};
use crate::error::{Error, ErrorKind, Result};

/// The smallest batch budget, in bytes; a smaller one would cost more in hand-over than it saves in memory.
const MIN_BUDGET: usize = 64 << 10;

/// Prepares to read `inputs`: files, folders (all visible files below, by the bytes of their paths), patterns with
/// `*`, `?`, `[…]` and `**`, and `-` for standard input. Nothing is opened before its turn.
///
/// What is missing does not keep the rest from being read: it comes out of the first batch as failures of kind
/// [`ErrorKind::Input`].
///
/// # Errors
///
/// When nothing is left to read; the message names the first missing input.
pub fn open(inputs: &[String], options: &ReadOptions) -> Result<Inputs> {
    let (queue, problems) = expand(inputs);
    if queue.is_empty() {
        let first = problems.into_iter().next();
        return Err(first.unwrap_or_else(|| Error::new(ErrorKind::Usage, "no input is named")));
    }
    let total_bytes = queue.iter().map(|input| input.size).sum();
    Ok(Inputs {
        queue: queue.into(),
        problems,
        current: None,
        formats: sniff::formats(options),
        stdin: None,
        consumed: Arc::new(AtomicU64::new(0)),
        total_bytes,
        spare: None,
    })
}

/// Inputs being read, as batches of records.
pub struct Inputs {
    queue: VecDeque<Input>,
    problems: Vec<Error>,
    current: Option<Current>,
    formats: Vec<Arc<dyn Format>>,
    stdin: Option<Box<dyn Read + Send>>,
    consumed: Arc<AtomicU64>,
    total_bytes: Option<u64>,
    spare: Option<Batch>,
}

/// The input that is being cut.
struct Current {
    uri: Arc<str>,
    source: Box<dyn Source>,
    decoder: Arc<dyn Decode>,
}

impl Inputs {
    /// Reads `reader` where `-` is named, instead of the standard input of the process.
    #[must_use]
    pub fn with_stdin(mut self, reader: impl Read + Send + 'static) -> Self {
        self.stdin = Some(Box::new(reader));
        self
    }

    /// The size of all inputs as stored (compressed), in bytes; `None` if it is not known for each.
    #[must_use]
    pub fn total_bytes(&self) -> Option<u64> {
        self.total_bytes
    }

    /// How many bytes as stored (compressed) have been read so far; shared, so that another thread can watch it.
    #[must_use]
    pub fn consumed(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.consumed)
    }

    /// How many inputs have not been opened yet.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.queue.len()
    }

    /// Hands a batch that is done with back, so that its buffers are used for the next one.
    pub fn recycle(&mut self, batch: Batch) {
        self.spare = Some(batch);
    }

    /// The next records in input order: whole ones up to about `budget_bytes`, a single longer one if it must be; `None`
    /// at the end of all inputs. The batches depend on the inputs and the budget only.
    pub fn next_batch(&mut self, budget_bytes: usize) -> Option<Batch> {
        let mut batch = Batch::with_budget(budget_bytes.max(MIN_BUDGET), self.spare.take());
        for problem in self.problems.drain(..) {
            batch.push_input_failure("".into(), &problem);
        }
        while !batch.is_full() {
            // Standard input may stay silent for long: what was read before it does not wait for it.
            if self.current.is_none() && !batch.is_empty() && self.queue.front().is_some_and(|next| next.path.is_none())
            {
                break;
            }
            let Some(mut current) = self.current.take().or_else(|| self.advance(&mut batch)) else { break };
            if !batch.accept(&current.decoder) {
                self.current = Some(current);
                break;
            }
            match current.source.fill(&mut batch) {
                Ok(Filled::More) => self.current = Some(current),
                Ok(Filled::End) => {}
                Err(error) => {
                    let error = error.context(format_args!("reading {}", current.uri));
                    batch.push_input_failure(current.uri, &error);
                }
            }
        }
        batch.set_consumed(self.consumed.load(Ordering::Relaxed));
        (!batch.is_empty()).then_some(batch)
    }

    /// Opens the next input that can be opened; the others become failures in `batch`.
    fn advance(&mut self, batch: &mut Batch) -> Option<Current> {
        loop {
            let input = self.queue.pop_front()?;
            let uri = Arc::clone(&input.uri);
            match self.open_input(input) {
                Ok(current) => return Some(current),
                Err(error) => {
                    let error = error.context(format_args!("reading {uri}"));
                    batch.push_input_failure(uri, &error);
                    if batch.is_full() {
                        return None;
                    }
                }
            }
        }
    }

    fn open_input(&mut self, input: Input) -> Result<Current> {
        let raw: Box<dyn Read + Send> = match &input.path {
            Some(path) => {
                Box::new(File::open(path).map_err(|error| Error::caused(ErrorKind::Input, "opening", error))?)
            }
            None => self.stdin.take().unwrap_or_else(|| Box::new(io::stdin())),
        };
        let (compression, bytes) = decompress(Counted { inner: raw, count: Arc::clone(&self.consumed) })
            .map_err(|error| Error::caused(ErrorKind::Input, "decompressing", error))?;
        let (head, bytes) = peek(bytes, sniff::HEAD);
        let probe = Probe { head: &head, name: bare_name(&input.uri) };
        let format = sniff::choose(&self.formats, &probe)?;
        let stream = Stream { uri: Arc::clone(&input.uri), path: input.path, compression, bytes };
        let (source, decoder) = format.open(stream)?;
        Ok(Current { uri: input.uri, source, decoder })
    }
}

impl std::fmt::Debug for Inputs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inputs").field("remaining", &self.queue).field("total_bytes", &self.total_bytes).finish()
    }
}

/// Counts what is read through it.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.count.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
