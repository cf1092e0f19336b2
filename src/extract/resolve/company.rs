//! Companies as entities: which surfaces name the same one, and by which short forms it may be named again.

use super::keys::{self, hash, hash_word};
use super::{Resolver, Verdict};
use crate::extract::name::{Look, Name};
use crate::fact::{EntityId, EntityKind};
use crate::rule::Listed;
use crate::text::{Case, TokenKind};

/// Fewest letters of a code in brackets that is taken for a short form rather than a ticker.
const LONG_CODE: usize = 5;

impl<'r> Resolver<'r, '_> {
    /// The gazetteer row of a look.
    pub(super) fn row_of(look: Look) -> Option<(Listed, usize)> {
        match look {
            Look::Company(row) | Look::Common(row) => Some((Listed::Company, row)),
            Look::Ambiguous(row) => Some((Listed::CompanyAmbiguous, row)),
            _ => None,
        }
    }

    /// The entity of a company name, made if it is new; its aliases become known.
    pub(super) fn company(&mut self, i: usize) -> EntityId {
        let name = self.names[i];
        let key = self.keys.of[i];
        let before = self.stand(key).company;
        let row = Self::row_of(name.look);
        let cell = |column: &str| -> Option<&'r str> {
            let (listed, row) = row?;
            let (lexicon, _) = self.reading.rules.listed(listed)?;
            Some(lexicon.field(row, column)).filter(|c| !c.is_empty())
        };
        // A subsidiary with a name of its own is another company than the one it belongs to.
        let own = cell("relation").is_some();
        let canonical = cell("name").filter(|_| !own);
        let (ticker, exchange, country) = (cell("ticker"), cell("exchange"), cell("country"));
        let media = cell("sector") == Some("media");
        let same_row = canonical.and_then(|c| self.registered.get(c)).copied();
        // Of one registered company, names with different words before their legal forms are different companies.
        let same_row = same_row.filter(|id| {
            let formed = self.known[id.0 as usize].formed;
            !(name.formed() && formed.is_some_and(|f| f != key))
        });
        let perhaps = self.stand(key).perhaps.filter(|_| !name.formed() && row.is_none());
        let id = before.or(same_row).or(perhaps).unwrap_or_else(|| self.new_entity(EntityKind::Company, i));
        let known = &mut self.known[id.0 as usize];
        known.media |= media;
        if name.formed() {
            known.formed = known.formed.or(Some(key));
        }
        let taken = canonical.is_some_and(|c| self.registered.get(c).is_some_and(|&other| other != id));
        if let Some(canonical) = canonical.filter(|_| !taken) {
            self.registered.entry(canonical).or_insert(id);
            let entity = &mut self.entities[id.0 as usize];
            entity.canonical.get_or_insert_with(|| canonical.into());
            if entity.ticker.is_none() {
                entity.ticker = ticker.map(Into::into);
                entity.exchange = exchange.map(Into::into);
            }
            if entity.country.is_none() {
                entity.country = country.map(Into::into);
            }
        }
        if before.is_none() {
            self.stand(key).company = Some(id);
            self.learn_aliases(i, id, ticker);
        }
        id
    }

    /// A short form; the first company that has it keeps it.
    fn learn(&mut self, hash: u64, id: EntityId, sure: bool) {
        let key = self.keys.number(hash);
        let stand = self.stand(key);
        let place = if sure { &mut stand.company } else { &mut stand.perhaps };
        place.get_or_insert(id);
    }

    /// Whether a range is a place or an organisation by itself.
    fn is_known_other(&self, start: usize, end: usize) -> bool {
        [Listed::Place, Listed::Organisation]
            .into_iter()
            .any(|listed| self.reading.entry_at(listed, start).is_some_and(|(len, _)| start + len == end))
    }

    /// Makes the short forms known under which a company may be named again.
    fn learn_aliases(&mut self, i: usize, id: EntityId, ticker: Option<&str>) {
        let name = self.names[i];
        let reading = self.reading;
        let document = reading.document;
        self.bracketed(&name, id, ticker);
        let words: Vec<(usize, usize)> = words(self, &name);
        let [first, .., _] = words.as_slice() else { return };
        let role = |w: &(usize, usize)| reading.field_at(Listed::CompanyNameWord, w.0, "role");
        // Heads dropped from the end, one at a time.
        let mut count = words.len();
        while count > 1 && role(&words[count - 1]) == "head" {
            count -= 1;
            let stop = words[count - 1].1;
            let head = count == 1 && role(first) == "head";
            let word = count == 1 && (role(first) == "generic" || reading.token_in(Listed::Demonym, first.0));
            if !head {
                let sure = !word && !self.is_known_other(first.0, stop);
                self.learn(hash(&reading, first.0, stop), id, sure);
            }
        }
        // The first word, if it can stand for the name.
        if role(first).is_empty() && document.span(first.0, first.1).len() >= 3 {
            let sure = !reading.token_in(Listed::CommonWord, first.0)
                && !reading.token_in(Listed::Place, first.0)
                && !reading.token_in(Listed::Demonym, first.0)
                && !reading.token_in(Listed::GivenName, first.0);
            self.learn(hash(&reading, first.0, first.1), id, sure);
        }
        if words.len() > 2 {
            let stop = words[1].1;
            let sure = !self.is_known_other(first.0, stop) && !reading.token_in(Listed::GivenName, first.0);
            self.learn(hash(&reading, first.0, stop), id, sure);
        }
        // Initials: of all words, and of the words with the legal form.
        let initial = |t: usize| document.word(t).chars().next().filter(|c| c.is_uppercase());
        let mut acronym: String = words.iter().filter_map(|w| initial(w.0)).collect();
        self.learn_acronym(&acronym, id, true);
        let before = acronym.len();
        acronym.extend((name.stem_end..name.end).filter_map(initial));
        if acronym.len() > before {
            self.learn_acronym(&acronym, id, false);
        }
    }

    fn learn_acronym(&mut self, acronym: &str, id: EntityId, stem: bool) {
        let letters = acronym.chars().count();
        if letters < 2 {
            return;
        }
        // Two letters stand for many things.
        let key = self.keys.number(hash_word(acronym));
        let sure = if stem { letters >= 3 || self.keys.times[key as usize].0 >= 2 } else { letters >= 3 };
        self.learn(hash_word(acronym), id, sure);
    }

    /// A code printed behind a name in brackets is a short form or a ticker.
    fn bracketed(&mut self, name: &Name, id: EntityId, ticker: Option<&str>) {
        let document = self.reading.document;
        let at = name.end + 1;
        if document.word(name.end) != "("
            || document.word(at + 1) != ")"
            || !matches!(document.tokens[at].case, Case::Upper | Case::Title | Case::Mixed)
        {
            return;
        }
        let word = document.word(at);
        let hash = hash(&self.reading, at, at + 1);
        let Some(key) = self.keys.find(hash) else { return };
        let used = self.keys.times[key as usize].0 >= 2;
        let initials = starts_words(word, document.span(name.start, name.end).of(document.text));
        let code = document.tokens[at].case == Case::Upper
            && !used
            && (ticker == Some(word) || !initials && word.len() < LONG_CODE);
        if code {
            if let Ok(j) = self.names.binary_search_by_key(&at, |n| n.start) {
                self.verdicts[j] = Verdict::Nothing;
            }
            let entity = &mut self.entities[id.0 as usize];
            if !entity.ticker_printed && ticker.is_none_or(|t| t == word) {
                entity.ticker = Some(word.into());
                entity.ticker_printed = true;
            }
        } else {
            self.learn(hash, id, true);
        }
    }

    /// A printed ticker may stand for its company.
    pub(super) fn learn_ticker(&mut self, id: EntityId, ticker: &str) {
        let symbol = ticker.split('.').next().unwrap_or(ticker);
        if symbol.len() >= 2 && symbol.bytes().all(|b| b.is_ascii_uppercase()) {
            self.learn(hash_word(symbol), id, true);
        }
    }
}

/// The words of a name before its legal form, each with what hyphens join to it.
fn words(resolver: &Resolver<'_, '_>, name: &Name) -> Vec<(usize, usize)> {
    let tokens = &resolver.reading.document.tokens;
    let mut words = Vec::with_capacity(name.stem_end - name.start);
    let mut at = name.start;
    while at < name.stem_end {
        let end = if tokens[at].kind == TokenKind::Word && tokens[at].is_capital() {
            let end = keys::word_end(&resolver.reading, at, name.stem_end);
            let end = if tokens.get(end).is_some_and(|t| t.kind == TokenKind::Possessive) && end < name.stem_end {
                end + 1
            } else {
                end
            };
            words.push((at, end));
            end
        } else {
            at + 1
        };
        at = end;
    }
    words
}

/// Whether the letters of a code begin words of a name, in order.
fn starts_words(code: &str, name: &str) -> bool {
    let mut starts =
        name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next()).flat_map(char::to_uppercase);
    code.chars().flat_map(char::to_uppercase).all(|c| starts.any(|s| s == c))
}
