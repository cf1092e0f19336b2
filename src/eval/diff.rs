//! What changed between two runs: the figures that moved, what is mended and what is broken.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::floor::figures;
use super::item::{CharSpan, Scored};
use super::misses::{Miss, Trouble};
use super::report::Wanted;
use super::score::Score;

/// A figure of two runs, 0 to 1; none where there was nothing to measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// Name of the figure, as floors name it.
    pub figure: String,
    /// In the run before.
    pub old: Option<f64>,
    /// In this run.
    pub new: Option<f64>,
}

/// The differences of two runs over the same gold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff<'s> {
    /// Figures that moved, by name.
    pub moved: Vec<Moved>,
    /// What was wrong before and is right now, in the order of the text.
    pub mended: Vec<&'s Miss>,
    /// What was right before and is wrong now.
    pub broken: Vec<&'s Miss>,
}

/// Tells a miss from others: the same trouble at the same place, whatever the identifiers and rules.
type Key<'s> = (&'s str, Trouble, Scored, &'s [CharSpan], Option<(&'static str, Option<&'s str>)>);

fn key(miss: &Miss) -> Key<'_> {
    let value = miss.value.as_ref().map(|v| (v.field, v.found.as_deref()));
    (&miss.doc, miss.trouble, miss.kind, &miss.spans, value)
}

/// Compares two runs.
#[must_use]
pub fn diff<'s>(old: &'s Score, new: &'s Score, wanted: &Wanted) -> Diff<'s> {
    let keys = |score: &'s Score| -> BTreeSet<Key<'s>> { score.misses.iter().map(key).collect() };
    let (before, after) = (keys(old), keys(new));
    let only = |score: &'s Score, other: &BTreeSet<Key<'_>>| {
        let mut list: Vec<&Miss> =
            score.misses.iter().filter(|m| wanted.kind(m.kind) && !other.contains(&key(m))).collect();
        list.sort_by(|a, b| (&a.doc, &a.spans, a.trouble).cmp(&(&b.doc, &b.spans, b.trouble)));
        list
    };
    let figures: (BTreeMap<_, _>, BTreeMap<_, _>) = (figures(old), figures(new));
    let names: BTreeSet<&String> = figures.0.keys().chain(figures.1.keys()).collect();
    let moved = names
        .into_iter()
        .filter(|name| {
            let kind = name.split('.').next().and_then(Scored::parse);
            kind.is_none_or(|kind| wanted.kind(kind))
        })
        .map(|name| Moved {
            figure: name.clone(),
            old: figures.0.get(name).copied().flatten(),
            new: figures.1.get(name).copied().flatten(),
        })
        .filter(|m| match (m.old, m.new) {
            (Some(a), Some(b)) => (a - b).abs() >= 0.000_5,
            (a, b) => a.is_some() != b.is_some(),
        })
        .collect();
    Diff { moved, mended: only(old, &after), broken: only(new, &before) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval;

    fn score(found: &str) -> Score {
        let gold = r#"{"doc":"a","mentions":[{"id":"m1","kind":"money","spans":[[0,3]],"text":"$5m","amount":"5000000"},{"id":"m2","kind":"money","spans":[[4,7]],"text":"$6m","amount":"6000000"}]}"#;
        let found = format!(r#"{{"schema":1,"source":{{"uri":"a.txt"}},"offsets":"char","mentions":[{found}]}}"#);
        eval::score(&eval::gold::parse(gold, "gold").unwrap(), &eval::found::parse(&found, "found").unwrap())
    }

    #[test]
    fn what_moved_and_why() {
        let five = r#"{"id":"m1","kind":"money","start":0,"end":3,"text":"$5m","amount":"5000000"}"#;
        let six = r#"{"id":"m1","kind":"money","start":4,"end":7,"text":"$6m","amount":"9"}"#;
        let (old, new) = (score(five), score(six));
        let all = Wanted::default();
        let diff = super::diff(&old, &new, &all);
        let said =
            |list: &[&Miss]| -> Vec<String> { list.iter().map(|m| format!("{:?} {}", m.trouble, m.text)).collect() };
        assert_eq!(said(&diff.mended), ["Missed $6m"]);
        assert_eq!(said(&diff.broken), ["Missed $5m", "WrongValue $6m"]);
        let value = diff.moved.iter().find(|m| m.figure == "money.value.accuracy").unwrap();
        assert_eq!((value.old, value.new), (Some(1.0), Some(0.0)));
        assert!(diff.moved.iter().all(|m| m.figure != "money.f1"), "one of two is right in both");
        let percent = Wanted { only: Some(Scored::Percent), ..all };
        assert!(super::diff(&old, &new, &percent).broken.is_empty());
        assert_eq!(super::diff(&old, &old, &all), Diff { moved: vec![], mended: vec![], broken: vec![] });
    }
}
