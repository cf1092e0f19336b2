//! Persons: named in full first, then by surname or honorific.

use super::keys::{self, hash};
use super::{Resolver, Verdict};
use crate::extract::name::{Look, Other};
use crate::fact::{EntityId, EntityKind, RuleId};
use crate::rule::{Listed, Tier};
use crate::text::TokenKind;

impl Resolver<'_, '_> {
    /// Persons named in full: by given name or rules.
    pub(super) fn full_names(&mut self) {
        for i in 0..self.names.len() {
            let name = self.names[i];
            if !self.is_open(i) || name.loud || name.weak {
                continue;
            }
            let (company, person) = (self.said(i).company.weight, self.said(i).person.weight);
            let words = self.word_count(i);
            let looks = match name.look {
                Look::Person => company < 3.0 || company <= person + 1.0,
                Look::MaybePerson => person >= company && self.said(i).unit.weight <= person,
                Look::Unknown => (2..=4).contains(&words) && person >= 1.0 && person > company,
                _ => false,
            };
            if looks && words >= 2 {
                let entity = self.person(i);
                self.accept_person(i, entity, None);
            }
        }
    }

    /// Persons by surname or honorific.
    pub(super) fn people(&mut self) {
        self.full_names();
        for i in 0..self.names.len() {
            let name = self.names[i];
            if !self.is_open(i) || name.loud || matches!(name.look, Look::Other(Other::Index)) {
                continue;
            }
            let own = self.evidence.own[i];
            if let Some(entity) = self.stands_for(i).person {
                if own.company.weight <= own.person.weight + 2.0 {
                    self.accept_person(i, entity, Some("surname"));
                }
                continue;
            }
            if name.weak || matches!(name.look, Look::Other(_)) {
                continue;
            }
            // One word behind an honorific, or one for which a strong person rule speaks.
            let said = self.said(i);
            if name.honorific
                || said.person.weight >= 2.0
                    && said.person.weight > said.company.weight
                    && matches!(name.look, Look::Unknown | Look::Person)
            {
                let entity = self.person(i);
                self.accept_person(i, entity, None);
            }
        }
    }

    fn accept_person(&mut self, i: usize, entity: EntityId, sieve: Option<&'static str>) {
        let (rule, tier) =
            self.evidence.own[i].person.best.map_or((self.builtin.given_name, Tier::Strong), |(r, t)| (RuleId(r), t));
        self.decide(i, Verdict::Person(entity), rule, tier, sieve);
    }

    fn person(&mut self, i: usize) -> EntityId {
        let key = self.keys.of[i];
        if let Some(id) = self.stand(key).person {
            return id;
        }
        let id = self.new_entity(EntityKind::Person, i);
        self.stand(key).person = Some(id);
        let reading = self.reading;
        let document = reading.document;
        let name = self.names[i];
        let words: Vec<usize> = (name.start..name.end)
            .filter(|&t| document.tokens[t].kind == TokenKind::Word && !document.word(t).ends_with('.'))
            .collect();
        let Some((&last, rest)) = words.split_last() else { return id };
        // "Jr" and numerals are no surnames.
        let suffix = reading.field_at(Listed::NameWord, last, "role") == "suffix";
        let last = rest.last().copied().filter(|_| suffix).unwrap_or(last);
        self.called(id, hash(&reading, last, last + 1));
        // "Wlodarczak-Semczuk"
        if last >= 2 && last > name.start + 1 {
            let from = (name.start + 1..last).find(|&t| keys::word_end(&reading, t, name.end) > last);
            if let Some(from) = from {
                self.called(id, hash(&reading, from, last + 1));
            }
        }
        if words.len() >= 3 {
            // "Eddie Wu Yongming" is Wu; "Van den Brul" is named in full.
            for &middle in &words[1..words.len() - 1] {
                self.called(id, hash(&reading, middle, middle + 1));
                self.called(id, hash(&reading, middle, last + 1));
            }
            self.called(id, hash(&reading, words[0], words[0] + 1));
        }
        id
    }

    fn called(&mut self, id: EntityId, hash: u64) {
        let key = self.keys.number(hash);
        self.stand(key).person.get_or_insert(id);
    }
}
