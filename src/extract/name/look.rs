//! What a cut name looks like by itself.

use super::block::Block;
use super::cut::{Cutter, Piece};
use super::{Look, Other};
use crate::rule::Listed;
use crate::text::{Case, TokenKind};

impl Cutter<'_, '_, '_> {
    /// Pushes the name of a list of blocks with the look it has.
    pub(super) fn emit(&mut self, list: &[Piece], start: usize, stem_end: usize, end: usize) {
        let document = self.reading.document;
        let formed = stem_end < end;
        let is_word = |t: &usize| document.tokens[*t].kind == TokenKind::Word;
        let count = (start..stem_end).filter(is_word).count();
        let last_word = (start..stem_end).rev().find(is_word).unwrap_or(start);
        let named = |t: usize| !self.reading.token_in(Listed::NotName, t) && self.is_capital(t);
        if list.iter().all(|b| b.2 == Block::Plain && !(b.0..b.1).any(named)) {
            return;
        }
        let honorific = self.is_honorific();
        let alone = list.len() == 1 || list[1].0 >= stem_end;
        let base_end = match list[0].2 {
            Block::Plain | Block::Place | Block::Organisation | Block::Index => start,
            _ => list[0].1.min(stem_end),
        };
        let look = match list[0].2 {
            _ if formed && count == 0 => return,
            Block::Organisation | Block::Index if formed && alone => Look::LegalForm,
            Block::Organisation => Look::Other(Other::Organisation),
            Block::Index => Look::Other(Other::Index),
            Block::Company(row) if alone || self.is_kin(&list[1..], stem_end) => Look::Company(row),
            Block::Company(row) if !formed && !self.is_business(last_word) => Look::UnitOf(row),
            Block::Company(_) if !formed => Look::Head,
            Block::Ambiguous(row) if !honorific && alone && !formed => Look::Ambiguous(row),
            Block::Common(row) if !honorific && alone && !formed => Look::Common(row),
            Block::Unit(row) if list.len() == 1 => Look::Unit(row),
            _ if formed => Look::LegalForm,
            Block::Place if list.len() == 1 && !honorific => Look::Other(Other::Place),
            _ => self.plain(start, stem_end, last_word, count),
        };
        self.push(start, end, stem_end, base_end, look, false);
    }

    /// Whether the blocks behind a company's name keep it that company: corporate words, places, connectors.
    fn is_kin(&self, rest: &[Piece], stem_end: usize) -> bool {
        rest.iter().all(|b| {
            b.0 >= stem_end
                || b.2 == Block::Place
                || (b.0..b.1).all(|t| self.is_corporate(t) || !self.reading.document.tokens[t].is_capital())
        })
    }

    /// Whether a name that begins with a company's and ends with this word is a business of its own: "Acme Bank".
    fn is_business(&self, at: usize) -> bool {
        self.is_corporate(at) && self.is_head(at)
    }

    /// What a run of words without a known block looks like.
    fn plain(&self, start: usize, end: usize, last: usize, count: usize) -> Look {
        let reading = self.reading;
        let document = reading.document;
        if self.is_honorific() {
            return Look::Person;
        }
        let given = reading.token_in(Listed::GivenName, start);
        let surname = reading.token_in(Listed::Surname, last);
        let plain_words = || {
            (start..end).all(|t| {
                let token = &document.tokens[t];
                token.kind == TokenKind::Word && token.case != Case::Upper
                    || document.word(t) == "-"
                    || token.case == Case::Upper && document.word(t).ends_with('.')
            })
        };
        // "Tom Wind"
        if count == 2 && given && surname && plain_words() {
            return Look::Person;
        }
        let organisation = (start..end).any(|t| reading.token_in(Listed::OrganisationWord, t));
        if count >= 2 && !organisation && self.is_head(last) {
            return Look::Head;
        }
        // "Banford & Shaw"
        let joined = (start + 1..end).any(|t| document.word(t) == "&");
        if joined && !organisation {
            return Look::Head;
        }
        if organisation && count >= 2 {
            return Look::Other(Other::Word);
        }
        if (2..=4).contains(&count) && plain_words() {
            let first = document.word(start);
            let given = given || first.len() <= 5 && first.ends_with('.');
            if given && !reading.token_in(Listed::CommonWord, last) {
                return Look::Person;
            }
            if surname && !reading.token_in(Listed::CommonWord, start) || given {
                return Look::MaybePerson;
            }
        }
        if count >= 2
            && (start..end).all(|t| document.tokens[t].case == Case::Upper && reading.token_in(Listed::CommonWord, t))
        {
            return Look::Other(Other::Word); // a heading in capitals inside the text
        }
        Look::Unknown
    }
}
