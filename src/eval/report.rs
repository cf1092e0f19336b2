//! Prints a score: as a table for readers, as JSON for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::calibration::Figures;
use super::counts::Counts;
use super::diff::{Diff, Moved};
use super::floor::Below;
use super::item::Scored;
use super::matching::Level;
use super::misses::{Miss, Trouble};
use super::score::{RuleScore, Score};
use crate::error::{Error, ErrorKind, Result};

/// What a report shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// One kind only.
    pub only: Option<Scored>,
    /// Facts only.
    pub facts: bool,
    /// Every miss, false alarm and wrong value. The JSON form has them always.
    pub misses: bool,
}

impl Wanted {
    pub(super) fn kind(&self, kind: Scored) -> bool {
        !self.facts && self.only.is_none_or(|only| only == kind)
    }

    /// Whether a confusion (gold, found) concerns the wanted kind; forms are written `quotation.direct`.
    pub(super) fn confusion(&self, gold: &str, found: &str) -> bool {
        let kind = |name: &str| Scored::parse(name.split('.').next().unwrap_or(name));
        [gold, found].into_iter().filter_map(kind).any(|kind| self.kind(kind))
    }
}

/// Writes the score as a table.
///
/// # Errors
/// [`ErrorKind::Output`] when `out` does not take it.
pub fn table(score: &Score, wanted: &Wanted, below: &[Below], out: &mut dyn Write) -> Result<()> {
    let write = |out: &mut dyn Write| -> io::Result<()> {
        for warning in &score.warnings {
            writeln!(out, "WARNING: {warning}")?;
        }
        if !score.warnings.is_empty() {
            writeln!(out)?;
        }
        spans(score, wanted, out)?;
        tuples(score, wanted, out)?;
        fields(score, wanted, out)?;
        if wanted.kind(Scored::Company) {
            entities(score, out)?;
        }
        if wanted.only.is_none() {
            facts(score, wanted, out)?;
        }
        rules("rule", &score.rules, wanted, out)?;
        rules("link step", &score.sieves, wanted, out)?;
        confusion(score, wanted, out)?;
        if let Some(fit) = score.calibration.figures() {
            let Figures { mentions, error, brier } = fit;
            writeln!(out, "confidence of {mentions} mentions: calibration error {error:.3}, Brier score {brier:.3}\n")?;
        }
        if wanted.misses {
            misses(score, wanted, out)?;
        }
        for Below { figure, value, floor } in below {
            writeln!(out, "BELOW FLOOR: {figure} is {} and should be at least {floor}", number(*value))?;
        }
        Ok(())
    };
    write(out).map_err(unwritable)
}

/// Writes the differences of two runs: figures that moved, what is mended and what is broken, with their sentences.
///
/// # Errors
/// [`ErrorKind::Output`] when `out` does not take it.
pub fn diff_table(diff: &Diff<'_>, out: &mut dyn Write) -> Result<()> {
    let write = |out: &mut dyn Write| -> io::Result<()> {
        writeln!(out, "{:<42}    old    new   change", "figures that moved")?;
        for Moved { figure, old, new } in &diff.moved {
            let change = old.zip(*new).map_or_else(String::new, |(old, new)| format!("{:+.3}", new - old));
            writeln!(out, "{figure:<42} {:>6} {:>6}   {change}", number(*old), number(*new))?;
        }
        for (head, list) in [("mended", &diff.mended), ("broken", &diff.broken)] {
            writeln!(out, "\n{head} ({})", list.len())?;
            for miss in list {
                let what = match miss.trouble {
                    Trouble::Missed => "missed",
                    Trouble::FalseAlarm => "false alarm",
                    Trouble::WrongValue => "wrong value",
                };
                write!(out, "  {} {what}", miss.kind.name())?;
                place(miss, out)?;
                details(miss, out)?;
            }
        }
        Ok(())
    };
    write(out).map_err(unwritable)
}

/// Writes the differences of two runs as one JSON object.
///
/// # Errors
/// [`ErrorKind::Output`] when `out` does not take it.
pub fn diff_json(diff: &Diff<'_>, out: &mut dyn Write) -> Result<()> {
    let text = serde_json::to_string_pretty(diff).map_err(|e| unwritable(io::Error::other(e)))?;
    writeln!(out, "{text}").map_err(unwritable)
}

