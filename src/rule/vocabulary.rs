//! The vocabulary: every word of every lexicon, word list and literal, each found by one look-up per token.
//!
//! Words belong to *classes*: a class is one lexicon (or word list) with a way of comparing case. Sets of classes are interned,
//! so a token carries one small number from which any rule reads by a bit test whether the token is in a class. Entries of
//! several words are found by a trie over word ids that starts at words which begin such an entry. The whole text is
//! looked up once per article, whatever the number of rules.

use std::collections::HashMap;

use super::lexicon::LexiconId;
use crate::text::{Document, Gap, Token, fold_char, fold_eq, tokenize};

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

/// A word of the vocabulary; 0 is "not in it".
type WordId = u32;

/// An entry of several tokens, found by the trie.
#[derive(Debug, Clone)]
struct Phrase {
    class: ClassId,
    row: u32,
    /// The tokens as printed, for classes that compare exactly, and whether each touches the one before.
    tokens: Box<[(Box<str>, bool)]>,
    exact: bool,
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

#[derive(Debug, Clone, Default)]
struct Word {
    folded: Box<str>,
    /// Class set of the word in any case.
    any: u16,
    /// Forms with classes of their own: text as printed, class set joined with `any`.
    forms: Vec<(Box<str>, u16)>,
    /// Trie node reached by this word as the first of a phrase; 0 is none.
    begins: u32,
}

/// A word as it is looked up: all that most look-ups need in 20 bytes.
#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u32,
    text: u32,
    len: u16,
    any: u16,
    begins: u32,
    /// Index of its printed forms; 0 is none.
    exact: u32,
}

/// Collects words and builds the [`Vocabulary`].
#[derive(Debug, Default)]
pub(super) struct Builder {
    ids: HashMap<String, WordId>,
    words: Vec<Word>,
    single: Vec<(WordId, Option<Box<str>>, ClassId)>,
    rows: HashMap<(ClassId, WordId), Vec<(Option<Box<str>>, u32)>>,
    edges: HashMap<(u32, WordId), u32>,
    phrases: Vec<Vec<Phrase>>,
    classes: u16,
}

/// Lower case as the tokenizer folds it.
fn fold(word: &str) -> String {
    word.chars().map(fold_char).collect()
}

impl Builder {
    pub(super) fn new() -> Self {
        Self { words: vec![Word::default()], phrases: vec![Vec::new()], ..Self::default() }
    }

    /// A new class without words.
    pub(super) fn class(&mut self) -> ClassId {
        self.classes += 1;
        ClassId(self.classes - 1)
    }

    fn word(&mut self, word: &str) -> WordId {
        let folded = fold(word);
        if let Some(&id) = self.ids.get(&folded) {
            return id;
        }
        let id = self.words.len() as WordId;
        self.words.push(Word { folded: folded.as_str().into(), ..Word::default() });
        self.ids.insert(folded, id);
        id
    }

    /// Adds an entry to a class; entries without a token (white space) are ignored.
    pub(super) fn add(&mut self, class: ClassId, surface: &str, row: u32, case: CaseMode, scratch: &mut Vec<Token>) {
        tokenize(surface, scratch);
        let exact = case == CaseMode::Exact;
        match scratch.as_slice() {
            [] => {}
            [token] => {
                let word = token.of(surface);
                let id = self.word(word);
                let form: Option<Box<str>> = exact.then(|| word.into());
                self.rows.entry((class, id)).or_default().push((form.clone(), row));
                self.single.push((id, form, class));
            }
            tokens => {
                let mut node = 0;
                for token in tokens {
                    let id = self.word(token.of(surface));
                    let next = self.phrases.len() as u32;
                    node = *self.edges.entry((node, id)).or_insert(next);
                    if node == next {
                        self.phrases.push(Vec::new());
                    }
                }
                let tokens = tokens.iter().map(|t| (t.of(surface).into(), t.gap == Gap::None)).collect();
                self.phrases[node as usize].push(Phrase { class, row, tokens, exact });
            }
        }
    }

