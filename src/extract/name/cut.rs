//! Cutting: where a run of capitalised words begins, where it ends, and what inside it belongs to two names.

use std::cell::OnceCell;
use std::ops::Deref;

use super::block::{Block, Role, Sight};
use super::{Look, Name, Other};
use crate::extract::view::Reading;
use crate::rule::Listed;
use crate::text::{Case, Gap, Section, TokenKind};

/// Most blocks of a name: a longer run of capitals names nothing.
const LONGEST: usize = 14;

/// A block in a name: first token, one past the last, what it is.
pub(super) type Piece = (usize, usize, Block);

pub(super) struct Cutter<'c, 'r, 'a> {
    sight: Sight<'c, 'r, 'a>,
    pub(super) names: Vec<Name>,
    /// Blocks of the name that is being collected.
    pieces: Vec<Piece>,
    /// Whether an honorific stands before it.
    honorific: bool,
    /// First token of the sentence.
    sentence: usize,
    /// Sorted hashes of the words in small letters, once they are asked for.
    small: OnceCell<Vec<u64>>,
}

impl<'c, 'r, 'a> Deref for Cutter<'c, 'r, 'a> {
    type Target = Sight<'c, 'r, 'a>;
    fn deref(&self) -> &Self::Target {
        &self.sight
    }
}

impl<'c, 'r, 'a> Cutter<'c, 'r, 'a> {
    pub(super) fn new(reading: &'c Reading<'r, 'a>, protected: &'c [bool]) -> Self {
        let sight = Sight { reading, protected };
        Self { sight, names: Vec::new(), pieces: Vec::new(), honorific: false, sentence: 0, small: OnceCell::new() }
    }

    /// Agencies and companies in the brackets of a dateline.
    pub(super) fn dateline(&mut self, start: usize, end: usize) {
        let mut at = start;
        let mut inside = false;
        while at < end {
            let word = self.reading.document.word(at);
            inside = (inside || word == "(") && word != ")";
            let (len, block) = self.block(at, false);
            if inside && let Block::Company(row) = block {
                self.push(at, at + len, at + len, at + len, Look::Company(row), false);
            }
            at += len;
        }
    }

    pub(super) fn sentence(&mut self, start: usize, end: usize, section: Section) {
        self.sentence = start;
        let loud = self.is_loud(start, end, section);
        let mut at = start;
        while at < end {
            let (len, block) =
                if self.protected[at] || self.is_code(at) { (1, Block::Plain) } else { self.block(at, loud) };
            if loud {
                at = match block {
                    _ if let Some(next) = self.quoted_stock(at, end) => next,
                    Block::Plain => self.loud_plain(at, end),
                    _ => self.loud_block(at, at + len, block),
                };
            } else if let Some(next) = self.firm(at, end) {
                at = next;
            } else if let Some(next) = self.quoted_stock(at, end) {
                at = next;
            } else if block == Block::Plain && !self.is_capital(at) {
                at += 1;
            } else {
                at = self.run(at, end);
            }
        }
    }

    /// In loud lines only blocks count.
    fn loud_block(&mut self, at: usize, end: usize, block: Block) -> usize {
        let look = match block {
            Block::Company(row) => Look::Company(row),
            Block::Ambiguous(row) => Look::Ambiguous(row),
            Block::Common(row) => Look::Common(row),
            Block::Unit(row) => Look::Unit(row),
            Block::Organisation => Look::Other(Other::Organisation),
            Block::Index => Look::Other(Other::Index),
            Block::Place => Look::Other(Other::Place),
            Block::Plain => return end,
        };
        let (name_end, formed) = self.legal_form(end);
        if !formed && matches!(look, Look::Other(_)) {
            // "OHIO MATTRESS CO" is not Ohio.
            let next = self.loud_plain(at, self.line_end(at));
            if next > at + 1 {
                return next;
            }
        }
        self.push(at, name_end, end, end, look, true);
        name_end
    }

    fn line_end(&self, at: usize) -> usize {
        let document = self.reading.document;
        document.sentences.get(document.sentence_of(at)).map_or(at, |s| s.end as usize)
    }

