//! Entities: the companies, units and persons of one article, each once, however often it is named.

/// Index of an entity among the entities of its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub u32);

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// A business enterprise.
    Company,
    /// A named division, service or product of a company.
    Unit,
    /// A person.
    Person,
}

impl EntityKind {
    /// Name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Unit => "unit",
            Self::Person => "person",
        }
    }
}

/// One company, unit or person of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Fullest name in the article.
    pub name: Box<str>,
    /// Registered name from the gazetteer, if it is known there.
    pub canonical: Option<Box<str>>,
    /// Other names under which the article mentions it, in order of first use.
    pub aliases: Vec<Box<str>>,
    /// Ticker, as printed or from the gazetteer.
    pub ticker: Option<Box<str>>,
    /// Exchange of the ticker: MIC, or as printed where no MIC is known.
    pub exchange: Option<Box<str>>,
    /// Whether the ticker stands in the article.
    pub ticker_printed: bool,
    /// ISO 3166 code of the home country, from the gazetteer.
    pub country: Option<Box<str>>,
    /// The company a unit belongs to: its entity if the article names it.
    pub parent: Option<EntityId>,
    /// The company a unit belongs to, by name.
    pub parent_name: Option<Box<str>>,
    /// Title of a person, as first given.
    pub title: Option<Box<str>>,
    /// Company or body of a person, as named.
    pub affiliation: Option<Box<str>>,
    /// Entity of the affiliation.
    pub affiliation_entity: Option<EntityId>,
    /// Number of mentions.
    pub mentions: u32,
}

impl Entity {
    /// An entity of which only the name is known.
    #[must_use]
    pub fn named(kind: EntityKind, name: &str) -> Self {
        Self {
            kind,
            name: name.into(),
            canonical: None,
            aliases: Vec::new(),
            ticker: None,
            exchange: None,
            ticker_printed: false,
            country: None,
            parent: None,
            parent_name: None,
            title: None,
            affiliation: None,
            affiliation_entity: None,
            mentions: 0,
        }
    }
}
