//! Runs the examples and counterexamples of rules: what is marked must be found, with its values, and nothing else of the kind.
//!
//! Each example runs as it stands, then shifted behind a lead sentence with letters of several bytes, then with typographic quotes
//! and no-break spaces, so that no rule depends on where a sentence stands or how it is typeset.

use std::fmt;

use rust_decimal::Decimal;

use crate::article::Article;
use crate::extract::Engine;
use crate::fact::{ArticleFacts, Mention, Value, field};
use crate::rule::{Example, Group, Rule};
use crate::span::Span;

/// What stands before a shifted example.
const LEAD: &str = "Zürich — Genève. ";

/// One example that did not come out as marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Rule file.
    pub file: String,
    /// Line of the example.
    pub line: usize,
    /// Rule.
    pub rule: String,
    /// Which run: as written, shifted, or typeset.
    pub run: &'static str,
    /// The text that was read.
    pub text: String,
    /// What was expected and what was found.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} ({})\n  {}\n{}", self.file, self.line, self.rule, self.run, self.text, self.message)
    }
}

/// Result of running examples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rules looked at.
    pub rules: usize,
    /// Examples and counterexamples run, each counted once.
    pub examples: usize,
    /// What failed.
    pub failures: Vec<Failure>,
    /// Rules that found none of their own examples, because other rules were always better: they may be superfluous.
    pub dead: Vec<String>,
}

/// Runs the examples of all rules whose id or file satisfies `wanted`.
pub fn run(engine: &Engine, wanted: impl Fn(&Group, &Rule) -> bool) -> Report {
    let mut report = Report::default();
    for group in engine.rules().groups() {
        for rule in &group.rules {
            if rule.off || !wanted(group, rule) {
                continue;
            }
            report.rules += 1;
            let mut fired = false;
            for example in rule.examples.iter().chain(&rule.counterexamples) {
                report.examples += 1;
                for (run, example) in variants(example) {
                    let article = Article { text: example.text.clone(), ..Article::default() };
                    let facts = engine.extract(&article);
                    fired |= facts.mentions.iter().any(|m| m.provenance.rule.0 == rule.index)
                        || facts.facts.iter().any(|f| f.provenance.rule.0 == rule.index);
                    if let Err(message) = check(group, &example, &facts) {
                        report.failures.push(Failure {
                            file: group.path.clone(),
                            line: example.line,
                            rule: rule.id.clone(),
                            run,
                            text: example.text.clone(),
                            message,
                        });
                    }
                }
            }
            // A rule that only bounds what others find is in no provenance.
            let bounds = group.kind_name == "speaker" || rule.constant("part").is_some();
            if !fired && !group.refine && !group.gathers() && !bounds && !rule.examples.is_empty() {
                report.dead.push(rule.id.clone());
            }
        }
    }
    report
}

/// The runs of an example.
fn variants(example: &Example) -> Vec<(&'static str, Example)> {
    let mut shifted = example.clone();
    shifted.text = format!("{LEAD}{}", example.text);
    for mark in &mut shifted.marks {
        mark.range = mark.range.start + LEAD.len()..mark.range.end + LEAD.len();
    }
    let mut runs = vec![("as written", example.clone()), ("shifted", shifted)];
    let typeset = typeset(example);
    if typeset.text != example.text {
        runs.push(("typeset", typeset));
    }
    runs
}

/// The example with typographic quotes and apostrophes, and no-break spaces behind figures.
fn typeset(example: &Example) -> Example {
    let mut text = String::new();
    let mut moved: Vec<usize> = Vec::with_capacity(example.text.len() + 1);
    let mut open = false;
    let mut before = ' ';
    for (at, c) in example.text.char_indices() {
        moved.resize(at + 1, text.len());
        let changed = match c {
            '"' => {
                open = !open;
                if open { '“' } else { '”' }
            }
            '\'' if before.is_alphanumeric() => '’',
            ' ' if before.is_ascii_digit() => '\u{a0}',
            c => c,
        };
        text.push(changed);
        before = c;
    }
    moved.resize(example.text.len() + 1, text.len());
    let mut typeset = example.clone();
    for mark in &mut typeset.marks {
        mark.range = moved[mark.range.start]..moved[mark.range.end];
    }
    typeset.text = text;
    typeset
}

