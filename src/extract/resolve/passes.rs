//! The passes over companies: sure, supported, known by a short form, relaxed, named in a list.

use super::keys::hash;
use super::{Resolver, Verdict};
use crate::extract::name::{Look, Other};
use crate::fact::RuleId;
use crate::rule::{Listed, Tier};
use crate::text::{Case, TokenKind};

impl Resolver<'_, '_> {
    fn accept(&mut self, i: usize, rule: RuleId, tier: Tier, sieve: Option<&'static str>) {
        let entity = self.company(i);
        self.decide(i, Verdict::Company(entity), rule, tier, sieve);
    }

    /// P1: legal forms, the gazetteer, and tickers.
    pub(super) fn sure(&mut self) {
        for i in 0..self.names.len() {
            let name = self.names[i];
            let noted = self.evidence.noted[i];
            if !self.is_open(i) || name.weak {
                continue;
            }
            if noted.code || noted.against && noted.ticker.is_none() {
                self.verdicts[i] = Verdict::Nothing;
                continue;
            }
            // "BlackBerry maker RIM"
            if self.evidence.own[i].unit.weight >= 4.0 && matches!(name.look, Look::Company(_)) {
                self.spoken_unit(i);
                continue;
            }
            let gazetteer = self.builtin.gazetteer;
            match name.look {
                Look::LegalForm => self.accept(i, self.builtin.legal_form, Tier::Sure, None),
                Look::Company(_) if !name.loud => self.accept(i, gazetteer, Tier::Strong, None),
                _ => {}
            }
            if let Some(ticker) = noted.ticker
                && !matches!(name.look, Look::Other(Other::Index))
            {
                let entity = self.company(i);
                if let Some((rule, tier)) = self.evidence.own[i].company.best {
                    self.decide(i, Verdict::Company(entity), RuleId(rule), tier, None);
                }
                let e = &mut self.entities[entity.0 as usize];
                if !e.ticker_printed {
                    e.ticker = Some(ticker.into());
                    e.exchange = noted.exchange.map(Into::into);
                    e.ticker_printed = true;
                }
                self.learn_ticker(entity, ticker);
            }
        }
    }

    /// Names that are known with the ordinary word before them: "Circuit City" where a sentence begins.
    pub(super) fn leads(&mut self) {
        for i in 0..self.names.len() {
            let name = self.names[i];
            if name.lead < name.start
                && self.is_open(i)
                && let Some(key) = self.keys.find(hash(&self.reading, name.lead, name.stem_end))
                && self.stand(key).company.is_some()
            {
                self.names[i].start = name.lead;
                self.keys.of[i] = key;
            }
        }
    }

    /// Names for which rules speak, over all places at which the same name stands.
    pub(super) fn supported(&mut self) {
        for i in 0..self.names.len() {
            let name = self.names[i];
            if !self.is_open(i) || name.loud || name.weak || name.honorific {
                continue;
            }
            let said = self.said(i);
            let person = said.person.weight;
            let company = said.company;
            if matches!(name.look, Look::Ambiguous(_) | Look::Common(_)) {
                if self.is_one(i, Listed::SentenceStarter) || self.prior(name.look) == "form" {
                    continue;
                }
                let supported = company.weight >= 1.0 && company.weight > person;
                if supported || person <= 0.0 && self.stands_for(i).person.is_none() && self.prominent(i) {
                    let rule = company.best.map_or(self.builtin.gazetteer, |(r, _)| RuleId(r));
                    self.accept(i, rule, Tier::Medium, Some("gazetteer"));
                }
                continue;
            }
            if company.weight < 2.0 || company.weight <= person || said.unit.weight >= company.weight {
                continue;
            }
            // What a person named in full is called by is no company for the word behind it.
            if self.stands_for(i).person.is_some() && company.weight <= person + 2.0 {
                continue;
            }
            let fits = match name.look {
                Look::Unknown => !self.is_one(i, Listed::SentenceStarter) && !self.is_part(i, said.business.weight),
                Look::Head => !self.is_vague(i) || company.weight >= 3.0,
                Look::MaybePerson => person <= 0.0 && !self.is_part(i, said.business.weight),
                Look::Person => company.weight >= 3.0 && company.weight > person + 1.0,
                Look::UnitOf(_) => said.business.weight >= 2.0 && said.business.weight > person,
                Look::Other(Other::Place | Other::Word) => said.placeless.weight >= 2.0,
                _ => false,
            };
            if fits && let Some((rule, tier)) = company.best {
                self.accept(i, RuleId(rule), tier, None);
            }
        }
    }

