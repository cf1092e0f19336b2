//! Collects the words and phrases of a rule set and lays them out for the look-up.
//!
//! Loading happens at every start of the program, so nothing is allocated per word: texts go into one string, entries into flat
//! lists that are sorted once.

use std::collections::HashMap;

use xxhash_rust::xxh3::Xxh3DefaultBuilder;

use super::anchor::ClassShape;
use super::guard::Guards;
use super::trie::{Pairs, TrieBuilder};
use super::vocabulary::{CaseMode, ClassId, Entry, Form, Phrase, Row, Vocabulary};
use super::words::{WordId, Words};
use crate::text::{Gap, Token, fold_char, tokenize};

/// A text in the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Text {
    start: u32,
    len: u32,
}

/// A one-word entry of a class.
#[derive(Debug, Clone, Copy)]
struct Single {
    word: WordId,
    class: ClassId,
    /// The word as printed, for classes that compare exactly.
    form: Option<Text>,
    row: u32,
}

/// Collects words and builds the [`Vocabulary`].
#[derive(Debug)]
pub(super) struct Builder {
    texts: String,
    words: Words,
    /// Folded text of each word; the first is no word.
    folds: Vec<Text>,
    singles: Vec<Single>,
    trie: TrieBuilder,
    /// Phrases with the node of the trie at which they end.
    phrases: Vec<(u32, Phrase)>,
    /// Tokens of the phrases: where each stands behind the phrase's start, its length, and whether it touches the one before.
    pieces: Vec<(u32, u32, bool)>,
    /// What the entries of each class are like.
    shapes: Vec<ClassShape>,
    folded: String,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            texts: String::with_capacity(1 << 20),
            words: Words::new(),
            folds: vec![Text { start: 0, len: 0 }],
            singles: Vec::with_capacity(1 << 16),
            trie: TrieBuilder::new(),
            phrases: Vec::new(),
            pieces: Vec::new(),
            shapes: Vec::new(),
            folded: String::new(),
        }
    }

    /// A new class without words.
    pub(super) fn class(&mut self) -> ClassId {
        self.shapes.push(ClassShape::EMPTY);
        ClassId(self.shapes.len() as u16 - 1)
    }

    /// What the entries of each class are like.
    pub(super) fn shapes(&self) -> &[ClassShape] {
        &self.shapes
    }

    fn text(&self, text: Text) -> &str {
        &self.texts[text.start as usize..][..text.len as usize]
    }

    fn keep(&mut self, text: &str) -> Text {
        let start = self.texts.len() as u32;
        self.texts.push_str(text);
        Text { start, len: text.len() as u32 }
    }

    /// The id of a word, new or known.
    fn word(&mut self, word: &str, hash: u64) -> WordId {
        let known = self.words.find(hash).id();
        if known != 0 {
            return known;
        }
        let mut folded = std::mem::take(&mut self.folded);
        folded.clear();
        folded.extend(word.chars().map(fold_char));
        let text = self.keep(&folded);
        self.folded = folded;
        self.folds.push(text);
        self.words.add(hash)
    }

    /// Adds an entry to a class; entries without a token (white space) are ignored.
    pub(super) fn add(&mut self, class: ClassId, surface: &str, row: u32, case: CaseMode, scratch: &mut Vec<Token>) {
        tokenize(surface, scratch);
        let exact = case == CaseMode::Exact;
        if let Some(first) = scratch.first() {
            self.shapes[usize::from(class.0)].add(first.of(surface), scratch.len());
        }
        match scratch.as_slice() {
            [] => {}
            [token] => {
                let printed = token.of(surface);
                let word = self.word(printed, token.hash);
                let form = exact.then(|| {
                    let folded = self.folds[word as usize];
                    if self.text(folded) == printed { folded } else { self.keep(printed) }
                });
                self.singles.push(Single { word, class, form, row });
            }
            tokens => {
                let mut node = 0;
                for token in tokens {
                    let id = self.word(token.of(surface), token.hash);
                    node = self.trie.go_on(node, id);
                }
                let text = self.keep(surface).start + tokens[0].start;
                let pieces = self.pieces.len() as u32;
                let from = tokens[0].start;
                self.pieces.extend(tokens.iter().map(|t| (t.start - from, t.end - t.start, t.gap == Gap::None)));
                let count = tokens.len() as u32;
                self.phrases.push((node, Phrase { class, row, text, pieces, count, exact }));
            }
        }
    }

    /// Lays everything out. `guards` get their bits for every set of classes.
    pub(super) fn build(self, guards: &Guards) -> Vocabulary {
        let Self { texts, mut words, folds, mut singles, trie, mut phrases, pieces, shapes, .. } = self;
        let trie = trie.build();
        let mut begins = vec![0; folds.len()];
        let mut goes_on = vec![false; folds.len()];
        // The root's edges come first, so the word of each of its children is known when theirs come.
        let (mut first_words, mut pairs) = (vec![0; trie.nodes()], Vec::new());
        for (node, word, next) in trie.edges() {
            if node == 0 {
                begins[word as usize] = next;
                first_words[next as usize] = word;
            } else {
                goes_on[word as usize] = true;
                let first = first_words[node as usize];
                if first != 0 {
                    pairs.push((first, word));
                }
            }
        }
        let classes = shapes.len() as u16;
        let text = |t: Text| &texts[t.start as usize..][..t.len as usize];
        let width = usize::from(classes).div_ceil(64).max(1);
        let mut sets = SetTable::new(width);
        singles.sort_by_key(|s| s.word); // stable: the rows of a word stay in order of their classes
        let mut entries = Vec::with_capacity(folds.len() + 1);
        let (mut forms, mut rows) = (Vec::<Form>::new(), Vec::with_capacity(singles.len()));
        let mut any = vec![0u64; width];
        let mut form_bits: Vec<u64> = Vec::new();
        let mut at = 0;
        for (id, &begins) in begins.iter().enumerate() {
            let from = at;
            while singles.get(at).is_some_and(|s| s.word == id as WordId) {
                at += 1;
            }
            let own = &singles[from..at];
            any.fill(0);
            form_bits.clear();
            let first_form = forms.len();
            let (first_row, set) = (rows.len() as u32, |bits: &mut [u64], class: ClassId| {
                bits[class.0 as usize / 64] |= 1 << (class.0 % 64);
            });
            for single in own {
                let form = single.form.map(|printed| {
                    let known = forms[first_form..].iter().position(|f| text(f.text()) == text(printed));
                    let form = known.unwrap_or_else(|| {
                        forms.push(Form { start: printed.start, len: printed.len, set: 0 });
                        form_bits.resize(form_bits.len() + width, 0);
                        forms.len() - first_form - 1
                    });
                    set(&mut form_bits[form * width..][..width], single.class);
                    form as u16
                });
                if form.is_none() {
                    set(&mut any, single.class);
                }
                rows.push(Row { class: single.class, form, row: single.row });
            }
            for (form, bits) in forms[first_form..].iter_mut().zip(form_bits.chunks_mut(width)) {
                bits.iter_mut().zip(&any).for_each(|(b, a)| *b |= a);
                form.set = sets.intern(bits);
            }
            entries.push(Entry { any: sets.intern(&any), forms: first_form as u32, rows: first_row, begins });
        }
        // A last entry closes the ranges of the one before it.
        entries.push(Entry { any: 0, forms: forms.len() as u32, rows: rows.len() as u32, begins: 0 });
        for (id, slot) in words.slots.iter_mut().enumerate().skip(1) {
            let own = &forms[entries[id].forms as usize..entries[id + 1].forms as usize];
            let own: Vec<_> = own.iter().map(|&form| (form, text(form.text()))).collect();
            slot.describe(&entries[id], goes_on[id], text(folds[id]), &own);
        }
        phrases.sort_by_key(|(node, _)| *node);
        let mut nodes = vec![0u32; trie.nodes() + 1];
        for (node, _) in &phrases {
            nodes[*node as usize + 1] += 1;
        }
        for node in 1..nodes.len() {
            nodes[node] += nodes[node - 1];
        }
        let phrases = phrases.into_iter().map(|(_, phrase)| phrase).collect();
        let (guard_sets, guard_classes, guard_width) = guards.lay_out(&sets.bits, width, classes);
        Vocabulary {
            words,
            texts,
            forms,
            entries,
            rows,
            sets: sets.bits,
            width,
            trie,
            pairs: Pairs::new(&pairs),
            nodes,
            phrases,
            pieces,
            guard_sets,
            guard_classes,
            guard_width,
        }
    }
}

impl Form {
    fn text(&self) -> Text {
        Text { start: self.start, len: self.len }
    }
}

/// Interns sets of classes; set 0 is empty.
struct SetTable {
    width: usize,
    bits: Vec<u64>,
    index: HashMap<Box<[u64]>, u16, Xxh3DefaultBuilder>,
}

impl SetTable {
    fn new(width: usize) -> Self {
        let mut index = HashMap::with_capacity_and_hasher(1 << 12, Xxh3DefaultBuilder::new());
        index.insert(vec![0; width].into(), 0);
        Self { width, bits: vec![0; width], index }
    }

    fn intern(&mut self, set: &[u64]) -> u16 {
        if let Some(&id) = self.index.get(set) {
            return id;
        }
        let id = (self.bits.len() / self.width) as u16;
        self.bits.extend_from_slice(set);
        self.index.insert(set.into(), id);
        id
    }
}