    /// In a line of capitals a legal form closes a name that begins with the line, or behind a mark in it.
    fn loud_plain(&mut self, at: usize, end: usize) -> usize {
        let document = self.reading.document;
        let tokens = &document.tokens;
        if let Some(next) = self.firm(at, end) {
            return next;
        }
        let begins = at == self.sentence
            || tokens[at].gap >= Gap::Line
            || matches!(tokens[at - 1].kind, TokenKind::Punct | TokenKind::Number);
        if !begins || tokens[at].case != Case::Upper {
            return at + 1;
        }
        let mut here = at;
        while here < end && here - at < 6 {
            let word = document.word(here);
            let joins = matches!(word, "&" | "-") || tokens[here].kind == TokenKind::Possessive;
            if !joins
                && (tokens[here].kind != TokenKind::Word || !matches!(tokens[here].case, Case::Upper | Case::Single))
            {
                break;
            }
            if self.reading.token_in(Listed::Preposition, here) {
                break;
            }
            let (after, formed) = self.legal_form(here + 1);
            let (after, formed) = if formed {
                (after, true)
            } else {
                // Legal forms are listed as they are usually printed: "Corp", not "CORP".
                let comma = usize::from(document.word(here + 1) == ",");
                let form = here + 1 + comma;
                (form + 1, form < end && self.is_legal_form_in_capitals(form))
            };
            here += 1;
            if formed && after <= end {
                self.push(at, after, here, at, Look::LegalForm, true);
                return after;
            }
        }
        at + 1
    }

    /// The firm of a person in a line of capitals, "JANE DOE, ANALYST, ACME": one past it.
    fn firm(&mut self, at: usize, end: usize) -> Option<usize> {
        let document = self.reading.document;
        let tokens = &document.tokens;
        let titled = at >= self.sentence + 2
            && tokens[at].case == Case::Upper
            && document.word(at - 1) == ","
            && matches!(self.role_before(at - 1), Some(Role::Title));
        if !titled {
            return None;
        }
        let stop = (at..end.min(at + 6))
            .find(|&t| !matches!(tokens[t].case, Case::Upper | Case::Single) && !matches!(document.word(t), "&" | "-"));
        let stop = stop.unwrap_or(end.min(at + 6));
        self.push(at, stop, stop, at, Look::Head, true);
        Some(stop)
    }

    /// The company of a row of prices, "QRV QUORVANE INC. 12.10 +0.25 +2.1%": the ticker before it is no part of its name. One
    /// past the name.
    fn quoted_stock(&mut self, at: usize, end: usize) -> Option<usize> {
        let document = self.reading.document;
        let tokens = &document.tokens;
        let upper = |t: usize| t < end && matches!(tokens[t].case, Case::Upper | Case::Single);
        let ticker = (at == self.sentence || tokens[at].gap >= Gap::Line)
            && upper(at)
            && upper(at + 1)
            && tokens[at].kind == TokenKind::Word
            && tokens[at].end - tokens[at].start <= 5;
        if !ticker {
            return None;
        }
        let is_form = |t: usize| t < end && (self.legal_form(t).1 || self.is_legal_form_in_capitals(t));
        let mut stem = at + 1;
        while stem < end && stem - at <= 7 && !(stem > at + 1 && is_form(stem)) {
            let joins = tokens[stem].kind == TokenKind::Possessive || matches!(document.word(stem), "&" | "-" | ",");
            if !joins && !upper(stem) || tokens[stem].gap >= Gap::Line {
                return None;
            }
            stem += 1;
        }
        // Columns of a table may stand far apart.
        let after = if is_form(stem) { self.legal_form(stem).0.max(stem + 1) } else { return None };
        let line = (after..end).take_while(|&t| tokens[t].gap < Gap::Line);
        let figure =
            line.clone().find(|&t| tokens[t].kind != TokenKind::Sign && !matches!(document.word(t), "+" | "-"));
        if figure.is_none_or(|t| tokens[t].kind != TokenKind::Number)
            || line.take(8).filter(|&t| tokens[t].kind == TokenKind::Number).count() < 2
        {
            return None;
        }
        let stem = stem - usize::from(document.word(stem - 1) == ",");
        self.push(at + 1, after, stem, at + 1, Look::LegalForm, true);
        Some(after)
    }

