//! What holds for every text: extraction never panics, spans are valid and say their text, references lead somewhere, and
//! the same text gives the same bytes.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use factmill::article::Article;
use factmill::extract::Engine;
use factmill::fact::{ArticleFacts, EntityId, MentionId, Value};
use factmill::link::Extractor;
use factmill::rule::RuleSet;
use factmill::span::{OffsetUnit, Offsets, Span};
use factmill::write::jsonl::Jsonl;
use factmill::write::{Render, WriteOptions};
use proptest::prelude::*;

/// Two engines, each with tables of its own, so that the order of a hash table would show.
static ENGINES: LazyLock<[Extractor; 2]> = LazyLock::new(|| {
    let load = || RuleSet::built_in().unwrap_or_else(|problems| panic!("{} problems", problems.len()));
    [(); 2].map(|()| Extractor::new(Engine::new(Arc::new(load()))))
});

/// The lines of the sample corpus.
static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts = files.iter().map(|path| std::fs::read_to_string(path).unwrap());
    texts.flat_map(|text| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()).collect()
});

/// Signs and words on which rules begin, and characters that cut badly.
const SHARP: [&str; 40] = [
    "$",
    "€",
    "£",
    "¥",
    "%",
    "\"",
    "“",
    "”",
    "‘",
    "’",
    "``",
    "''",
    "(",
    ")",
    "<",
    ">",
    ",",
    ".",
    "...",
    "-",
    "–",
    "—",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{200b}",
    "\u{301}",
    "\u{fffd}",
    "😀",
    "½",
    "1,000",
    "0.5",
    "999999999999999999999999999999",
    "billion",
    "per cent",
    "said",
    "Inc.",
    "US",
];

/// A stretch of a line of the corpus, a sharp sign, or anything.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(
            |(line, from, to)| {
                let chars: Vec<char> = line.get(&LINES).chars().collect();
                let (from, to) = (from.index(chars.len()), to.index(chars.len() + 1));
                chars[from.min(to)..from.max(to)].iter().collect()
            }
        ),
        3 => prop::sample::select(&SHARP[..]).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => any::<String>(),
    ]
}

fn text() -> impl Strategy<Value = String> {
    (prop::collection::vec(piece(), 0..14), prop::sample::select(&["", " ", "\n", "\n\n"][..]))
        .prop_map(|(pieces, between)| pieces.join(between))
}

/// Every span of a mention with a name for messages.
fn spans(facts: &ArticleFacts) -> Vec<(&'static str, Span)> {
    let mut all = Vec::new();
    for mention in &facts.mentions {
        all.push(("mention", mention.span));
        if let Value::Quotation(quotation) = &mention.value {
            all.extend(quotation.content.iter().map(|span| ("content", *span)));
            all.extend(quotation.cue.iter().map(|span| ("cue", *span)));
            all.extend(quotation.speaker.iter().filter_map(|s| s.mention).map(|span| ("speaker", span)));
        }
    }
    all.extend(facts.facts.iter().map(|fact| ("fact", fact.span)));
    all
}

fn references(facts: &ArticleFacts) -> (Vec<MentionId>, Vec<EntityId>) {
    let mut mentions: Vec<MentionId> = facts.mentions.iter().filter_map(|m| m.in_quote).collect();
    let mut entities: Vec<EntityId> = Vec::new();
    for mention in &facts.mentions {
        match &mention.value {
            Value::Money(money) => mentions.extend(money.conversion_of),
            Value::Named { entity, .. } => entities.push(*entity),
            Value::Quotation(quotation) => {
                if let Some(speaker) = &quotation.speaker {
                    entities.extend(speaker.entities.iter().chain(&speaker.affiliation_entity));
                }
            }
            Value::Percent(_) | Value::Fields(_) => {}
        }
    }
    for entity in &facts.entities {
        entities.extend(entity.parent.iter().chain(&entity.affiliation_entity));
    }
    for fact in &facts.facts {
        mentions.extend(fact.in_quote);
        mentions.extend(fact.arguments.iter().map(|a| a.mention));
        entities.extend(fact.arguments.iter().filter_map(|a| a.entity));
    }
    (mentions, entities)
}

fn check(article: &Article) -> Result<(), TestCaseError> {
    let facts = ENGINES[0].extract(article);
    for (what, span) in spans(&facts) {
        prop_assert!(article.text.get(span.range()).is_some_and(|text| !text.is_empty()), "{what} {span:?}");
    }
    for mention in &facts.mentions {
        let words = mention.span.of(&article.text);
        prop_assert_eq!(words, words.trim(), "{:?} has white space at its edge", mention.kind);
        if let Value::Quotation(quotation) = &mention.value {
            prop_assert!(quotation.content.iter().all(|content| mention.span.contains(*content)));
        }
    }
    for pair in facts.mentions.windows(2) {
        let key = |at: usize| (pair[at].span.start, std::cmp::Reverse(pair[at].span.end));
        prop_assert!(key(0) <= key(1), "{:?} stands before {:?}", pair[0], pair[1]);
    }
    let (mentions, entities) = references(&facts);
    prop_assert!(mentions.iter().all(|id| (id.0 as usize) < facts.mentions.len()), "{mentions:?}");
    prop_assert!(entities.iter().all(|id| (id.0 as usize) < facts.entities.len()), "{entities:?}");
    prop_assert!(facts.mentions.iter().all(|m| !facts.rules.get(m.provenance.rule).is_empty()));

    let again = ENGINES[1].extract(article);
    for unit in [OffsetUnit::Char, OffsetUnit::Byte, OffsetUnit::Utf16] {
        let options = WriteOptions { offsets: unit, ..WriteOptions::default() };
        let render = |facts: &ArticleFacts| {
            let mut line = Vec::new();
            Jsonl::new(options.clone()).render(article, facts, &mut line);
            line
        };
        let line = render(&facts);
        prop_assert!(line == render(&again), "two runs differ");
        written(article, unit, &serde_json::from_slice(&line).unwrap())?;
    }
    Ok(())
}

/// What the JSON says: offsets lead back to the text beside them, identifiers are unique.
fn written(article: &Article, unit: OffsetUnit, line: &serde_json::Value) -> Result<(), TestCaseError> {
    let mut ids = BTreeSet::new();
    for list in ["mentions", "entities", "facts"] {
        for item in line[list].as_array().unwrap() {
            let id = item["id"].as_str().unwrap().to_owned();
            prop_assert!(ids.insert(id.clone()), "{id} twice");
        }
    }
    for mention in line["mentions"].as_array().unwrap() {
        let field = match mention["field"].as_str() {
            Some("title") => article.title.as_deref().unwrap_or(""),
            _ => article.body(),
        };
        let byte = |key: &str| Offsets::byte_of(field, unit, mention[key].as_u64().unwrap() as usize);
        let (Some(start), Some(end)) = (byte("start"), byte("end")) else {
            return Err(TestCaseError::fail(format!("{mention} lies outside its field")));
        };
        prop_assert_eq!(field.get(start..end), mention["text"].as_str(), "{}", mention);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_valid_facts(text in text()) {
        check(&Article::from_text(text))?;
    }

    #[test]
    fn a_title_kept_apart_keeps_its_own_offsets(title in piece(), body in text()) {
        check(&Article::from_parts(Some(&title), &body))?;
    }
}

#[test]
fn the_sample_corpus_gives_valid_facts() {
    for line in LINES.iter() {
        check(&Article::from_text(line.as_str())).unwrap();
        check(&Article::from_parts(Some("Profit at Tolmere Foods plc up 5%"), line)).unwrap();
    }
}
