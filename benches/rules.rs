//! The rule floor: loading the built-in pack, looking words up, and each file's search for matches.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use factmill::rule::{MentionIndex, RuleSet};
use factmill::text::Document;

const PHRASES: usize = 5100;
const MATCHES: usize = 11_500;

fn rules(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rules");
    group.sample_size(20);
    group.bench_function("load", |bencher| bencher.iter(|| RuleSet::built_in().expect("the built-in rules")));

    let rules = RuleSet::built_in().expect("the built-in rules");
    let articles = common::articles();
    let documents: Vec<_> = articles.iter().map(|a| Document::new(a, rules.conventions())).collect();
    group.throughput(Throughput::Bytes(common::size(&common::texts())));

    let tag = || documents.iter().map(|document| rules.tag(document).hits.len()).sum::<usize>();
    common::expect_about("phrases", tag(), PHRASES);
    group.bench_function("tag", |bencher| bencher.iter(tag));

    // Without mentions: rules that begin with a role find nothing here, which the pipeline alone measures.
    let none = MentionIndex::default();
    let tagged: Vec<_> = documents.iter().map(|document| (document, rules.tag(document))).collect();
    let mut matches = 0;
    for file in rules.groups() {
        let find = || tagged.iter().map(|(d, tags)| file.find(&rules.view(d, tags, &none)).list.len()).sum::<usize>();
        matches += find();
        group.bench_function(format!("find {}", file.path), |bencher| bencher.iter(find));
    }
    common::expect_about("matches", matches, MATCHES);
    group.finish();
}

criterion_group!(benches, rules);
criterion_main!(benches);