/// Writes the score as one JSON object.
///
/// # Errors
/// [`ErrorKind::Output`] when `out` does not take it.
pub fn json(score: &Score, wanted: &Wanted, below: &[Below], out: &mut dyn Write) -> Result<()> {
    let text = super::json::json(score, wanted, below).map_err(|e| unwritable(io::Error::other(e)))?;
    writeln!(out, "{text}").map_err(unwritable)
}

fn unwritable(error: io::Error) -> Error {
    Error::caused(ErrorKind::Output, "writing the score", error)
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

/// `P R F1 tp fp fn` in columns.
fn columns(counts: Counts) -> String {
    format!(
        "{:>6} {:>6} {:>6} {:>5} {:>5} {:>5}",
        number(counts.precision()),
        number(counts.recall()),
        number(counts.f1()),
        counts.tp,
        counts.fp,
        counts.r#fn
    )
}

const HEADS: &str = "     P      R     F1    tp    fp    fn";

fn spans(score: &Score, wanted: &Wanted, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "spans, {} articles", score.articles)?;
    writeln!(out, "{:29}{:^38}   {:^38}", "", "core", "core and extension")?;
    writeln!(out, "{:<20}{:<9}{HEADS}   {HEADS}", "kind", "level")?;
    for row in score.rows.iter().filter(|row| wanted.kind(row.kind)) {
        for level in Level::ALL {
            let name = if level == Level::Strict { row.name } else { "" };
            let (core, all) = (columns(row.core.at(level)), columns(row.all.at(level)));
            writeln!(out, "{name:<20}{:<9}{core}   {all}", level.name())?;
        }
    }
    writeln!(out)
}

fn tuples(score: &Score, wanted: &Wanted, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<_> = score.rows.iter().filter(|row| wanted.kind(row.kind)).collect();
    if rows.iter().all(|row| row.tuple.is_none()) {
        return Ok(());
    }
    writeln!(out, "{:<29}{HEADS}", "complete (core, tolerant)")?;
    for row in rows {
        if let Some(tuple) = row.tuple {
            let what = if row.kind == Scored::Money { "all values" } else { "speaker" };
            writeln!(out, "{:<29}{}", format!("{} + {what}", row.name), columns(tuple))?;
        }
    }
    writeln!(out)
}

fn fields(score: &Score, wanted: &Wanted, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:29}{:^20}   {:^38}   {:^20}", "", "core", "core, where stated", "with extension")?;
    let accuracy = "accuracy right total";
    writeln!(out, "{:<29}{accuracy}   {HEADS}   {accuracy}", "fields of matched mentions")?;
    for field in score.fields.iter().filter(|field| wanted.kind(field.kind) && field.all.total > 0) {
        let name = format!("{}.{}", field.kind.name(), field.field);
        let (core, all) = (field.core, field.all);
        writeln!(
            out,
            "{name:<29}{:>8} {:>5} {:>5}   {}   {:>8} {:>5} {:>5}",
            number(core.accuracy()),
            core.right,
            core.total,
            columns(core.stated),
            number(all.accuracy()),
            all.right,
            all.total
        )?;
    }
    writeln!(out)
}

fn entities(score: &Score, out: &mut dyn Write) -> io::Result<()> {
    let entities = &score.entities;
    writeln!(out, "{:<29}{HEADS}", "companies as entities")?;
    writeln!(out, "{:<29}{}", "links", columns(entities.links))?;
    writeln!(out, "{:<29}{}", "links of matched mentions", columns(entities.links_of_matched))?;
    writeln!(out, "{:<29}{}", "distinct companies", columns(entities.companies))?;
    writeln!(out)
}

fn facts(score: &Score, wanted: &Wanted, out: &mut dyn Write) -> io::Result<()> {
    let facts = &score.facts;
    if facts.anchored == Counts::default() {
        return Ok(());
    }
    writeln!(out, "{:<29}{HEADS}", "metric facts")?;
    writeln!(out, "{:<29}{}", "at the right number", columns(facts.anchored))?;
    writeln!(out, "{:<29}{}", "+ subject, metric, numbers", columns(facts.full))?;
    writeln!(out, "{:<29}{}", "+ direction, period", columns(facts.record))?;
    writeln!(out)?;
    writeln!(out, "{:<29}accuracy right total   {HEADS}", "slots of facts at a number")?;
    for name in super::facts::SLOTS {
        let slot = facts.slots.get(name).copied().unwrap_or_default();
        let (accuracy, stated) = (number(slot.accuracy()), columns(slot.stated));
        writeln!(out, "{:<29}{accuracy:>8} {:>5} {:>5}   {stated}", format!("fact.{name}"), slot.right, slot.total)?;
    }
    writeln!(out)?;
    writeln!(out, "{:<11}{:<48} fired right wrong precision", "", "frame or link step")?;
    for (name, rule) in &facts.rules {
        let precision = number(rule.precision());
        writeln!(out, "{:<11}{name:<48} {:>5} {:>5} {:>5} {precision:>9}", "fact", rule.fired, rule.right, rule.wrong)?;
    }
    writeln!(out)?;
    if wanted.misses {
        facts.misses.iter().try_for_each(|miss| writeln!(out, "  {miss}"))?;
        writeln!(out)?;
    }
    Ok(())
}

