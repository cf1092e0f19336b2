//! Why a mention or fact is there: the rule that found it, and the link step that completed it.

use std::sync::Arc;

/// Index of a rule in its rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u16);

/// Names of all rules and link steps of a rule set, shared by the facts of every article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleNames(Arc<[Box<str>]>);

impl RuleNames {
    /// Names in the order of their [`RuleId`].
    #[must_use]
    pub fn new(names: Vec<Box<str>>) -> Self {
        Self(names.into())
    }

    /// The name printed in the output, such as `money.sign-figure`.
    #[must_use]
    pub fn get(&self, id: RuleId) -> &str {
        self.0.get(id.0 as usize).map_or("", |name| name)
    }

    /// The id of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<RuleId> {
        self.0.iter().position(|n| &**n == name).map(|i| RuleId(i as u16))
    }
}

/// The origin of one mention or fact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Provenance {
    /// The rule that found it.
    pub rule: RuleId,
    /// The link step that completed it (the sieve of a speaker, the pass of an alias), if any.
    pub sieve: Option<&'static str>,
    /// How often facts of this rule are right: measured where a calibration is loaded, else the default of the rule's tier.
    pub confidence: f32,
}
