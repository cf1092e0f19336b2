//! Which names are companies, units and persons: decided for the whole article, in passes from sure to relaxed.
//!
//! The passes follow Mikheev, Grover and Moens (MUC-7, E99-1001): sure-fire evidence first, then the aliases of what was accepted,
//! then relaxed rules, aliases again, and lines that capitalise everything last, by names already known.

use std::collections::HashMap;

use super::name::{Look, Name, Other};
use super::refine::Placed;
use super::view::Reading;
use crate::fact::{CompanyRole, Entity, EntityId, EntityKind, Kind, Mention, Provenance, RuleId, Value};
use crate::rule::{Group, Listed, Matches, Tier};
use crate::text::{Case, TokenKind};

/// What rules say of one name: each rule once.
#[derive(Debug, Clone, Default)]
struct Support {
    rules: Vec<(u16, Tier)>,
}

impl Support {
    fn add(&mut self, rule: u16, tier: Tier) {
        if !self.rules.iter().any(|&(r, _)| r == rule) {
            self.rules.push((rule, tier));
        }
    }

    /// Sum of the weights of the rules.
    fn weight(&self) -> f32 {
        self.rules
            .iter()
            .map(|(_, tier)| match tier {
                Tier::Sure => 4.0,
                Tier::Strong => 2.0,
                Tier::Medium => 1.0,
                Tier::Weak => 0.4,
            })
            .sum()
    }

    /// The strongest rule, of equals the first.
    fn best(&self) -> Option<(u16, Tier)> {
        self.rules.iter().copied().min_by_key(|&(rule, tier)| (std::cmp::Reverse(tier), rule))
    }
}

#[derive(Debug, Clone, Default)]
struct Evidence {
    company: Support,
    person: Support,
    media: bool,
    ticker: Option<String>,
    exchange: Option<String>,
}

/// What a name was decided to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Open,
    Company(EntityId),
    Unit(EntityId),
    Person(EntityId),
    Nothing,
}

/// The decided names of an article.
pub(super) struct Resolved {
    pub(super) companies: Vec<Placed>,
    pub(super) units: Vec<Placed>,
    pub(super) persons: Vec<Placed>,
    pub(super) entities: Vec<Entity>,
    /// Tokens of names that are organisations but no companies.
    pub(super) organisations: Vec<(usize, usize)>,
}

