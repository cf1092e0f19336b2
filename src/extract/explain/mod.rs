//! Explanations: why each mention and fact of an article is there, what lost against it, and what nearly was there.
//!
//! An explanation works the article as extraction does, with somebody looking on, and then asks the rules again for what
//! extraction forgets. It is plain data; how it is shown is for others to say.
//!
//! - `searches` holds the matches of all rules, kind by kind
//! - `because` finds the reasons of one mention or fact
//! - `near` collects what nearly matched

mod because;
mod near;
mod searches;
#[cfg(test)]
mod tests;

use super::Engine;
use super::view::Reading;
use crate::article::Article;
use crate::fact::ArticleFacts;
use crate::rule::{Group, Lost, Rule};
use crate::span::Span;
use crate::text::Document;

/// Why the facts of an article are there, and what nearly was.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What [`Engine::extract`] gives for the article.
    pub facts: ArticleFacts,
    /// The reasons of each mention, in the order of the mentions.
    pub mentions: Vec<Because>,
    /// The reasons of each linked fact, in the order of the facts.
    pub linked: Vec<Because>,
    /// What nearly matched: first where nothing of the kind was found, then the nearest.
    pub near: Vec<Near>,
}

/// A rule, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleAt {
    /// Its name.
    pub id: String,
    /// What it finds, in a sentence; may be empty.
    pub about: String,
    /// Its file, in the rule folder.
    pub file: String,
    /// Line of its definition, from 1.
    pub line: usize,
}

/// The reasons of one mention or fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The rule that decided.
    pub rule: RuleAt,
    /// What each labelled part of the rule took.
    pub parts: Vec<Part>,
    /// Matches that claimed the same words and lost.
    pub rivals: Vec<Rival>,
    /// Other rules that had a say.
    pub support: Vec<Support>,
}

/// What a labelled part of a rule took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Label or role.
    pub name: String,
    /// Its words.
    pub span: Span,
    /// The entry of the lexicon that knew them.
    pub entry: Option<Entry>,
}

/// An entry of a lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Name of the lexicon.
    pub lexicon: String,
    /// Line in its file, from 1.
    pub line: usize,
    /// Names and values of its cells, without the surface and without empty ones.
    pub cells: Vec<(String, String)>,
}

/// A match that lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rival {
    /// Its rule.
    pub rule: RuleAt,
    /// What it would have been.
    pub span: Span,
    /// Why it lost.
    pub lost: Lost,
}

/// What a further rule has to do with a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// It speaks for the name, here.
    Evidence,
    /// It speaks for something else than was decided.
    Against,
    /// It speaks for another place at which the article names the same entity.
    Elsewhere,
    /// It added fields.
    Refines,
    /// It found the words for the speaker.
    Speaker,
}

impl Link {
    /// One word, for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Against => "against",
            Self::Elsewhere => "elsewhere",
            Self::Refines => "refines",
            Self::Speaker => "speaker",
        }
    }
}

/// A further rule that had a say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// What it has to do with the mention.
    pub link: Link,
    /// The rule.
    pub rule: RuleAt,
    /// All it matched.
    pub span: Span,
    /// What its parts took.
    pub parts: Vec<Part>,
    /// The constants it sets.
    pub set: Vec<(String, String)>,
}

/// Why a rule did not make a mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It matched, but one of its look-around fields refused the place.
    Refused {
        /// `before`, `after`, `unless_before` or `unless_after`.
        field: &'static str,
        /// The field as written.
        pattern: String,
    },
    /// It stopped on the way.
    Unfinished {
        /// Elements of the pattern that matched.
        matched: u32,
        /// Elements that are missing, at least.
        missing: u32,
        /// What could have gone on, each in words.
        expected: Vec<String>,
        /// What stands there instead; at the end of the sentence nothing.
        instead: Option<Span>,
    },
    /// It matched, but made no value: a figure too large, a currency the article does not name, a role without a mention.
    Valueless,
}

/// A rule that nearly made a mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// What it would have found.
    pub kind: String,
    /// The rule.
    pub rule: RuleAt,
    /// What matched.
    pub span: Span,
    /// Why it is none.
    pub reason: Reason,
    /// Whether something of the kind stands there anyway.
    pub covered: bool,
}

impl Engine {
    /// The facts of an article, each with its reasons. Much slower than [`Engine::extract`], and for people.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use factmill::{article::Article, extract::Engine, rule::RuleSet};
    ///
    /// let engine = Engine::new(Arc::new(RuleSet::built_in().expect("the pack loads")));
    /// let article = Article::from_text("It paid $3 billion for the mill.");
    /// let explanation = engine.explain(&article);
    /// let money = explanation.mentions.iter().find(|m| m.rule.id == "money.sign-figure").expect("the amount");
    /// assert_eq!(money.parts[0].name, "currency");
    /// ```
    #[must_use]
    pub fn explain(&self, article: &Article) -> Explanation {
        let rules = self.rules();
        let document = Document::new(article, rules.conventions());
        let tags = rules.tag(&document);
        let reading = Reading { rules, document: &document, tags: &tags };
        let mut watched = searches::Watched::new(rules);
        let facts = self.work(reading, &mut watched);
        let searches = watched.search(reading);
        let mentions = facts.mentions.iter().map(|mention| because::mention(&searches, &facts, mention)).collect();
        let linked = facts.facts.iter().map(|fact| because::fact(&searches, fact)).collect();
        let near = near::misses(&searches, &facts);
        Explanation { facts, mentions, linked, near }
    }
}

fn rule_at(group: &Group, rule: &Rule) -> RuleAt {
    RuleAt { id: rule.id.clone(), about: rule.about.clone(), file: group.path.clone(), line: rule.line }
}
