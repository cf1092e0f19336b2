//! Reading, working and writing at the same time, within bounded memory and in input order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::time::{Duration, Instant};

use super::guard::guard;
use super::{End, Progress, Stop, Tally};
use crate::article::{Article, Location};
use crate::error::{Error, ErrorKind, Result};
use crate::fact::{ArticleFacts, Warning};
use crate::write::{Render, Sink};

/// A number of raw records, read but not yet decoded.
pub trait Batch: Send {
    /// Number of records.
    fn records(&self) -> usize;

    /// Size of the records in bytes.
    fn bytes(&self) -> usize;

    /// Bytes taken from the inputs, compressed where they are, when this batch was complete; for the progress line.
    fn consumed(&self) -> u64;

    /// Where a record was found.
    fn location(&self, record: usize) -> &Location;

    /// Decodes a record, which may hold several articles or none, and appends them to `out`.
    fn decode(&self, record: usize, out: &mut Vec<Result<Article>>);
}

/// Gives batches of records, one after the other.
pub trait Source: Send {
    /// Its batches.
    type Batch: Batch;

    /// The next records, about `budget` bytes of them; `None` at the end. What cannot be read is a record of the batch
    /// that decodes to an error.
    fn next_batch(&mut self, budget: usize) -> Option<Self::Batch>;

    /// Bytes of all inputs together, if that is known.
    fn total(&self) -> Option<u64>;
}

/// What a run needs besides its source and its sink.
pub struct Settings<'a> {
    /// Finds the facts of an article.
    pub extract: &'a (dyn Fn(&Article) -> ArticleFacts + Sync),
    /// Turns them into bytes.
    pub render: &'a dyn Render,
    /// Number of worker threads; 0 means one per core.
    pub jobs: usize,
    /// Bytes of records in one batch.
    pub batch_bytes: usize,
    /// Asks the run to stop early.
    pub stop: Stop,
}

impl<'a> Settings<'a> {
    /// Default bytes of a batch: large against the cost of handing it over, small enough that the last ones end together.
    pub const BATCH_BYTES: usize = 256 * 1024;

    /// One worker per core and batches of the default size.
    #[must_use]
    pub fn new(extract: &'a (dyn Fn(&Article) -> ArticleFacts + Sync), render: &'a dyn Render) -> Self {
        Self { extract, render, jobs: 0, batch_bytes: Self::BATCH_BYTES, stop: Stop::default() }
    }

    /// Batches that may exist at once: one in work and one waiting for each worker, one being read, one being written.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        2 * self.workers() + 2
    }

    fn workers(&self) -> usize {
        if self.jobs > 0 { self.jobs } else { std::thread::available_parallelism().map_or(1, usize::from) }
    }
}

/// Runs everything that `source` gives through the extraction, and writes it to `sink` in input order.
///
/// A record that cannot be read and an input that breaks are reported through `progress` and counted. A panic in an
/// article becomes its warning `extraction-panic`.
///
/// # Errors
/// When the output cannot be written, or threads cannot be started.
pub fn run<S: Source>(
    source: S,
    settings: &Settings<'_>,
    sink: &mut dyn Sink,
    progress: &mut Progress,
) -> Result<Tally> {
    let started = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.workers())
        .thread_name(|number| format!("worker {number}"))
        .build()
        .map_err(|e| Error::caused(ErrorKind::Usage, "starting the worker threads", e))?;
    progress.begin(source.total());

    let in_flight = settings.in_flight();
    let (permit, permits) = mpsc::sync_channel(in_flight);
    (0..in_flight).for_each(|_| permit.send(()).expect("the receiver is alive"));
    let (give, results) = mpsc::channel();
    let (halt, exhausted) = (AtomicBool::new(false), AtomicBool::new(false));

    let written = std::thread::scope(|threads| {
        let (halt, exhausted, pool) = (&halt, &exhausted, &pool);
        threads.spawn(move || {
            let ended = read(source, settings, pool, &permits, give, halt);
            exhausted.store(ended, Ordering::SeqCst);
        });
        let written = write(&results, &permit, sink, progress);
        // After a failure the reader may be waiting for a permit, which never comes once `permit` is gone.
        halt.store(true, Ordering::SeqCst);
        drop((permit, results));
        written
    });

    let mut tally = written?;
    if tally.end == End::Complete && !exhausted.load(Ordering::SeqCst) {
        tally.end = End::Stopped;
    }
    sink.finish(tally.end == End::Complete)?;
    tally.elapsed = started.elapsed();
    Ok(tally)
}

