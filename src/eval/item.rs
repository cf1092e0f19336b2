//! One mention as the scorer sees it, the same for gold and found, so that every comparison is symmetric.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

/// The kinds that are scored. Persons and kinds of user rules have no gold and are skipped.
///
/// Facts that join a metric to its value have no place here yet: they are records over mentions, not mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scored {
    /// Amounts.
    Money,
    /// Percentages, points, basis points.
    Percent,
    /// Company names.
    Company,
    /// Names of divisions, services, products.
    Unit,
    /// Quotations.
    Quotation,
}

impl Scored {
    /// All, in the order of every report.
    pub const ALL: [Self; 5] = [Self::Money, Self::Percent, Self::Company, Self::Unit, Self::Quotation];

    /// Name in gold, in found facts and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Company => "company",
            Self::Unit => "unit",
            Self::Quotation => "quotation",
        }
    }

    /// The kind of that name, if it is scored.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Serialize for Scored {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A half-open range in code points of the whole text of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CharSpan {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

impl CharSpan {
    /// Length in code points; 0 when the ends are in the wrong order.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// How many code points both cover.
    #[must_use]
    pub fn common(self, other: Self) -> usize {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }

    /// The span moved to the right.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}

/// What is known of a number, in major units of a currency or in the unit of a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// One value.
    One(Decimal),
    /// A range with its low and high end.
    Range(Decimal, Decimal),
    /// An order of magnitude without a figure.
    Magnitude(Decimal),
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::One(value) => write!(f, "{}", value.normalize()),
            Self::Range(low, high) => write!(f, "{}..{}", low.normalize(), high.normalize()),
            Self::Magnitude(value) => write!(f, "~{}", value.normalize()),
        }
    }
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MoneyValue {
    /// The amount; none when it could not be read.
    pub quantity: Option<Quantity>,
    /// ISO 4217; none when the article leaves it open.
    pub currency: Option<String>,
    /// "about".
    pub approximate: bool,
    /// `<`, `<=`, `>`, `>=`.
    pub bound: Option<String>,
    /// Unit of a price.
    pub per: Option<String>,
    /// Id of the amount of which this one is a conversion.
    pub conversion_of: Option<String>,
}

/// A percentage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PercentValue {
    /// The number; none when it could not be read.
    pub quantity: Option<Quantity>,
    /// `percent`, `percentage_point` or `basis_point`.
    pub unit: String,
    /// What it measures.
    pub role: Option<String>,
    /// `up`, `down`, `flat`.
    pub direction: Option<String>,
    /// With what a change compares.
    pub basis: Option<String>,
    /// "about".
    pub approximate: bool,
    /// `<`, `<=`, `>`, `>=`.
    pub bound: Option<String>,
}

/// A quotation without its content, which is the spans of the item.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QuotationValue {
    /// `direct`, `mixed` or `indirect`.
    pub form: String,
    /// The word of saying.
    pub cue: Option<String>,
    /// The words at the cue that name the speaker.
    pub mention: Option<String>,
    /// The names the speaker resolves to, joined with "; ".
    pub speaker: Option<String>,
    /// The speaker's title.
    pub title: Option<String>,
    /// The company or body the speaker speaks for.
    pub affiliation: Option<String>,
    /// "people familiar with the matter".
    pub anonymous: bool,
}

/// The value of an item.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemValue {
    /// Of money.
    Money(MoneyValue),
    /// Of a percentage.
    Percent(PercentValue),
    /// Of a company or unit: why it is named (`media_source`), where special.
    Named(Option<String>),
    /// Of a quotation.
    Quotation(QuotationValue),
}

/// One mention of gold or of the found facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its id inside the article.
    pub id: String,
    /// Its kind.
    pub kind: Scored,
    /// Where it stands: one span, or the segments of a quotation in the order of the text; never empty.
    pub spans: Vec<CharSpan>,
    /// Text under each span where known; a missing or empty text is unknown.
    pub texts: Vec<String>,
    /// Its value.
    pub value: ItemValue,
}

impl Item {
    /// The form of a quotation; none for the other kinds.
    #[must_use]
    pub fn form(&self) -> Option<&str> {
        match &self.value {
            ItemValue::Quotation(quotation) => Some(&quotation.form),
            _ => None,
        }
    }

    /// The surface on one line, segments joined with " […] ".
    #[must_use]
    pub fn surface(&self) -> String {
        let parts: Vec<String> =
            self.texts.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        parts.join(" […] ")
    }
}
