//! Any text through the built-in rules: no panic, every span is text, every reference leads to what it names.
//!
//! `cargo +nightly fuzz run extract_text`

#![no_main]

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;

use factmill::article::Article;
use factmill::extract::Engine;
use factmill::link::Extractor;
use factmill::fact::Value;
use factmill::rule::RuleSet;

static ENGINE: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(Engine::new(Arc::new(RuleSet::built_in().expect("the pack loads: its tests say so")))));

fuzz_target!(|text: &str| {
    // What stands before the first form feed is a title that is kept apart.
    let article = match text.split_once('\u{c}') {
        Some((title, body)) => Article::from_parts(Some(title), body),
        None => Article::from_text(text),
    };
    let facts = ENGINE.extract(&article);
    let is_text = |range: Range<usize>| article.text.get(range).is_some_and(|words| !words.is_empty());
    for mention in &facts.mentions {
        assert!(is_text(mention.span.range()), "{mention:?}");
        if let Some(quotation) = mention.in_quote {
            assert!(matches!(facts.mentions[quotation.0 as usize].value, Value::Quotation(_)), "{mention:?}");
        }
        match &mention.value {
            Value::Named { entity, .. } => assert!((entity.0 as usize) < facts.entities.len()),
            Value::Money(money) => assert!(money.conversion_of.is_none_or(|id| (id.0 as usize) < facts.mentions.len())),
            Value::Quotation(quotation) => {
                let speaker = quotation.speaker.as_ref();
                let mention_of = speaker.and_then(|s| s.mention.as_ref());
                let mut spans = quotation.content.iter().chain(&quotation.cue).chain(mention_of);
                assert!(spans.all(|span| is_text(span.range())), "{mention:?}");
                let mut entities = speaker.into_iter().flat_map(|s| s.entities.iter().chain(&s.affiliation_entity));
                assert!(entities.all(|id| (id.0 as usize) < facts.entities.len()), "{mention:?}");
            }
            Value::Percent(_) | Value::Fields(_) => {}
        }
    }
    for fact in &facts.facts {
        assert!(is_text(fact.span.range()), "{fact:?}");
        assert!(fact.arguments.iter().all(|a| (a.mention.0 as usize) < facts.mentions.len()), "{fact:?}");
    }
});
