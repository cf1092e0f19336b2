//! Floors: a file of least values below which a score fails.
//!
//! ```toml
//! money.f1 = 0.93                     # tolerant, core
//! money.strict.recall = 0.9
//! quotation.marked.tuple.f1 = 0.7
//! percent.value.accuracy = 0.98
//! ```

use std::collections::BTreeMap;

use serde::Serialize;

use super::counts::Counts;
use super::score::Score;
use crate::error::{Error, ErrorKind, Result};

/// Least values by the name of their figure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Floor(BTreeMap<String, f64>);

/// A figure below its floor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Below {
    /// Name of the figure.
    pub figure: String,
    /// Its value, 0 to 1; none when there was nothing to measure.
    pub value: Option<f64>,
    /// The least value, 0 to 1.
    pub floor: f64,
}

impl Floor {
    /// Reads floors from TOML.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] when it is not TOML, when a figure does not exist, or when a floor is no number from 0 to 1.
    pub fn parse(toml: &str, file: &str) -> Result<Self> {
        let place = || format!("reading floors {file}");
        let table: toml::Table =
            toml.parse().map_err(|e| Error::caused(ErrorKind::Usage, "not TOML", e).context(place()))?;
        let mut floors = BTreeMap::new();
        flatten("", &table, &mut floors).map_err(|e| e.context(place()))?;
        let known = figures(&super::score(&[], &[]));
        for (name, floor) in &floors {
            let problem = if !known.contains_key(name) {
                let prefix = name.split('.').next().unwrap_or(name);
                let mut near: Vec<_> = known.keys().filter(|k| k.starts_with(prefix)).map(String::as_str).collect();
                if near.is_empty() {
                    near = known.keys().filter(|k| k.ends_with(".f1")).map(String::as_str).collect();
                }
                format!("no such figure; there are {}", near.join(", "))
            } else if !(0.0..=1.0).contains(floor) {
                "expected a number from 0 to 1".to_owned()
            } else {
                continue;
            };
            return Err(Error::new(ErrorKind::Usage, format!("{name}: {problem}")).context(place()));
        }
        Ok(Self(floors))
    }

    /// The figures of `score` below their floor, in the order of their names; a figure with nothing to measure is below.
    #[must_use]
    pub fn below(&self, score: &Score) -> Vec<Below> {
        let figures = figures(score);
        let value = |name: &String| figures.get(name).copied().flatten();
        // A floor copied from a printed figure must hold: the last digit of a quotient is no failure.
        let fails = |name: &String, floor: f64| value(name).is_none_or(|value| value + 1e-9 < floor);
        let below = self.0.iter().filter(|(name, floor)| fails(name, **floor));
        below.map(|(name, &floor)| Below { figure: name.clone(), value: value(name), floor }).collect()
    }
}

fn flatten(prefix: &str, table: &toml::Table, out: &mut BTreeMap<String, f64>) -> Result<()> {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(table) => flatten(&name, table, out)?,
            toml::Value::Float(floor) => _ = out.insert(name, *floor),
            toml::Value::Integer(floor) => _ = out.insert(name, *floor as f64),
            _ => return Err(Error::new(ErrorKind::Usage, format!("{name}: expected a number from 0 to 1"))),
        }
    }
    Ok(())
}

/// Every figure by name, 0 to 1; none where there is nothing to measure.
///
/// `ROW.f1` is tolerant over core gold, `ROW.strict.f1` and `ROW.overlap.f1` the other levels, `ROW.all.f1` tolerant over
/// core and extension, `ROW.tuple.f1` mentions with their values; each also as `precision` and `recall`.
/// `KIND.FIELD.accuracy` counts matched core mentions, `KIND.FIELD.f1` only where a side states a value.
#[must_use]
pub fn figures(score: &Score) -> BTreeMap<String, Option<f64>> {
    let mut out = BTreeMap::new();
    let mut put = |name: &str, counts: Counts| {
        out.insert(format!("{name}.precision"), counts.precision());
        out.insert(format!("{name}.recall"), counts.recall());
        out.insert(format!("{name}.f1"), counts.f1());
    };
    for row in &score.rows {
        put(row.name, row.core.tolerant);
        put(&format!("{}.strict", row.name), row.core.strict);
        put(&format!("{}.overlap", row.name), row.core.overlap);
        put(&format!("{}.all", row.name), row.all.tolerant);
        if let Some(tuple) = row.tuple {
            put(&format!("{}.tuple", row.name), tuple);
        }
    }
    put("company.links", score.entities.links);
    put("company.links_of_matched", score.entities.links_of_matched);
    put("company.companies", score.entities.companies);
    put("fact", score.facts.anchored);
    put("fact.full", score.facts.full);
    put("fact.record", score.facts.record);
    for field in &score.fields {
        put(&format!("{}.{}", field.kind.name(), field.field), field.core.stated);
    }
    for field in &score.fields {
        out.insert(format!("{}.{}.accuracy", field.kind.name(), field.field), field.core.accuracy());
    }
    for slot in super::facts::SLOTS {
        let accuracy = score.facts.slots.get(slot).and_then(|s| s.accuracy());
        out.insert(format!("fact.{slot}.accuracy"), accuracy);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_in_a_floor_file_are_named() {
        let error = |toml: &str| Floor::parse(toml, "floor.toml").unwrap_err().to_string();
        assert!(error("money.f1 = ").starts_with("reading floors floor.toml: not TOML: "));
        assert!(
            error("unit.f2 = 0.9")
                .starts_with("reading floors floor.toml: unit.f2: no such figure; there are unit.all.f1,")
        );
        assert!(error("cat = 0.9").contains("company.f1, company.links.f1"));
        assert_eq!(error("money.f1 = 93"), "reading floors floor.toml: money.f1: expected a number from 0 to 1");
        assert_eq!(error("money.f1 = \"x\""), "reading floors floor.toml: money.f1: expected a number from 0 to 1");
    }

    #[test]
    fn figures_below_their_floor_are_named() {
        let mut score = super::super::score(&[], &[]);
        score.rows[0].core.tolerant = Counts::new(2, 1, 0);
        let floor = Floor::parse("money.f1 = 0.8\nmoney.recall = 1\n[money]\n", "f");
        assert!(floor.is_err(), "a table may not be opened twice");
        let floor = Floor::parse("money.f1 = 0.8\nmoney.precision = 0.67\nunit.f1 = 0", "f").unwrap();
        let below = floor.below(&score);
        let names: Vec<_> = below.iter().map(|b| (b.figure.as_str(), b.value.is_some())).collect();
        assert_eq!(names, [("money.precision", true), ("unit.f1", false)]);
    }
}
