//! Whole-article cases, written to be read: `tests/cases/*.md`.
//!
//! A case is a heading, prose that says what it shows, a fenced block `article`, and a fenced block `facts` with the kinds that
//! are compared. All mentions of these kinds must be listed, in the order of the text, one per line:
//!
//! ```text
//! money £48.3m = 48300000 GBP
//! money $2-3 = 2 to 3 USD about per share
//! percent 12 per cent = 12 percent change up yoy
//! company Tolmere = Tolmere Foods plc
//! quotation direct "They are trading down," - Rosalind Thwaite
//! ```
//!
//! `without:per` behind the kinds leaves the unit of prices out: factmill finds it where it is printed and not yet where it is only
//! meant, as in "the shares closed at 384p".
//!
//! With `FACTMILL_CASES=rewrite` in the environment the blocks are rewritten to what is found. Read the difference before it is
//! kept: a case says what is right, not what the program does.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use factmill::article::Article;
use factmill::extract::Engine;
use factmill::fact::{Approximation, ArticleFacts, Bounds, Fact, Mention, Value};
use factmill::link::Extractor;
use factmill::rule::RuleSet;

/// One case: where its facts stand in the file, and what it says.
struct Case<'a> {
    heading: &'a str,
    article: &'a str,
    kinds: Vec<&'a str>,
    per: bool,
    facts: &'a str,
    /// Byte where `facts` begins.
    at: usize,
}

/// The block that begins with a fence `info` after byte `from`: the rest of its fence line, its content, and where that begins.
fn block<'a>(text: &'a str, info: &str, from: usize) -> Option<(&'a str, &'a str, usize)> {
    let fence = format!("\n```{info}");
    let line = from + text[from..].find(&fence)? + fence.len();
    let start = line + text[line..].find('\n')? + 1;
    // The closing fence stands at the beginning of a line, which may be the first.
    let end = start - 1 + text[start - 1..].find("\n```").expect("a block is closed") + 1;
    Some((text[line..start].trim(), &text[start..end.max(start)], start))
}

fn parse(text: &str) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    let mut from = 0;
    while let Some((_, article, start)) = block(text, "article", from) {
        let (kinds, facts, at) = block(text, "facts", start).expect("an article is followed by its facts");
        let heading =
            text[..start].lines().rev().find_map(|line| line.strip_prefix('#')).unwrap_or("").trim_matches(['#', ' ']);
        let (left_out, kinds) = kinds.split_whitespace().partition(|word| *word == "without:per");
        let left_out: Vec<&str> = left_out;
        cases.push(Case { heading, article, kinds, per: left_out.is_empty(), facts, at });
        from = at + facts.len();
    }
    cases
}

fn bounds(bounds: Bounds) -> String {
    match bounds {
        Bounds::Exactly(value) => value.normalize().to_string(),
        Bounds::Between(low, high) => format!("{} to {}", low.normalize(), high.normalize()),
        Bounds::Magnitude(value) => format!("some {}", value.normalize()),
    }
}

fn approximation(out: &mut String, approximation: Approximation) {
    if approximation.approximate {
        out.push_str(" about");
    }
    if let Some(bound) = approximation.bound {
        let _ = write!(out, " {bound}");
    }
}

/// A mention on one line.
/// Whose metric, which numbers, and what else is said: `metric Quorvane revenue: value $5 million, change 3% (up, actual)`.
fn fact_line(fact: &Fact, article: &Article, facts: &ArticleFacts) -> String {
    let entity = |id: &str| {
        let at = id.strip_prefix('e').and_then(|n| n.parse::<usize>().ok());
        at.and_then(|at| facts.entities.get(at - 1)).map_or(id.to_owned(), |e| e.name.to_string())
    };
    let mut out = format!("{} {} · {}:", fact.kind, entity(fact.field("subject")), fact.field("metric"));
    for argument in fact.arguments.iter().filter(|a| &*a.role != "subject") {
        let span = facts.mentions[argument.mention.0 as usize].span;
        let words = span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = write!(out, " {} {words};", argument.role);
    }
    for field in fact.fields.iter().filter(|f| !matches!(&*f.name, "subject" | "metric" | "measure")) {
        let _ = write!(out, " {}", field.value);
    }
    out
}

