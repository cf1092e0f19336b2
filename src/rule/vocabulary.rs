//! The vocabulary: every word of every lexicon, word list and literal, each found by one look-up per token.
//!
//! Words belong to *classes*: a class is one lexicon (or word list) with a way of comparing case. Sets of classes are interned,
//! so a token carries one small number from which any rule reads by a bit test whether the token is in a class. Entries of
//! several words are found by a trie over word ids that starts at words which begin such an entry. The whole text is
//! looked up once per article, whatever the number of rules.

use super::guard::{GuardId, for_each_class, shape, sorts};
use super::lexicon::LexiconId;
use super::live::Live;
use super::trie::{Pairs, Trie};
use super::words::{Slot, WordId, Words};
use crate::text::{Case, Document, Gap, Token, same_print, tokenize};

/// A class of words and phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u16);

/// How a class compares case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseMode {
    /// As printed.
    Exact,
    /// Any case.
    Ignore,
}

/// A word. Its forms and rows end where those of the next word begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// First of its printed forms with class sets of their own.
    pub(super) forms: u32,
    /// First of its rows.
    pub(super) rows: u32,
    /// Trie node reached by this word as the first of a phrase; 0 is none.
    pub(super) begins: u32,
    /// Class set of the word in any case.
    pub(super) any: u16,
}

/// A printed form of a word that belongs to classes which compare exactly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) start: u32,
    pub(super) len: u32,
    /// Class set of the form, with what the word has in any case.
    pub(super) set: u16,
}

/// The row of a one-word entry in its class.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) class: ClassId,
    /// Which of the word's forms it is; none where case is ignored.
    pub(super) form: Option<u16>,
    pub(super) row: u32,
}

/// An entry of several tokens, found by the trie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    pub(super) class: ClassId,
    pub(super) row: u32,
    /// Where it begins as printed.
    pub(super) text: u32,
    /// First of its tokens.
    pub(super) pieces: u32,
    /// Number of its tokens.
    pub(super) count: u32,
    /// Whether its class compares exactly.
    pub(super) exact: bool,
}

/// A phrase found in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// First token.
    pub start: u32,
    /// Number of tokens.
    pub len: u32,
    /// Its class.
    pub class: ClassId,
    /// Its row in the class's lexicon or word list.
    pub row: u32,
}

/// All words and phrases of a rule set.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    pub(super) words: Words,
    /// Texts of all words, forms and phrases, one behind the other.
    pub(super) texts: String,
    pub(super) forms: Vec<Form>,
    pub(super) entries: Vec<Entry>,
    pub(super) rows: Vec<Row>,
    /// Bits of the classes of every set, `width` words each.
    pub(super) sets: Vec<u64>,
    pub(super) width: usize,
    pub(super) trie: Trie,
    /// Which words begin an entry together.
    pub(super) pairs: Pairs,
    /// First phrase that ends at each node of the trie.
    pub(super) nodes: Vec<u32>,
    pub(super) phrases: Vec<Phrase>,
    /// Tokens of the phrases: start behind the phrase's, length, and whether it touches the one before.
    pub(super) pieces: Vec<(u32, u32, bool)>,
    /// Bits of the guards that hold a class of a set, `guard_width` words each.
    pub(super) guard_sets: Vec<u64>,
    /// The same by class, for phrases.
    pub(super) guard_classes: Vec<u64>,
    pub(super) guard_width: usize,
}

/// Which rule files a token is of interest to, by its class set, its shape, and the phrases that begin at it: a bit each.
#[derive(Debug, Clone, Default)]
pub(super) struct Interest {
    pub(super) sets: Vec<u64>,
    pub(super) shapes: Vec<u64>,
    pub(super) classes: Vec<u64>,
    /// Number of rule files, at most [`super::live::FILES`].
    pub(super) files: usize,
}

/// What patterns ask of a token, together in four bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    /// Interned class set.
    pub(super) set: u16,
    /// Sorts, see [`super::guard::sorts`].
    pub(super) sorts: u8,
    /// Whether a phrase begins here.
    pub(super) phrase: bool,
}

/// What the vocabulary says of a document's tokens.
#[derive(Debug, Clone, Default)]
pub struct Tags {
    words: Vec<WordId>,
    marks: Vec<Mark>,
    /// Which hits begin at a token: one more than the index of the first, or 0.
    first_hit: Vec<u32>,
    /// Phrases found, by start, the longest first.
    pub hits: Vec<Hit>,
    live: Live,
}

impl Tags {
    /// Interned class set of a token.
    #[inline]
    #[must_use]
    pub fn set(&self, token: usize) -> u16 {
        self.marks.get(token).map_or(0, |m| m.set)
    }

    /// What patterns ask of a token; it must exist.
    #[inline]
    pub(super) fn mark(&self, token: usize) -> Mark {
        self.marks[token]
    }

