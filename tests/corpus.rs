//! The sample corpus is scored against its gold, and no figure falls below `corpus/floor.toml`.
//!
//! When a figure has risen, raise its floor in the same change; `factmill score corpus/gold/gold.jsonl facts.jsonl` prints all.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};

use factmill::error::Result;
use factmill::eval::{self, floor::Floor};
use factmill::extract::Engine;
use factmill::link::Extractor;
use factmill::pipeline::{self, Progress, Settings};
use factmill::read::{self, ReadOptions};
use factmill::rule::RuleSet;
use factmill::write::jsonl::Jsonl;
use factmill::write::{Sink, WriteOptions};

/// Keeps the output in memory.
#[derive(Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Sink for Kept {
    fn article(&mut self, bytes: &[u8]) -> Result<ControlFlow<()>> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(ControlFlow::Continue(()))
    }

    fn finish(&mut self, _: bool) -> Result<()> {
        Ok(())
    }
}

fn facts_of_the_sample() -> String {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let rules = RuleSet::built_in().unwrap_or_else(|problems| panic!("{} problems", problems.len()));
    let engine = Extractor::new(Engine::new(Arc::new(rules)));
    let inputs = read::open(&[corpus.join("sample").display().to_string()], &ReadOptions::default()).unwrap();
    let extract = |article: &_| engine.extract(article);
    let render = Jsonl::new(WriteOptions::default());
    let mut sink = Kept::default();
    let tally = pipeline::run(inputs, &Settings::new(&extract, &render), &mut sink, &mut Progress::silent()).unwrap();
    assert_eq!((tally.articles, tally.errors()), (25, 0));
    assert_eq!(tally.warnings.get("extraction-panic"), None);
    let bytes = std::mem::take(&mut *sink.0.lock().unwrap());
    String::from_utf8(bytes).unwrap()
}

#[test]
fn no_figure_falls_below_its_floor() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let read = |name: &str| std::fs::read_to_string(corpus.join(name)).unwrap();
    let gold = eval::gold::parse(&read("gold/gold.jsonl"), "corpus/gold/gold.jsonl").unwrap();
    let found = eval::found::parse(&facts_of_the_sample(), "found").unwrap();
    let score = eval::score(&gold, &found);
    assert!(score.missing.is_empty(), "articles without facts: {:?}", score.missing);
    let floor = Floor::parse(&read("floor.toml"), "corpus/floor.toml").unwrap();
    let below: Vec<String> = floor
        .below(&score)
        .iter()
        .map(|below| format!("{} is {:.3}, its floor {:.3}", below.figure, below.value.unwrap_or(0.0), below.floor))
        .collect();
    assert!(below.is_empty(), "{}", below.join("\n"));
}