fn rules(
    head: &str,
    rules: &BTreeMap<(Scored, String), RuleScore>,
    wanted: &Wanted,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rules: Vec<_> = rules.iter().filter(|((kind, _), _)| wanted.kind(*kind)).collect();
    if rules.is_empty() {
        return Ok(());
    }
    writeln!(out, "{:<11}{head:<40} fired right wrong precision   95 % interval", "kind")?;
    for ((kind, name), rule) in rules {
        let (low, high) = rule.interval();
        let name = if name.is_empty() { "(none stated)" } else { name };
        writeln!(
            out,
            "{:<11}{name:<40} {:>5} {:>5} {:>5} {:>9}   {low:.3} to {high:.3}",
            kind.name(),
            rule.fired,
            rule.right,
            rule.wrong,
            number(rule.precision())
        )?;
    }
    writeln!(out)
}

fn confusion(score: &Score, wanted: &Wanted, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<_> = score.confusion.iter().filter(|((gold, found), _)| wanted.confusion(gold, found)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{:<20}{:<20} times", "gold says", "found says")?;
    for ((gold, found), count) in rows {
        writeln!(out, "{gold:<20}{found:<20} {count:>5}")?;
    }
    writeln!(out)
}

fn misses(score: &Score, wanted: &Wanted, out: &mut dyn Write) -> io::Result<()> {
    for (trouble, head) in
        [(Trouble::Missed, "missed"), (Trouble::FalseAlarm, "false alarms"), (Trouble::WrongValue, "wrong values")]
    {
        for kind in Scored::ALL.into_iter().filter(|kind| wanted.kind(*kind)) {
            let list: Vec<_> = score.misses.iter().filter(|m| m.trouble == trouble && m.kind == kind).collect();
            if list.is_empty() {
                continue;
            }
            writeln!(out, "{head}: {} ({})", kind.name(), list.len())?;
            let mut last: Option<&Miss> = None;
            for item in list {
                // Several wrong values of one mention stand under one sentence.
                if last.is_none_or(|last| (&last.doc, &last.id) != (&item.doc, &item.id)) {
                    place(item, out)?;
                }
                details(item, out)?;
                last = Some(item);
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

fn place(miss: &Miss, out: &mut dyn Write) -> io::Result<()> {
    let start = miss.spans.first().map_or(0, |span| span.start);
    let extension = if miss.extension { " ext" } else { "" };
    let form = miss.form.as_deref().map(|form| format!(" {form}")).unwrap_or_default();
    let text = miss.context.clone().unwrap_or_else(|| format!("⟦{}⟧", miss.text));
    writeln!(out, "  {} {}{form}{extension} at {start}: {text}", miss.doc, miss.id)
}

fn details(miss: &Miss, out: &mut dyn Write) -> io::Result<()> {
    let by = |rule: &str| if rule.is_empty() { String::new() } else { format!(" by {rule}") };
    if let Some(value) = &miss.value {
        let shown = |value: &Option<String>| match value {
            Some(value) => value.split_whitespace().collect::<Vec<_>>().join(" "),
            None => "nothing".to_owned(),
        };
        let (gold, found) = (shown(&value.gold), shown(&value.found));
        writeln!(out, "      {}: gold {gold}, found {found}{}", value.field, by(&miss.rule))?;
    } else if !miss.rule.is_empty() {
        writeln!(out, "      found{}", by(&miss.rule))?;
    }
    if let Some(near) = &miss.near {
        let side = if miss.trouble == Trouble::Missed { "found" } else { "gold" };
        writeln!(out, "      {side} has {} {} ⟦{}⟧{}", near.kind.name(), near.id, near.text, by(&near.rule))?;
    }
    Ok(())
}
