//! The text floor: the cut into tokens, and the whole document with paragraphs, sentences and quotation marks.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use factmill::rule::RuleSet;
use factmill::text::{Document, tokenize};

const TOKENS: usize = 88_200;
const SENTENCES: usize = 4600;

fn text(criterion: &mut Criterion) {
    let rules = RuleSet::built_in().expect("the built-in rules");
    let (texts, articles) = (common::texts(), common::articles());
    let mut group = criterion.benchmark_group("text");
    group.throughput(Throughput::Bytes(common::size(&texts)));

    let mut tokens = Vec::new();
    let mut cut = || {
        let mut count = 0;
        for text in &texts {
            tokenize(text, &mut tokens);
            count += tokens.len();
        }
        count
    };
    common::expect_about("tokens", cut(), TOKENS);
    group.bench_function("tokenize", |bencher| bencher.iter(&mut cut));

    let sentences = || articles.iter().map(|a| Document::new(a, rules.conventions()).sentences.len()).sum::<usize>();
    common::expect_about("sentences", sentences(), SENTENCES);
    group.bench_function("document", |bencher| bencher.iter(sentences));
    group.finish();
}

criterion_group!(benches, text);
criterion_main!(benches);