/// A batch with its articles extracted and rendered.
#[derive(Default)]
struct Worked {
    rendered: Vec<u8>,
    /// End of each article in `rendered`.
    ends: Vec<usize>,
    errors: Vec<Error>,
    tally: Tally,
    consumed: u64,
}

/// Reads until the source ends (true) or the run is to stop (false). Returns when all workers are done.
fn read<S: Source>(
    mut source: S,
    settings: &Settings<'_>,
    pool: &rayon::ThreadPool,
    permits: &Receiver<()>,
    give: Sender<(u64, Worked)>,
    halt: &AtomicBool,
) -> bool {
    pool.in_place_scope(|workers| {
        for number in 0.. {
            if permits.recv().is_err() || halt.load(Ordering::SeqCst) || settings.stop.asked() {
                break;
            }
            let give = give.clone();
            // Sending fails only when writing has failed; the writer has the error then.
            match guard(|| source.next_batch(settings.batch_bytes)) {
                Ok(Some(batch)) => workers.spawn(move |_| drop(give.send((number, work(&batch, settings))))),
                Ok(None) => return true,
                // A source that has panicked is in no state to be asked again.
                Err(panic) => {
                    let mut worked = Worked::default();
                    worked.error(Error::new(ErrorKind::Input, format!("reading: panicked: {panic}")));
                    drop(give.send((number, worked)));
                    return true;
                }
            }
        }
        false
    })
}

/// Takes the results in the order of their numbers and gives them to the sink.
fn write(
    results: &Receiver<(u64, Worked)>,
    permit: &SyncSender<()>,
    sink: &mut dyn Sink,
    progress: &mut Progress,
) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut early = BTreeMap::new();
    let mut next = 0;
    loop {
        match results.recv_timeout(Duration::from_millis(500)) {
            Ok((number, worked)) => {
                early.insert(number, worked);
            }
            Err(RecvTimeoutError::Timeout) => progress.tick(&tally),
            Err(RecvTimeoutError::Disconnected) => return Ok(tally),
        }
        while let Some(worked) = early.remove(&next) {
            next += 1;
            for error in &worked.errors {
                progress.warn(error);
            }
            let flow = append(&worked, sink)?;
            tally.add(worked.tally);
            if flow.is_break() {
                tally.end = End::Closed;
                return Ok(tally);
            }
            progress.update(&tally, worked.consumed);
            // The reader may have ended already.
            let _ = permit.send(());
        }
    }
}

fn append(worked: &Worked, sink: &mut dyn Sink) -> Result<ControlFlow<()>> {
    let mut start = 0;
    for &end in &worked.ends {
        if sink.article(&worked.rendered[start..end])?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        start = end;
    }
    sink.flush()
}

/// Decodes, extracts and renders one batch, on a worker.
fn work<B: Batch>(batch: &B, settings: &Settings<'_>) -> Worked {
    let mut worked = Worked::default();
    let mut decoded = Vec::new();
    for record in 0..batch.records() {
        if let Err(panic) = guard(|| batch.decode(record, &mut decoded)) {
            let message = format!("{}: decoding panicked: {panic}", batch.location(record));
            decoded.push(Err(Error::new(ErrorKind::Record, message)));
        }
        for article in decoded.drain(..) {
            match article {
                Ok(article) => worked.article(&article, settings),
                Err(error) => worked.error(error),
            }
        }
    }
    worked.consumed = batch.consumed();
    worked.tally.bytes_in = batch.bytes() as u64;
    worked.tally.bytes_out = worked.rendered.len() as u64;
    worked.tally.last = batch.records().checked_sub(1).map(|last| batch.location(last).clone());
    worked
}

impl Worked {
    fn error(&mut self, error: Error) {
        self.tally.error(&error);
        self.errors.push(error);
    }

    fn article(&mut self, article: &Article, settings: &Settings<'_>) {
        let before = self.rendered.len();
        let found = guard(|| {
            let facts = (settings.extract)(article);
            settings.render.render(article, &facts, &mut self.rendered);
            facts
        });
        let found = found.or_else(|panic| {
            self.rendered.truncate(before);
            let warnings = vec![Warning { code: "extraction-panic", message: panic }];
            let facts = ArticleFacts { warnings, ..ArticleFacts::default() };
            guard(|| settings.render.render(article, &facts, &mut self.rendered)).map(|()| facts)
        });
        match found {
            Ok(facts) => {
                self.tally.article(article, &facts);
                self.ends.push(self.rendered.len());
            }
            Err(panic) => {
                self.rendered.truncate(before);
                let message = format!("{}: writing panicked: {panic}", article.location);
                self.error(Error::new(ErrorKind::Record, message));
            }
        }
    }
}
