//! Counts and what follows from them: precision, recall, F1, accuracy, and the interval of a proportion.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// Right, false and missing items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Found and in gold.
    pub tp: usize,
    /// Found, not in gold.
    pub fp: usize,
    /// In gold, not found.
    pub r#fn: usize,
}

impl Counts {
    /// Counts of `tp` right, `fp` false and `missed` missing items.
    #[must_use]
    pub fn new(tp: usize, fp: usize, missed: usize) -> Self {
        Self { tp, fp, r#fn: missed }
    }

    /// Share of the found items that are right, 0 to 1; none when nothing was found.
    #[must_use]
    pub fn precision(self) -> Option<f64> {
        ratio(self.tp, self.tp + self.fp)
    }

    /// Share of the gold items that were found, 0 to 1; none when gold has none.
    #[must_use]
    pub fn recall(self) -> Option<f64> {
        ratio(self.tp, self.tp + self.r#fn)
    }

    /// Harmonic mean of precision and recall, 0 to 1; none when there is neither a gold nor a found item.
    #[must_use]
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.tp, 2 * self.tp + self.fp + self.r#fn)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.tp += other.tp;
        self.fp += other.fp;
        self.r#fn += other.r#fn;
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Counts", 6)?;
        out.serialize_field("precision", &self.precision())?;
        out.serialize_field("recall", &self.recall())?;
        out.serialize_field("f1", &self.f1())?;
        out.serialize_field("tp", &self.tp)?;
        out.serialize_field("fp", &self.fp)?;
        out.serialize_field("fn", &self.r#fn)?;
        out.end()
    }
}

/// How often one field of matched items is right.
///
/// Most fields are empty most of the time, so the plain accuracy flatters; `stated` counts only where a side has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FieldCounts {
    /// Matched items compared.
    pub total: usize,
    /// Of these, the items whose field agrees, both empty included.
    pub right: usize,
    /// The same over values: a wrong value counts as false and as missing.
    pub stated: Counts,
}

impl FieldCounts {
    /// Share of the compared items that agree, 0 to 1; none when nothing was compared.
    #[must_use]
    pub fn accuracy(self) -> Option<f64> {
        ratio(self.right, self.total)
    }

    /// Counts one comparison.
    pub fn add(&mut self, agrees: bool, in_gold: bool, in_found: bool) {
        self.total += 1;
        self.right += usize::from(agrees);
        self.stated.tp += usize::from(agrees && in_gold && in_found);
        self.stated.fp += usize::from(!agrees && in_found);
        self.stated.r#fn += usize::from(!agrees && in_gold);
    }
}

impl Serialize for FieldCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("FieldCounts", 4)?;
        out.serialize_field("accuracy", &self.accuracy())?;
        out.serialize_field("right", &self.right)?;
        out.serialize_field("total", &self.total)?;
        out.serialize_field("stated", &self.stated)?;
        out.end()
    }
}

/// `part / whole`, or none for an empty whole.
#[must_use]
pub fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The Wilson score interval of a proportion at 95 %: (low, high), both 0 to 1; (0, 1) when nothing was tried.
#[must_use]
pub fn wilson(right: usize, tried: usize) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    if tried == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (tried as f64, right as f64 / tried as f64);
    let centre = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    (((centre - spread) / scale).max(0.0), ((centre + spread) / scale).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 5e-4
    }

    #[test]
    fn figures_follow_from_counts() {
        let counts = Counts::new(8, 2, 4);
        assert!(near(counts.precision().unwrap(), 0.8));
        assert!(near(counts.recall().unwrap(), 0.6667));
        assert!(near(counts.f1().unwrap(), 0.7273));
        assert_eq!(Counts::default().f1(), None);
        assert_eq!(Counts::new(0, 0, 3).precision(), None);
    }

    #[test]
    fn wilson_agrees_with_the_tables() {
        for (right, tried, low, high) in
            [(10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)]
        {
            let interval = wilson(right, tried);
            assert!(near(interval.0, low) && near(interval.1, high), "{right}/{tried}: {interval:?}");
        }
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }

    #[test]
    fn a_field_counts_values_apart_from_blanks() {
        let mut field = FieldCounts::default();
        field.add(true, false, false);
        field.add(true, true, true);
        field.add(false, true, true);
        field.add(false, true, false);
        field.add(false, false, true);
        assert_eq!((field.total, field.right), (5, 2));
        assert_eq!(field.stated, Counts::new(1, 2, 2));
    }
}