    /// Whether a phrase begins at a token.
    #[inline]
    #[must_use]
    pub fn begins_phrase(&self, token: usize) -> bool {
        self.first_hit.get(token).is_some_and(|&hit| hit > 0)
    }

    /// Phrases that begin at a token, the longest first.
    #[inline]
    #[must_use]
    pub fn phrases_at(&self, token: usize) -> &[Hit] {
        match self.first_hit.get(token) {
            None | Some(0) => &[],
            Some(&hit) => {
                let hits = &self.hits[hit as usize - 1..];
                let count = hits.iter().take_while(|h| h.start as usize == token).count();
                &hits[..count]
            }
        }
    }

    /// Which tokens each rule file has to look at.
    pub(super) fn live(&self) -> &Live {
        &self.live
    }
}

impl Vocabulary {
    /// Number of interned class sets.
    #[must_use]
    pub(super) fn set_count(&self) -> usize {
        self.sets.len() / self.width
    }

    /// Whether a class set holds a class.
    #[inline]
    #[must_use]
    pub fn holds(&self, set: u16, class: ClassId) -> bool {
        self.sets[set as usize * self.width + class.0 as usize / 64] >> (class.0 % 64) & 1 == 1
    }

    /// Whether a word of a class set, or a phrase that begins at the token, is in a guard.
    #[inline]
    pub(super) fn passes(&self, tags: &Tags, token: usize, mark: Mark, id: GuardId) -> bool {
        let (chunk, bit) = (id.0 as usize / 64, id.0 % 64);
        let held = |bits: &[u64], row: u16| bits[row as usize * self.guard_width + chunk] >> bit & 1 == 1;
        held(&self.guard_sets, mark.set)
            || mark.phrase && tags.phrases_at(token).iter().any(|hit| held(&self.guard_classes, hit.class.0))
    }

    /// Calls back with every class of a set.
    pub(super) fn classes_of(&self, set: u16, each: impl FnMut(ClassId)) {
        for_each_class(&self.sets[set as usize * self.width..][..self.width], each);
    }

    /// The printed forms of a word.
    #[inline]
    fn forms_of(&self, id: WordId) -> &[Form] {
        &self.forms[self.entries[id as usize].forms as usize..self.entries[id as usize + 1].forms as usize]
    }

    /// Which of its forms a word is printed in.
    #[inline]
    fn form_of(&self, id: WordId, word: &str) -> Option<usize> {
        self.forms_of(id).iter().position(|f| same_print(&self.texts[f.start as usize..][..f.len as usize], word))
    }

    #[inline]
    fn set_of(&self, id: WordId, word: &str) -> u16 {
        match self.form_of(id, word) {
            Some(form) => self.forms_of(id)[form].set,
            None => self.entries[id as usize].any,
        }
    }

    /// The class set of a token whose word is known.
    #[inline]
    fn set_of_token(&self, slot: Slot, token: &Token, document: &Document<'_>) -> u16 {
        if slot.is(Slot::PLAIN) || slot.id() == 0 {
            slot.any
        } else if slot.is(Slot::LETTERS) && token.capitals == 1 && token.case == Case::Title {
            slot.title
        } else if token.capitals == 0 && !slot.is(Slot::LOWER) && token.case == Case::Lower {
            slot.any
        } else {
            self.set_of(slot.id(), token.of(document.text))
        }
    }

    /// Looks every token of a document up.
    #[must_use]
    pub(super) fn tag(&self, document: &Document<'_>, interest: &Interest) -> Tags {
        let count = document.tokens.len();
        let mut tags = Tags {
            words: Vec::with_capacity(count),
            marks: Vec::with_capacity(count),
            first_hit: vec![0; count],
            hits: Vec::with_capacity(count / 8),
            live: Live::default(),
        };
        let mut live = Vec::with_capacity(count);
        let mut begins = Vec::with_capacity(count / 4);
        let mut after_beginning = false;
        let mut slots = [Slot::default(); Words::BATCH];
        for (batch, tokens) in document.tokens.chunks(Words::BATCH).enumerate() {
            self.words.find_all(tokens.iter().map(|token| token.hash), &mut slots);
            for (at, (token, &slot)) in (batch * Words::BATCH..).zip(tokens.iter().zip(&slots)) {
                let set = self.set_of_token(slot, token, document);
                tags.words.push(slot.id());
                tags.marks.push(Mark { set, sorts: sorts(token), phrase: false });
                live.push(interest.sets[set as usize] | interest.shapes[shape(token)]);
                if after_beginning && slot.is(Slot::GOES_ON) && self.pairs.may_begin(tags.words[at - 1], slot.id()) {
                    begins.push(at - 1);
                }
                after_beginning = slot.is(Slot::BEGINS);
            }
        }
        for start in begins {
            let node = self.entries[tags.words[start] as usize].begins;
            live[start] |= self.phrases_from(document, &mut tags, interest, start, node);
        }
        tags.live = Live::new(live, interest.files);
        tags
    }

