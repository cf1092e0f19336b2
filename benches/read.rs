//! Reading JSON lines: the cut into records, and the cut with decoding to articles.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use factmill::read::{self, ReadOptions};

/// Records of the dump, and the articles decoded from them if that is wanted.
fn run(dump: &'static [u8], decode: bool) -> (usize, usize) {
    let mut inputs = read::open(&["-".to_owned()], &ReadOptions::default()).expect("an input").with_stdin(dump);
    let (mut records, mut articles, mut decoded) = (0, 0, Vec::new());
    while let Some(batch) = inputs.next_batch(256 << 10) {
        records += batch.len();
        for record in 0..if decode { batch.len() } else { 0 } {
            batch.decode(record, &mut decoded);
            articles += decoded.drain(..).filter(Result::is_ok).count();
        }
    }
    (records, articles)
}

fn read(criterion: &mut Criterion) {
    let count = common::texts().len();
    let dump: &'static [u8] = common::dump().leak();
    assert_eq!(run(dump, true), (count, count));
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(dump.len() as u64));
    group.bench_function("cut", |bencher| bencher.iter(|| run(dump, false)));
    group.bench_function("cut and decode", |bencher| bencher.iter(|| run(dump, true)));
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
