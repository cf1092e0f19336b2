//! Measured confidence: how often each rule was right on gold, kept with the pack in `confidence.tsv`.
//!
//! A row holds what was counted, so that tables can be pooled and a reader sees how much a figure rests on. The figure itself is
//! the mean of a beta distribution: the rule's own counts, and in front of them [`PRIOR`] mentions of what its tier promises. A
//! rule that was never seen keeps the promise of its tier; one seen a hundred times has nearly its own precision.

use std::fmt::Write as _;

use xxhash_rust::xxh3::xxh3_64;

use super::file::Tier;
use super::group::Rule;
use super::problem::Problem;

/// Path of the table in a pack.
pub const TABLE: &str = "confidence.tsv";

/// How many mentions the promise of a tier counts for.
pub const PRIOR: f64 = 8.0;

const HEADER: &str = "rule\tpattern\tfired\tright\tconfidence";

/// What was measured of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Name of the rule.
    pub rule: String,
    /// Fingerprint of the rule when it was measured, see [`fingerprint`].
    pub pattern: String,
    /// Mentions that were right or wrong.
    pub fired: u32,
    /// Those that were right.
    pub right: u32,
    /// What its mentions say, from 0 to 1.
    pub confidence: f32,
    /// Line in the table, from 1; 0 before it is written.
    pub line: usize,
}

/// The share of right mentions, smoothed towards what the tier promises.
#[must_use]
pub fn smoothed(right: u32, fired: u32, tier: Tier) -> f32 {
    let promised = f64::from(tier.confidence());
    ((f64::from(right) + PRIOR * promised) / (f64::from(fired) + PRIOR)) as f32
}

/// Eight hex digits that change with what a rule looks for.
#[must_use]
pub fn fingerprint(rule: &Rule) -> String {
    let mut text = format!("{:?} {:?} {:?} {}", rule.within, rule.sections, rule.set, rule.off);
    for (field, pattern) in &rule.written {
        let _ = write!(text, "\n{field} {pattern}"); // a string takes all
    }
    format!("{:08x}", xxh3_64(text.as_bytes()) as u32)
}

/// The table as text, sorted by rule.
#[must_use]
pub fn print(rows: &[Measured]) -> String {
    let mut rows: Vec<&Measured> = rows.iter().collect();
    rows.sort_by(|a, b| a.rule.cmp(&b.rule));
    let mut text = format!("{HEADER}\n");
    for row in rows {
        let Measured { rule, pattern, fired, right, confidence, .. } = row;
        let _ = writeln!(text, "{rule}\t{pattern}\t{fired}\t{right}\t{confidence:.3}"); // a string takes all
    }
    text
}

/// Reads a table. Rows with a problem are left out.
pub(super) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Measured> {
    let mut rows: Vec<Measured> = Vec::new();
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let range = at..at + line.trim_end().len();
        at += line.len();
        let line = line.trim_end();
        if number == 0 {
            if line != HEADER {
                let message = format!("the first line must be the columns `{}`", HEADER.replace('\t', " "));
                problems.push(Problem::at(file, text, range, message));
                return rows;
            }
            continue;
        }
        match row(line) {
            Ok(row) if rows.last().is_some_and(|before| before.rule >= row.rule) => {
                let message =
                    format!("`{}` is not behind the rule before it: rows are sorted, each rule once", row.rule);
                problems.push(Problem::at(file, text, range, message));
            }
            Ok(row) => rows.push(Measured { line: number + 1, ..row }),
            Err(message) => problems.push(Problem::at(file, text, range, message)),
        }
    }
    rows
}

fn row(line: &str) -> Result<Measured, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [rule, pattern, fired, right, confidence] = cells[..] else {
        return Err(format!("{} cells where the header names 5: {}", cells.len(), HEADER.replace('\t', ", ")));
    };
    let count = |cell: &str, name: &str| cell.parse::<u32>().map_err(|_| format!("{name} is `{cell}`, not a count"));
    let (fired, right) = (count(fired, "fired")?, count(right, "right")?);
    if right > fired {
        return Err(format!("{right} of {fired} cannot be right"));
    }
    let confidence = confidence.parse::<f32>().ok().filter(|c| (0.0..=1.0).contains(c));
    let confidence = confidence.ok_or_else(|| "confidence must be a number from 0 to 1".to_owned())?;
    Ok(Measured { rule: rule.to_owned(), pattern: pattern.to_owned(), fired, right, confidence, line: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_it_was_printed() {
        let row = |rule: &str, fired, right| Measured {
            rule: rule.to_owned(),
            pattern: "0badcafe".to_owned(),
            fired,
            right,
            confidence: 0.875,
            line: 0,
        };
        let text = print(&[row("b", 10, 9), row("a", 3, 3)]);
        let mut problems = Vec::new();
        let rows = read(TABLE, &text, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(rows.iter().map(|r| (r.rule.as_str(), r.line)).collect::<Vec<_>>(), [("a", 2), ("b", 3)]);
        assert_eq!(print(&rows), text);
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let text = format!(
            "{HEADER}\nb\t0\t2\t3\t0.9\na\t0\tx\t3\t0.9\nc\t0\t3\t3\t1.5\nd\t0\nf\t0\t1\t1\t0.9\ne\t0\t1\t1\t0.9\n"
        );
        let mut problems = Vec::new();
        let rows = read(TABLE, &text, &mut problems);
        assert_eq!(rows.len(), 1);
        let said: Vec<_> = problems.iter().map(|p| (p.line, p.message.as_str())).collect();
        assert_eq!(
            said,
            [
                (2, "3 of 2 cannot be right"),
                (3, "fired is `x`, not a count"),
                (4, "confidence must be a number from 0 to 1"),
                (5, "2 cells where the header names 5: rule, pattern, fired, right, confidence"),
                (7, "`e` is not behind the rule before it: rows are sorted, each rule once"),
            ]
        );
    }

    #[test]
    fn few_mentions_say_little() {
        let strong = Tier::Strong.confidence();
        assert!((smoothed(0, 0, Tier::Strong) - strong).abs() < 1e-6);
        assert!(smoothed(1, 1, Tier::Strong) > strong && smoothed(1, 1, Tier::Strong) < 0.92);
        assert!(smoothed(0, 1, Tier::Strong) > 0.7);
        assert!(smoothed(990, 1000, Tier::Weak) > 0.98);
    }
}
