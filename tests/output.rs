//! The run: order, determinism, bounded memory, and what happens when something breaks.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use factmill::article::{Article, Location};
use factmill::error::{Error, ErrorKind, Result};
use factmill::fact::{ArticleFacts, Field, Kind, Mention, Provenance, RuleId, RuleNames, Value, Warning};
use factmill::pipeline::{Batch, End, Progress, Settings, Source, Stop, Tally, run};
use factmill::span::Span;
use factmill::write::output::{FileSink, StreamSink};
use factmill::write::{Sink, WriteOptions, jsonl::Jsonl};

/// Articles of different lengths, cut into batches of `budget` bytes.
struct Texts {
    texts: std::vec::IntoIter<String>,
    given: u64,
    /// Batches that exist now, and the most there ever were.
    alive: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

struct TextBatch {
    records: Vec<(Location, String)>,
    alive: Arc<AtomicUsize>,
}

impl Texts {
    fn new(count: usize) -> Self {
        let texts: Vec<String> = (0..count).map(|n| format!("Über {n}: {}", "fünf € ".repeat(n % 37))).collect();
        Self { texts: texts.into_iter(), given: 0, alive: Arc::default(), most: Arc::default() }
    }
}

impl Source for Texts {
    type Batch = TextBatch;

    fn next_batch(&mut self, budget: usize) -> Option<TextBatch> {
        let mut records = Vec::new();
        let mut bytes = 0;
        while bytes < budget
            && let Some(text) = self.texts.next()
        {
            self.given += 1;
            bytes += text.len();
            records.push((Location { uri: "texts".into(), record: self.given, offset: 0 }, text));
        }
        let alive = self.alive.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(alive, Ordering::SeqCst);
        let batch = TextBatch { records, alive: self.alive.clone() };
        (!batch.records.is_empty()).then_some(batch)
    }

    fn total(&self) -> Option<u64> {
        None
    }
}

impl Drop for TextBatch {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Batch for TextBatch {
    fn records(&self) -> usize {
        self.records.len()
    }

    fn bytes(&self) -> usize {
        self.records.iter().map(|record| record.1.len()).sum()
    }

    fn consumed(&self) -> u64 {
        0
    }

    fn location(&self, record: usize) -> &Location {
        &self.records[record].0
    }

    fn decode(&self, record: usize, out: &mut Vec<Result<Article>>) {
        let (location, text) = &self.records[record];
        match location.record {
            n if n % 50 == 13 => out.push(Err(Error::new(ErrorKind::Record, format!("{location}: broken")))),
            n if n % 50 == 14 => panic!("a fault in the decoder"),
            _ => out.push(Ok(Article { location: location.clone(), ..Article::from_text(text.as_str()) })),
        }
    }
}

/// One mention per article; a panic in some; slower for the first of each batch, so that batches overtake one another.
fn extract(article: &Article) -> ArticleFacts {
    if article.location.record % 40 == 1 {
        std::thread::sleep(Duration::from_micros(article.location.record * 37 % 900));
    }
    assert!(article.location.record % 50 != 15, "a fault in a rule");
    let value = Value::Fields(vec![Field { name: "length".into(), value: article.text.len().to_string().into() }]);
    let provenance = Provenance { rule: RuleId(0), sieve: None, confidence: 1.0 };
    let kind = Kind::User("word".into());
    ArticleFacts {
        mentions: vec![Mention { kind, span: Span::new(0, 5), value, provenance, in_quote: None }],
        warnings: vec![Warning { code: "test", message: String::new() }],
        rules: RuleNames::new(vec!["word".into()]),
        ..ArticleFacts::default()
    }
}

#[derive(Default)]
struct Collect {
    articles: Vec<Vec<u8>>,
    finished: Option<bool>,
}

impl Sink for Collect {
    fn article(&mut self, bytes: &[u8]) -> Result<ControlFlow<()>> {
        self.articles.push(bytes.to_vec());
        Ok(ControlFlow::Continue(()))
    }