    pub(super) fn build(self) -> Vocabulary {
        let Self { mut words, single, rows, edges, phrases, classes, .. } = self;
        let width = (classes as usize).div_ceil(64).max(1);
        let mut sets = SetTable::new(width);
        // Classes of each word in any case, then of each printed form.
        let mut any: Vec<Vec<u64>> = vec![Vec::new(); words.len()];
        let mut forms: Vec<Vec<(Box<str>, Vec<u64>)>> = vec![Vec::new(); words.len()];
        for (word, form, class) in single {
            let bits = match form {
                None => &mut any[word as usize],
                Some(form) => {
                    let list = &mut forms[word as usize];
                    let at = list.iter().position(|(f, _)| *f == form).unwrap_or_else(|| {
                        list.push((form, Vec::new()));
                        list.len() - 1
                    });
                    &mut list[at].1
                }
            };
            bits.resize(width, 0);
            bits[class.0 as usize / 64] |= 1 << (class.0 % 64);
        }
        for (index, word) in words.iter_mut().enumerate() {
            any[index].resize(width, 0);
            word.any = sets.intern(&any[index]);
            for (form, mut bits) in forms[index].drain(..) {
                bits.iter_mut().zip(&any[index]).for_each(|(b, a)| *b |= a);
                word.forms.push((form, sets.intern(&bits)));
            }
        }
        for (&(node, word), &next) in &edges {
            if node == 0 {
                words[word as usize].begins = next;
            }
        }
        let size = (words.len() * 2).next_power_of_two().max(64);
        let mut table = vec![0u32; size];
        for (id, word) in words.iter().enumerate().skip(1) {
            let mut slot = crate::text::fold_hash(&word.folded) as usize & (size - 1);
            while table[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            table[slot] = id as u32;
        }
        let mut texts = String::new();
        let mut forms: Vec<Vec<(Box<str>, u16)>> = vec![Vec::new()];
        let words = words
            .into_iter()
            .map(|word| {
                let text = texts.len() as u32;
                texts.push_str(&word.folded);
                let exact = if word.forms.is_empty() { 0 } else { forms.len() as u32 };
                if exact > 0 {
                    forms.push(word.forms);
                }
                Entry {
                    hash: crate::text::fold_hash(&word.folded),
                    text,
                    len: word.folded.len() as u16,
                    any: word.any,
                    begins: word.begins,
                    exact,
                }
            })
            .collect();
        Vocabulary { table, texts, forms, words, sets: sets.bits, width, rows, trie: Trie::new(&edges), phrases }
    }
}

/// Interns sets of classes; set 0 is empty.
struct SetTable {
    width: usize,
    bits: Vec<u64>,
    index: HashMap<Vec<u64>, u16>,
}

impl SetTable {
    fn new(width: usize) -> Self {
        Self { width, bits: vec![0; width], index: HashMap::from([(vec![0; width], 0)]) }
    }

    fn intern(&mut self, set: &[u64]) -> u16 {
        if let Some(&id) = self.index.get(set) {
            return id;
        }
        let id = (self.bits.len() / self.width) as u16;
        self.bits.extend_from_slice(set);
        self.index.insert(set.to_vec(), id);
        id
    }
}

/// Edges of the phrase trie in an open-addressed table.
#[derive(Debug, Clone)]
struct Trie {
    keys: Vec<u64>,
    values: Vec<u32>,
}

impl Trie {
    fn new(edges: &HashMap<(u32, WordId), u32>) -> Self {
        let size = (edges.len() * 2).next_power_of_two().max(16);
        let mut trie = Self { keys: vec![0; size], values: vec![0; size] };
        // The slots depend on the order of insertion, the answers do not.
        let mut sorted: Vec<_> = edges.iter().collect();
        sorted.sort_unstable();
        for (&(node, word), &next) in sorted {
            let key = Self::key(node, word);
            let mut slot = trie.slot(key);
            while trie.keys[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            trie.keys[slot] = key;
            trie.values[slot] = next;
        }
        trie
    }

    fn key(node: u32, word: WordId) -> u64 {
        // Words count from 1, so a key is never 0.
        u64::from(node) << 32 | u64::from(word)
    }

    fn slot(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (self.keys.len() - 1)
    }

    fn next(&self, node: u32, word: WordId) -> u32 {
        let key = Self::key(node, word);
        let mut slot = self.slot(key);
        loop {
            match self.keys[slot] {
                0 => return 0,
                k if k == key => return self.values[slot],
                _ => slot = (slot + 1) & (self.keys.len() - 1),
            }
        }
    }
}

/// All words and phrases of a rule set.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    table: Vec<u32>,
    /// Folded texts of all words, one behind the other.
    texts: String,
    /// Printed forms with class sets of their own, for the words that have any.
    forms: Vec<Vec<(Box<str>, u16)>>,
    words: Vec<Entry>,
    sets: Vec<u64>,
    width: usize,
    rows: HashMap<(ClassId, WordId), Vec<(Option<Box<str>>, u32)>>,
    trie: Trie,
    phrases: Vec<Vec<Phrase>>,
}

/// What the vocabulary says of a document's tokens.
#[derive(Debug, Clone, Default)]
pub struct Tags {
    words: Vec<WordId>,
    sets: Vec<u16>,
    /// Whether a phrase begins at the token.
    begins: Vec<bool>,
    /// Phrases found, by start, the longest first.
    pub hits: Vec<Hit>,
}

impl Tags {
    /// Interned class set of a token.
    #[must_use]
    pub fn set(&self, token: usize) -> u16 {
        self.sets.get(token).copied().unwrap_or(0)
    }

    /// Whether a phrase begins at a token.
    #[inline]
    #[must_use]
    pub fn begins_phrase(&self, token: usize) -> bool {
        self.begins.get(token).copied().unwrap_or(false)
    }