    /// Whether a name is a known company's with further words, and nothing says that it is a business.
    fn is_part(&self, i: usize, business: f32) -> bool {
        business < 2.0 && self.whole_of(i).is_some()
    }

    /// Whether all words of a name are ordinary words: "Financial Services".
    fn is_vague(&self, i: usize) -> bool {
        let name = &self.names[i];
        (name.start..name.stem_end).all(|t| {
            self.reading.document.tokens[t].kind != TokenKind::Word
                || self.reading.token_in(Listed::CommonWord, t)
                || self.reading.token_in(Listed::Demonym, t)
        })
    }

    /// How far an ambiguous name stands for the company by itself: `strong`, `form` (never), or nothing.
    fn prior(&self, look: Look) -> &str {
        let Some((listed, row)) = Self::row_of(look) else { return "" };
        self.reading.rules.listed(listed).map_or("", |(lexicon, _)| lexicon.field(row, "prior"))
    }

    /// Whether an ambiguous name needs no rule: it is that of a prominent company, or stands twice inside sentences and its word
    /// never in small letters.
    fn prominent(&mut self, i: usize) -> bool {
        let name = self.names[i];
        let word = self.is_one(i, Listed::CommonWord);
        let inside = self.keys.times[self.keys.of[i] as usize].1;
        if self.prior(name.look) == "strong" && (!word || !name.initial || inside > 0) {
            return !word || !self.in_small_letters(name.start) || inside > 1;
        }
        inside >= 2
            && !word
            && ![Listed::Place, Listed::Demonym, Listed::GivenName, Listed::MonthDay]
                .into_iter()
                .any(|listed| self.reading.token_in(listed, name.start))
            && !self.in_small_letters(name.start)
    }

    /// Whether the article prints the word of a token in small letters too.
    fn in_small_letters(&mut self, at: usize) -> bool {
        let tokens = &self.reading.document.tokens;
        let small = self.small.get_or_insert_with(|| {
            let mut small: Vec<u64> = tokens.iter().filter(|t| t.case == Case::Lower).map(|t| t.hash).collect();
            small.sort_unstable();
            small
        });
        small.binary_search(&tokens[at].hash).is_ok()
    }

    /// P2 and P4: names that are known short forms.
    pub(super) fn aliases(&mut self) {
        for i in 0..self.names.len() {
            let name = self.names[i];
            let stands = self.stands_for(i);
            if stands.company.is_none() && stands.perhaps.is_none() || !self.is_open(i) {
                continue;
            }
            if name.loud || name.honorific || matches!(name.look, Look::Other(Other::Index)) {
                continue;
            }
            let own = self.evidence.own[i];
            if own.person.weight > own.company.weight {
                continue;
            }
            // A surname that is also a short form: a person named in full before takes it.
            if stands.person.is_some() && own.company.weight <= 0.0 && !matches!(name.look, Look::Ambiguous(_)) {
                continue;
            }
            let entity = match (stands.company, stands.perhaps) {
                (Some(id), _) => id,
                (None, Some(id)) if self.may_stand(i) => id,
                _ => continue,
            };
            self.decide(i, Verdict::Company(entity), self.builtin.alias, Tier::Strong, Some("alias"));
        }
    }

    /// Whether a short form that is also something else stands for the company here.
    fn may_stand(&mut self, i: usize) -> bool {
        let name = self.names[i];
        let said = self.said(i);
        if name.weak {
            return false;
        }
        match name.look {
            Look::Other(_) => said.placeless.weight >= 2.0,
            Look::Unknown | Look::Ambiguous(_) | Look::Common(_) => {
                let inside = self.keys.times[self.keys.of[i] as usize].1 > 0;
                said.company.weight >= 1.0 && said.company.weight > said.person.weight
                    || inside && said.person.weight <= 0.0 && !self.in_small_letters(name.start)
            }
            _ => false,
        }
    }