    /// Adds the phrases that begin at `start` to the hits, the longest first; returns the files they concern.
    fn phrases_from(
        &self,
        document: &Document<'_>,
        tags: &mut Tags,
        interest: &Interest,
        start: usize,
        mut node: u32,
    ) -> u64 {
        let mut live = 0;
        let first_hit = tags.hits.len();
        let mut end = start + 1;
        while end < document.tokens.len() && document.tokens[end].gap != Gap::Paragraph {
            node = self.trie.next(node, tags.words[end]);
            if node == 0 {
                break;
            }
            end += 1;
            for phrase in self.phrases_of(node) {
                if self.is_printed(document, start, end, phrase) {
                    let len = (end - start) as u32;
                    tags.hits.push(Hit { start: start as u32, len, class: phrase.class, row: phrase.row });
                    live |= interest.classes[phrase.class.0 as usize];
                }
            }
        }
        if tags.hits.len() > first_hit {
            tags.first_hit[start] = first_hit as u32 + 1;
            tags.marks[start].phrase = true;
            tags.hits[first_hit..].sort_by_key(|h| (std::cmp::Reverse(h.len), h.class, h.row));
        }
        live
    }

    /// The phrases that end at a node.
    #[inline]
    fn phrases_of(&self, node: u32) -> &[Phrase] {
        &self.phrases[self.nodes[node as usize] as usize..self.nodes[node as usize + 1] as usize]
    }

    /// The tokens of a phrase, each with whether it touches the one before.
    fn pieces_of(&self, phrase: &Phrase) -> impl Iterator<Item = (&str, bool)> {
        let pieces = &self.pieces[phrase.pieces as usize..][..phrase.count as usize];
        let text = &self.texts[phrase.text as usize..];
        pieces.iter().map(move |&(start, len, glued)| (&text[start as usize..][..len as usize], glued))
    }

    /// Whether tokens are printed as the phrase asks: its case, and white space where it has white space.
    fn is_printed(&self, document: &Document<'_>, start: usize, end: usize, phrase: &Phrase) -> bool {
        let printed = document.span(start, end).of(document.text);
        if self.texts[phrase.text as usize..].starts_with(printed) {
            return true; // the usual case, settled at once
        }
        self.pieces_of(phrase).enumerate().all(|(i, (word, glued))| {
            let token = &document.tokens[start + i];
            (i == 0 || (token.gap == Gap::None) == glued)
                && (!phrase.exact || same_print(word, document.word(start + i)))
        })
    }

    /// The row of a one-token entry of a class.
    #[must_use]
    pub fn row(&self, class: ClassId, word: &str) -> Option<u32> {
        self.row_of_word(class, self.words.find(crate::text::fold_hash(word)).id(), word)
    }

    /// The row of a token of a tagged document in a class.
    #[must_use]
    pub fn row_at(&self, class: ClassId, tags: &Tags, token: usize, document: &Document<'_>) -> Option<u32> {
        self.row_of_word(class, *tags.words.get(token)?, document.word(token))
    }

    fn row_of_word(&self, class: ClassId, id: WordId, word: &str) -> Option<u32> {
        if id == 0 {
            return None;
        }
        let rows = &self.rows[self.entries[id as usize].rows as usize..self.entries[id as usize + 1].rows as usize];
        let mut own = rows.iter().filter(|r| r.class == class).peekable();
        own.peek()?;
        let form = self.form_of(id, word);
        own.find(|r| r.form.is_none() || r.form.map(usize::from) == form).map(|r| r.row)
    }

    /// The row of an entry of a class, of one word or several, given as printed.
    #[must_use]
    pub fn row_of(&self, class: ClassId, surface: &str) -> Option<u32> {
        let mut tokens = Vec::new();
        tokenize(surface, &mut tokens);
        if let [only] = tokens.as_slice() {
            return self.row(class, only.of(surface));
        }
        let mut node = 0;
        for token in &tokens {
            let id = self.words.find(token.hash).id();
            node = if id == 0 { 0 } else { self.trie.next(node, id) };
            if node == 0 {
                return None;
            }
        }
        let same = |p: &Phrase| self.pieces_of(p).zip(&tokens).all(|((word, _), t)| same_print(word, t.of(surface)));
        self.phrases_of(node).iter().find(|p| p.class == class && (!p.exact || same(p))).map(|p| p.row)
    }

    /// Whether a single word, as printed, is in a class.
    #[must_use]
    pub fn word_in(&self, class: ClassId, word: &str) -> bool {
        let id = self.words.find(crate::text::fold_hash(word)).id();
        id != 0 && self.holds(self.set_of(id, word), class)
    }
}

/// Where the entries of a class come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// Rows of a lexicon.
    Lexicon(LexiconId),
    /// A list of words in a rule file.
    List,
}