    /// Phrases that begin at a token, the longest first.
    #[must_use]
    pub fn phrases_at(&self, token: usize) -> &[Hit] {
        if !self.begins_phrase(token) {
            return &[];
        }
        let from = self.hits.partition_point(|h| (h.start as usize) < token);
        let to = from + self.hits[from..].iter().take_while(|h| h.start as usize == token).count();
        &self.hits[from..to]
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

    /// Calls back with every class of a set.
    pub(super) fn classes_of(&self, set: u16, mut each: impl FnMut(ClassId)) {
        for chunk in 0..self.width {
            let mut bits = self.sets[set as usize * self.width + chunk];
            while bits != 0 {
                each(ClassId((chunk * 64) as u16 + bits.trailing_zeros() as u16));
                bits &= bits - 1;
            }
        }
    }

    #[inline]
    fn find(&self, word: &str, hash: u32) -> WordId {
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let id = self.table[slot];
            if id == 0 {
                return 0;
            }
            let entry = &self.words[id as usize];
            if entry.hash == hash && fold_eq(&self.texts[entry.text as usize..][..entry.len as usize], word) {
                return id;
            }
            slot = (slot + 1) & mask;
        }
    }

    fn set_of(&self, id: WordId, word: &str) -> u16 {
        let entry = &self.words[id as usize];
        if entry.exact == 0 {
            return entry.any;
        }
        self.forms[entry.exact as usize].iter().find(|(form, _)| **form == *word).map_or(entry.any, |&(_, set)| set)
    }

    /// Looks every token of a document up.
    #[must_use]
    pub fn tag(&self, document: &Document<'_>) -> Tags {
        let count = document.tokens.len();
        let mut tags = Tags {
            words: Vec::with_capacity(count),
            sets: Vec::with_capacity(count),
            begins: vec![false; count],
            hits: Vec::new(),
        };
        for token in &document.tokens {
            let word = token.of(document.text);
            let id = self.find(word, token.hash);
            tags.words.push(id);
            tags.sets.push(if id == 0 { 0 } else { self.set_of(id, word) });
        }
        for start in 0..count {
            let node = self.words[tags.words[start] as usize].begins;
            if node != 0 {
                self.phrases_from(document, &mut tags, start, node);
            }
        }
        tags
    }

    /// Adds the phrases that begin at `start` to the hits, the longest first.
    fn phrases_from(&self, document: &Document<'_>, tags: &mut Tags, start: usize, mut node: u32) {
        let first_hit = tags.hits.len();
        let mut end = start + 1;
        while end < document.tokens.len() && document.tokens[end].gap != Gap::Paragraph {
            node = self.trie.next(node, tags.words[end]);
            if node == 0 {
                break;
            }
            end += 1;
            for phrase in &self.phrases[node as usize] {
                if phrase_matches(document, start, phrase) {
                    let len = (end - start) as u32;
                    tags.hits.push(Hit { start: start as u32, len, class: phrase.class, row: phrase.row });
                }
            }
        }
        if tags.hits.len() > first_hit {
            tags.begins[start] = true;
            tags.hits[first_hit..].sort_by_key(|h| (std::cmp::Reverse(h.len), h.class, h.row));
        }
    }

    /// The row of a one-token entry of a class.
    #[must_use]
    pub fn row(&self, class: ClassId, word: &str) -> Option<u32> {
        let id = self.find(word, crate::text::fold_hash(word));
        let rows = self.rows.get(&(class, id))?;
        rows.iter().find(|(form, _)| form.as_deref().is_none_or(|f| f == word)).map(|&(_, row)| row)
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
            let id = self.find(token.of(surface), token.hash);
            node = if id == 0 { 0 } else { self.trie.next(node, id) };
            if node == 0 {
                return None;
            }
        }
        let exact = |p: &Phrase| p.tokens.iter().zip(&tokens).all(|((word, _), t)| **word == *t.of(surface));
        self.phrases[node as usize].iter().find(|p| p.class == class && (!p.exact || exact(p))).map(|p| p.row)
    }

    /// Whether a single word, as printed, is in a class.
    #[must_use]
    pub fn word_in(&self, class: ClassId, word: &str) -> bool {
        let id = self.find(word, crate::text::fold_hash(word));
        id != 0 && self.holds(self.set_of(id, word), class)
    }
}

/// Whether the tokens from `start` on are printed as the phrase asks: its case, and white space where it has white space.
fn phrase_matches(document: &Document<'_>, start: usize, phrase: &Phrase) -> bool {
    phrase.tokens.iter().enumerate().all(|(i, (word, glued))| {
        let token = &document.tokens[start + i];
        (i == 0 || (token.gap == Gap::None) == *glued) && (!phrase.exact || document.word(start + i) == &**word)
    })
}

/// Where the entries of a class come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// Rows of a lexicon.
    Lexicon(LexiconId),
    /// A list of words in a rule file.
    List,
}