    /// The part in names of what ends right before a token.
    fn role_before(&self, at: usize) -> Option<Role> {
        (at.saturating_sub(5).max(self.sentence)..at).find_map(|from| {
            let (len, role) = self.role(from)?;
            (from + len == at).then_some(role)
        })
    }

    /// Whether a word in capitals is a legal form as it is usually printed: "CORP" for "Corp".
    fn is_legal_form_in_capitals(&self, token: usize) -> bool {
        let document = self.reading.document;
        if document.tokens[token].case != Case::Upper {
            return false;
        }
        let mut chars = document.word(token).chars();
        let Some(first) = chars.next() else { return false };
        let usual: String = std::iter::once(first).chain(chars.flat_map(char::to_lowercase)).collect();
        let class = self.reading.rules.listed(Listed::LegalForm).map(|(_, class)| class);
        class.is_some_and(|class| self.reading.rules.vocabulary().word_in(class, &usual))
    }

    /// Cuts the run of capitalised words that begins at `at`; returns where to go on.
    fn run(&mut self, at: usize, end: usize) -> usize {
        let document = self.sight.reading.document;
        let mut here = at;
        self.pieces.clear();
        self.honorific = false;
        while here < end && self.pieces.len() < LONGEST {
            let (len, block) =
                if self.protected[here] || self.is_code(here) { (0, Block::Plain) } else { self.block(here, false) };
            if len == 0 || here > at && document.tokens[here].gap == Gap::Paragraph {
                break;
            }
            if block == Block::Plain && !self.is_capital(here) {
                let joined = self.connects(here, end);
                if joined == 0 {
                    break;
                }
                self.pieces.push((here, here + joined, Block::Plain));
                here += joined;
                continue;
            }
            if (block == Block::Plain || matches!(self.role(here), Some((2.., Role::Cut))))
                && let Some(next) = self.cuts(here)
            {
                here = next;
                continue;
            }
            if block == Block::Plain && !self.pieces.is_empty() && self.reading.token_in(Listed::LegalForm, here) {
                let (after, _) = self.legal_form(here);
                let after = after.max(here + 1);
                self.pieces.push((here, after, Block::Plain));
                here = after;
                self.flush();
                // "Corp Ltd" aside, a name ends with its legal form.
                continue;
            }
            // A nationality before a known name is no part of it.
            if self.pieces.is_empty()
                && block == Block::Plain
                && let Some((len, _)) = self.reading.entry_at(Listed::Demonym, here)
                && !self.demonym_in_name(here)
            {
                here += len;
                continue;
            }
            // "Sony U.S.-listed shares"
            if block == Block::Place && !self.pieces.is_empty() && self.is_compound(here + len) {
                break;
            }
            let standing = matches!(block, Block::Company(_) | Block::Unit(_) | Block::Organisation | Block::Index);
            if standing && !self.pieces.is_empty() && !self.belongs() {
                self.flush();
            }
            self.pieces.push((here, here + len, block));
            here += len;
            if matches!(block, Block::Organisation | Block::Index) && self.pieces.len() == 1 {
                let (_, formed) = self.legal_form(here);
                if !formed {
                    self.flush();
                }
            }
            if here < end && document.tokens[here].kind == TokenKind::Possessive {
                break;
            }
        }
        self.flush();
        here.max(at + 1)
    }

    /// Whether a hyphen and a small word follow, as in "U.S.-listed".
    fn is_compound(&self, at: usize) -> bool {
        let document = self.reading.document;
        document.word(at) == "-"
            && document.tokens[at].gap == Gap::None
            && document.tokens.get(at + 1).is_some_and(|t| t.gap == Gap::None && t.case == Case::Lower)
    }