/// Compares what was found with what is marked.
fn check(group: &Group, example: &Example, facts: &ArticleFacts) -> Result<(), String> {
    if group.kind_name == "speaker" {
        return check_speaker(example, facts);
    }
    if !group.roles.is_empty()
        && !group.refine
        && facts.mentions.iter().all(|m| m.kind.name() != group.kind_name)
        && !is_mention_kind(&group.kind_name)
    {
        return check_fact(group, example, facts);
    }
    let found: Vec<&Mention> = facts.mentions.iter().filter(|m| m.kind.name() == group.kind_name).collect();
    let expected: Vec<Span> =
        example.marks.iter().filter(|m| m.role.is_none()).map(|m| Span::from(m.range.clone())).collect();
    let spans: Vec<Span> = found.iter().map(|m| m.span).collect();
    // A refining rule speaks of the marked mentions; others of its kind may stand in its examples.
    let same = if group.refine {
        example.marks.is_empty() || expected.iter().all(|e| spans.contains(e))
    } else {
        spans == expected
    };
    if !same {
        return Err(format!(
            "  expected {}: {}\n  found    {}: {}",
            group.kind_name,
            quoted(&example.text, &expected),
            group.kind_name,
            shown(&example.text, &found, facts)
        ));
    }
    for (name, values) in &example.values {
        for (i, span) in expected.iter().enumerate() {
            let Some(mention) = found.iter().find(|m| m.span == *span) else { continue };
            let wanted = if values.len() == 1 { &values[0] } else { values.get(i).map_or("", String::as_str) };
            let seen = field(facts, mention, name);
            if !equal(wanted, &seen) {
                return Err(format!(
                    "  `{}`: expected {name} = {wanted}, found {}",
                    span.of(&example.text),
                    if seen.is_empty() { "none" } else { &seen }
                ));
            }
        }
    }
    Ok(())
}

/// A speaker rule: what is marked must be the speaker of a quotation.
fn check_speaker(example: &Example, facts: &ArticleFacts) -> Result<(), String> {
    let seen: Vec<Span> = facts
        .mentions
        .iter()
        .filter_map(|m| match &m.value {
            Value::Quotation(q) => q.speaker.as_ref().and_then(|s| s.mention),
            _ => None,
        })
        .collect();
    let wanted: Vec<Span> = example.marks.iter().map(|m| Span::from(m.range.clone())).collect();
    if wanted.iter().all(|w| seen.contains(w)) && (!wanted.is_empty() || seen.is_empty()) {
        return Ok(());
    }
    Err(format!(
        "  expected speaker: {}\n  found    speaker: {}",
        quoted(&example.text, &wanted),
        quoted(&example.text, &seen)
    ))
}

fn is_mention_kind(kind: &str) -> bool {
    crate::fact::Kind::BUILT_IN.iter().any(|k| k.name() == kind)
}

/// A fact file: the marked roles must be the arguments of one fact, and there must be none where nothing is marked.
fn check_fact(group: &Group, example: &Example, facts: &ArticleFacts) -> Result<(), String> {
    let found: Vec<_> = facts.facts.iter().filter(|f| *f.kind == *group.kind_name).collect();
    let show = |f: &&crate::fact::Fact| {
        let arguments: Vec<_> = f
            .arguments
            .iter()
            .map(|a| format!("{} = {}", a.role, facts.mentions[a.mention.0 as usize].span.of(&example.text)))
            .collect();
        format!("{{{}}}", arguments.join(", "))
    };
    let list = found.iter().map(show).collect::<Vec<_>>().join(" ");
    let mut wanted: Vec<(String, Span)> =
        example.marks.iter().filter_map(|m| Some((m.role.clone()?, Span::from(m.range.clone())))).collect();
    wanted.sort();
    if wanted.is_empty() {
        return if found.is_empty() {
            Ok(())
        } else {
            Err(format!("  expected no {}\n  found {list}", group.kind_name))
        };
    }
    let hit = found.iter().any(|f| {
        let mut seen: Vec<_> =
            f.arguments.iter().map(|a| (a.role.to_string(), facts.mentions[a.mention.0 as usize].span)).collect();
        seen.sort();
        seen == wanted
    });
    let expected: Vec<_> = wanted.iter().map(|(role, span)| format!("{role} = {}", span.of(&example.text))).collect();
    if hit && found.len() == 1 {
        Ok(())
    } else {
        Err(format!("  expected {{{}}}\n  found    {list}", expected.join(", ")))
    }
}

fn quoted(text: &str, spans: &[Span]) -> String {
    if spans.is_empty() {
        "nothing".into()
    } else {
        spans.iter().map(|s| format!("`{}`", s.of(text))).collect::<Vec<_>>().join(", ")
    }
}

fn shown(text: &str, mentions: &[&Mention], facts: &ArticleFacts) -> String {
    if mentions.is_empty() {
        return "nothing".into();
    }
    mentions
        .iter()
        .map(|m| format!("`{}` by {}", m.span.of(text), facts.rules.get(m.provenance.rule)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whether two values are equal, as numbers where both are.
fn equal(wanted: &str, seen: &str) -> bool {
    wanted == seen || matches!((wanted.parse::<Decimal>(), seen.parse::<Decimal>()), (Ok(a), Ok(b)) if a == b)
}
