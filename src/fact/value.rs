//! Normalised values of mentions: money, percent, company, quotation, and free fields of user-defined kinds.

use rust_decimal::Decimal;

use super::{EntityId, MentionId};
use crate::span::Span;

/// What is known of a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounds {
    /// One value.
    Exactly(Decimal),
    /// A range, both ends included.
    Between(Decimal, Decimal),
    /// An order of magnitude without a figure: "hundreds of millions" is 100,000,000.
    Magnitude(Decimal),
}

impl Bounds {
    /// The value, or the low end.
    #[must_use]
    pub fn low(self) -> Decimal {
        match self {
            Self::Exactly(v) | Self::Between(v, _) | Self::Magnitude(v) => v,
        }
    }
}

/// Words around a quantity that say it is not exact: "about", "more than", "up to".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Approximation {
    /// "about", "some", "nearly".
    pub approximate: bool,
    /// `>`, `>=`, `<`, `<=`, or none.
    pub bound: Option<&'static str>,
}

/// A currency, or the reason why it is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Currency {
    /// ISO 4217 code.
    Known([u8; 3]),
    /// A sign or word of several currencies which the article does not decide; candidates in order of likelihood.
    Ambiguous(Box<str>),
}

impl Currency {
    /// The ISO code if known.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Known(code) => std::str::from_utf8(code).ok(),
            Self::Ambiguous(_) => None,
        }
    }
}

/// How a currency was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurrencySource {
    /// The sign, code or word names one currency.
    Explicit,
    /// Other amounts, the dateline, an exchange or the outlet decide what a bare sign means in this article.
    Document,
    /// Taken from a neighbouring amount ("to 1.2 billion from $1.1 billion").
    Coordination,
    /// Nothing in the article decides; the most common reading was taken.
    Default,
}

impl CurrencySource {
    /// Name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Document => "document",
            Self::Coordination => "coordination",
            Self::Default => "default",
        }
    }
}

/// How an amount is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MoneyForm {
    /// With digits.
    #[default]
    Figure,
    /// With number words.
    Words,
    /// "several million dollars".
    Indefinite,
}

/// An amount of money in major units (dollars, not cents).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// The quantity.
    pub amount: Bounds,
    /// Its currency.
    pub currency: Currency,
    /// How the currency was decided.
    pub currency_source: CurrencySource,
    /// Words around it.
    pub approximation: Approximation,
    /// "share", "barrel", "year": the unit of a price.
    pub per: Option<Box<str>>,
    /// Figures or words.
    pub form: MoneyForm,
    /// The amount of which this one is a conversion.
    pub conversion_of: Option<MentionId>,
    /// The currency is not printed with the number.
    pub elliptical: bool,
}

/// Unit of a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PercentUnit {
    /// Hundredths.
    #[default]
    Percent,
    /// Difference of two percentages.
    Point,
    /// A hundredth of a point.
    BasisPoint,
}

impl PercentUnit {
    /// Name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Point => "percentage_point",
            Self::BasisPoint => "basis_point",
        }
    }
}

/// How a percentage is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PercentForm {
    /// "34%".
    #[default]
    Figure,
    /// "thirty-four percent".
    Words,
    /// "one-third".
    Fraction,
    /// "doubled", "tenfold".
    Multiple,
    /// "double-digit".
    Vague,
}

impl PercentForm {
    /// Name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Figure => "figure",
            Self::Words => "words",
            Self::Fraction => "fraction",
            Self::Multiple => "multiple",
            Self::Vague => "vague",
        }
    }
}

macro_rules! names {
    ($(#[$meta:meta])* $type:ident { $($(#[$vmeta:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $type { $($(#[$vmeta])* #[doc = concat!("Printed as `", $name, "`.")] $variant,)* }
        impl $type {
            /// All variants.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// Name in rules and output.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $(Self::$variant => $name,)* } }
            /// The variant of that name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> { match name { $($name => Some(Self::$variant),)* _ => None } }
        }
    };
}

names! {
    /// What a percentage measures.
    PercentRole {
        Change = "change", Level = "level", Share = "share", Rate = "rate", Margin = "margin", Yield = "yield",
        Stake = "stake", Coupon = "coupon", Probability = "probability",
    }
}

names! {
    /// Where a number moves.
    Direction { Up = "up", Down = "down", Flat = "flat", }
}

names! {
    /// With what a change compares.
    Basis {
        YearOnYear = "yoy", QuarterOnQuarter = "qoq", MonthOnMonth = "mom", WeekOnWeek = "wow", YearToDate = "ytd",
        Annualised = "annualised",
    }
}

names! {
    /// Why a company is named, where that is not its business.
    CompanyRole { MediaSource = "media_source", }
}

/// A percentage, a number of percentage points or of basis points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Percent {
    /// The quantity in `unit`.
    pub value: Bounds,
    /// Percent, points or basis points.
    pub unit: PercentUnit,
    /// Figure, words, fraction, multiple or vague.
    pub form: PercentForm,
    /// Words around it.
    pub approximation: Approximation,
    /// What it measures.
    pub role: Option<PercentRole>,
    /// Where the number moves; only for changes.
    pub direction: Option<Direction>,
    /// With what a change compares.
    pub basis: Option<Basis>,
}

/// Form of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotationForm {
    /// All of it stands in marks.
    Direct,
    /// Part of it stands in marks.
    Mixed,
    /// No marks.
    Indirect,
}

impl QuotationForm {
    /// Name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// Who said a quotation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Speaker {
    /// The words at the cue: "Jefferies equity analyst Thomas Chong", "he".
    pub mention: Option<Span>,
    /// The persons or companies they resolve to; several for a joint statement.
    pub entities: Vec<EntityId>,
    /// Resolved name when there is no entity for it (a nominal such as "the central bank").
    pub name: Option<Box<str>>,
    /// Title at the mention or from anywhere in the article.
    pub title: Option<Box<str>>,
    /// Company or body the speaker speaks for, as named.
    pub affiliation: Option<Box<str>>,
    /// The affiliation's entity.
    pub affiliation_entity: Option<EntityId>,
    /// "people familiar with the matter", "analysts".
    pub anonymous: bool,
    /// The step that resolved the name; none when the mention is the name.
    pub via: Option<&'static str>,
    /// Why no name could be given.
    pub unresolved: Option<&'static str>,
}

/// Words given as someone's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The words, without the outer marks; several when attribution or a paragraph end splits them.
    pub content: Vec<Span>,
    /// Direct, mixed or indirect.
    pub form: QuotationForm,
    /// The word of saying.
    pub cue: Option<Span>,
    /// Who said it.
    pub speaker: Option<Speaker>,
}

/// A named value of a user-defined kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name, from the rule's captures or constants.
    pub name: Box<str>,
    /// Value as text.
    pub value: Box<str>,
}

/// The value of a mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Amount.
    Money(Money),
    /// Percentage.
    Percent(Percent),
    /// A company, unit, or person: what is known stands in the entity.
    Named {
        /// The entity named.
        entity: EntityId,
        /// Why it is named, where special.
        role: Option<CompanyRole>,
    },
    /// Quotation.
    Quotation(Box<Quotation>),
    /// A user-defined kind.
    Fields(Vec<Field>),
}
