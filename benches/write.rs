//! How fast facts become JSON lines. Measured because writing happens on every worker for every article: it must stay
//! far below the cost of extraction. The figure counts bytes of output. It flatters articles with few mentions, and says
//! nothing about the disk.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use factmill::article::Article;
use factmill::fact::{
    Approximation, ArticleFacts, Bounds, Currency, CurrencySource, Entity, EntityId, EntityKind, Kind, Mention, Money,
    MoneyForm, Provenance, RuleId, RuleNames, Value,
};
use factmill::span::{OffsetUnit, Span};
use factmill::write::{Render, WriteOptions, jsonl::Jsonl};

const PARAGRAPHS: usize = 40;

/// Forty paragraphs with one company and one amount each; `sign` makes the text ASCII or not.
fn article(sign: &str) -> (Article, ArticleFacts) {
    let paragraph =
        format!("Example Holdings said it would pay {sign}39.8 billion for the rest of it, \"all of it\".\n");
    let article = Article::from_parts(Some("Example pays"), &paragraph.repeat(PARAGRAPHS));
    let provenance = Provenance { rule: RuleId(0), sieve: None, confidence: 0.985 };
    let mention = |kind, span, value| Mention { kind, span, value, provenance, in_quote: None };
    let mut mentions = Vec::new();
    for number in 0..PARAGRAPHS {
        let start = article.body_start as usize + number * paragraph.len();
        let named = Value::Named { entity: EntityId(number as u32 % 10), role: None };
        mentions.push(mention(Kind::Company, Span::new(start, start + 16), named));
        let amount = start + paragraph.find(sign).expect("the sign stands in it");
        let money = Money {
            amount: Bounds::Exactly("39800000000.0".parse().expect("a decimal")),
            currency: Currency::Known(*b"EUR"),
            currency_source: CurrencySource::Explicit,
            approximation: Approximation::default(),
            per: None,
            form: MoneyForm::Figure,
            conversion_of: None,
            elliptical: false,
        };
        mentions.push(mention(Kind::Money, Span::new(amount, amount + sign.len() + 12), Value::Money(money)));
    }
    let entities = (0..10).map(|_| Entity::named(EntityKind::Company, "Example Holdings")).collect();
    let rules = RuleNames::new(vec!["money.sign-figure".into()]);
    (article, ArticleFacts { mentions, entities, rules, ..ArticleFacts::default() })
}

fn write(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("write");
    let plain = WriteOptions::default;
    for (name, sign, options) in [
        ("ascii", "$", plain()),
        ("non-ascii", "€", plain()),
        ("non-ascii, bytes", "€", WriteOptions { offsets: OffsetUnit::Byte, ..plain() }),
        ("non-ascii, with text", "€", WriteOptions { with_text: true, ..plain() }),
    ] {
        let (article, facts) = article(sign);
        let jsonl = Jsonl::new(options);
        let mut out = Vec::new();
        jsonl.render(&article, &facts, &mut out);
        let value: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(value["mentions"].as_array().map(Vec::len), Some(2 * PARAGRAPHS));
        group.throughput(Throughput::Bytes(out.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                out.clear();
                jsonl.render(&article, &facts, &mut out);
                out.len()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, write);
criterion_main!(benches);
