//! Units and products: of the gazetteer, named as such, and names of a company with further words.

use super::keys::hash;
use super::{Resolver, Verdict};
use crate::fact::{EntityId, EntityKind, RuleId};
use crate::rule::{Listed, Tier};

impl Resolver<'_, '_> {
    /// A unit of the gazetteer.
    pub(super) fn unit(&mut self, i: usize, row: usize) {
        let Some((lexicon, _)) = self.reading.rules.listed(Listed::Unit) else { return };
        let parent = lexicon.field(row, "parent");
        let here = self.registered.get(parent).copied();
        let spoken = self.said(i).unit.weight >= 2.0;
        if !spoken && self.is_one(i, Listed::CommonWord) && (here.is_none() || self.names[i].initial) {
            return;
        }
        self.accept_unit(i, here, parent, self.builtin.unit, Tier::Strong);
    }

    /// "Acme Cloud" behind a known Acme.
    pub(super) fn unit_of(&mut self, i: usize, row: usize) {
        let Some((lexicon, _)) = self.reading.rules.listed(Listed::Company) else { return };
        let parent = lexicon.field(row, "name");
        let here = self.registered.get(parent).copied();
        let rule = self.builtin.unit_of;
        self.accept_unit(i, here, parent, rule, Tier::Medium);
        // "Eats" for "Uber Eats"
        let name = self.names[i];
        if let Verdict::Unit(id) = self.verdicts[i]
            && name.base_end < name.end
            && !self.reading.token_in(Listed::CompanyNameWord, name.base_end)
        {
            let key = self.keys.number(hash(&self.reading, name.base_end, name.end));
            self.stand(key).unit.get_or_insert(id);
        }
    }

    /// The company with whose name, known in the article, a longer name begins.
    pub(super) fn whole_of(&self, i: usize) -> Option<EntityId> {
        let name = &self.names[i];
        if name.stem_end - name.start < 2 || self.stands_for(i).company.is_some() {
            return None;
        }
        let key = self.keys.find(hash(&self.reading, name.start, name.start + 1))?;
        let company = self.stands.get(key as usize)?.company?;
        // A first word that is often a given name or stands for a person begins a person's name.
        let given = self.reading.token_in(Listed::GivenName, name.start) || self.stands[key as usize].person.is_some();
        (!given).then_some(company)
    }

    /// A known company's name with further words.
    pub(super) fn part(&mut self, i: usize) {
        if let Some(parent) = self.whole_of(i) {
            self.accept_unit(i, Some(parent), "", self.builtin.unit_of, Tier::Medium);
        }
    }

    /// A name that rules call a unit, brand or product.
    pub(super) fn spoken_unit(&mut self, i: usize) {
        let said = self.said(i);
        let name = self.names[i];
        let inside = self.keys.times[self.keys.of[i] as usize].1;
        let word = self.reading.document.word(name.start);
        if name.initial && inside == 0 && word.chars().filter(|c| c.is_uppercase()).count() == 1 {
            return; // "Inhaler maker Acme"
        }
        let owner = self.evidence.noted[i].owner.and_then(|o| match self.verdicts[o as usize] {
            Verdict::Company(id) => Some(id),
            _ => None,
        });
        let parent = owner.or_else(|| self.whole_of(i)).or_else(|| self.focus());
        if let Some((rule, tier)) = said.unit.best {
            self.accept_unit(i, parent, "", RuleId(rule), tier);
        }
    }

    /// The company that the article names most, if it names one more than once.
    fn focus(&mut self) -> Option<EntityId> {
        if self.focus.is_none() {
            let mut times = vec![0u32; self.entities.len()];
            for verdict in &self.verdicts {
                if let Verdict::Company(id) = verdict {
                    times[id.0 as usize] += 1;
                }
            }
            let most = (0..times.len()).max_by_key(|&i| (times[i], std::cmp::Reverse(i)));
            self.focus = Some(most.filter(|&i| times[i] > 1).map(|i| EntityId(i as u32)));
        }
        self.focus.flatten()
    }

    /// A fund, by its name.
    pub(super) fn fund(&mut self, i: usize) {
        let parent = self.whole_of(i);
        self.accept_unit(i, parent, "", self.builtin.unit_of, Tier::Medium);
    }

    fn accept_unit(&mut self, i: usize, parent: Option<EntityId>, parent_name: &str, rule: RuleId, tier: Tier) {
        let key = self.keys.of[i];
        let id = match self.stand(key).unit {
            Some(id) => id,
            None => self.new_entity(EntityKind::Unit, i),
        };
        let named = parent.map(|p| &self.entities[p.0 as usize]).map(|p| p.canonical.clone().unwrap_or(p.name.clone()));
        let entity = &mut self.entities[id.0 as usize];
        if entity.parent_name.is_none() {
            entity.parent = parent;
            entity.parent_name = if parent_name.is_empty() { named } else { Some(parent_name.into()) };
        }
        self.stand(key).unit = Some(id);
        self.decide(i, Verdict::Unit(id), rule, tier, None);
    }

    /// Names by which a unit was called before, and short forms of it.
    pub(super) fn units_again(&mut self) {
        for i in 0..self.names.len() {
            let name = self.names[i];
            if self.is_open(i)
                && !name.weak
                && let Some(id) = self.stands_for(i).unit
                && (!name.initial || !self.is_one(i, Listed::CommonWord))
            {
                let (rule, sieve) = (self.builtin.unit_of, Some("alias"));
                self.decide(i, Verdict::Unit(id), rule, Tier::Medium, sieve);
            }
        }
    }
}