/// A decided name: first token, one past the last, what it is, by which rule, and whether it is named as a news source.
type Decided = (usize, usize, Verdict, (RuleId, Tier, Option<&'static str>), bool);

struct Resolver<'r, 'a> {
    reading: Reading<'r, 'a>,
    names: &'r [Name],
    evidence: Vec<Evidence>,
    keys: Vec<String>,
    verdicts: Vec<Verdict>,
    rules: Vec<Option<(RuleId, Tier, Option<&'static str>)>>,
    entities: Vec<Entity>,
    /// Companies which the gazetteer calls news organisations.
    media: Vec<EntityId>,
    /// Full names, canonical names and aliases of companies and units.
    companies: HashMap<String, EntityId>,
    persons: HashMap<String, EntityId>,
    /// Of each name, which of `same` it is.
    group: Vec<usize>,
    /// The names that are written alike.
    same: Vec<Same>,
}

/// Names that are written alike. What is known of them is asked for each, so it is put together once.
#[derive(Debug, Clone, Default)]
struct Same {
    /// Positions among the names.
    places: Vec<usize>,
    /// Evidence for all of them: the same rule at many places counts once.
    evidence: Evidence,
    /// Whether the word stands in capitals only, once it was asked.
    capital_only: Option<bool>,
}

/// Rules of the file `company.toml` that stand for the gazetteers and looks.
const GAZETTEER: &str = "company.gazetteer";

/// Decides all names. `company` and `person` are the groups of evidence with their matches.
pub(super) fn resolve<'r>(
    reading: Reading<'r, '_>,
    names: &'r [Name],
    company: &[(&Group, Matches)],
    person: &[(&Group, Matches)],
) -> Resolved {
    let mut resolver = Resolver::new(reading, names, company, person);
    resolver.sure();
    resolver.full_names();
    resolver.aliases("alias");
    resolver.relaxed();
    resolver.people();
    resolver.aliases("alias");
    resolver.loud();
    resolver.finish()
}

impl<'r, 'a> Resolver<'r, 'a> {
    fn new(
        reading: Reading<'r, 'a>,
        names: &'r [Name],
        company: &[(&Group, Matches)],
        person: &[(&Group, Matches)],
    ) -> Self {
        let mut evidence = vec![Evidence::default(); names.len()];
        let label = reading.rules.label("name");
        for (is_company, groups) in [(true, company), (false, person)] {
            for (group, matches) in groups {
                for m in &matches.list {
                    let rule = &group.rules[m.rule as usize];
                    let Some(name) = label.and_then(|l| matches.capture(m, l)).and_then(|c| c.mention) else {
                        continue;
                    };
                    let seen = &mut evidence[name as usize];
                    if is_company {
                        if rule.constant("like").is_some() {
                            // Counts only beside a name that is known to be a company.
                            let other =
                                reading.captures(matches, m).find(|c| c.label == "other").and_then(|c| c.mention);
                            let known = other
                                .is_some_and(|o| matches!(names[o as usize].look, Look::Company(_) | Look::LegalForm));
                            if !known {
                                continue;
                            }
                        }
                        seen.media |= rule.constant("media").is_some();
                        seen.company.add(rule.index, rule.tier);
                        for capture in reading.captures(matches, m) {
                            match capture.label {
                                "ticker" => seen.ticker = Some(capture.text.to_owned()),
                                "exchange" => seen.exchange = Some(capture.text.to_owned()),
                                _ => {}
                            }
                        }
                    } else {
                        seen.person.add(rule.index, rule.tier);
                    }
                }
            }
        }
        let keys: Vec<String> = names.iter().map(|n| key(&reading, n.start, n.stem_end)).collect();
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut same: Vec<Same> = Vec::new();
        let mut group = Vec::with_capacity(names.len());
        for (i, key) in keys.iter().enumerate() {
            let at = *known.entry(key).or_insert(same.len());
            if at == same.len() {
                same.push(Same::default());
            }
            same[at].places.push(i);
            let Evidence { company, person, .. } = &evidence[i];
            company.rules.iter().for_each(|&(rule, tier)| same[at].evidence.company.add(rule, tier));
            person.rules.iter().for_each(|&(rule, tier)| same[at].evidence.person.add(rule, tier));
            group.push(at);
        }
        Self {
            reading,
            names,
            evidence,
            keys,
            verdicts: vec![Verdict::Open; names.len()],
            rules: vec![None; names.len()],
            entities: Vec::new(),
            media: Vec::new(),
            companies: HashMap::new(),
            persons: HashMap::new(),
            group,
            same,
        }
    }

    fn text(&self, start: usize, end: usize) -> String {
        let span = self.reading.document.span(start, end);
        span.of(self.reading.document.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The rule which stands for a decision that no single rule of words made.
    fn named_rule(&self, name: &str) -> RuleId {
        self.reading.rules.names().find(name).unwrap_or(RuleId(u16::MAX))
    }

    fn accept_company(&mut self, i: usize, entity: EntityId, rule: RuleId, tier: Tier, sieve: Option<&'static str>) {
        self.verdicts[i] = Verdict::Company(entity);
        self.rules[i] = Some((rule, tier, sieve));
    }

    /// The entity of a company name, made if it is new; its aliases become known.
    fn company(&mut self, i: usize, row: Option<(&'static str, usize)>) -> EntityId {
        let name = &self.names[i];
        let full = self.text(name.start, name.end);
        let stem = self.keys[i].clone();
        let (mut canonical, mut ticker, mut exchange, mut country) = (None, None, None, None);
        let mut media = false;
        if let Some((lexicon, row)) = row
            && let Some(lexicon) = self.reading.rules.lexicon(lexicon)
        {
            let cell = |column: &str| Some(lexicon.field(row, column)).filter(|c| !c.is_empty()).map(Box::<str>::from);
            (canonical, ticker, exchange, country) = (cell("name"), cell("ticker"), cell("exchange"), cell("country"));
            media = lexicon.field(row, "sector") == "media";
        }
        let canonical_key = canonical.as_deref().map(|c| format!("={c}"));
        let known =
            canonical_key.as_ref().and_then(|k| self.companies.get(k)).or_else(|| self.companies.get(&stem)).copied();
        let id = known.unwrap_or_else(|| {
            self.entities.push(Entity::named(EntityKind::Company, &full));
            EntityId(self.entities.len() as u32 - 1)
        });
        if media && !self.media.contains(&id) {
            self.media.push(id);
        }
        let entity = &mut self.entities[id.0 as usize];
        entity.canonical = entity.canonical.take().or(canonical);
        if entity.ticker.is_none() {
            entity.ticker = ticker;
            entity.exchange = exchange;
        }
        entity.country = entity.country.take().or(country);
        if let Some(key) = canonical_key {
            self.companies.entry(key).or_insert(id);
        }
        self.companies.entry(stem).or_insert(id);
        for alias in self.aliases_of(i) {
            self.companies.entry(alias).or_insert(id);
        }
        id
    }

    /// Short forms under which a company may be named again.
    fn aliases_of(&self, i: usize) -> Vec<String> {
        let name = &self.names[i];
        let reading = &self.reading;
        let document = reading.document;
        let words: Vec<usize> =
            (name.start..name.stem_end).filter(|&t| document.tokens[t].kind == TokenKind::Word).collect();
        let mut aliases = Vec::new();
        if words.len() < 2 {
            return aliases;
        }
        let role = |t: usize| reading.field_at(Listed::CompanyNameWord, t, "role");
        // Heads dropped from the end, one at a time.
        let mut end = words.len();
        while end > 1 && role(words[end - 1]) == "head" {
            end -= 1;
            let stop = words[end - 1] + 1;
            let alone = end == 1
                && (role(words[0]) == "generic"
                    || role(words[0]) == "head"
                    || reading.token_in(Listed::Place, words[0])
                    || reading.token_in(Listed::Demonym, words[0]));
            if !alone {
                aliases.push(key(reading, name.start, stop));
            }
        }
        // The first word, if it can stand for the name.
        let first = words[0];
        let plain = role(first).is_empty()
            && document.word(first).len() >= 3
            && !reading.token_in(Listed::Place, first)
            && !reading.token_in(Listed::Demonym, first)
            && !reading.token_in(Listed::GivenName, first);
        let ordinary = reading.token_in(Listed::CommonWord, first) && words.len() > 1;
        if plain && !ordinary {
            aliases.push(key(reading, first, first + 1));
        }
        if words.len() > 2 {
            aliases.push(key(reading, first, words[1] + 1));
        }
        // Initials: of all words, and of the words with the legal form.
        let initial = |t: usize| document.word(t).chars().next().filter(|c| c.is_uppercase());
        let initials: String = words.iter().filter_map(|&t| initial(t)).collect();
        let longer: String = (name.start..name.end)
            .filter(|&t| document.tokens[t].kind == TokenKind::Word)
            .filter_map(initial)
            .collect();
        for acronym in [initials, longer] {
            if acronym.chars().count() >= 2 {
                aliases.push(acronym);
            }
        }
        // An acronym printed behind the name in brackets.
        if document.word(name.end) == "("
            && document.word(name.end + 2) == ")"
            && document.tokens[name.end + 1].case == Case::Upper
        {
            aliases.push(key(reading, name.end + 1, name.end + 2));
        }
        aliases
    }

    /// P1: legal forms, the gazetteer, and names for which a rule of the tiers sure or strong speaks.
    fn sure(&mut self) {
        let gazetteer = self.named_rule(GAZETTEER);
        for i in 0..self.names.len() {
            match self.names[i].look {
                Look::LegalForm => {
                    let entity = self.company(i, None);
                    let rule = self.named_rule("company.legal-form");
                    self.accept_company(i, entity, rule, Tier::Sure, None);
                }
                Look::Company(row) => {
                    let entity = self.company(i, Some(("company", row)));
                    self.accept_company(i, entity, gazetteer, Tier::Strong, None);
                }
                Look::Other(_) if self.evidence[i].ticker.is_none() => self.verdicts[i] = Verdict::Nothing,
                _ => {}
            }
            if self.evidence[i].ticker.is_some() && !matches!(self.names[i].look, Look::Other(Other::Index)) {
                let row = match self.names[i].look {
                    Look::Company(row) => Some(("company", row)),
                    Look::Ambiguous(row) => Some(("company_ambiguous", row)),
                    Look::Common(row) => Some(("company", row)),
                    _ => None,
                };
                let entity = self.company(i, row);
                if let Some((rule, tier)) = self.evidence[i].company.best() {
                    self.accept_company(i, entity, RuleId(rule), tier, None);
                }
                let e = &mut self.entities[entity.0 as usize];
                if !e.ticker_printed {
                    e.ticker = self.evidence[i].ticker.clone().map(Into::into);
                    e.exchange = self.evidence[i].exchange.clone().map(Into::into);
                    e.ticker_printed = true;
                }
            }
        }
        // Evidence is gathered over all places at which the same name stands.
        for i in 0..self.names.len() {
            if self.verdicts[i] != Verdict::Open || self.names[i].loud {
                continue;
            }
            let all = self.gathered(i);
            let person = all.person.weight();
            match self.names[i].look {
                Look::Ambiguous(row) | Look::Common(row) => {
                    let lexicon =
                        if matches!(self.names[i].look, Look::Common(_)) { "company" } else { "company_ambiguous" };
                    if all.company.weight() >= 1.0 && all.company.weight() > person
                        || self.capital_only(i) && person == 0.0
                    {
                        let entity = self.company(i, Some((lexicon, row)));
                        let rule = all.company.best().map_or(gazetteer, |(r, _)| RuleId(r));
                        self.accept_company(i, entity, rule, Tier::Medium, Some("gazetteer"));
                    }
                }
                Look::Unknown | Look::Head | Look::UnitOf(_) | Look::MaybePerson => {
                    let bar = if matches!(self.names[i].look, Look::MaybePerson) { 3.0 } else { 2.0 };
                    if all.company.weight() >= bar
                        && all.company.weight() > person
                        && let Some((rule, tier)) = all.company.best()
                        && !matches!(self.names[i].look, Look::UnitOf(_))
                    {
                        let entity = self.company(i, None);
                        self.accept_company(i, entity, RuleId(rule), tier, None);
                    }
                }
                _ => {}
            }
        }
    }

    /// Evidence for all names that are written like this one.
    fn gathered(&self, i: usize) -> Evidence {
        self.same[self.group[i]].evidence.clone()
    }

    /// Whether an ambiguous name stands at least twice inside sentences, and its word never in small letters.
    fn capital_only(&mut self, i: usize) -> bool {
        let group = self.group[i];
        if let Some(known) = self.same[group].capital_only {
            return known;
        }
        let found = self.stands_in_capitals(i);
        self.same[group].capital_only = Some(found);
        found
    }

    fn stands_in_capitals(&self, i: usize) -> bool {
        let places = &self.same[self.group[i]].places;
        let inside = places.iter().filter(|&&j| !self.names[j].initial && !self.names[j].loud).count();
        if inside < 2 {
            return false;
        }
        let word = self.reading.document.tokens[self.names[i].start];
        !self.reading.document.tokens.iter().any(|t| t.hash == word.hash && t.case == Case::Lower)
            && !self.reading.token_in(Listed::Place, self.names[i].start)
            && !self.reading.token_in(Listed::GivenName, self.names[i].start)
            && !self.reading.token_in(Listed::MonthDay, self.names[i].start)
    }

    /// P2 and P4: names that are known short forms.
    fn aliases(&mut self, sieve: &'static str) {
        for i in 0..self.names.len() {
            if self.verdicts[i] != Verdict::Open || self.names[i].loud || matches!(self.names[i].look, Look::Other(_)) {
                continue;
            }
            let Some(&entity) = self.companies.get(&self.keys[i]) else { continue };
            let person = self.evidence[i].person.weight();
            if self.names[i].honorific || person > self.evidence[i].company.weight() {
                continue;
            }
            // A surname that is also a short form: a person named in full before takes it.
            if self.persons.contains_key(&self.keys[i])
                && self.evidence[i].company.weight() <= 0.0
                && !matches!(self.names[i].look, Look::Ambiguous(_))
            {
                continue;
            }
            let rule = self.named_rule("company.alias");
            self.accept_company(i, entity, rule, Tier::Strong, Some(sieve));
        }
    }

    /// P3: heads of company names, units of known companies, weaker evidence.
    fn relaxed(&mut self) {
        for i in 0..self.names.len() {
            if self.verdicts[i] != Verdict::Open || self.names[i].loud {
                continue;
            }
            let all = self.gathered(i);
            match self.names[i].look {
                Look::Head if all.person.weight() <= all.company.weight() => {
                    let entity = self.company(i, None);
                    let rule = self.named_rule("company.head");
                    self.accept_company(i, entity, rule, Tier::Medium, None);
                }
                Look::Unknown if all.company.weight() >= 1.4 && all.company.weight() > all.person.weight() => {
                    if let Some((rule, _)) = all.company.best() {
                        let entity = self.company(i, None);
                        self.accept_company(i, entity, RuleId(rule), Tier::Medium, None);
                    }
                }
                Look::Unit(row) => self.unit(i, row),
                Look::UnitOf(row) => self.unit_of(i, row),
                _ => {}
            }
        }
    }

    fn unit(&mut self, i: usize, row: usize) {
        let Some((lexicon, _)) = self.reading.rules.listed(Listed::Unit) else { return };
        let word = self.names[i].end - self.names[i].start == 1
            && self.reading.token_in(Listed::CommonWord, self.names[i].start);
        let parent = lexicon.field(row, "parent").to_owned();
        let parent_here = self.companies.get(&format!("={parent}")).copied();
        if word && (parent_here.is_none() || self.names[i].initial) {
            return;
        }
        let name = self.text(self.names[i].start, self.names[i].end);
        let id = self.companies.get(&format!("unit {name}")).copied().unwrap_or_else(|| {
            let mut entity = Entity::named(EntityKind::Unit, &name);
            entity.parent_name = Some(parent.as_str().into());
            entity.parent = parent_here;
            self.entities.push(entity);
            EntityId(self.entities.len() as u32 - 1)
        });
        self.companies.insert(format!("unit {name}"), id);
        self.verdicts[i] = Verdict::Unit(id);
        self.rules[i] = Some((self.named_rule("unit.gazetteer"), Tier::Strong, None));
    }

    /// "Acme Cloud" behind a known Acme.
    fn unit_of(&mut self, i: usize, row: usize) {
        let Some((lexicon, _)) = self.reading.rules.listed(Listed::Company) else { return };
        let parent = lexicon.field(row, "name").to_owned();
        let name = self.text(self.names[i].start, self.names[i].end);
        let parent_here = self.companies.get(&format!("={parent}")).copied();
        let id = self.companies.get(&format!("unit {name}")).copied().unwrap_or_else(|| {
            let mut entity = Entity::named(EntityKind::Unit, &name);
            entity.parent_name = Some(parent.as_str().into());
            entity.parent = parent_here;
            self.entities.push(entity);
            EntityId(self.entities.len() as u32 - 1)
        });
        self.companies.insert(format!("unit {name}"), id);
        self.verdicts[i] = Verdict::Unit(id);
        self.rules[i] = Some((self.named_rule("unit.of-company"), Tier::Medium, None));
    }

    /// Persons named in full: by given name or rules.
    fn full_names(&mut self) {
        for i in 0..self.names.len() {
            if self.verdicts[i] != Verdict::Open || self.names[i].loud {
                continue;
            }
            let all = self.gathered(i);
            let words = self.word_count(i);
            let looks = match self.names[i].look {
                Look::Person => true,
                Look::MaybePerson => all.person.weight() >= all.company.weight(),
                Look::Unknown => {
                    (2..=4).contains(&words) && all.person.weight() >= 1.0 && all.person.weight() > all.company.weight()
                }
                _ => false,
            };
            if looks && words >= 2 {
                let entity = self.person(i);
                self.accept_person(i, entity, None);
            }
        }
    }

    /// Persons by surname or honorific.
    fn people(&mut self) {
        self.full_names();
        for i in 0..self.names.len() {
            if self.verdicts[i] != Verdict::Open || self.names[i].loud || matches!(self.names[i].look, Look::Other(_)) {
                continue;
            }
            if let Some(&entity) = self.persons.get(&self.keys[i]) {
                if self.evidence[i].company.weight() <= self.evidence[i].person.weight() + 1.0 {
                    self.accept_person(i, entity, Some("surname"));
                }
                continue;
            }
            // One word behind an honorific, or one for which a strong person rule speaks.
            let all = self.gathered(i);
            if self.names[i].honorific
                || all.person.weight() >= 2.0
                    && all.person.weight() > all.company.weight()
                    && matches!(self.names[i].look, Look::Unknown | Look::Person)
            {
                let entity = self.person(i);
                self.accept_person(i, entity, None);
            }
        }
    }

    fn word_count(&self, i: usize) -> usize {
        (self.names[i].start..self.names[i].end)
            .filter(|&t| self.reading.document.tokens[t].kind == TokenKind::Word)
            .count()
    }

    fn accept_person(&mut self, i: usize, entity: EntityId, sieve: Option<&'static str>) {
        self.verdicts[i] = Verdict::Person(entity);
        let (rule, tier) =
            self.evidence[i].person.best().unwrap_or_else(|| (self.named_rule("person.given-name").0, Tier::Strong));
        self.rules[i] = Some((RuleId(rule), tier, sieve));
    }

    fn person(&mut self, i: usize) -> EntityId {
        let name = &self.names[i];
        let full = self.text(name.start, name.end);
        if let Some(&id) = self.persons.get(&self.keys[i]) {
            return id;
        }
        self.entities.push(Entity::named(EntityKind::Person, &full));
        let id = EntityId(self.entities.len() as u32 - 1);
        self.persons.insert(self.keys[i].clone(), id);
        let words: Vec<usize> = (name.start..name.end)
            .filter(|&t| {
                self.reading.document.tokens[t].kind == TokenKind::Word && !self.reading.document.word(t).ends_with('.')
            })
            .collect();
        if let Some((&last, rest)) = words.split_last() {
            // "Jr" and numerals are no surnames.
            let last = if self.reading.entry_at(Listed::NameWord, last).is_some() {
                rest.last().copied().unwrap_or(last)
            } else {
                last
            };
            self.persons.entry(key(&self.reading, last, last + 1)).or_insert(id);
            if words.len() >= 3 {
                // "Eddie Wu Yongming" is Wu; "Van den Brul" is named in full.
                for &middle in &words[1..words.len() - 1] {
                    self.persons.entry(key(&self.reading, middle, middle + 1)).or_insert(id);
                    self.persons.entry(key(&self.reading, middle, last + 1)).or_insert(id);
                }
                self.persons.entry(key(&self.reading, words[0], words[0] + 1)).or_insert(id);
            }
        }
        id
    }

    /// P5: headlines and other lines in capitals, by names that are known by now.
    fn loud(&mut self) {
        let gazetteer = self.named_rule(GAZETTEER);
        for i in 0..self.names.len() {
            if self.verdicts[i] != Verdict::Open || !self.names[i].loud {
                continue;
            }
            if let Some(&entity) = self.companies.get(&self.keys[i]) {
                let rule = self.named_rule("company.alias");
                self.accept_company(i, entity, rule, Tier::Strong, Some("headline"));
                continue;
            }
            match self.names[i].look {
                Look::Company(row) => {
                    let entity = self.company(i, Some(("company", row)));
                    self.accept_company(i, entity, gazetteer, Tier::Medium, None);
                }
                Look::Unit(row) => self.unit(i, row),
                _ => {}
            }
        }
    }

    fn finish(mut self) -> Resolved {
        self.known_names_in_loud_lines();
        let mut resolved = Resolved {
            companies: Vec::new(),
            units: Vec::new(),
            persons: Vec::new(),
            entities: Vec::new(),
            organisations: Vec::new(),
        };
        let mut decided: Vec<Decided> = Vec::new();
        for (i, name) in self.names.iter().enumerate() {
            if matches!(name.look, Look::Other(Other::Organisation)) && self.verdicts[i] == Verdict::Nothing {
                resolved.organisations.push((name.start, name.end));
            }
            if let (Verdict::Company(_) | Verdict::Unit(_) | Verdict::Person(_), Some(rule)) =
                (self.verdicts[i], self.rules[i])
            {
                decided.push((name.start, name.end, self.verdicts[i], rule, self.evidence[i].media));
            }
        }
        decided.extend(self.extra_loud());
        decided.sort_by_key(|d| (d.0, std::cmp::Reverse(d.1)));
        decided.dedup_by(|b, a| b.0 < a.1);
        // Entities in order of their first mention.
        let mut order: HashMap<EntityId, EntityId> = HashMap::new();
        for (_, _, verdict, ..) in &decided {
            let (Verdict::Company(id) | Verdict::Unit(id) | Verdict::Person(id)) = *verdict else { continue };
            let next = EntityId(order.len() as u32);
            order.entry(id).or_insert(next);
        }
        let mut entities: Vec<Option<Entity>> = vec![None; order.len()];
        for (old, entity) in self.entities.iter().enumerate() {
            if let Some(new) = order.get(&EntityId(old as u32)) {
                let mut entity = entity.clone();
                entity.parent = entity.parent.and_then(|p| order.get(&p).copied());
                entities[new.0 as usize] = Some(entity);
            }
        }
        let mut entities: Vec<Entity> = entities.into_iter().flatten().collect();
        for (start, end, verdict, (rule, tier, sieve), media) in decided {
            let (kind, old) = match verdict {
                Verdict::Company(id) => (Kind::Company, id),
                Verdict::Unit(id) => (Kind::Unit, id),
                Verdict::Person(id) => (Kind::Person, id),
                Verdict::Open | Verdict::Nothing => continue,
            };
            let Some(&id) = order.get(&old) else { continue };
            let span = self.reading.document.span(start, end);
            let surface = self.text(start, end);
            let entity = &mut entities[id.0 as usize];
            entity.mentions += 1;
            // The fullest name stands for the entity; other forms are aliases.
            if surface.len() > entity.name.len() && kind != Kind::Unit && !surface.chars().all(|c| !c.is_lowercase()) {
                let shorter = std::mem::replace(&mut entity.name, surface.as_str().into());
                if !entity.aliases.contains(&shorter) {
                    entity.aliases.push(shorter);
                }
            }
            if *surface != *entity.name && !entity.aliases.iter().any(|a| **a == *surface) {
                entity.aliases.push(surface.as_str().into());
            }
            let name = entity.name.clone();
            entity.aliases.retain(|a| *a != name);
            let role =
                (kind == Kind::Company && media && self.media.contains(&old)).then_some(CompanyRole::MediaSource);
            let mention = Mention {
                kind: kind.clone(),
                span,
                value: Value::Named { entity: id, role },
                provenance: Provenance { rule, sieve, confidence: tier.confidence() },
                in_quote: None,
            };
            let list = match kind {
                Kind::Company => &mut resolved.companies,
                Kind::Unit => &mut resolved.units,
                _ => &mut resolved.persons,
            };
            list.push((start, end, mention));
        }
        resolved.entities = entities;
        resolved
    }

    fn known_names_in_loud_lines(&mut self) {
        // Names that only a loud line carries in capitals are compared without case.
        let folded: Vec<(String, EntityId)> = self
            .companies
            .iter()
            .filter(|(k, _)| k.len() >= 3 && !k.starts_with('=') && !k.starts_with("unit "))
            .map(|(k, e)| (k.to_lowercase(), *e))
            .collect();
        let folded: HashMap<String, EntityId> = folded.into_iter().collect();
        for i in 0..self.names.len() {
            if self.verdicts[i] == Verdict::Open
                && self.names[i].loud
                && let Some(&entity) = folded.get(&self.keys[i].to_lowercase())
            {
                let rule = self.named_rule("company.alias");
                self.accept_company(i, entity, rule, Tier::Strong, Some("headline"));
            }
        }
    }

    fn is_legal_form_in_capitals(&self, token: usize) -> bool {
        let mut chars = self.reading.document.word(token).chars();
        let Some(first) = chars.next() else { return false };
        let usual: String = std::iter::once(first).chain(chars.flat_map(char::to_lowercase)).collect();
        let class = self.reading.rules.listed(Listed::LegalForm).map(|(_, class)| class);
        class.is_some_and(|class| self.reading.rules.vocabulary().word_in(class, &usual))
    }

    /// Known names in lines that capitalise most words, found by comparing words: such lines were not cut into names.
    fn extra_loud(&self) -> Vec<Decided> {
        let document = self.reading.document;
        let mut found = Vec::new();
        // First word of each known name, folded, with the whole name.
        let mut by_first: HashMap<String, Vec<(&str, EntityId)>> = HashMap::new();
        let mut known: Vec<(&String, &EntityId)> = self.companies.iter().collect();
        known.sort();
        for (name, id) in known {
            if name.len() >= 2 && !name.starts_with('=') && !name.starts_with("unit ") {
                let first = name.split(' ').next().unwrap_or("").to_lowercase();
                by_first.entry(first).or_default().push((name, *id));
            }
        }
        let rule = (self.named_rule("company.alias"), Tier::Strong, Some("headline"));
        for sentence in &document.sentences {
            if sentence.section != crate::text::Section::Headline {
                continue;
            }
            let mut at = sentence.start as usize;
            while at < sentence.end as usize {
                let word = document.word(at);
                let mut best: Option<(usize, EntityId)> = None;
                if document.tokens[at].is_capital()
                    && let Some(names) = by_first.get(&word.to_lowercase())
                {
                    for (name, id) in names {
                        // A word of one or two letters, or an ordinary word in small letters elsewhere, needs its own form.
                        let length = name.split(' ').count();
                        let end = at + length;
                        if end > sentence.end as usize {
                            continue;
                        }
                        let here = key(&self.reading, at, end);
                        let same = here == **name || here.to_lowercase() == name.to_lowercase() && name.len() > 3;
                        if same && best.is_none_or(|(e, _)| end > e) {
                            best = Some((end, *id));
                        }
                    }
                }
                if let Some((end, id)) = best {
                    // The legal form belongs to the name.
                    let mut stop = end;
                    while let Some((len, _)) =
                        self.reading.entry_at(Listed::LegalForm, stop).filter(|_| stop < sentence.end as usize)
                    {
                        stop += len;
                    }
                    // Legal forms are listed as they are usually printed: "Corp", not "CORP".
                    if stop == end && stop < sentence.end as usize && self.is_legal_form_in_capitals(stop) {
                        stop += 1;
                    }
                    found.push((at, stop, Verdict::Company(id), rule, false));
                    at = stop;
                } else {
                    at += 1;
                }
            }
        }
        // Where a name was cut already, that one stays.
        found.retain(|f| {
            !self
                .names
                .iter()
                .zip(&self.verdicts)
                .any(|(n, v)| !matches!(v, Verdict::Open | Verdict::Nothing) && n.start < f.1 && f.0 < n.end)
        });
        found
    }
}

/// The words of a range joined by single spaces, with glued parts kept together: what names are compared by.
fn key(reading: &Reading<'_, '_>, start: usize, end: usize) -> String {
    let document = reading.document;
    let mut out = String::new();
    for t in start..end.max(start + 1) {
        if t > start && document.tokens[t].gap != crate::text::Gap::None {
            out.push(' ');
        }
        out.push_str(document.word(t));
    }
    out
}
