//! The trie of phrases over word ids.

use super::words::WordId;

/// Collects edges in an open-addressed table.
#[derive(Debug)]
pub(super) struct TrieBuilder {
    edges: Vec<(u64, u32)>,
    count: usize,
    nodes: u32,
}

impl TrieBuilder {
    pub(super) fn new() -> Self {
        Self { edges: vec![(0, 0); 1 << 12], count: 0, nodes: 1 }
    }

    fn key(node: u32, word: WordId) -> u64 {
        // Words count from 1, so a key is never 0.
        u64::from(node) << 32 | u64::from(word)
    }

    /// The slot of an edge: its own, or the empty one where it would go.
    fn slot(&self, key: u64) -> usize {
        let mask = self.edges.len() - 1;
        let mut slot = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
        while self.edges[slot].0 != 0 && self.edges[slot].0 != key {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The node behind an edge, made if it is new.
    pub(super) fn go_on(&mut self, node: u32, word: WordId) -> u32 {
        let key = Self::key(node, word);
        let slot = self.slot(key);
        if self.edges[slot].0 == key {
            return self.edges[slot].1;
        }
        self.edges[slot] = (key, self.nodes);
        self.nodes += 1;
        self.count += 1;
        if self.count * 2 > self.edges.len() {
            let larger = vec![(0, 0); self.edges.len() * 4];
            let old = std::mem::replace(&mut self.edges, larger);
            for (key, next) in old.into_iter().filter(|(key, _)| *key != 0) {
                let slot = self.slot(key);
                self.edges[slot] = (key, next);
            }
        }
        self.nodes - 1
    }

    /// Lays the edges out by node.
    pub(super) fn build(self) -> Trie {
        let mut edges: Vec<(u64, u32)> = self.edges.into_iter().filter(|(key, _)| *key != 0).collect();
        edges.sort_unstable();
        let mut first = vec![0u32; self.nodes as usize + 1];
        for (key, _) in &edges {
            first[(key >> 32) as usize + 1] += 1;
        }
        for node in 1..first.len() {
            first[node] += first[node - 1];
        }
        Trie { first, edges: edges.into_iter().map(|(key, next)| (key as u32, next)).collect() }
    }
}

/// Edges by node, in order of their words: small, so that it stays near.
#[derive(Debug, Clone)]
pub(super) struct Trie {
    /// First edge of each node.
    first: Vec<u32>,
    edges: Vec<(WordId, u32)>,
}

/// Which two words may begin a phrase: a bit for each pair, with few pairs that share one.
///
/// Many words begin some phrase and many go on with one, but seldom the same; the bits are asked before the trie is.
#[derive(Debug, Clone)]
pub(super) struct Pairs {
    bits: Vec<u64>,
}

impl Pairs {
    /// From the pairs; about sixteen bits for each keep one in sixteen that is none.
    pub(super) fn new(pairs: &[(WordId, WordId)]) -> Self {
        let mut this = Self { bits: vec![0; (pairs.len() / 4).next_power_of_two().max(64)] };
        for &(first, second) in pairs {
            let bit = this.bit(first, second);
            this.bits[bit / 64] |= 1 << (bit % 64);
        }
        this
    }

    fn bit(&self, first: WordId, second: WordId) -> usize {
        let hash = (u64::from(first) << 32 | u64::from(second)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (hash >> 32) as usize & (self.bits.len() * 64 - 1)
    }

    /// Whether a phrase may begin with two words.
    #[inline]
    pub(super) fn may_begin(&self, first: WordId, second: WordId) -> bool {
        let bit = self.bit(first, second);
        self.bits[bit / 64] >> (bit % 64) & 1 == 1
    }
}

impl Trie {
    /// Number of nodes, with the root.
    pub(super) fn nodes(&self) -> usize {
        self.first.len() - 1
    }

    /// The node behind an edge; 0 is none.
    #[inline]
    pub(super) fn next(&self, node: u32, word: WordId) -> u32 {
        let edges = &self.edges[self.first[node as usize] as usize..self.first[node as usize + 1] as usize];
        if edges.len() <= 8 {
            return edges.iter().find(|(w, _)| *w == word).map_or(0, |&(_, next)| next);
        }
        edges.binary_search_by_key(&word, |&(w, _)| w).map_or(0, |at| edges[at].1)
    }

    /// All edges.
    pub(super) fn edges(&self) -> impl Iterator<Item = (u32, WordId, u32)> {
        let nodes = self.first.windows(2).enumerate();
        nodes.flat_map(|(node, range)| {
            self.edges[range[0] as usize..range[1] as usize].iter().map(move |&(word, next)| (node as u32, word, next))
        })
    }
}