    /// P3: heads of company names, units of known companies, weaker evidence.
    pub(super) fn relaxed(&mut self) {
        for i in 0..self.names.len() {
            let name = self.names[i];
            if !self.is_open(i) || name.loud || name.weak {
                continue;
            }
            let said = self.said(i);
            if said.unit.weight >= 2.0
                && said.unit.weight >= said.company.weight
                && said.unit.weight > said.person.weight
                && (matches!(name.look, Look::Unknown | Look::MaybePerson | Look::UnitOf(_))
                    || name.look == Look::Head && !self.is_corporate(name.stem_end - 1))
                && !self.is_one(i, Listed::SentenceStarter)
            {
                self.spoken_unit(i);
                continue;
            }
            match name.look {
                Look::Head if said.person.weight <= said.company.weight => {
                    if self.is_vague(i) && said.company.weight < 1.0 || self.goes_on(i) {
                        continue;
                    }
                    // A fund is what a company sells.
                    let fund = self.reading.field_at(Listed::CompanyNameWord, name.stem_end - 1, "kind") == "fund";
                    if fund && said.business.weight < 2.0 {
                        self.fund(i);
                    } else {
                        self.accept(i, self.builtin.head, Tier::Medium, None);
                    }
                }
                Look::Unit(row) => self.unit(i, row),
                Look::UnitOf(row) => self.unit_of(i, row),
                Look::Unknown | Look::MaybePerson if self.whole_of(i).is_some() && said.person.weight <= 0.0 => {
                    self.part(i);
                }
                Look::Unknown
                    if said.company.weight >= 1.4
                        && said.company.weight > said.person.weight
                        && !self.is_one(i, Listed::SentenceStarter) =>
                {
                    if let Some((rule, _)) = said.company.best {
                        self.accept(i, RuleId(rule), Tier::Medium, None);
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether "and" joins a name to the rest of an organisation's: "Financial Services and Markets Act".
    fn goes_on(&self, i: usize) -> bool {
        let Some(next) = self.names.get(i + 1) else { return false };
        next.start == self.names[i].end + 1
            && matches!(next.look, Look::Other(Other::Word))
            && self.is_joiner(self.names[i].end)
    }

    fn is_corporate(&self, at: usize) -> bool {
        self.reading.field_at(Listed::NameWord, at, "role") == "corporate"
    }

    fn is_joiner(&self, at: usize) -> bool {
        self.reading.field_at(Listed::NameWord, at, "role") == "joiner"
    }

    /// Names in a list of which two are companies: "A, B, C and D".
    pub(super) fn lists(&mut self) {
        let mut at = 0;
        while at < self.names.len() {
            let mut end = at + 1;
            while end < self.names.len() && self.follows_in_list(end) {
                end += 1;
            }
            if end - at >= 3 {
                self.list(at, end);
            }
            at = end;
        }
    }

    /// Whether only a comma or "and" stands between a name and the one before it.
    fn follows_in_list(&self, i: usize) -> bool {
        let document = self.reading.document;
        let (before, start) = (self.names[i - 1].end, self.names[i].start);
        if document.tokens[start].gap >= crate::text::Gap::Paragraph {
            return false;
        }
        match start.checked_sub(before) {
            Some(1) => document.word(before) == "," || self.is_joiner(before),
            Some(2) => document.word(before) == "," && self.is_joiner(before + 1),
            _ => false,
        }
    }

    fn list(&mut self, from: usize, to: usize) {
        let companies = (from..to).filter(|&i| matches!(self.verdicts[i], Verdict::Company(_))).count();
        let others = (from..to).any(|i| {
            matches!(self.verdicts[i], Verdict::Person(_) | Verdict::Unit(_))
                || self.is_open(i) && matches!(self.names[i].look, Look::Person | Look::Other(_))
        });
        if companies < 2 || others {
            return;
        }
        for i in from..to {
            let open = matches!(
                self.names[i].look,
                Look::Unknown | Look::Ambiguous(_) | Look::Common(_) | Look::Head | Look::MaybePerson
            );
            if self.is_open(i) && open && !self.names[i].loud && self.said(i).person.weight <= 0.0 {
                self.accept(i, self.builtin.joined, Tier::Medium, Some("list"));
            }
        }
    }
}