fn line(mention: &Mention, article: &Article, facts: &ArticleFacts, with_per: bool) -> String {
    let words = |span: factmill::span::Span| span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = format!("{} ", mention.kind.name());
    match &mention.value {
        Value::Money(money) => {
            let currency = money.currency.code().unwrap_or("?");
            let _ = write!(out, "{} = {} {currency}", words(mention.span), bounds(money.amount));
            approximation(&mut out, money.approximation);
            if let Some(per) = money.per.as_ref().filter(|_| with_per) {
                let _ = write!(out, " per {per}");
            }
            if let Some(of) = money.conversion_of {
                let _ = write!(out, " conversion of {}", words(facts.mentions[of.0 as usize].span));
            }
        }
        Value::Percent(percent) => {
            let _ = write!(out, "{} = {} {}", words(mention.span), bounds(percent.value), percent.unit.name());
            approximation(&mut out, percent.approximation);
            let said =
                [percent.role.map(|r| r.name()), percent.direction.map(|d| d.name()), percent.basis.map(|b| b.name())];
            for word in said.into_iter().flatten() {
                let _ = write!(out, " {word}");
            }
        }
        Value::Named { entity, .. } => {
            out.push_str(&words(mention.span));
            let name = &facts.entities[entity.0 as usize].name;
            if **name != words(mention.span) {
                let _ = write!(out, " = {name}");
            }
        }
        Value::Quotation(quotation) => {
            out.push_str(quotation.form.name());
            for content in &quotation.content {
                let _ = write!(out, " \"{}\"", words(*content));
            }
            if let Some(speaker) = &quotation.speaker {
                let names: Vec<&str> = speaker.entities.iter().map(|e| &*facts.entities[e.0 as usize].name).collect();
                let mention = speaker.mention.map(words).unwrap_or_default();
                match (names.is_empty(), &speaker.name) {
                    (false, _) => _ = write!(out, " - {}", names.join("; ")),
                    (true, Some(name)) => _ = write!(out, " - {name}"),
                    (true, None) if speaker.anonymous => _ = write!(out, " - anonymous: {mention}"),
                    (true, None) => _ = write!(out, " - unresolved: {mention}"),
                }
            }
        }
        Value::Fields(fields) => {
            out.push_str(&words(mention.span));
            for field in fields {
                let _ = write!(out, " {}={}", field.name, field.value);
            }
        }
    }
    out
}

/// The lines with `-` (expected, not found) and `+` (found, not expected); the others as they are.
fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let mut out = String::new();
    let mut next = 0;
    for line in &expected {
        match found[next..].iter().position(|f| f == line) {
            Some(at) => {
                found[next..next + at].iter().for_each(|extra| _ = writeln!(out, "  + {extra}"));
                next += at + 1;
                let _ = writeln!(out, "    {line}");
            }
            None => _ = writeln!(out, "  - {line}"),
        }
    }
    found[next..].iter().for_each(|extra| _ = writeln!(out, "  + {extra}"));
    out
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    files
}

#[test]
fn every_case_comes_out_as_written() {
    let rules = RuleSet::built_in().unwrap_or_else(|problems| panic!("{} problems", problems.len()));
    let engine = Extractor::new(Engine::new(Arc::new(rules)));
    let rewrite = std::env::var_os("FACTMILL_CASES").is_some_and(|value| value == "rewrite");
    let (mut wrong, mut count) = (String::new(), 0);
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let cases = parse(&text);
        assert!(!cases.is_empty(), "{name} holds no case");
        let mut rewritten = text.clone();
        // From the last to the first, so that the places of the others stay.
        for case in cases.iter().rev() {
            count += 1;
            let article = Article::from_text(case.article);
            let facts = engine.extract(&article);
            let mentions = facts.mentions.iter().filter(|m| case.kinds.contains(&m.kind.name()));
            let mut found: String = mentions.map(|m| line(m, &article, &facts, case.per) + "\n").collect();
            for fact in facts.facts.iter().filter(|f| case.kinds.contains(&&*f.kind)) {
                found += &(fact_line(fact, &article, &facts) + "\n");
            }
            if found != case.facts {
                let _ = writeln!(wrong, "{name}: {}\n{}", case.heading, difference(case.facts, &found));
                rewritten.replace_range(case.at..case.at + case.facts.len(), &found);
            }
        }
        if rewrite && rewritten != text {
            std::fs::write(&path, rewritten).unwrap();
        }
    }
    assert!(count >= 6, "{count} cases");
    assert!(wrong.is_empty() || rewrite, "expected (-) and found (+):\n\n{wrong}");
}

#[test]
fn the_difference_names_what_is_missing_and_what_is_new() {
    assert_eq!(difference("a\nb\nc\n", "a\nx\nc\n"), "    a\n  - b\n  + x\n    c\n");
}
