//! Speakers: noun phrases that can stand at a word of saying, and who they are.
//!
//! The phrases come from the rules of kind `speaker`. A pronoun or a nominal is resolved by what was said before it in the article;
//! where nothing fits, the speaker stays without a name and says why, rather than taking a wrong one.

use super::resolve::Resolved;
use super::view::Reading;
use crate::fact::{Entity, EntityId, EntityKind, Speaker, Value};
use crate::rule::{Indexed, Listed, MentionIndex, settle};

/// How many mentions before a phrase are looked at for whom it stands.
const LOOK_BACK: usize = 64;

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
    /// Several companies: "the two firms".
    Nominals,
    Role,
    /// An office, an agency, a document: "the ministry", "the report".
    Body,
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
            "nominals" => Self::Nominals,
            "body" => Self::Body,
            "role" => Self::Role,
            _ => Self::Anonymous,
        }
    }

    /// Whether it stands for somebody named before.
    pub(super) fn is_pronoun(self) -> bool {
        matches!(self, Self::Pronoun | Self::They | Self::It)
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
            Self::Nominals => "nominals",
            Self::Body => "body",
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
    /// A name that is no entity: of a person or body which only this phrase knows.
    name: Option<(usize, usize)>,
    /// The word for the body: "ministry".
    noun: Option<(usize, usize)>,
    /// Whether the title is that of an officer of the company spoken of.
    officer: bool,
    /// Of a pronoun: whether it stands for a woman.
    female: bool,
    /// Whether an unnamed source is several: "analysts".
    several: bool,
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
                name: None,
                noun: None,
                officer: false,
                female: rule.constant("gender") == Some("f"),
                several: rule.constant("number") == Some("several"),
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
                    ("name", None) => phrase.name = Some((capture.start, capture.end)),
                    ("noun", None) => phrase.noun = Some((capture.start, capture.end)),
                    ("org", None) => phrase.organisation = Some((capture.start, capture.end)),
                    ("officer", None) => phrase.officer = true,
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

/// A named mention: its tokens and entity.
type Named = (usize, usize, EntityId);

/// What is remembered from one attribution to the next.
pub(super) struct Memory<'m, 'a> {
    reading: Reading<'m, 'a>,
    entities: &'m mut [Entity],
    /// Companies that can speak or be spoken of, in order: no media as source, nothing in a dateline.
    companies: Vec<Named>,
    /// Persons in order.
    persons: Vec<Named>,
    /// Bodies in order.
    organisations: Vec<(usize, usize)>,
    last_company: Option<EntityId>,
    last_speaker: Option<Speaker>,
    /// Where the last speaker is mentioned.
    last_at: usize,
    /// Whether the last speaker is several unnamed ones.
    last_several: bool,
    /// Whether a person is known to be a woman, from pronouns before.
    women: Vec<Option<bool>>,
    focus: Option<EntityId>,
    /// Whether that company is named twice as often as any other.
    dominant: bool,
    /// What has been said so far, in tokens.
    said: Vec<(usize, usize)>,
}

impl<'m, 'a> Memory<'m, 'a> {
    pub(super) fn new(reading: Reading<'m, 'a>, entities: &'m mut [Entity], resolved: &Resolved) -> Self {
        let document = reading.document;
        let named = |list: &[super::refine::Placed], speaks: bool| -> Vec<Named> {
            let mut list: Vec<Named> = list
                .iter()
                .filter_map(|(start, end, m)| match &m.value {
                    Value::Named { entity, role } if !speaks || role.is_none() => Some((*start, *end, *entity)),
                    _ => None,
                })
                .filter(|&(start, ..)| start >= document.paragraphs[document.paragraph_of(start)].dateline_end as usize)
                .collect();
            list.sort_unstable();
            list
        };
        let mut companies = named(&resolved.companies, true);
        let quoted: std::collections::HashSet<EntityId> = resolved
            .companies
            .iter()
            .filter_map(|(.., m)| match &m.value {
                Value::Named { entity, role: Some(_) } => Some(*entity),
                _ => None,
            })
            .collect();
        companies.retain(|c| !quoted.contains(&c.2));
        let persons = named(&resolved.persons, false);
        let mut organisations = resolved.organisations.clone();
        organisations.sort_unstable();
        // The company the article is about: the one named most, the first of those.
        let focus = entities
            .iter()
            .enumerate()
            .filter(|(_, e)| e.kind == EntityKind::Company)
            .max_by_key(|(i, e)| (e.mentions, std::cmp::Reverse(*i)))
            .map(|(i, _)| EntityId(i as u32));
        let counts = |e: &&Entity| e.kind == EntityKind::Company;
        let most = focus.map_or(0, |f| entities[f.0 as usize].mentions);
        let dominant = most >= 3 && entities.iter().filter(counts).filter(|e| e.mentions * 2 > most).count() < 2;
        let women = vec![None; entities.len()];
        Self {
            reading,
            entities,
            companies,
            persons,
            organisations,
            last_company: None,
            last_speaker: None,
            last_at: 0,
            last_several: false,
            women,
            focus,
            dominant,
            said: Vec::new(),
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
            // "Chief Executive X": of the company spoken of.
            let own = if phrase.officer && organisation.is_none() { self.spoken_of(phrase.start) } else { None };
            self.learn_one(phrase.persons[0], title, phrase.companies.first().copied().or(own), organisation);
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
                speaker.title = phrase.title.map(|t| self.text(t));
                if phrase.persons.is_empty() {
                    speaker.name = phrase.name.map(|n| self.text(n));
                    self.affiliate(phrase, &mut speaker);
                }
            }
            Sort::Company => {
                speaker.entities.clone_from(&phrase.companies);
                self.last_company = phrase.companies.last().copied();
                speaker.name = phrase.organisation.map(|o| self.text(o));
                // A spokesman speaks for the company.
                if phrase.title.is_some() {
                    speaker.title = phrase.title.map(|t| self.text(t));
                    self.affiliate(phrase, &mut speaker);
                }
            }
            Sort::Organisation => speaker.name = phrase.name.or(phrase.organisation).map(|o| self.text(o)),
            Sort::Pronoun => self.pronoun(phrase, &mut speaker),
            Sort::They | Sort::It => self.thing(phrase, &mut speaker),
            Sort::Nominal => self.nominal(phrase, &mut speaker),
            Sort::Nominals => self.nominals(phrase, &mut speaker),
            Sort::Role => self.role(phrase, &mut speaker),
            Sort::Body => self.body(phrase, &mut speaker),
            Sort::Anonymous => {
                speaker.anonymous = true;
                speaker.unresolved = Some("unnamed source");
                speaker.title = phrase.title.map(|t| self.text(t));
                self.affiliate(phrase, &mut speaker);
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
        self.last_several = phrase.several;
        self.remember(speaker, phrase.start)
    }

    fn remember(&mut self, speaker: Speaker, at: usize) -> Speaker {
        self.last_speaker = Some(speaker.clone());
        self.last_at = at;
        speaker
    }

    /// The company or body a phrase names beside its head.
    fn affiliate(&self, phrase: &Phrase, speaker: &mut Speaker) {
        let company = phrase.companies.first().copied();
        speaker.affiliation = company
            .map(|c| self.entities[c.0 as usize].name.clone())
            .or_else(|| phrase.organisation.map(|o| self.text(o)));
        speaker.affiliation_entity = company;
    }

    /// A source that is no phrase: a document, or a name that is nothing else.
    pub(super) fn source(
        &mut self,
        mention: (usize, usize),
        name: Option<(usize, usize)>,
        organisation: Option<(usize, usize)>,
    ) -> Speaker {
        // A name that is known after all.
        let known = |list: &[Named], (start, end): (usize, usize)| {
            let at = list.partition_point(|n| n.0 < start);
            list.get(at).filter(|n| (n.0, n.1) == (start, end)).map(|n| n.2)
        };
        let company = organisation.and_then(|o| known(&self.companies, o));
        let speaker = Speaker {
            mention: Some(self.reading.document.span(mention.0, mention.1)),
            entities: name.and_then(|n| known(&self.persons, n)).into_iter().collect(),
            name: name.map(|n| self.text(n)),
            affiliation: company
                .map(|c| self.entities[c.0 as usize].name.clone())
                .or_else(|| organisation.map(|o| self.text(o))),
            affiliation_entity: company,
            unresolved: name.is_none().then_some("a document or an unknown source"),
            ..Speaker::default()
        };
        self.last_several = false;
        self.remember(speaker, mention.0)
    }

    /// Remembers what has been said, so that whom it names is not taken for who acts.
    pub(super) fn said(&mut self, segments: &[(usize, usize)]) {
        self.said.extend(segments);
    }

    /// The last speaker, who goes on in the same sentence.
    pub(super) fn again(&self) -> Option<Speaker> {
        self.last_speaker.clone()
    }

    /// The last speaker, for words without an attribution of their own.
    pub(super) fn carried(&self, via: &'static str) -> Option<Speaker> {
        let mut speaker = self.last_speaker.clone()?;
        speaker.mention = None;
        speaker.via = Some(via);
        Some(speaker)
    }

    /// Whether a pronoun can stand for a person: by the given name, else by the pronouns before.
    fn fits(&self, id: EntityId, female: bool) -> bool {
        if let Some(woman) = self.women[id.0 as usize] {
            return woman == female;
        }
        let name = self.entities[id.0 as usize].name.split(' ').next().unwrap_or("");
        let gender = self.reading.rules.listed(Listed::GivenName).and_then(|(lexicon, class)| {
            let row = self.reading.rules.vocabulary().row(class, name)?;
            Some(lexicon.field(row as usize, "gender"))
        });
        match gender {
            Some("m") => !female,
            Some("f") => female,
            _ => true,
        }
    }

    /// he, she: the last speaker, unless a person who fits has become the subject since; else the last person of that gender.
    fn pronoun(&mut self, phrase: &Phrase, speaker: &mut Speaker) {
        let female = phrase.female;
        let last = self.last_speaker.as_ref().and_then(|last| match last.entities.as_slice() {
            [id] if self.entities[id.0 as usize].kind == EntityKind::Person && self.fits(*id, female) => Some(*id),
            _ => None,
        });
        let found = if let Some(newer) = self.subject_since(phrase.start, female) {
            Some((newer, "pronoun-person"))
        } else if let Some(last) = last {
            Some((last, "pronoun-speaker"))
        } else if self.last_speaker.as_ref().is_some_and(|last| last.anonymous || last.name.is_some())
            && !self.last_several
        {
            speaker.anonymous = self.last_speaker.as_ref().is_some_and(|last| last.anonymous);
            speaker.name = self.last_speaker.as_ref().and_then(|last| last.name.clone());
            speaker.unresolved = speaker.name.is_none().then_some("pronoun for an unnamed source");
            speaker.via = speaker.name.is_some().then_some("pronoun-speaker");
            return;
        } else {
            let before = self.persons.partition_point(|p| p.0 < phrase.start);
            let list = self.persons[..before].iter().rev().take(LOOK_BACK);
            list.map(|p| p.2).find(|&id| self.fits(id, female)).map(|id| (id, "pronoun-person"))
        };
        match found {
            Some((id, via)) => {
                self.women[id.0 as usize] = Some(female);
                speaker.entities = vec![id];
                speaker.via = Some(via);
            }
            None => speaker.unresolved = Some("no person before the pronoun"),
        }
    }

    /// Whether a token is part of what was said lately.
    fn is_said(&self, token: usize) -> bool {
        self.said.iter().rev().take(LOOK_BACK).any(|s| (s.0..s.1).contains(&token))
    }

    /// The last person of a gender who is the first person named in a sentence, behind the mention of the last speaker.
    fn subject_since(&self, token: usize, female: bool) -> Option<EntityId> {
        let document = self.reading.document;
        let range =
            self.persons.partition_point(|p| p.0 <= self.last_at)..self.persons.partition_point(|p| p.0 < token);
        if range.start >= range.end {
            return None;
        }
        let list = &self.persons[range.clone()];
        let found = list.iter().enumerate().rev().take(LOOK_BACK).find(|&(i, p)| {
            let sentence = document.sentences[document.sentence_of(p.0)].start as usize;
            let before = (range.start + i).checked_sub(1).map(|b| self.persons[b]);
            // A person in a subject: near the start of the sentence, and nobody before.
            let first = before.is_none_or(|b| b.0 < sentence);
            let quoted = document.quoted.partition_point(|q| (q.open as usize) < p.0);
            let marked = quoted.checked_sub(1).is_some_and(|q| document.quoted[q].content().contains(&p.0));
            first && !marked && !self.is_said(p.0) && p.0 < sentence + 12 && self.fits(p.2, female)
        });
        found.map(|(_, p)| p.2)
    }

    /// it: the last speaker that is no person, else the company spoken of. they: several speakers or unnamed ones.
    fn thing(&mut self, phrase: &Phrase, speaker: &mut Speaker) {
        let plural = phrase.sort == Sort::They;
        if let Some(last) = self.last_speaker.clone() {
            let person = |e: &EntityId| self.entities[e.0 as usize].kind == EntityKind::Person;
            let body = last.name.is_some() && last.entities.is_empty();
            let named = if plural {
                last.entities.len() > 1
            } else {
                last.entities.len() == 1 && !last.entities.iter().any(person) || body
            };
            // A company named since as the first of its sentence may be the one that is meant.
            let newer = if plural { None } else { self.company_since(phrase.start) };
            if let Some(newer) = newer.filter(|n| !last.entities.contains(n)) {
                speaker.entities = vec![newer];
                speaker.via = Some("pronoun-company");
                return;
            }
            if named || plural && last.anonymous {
                speaker.entities = last.entities;
                speaker.name = last.name;
                speaker.anonymous = last.anonymous;
                speaker.via = Some("pronoun-speaker");
                speaker.unresolved = last.anonymous.then_some("pronoun for an unnamed source");
                return;
            }
        }
        let company = if plural { None } else { self.company_before(phrase.start) };
        if let Some(company) = company {
            speaker.entities = vec![company];
            speaker.via = Some("pronoun-company");
        } else {
            speaker.anonymous = plural;
            speaker.unresolved = Some("nothing before the pronoun");
        }
    }

    /// The company that begins a sentence between the last speaker and a token, the last of those.
    fn company_since(&self, token: usize) -> Option<EntityId> {
        let document = self.reading.document;
        let range =
            self.companies.partition_point(|c| c.0 <= self.last_at)..self.companies.partition_point(|c| c.0 < token);
        let mut list = self.companies.get(range)?.iter().rev().take(LOOK_BACK);
        list.find(|c| {
            let near = document.sentences[document.sentence_of(c.0)].start as usize + 1;
            c.0 <= near && !self.is_said(c.0)
        })
        .map(|c| c.2)
    }

    /// The first company of the paragraph, else the last one that spoke, else the last one named.
    fn company_before(&self, token: usize) -> Option<EntityId> {
        let before = self.companies.partition_point(|c| c.0 < token);
        // The subject of the paragraph is named first in it.
        let paragraph = self.reading.document.paragraphs[self.reading.document.paragraph_of(token)].start as usize;
        let first = self.companies.partition_point(|c| c.0 < paragraph);
        let first = (first < before).then(|| self.companies[first].2);
        first.or(self.last_company).or_else(|| before.checked_sub(1).map(|b| self.companies[b].2))
    }

    /// The company of which officers at a token are: the article's or the only one in the sentence or close by, else the article's if
    /// it is named far more than others.
    fn spoken_of(&self, token: usize) -> Option<EntityId> {
        let document = self.reading.document;
        let sentence = document.sentences[document.sentence_of(token)];
        let paragraph = document.paragraph_of(token);
        let before = document.paragraphs[paragraph.saturating_sub(1)].start as usize;
        let places = [
            (sentence.start as usize, sentence.end as usize),
            (document.paragraphs[paragraph].start as usize, token),
            (before, token),
        ];
        for (start, end) in places {
            let from = self.companies.partition_point(|c| c.0 < start);
            let to = self.companies.partition_point(|c| c.0 < end);
            let Some(here) = self.companies.get(from..to).filter(|h| !h.is_empty()) else { continue };
            if let Some(focus) = self.focus.filter(|f| here.iter().any(|c| c.2 == *f)) {
                return Some(focus);
            }
            return here.iter().all(|c| c.2 == here[0].2).then(|| here[0].2);
        }
        self.focus.filter(|_| self.dominant)
    }

    /// the company, the carmaker: the company the article is about if it was named close by, else the one spoken of.
    fn nominal(&mut self, phrase: &Phrase, speaker: &mut Speaker) {
        let document = self.reading.document;
        let low = document.paragraphs[document.paragraph_of(phrase.start).saturating_sub(1)].start as usize;
        let from = self.companies.partition_point(|c| c.0 < low);
        let to = self.companies.partition_point(|c| c.0 < phrase.start);
        let near = &self.companies[from..to];
        let before = !self.companies[..to].is_empty();
        let company = self
            .focus
            .filter(|f| before && (near.is_empty() || near.iter().any(|c| c.2 == *f)))
            .or_else(|| self.company_before(phrase.start));
        match company {
            Some(id) => {
                speaker.entities = vec![id];
                speaker.via = Some("nominal-company");
                self.last_company = Some(id);
            }
            None => speaker.unresolved = Some("no company before the noun"),
        }
    }

    /// the two firms: two companies that spoke together or that the article names first, if they are the only ones of their paragraph.
    fn nominals(&mut self, phrase: &Phrase, speaker: &mut Speaker) {
        let joint = self.last_speaker.as_ref().filter(|l| {
            l.entities.len() > 1 && l.entities.iter().all(|e| self.entities[e.0 as usize].kind != EntityKind::Person)
        });
        if let Some(joint) = joint {
            speaker.entities.clone_from(&joint.entities);
            speaker.via = Some("nominal-speaker");
            return;
        }
        let document = self.reading.document;
        let low = document.paragraphs[document.paragraph_of(phrase.start).saturating_sub(1)].start as usize;
        let from = self.companies.partition_point(|c| c.0 < low);
        let to = self.companies.partition_point(|c| c.0 < phrase.start);
        let mut near: Vec<EntityId> = Vec::new();
        for c in self.companies[from..to].iter().take(LOOK_BACK) {
            if !near.contains(&c.2) {
                near.push(c.2);
            }
        }
        if near.len() == 2 {
            speaker.entities = near;
            speaker.via = Some("nominal-company");
        } else {
            speaker.unresolved = Some("several companies");
        }
    }

    /// the ministry, the report: the last body named before whose name ends with the noun.
    fn body(&mut self, phrase: &Phrase, speaker: &mut Speaker) {
        let noun = phrase.noun.map(|n| self.text(n).to_lowercase());
        let before = self.organisations.partition_point(|o| o.0 < phrase.start);
        let list = self.organisations[..before].iter().rev().take(LOOK_BACK);
        let found = list.copied().find(|&o| noun.as_ref().is_some_and(|n| self.text(o).to_lowercase().ends_with(&**n)));
        match found {
            Some(found) => {
                speaker.name = Some(self.text(found));
                speaker.via = Some("nominal-body");
            }
            None => speaker.unresolved = Some("a body or document without a name"),
        }
    }

    /// the chief executive: the person with that title, the last one named before; else the only one.
    fn role(&mut self, phrase: &Phrase, speaker: &mut Speaker) {
        let title = phrase.title.map(|t| self.text(t));
        speaker.title.clone_from(&title);
        let folded = title.as_deref().unwrap_or("").to_lowercase();
        let before = self.persons.partition_point(|p| p.0 < phrase.start);
        let same = self.persons[..before]
            .iter()
            .rev()
            .take(LOOK_BACK)
            .map(|p| p.2)
            .find(|id| self.entities[id.0 as usize].title.as_deref().is_some_and(|t| t.to_lowercase() == folded));
        match same {
            Some(id) => {
                speaker.entities = vec![id];
                speaker.via = Some("nominal-title");
            }
            None => {
                speaker.anonymous = true;
                speaker.unresolved = Some("nobody with that title");
                self.affiliate(phrase, speaker);
            }
        }
    }
}
