//! `--kinds`: which mentions, entities and facts of an article are written.
//!
//! Identifiers are those of the whole article, so that the output of two runs with different kinds can be joined.

use crate::error::{Error, ErrorKind, Result};
use crate::fact::{ArticleFacts, EntityId, Kind, MentionId, Value};

/// The kinds to be written: all by default.
///
/// A mention stays when its kind is listed, or when a fact whose kind is listed refers to it. A fact stays when its kind
/// is listed or one of its mentions stays. An entity stays when something that stays names it.
///
/// ```
/// use factmill::write::Kinds;
/// let kinds = Kinds::parse("money, percent").unwrap();
/// assert!(kinds.contains("money") && !kinds.contains("quotation"));
/// assert!(Kinds::default().contains("quotation"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kinds(Option<Vec<Box<str>>>);

impl Kinds {
    /// Reads a list of kinds, separated by commas.
    ///
    /// # Errors
    /// When the list is empty or a name cannot be the name of a kind.
    pub fn parse(list: &str) -> Result<Self> {
        let names: Vec<Box<str>> = list.split(',').map(str::trim).filter(|n| !n.is_empty()).map(Into::into).collect();
        let word = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        match names.iter().find(|name| !word(name)) {
            Some(name) => Err(Error::new(ErrorKind::Usage, format!("'{name}' is not the name of a kind"))),
            None if names.is_empty() => Err(Error::new(ErrorKind::Usage, "the list of kinds is empty")),
            None => Ok(Self(Some(names))),
        }
    }

    /// Whether a kind is written.
    #[must_use]
    pub fn contains(&self, kind: &str) -> bool {
        self.0.as_ref().is_none_or(|names| names.iter().any(|name| &**name == kind))
    }

    /// Checks the list against the kinds that exist: factmill's own and those of the rule files.
    ///
    /// # Errors
    /// When a listed kind does not exist.
    pub fn check<'k>(&self, user_kinds: impl IntoIterator<Item = &'k str>) -> Result<()> {
        let mut known: Vec<&str> = Kind::BUILT_IN.iter().map(Kind::name).chain(user_kinds).collect();
        known.dedup();
        match self.0.iter().flatten().find(|name| !known.contains(&&***name)) {
            Some(name) => {
                Err(Error::new(ErrorKind::Usage, format!("there is no kind '{name}'; there are: {}", known.join(", "))))
            }
            None => Ok(()),
        }
    }
}

/// What stays of one article.
pub(crate) struct Kept {
    // Empty vectors stand for "everything", the usual case.
    all: bool,
    mentions: Vec<bool>,
    entities: Vec<bool>,
    facts: Vec<bool>,
}

impl Kept {
    pub(crate) fn new(facts: &ArticleFacts, kinds: &Kinds) -> Self {
        if kinds.0.is_none() {
            return Self { all: true, mentions: Vec::new(), entities: Vec::new(), facts: Vec::new() };
        }
        let mut mentions: Vec<bool> = facts.mentions.iter().map(|m| kinds.contains(m.kind.name())).collect();
        let listed = |fact: &crate::fact::Fact| kinds.contains(&fact.kind);
        for argument in facts.facts.iter().filter(|f| listed(f)).flat_map(|f| &f.arguments) {
            mark(&mut mentions, argument.mention.0);
        }
        let stays = |argument: &crate::fact::Argument| at(&mentions, argument.mention.0);
        let kept_facts = facts.facts.iter().map(|f| listed(f) || f.arguments.iter().any(stays)).collect();

        let mut entities = vec![false; facts.entities.len()];
        let named = facts.mentions.iter().zip(&mentions).filter(|(_, stays)| **stays).map(|(m, _)| &m.value);
        for value in named {
            match value {
                Value::Named { entity, .. } => mark(&mut entities, entity.0),
                Value::Quotation(quotation) => {
                    for id in quotation.speaker.iter().flat_map(|s| s.entities.iter().chain(&s.affiliation_entity)) {
                        mark(&mut entities, id.0);
                    }
                }
                Value::Money(_) | Value::Percent(_) | Value::Fields(_) => {}
            }
        }
        // A parent or affiliation may have one of its own; the chain is short and ends, since each round marks one more.
        while let Some(missing) = facts
            .entities
            .iter()
            .enumerate()
            .filter(|(index, _)| entities[*index])
            .flat_map(|(_, entity)| entity.parent.iter().chain(&entity.affiliation_entity))
            .find(|id| entities.get(id.0 as usize) == Some(&false))
        {
            mark(&mut entities, missing.0);
        }
        Self { all: false, mentions, entities, facts: kept_facts }
    }

    pub(crate) fn mention(&self, id: MentionId) -> bool {
        self.all || at(&self.mentions, id.0)
    }

    pub(crate) fn entity(&self, id: EntityId) -> bool {
        self.all || at(&self.entities, id.0)
    }

    pub(crate) fn fact(&self, index: usize) -> bool {
        self.all || at(&self.facts, index as u32)
    }
}

fn at(flags: &[bool], index: u32) -> bool {
    flags.get(index as usize).copied().unwrap_or(false)
}

fn mark(flags: &mut [bool], index: u32) {
    if let Some(flag) = flags.get_mut(index as usize) {
        *flag = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_list_is_refused_with_what_there_is() {
        let kinds = Kinds::parse("money,deal").unwrap();
        assert!(kinds.check(["deal"]).is_ok());
        let error = kinds.check([]).unwrap_err().to_string();
        assert_eq!(error, "there is no kind 'deal'; there are: money, percent, company, unit, person, quotation");
        assert!(Kinds::parse(" , ").is_err());
        assert!(Kinds::parse("money percent").is_err());
    }
}