    /// Ends the name at a word that is no part of names: a title, a month, "Q3"; returns where to go on.
    fn cuts(&mut self, at: usize) -> Option<usize> {
        let role = self.role(at);
        let (len, role) = match role {
            Some((len, role @ (Role::Title | Role::Honorific))) if !self.is_surname(at, len) => (len, role),
            Some((len, Role::Cut)) => (len, Role::Cut),
            Some((len, Role::Paper)) if !self.pieces.is_empty() && !self.is_capital(at + len) => (len, Role::Paper),
            _ if self.reading.token_in(Listed::MonthDay, at) => (1, Role::Cut),
            _ => return None,
        };
        if role == Role::Title {
            // "Acme Managing Officer": what modifies a title belongs to it.
            while let [_, .., last] = self.pieces.as_slice()
                && last.2 == Block::Plain
                && matches!(self.role(last.0), Some((_, Role::Modifier | Role::Title)))
            {
                self.pieces.pop();
            }
        }
        if role == Role::Paper
            && let [only] = self.pieces.as_slice()
            && matches!(only.2, Block::Ambiguous(_) | Block::Common(_) | Block::Plain)
            && self.reading.token_in(Listed::CommonWord, only.0)
        {
            self.pieces.clear(); // "Senior Notes"
        }
        self.flush();
        self.honorific = role == Role::Honorific;
        Some(at + len)
    }

    /// Whether a word that is also a title ends a person's name: "Chris King".
    fn is_surname(&self, at: usize, len: usize) -> bool {
        let document = self.reading.document;
        let given = |p: &Piece| {
            p.2 == Block::Plain
                && (self.reading.token_in(Listed::GivenName, p.0)
                    || document.word(p.0).len() <= 5 && document.word(p.0).ends_with('.'))
        };
        len == 1
            && (1..=2).contains(&self.pieces.len())
            && given(&self.pieces[0])
            && self.reading.token_in(Listed::Surname, at)
            && !self.is_capital(at + 1)
    }

    /// How many tokens from one that is not capitalised join two parts of a name: `&`, a hyphen, `de`, or `of` behind a head.
    fn connects(&self, at: usize, end: usize) -> usize {
        let document = self.reading.document;
        let Some(&last) = self.pieces.last() else { return 0 };
        if at + 1 >= end || !self.is_capital(at + 1) || document.tokens[at + 1].gap == Gap::Paragraph {
            return 0;
        }
        let glued = document.tokens[at].gap == Gap::None && document.tokens[at + 1].gap == Gap::None;
        let known = matches!(last.2, Block::Company(_));
        let joined = match document.word(at) {
            "&" | "+" => true,
            "-" | "–" | "\u{2010}" | "\u{2011}" => {
                glued && (!known || matches!(self.block(at + 1, false).1, Block::Company(_)))
            }
            // "I/B/E/S"
            "/" => {
                glued
                    && document.tokens[at + 1].case == Case::Single
                    && document.tokens[last.1 - 1].case == Case::Single
            }
            // "Goldman, Sachs & Co"
            "," => last.1 - last.0 == 1 && !known && last.2 != Block::Place && self.closes_with_partners(at + 1, end),
            _ => match self.role(at) {
                Some((1, Role::Connector)) => true,
                // "Bank of X": a connector that needs a head of names before it, or a legal form or ticker behind it.
                Some((1, Role::Linker)) => {
                    let head = self.reading.token_in(Listed::CompanyNameWord, last.1 - 1)
                        || self.reading.token_in(Listed::OrganisationWord, last.1 - 1);
                    let ordinary = self.reading.token_in(Listed::CommonWord, last.1 - 1);
                    last.2 == Block::Plain && (head || !ordinary && self.ends_certain(at + 1, end))
                }
                // "Columbian Bank and Trust"
                Some((1, Role::Joiner)) => {
                    self.pieces.len() >= 2
                        && last.2 == Block::Plain
                        && self.is_head(last.1 - 1)
                        && self.is_head(at + 1)
                        && self.block(at + 1, false).1 == Block::Plain
                        && !self.is_capital(at + 2)
                }
                _ => false,
            },
        };
        usize::from(joined)
    }

    /// Whether one capitalised word (or a comma and another) and then "& Co" stand at a token.
    fn closes_with_partners(&self, at: usize, end: usize) -> bool {
        let document = self.reading.document;
        let mut here = at;
        for _ in 0..3 {
            if !self.is_capital(here) || self.is_head(here) {
                return false;
            }
            let (after, formed) = self.legal_form(here + 1);
            if formed && after <= end {
                let first = document.word(here + 1);
                return first == "&" || matches!(self.role(here + 1), Some((_, Role::Joiner)));
            }
            if document.word(here + 1) != "," {
                return false;
            }
            here += 2;
        }
        false
    }

