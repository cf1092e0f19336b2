//! What the lexicons say at one token: gazetteer blocks, parts of names, legal forms, codes.

use super::super::view::Reading;
use crate::rule::Listed;
use crate::text::{Case, Gap, Section, TokenKind};

/// What the lexicons say of the block that begins at a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    Company(usize),
    Ambiguous(usize),
    /// A company of the gazetteer whose one-word name is an ordinary word as well.
    Common(usize),
    Unit(usize),
    Organisation,
    Index,
    Place,
    Plain,
}

/// The part a word plays in names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    /// Before a title: "Managing".
    Modifier,
    Honorific,
    Connector,
    /// "of" behind a head.
    Linker,
    /// "and" between two heads.
    Joiner,
    /// Ends a name wherever it stands: "Q3".
    Cut,
    /// Ends a name unless more capitals follow: "Shares".
    Paper,
    Suffix,
    Corporate,
}

/// A reading with the tokens that amounts take.
#[derive(Clone, Copy)]
pub(super) struct Sight<'c, 'r, 'a> {
    pub(super) reading: &'c Reading<'r, 'a>,
    pub(super) protected: &'c [bool],
}

impl Sight<'_, '_, '_> {
    pub(super) fn is_capital(&self, at: usize) -> bool {
        let Some(token) = self.reading.document.tokens.get(at) else { return false };
        token.kind == TokenKind::Word && token.is_capital() && !self.protected[at] && !self.is_code(at)
    }

    /// Whether a word is a ticker: `BBY.N`, `.DJI`, or capitals in angle brackets.
    pub(super) fn is_code(&self, at: usize) -> bool {
        let document = self.reading.document;
        let token = &document.tokens[at];
        if token.kind != TokenKind::Word || !token.is_capital() {
            return false;
        }
        let word = document.word(at);
        let before = at.checked_sub(1).map_or("", |b| document.word(b));
        if before == "<" && document.word(at + 1) == ">" {
            return token.case != Case::Title;
        }
        if before == "." && token.gap == Gap::None && token.case == Case::Upper && at >= 2 {
            return document.tokens[at - 1].gap != Gap::None;
        }
        word.split_once('.').is_some_and(|(stem, market)| {
            let code = (1..=2).contains(&market.len()) && market.bytes().all(|b| b.is_ascii_uppercase());
            code && (stem.len() >= 2 || before == "(")
        })
    }

    /// Whether a stretch capitalises most of its words: a headline in title case, or a line in capitals.
    pub(super) fn is_loud(&self, start: usize, end: usize, section: Section) -> bool {
        let (mut all, mut capital, mut upper) = (0, 0, 0);
        let tokens = &self.reading.document.tokens;
        for token in &tokens[start..end] {
            if token.kind == TokenKind::Word && token.end - token.start > 3 {
                all += 1;
                capital += usize::from(token.is_capital());
                upper += usize::from(token.case == Case::Upper);
            }
        }
        // A subhead: a short line of its own without a stop.
        let alone = end - start <= 14
            && tokens[start].gap >= Gap::Line
            && tokens.get(end).is_none_or(|next| next.gap >= Gap::Line)
            && tokens[end - 1].kind == TokenKind::Word;
        let subhead = |least| {
            alone
                && section == Section::Body
                && all >= least
                && !(start..end)
                    .any(|t| self.reading.document.word(t) == "," || self.reading.token_in(Listed::LegalForm, t))
        };
        let titled = (section == Section::Headline || subhead(4)) && all >= 4 && capital * 10 >= all * 7;
        titled || end - start >= 4 && capital == all && subhead(3) || all >= 2 && upper * 10 >= all * 8
    }

    /// The longest gazetteer block at a token.
    pub(super) fn block(&self, at: usize, loud: bool) -> (usize, Block) {
        let reading = self.reading;
        // Most words are in no gazetteer.
        if !reading.rules.in_gazetteer(reading.tags.set(at)) && reading.tags.phrases_at(at).is_empty() {
            return (1, Block::Plain);
        }
        let mut best = (1, Block::Plain);
        let mut consider = |found: Option<(usize, usize)>, make: fn(usize) -> Block| {
            if let Some((len, row)) = found
                && (len > best.0 || best.1 == Block::Plain)
            {
                best = (len, make(row));
            }
        };
        consider(reading.entry_at(Listed::Company, at), Block::Company);
        consider(reading.entry_at(Listed::CompanyAmbiguous, at), Block::Ambiguous);
        consider(reading.entry_at(Listed::Organisation, at), |_| Block::Organisation);
        consider(reading.entry_at(Listed::MarketIndex, at), |_| Block::Index);
        consider(reading.entry_at(Listed::Unit, at), Block::Unit);
        consider(reading.entry_at(Listed::Place, at), |_| Block::Place);
        // "U.S. West Texas Intermediate" is no telephone company.
        if best.0 >= 2
            && matches!(best.1, Block::Company(_))
            && (at + 1..at + best.0)
                .any(|t| reading.entry_at(Listed::MarketIndex, t).is_some_and(|(len, _)| t + len > at + best.0))
        {
            best = (1, Block::Plain);
        }
        // "Stanford Group" is not Stanford: a head of company names that follows makes a name of its own.
        if best.0 == 1 && best.1 == Block::Organisation && !loud {
            let next = at + 1;
            let follows = reading.document.tokens.get(next).is_some_and(|t| t.gap <= Gap::Line && t.gap != Gap::None);
            if follows && self.is_capital(next) && self.is_head(next) {
                best.1 = Block::Plain;
            }
        }
        // One-word names that are also words stand for the company only with support.
        if best.0 == 1
            && reading.token_in(Listed::CommonWord, at)
            && let Block::Company(row) = best.1
        {
            best.1 = Block::Common(row);
        }
        // In loud lines every ordinary word is capitalised; one-word entries count only if they are no words.
        if loud && best.0 == 1 && reading.token_in(Listed::CommonWord, at) && !matches!(best.1, Block::Place) {
            best.1 = Block::Plain;
        }
        best
    }

    /// The part of a word in names, from the lexicon, with its length in tokens.
    pub(super) fn role(&self, at: usize) -> Option<(usize, Role)> {
        let (len, row) = self.reading.entry_at(Listed::NameWord, at)?;
        let (lexicon, _) = self.reading.rules.listed(Listed::NameWord)?;
        Some((
            len,
            match lexicon.field(row, "role") {
                "title" => Role::Title,
                "modifier" => Role::Modifier,
                "honorific" => Role::Honorific,
                "connector" => Role::Connector,
                "linker" => Role::Linker,
                "joiner" => Role::Joiner,
                "cut" => Role::Cut,
                "paper" => Role::Paper,
                "corporate" => Role::Corporate,
                _ => Role::Suffix,
            },
        ))
    }

    /// One past the legal form that follows a name, or the end itself; with whether there is one.
    pub(super) fn legal_form(&self, end: usize) -> (usize, bool) {
        let reading = self.reading;
        let document = reading.document;
        let mut at = end;
        for _ in 0..3 {
            let mut from = at;
            if document.word(from) == "," && document.tokens.get(from + 1).is_some_and(|t| t.gap == Gap::Space) {
                from += 1;
            }
            let joined = document.tokens.get(from).is_some_and(|t| t.gap < Gap::Paragraph);
            match reading.entry_at(Listed::LegalForm, from) {
                Some((len, _)) if joined && from + len <= document.tokens.len() => at = from + len,
                _ => break,
            }
        }
        (at, at > end)
    }

    /// Words behind a company's name that keep it a company: Group, Securities, International.
    pub(super) fn is_corporate(&self, at: usize) -> bool {
        self.reading.token_in(Listed::NameWord, at)
            && self.reading.field_at(Listed::NameWord, at, "role") == "corporate"
    }

    /// Words that close names of companies: Airlines, Bank.
    pub(super) fn is_head(&self, at: usize) -> bool {
        self.reading.token_in(Listed::CompanyNameWord, at)
            && self.reading.field_at(Listed::CompanyNameWord, at, "role") == "head"
    }
}
