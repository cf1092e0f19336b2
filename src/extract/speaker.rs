//! Speakers: noun phrases that can stand at a word of saying, and who they are.
//!
//! The phrases come from the rules of kind `speaker`. A pronoun or a nominal is resolved by what was said before it in the article;
//! where nothing fits, the speaker stays without a name and says why, rather than taking a wrong one.

use std::collections::{BTreeMap, HashMap};

use super::resolve::Resolved;
use super::view::Reading;
use crate::fact::{Entity, EntityId, EntityKind, Speaker, Value};
use crate::rule::{Indexed, Listed, MentionIndex, settle};

/// What a phrase is, from the rule's `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Person,
    Company,
    Organisation,
    Pronoun,
    They,
    It,
    Nominal,
    Role,
    Anonymous,
}

impl Sort {
    fn parse(name: &str) -> Self {
        match name {
            "person" => Self::Person,
            "company" => Self::Company,
            "organisation" => Self::Organisation,
            "pronoun" => Self::Pronoun,
            "they" => Self::They,
            "it" => Self::It,
            "nominal" => Self::Nominal,
            "role" => Self::Role,
            _ => Self::Anonymous,
        }
    }

    /// Name in rule files.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
            Self::Organisation => "organisation",
            Self::Pronoun => "pronoun",
            Self::They => "they",
            Self::It => "it",
            Self::Nominal => "nominal",
            Self::Role => "role",
            Self::Anonymous => "anonymous",
        }
    }
}

/// A phrase that can stand at a word of saying.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) sort: Sort,
    persons: Vec<EntityId>,
    companies: Vec<EntityId>,
    organisation: Option<(usize, usize)>,
    title: Option<(usize, usize)>,
    /// Of a pronoun: whether it stands for a woman.
    female: bool,
}

/// Finds the phrases of a document.
pub(super) fn find(reading: &Reading<'_, '_>, index: &MentionIndex, resolved: &Resolved) -> Vec<Phrase> {
    let view = reading.rules.view(reading.document, reading.tags, index);
    let found: Vec<_> = reading.rules.groups_of("speaker").map(|g| (g, g.find(&view))).collect();
    let entity = |list: &[super::refine::Placed], id: u32| match &list[id as usize].2.value {
        Value::Named { entity, .. } => Some(*entity),
        _ => None,
    };
    settle(&found)
        .winners
        .into_iter()
        .map(|(at, w)| {
            let (group, matches) = &found[at];
            let m = &matches.list[w];
            let rule = &group.rules[m.rule as usize];
            let mut phrase = Phrase {
                start: m.keep_start as usize,
                end: m.keep_end as usize,
                sort: Sort::parse(rule.constant("type").unwrap_or("")),
                persons: Vec::new(),
                companies: Vec::new(),
                organisation: None,
                title: None,
                female: rule.constant("gender") == Some("f"),
            };
            for capture in reading.captures(matches, m) {
                match (capture.label, capture.mention) {
                    ("person" | "second", Some(id)) => phrase.persons.extend(entity(&resolved.persons, id)),
                    ("company" | "other", Some(id)) => phrase.companies.extend(entity(&resolved.companies, id)),
                    ("unit", Some(id)) => phrase.companies.extend(entity(&resolved.units, id)),
                    ("organisation", Some(id)) => {
                        phrase.organisation = resolved.organisations.get(id as usize).copied()
                    }
                    ("title", None) => phrase.title = Some((capture.start, capture.end)),
                    _ => {}
                }
            }
            phrase
        })
        .collect()
}

/// Puts the phrases into the index under their positions.
pub(super) fn index(phrases: &[Phrase]) -> Vec<Indexed> {
    let list = phrases.iter().enumerate();
    list.map(|(i, p)| Indexed { start: p.start as u32, end: p.end as u32, id: i as u32 }).collect()
}

/// How many mentions of persons a pronoun looks back over.
const FAR: usize = 500;

/// What is remembered from one attribution to the next.
pub(super) struct Memory<'m, 'a> {
    reading: Reading<'m, 'a>,
    entities: &'m mut [Entity],
    /// Companies that are named, in order of their tokens.
    resolved_mentions: Vec<(usize, EntityId)>,
    /// Persons who spoke or were named, by the token.
    persons: BTreeMap<usize, Vec<EntityId>>,
    last_company: Option<EntityId>,
    last_speaker: Option<Speaker>,
    /// The company the article is about, and the token at which it is first named.
    focus: Option<(EntityId, usize)>,
    /// Persons by their titles in small letters.
    titles: HashMap<String, EntityId>,
}

