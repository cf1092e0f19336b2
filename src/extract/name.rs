//! Names: runs of capitalised words cut into candidates, each with what it shows by itself.
//!
//! A candidate is what company and person rules call `<name>`. Known phrases of the gazetteers stand as blocks, so that connectors
//! inside them ("Bank of America") do not cut; titles, honorifics, months and weekdays cut. Whether a candidate is a company, a
//! person or nothing is decided later, for the whole article at once.

use super::view::Reading;
use crate::rule::Listed;
use crate::text::{Case, Gap, Section, TokenKind};

/// What a candidate shows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Closed by a legal form: "Acme Widget Corp".
    LegalForm,
    /// A gazetteer company, perhaps with more heads or places behind it; the row of the lexicon.
    Company(usize),
    /// A gazetteer company whose name is also a word, person or place.
    Ambiguous(usize),
    /// A gazetteer company whose one-word name is an ordinary word as well; the row of the lexicon.
    Common(usize),
    /// A gazetteer company and further capitalised words: probably a unit of it.
    UnitOf(usize),
    /// A gazetteer unit or product.
    Unit(usize),
    /// Words closed by a head of company names: "Foo Airlines".
    Head,
    /// A person: given name and more, or behind an honorific.
    Person,
    /// Two or three words, the last a common surname.
    MaybePerson,
    /// An organisation that is no company, an index, a place, a nationality.
    Other(Other),
    /// Nothing known.
    Unknown,
}

/// Names that are not companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Other {
    Organisation,
    Index,
    Place,
}

/// A candidate.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// First token.
    pub(super) start: usize,
    /// One past the last token.
    pub(super) end: usize,
    /// One past the last token before the legal form.
    pub(super) stem_end: usize,
    pub(super) look: Look,
    /// Stands first in its sentence, where any word is capitalised.
    pub(super) initial: bool,
    /// Stands in a line that capitalises most words.
    pub(super) loud: bool,
    /// An honorific stands before it.
    pub(super) honorific: bool,
}

/// What the lexicons say of the block that begins at a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
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

struct Cutter<'c, 'r, 'a> {
    reading: &'c Reading<'r, 'a>,
    protected: &'c [bool],
    names: Vec<Name>,
}

/// Cuts the candidates of a document. `protected` marks tokens of amounts and percentages.
pub(super) fn find(reading: &Reading<'_, '_>, protected: &[bool]) -> Vec<Name> {
    let mut cutter = Cutter { reading, protected, names: Vec::new() };
    let document = reading.document;
    for sentence in &document.sentences {
        if matches!(sentence.section, Section::Boilerplate) {
            continue;
        }
        let paragraph = &document.paragraphs[sentence.paragraph as usize];
        let start = (sentence.start as usize).max(paragraph.dateline_end as usize);
        if sentence.start < paragraph.dateline_end {
            cutter.dateline(sentence.start as usize, paragraph.dateline_end as usize);
        }
        if start < sentence.end as usize {
            cutter.sentence(start, sentence.end as usize, sentence.section);
        }
    }
    cutter.names
}

