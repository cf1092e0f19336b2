//! Mentions, facts, and the one value per article that crosses from extraction to writing.

use std::sync::Arc;

use super::{Entity, EntityId, Field, Provenance, RuleNames, Value};
use crate::span::Span;

/// Index of a mention among the mentions of its article; printed as `m1`, `m2`, … counting from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MentionId(pub u32);

/// What a mention is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Amount of money.
    Money,
    /// Percentage, points, basis points.
    Percent,
    /// Company name.
    Company,
    /// Division, service or product of a company.
    Unit,
    /// Person's name.
    Person,
    /// Quotation.
    Quotation,
    /// A kind which a rule file defines.
    User(Arc<str>),
}

impl Kind {
    /// The kinds factmill defines itself, in the order of the output's documentation.
    pub const BUILT_IN: [Self; 6] =
        [Self::Money, Self::Percent, Self::Company, Self::Unit, Self::Person, Self::Quotation];

    /// Name in rules and output.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Company => "company",
            Self::Unit => "unit",
            Self::Person => "person",
            Self::Quotation => "quotation",
            Self::User(name) => name,
        }
    }
}

/// One place of the text with its normalised value.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// What it is.
    pub kind: Kind,
    /// Where it stands. A quotation's span covers all its segments.
    pub span: Span,
    /// Its value.
    pub value: Value,
    /// Why it is there.
    pub provenance: Provenance,
    /// The innermost quotation it stands in.
    pub in_quote: Option<MentionId>,
}

/// Who fills a role of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// Role name, from the rule file.
    pub role: Box<str>,
    /// The mention.
    pub mention: MentionId,
    /// The mention's entity, if it has one.
    pub entity: Option<EntityId>,
}

/// Mentions linked by a rule: who bought whom for how much.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Kind, from the rule file.
    pub kind: Arc<str>,
    /// The whole matched text.
    pub span: Span,
    /// Roles in the order of the text.
    pub arguments: Vec<Argument>,
    /// What else is said of it: constants and captures of its rule, or what links made of them.
    pub fields: Vec<Field>,
    /// The quotation in which it is stated, if any.
    pub in_quote: Option<MentionId>,
    /// Why it is there.
    pub provenance: Provenance,
}

impl Fact {
    /// The first mention in a role.
    #[must_use]
    pub fn argument(&self, role: &str) -> Option<MentionId> {
        self.arguments.iter().find(|a| &*a.role == role).map(|a| a.mention)
    }

    /// A field; empty if it is not said.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|f| &*f.name == name).map_or("", |f| &f.value)
    }
}

/// Trouble met in one article; the facts beside it stay valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// A stable word for counting: `unclosed-quotation`, `extraction-panic`, …
    pub code: &'static str,
    /// For a reader.
    pub message: String,
}

/// All facts of one article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ArticleFacts {
    /// Ordered by start, then by end descending, then by kind.
    pub mentions: Vec<Mention>,
    /// Companies, units and persons in order of first mention.
    pub entities: Vec<Entity>,
    /// Linked facts in order of the text.
    pub facts: Vec<Fact>,
    /// Trouble.
    pub warnings: Vec<Warning>,
    /// Names of the rules that provenance refers to.
    pub rules: RuleNames,
}
