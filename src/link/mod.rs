//! The link floor: from mentions and matched frames to facts that can be queried: which company, which metric, how much, when.
//!
//! [`Extractor`] is the extraction with links. Frames (rules of kind `metric`) say how numbers stand to a metric; sieves, tried
//! one after the other, complete what frames leave open. The words that steer them are mentions of the kinds in `LEXICAL`, found by
//! rules and dropped here, so that this floor knows no language.

mod check;
mod draft;
mod emit;
mod period;
mod scene;
mod sieve;

use std::sync::Arc;

use self::scene::Scene;
use crate::article::Article;
use crate::extract::Engine;
use crate::fact::ArticleFacts;
use crate::rule::RuleSet;

/// The kind of fact that this floor makes.
const METRIC: &str = "metric";

/// Kinds of mentions that only serve links: metrics, periods, where clauses end, what makes a statement a forecast, whose metric it is.
const LEXICAL: [&str; 9] = [
    "link_break",
    "link_mood",
    "link_place",
    "link_owner",
    "link_parallel",
    "link_self",
    "link_versus",
    "measure",
    "timespan",
];

/// Whether mentions of a kind only serve links and are never printed.
#[must_use]
pub fn is_lexical(kind: &str) -> bool {
    LEXICAL.contains(&kind)
}

/// Extracts the facts of articles, with their links. Cheap to share: one per process is enough.
///
/// ```
/// use std::sync::Arc;
/// use factmill::{article::Article, extract::Engine, link::Extractor, rule::RuleSet};
///
/// let extractor = Extractor::new(Engine::new(Arc::new(RuleSet::built_in().expect("the built-in rules load"))));
/// let facts = extractor.extract(&Article::from_text("Microsoft's revenue rose 12% to $52 billion."));
/// let fact = facts.facts.iter().find(|f| &*f.kind == "metric").expect("a metric");
/// assert_eq!((fact.field("metric"), fact.field("direction")), ("revenue", "up"));
/// ```
#[derive(Debug, Clone)]
pub struct Extractor {
    engine: Engine,
}

impl Extractor {
    /// The extraction of an engine, with links.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        Self { engine }
    }

    /// The rule set.
    #[must_use]
    pub fn rules(&self) -> &Arc<RuleSet> {
        self.engine.shared_rules()
    }

    /// The facts of an article.
    #[must_use]
    pub fn extract(&self, article: &Article) -> ArticleFacts {
        self.engine.extract_then(article, |document, facts| {
            let scene = Scene::new(document, facts);
            let mut drafts = draft::from_frames(&scene, facts);
            for sieve in sieve::ALL {
                sieve.run(&scene, facts, &mut drafts);
            }
            check::arithmetic(facts, &mut drafts);
            let made = emit::facts(document.text, facts, drafts);
            emit::replace(facts, made);
        })
    }
}
