//! Which names are companies, units and persons: decided for the whole article, in passes from sure to relaxed.
//!
//! The passes follow Mikheev, Grover and Moens (MUC-7, E99-1001): sure-fire evidence first, then the aliases of what was accepted,
//! then relaxed rules, aliases again, and lines that capitalise everything last, by names already known.

mod company;
mod evidence;
mod finish;
mod keys;
mod loud;
mod passes;
mod person;
mod unit;

use std::collections::HashMap;

use xxhash_rust::xxh3::Xxh3DefaultBuilder;

use self::evidence::Evidence;
use self::keys::{Key, Keys};
use super::name::Name;
use super::refine::Placed;
use super::view::Reading;
use crate::fact::{Entity, EntityId, EntityKind, RuleId};
use crate::rule::{Listed, Tier};
use crate::text::TokenKind;

pub(super) use self::evidence::Found;

/// What a name was decided to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Open,
    Company(EntityId),
    Unit(EntityId),
    Person(EntityId),
    Nothing,
}

/// By which rule a name was decided, how sure, and in which pass.
type Why = (RuleId, Tier, Option<&'static str>);

/// The decided names of an article.
pub(super) struct Resolved {
    pub(super) companies: Vec<Placed>,
    pub(super) units: Vec<Placed>,
    pub(super) persons: Vec<Placed>,
    pub(super) entities: Vec<Entity>,
    /// Tokens of names that are organisations but no companies.
    pub(super) organisations: Vec<(usize, usize)>,
}

/// What a key may stand for.
#[derive(Debug, Clone, Copy, Default)]
struct Stands {
    company: Option<EntityId>,
    /// A short form that is also an ordinary word, a place or a given name: it needs support.
    perhaps: Option<EntityId>,
    unit: Option<EntityId>,
    person: Option<EntityId>,
}

/// What is known of an entity besides what is told of it.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    /// Key of the name with a legal form.
    formed: Option<Key>,
    /// The gazetteer calls it a news organisation.
    media: bool,
}

/// The rules which stand for decisions that no single rule of words made.
struct Builtin {
    gazetteer: RuleId,
    legal_form: RuleId,
    head: RuleId,
    alias: RuleId,
    joined: RuleId,
    unit: RuleId,
    unit_of: RuleId,
    given_name: RuleId,
}

impl Builtin {
    fn new(groups: [&Found<'_>; 3]) -> Self {
        let none = RuleId(u16::MAX);
        let mut all = Self {
            gazetteer: none,
            legal_form: none,
            head: none,
            alias: none,
            joined: none,
            unit: none,
            unit_of: none,
            given_name: none,
        };
        for rule in groups.into_iter().flatten().flat_map(|(group, _)| &group.rules) {
            let slot = match rule.id.as_str() {
                "company.gazetteer" => &mut all.gazetteer,
                "company.legal-form" => &mut all.legal_form,
                "company.head" => &mut all.head,
                "company.alias" => &mut all.alias,
                "company.joined" => &mut all.joined,
                "unit.gazetteer" => &mut all.unit,
                "unit.of-company" => &mut all.unit_of,
                "person.given-name" => &mut all.given_name,
                _ => continue,
            };
            *slot = RuleId(rule.index);
        }
        all
    }
}

struct Resolver<'r, 'a> {
    reading: Reading<'r, 'a>,
    names: Vec<Name>,
    keys: Keys,
    evidence: Evidence<'r>,
    builtin: Builtin,
    verdicts: Vec<Verdict>,
    why: Vec<Option<Why>>,
    entities: Vec<Entity>,
    known: Vec<Known>,
    /// By key.
    stands: Vec<Stands>,
    /// Companies by registered name.
    registered: HashMap<&'r str, EntityId, Xxh3DefaultBuilder>,
    /// Sorted hashes of the words in small letters, once they are asked for.
    small: Option<Vec<u64>>,
    /// The company that the article is about, once it is asked for.
    focus: Option<Option<EntityId>>,
}

/// Decides all names. `company`, `unit` and `person` are the groups of evidence with their matches.
pub(super) fn resolve<'r>(
    reading: Reading<'r, '_>,
    names: &'r [Name],
    company: &Found<'_>,
    unit: &Found<'_>,
    person: &Found<'_>,
) -> Resolved {
    let keys = Keys::new(&reading, names);
    let evidence = Evidence::new(&reading, names, &keys, company, unit, person);
    let mut resolver = Resolver {
        reading,
        names: names.to_vec(),
        builtin: Builtin::new([company, unit, person]),
        evidence,
        verdicts: vec![Verdict::Open; names.len()],
        why: vec![None; names.len()],
        entities: Vec::new(),
        known: Vec::new(),
        stands: vec![Stands::default(); keys.len()],
        registered: HashMap::default(),
        small: None,
        focus: None,
        keys,
    };
    resolver.sure();
    resolver.leads();
    resolver.full_names();
    resolver.supported();
    resolver.aliases();
    resolver.relaxed();
    resolver.aliases();
    resolver.lists();
    resolver.people();
    resolver.aliases();
    resolver.loud();
    resolver.finish()
}

impl Resolver<'_, '_> {
    /// The text of tokens, with single spaces.
    fn text(&self, start: usize, end: usize) -> String {
        let text = self.reading.document.span(start, end).of(self.reading.document.text);
        let mut out = String::with_capacity(text.len());
        for part in text.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(part);
        }
        out
    }

    fn is_open(&self, i: usize) -> bool {
        self.verdicts[i] == Verdict::Open
    }

    fn decide(&mut self, i: usize, verdict: Verdict, rule: RuleId, tier: Tier, sieve: Option<&'static str>) {
        self.verdicts[i] = verdict;
        self.why[i] = Some((rule, tier, sieve));
    }

    fn stand(&mut self, key: Key) -> &mut Stands {
        let need = self.keys.len();
        if self.stands.len() < need {
            self.stands.resize(need, Stands::default());
        }
        &mut self.stands[key as usize]
    }

    fn stands_for(&self, i: usize) -> Stands {
        self.stands[self.keys.of[i] as usize]
    }

    fn said(&self, i: usize) -> evidence::Said {
        self.evidence.all.get(self.keys.of[i] as usize).copied().unwrap_or(self.evidence.own[i])
    }

    fn new_entity(&mut self, kind: EntityKind, i: usize) -> EntityId {
        let name = self.text(self.names[i].start, self.names[i].end);
        self.entities.push(Entity::named(kind, &name));
        self.known.push(Known::default());
        EntityId(self.entities.len() as u32 - 1)
    }

    fn word_count(&self, i: usize) -> usize {
        (self.names[i].start..self.names[i].end)
            .filter(|&t| self.reading.document.tokens[t].kind == TokenKind::Word)
            .count()
    }

    /// Whether a name is one word of a lexicon.
    fn is_one(&self, i: usize, listed: Listed) -> bool {
        let name = &self.names[i];
        name.end - name.start == 1 && self.reading.token_in(listed, name.start)
    }
}
