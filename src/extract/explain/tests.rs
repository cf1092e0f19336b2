//! What explanations say of small texts.

use std::sync::{Arc, LazyLock};

use super::*;
use crate::fact::Mention;
use crate::rule::{Lost, RuleSet, RuleSource};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Arc::new(RuleSet::built_in().expect("the pack loads"))));

fn article(text: &str) -> Article {
    Article { text: text.to_owned(), ..Article::default() }
}

/// The explanation, and the reasons of the mention with these words.
fn explained(text: &str, words: &str) -> (Explanation, Because) {
    let article = article(text);
    let explanation = ENGINE.explain(&article);
    assert_eq!(explanation.facts, ENGINE.extract(&article), "an explanation explains what is extracted");
    let at = explanation.facts.mentions.iter().position(|m: &Mention| m.span.of(text) == words);
    let because = explanation.mentions[at.unwrap_or_else(|| panic!("{words}: {explanation:#?}"))].clone();
    (explanation, because)
}

fn parts<'t>(text: &'t str, parts: &[Part]) -> Vec<(String, &'t str)> {
    parts.iter().map(|p| (p.name.clone(), p.span.of(text))).collect()
}

#[test]
fn an_amount_has_its_rule_its_parts_and_its_rivals() {
    let text = "It borrowed about $1 billion to $2 billion.";
    let (_, because) = explained(text, "$1 billion to $2 billion");
    assert_eq!((because.rule.id.as_str(), because.rule.file.as_str()), ("money.range", "money.toml"));
    let line = include_str!("../../../rules/money.toml").lines().nth(because.rule.line - 1);
    assert_eq!(line, Some("id = \"money.range\""));
    let names = ["currency", "figure", "scale", "range", "currency", "figure", "scale"];
    let words = ["$", "1", "billion", "to", "$", "2", "billion"];
    let expected: Vec<_> = names.iter().map(|n| (*n).to_owned()).zip(words).collect();
    assert_eq!(parts(text, &because.parts), expected);
    let entry = because.parts[2].entry.as_ref().unwrap();
    assert_eq!((entry.lexicon.as_str(), entry.cells[0].clone()), ("scale", ("exponent".into(), "9".into())));
    let row = include_str!("../../../rules/lexicons/scale.tsv").lines().nth(entry.line - 1);
    assert!(row.is_some_and(|row| row.starts_with("billion\t")), "{row:?}");
    let rivals: Vec<_> = because.rivals.iter().map(|r| (r.rule.id.as_str(), r.span.of(text), r.lost)).collect();
    let shorter = |words| ("money.sign-figure", words, Lost::Shorter);
    assert_eq!(rivals, [shorter("$1 billion"), shorter("$2 billion")]);
}

#[test]
fn a_percentage_names_the_rules_that_say_what_it_measures() {
    let text = "Sales rose 2.5 percentage points.";
    let (_, because) = explained(text, "2.5 percentage points");
    let refined: Vec<_> = because.support.iter().filter(|s| s.link == Link::Refines).collect();
    assert_eq!(refined.len(), 1, "{refined:?}");
    assert_eq!(refined[0].rule.file, "percent_role.toml");
    assert!(refined[0].set.contains(&("direction".to_owned(), "up".to_owned())), "{refined:?}");
}

#[test]
fn a_name_has_its_evidence_here_and_elsewhere() {
    let text = "Shares of Quorvane Widget Corp fell. Later Quorvane recovered.";
    let (_, full) = explained(text, "Quorvane Widget Corp");
    assert_eq!(full.rule.id, "company.legal-form");
    assert_eq!(parts(text, &full.parts), [("legal form".to_owned(), "Corp")]);
    let evidence: Vec<_> = full.support.iter().map(|s| (s.link, s.rule.id.as_str(), s.span.of(text))).collect();
    assert_eq!(evidence, [(Link::Evidence, "company.shares-of", "Shares of Quorvane Widget Corp")]);
    let (_, short) = explained(text, "Quorvane");
    assert_eq!(short.rule.id, "company.alias");
    let elsewhere: Vec<_> = short.support.iter().map(|s| (s.link, s.rule.id.as_str())).collect();
    assert_eq!(elsewhere, [(Link::Elsewhere, "company.legal-form"), (Link::Elsewhere, "company.shares-of")]);
}

