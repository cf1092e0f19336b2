//! The whole way on one thread: a dump of JSON lines in memory becomes JSON lines of facts in memory.

mod common;

use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use factmill::extract::Engine;
use factmill::link::Extractor;
use factmill::read::{self, ReadOptions};
use factmill::rule::RuleSet;
use factmill::write::{Render, WriteOptions, jsonl::Jsonl};

/// Reads, extracts and renders; returns the number of mentions.
fn run(dump: &'static [u8], engine: &Extractor, out: &mut Vec<u8>) -> usize {
    let jsonl = Jsonl::new(WriteOptions::default());
    let mut inputs = read::open(&["-".to_owned()], &ReadOptions::default()).expect("an input").with_stdin(dump);
    let (mut mentions, mut articles) = (0, Vec::new());
    while let Some(batch) = inputs.next_batch(256 << 10) {
        for record in 0..batch.len() {
            batch.decode(record, &mut articles);
            for article in articles.drain(..) {
                let article = article.expect("an article");
                let facts = engine.extract(&article);
                mentions += facts.mentions.len();
                jsonl.render(&article, &facts, out);
            }
        }
    }
    mentions
}

fn pipeline(criterion: &mut Criterion) {
    let dump: &'static [u8] = common::dump().leak();
    let engine = Extractor::new(Engine::new(Arc::new(RuleSet::built_in().expect("the built-in rules"))));
    let mut out = Vec::new();
    common::expect_about("mentions", run(dump, &engine, &mut out), MENTIONS);
    let mut group = criterion.benchmark_group("pipeline");
    group.sample_size(20).throughput(Throughput::Bytes(common::size(&common::texts())));
    group.bench_function("jsonl to facts", |bencher| {
        bencher.iter(|| {
            out.clear();
            run(dump, &engine, &mut out)
        });
    });
    group.finish();
}

const MENTIONS: usize = 8200;

criterion_group!(benches, pipeline);
criterion_main!(benches);
