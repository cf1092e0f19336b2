//! Texts that nobody wrote to be read: they end, in time that grows with their length.
//!
//! Nothing is timed here. A cost that grows with the square of the length would make these megabytes run for minutes.

use std::sync::{Arc, LazyLock};

use factmill::article::Article;
use factmill::extract::Engine;
use factmill::link::Extractor;
use factmill::rule::RuleSet;

static ENGINE: LazyLock<Extractor> = LazyLock::new(|| {
    let rules = RuleSet::built_in().unwrap_or_else(|problems| panic!("{} problems", problems.len()));
    Extractor::new(Engine::new(Arc::new(rules)))
});

const MEGABYTE: usize = 1 << 20;

/// Repeats a piece to a megabyte; gives how often it stands there, and the mentions that were found.
fn found(piece: &str) -> (usize, usize) {
    let times = MEGABYTE / piece.len();
    let article = Article { text: piece.repeat(times), ..Article::default() };
    let facts = ENGINE.extract(&article);
    assert!(facts.mentions.iter().all(|m| article.text.get(m.span.range()).is_some()));
    (times, facts.mentions.len())
}

#[test]
fn numbers_without_end_are_linked_in_time() {
    for piece in ["Oil rose 3%, gold 2%, costs 4% in sales. ", "Sales were $5 million compared with $4 million. "] {
        let (times, mentions) = found(piece);
        assert!(mentions >= times, "{piece}: {mentions} mentions of {times} pieces");
    }
}

#[test]
fn runs_of_marks_and_brackets_end() {
    for piece in ["\"", "\" ", "“", "“‘", "' ", "``", "(", "( ", "<", "$", "$ ", "-", "\n\n\"A"] {
        let (times, mentions) = found(piece);
        assert!(mentions <= times, "{piece:?}");
    }
}

#[test]
fn runs_of_names_end() {
    for piece in ["Inc. ", "Acme ", "Acme’s ", "Acme and ", "Mr Smith ", "A\tB\n", "Qa Corp. fell. "] {
        let (times, mentions) = found(piece);
        assert!(mentions <= 2 * times, "{piece:?}");
    }
}

#[test]
fn runs_of_amounts_are_all_found() {
    assert_eq!(found("$1 "), (MEGABYTE / 3, MEGABYTE / 3));
    assert_eq!(found("It fell 5%. "), (MEGABYTE / 12, MEGABYTE / 12));
}

#[test]
fn runs_of_sayings_end() {
    for piece in
        ["“We grew and will grow,” said Robert Quorvane. ", "“We grew and will grow.\n\n", "He said so. ", "he said "]
    {
        let (times, mentions) = found(piece);
        assert!(mentions <= 3 * times + 1, "{piece:?}: {times}, {mentions}");
    }
}