#[test]
fn a_quotation_has_its_attribution_and_its_speaker() {
    let text = "\"We grew and will grow,\" said Robert Quorvane, an analyst at Goldman Sachs.";
    let (_, because) = explained(text, "We grew and will grow,");
    assert_eq!(because.rule.id, "quotation.inverted");
    assert!(parts(text, &because.parts).contains(&("cue".to_owned(), "said")));
    let speaker: Vec<_> = because.support.iter().map(|s| (s.link, s.rule.file.as_str())).collect();
    assert_eq!(speaker, [(Link::Speaker, "speaker.toml")]);
    assert!(because.rivals.iter().all(|r| r.lost == Lost::Below && r.rule.id != because.rule.id));
}

/// A kind of the user's, with a look-around field, a role that stays empty, and a fact.
fn orders() -> Engine {
    let mention = r#"
format = 1
kind = "order"
about = "Orders."
[[rule]]
id = "order.units"
sequence = "amount:(figure:#number units)"
keep = "amount"
unless_before = "not"
examples = ["[[40 units]] came."]
[[rule]]
id = "order.goods"
sequence = "figure:#number units of goods"
examples = ["[[40 units of goods]] came."]
"#;
    let fact = r#"
format = 1
kind = "sale"
about = "Sales."
[roles]
what = { kind = "order" }
[[rule]]
id = "sale.sold"
sequence = "sold <what>"
examples = ["It sold [[what:40 units]]."]
"#;
    let source = |name: &str, text: &str| RuleSource::Text(name.to_owned(), text.to_owned());
    let rules = RuleSet::load(&[source("order.toml", mention), source("facts/sale.toml", fact)]).unwrap();
    Engine::new(Arc::new(rules))
}

#[test]
fn near_misses_say_what_refused_and_what_was_missing() {
    let engine = orders();
    let near = |text: &str| -> Vec<(String, String, Reason, bool)> {
        let near = engine.explain(&article(text)).near;
        near.into_iter().map(|n| (n.rule.id, n.span.of(text).to_owned(), n.reason, n.covered)).collect()
    };
    let refused = Reason::Refused { field: "unless_before", pattern: "not".to_owned() };
    // What came nearest stands first.
    assert_eq!(near("It was not 40 units.")[0], ("order.units".into(), "40 units".into(), refused, false));
    let text = "It sent 40 units of steel.";
    let steel = text.find("steel").unwrap();
    let unfinished = Reason::Unfinished {
        matched: 3,
        missing: 1,
        expected: vec!["`goods`".to_owned()],
        instead: Some(Span::new(steel, steel + 5)),
    };
    assert_eq!(near(text), [("order.goods".into(), "40 units of".into(), unfinished, true)]);
}

#[test]
fn facts_and_their_rivals_are_explained() {
    let engine = orders();
    let text = "It sold 40 units of goods.";
    let explanation = engine.explain(&article(text));
    assert_eq!(explanation.facts.facts.len(), 1);
    let because = &explanation.linked[0];
    assert_eq!((because.rule.id.as_str(), because.rule.file.as_str()), ("sale.sold", "facts/sale.toml"));
    assert_eq!(parts(text, &because.parts), [("what".to_owned(), "40 units of goods")]);
    let rivals: Vec<_> = explanation.mentions[0].rivals.iter().map(|r| (r.rule.id.as_str(), r.lost)).collect();
    assert_eq!(rivals, [("order.units", Lost::Shorter)]);
}

#[test]
fn what_matches_without_a_value_is_told() {
    let text = "It cost $99999999999999999999999999999999.";
    let explanation = ENGINE.explain(&article(text));
    assert!(explanation.facts.mentions.iter().all(|m| matches!(m.kind, crate::fact::Kind::User(_))));
    let near: Vec<_> = explanation.near.iter().filter(|n| n.reason == Reason::Valueless).collect();
    assert_eq!(near.len(), 1, "{:?}", explanation.near);
    assert_eq!((near[0].rule.id.as_str(), near[0].covered), ("money.sign-figure", false));
}