impl<'m, 'a> Memory<'m, 'a> {
    pub(super) fn new(reading: Reading<'m, 'a>, entities: &'m mut [Entity], resolved: &Resolved) -> Self {
        let named = |list: &[super::refine::Placed]| -> Vec<(usize, EntityId)> {
            list.iter()
                .filter_map(|(start, _, m)| match &m.value {
                    Value::Named { entity, .. } => Some((*start, *entity)),
                    _ => None,
                })
                .collect()
        };
        let companies = named(&resolved.companies);
        let mut persons: BTreeMap<usize, Vec<EntityId>> = BTreeMap::new();
        named(&resolved.persons).into_iter().for_each(|(at, id)| persons.entry(at).or_default().push(id));
        // The company the article is about: the one named most, the first of those.
        let focus = entities
            .iter()
            .enumerate()
            .filter(|(_, e)| e.kind == EntityKind::Company)
            .max_by_key(|(i, e)| (e.mentions, std::cmp::Reverse(*i)))
            .map(|(i, _)| EntityId(i as u32));
        let focus = focus.and_then(|f| companies.iter().find(|(_, id)| *id == f).map(|&(at, _)| (f, at)));
        Self {
            reading,
            entities,
            resolved_mentions: companies,
            persons,
            last_company: None,
            last_speaker: None,
            focus,
            titles: HashMap::new(),
        }
    }

    fn text(&self, (start, end): (usize, usize)) -> Box<str> {
        let span = self.reading.document.span(start, end);
        span.of(self.reading.document.text).split_whitespace().collect::<Vec<_>>().join(" ").into()
    }

    /// Remembers titles and affiliations that phrases state, wherever they stand.
    pub(super) fn learn(&mut self, phrases: &[Phrase]) {
        for phrase in phrases.iter().filter(|p| p.sort == Sort::Person && p.persons.len() == 1) {
            let title = phrase.title.map(|t| self.text(t));
            let organisation = phrase.organisation.map(|o| self.text(o));
            self.learn_one(phrase.persons[0], title, phrase.companies.first().copied(), organisation);
        }
        for (i, entity) in self.entities.iter().enumerate().filter(|(_, e)| e.kind == EntityKind::Person) {
            if let Some(title) = &entity.title {
                self.titles.entry(title.to_lowercase()).or_insert(EntityId(i as u32));
            }
        }
    }

    fn learn_one(
        &mut self,
        person: EntityId,
        title: Option<Box<str>>,
        company: Option<EntityId>,
        organisation: Option<Box<str>>,
    ) {
        let affiliation = company.map(|c| self.entities[c.0 as usize].name.clone()).or(organisation);
        let Some(entity) = self.entities.get_mut(person.0 as usize) else { return };
        entity.title = entity.title.take().or(title);
        if entity.affiliation.is_none() {
            entity.affiliation = affiliation;
            entity.affiliation_entity = company;
        }
    }

    /// Who a phrase names.
    pub(super) fn resolve(&mut self, phrase: &Phrase) -> Speaker {
        let mention = Some(self.reading.document.span(phrase.start, phrase.end));
        let mut speaker = Speaker { mention, ..Speaker::default() };
        match phrase.sort {
            Sort::Person => {
                speaker.entities.clone_from(&phrase.persons);
                for &person in &phrase.persons {
                    self.persons.entry(phrase.start).or_default().push(person);
                }
                speaker.title = phrase.title.map(|t| self.text(t));
            }
            Sort::Company => {
                speaker.entities.clone_from(&phrase.companies);
                self.last_company = phrase.companies.last().copied();
                speaker.name = phrase.organisation.map(|o| self.text(o));
            }
            Sort::Organisation => speaker.name = phrase.organisation.map(|o| self.text(o)),
            Sort::Pronoun => self.pronoun(phrase, &mut speaker),
            Sort::They | Sort::It => self.thing(phrase, &mut speaker),
            Sort::Nominal => self.nominal(phrase, &mut speaker),
            Sort::Role => self.role(phrase, &mut speaker),
            Sort::Anonymous => {
                speaker.anonymous = true;
                speaker.unresolved = Some("unnamed source");
                if let Some(&company) = phrase.companies.first() {
                    speaker.affiliation = Some(self.entities[company.0 as usize].name.clone());
                    speaker.affiliation_entity = Some(company);
                }
            }
        }
        // Title and affiliation from anywhere in the article.
        if let [only] = speaker.entities.as_slice() {
            let entity = &self.entities[only.0 as usize];
            if entity.kind == EntityKind::Person {
                speaker.title = speaker.title.take().or_else(|| entity.title.clone());
                speaker.affiliation = entity.affiliation.clone();
                speaker.affiliation_entity = entity.affiliation_entity;
            }
        }
        self.last_speaker = Some(speaker.clone());
        speaker
    }

