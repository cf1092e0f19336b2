//! Guards: what may come next at a branch of a pattern, tested in one step before the branch is tried.
//!
//! Most branches of most patterns fail on their first word. A guard holds everything a branch can begin with; whether a token
//! is among it is a bit of the token's class set, so the machine of `program` rarely has to go back.

use std::collections::HashMap;

use super::program::First;
use super::syntax::Sort;
use super::vocabulary::ClassId;
use crate::text::{Case, Token, TokenKind};

/// Index of a guard in the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct GuardId(pub(super) u16);

/// What a branch may begin with, apart from words of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Guard {
    /// The branch may match without a token, or begin with any.
    pub(super) any: bool,
    /// Sorts of tokens, see [`sorts`].
    pub(super) sorts: u8,
    /// What a token of the sorts must not be; a guard without exceptions.
    pub(super) except: Option<GuardId>,
    /// Whether it may begin with a word of a class at all.
    pub(super) words: bool,
    /// Kinds of mentions, see [`super::mentions::kind_bit`].
    pub(super) kinds: u32,
}

/// All guards of a rule set, each once.
#[derive(Debug, Clone)]
pub(super) struct Guards {
    list: Vec<(First, Guard)>,
    ids: HashMap<First, GuardId>,
}

impl Guards {
    pub(super) fn new() -> Self {
        Self { list: Vec::new(), ids: HashMap::new() }
    }

    /// The guard of what may begin a branch.
    pub(super) fn id(&mut self, first: First) -> GuardId {
        if let Some(&id) = self.ids.get(&first) {
            return id;
        }
        let guard = Guard {
            any: first.any,
            sorts: first.sorts.iter().fold(0, |bits, &sort| bits | sort_bit(sort)),
            except: first.except,
            words: !first.classes.is_empty(),
            kinds: first.kinds.iter().fold(0, |bits, &kind| bits | super::mentions::kind_bit(kind)),
        };
        let id = GuardId(self.list.len() as u16);
        self.list.push((first.clone(), guard));
        self.ids.insert(first, id);
        id
    }

    /// The guard of what may begin either of two; their exceptions are dropped.
    pub(super) fn either(&mut self, one: GuardId, other: GuardId) -> GuardId {
        let mut first = self.list[one.0 as usize].0.clone();
        let more = self.list[other.0 as usize].0.clone();
        first.any |= more.any;
        first.except = None;
        first.classes.extend(more.classes);
        first.sorts.extend(more.sorts);
        first.kinds.extend(more.kinds);
        first.tidy();
        self.id(first)
    }

    /// The guards by their index.
    pub(super) fn guards(&self) -> Vec<Guard> {
        self.list.iter().map(|&(_, guard)| guard).collect()
    }

    /// For every class set, and for every class, the bits of the guards that hold a class of it; with the words per row.
    pub(super) fn lay_out(&self, sets: &[u64], width: usize, classes: u16) -> (Vec<u64>, Vec<u64>, usize) {
        let guard_width = self.list.len().div_ceil(64).max(1);
        let mut by_class = vec![0u64; usize::from(classes) * guard_width];
        for (guard, (first, _)) in self.list.iter().enumerate() {
            for class in &first.classes {
                by_class[usize::from(class.0) * guard_width + guard / 64] |= 1 << (guard % 64);
            }
        }
        let mut by_set = vec![0u64; sets.len() / width * guard_width];
        for (set, row) in sets.chunks(width).zip(by_set.chunks_mut(guard_width)) {
            for_each_class(set, |class| {
                let bits = &by_class[usize::from(class.0) * guard_width..][..guard_width];
                row.iter_mut().zip(bits).for_each(|(r, b)| *r |= b);
            });
        }
        (by_set, by_class, guard_width)
    }
}

/// Calls back with every class of a row of bits.
pub(super) fn for_each_class(set: &[u64], mut each: impl FnMut(ClassId)) {
    for (chunk, &bits) in set.iter().enumerate() {
        let mut bits = bits;
        while bits != 0 {
            each(ClassId((chunk * 64) as u16 + bits.trailing_zeros() as u16));
            bits &= bits - 1;
        }
    }
}

/// The bit of a sort.
pub(super) const fn sort_bit(sort: Sort) -> u8 {
    match sort {
        Sort::Number => 1,
        Sort::Word => 2,
        Sort::Lower => 4,
        Sort::Capital => 8,
        Sort::Upper => 16,
        Sort::Sign => 32,
        Sort::Possessive => 64,
        Sort::Any => 128,
    }
}

/// The sorts a token is of, a bit each.
#[inline]
pub(super) fn sorts(token: &Token) -> u8 {
    SORTS[token.kind as usize * 8 + token.case as usize]
}

/// Number of combinations of kind and case, with gaps.
pub(super) const SHAPES: usize = 48;

/// Index of a token's kind and case.
#[inline]
pub(super) fn shape(token: &Token) -> usize {
    token.kind as usize * 8 + token.case as usize
}

/// Sorts by [`shape`].
pub(super) const SORTS: [u8; SHAPES] = {
    let mut table = [sort_bit(Sort::Any); SHAPES];
    let mut case = 0;
    while case < 8 {
        table[TokenKind::Number as usize * 8 + case] |= sort_bit(Sort::Number);
        table[TokenKind::Sign as usize * 8 + case] |= sort_bit(Sort::Sign);
        table[TokenKind::Possessive as usize * 8 + case] |= sort_bit(Sort::Possessive);
        let mut word = sort_bit(Sort::Word);
        if case == Case::Lower as usize {
            word |= sort_bit(Sort::Lower);
        }
        if case == Case::Title as usize || case == Case::Mixed as usize {
            word |= sort_bit(Sort::Capital);
        }
        if case == Case::Upper as usize || case == Case::Single as usize {
            word |= sort_bit(Sort::Capital) | sort_bit(Sort::Upper);
        }
        table[TokenKind::Word as usize * 8 + case] |= word;
        case += 1;
    }
    table
};

/// Whether a token is of a sort.
#[inline]
pub(super) fn is_sort(token: &Token, sort: Sort) -> bool {
    sorts(token) & sort_bit(sort) != 0
}