    /// Whether one place or word stands at a token and then a legal form or an exchange in brackets.
    fn ends_certain(&self, at: usize, end: usize) -> bool {
        let (len, _) = self.block(at, false);
        let after = at + len;
        let document = self.reading.document;
        let ticker = document.word(after) == "("
            && after + 2 < end
            && matches!(document.tokens[after + 1].case, Case::Upper | Case::Title)
            && document.word(after + 2) == ":";
        ticker || self.legal_form(after).1
    }

    /// Whether a nationality is part of the name it begins: a head or legal form follows, or a surname behind what is also a
    /// given name.
    fn demonym_in_name(&self, at: usize) -> bool {
        let Some(next) = self.reading.document.tokens.get(at + 1) else { return false };
        if next.gap > Gap::Line || !self.is_capital(at + 1) {
            return false;
        }
        self.reading.token_in(Listed::CompanyNameWord, at + 1)
            || self.reading.token_in(Listed::GivenName, at)
                && !self.is_capital(at + 2)
                && self.block(at + 1, false).1 == Block::Plain
                && !self.reading.token_in(Listed::CommonWord, at + 1)
    }

    /// Whether a known name that follows other words is part of a longer name with them.
    fn belongs(&self) -> bool {
        self.pieces.last().is_some_and(|b| {
            let last = b.1 - 1;
            matches!(self.reading.document.word(last), "-" | "&")
                || matches!(self.role(last), Some((1, Role::Connector | Role::Linker)))
        })
    }

    /// Makes a name of the collected blocks.
    fn flush(&mut self) {
        let mut pieces = std::mem::take(&mut self.pieces);
        self.flush_pieces(&mut pieces);
        pieces.clear();
        self.pieces = pieces;
        self.honorific = false;
    }

    fn flush_pieces(&mut self, pieces: &mut Vec<Piece>) {
        // Connectors at the end belong to nothing.
        while let Some(last) = pieces.last()
            && last.2 == Block::Plain
            && !self.is_capital(last.0)
            && !self.reading.token_in(Listed::LegalForm, last.0)
        {
            pieces.pop();
        }
        let mut from = self.ordinary_lead(pieces);
        if from == 1 && self.is_own_lead(pieces) {
            from = 0;
        }
        while from > 0 && pieces.get(from).is_some_and(|p| p.2 == Block::Plain && !self.is_capital(p.0)) {
            from += 1;
        }
        let (lead, list) = pieces.split_at(from);
        let (Some(first), Some(last)) = (list.first(), list.last()) else {
            // A surname may be an ordinary word; whether it is one here, the rest of the article says.
            if let [only] = lead
                && only.1 - only.0 == 1
                && !self.reading.token_in(Listed::SentenceStarter, only.0)
            {
                self.push(only.0, only.1, only.1, only.0, Look::Unknown, false);
                if let Some(name) = self.names.last_mut() {
                    name.weak = true;
                }
            }
            return;
        };
        let (start, mut end) = (first.0, last.1);
        // A company of the gazetteer and a person's name behind it are two names.
        if let Some(split) = self.person_behind(list) {
            let (a, b) = list.split_at(split);
            let a_end = a.last().map_or(start, |x| x.1);
            self.emit(a, start, a_end, a_end);
            self.emit(b, b[0].0, end, end);
            return;
        }
        let document = self.sight.reading.document;
        let stem_end = self.stem_end(list, start, end);
        let (mut after, mut formed) = self.legal_form(end);
        if !formed && document.word(end) == "(" && document.tokens[end].gap <= Gap::Line {
            let close = (end + 1..(end + 6).min(document.tokens.len())).find(|&t| document.word(t) == ")");
            if let Some(close) = close
                && (end + 1..close).all(|t| document.tokens[t].is_capital())
            {
                // "James Capel (Far East) Ltd", "LG (Corp)"
                (after, formed) = self.legal_form(close + 1);
                if !formed && self.legal_form(end + 1) == (close, true) {
                    (after, formed) = (close + 1, true);
                }
            }
        }
        if formed {
            end = after;
        }
        let count = self.names.len();
        self.emit(list, start, stem_end, end);
        if let [only] = lead
            && let Some(name) = self.names.get_mut(count)
        {
            name.lead = only.0;
        }
    }