    /// The last speaker, for words without an attribution of their own.
    pub(super) fn carried(&self, via: &'static str) -> Option<Speaker> {
        let mut speaker = self.last_speaker.clone()?;
        speaker.mention = None;
        speaker.via = Some(via);
        Some(speaker)
    }

    /// he, she: the last person who spoke or was named before, of that gender.
    fn pronoun(&mut self, phrase: &Phrase, speaker: &mut Speaker) {
        let female = phrase.female;
        let fits = |memory: &Self, id: EntityId| {
            let name = memory.entities[id.0 as usize].name.split(' ').next().unwrap_or("").to_owned();
            let gender = memory.reading.rules.listed(Listed::GivenName).and_then(|(lexicon, class)| {
                let row = memory.reading.rules.vocabulary().row(class, &name)?;
                Some(lexicon.field(row as usize, "gender").to_owned())
            });
            match gender.as_deref() {
                Some("m") => !female,
                Some("f") => female,
                _ => true,
            }
        };
        if let Some(last) = &self.last_speaker
            && let [id] = last.entities.as_slice()
            && self.entities[id.0 as usize].kind == EntityKind::Person
            && fits(self, *id)
        {
            speaker.entities = vec![*id];
            speaker.via = Some("pronoun-speaker");
            return;
        }
        if self.last_speaker.as_ref().is_some_and(|last| last.anonymous) {
            speaker.anonymous = true;
            speaker.unresolved = Some("pronoun for an unnamed source");
            return;
        }
        let before = self.persons.range(..phrase.start).next_back().and_then(|(_, ids)| ids.first().copied());
        match before {
            Some(id) if fits(self, id) => {
                speaker.entities = vec![id];
                speaker.via = Some("pronoun-person");
            }
            _ => {
                let persons = self.persons.range(..phrase.start).rev().flat_map(|(_, ids)| ids.iter().rev());
                // Who was named hundreds of times ago is not meant.
                match persons.copied().take(FAR).find(|id| fits(self, *id)) {
                    Some(id) => {
                        speaker.entities = vec![id];
                        speaker.via = Some("pronoun-person");
                    }
                    None => speaker.unresolved = Some("no person before the pronoun"),
                }
            }
        }
    }

    /// it, they: the last speaker that is no single person, else the last company.
    fn thing(&mut self, phrase: &Phrase, speaker: &mut Speaker) {
        if let Some(last) = self.last_speaker.clone() {
            let plural = phrase.sort == Sort::They;
            let company = last.entities.iter().all(|e| self.entities[e.0 as usize].kind != EntityKind::Person)
                && !last.entities.is_empty();
            if company && (!plural || last.entities.len() > 1) || plural && last.anonymous {
                speaker.entities = last.entities;
                speaker.anonymous = last.anonymous;
                speaker.via = Some("pronoun-speaker");
                speaker.unresolved = last.anonymous.then_some("pronoun for an unnamed source");
                return;
            }
        }
        if let Some(company) = self.company_before(phrase.start) {
            speaker.entities = vec![company];
            speaker.via = Some("pronoun-company");
        } else {
            speaker.unresolved = Some("nothing before the pronoun");
        }
    }

    fn company_before(&self, token: usize) -> Option<EntityId> {
        let here = self.resolved_mentions.partition_point(|(at, _)| *at < token);
        let before = here.checked_sub(1).map(|last| self.resolved_mentions[last].1);
        // The subject of the paragraph is named first in it.
        let paragraph = self.reading.document.paragraphs[self.reading.document.paragraph_of(token)].start as usize;
        let first = self.resolved_mentions.partition_point(|(at, _)| *at < paragraph);
        let first = (first < here).then(|| self.resolved_mentions[first].1);
        first.or(self.last_company).or(before)
    }

    /// the company, the carmaker: the company the article is about, or the last one named.
    fn nominal(&mut self, phrase: &Phrase, speaker: &mut Speaker) {
        speaker.name = None;
        let focus = self.focus.filter(|(_, at)| *at < phrase.start).map(|(id, _)| id);
        let company = focus.or_else(|| self.company_before(phrase.start));
        match company {
            Some(id) => {
                speaker.entities = vec![id];
                speaker.via = Some("nominal-company");
            }
            None => speaker.unresolved = Some("no company before the noun"),
        }
    }

    /// the chief executive: the person with that title.
    fn role(&mut self, phrase: &Phrase, speaker: &mut Speaker) {
        let title = phrase.title.map(|t| self.text(t));
        speaker.title.clone_from(&title);
        let folded = title.as_deref().unwrap_or("").to_lowercase();
        match self.titles.get(&folded) {
            Some(&id) => {
                speaker.entities = vec![id];
                speaker.via = Some("nominal-title");
            }
            None => {
                speaker.anonymous = true;
                speaker.unresolved = Some("nobody with that title");
            }
        }
    }
}
