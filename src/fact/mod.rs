//! The values that leave factmill: mentions, entities and facts of one article.
//!
//! Nothing here computes; the extractors fill these types and the writers print them. Ranges, open bounds, approximations
//! and an unresolved currency are states of the types, so that nothing is lost on the way.

mod entity;
mod fields;
mod mention;
mod provenance;
mod value;

pub use entity::{Entity, EntityId, EntityKind};
pub use fields::{field, field_names, fields};
pub use mention::{Argument, ArticleFacts, Fact, Kind, Mention, MentionId, Warning};
pub use provenance::{Provenance, RuleId, RuleNames};
pub use rust_decimal::Decimal;
pub use value::{
    Approximation, Basis, Bounds, CompanyRole, Currency, CurrencySource, Direction, Field, Money, MoneyForm, Percent,
    PercentForm, PercentRole, PercentUnit, Quotation, QuotationForm, Speaker, Value,
};
