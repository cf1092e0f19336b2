//! P5: headlines and other lines in capitals, by names that are known by now.

use super::keys::{hash, is_article};
use super::{Resolver, Verdict, Why};
use crate::extract::name::Look;
use crate::rule::{Listed, Tier};
use crate::text::{Case, Gap, Section, TokenKind};

/// Most tokens of a known name that is looked for in a headline.
const LONGEST: usize = 7;

/// Most tokens of a subhead.
const SUBHEAD: usize = 14;

/// A decided name: first token, one past the last, what it is, by which rule, and whether it is named as a news source.
pub(super) type Decided = (usize, usize, Verdict, Why, bool);

impl Resolver<'_, '_> {
    /// Names that were cut in loud lines.
    pub(super) fn loud(&mut self) {
        self.units_again();
        for i in 0..self.names.len() {
            let name = self.names[i];
            if !self.is_open(i) || !name.loud {
                continue;
            }
            if let Some(entity) = self.stands_for(i).company {
                self.decide(i, Verdict::Company(entity), self.builtin.alias, Tier::Strong, Some("headline"));
                continue;
            }
            match name.look {
                Look::Company(_) => {
                    let entity = self.company(i);
                    self.decide(i, Verdict::Company(entity), self.builtin.gazetteer, Tier::Medium, None);
                }
                Look::Unit(row) => self.unit(i, row),
                Look::Head => {
                    let entity = self.company(i);
                    self.decide(i, Verdict::Company(entity), self.builtin.head, Tier::Medium, Some("headline"));
                }
                _ => {}
            }
        }
    }

    /// Known names in headlines, found by comparing words: such lines were not cut into names.
    pub(super) fn extra_loud(&self) -> Vec<Decided> {
        let document = self.reading.document;
        let mut found = Vec::new();
        let why = (self.builtin.alias, Tier::Strong, Some("headline"));
        for sentence in &document.sentences {
            let (mut at, end) = (sentence.start as usize, sentence.end as usize);
            // Headlines, and what may be a subhead.
            let subhead = end - at <= SUBHEAD
                && document.tokens[at].gap >= Gap::Line
                && sentence.section == Section::Body
                && document.tokens[end - 1].kind == TokenKind::Word;
            if sentence.section != Section::Headline && !subhead {
                continue;
            }
            while at < end {
                let Some((stop, verdict)) = self.known_at(at, end) else {
                    at += 1;
                    continue;
                };
                let stop = self.with_legal_form(stop, end);
                if !self.is_decided(at, stop) {
                    found.push((at, stop, verdict, why, false));
                }
                at = stop;
            }
        }
        found
    }

    /// The longest name of a known company at a token of a headline.
    fn known_at(&self, at: usize, end: usize) -> Option<(usize, Verdict)> {
        let document = self.reading.document;
        // Codes in brackets are no names.
        if !document.tokens[at].is_capital()
            || at > 0 && matches!(document.word(at - 1), "<" | "(")
            || is_article(&self.reading, at)
        {
            return None;
        }
        let longest = end.min(at + LONGEST);
        let ends = |t: usize| document.tokens[t].is_capital() || document.tokens[t].kind == TokenKind::Possessive;
        (at + 1..=longest).rev().filter(|&stop| ends(stop - 1)).find_map(|stop| {
            let key = self.keys.find(hash(&self.reading, at, stop))?;
            let stands = self.stands.get(key as usize)?;
            let unit = || stands.unit.map(Verdict::Unit);
            Some((stop, stands.company.map(Verdict::Company).or_else(unit)?))
        })
    }

    /// One past the legal form behind a name; such forms are listed as they are usually printed: "Corp", not "CORP".
    fn with_legal_form(&self, mut stop: usize, end: usize) -> usize {
        let document = self.reading.document;
        let from = stop;
        while stop < end {
            let at = stop + usize::from(document.word(stop) == ",");
            let Some((len, _)) = self.reading.entry_at(Listed::LegalForm, at).filter(|_| at < end) else { break };
            stop = at + len;
        }
        if stop == from && stop < end && document.tokens[stop].case == Case::Upper {
            let mut chars = document.word(stop).chars();
            let usual: String = chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect();
            let class = self.reading.rules.listed(Listed::LegalForm).map(|(_, class)| class);
            if class.is_some_and(|class| self.reading.rules.vocabulary().word_in(class, &usual)) {
                stop += 1;
            }
        }
        stop
    }

    /// Whether a name that was cut in a range is decided already.
    fn is_decided(&self, start: usize, end: usize) -> bool {
        let from = self.names.partition_point(|n| n.end <= start);
        (from..self.names.len()).take_while(|&i| self.names[i].start < end).any(|i| {
            let noted = &self.evidence.noted[i];
            noted.against || noted.code || !matches!(self.verdicts[i], Verdict::Open | Verdict::Nothing)
        })
    }
}