    /// How many blocks at the start of a sentence are capitalised for no reason of their own.
    fn ordinary_lead(&self, pieces: &[Piece]) -> usize {
        let mut from = 0;
        while let Some(first) = pieces.get(from) {
            let plain = first.2 == Block::Plain;
            let more = from + 1 < pieces.len();
            let lead = self.after_opening(first.0);
            let common = plain && self.reading.token_in(Listed::CommonWord, first.0);
            let short = self.reading.document.tokens[first.0].end - self.reading.document.tokens[first.0].start <= 3;
            let article = more
                && plain
                && (short && self.reading.token_in(Listed::SentenceStarter, first.0)
                    || self.reading.token_in(Listed::Preposition, first.0));
            let generic = more && self.reading.token_in(Listed::CompanyNameWord, first.0);
            if lead && common && !generic || article {
                from += 1;
            } else {
                break;
            }
        }
        from
    }

    /// Whether an ordinary word begins a name with a legal form, as the article never prints it in small letters.
    fn is_own_lead(&self, pieces: &[Piece]) -> bool {
        let ([first, .., last], tokens) = (pieces, &self.reading.document.tokens) else { return false };
        let formed = last.2 == Block::Plain && self.legal_form(last.0) == (last.1, true) || self.legal_form(last.1).1;
        if !formed
            || tokens[first.0].case != Case::Title
            || [Listed::SentenceStarter, Listed::Preposition].into_iter().any(|l| self.reading.token_in(l, first.0))
            || pieces[1].2 != Block::Plain
            || !self.is_capital(pieces[1].0)
        {
            return false;
        }
        let small = self.small.get_or_init(|| {
            let mut small: Vec<u64> = tokens.iter().filter(|t| t.case == Case::Lower).map(|t| t.hash).collect();
            small.sort_unstable();
            small
        });
        small.binary_search(&tokens[first.0].hash).is_err()
    }

    /// One past the last token before the legal form that the blocks themselves end with.
    fn stem_end(&self, list: &[Piece], start: usize, end: usize) -> usize {
        let Some(last) = list.last() else { return end };
        let begin = if list.len() > 1 && last.2 == Block::Plain { last.0 } else { last.0 + 1 };
        (begin.max(start + 1)..end).find(|&f| self.legal_form(f) == (end, true)).unwrap_or(end)
    }

    /// Position of the block with which a person's name begins behind a gazetteer company.
    fn person_behind(&self, list: &[Piece]) -> Option<usize> {
        if !matches!(list.first()?.2, Block::Company(_) | Block::Ambiguous(_)) || list.len() < 3 {
            return None;
        }
        (1..list.len() - 1).find(|&i| list[i].2 == Block::Plain && self.reading.token_in(Listed::GivenName, list[i].0))
    }

    /// Whether a token stands first in its sentence or behind an opening mark.
    fn after_opening(&self, at: usize) -> bool {
        let tokens = &self.reading.document.tokens;
        if at == self.sentence || tokens[at - 1].kind == TokenKind::Mark && tokens[at].gap == Gap::None {
            return true;
        }
        at - self.sentence <= 3
            && tokens[self.sentence..at].iter().all(|t| matches!(t.kind, TokenKind::Mark | TokenKind::Punct))
    }

    pub(super) fn is_honorific(&self) -> bool {
        self.honorific
    }

    pub(super) fn push(&mut self, start: usize, end: usize, stem_end: usize, base_end: usize, look: Look, loud: bool) {
        let initial = self.after_opening(start);
        let honorific = self.honorific && !loud;
        self.names.push(Name {
            start,
            lead: start,
            end,
            stem_end,
            base_end,
            look,
            initial,
            loud,
            honorific,
            weak: false,
        });
    }
}