    fn finish(&mut self, complete: bool) -> Result<()> {
        self.finished = Some(complete);
        Ok(())
    }
}

fn jsonl() -> Jsonl {
    Jsonl::new(WriteOptions { with_text: true, ..WriteOptions::default() })
}

fn collected(jobs: usize, batch_bytes: usize) -> (Collect, Tally) {
    let render = jsonl();
    let settings = Settings { jobs, batch_bytes, ..Settings::new(&extract, &render) };
    let mut sink = Collect::default();
    let tally = run(Texts::new(1000), &settings, &mut sink, &mut Progress::silent()).unwrap();
    (sink, tally)
}

#[test]
fn the_bytes_do_not_depend_on_threads_or_batches() {
    let (one, mut counts) = collected(1, 1000);
    counts.elapsed = Duration::ZERO;
    assert_eq!((one.articles.len(), one.finished), (960, Some(true)));
    for (jobs, batch_bytes) in [(2, 1000), (8, 1000), (16, 1), (3, 1_000_000)] {
        let (other, mut tally) = collected(jobs, batch_bytes);
        assert!(other.articles == one.articles, "{jobs} threads, batches of {batch_bytes}");
        tally.elapsed = Duration::ZERO;
        assert_eq!(tally, counts);
    }
}

#[test]
fn articles_leave_in_the_order_they_came_and_faults_are_told() {
    let (sink, tally) = collected(8, 300);
    let mut expected = (1..=1000).filter(|n| n % 50 != 13 && n % 50 != 14);
    for line in &sink.articles {
        let value: serde_json::Value = serde_json::from_slice(line).unwrap();
        let record = value["source"]["record"].as_u64().unwrap();
        assert_eq!(Some(record), expected.next());
        let panicked = record % 50 == 15;
        assert_eq!(value["mentions"].as_array().unwrap().is_empty(), panicked);
        if panicked {
            assert_eq!(value["warnings"][0]["code"], "extraction-panic");
            let message = value["warnings"][0]["message"].as_str().unwrap();
            assert!(message.starts_with("a fault in a rule (tests/output.rs:"), "{message}");
        }
    }
    assert_eq!(expected.next(), None);
    assert_eq!((tally.articles, tally.failed_records, tally.failed_inputs), (960, 40, 0));
    assert_eq!(tally.mentions, [("word".into(), 940)].into());
    assert_eq!(tally.warnings, [("extraction-panic".into(), 20), ("test".into(), 940)].into());
    assert_eq!(tally.end, End::Complete);
}

#[test]
fn few_batches_exist_at_once() {
    /// Writes so slowly that everything piles up before it.
    struct Slow;
    impl Sink for Slow {
        fn article(&mut self, _: &[u8]) -> Result<ControlFlow<()>> {
            std::thread::sleep(Duration::from_millis(1));
            Ok(ControlFlow::Continue(()))
        }
        fn finish(&mut self, _: bool) -> Result<()> {
            Ok(())
        }
    }
    let render = jsonl();
    let settings = Settings { jobs: 4, batch_bytes: 1, ..Settings::new(&extract, &render) };
    let source = Texts::new(200);
    let most = source.most.clone();
    run(source, &settings, &mut Slow, &mut Progress::silent()).unwrap();
    let most = most.load(Ordering::SeqCst);
    assert!(most <= settings.in_flight(), "{most} batches");
}

#[test]
fn a_stopped_run_writes_what_it_has_begun() {
    /// Asks for the stop when it sees the tenth article.
    struct Stopping(Stop, Vec<Vec<u8>>, Option<bool>);
    impl Sink for Stopping {
        fn article(&mut self, bytes: &[u8]) -> Result<ControlFlow<()>> {
            self.1.push(bytes.to_vec());
            if self.1.len() == 10 {
                self.0.ask();
            }
            Ok(ControlFlow::Continue(()))
        }
        fn finish(&mut self, complete: bool) -> Result<()> {
            self.2 = Some(complete);
            Ok(())
        }
    }
    let render = jsonl();
    let settings = Settings { jobs: 2, batch_bytes: 1, ..Settings::new(&extract, &render) };
    let mut sink = Stopping(settings.stop.clone(), Vec::new(), None);
    let tally = run(Texts::new(1000), &settings, &mut sink, &mut Progress::silent()).unwrap();
    assert_eq!((tally.end, sink.2), (End::Stopped, Some(false)));
    assert!((10..40).contains(&sink.1.len()), "{}", sink.1.len());
    assert_eq!(sink.1[..], collected(1, 1).0.articles[..sink.1.len()], "a whole beginning of the full output");
    assert!(tally.last.unwrap().record >= 10);
}

#[test]
fn a_reader_that_goes_away_ends_the_run() {
    #[derive(Clone)]
    struct Closing(Arc<Mutex<usize>>);
    impl Write for Closing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut taken = self.0.lock().unwrap();
            *taken += bytes.len();
            if *taken > 2000 { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(bytes.len()) }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let render = jsonl();
    let settings = Settings { jobs: 2, batch_bytes: 1, ..Settings::new(&extract, &render) };
    let mut sink = StreamSink::new(Closing(Arc::default()));
    let tally = run(Texts::new(1000), &settings, &mut sink, &mut Progress::silent()).unwrap();
    assert_eq!(tally.end, End::Closed);
    assert!(tally.articles < 20);
}

#[test]
fn a_full_disk_ends_the_run_with_an_error() {
    struct Full;
    impl Sink for Full {
        fn article(&mut self, _: &[u8]) -> Result<ControlFlow<()>> {
            Err(Error::new(ErrorKind::Output, "no space left"))
        }
        fn finish(&mut self, _: bool) -> Result<()> {
            unreachable!("a failed output is not finished")
        }
    }
    let render = jsonl();
    let settings = Settings { jobs: 2, batch_bytes: 1, ..Settings::new(&extract, &render) };
    let error = run(Texts::new(1000), &settings, &mut Full, &mut Progress::silent()).unwrap_err();
    assert_eq!(error.to_string(), "no space left");
}

#[test]
fn a_source_that_panics_is_an_input_that_failed() {
    struct Faulty(Texts);
    impl Source for Faulty {
        type Batch = TextBatch;
        fn next_batch(&mut self, budget: usize) -> Option<TextBatch> {
            assert!(self.0.given < 5, "a fault in the reader");
            self.0.next_batch(budget)
        }
        fn total(&self) -> Option<u64> {
            None
        }
    }
    let render = jsonl();
    let settings = Settings { jobs: 2, batch_bytes: 1, ..Settings::new(&extract, &render) };
    let mut sink = Collect::default();
    let tally = run(Faulty(Texts::new(1000)), &settings, &mut sink, &mut Progress::silent()).unwrap();
    assert_eq!((tally.articles, tally.failed_inputs, sink.articles.len()), (5, 1, 5));
}

#[test]
fn a_file_is_complete_or_partial() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("facts.jsonl");
    let render = jsonl();
    let settings = Settings { jobs: 2, ..Settings::new(&extract, &render) };
    let mut sink = FileSink::create(&path).unwrap();
    assert!(!path.exists() && dir.path().join("facts.jsonl.partial").exists());
    run(Texts::new(100), &settings, &mut sink, &mut Progress::silent()).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 96);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}