impl Cutter<'_, '_, '_> {
    fn is_capital(&self, at: usize) -> bool {
        let token = &self.reading.document.tokens[at];
        token.kind == TokenKind::Word && token.is_capital() && !self.protected[at] && !self.is_code(at)
    }

    /// Whether a word is a ticker: `BBY.N`, or capitals in angle brackets.
    fn is_code(&self, at: usize) -> bool {
        let word = self.reading.document.word(at);
        let before = at.checked_sub(1).map_or("", |b| self.reading.document.word(b));
        if before == "<" && self.reading.document.word(at + 1) == ">" {
            return self.reading.document.tokens[at].case != Case::Title;
        }
        word.split_once('.').is_some_and(|(stem, market)| {
            let code = (1..=2).contains(&market.len()) && market.bytes().all(|b| b.is_ascii_uppercase());
            code && (stem.len() >= 2 || before == "(")
        })
    }

    /// Whether a stretch capitalises most of its words: a headline in title case, or a line in capitals.
    fn is_loud(&self, start: usize, end: usize, section: Section) -> bool {
        let (mut all, mut capital, mut upper) = (0, 0, 0);
        for token in &self.reading.document.tokens[start..end] {
            if token.kind == TokenKind::Word && token.end - token.start > 3 {
                all += 1;
                capital += usize::from(token.is_capital());
                upper += usize::from(token.case == Case::Upper);
            }
        }
        let headline = section == Section::Headline && all >= 4 && capital * 10 >= all * 7;
        headline || all >= 2 && upper * 10 >= all * 8
    }

    /// The longest gazetteer block at a token.
    fn block(&self, at: usize, loud: bool) -> (usize, Block) {
        // Most words are in no gazetteer.
        if !self.reading.rules.in_gazetteer(self.reading.tags.set(at)) && self.reading.tags.phrases_at(at).is_empty() {
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
        let reading = self.reading;
        consider(reading.entry_at(Listed::Company, at), Block::Company);
        consider(reading.entry_at(Listed::CompanyAmbiguous, at), Block::Ambiguous);
        consider(reading.entry_at(Listed::Organisation, at), |_| Block::Organisation);
        consider(reading.entry_at(Listed::MarketIndex, at), |_| Block::Index);
        consider(reading.entry_at(Listed::Unit, at), Block::Unit);
        consider(reading.entry_at(Listed::Place, at), |_| Block::Place);
        // "Stanford Group" is not Stanford: a head of company names that follows makes a name of its own.
        if best.0 == 1 && best.1 == Block::Organisation && !loud {
            let next = at + 1;
            let follows =
                self.reading.document.tokens.get(next).is_some_and(|t| t.gap <= Gap::Line && t.gap != Gap::None);
            if follows && self.is_capital(next) && self.is_head(next) {
                best.1 = Block::Plain;
            }
        }
        // One-word names that are also words stand for the company only with support.
        if best.0 == 1
            && self.reading.token_in(Listed::CommonWord, at)
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

    /// Agencies and companies in the brackets of a dateline.
    fn dateline(&mut self, start: usize, end: usize) {
        let mut at = start;
        let mut inside = false;
        while at < end {
            let word = self.reading.document.word(at);
            inside = (inside || word == "(") && word != ")";
            let (len, block) = self.block(at, false);
            if inside && let Block::Company(row) = block {
                self.push(at, at + len, at + len, Look::Company(row), start, false, false);
            }
            at += len;
        }
    }

    fn sentence(&mut self, start: usize, end: usize, section: Section) {
        let loud = self.is_loud(start, end, section);
        let mut at = start;
        while at < end {
            let (len, block) =
                if self.protected[at] || self.is_code(at) { (1, Block::Plain) } else { self.block(at, loud) };
            if block == Block::Plain && !(self.is_capital(at) && !loud) {
                at += 1;
                continue;
            }
            if loud {
                self.block_name(at, at + len, block, start);
                at += len;
                continue;
            }
            at = self.run(at, end, start);
        }
    }

    /// In loud lines only blocks count.
    fn block_name(&mut self, at: usize, end: usize, block: Block, sentence: usize) {
        let look = match block {
            Block::Company(row) => Look::Company(row),
            Block::Ambiguous(row) => Look::Ambiguous(row),
            Block::Common(row) => Look::Common(row),
            Block::Unit(row) => Look::Unit(row),
            Block::Organisation => Look::Other(Other::Organisation),
            Block::Index => Look::Other(Other::Index),
            Block::Place => Look::Other(Other::Place),
            Block::Plain => return,
        };
        let (name_end, _) = self.legal_form(end);
        self.push(at, name_end, end, look, sentence, true, false);
    }

    /// One past the legal form that follows a name, or the end itself; with whether there is one.
    fn legal_form(&self, end: usize) -> (usize, bool) {
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

    /// Cuts the run of capitalised words that begins at `at`; returns where to go on.
    fn run(&mut self, at: usize, end: usize, sentence: usize) -> usize {
        let document = self.reading.document;
        let mut here = at;
        // Start of the name that is being collected, and its blocks.
        let mut from = at;
        let mut blocks: Vec<(usize, usize, Block)> = Vec::new();
        let mut honorific = false;
        while here < end {
            let (len, block) =
                if self.protected[here] || self.is_code(here) { (0, Block::Plain) } else { self.block(here, false) };
            if len == 0 {
                break;
            }
            let touches = here > from || !blocks.is_empty();
            if touches && document.tokens[here].gap == Gap::Paragraph {
                break;
            }
            if block == Block::Plain && !self.is_capital(here) {
                if !self.connects(here, end, &blocks) {
                    break;
                }
                blocks.push((here, here + 1, Block::Plain));
                here += 1;
                continue;
            }
            if block == Block::Plain {
                let role = self.role(here);
                let cut = match role {
                    Some((len, "title")) => len,
                    Some((len, "honorific")) => len,
                    _ if self.reading.token_in(Listed::MonthDay, here) => 1,
                    _ => 0,
                };
                if cut > 0 {
                    self.flush(&mut blocks, sentence, honorific);
                    honorific = role.is_some_and(|(_, r)| r == "honorific");
                    here += cut;
                    from = here;
                    continue;
                }
                if !blocks.is_empty() && self.reading.token_in(Listed::LegalForm, here) {
                    let (after, _) = self.legal_form(here);
                    blocks.push((here, after.max(here + 1), Block::Plain));
                    here = after.max(here + 1);
                    self.flush(&mut blocks, sentence, honorific);
                    honorific = false;
                    from = here;
                    // "Corp Ltd" aside, a name ends with its legal form.
                    continue;
                }
            }
            // A possessive or punctuation ends the run; a nationality before a known name is no part of it.
            if blocks.is_empty()
                && block == Block::Plain
                && self.reading.entry_at(Listed::Demonym, here).is_some()
                && !self.demonym_in_name(here)
            {
                here += self.reading.entry_at(Listed::Demonym, here).map_or(1, |(len, _)| len);
                from = here;
                continue;
            }
            let standing = matches!(block, Block::Company(_) | Block::Unit(_) | Block::Organisation | Block::Index);
            if standing && !blocks.is_empty() && !self.belongs(&blocks) {
                self.flush(&mut blocks, sentence, honorific);
                honorific = false;
            }
            blocks.push((here, here + len, block));
            here += len;
            if matches!(block, Block::Organisation | Block::Index) && blocks.len() == 1 {
                self.flush(&mut blocks, sentence, honorific);
                honorific = false;
                from = here;
            }
            if here < end && document.tokens[here].kind == TokenKind::Possessive {
                break;
            }
        }
        self.flush(&mut blocks, sentence, honorific);
        here.max(at + 1)
    }

    /// Role of a word inside names, from the lexicon.
    fn role(&self, at: usize) -> Option<(usize, &'static str)> {
        let (len, row) = self.reading.entry_at(Listed::NameWord, at)?;
        let (lexicon, _) = self.reading.rules.listed(Listed::NameWord)?;
        Some((
            len,
            match lexicon.field(row, "role") {
                "title" => "title",
                "honorific" => "honorific",
                "connector" => "connector",
                _ => "suffix",
            },
        ))
    }

    /// Whether a word that is not capitalised joins two parts of a name: `&`, a hyphen, `de`, or `of` behind a head.
    fn connects(&self, at: usize, end: usize, blocks: &[(usize, usize, Block)]) -> bool {
        let document = self.reading.document;
        if blocks.is_empty()
            || at + 1 >= end
            || !self.is_capital(at + 1)
            || document.tokens[at + 1].gap == Gap::Paragraph
        {
            return false;
        }
        let glued = document.tokens[at].gap == Gap::None && document.tokens[at + 1].gap == Gap::None;
        let word = document.word(at);
        match word {
            "&" | "+" => true,
            "-" | "–" => glued && !matches!(blocks.last(), Some((_, _, Block::Company(_)))),
            "/" => false,
            "of" => blocks.last().is_some_and(|b| {
                let head = self.reading.token_in(Listed::CompanyNameWord, b.1 - 1)
                    || self.reading.token_in(Listed::OrganisationWord, b.1 - 1);
                head && b.2 == Block::Plain
            }),
            _ => matches!(self.role(at), Some((1, "connector"))),
        }
    }

    /// Whether a nationality is part of the name it begins: a head or legal form follows, not a known name.
    fn demonym_in_name(&self, at: usize) -> bool {
        let Some(next) = self.reading.document.tokens.get(at + 1) else { return false };
        next.gap <= Gap::Line && self.is_capital(at + 1) && self.reading.token_in(Listed::CompanyNameWord, at + 1)
    }

    /// Whether a known name that follows other words is part of a longer name with them.
    fn belongs(&self, blocks: &[(usize, usize, Block)]) -> bool {
        blocks.last().is_some_and(|b| matches!(self.reading.document.word(b.1 - 1), "-" | "&" | "of" | "de"))
    }

    /// Makes a name of the collected blocks.
    fn flush(&mut self, blocks: &mut Vec<(usize, usize, Block)>, sentence: usize, honorific: bool) {
        // Ordinary words at the start of a sentence are capitalised for no reason of their own.
        while let [first, rest @ ..] = blocks.as_slice() {
            let lead = first.0 == sentence || self.after_opening(first.0, sentence);
            let common = first.2 == Block::Plain && self.reading.token_in(Listed::CommonWord, first.0);
            let short = self.reading.document.word(first.0).len() <= 3;
            let article = short
                && self.reading.token_in(Listed::SentenceStarter, first.0)
                && first.2 == Block::Plain
                && !rest.is_empty();
            let generic = rest.first().is_some() && self.reading.token_in(Listed::CompanyNameWord, first.0);
            if (lead && common && !generic) || article {
                blocks.remove(0);
            } else {
                break;
            }
        }
        // Connectors at the end belong to nothing.
        while let Some(last) = blocks.last() {
            if last.2 == Block::Plain && !self.is_capital(last.0) && !self.reading.token_in(Listed::LegalForm, last.0) {
                blocks.pop();
            } else {
                break;
            }
        }
        let list = std::mem::take(blocks);
        let (Some(first), Some(last)) = (list.first(), list.last()) else { return };
        let (start, mut end) = (first.0, last.1);
        // A company of the gazetteer and a person's name behind it are two names.
        if let Some(split) = self.person_behind(&list) {
            let (a, b) = list.split_at(split);
            self.emit(a, start, a.last().map_or(start, |x| x.1), sentence, honorific);
            let b_start = b[0].0;
            self.emit(b, b_start, end, sentence, honorific);
            return;
        }
        let (mut after, mut formed) = self.legal_form(end);
        // "James Capel (Far East) Ltd"
        if !formed && self.reading.document.word(end) == "(" {
            let close = (end + 1..end + 6).find(|&t| self.reading.document.word(t) == ")");
            if let Some(close) = close
                && (end + 1..close).all(|t| self.reading.document.tokens[t].is_capital())
            {
                (after, formed) = self.legal_form(close + 1);
            }
        }
        if formed {
            end = after;
        }
        self.emit(&list, start, end, sentence, honorific);
    }

    /// Position of the block with which a person's name begins behind a gazetteer company.
    fn person_behind(&self, list: &[(usize, usize, Block)]) -> Option<usize> {
        if !matches!(list.first()?.2, Block::Company(_) | Block::Ambiguous(_)) || list.len() < 3 {
            return None;
        }
        (1..list.len() - 1).find(|&i| list[i].2 == Block::Plain && self.reading.token_in(Listed::GivenName, list[i].0))
    }

    fn after_opening(&self, at: usize, sentence: usize) -> bool {
        let tokens = &self.reading.document.tokens;
        (sentence..at).all(|t| matches!(tokens[t].kind, TokenKind::Mark | TokenKind::Punct))
            || at > sentence && tokens[at - 1].kind == TokenKind::Mark && tokens[at].gap == Gap::None
    }

    fn emit(&mut self, list: &[(usize, usize, Block)], start: usize, end: usize, sentence: usize, honorific: bool) {
        let reading = self.reading;
        let stem_end = {
            let mut stem = end;
            while stem > start + 1 {
                let Some(from) = (start + 1..stem).find(|&f| {
                    let (after, formed) = self.legal_form(f);
                    formed && after == stem && f > start
                }) else {
                    break;
                };
                stem = from;
            }
            stem
        };
        let formed = stem_end < end;
        let words = || (start..stem_end).filter(|&t| reading.document.tokens[t].kind == TokenKind::Word);
        let count = words().count();
        let last_word = words().last().unwrap_or(start);
        let known = |extra: usize| {
            list.get(extra..).is_some_and(|rest| {
                rest.iter().all(|b| {
                    b.0 >= stem_end
                        || b.2 == Block::Place
                        || (b.0..b.1).all(|t| self.is_corporate(t) || !reading.document.tokens[t].is_capital())
                })
            })
        };
        if list.iter().all(|b| {
            b.2 == Block::Plain && (b.0..b.1).all(|t| reading.token_in(Listed::NotName, t) || !self.is_capital(t))
        }) {
            return;
        }
        let look = match list[0].2 {
            Block::Organisation => Look::Other(Other::Organisation),
            Block::Index => Look::Other(Other::Index),
            Block::Company(row) if list.len() == 1 || list[1].0 >= stem_end || known(1) => Look::Company(row),
            Block::Company(row) => {
                if formed {
                    Look::LegalForm
                } else {
                    Look::UnitOf(row)
                }
            }
            Block::Ambiguous(row) if !honorific && (list.len() == 1 || list[1].0 >= stem_end) => {
                if formed {
                    Look::LegalForm
                } else {
                    Look::Ambiguous(row)
                }
            }
            Block::Common(row) if !honorific && (list.len() == 1 || list[1].0 >= stem_end) => {
                if formed {
                    Look::LegalForm
                } else {
                    Look::Common(row)
                }
            }
            Block::Unit(row) if list.len() == 1 => Look::Unit(row),
            _ if formed && count > 0 => Look::LegalForm,
            Block::Place if list.len() == 1 && !honorific => Look::Other(Other::Place),
            _ => self.plain(start, stem_end, last_word, count, honorific),
        };
        self.push(start, end, stem_end, look, sentence, false, honorific);
    }

    /// What a run of words without a known block looks like.
    fn plain(&self, start: usize, end: usize, last: usize, count: usize, honorific: bool) -> Look {
        let reading = self.reading;
        let document = reading.document;
        if honorific {
            return Look::Person;
        }
        let organisation = (start..end).any(|t| reading.token_in(Listed::OrganisationWord, t));
        let head = count >= 2 && self.is_head(last);
        if head && !organisation {
            return Look::Head;
        }
        if organisation && count >= 2 {
            return Look::Other(Other::Organisation);
        }
        let plain_words = (start..end).all(|t| {
            let token = &document.tokens[t];
            token.kind == TokenKind::Word && token.case != Case::Upper
                || document.word(t) == "-"
                || matches!(token.case, Case::Upper) && document.word(t).ends_with('.')
        });
        let given = reading.token_in(Listed::GivenName, start)
            || document.word(start).len() <= 5 && document.word(start).ends_with('.');
        if plain_words && (2..=4).contains(&count) {
            if given && !reading.token_in(Listed::CommonWord, last) {
                return Look::Person;
            }
            if reading.token_in(Listed::Surname, last) && !reading.token_in(Listed::CommonWord, start) || given {
                return Look::MaybePerson;
            }
        }
        if (start..end).all(|t| document.tokens[t].case == Case::Upper)
            && count >= 2
            && (start..end).all(|t| reading.token_in(Listed::CommonWord, t))
        {
            return Look::Other(Other::Organisation); // a heading in capitals inside the text
        }
        Look::Unknown
    }

    /// Words behind a company's name that keep it a company: Group, Securities, International.
    fn is_corporate(&self, at: usize) -> bool {
        self.reading.field_at(Listed::NameWord, at, "role") == "corporate"
    }

    fn is_head(&self, at: usize) -> bool {
        self.reading.field_at(Listed::CompanyNameWord, at, "role") == "head"
    }

    #[expect(clippy::too_many_arguments, reason = "a constructor")]
    fn push(
        &mut self,
        start: usize,
        end: usize,
        stem_end: usize,
        look: Look,
        sentence: usize,
        loud: bool,
        honorific: bool,
    ) {
        let initial = start == sentence;
        self.names.push(Name { start, end, stem_end, look, initial, loud, honorific });
    }
}
