//! The table of words: found by hash, many at a time.

use super::vocabulary::{Entry, Form};

/// A word of the vocabulary; 0 is "not in it".
pub(super) type WordId = u32;

/// Most words of a vocabulary.
pub(super) const MOST_WORDS: u32 = 1 << 26;

/// A word with all that most look-ups need; word 0 is none.
///
/// Words are told apart by their hashes alone: with 64 bits, the chance that any of a billion different words of a dump is taken
/// for any of 50,000 listed ones is about one in 400,000.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slot {
    pub(super) hash: u64,
    /// The word's id, and above it the flags.
    pub(super) bits: u32,
    /// Class set of the word in any case.
    pub(super) any: u16,
    /// Class set of the word printed with one capital, the first letter; counts for words of small letters a to z.
    pub(super) title: u16,
}

impl Slot {
    const IDS: u32 = MOST_WORDS - 1;
    /// No printed form of the word has a class set of its own.
    pub(super) const PLAIN: u32 = 1 << 26;
    /// A phrase begins with the word.
    pub(super) const BEGINS: u32 = 1 << 27;
    /// A phrase goes on with the word.
    pub(super) const GOES_ON: u32 = 1 << 28;
    /// A form in small letters has a class set of its own.
    pub(super) const LOWER: u32 = 1 << 29;
    /// The word is made of the letters a to z.
    pub(super) const LETTERS: u32 = 1 << 30;

    pub(super) fn new(hash: u64, id: WordId) -> Self {
        Self { hash, bits: id & Self::IDS, any: 0, title: 0 }
    }

    #[inline]
    pub(super) fn id(self) -> WordId {
        self.bits & Self::IDS
    }

    #[inline]
    pub(super) fn is(self, flag: u32) -> bool {
        self.bits & flag != 0
    }

    /// Fills in what is known of the word when all are laid out.
    pub(super) fn describe(&mut self, entry: &Entry, goes_on: bool, folded: &str, forms: &[(Form, &str)]) {
        let mut set = |flag: u32, when: bool| self.bits |= if when { flag } else { 0 };
        set(Self::PLAIN, forms.is_empty());
        set(Self::BEGINS, entry.begins != 0);
        set(Self::GOES_ON, goes_on);
        set(Self::LOWER, forms.iter().any(|(_, text)| *text == folded));
        set(Self::LETTERS, folded.bytes().all(|b| b.is_ascii_lowercase()));
        self.any = entry.any;
        let title = forms.iter().find(|(_, text)| {
            text.as_bytes().first().is_some_and(u8::is_ascii_uppercase) && text.get(1..) == folded.get(1..)
        });
        self.title = title.map_or(entry.any, |(form, _)| form.set);
    }
}

/// Words by hash. The index is small, so that a word that is not listed costs one look at it, and rarely more.
#[derive(Debug, Clone)]
pub(super) struct Words {
    /// Places of the words: the id, and above it a few bits of the hash; 0 is empty.
    index: Vec<u32>,
    /// Slots by id; the first is no word.
    pub(super) slots: Vec<Slot>,
}

impl Words {
    pub(super) fn new() -> Self {
        Self { index: vec![0; 1 << 12], slots: vec![Slot::default()] }
    }

    /// The bits of a hash that stand above the id.
    fn print(hash: u64) -> u32 {
        (hash >> 58) as u32 * MOST_WORDS
    }

    /// The slot of a word; an empty one if it is not listed.
    #[inline]
    pub(super) fn find(&self, hash: u64) -> Slot {
        let mask = self.index.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let place = self.index[at];
            if place == 0 {
                return Slot::default();
            }
            if place & !Slot::IDS == Self::print(hash) {
                let slot = self.slots[(place & Slot::IDS) as usize];
                if slot.hash == hash {
                    return slot;
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// How many words are looked up together.
    pub(super) const BATCH: usize = 64;

    /// The slots of several words, at most [`Self::BATCH`]; empty ones of words that are not listed.
    ///
    /// Most of the time goes into waiting for memory, so the places of all words are asked for before the first is needed.
    #[inline]
    pub(super) fn find_all(&self, hashes: impl Iterator<Item = u64> + Clone, slots: &mut [Slot; Self::BATCH]) {
        let mask = self.index.len() - 1;
        let mut places = [0u32; Self::BATCH];
        for (place, hash) in places.iter_mut().zip(hashes.clone()) {
            *place = self.index[hash as usize & mask];
        }
        for (slot, place) in slots.iter_mut().zip(places) {
            *slot = self.slots[(place & Slot::IDS) as usize];
        }
        for (slot, hash) in slots.iter_mut().zip(hashes) {
            // The empty place has the hash of no word.
            if slot.hash != hash {
                *slot = if slot.id() == 0 { Slot::default() } else { self.find(hash) };
            }
        }
    }

    /// Adds a word that is not listed; returns its id, or 0 when there are too many.
    pub(super) fn add(&mut self, hash: u64) -> WordId {
        let id = self.slots.len() as WordId;
        if id >= MOST_WORDS {
            return 0;
        }
        self.slots.push(Slot::new(hash, id));
        if self.slots.len() * 2 > self.index.len() {
            self.index = vec![0; self.index.len() * 4];
            (1..=id).for_each(|id| self.place(self.slots[id as usize].hash, id));
        } else {
            self.place(hash, id);
        }
        id
    }

    fn place(&mut self, hash: u64, id: WordId) {
        let mask = self.index.len() - 1;
        let mut at = hash as usize & mask;
        while self.index[at] != 0 {
            at = (at + 1) & mask;
        }
        self.index[at] = id | Self::print(hash);
    }
}
