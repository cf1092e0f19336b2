//! Any rule file and lexicon through the loader: it loads, or every problem has its place; what loads can be run.
//!
//! `cargo +nightly fuzz run load_rules`

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;

use factmill::article::Article;
use factmill::extract::Engine;
use factmill::rule::{RuleSet, RuleSource};

/// What rules that load are tried on.
const TEXT: &str = "Profit at Acme Corp. rose 5% to $3 billion, “We grew,” said Mr Smith.\n\nHe added a word (1.5 per cent).";

fuzz_target!(|text: &str| {
    // The lexicon stands behind the first form feed, a second rule file behind the next.
    let mut parts = text.split('\u{c}');
    let mut part = || parts.next().unwrap_or("").to_owned();
    let files = [("a.toml", part()), ("lexicons/word.tsv", part()), ("facts/b.toml", part())];
    let sources = files.iter().filter(|(_, text)| !text.is_empty());
    let sources: Vec<_> = sources.map(|(path, text)| RuleSource::Text((*path).to_owned(), text.clone())).collect();
    match RuleSet::load(&sources) {
        Ok(rules) => {
            let facts = Engine::new(Arc::new(rules)).extract(&Article::from_text(TEXT));
            assert!(facts.mentions.iter().all(|m| TEXT.get(m.span.range()).is_some()));
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            for problem in problems {
                let text = files.iter().find(|(path, _)| *path == problem.file).map_or("", |(_, text)| text);
                let line = text.split('\n').nth(problem.line - 1).expect("a line of the file");
                assert!(problem.column >= 1 && problem.column <= line.chars().count() + 1, "{problem}");
                assert!(!problem.to_string().is_empty());
            }
        }
    }
});
