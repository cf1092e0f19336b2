//! Anchors: the rarest words without which a pattern cannot match.
//!
//! A pattern is tried where it can begin and where one of its anchor words stands near enough behind. The words are a minimum cut
//! of the pattern's graph: every way through the pattern passes one of them, and together they are rarer than any other such set.

use std::collections::VecDeque;

use super::mentions::KindId;
use super::program::{Op, first_of};
use super::vocabulary::ClassId;

/// What every match holds: at least one word of the classes, or mention of the kinds, at most `reach` tokens behind its start.
///
/// Patterns that may begin with any word are tried only where their anchor is near.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Anchor {
    pub(super) classes: Vec<ClassId>,
    pub(super) kinds: Vec<KindId>,
    pub(super) reach: u32,
}

/// What the entries of a class are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ClassShape {
    /// Most tokens of an entry.
    pub(super) longest: u32,
    /// How often its entries are expected in text, by their length: short words are common ones.
    pub(super) weight: u32,
}

impl ClassShape {
    /// Of a class without entries.
    pub(super) const EMPTY: Self = Self { longest: 1, weight: 0 };

    /// Counts an entry in, given its first word and the number of its tokens.
    pub(super) fn add(&mut self, word: &str, tokens: usize) {
        self.longest = self.longest.max(tokens as u32);
        let weight = match word.len() {
            0..=2 => 32,
            3 => 8,
            4 => 3,
            _ => 1,
        };
        self.weight = (self.weight + weight).min(64);
    }
}

/// The weight of a mention, as of a class.
const MENTION_WEIGHT: u32 = 24;

/// Longest mention, in tokens, that an anchor's reach allows for; where a document holds longer ones, reaches do not count.
pub(super) const MENTION: u32 = 16;

/// What an instruction demands of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Demand {
    Class(ClassId),
    Kind(KindId),
}

fn demand(op: &Op) -> Option<Demand> {
    match op {
        Op::Class(class, _) => Some(Demand::Class(*class)),
        Op::Mention(kind, _) => Some(Demand::Kind(*kind)),
        _ => None,
    }
}

/// Instructions that follow one; inside a negated part nothing is demanded of the match, so the walk goes around it.
fn next_of(ops: &[Op], pc: usize) -> [Option<usize>; 2] {
    match &ops[pc] {
        Op::Match => [None, None],
        Op::Split(a, b, _) => [Some(*a as usize), Some(*b as usize)],
        Op::Jump(to) | Op::Not(to) | Op::Unless(to, _) => [Some(*to as usize), None],
        _ => [Some(pc + 1), None],
    }
}

/// Most tokens before each instruction. Programs only jump forward, so one pass in order is enough.
fn distances(ops: &[Op], classes: &[ClassShape]) -> Vec<Option<u32>> {
    let mut most: Vec<Option<u32>> = vec![None; ops.len()];
    most[0] = Some(0);
    for pc in 0..ops.len() {
        let Some(here) = most[pc] else { continue };
        let width = match &ops[pc] {
            Op::Class(class, _) => classes[class.0 as usize].longest,
            Op::Mention(..) => MENTION,
            Op::Sort(_) | Op::Regex(_) => 1,
            _ => 0,
        };
        for next in next_of(ops, pc).into_iter().flatten() {
            most[next] = most[next].max(Some(here + width));
        }
    }
    most
}

/// Fewest and most tokens of a match of a pattern.
pub(super) fn width_of(ops: &[Op], classes: &[ClassShape]) -> (u32, u32) {
    let mut fewest: Vec<Option<u32>> = vec![None; ops.len()];
    fewest[0] = Some(0);
    for pc in 0..ops.len() {
        let Some(here) = fewest[pc] else { continue };
        let takes = u32::from(matches!(ops[pc], Op::Class(..) | Op::Mention(..) | Op::Sort(_) | Op::Regex(_)));
        for next in next_of(ops, pc).into_iter().flatten() {
            fewest[next] = Some(fewest[next].map_or(here + takes, |f| f.min(here + takes)));
        }
    }
    let last = ops.len() - 1;
    (fewest[last].unwrap_or(0), distances(ops, classes)[last].unwrap_or(0))
}

/// The rarest words or mentions of which every match holds one.
///
/// What may stand first says little more than the trigger does, so a cut without such demands is preferred.
pub(super) fn anchor_of(ops: &[Op], classes: &[ClassShape]) -> Option<Anchor> {
    let reachable = distances(ops, classes);
    let first = first_of(ops, 0);
    // A trigger of sorts is weak: its words count then as well.
    let weak = first.any || !first.sorts.is_empty();
    let stands_first = |demand: Demand| match demand {
        Demand::Class(class) => first.classes.contains(&class),
        Demand::Kind(kind) => first.kinds.contains(&kind),
    };
    let weight = |op: &Op, later: bool| match demand(op) {
        None => MOST,
        Some(d) if later && stands_first(d) => MOST,
        Some(Demand::Class(class)) => classes[class.0 as usize].weight.max(1),
        Some(Demand::Kind(_)) => MENTION_WEIGHT,
    };
    let cut = |later: bool| {
        let weights: Vec<u32> = ops.iter().map(|op| weight(op, later)).collect();
        let ops_cut = Flow::new(ops, &weights).cut()?;
        let mut anchor = Anchor::default();
        for op in ops_cut {
            anchor.reach = anchor.reach.max(reachable[op]?);
            match demand(&ops[op])? {
                Demand::Class(class) if !anchor.classes.contains(&class) => anchor.classes.push(class),
                Demand::Kind(kind) if !anchor.kinds.contains(&kind) => anchor.kinds.push(kind),
                _ => {}
            }
        }
        Some(anchor)
    };
    (!weak).then(|| cut(true)).flatten().or_else(|| cut(false)).filter(|a| a.reach > 0)
}

/// More than any cut may weigh.
const MOST: u32 = 1 << 20;

/// Flow through a pattern from its first instruction to its end, by augmenting paths (Edmonds and Karp). Each instruction is two
/// nodes, `2 * op` and `2 * op + 1`, joined by an edge that bears its weight.
struct Flow {
    /// Edges: target and what they still bear; the edge back is the next or the one before.
    edges: Vec<(usize, u32)>,
    of: Vec<Vec<usize>>,
    ends: Vec<bool>,
}

impl Flow {
    fn new(ops: &[Op], weights: &[u32]) -> Self {
        let mut flow = Self {
            edges: Vec::new(),
            of: vec![Vec::new(); ops.len() * 2],
            ends: ops.iter().map(|op| *op == Op::Match).collect(),
        };
        for (op, &weight) in weights.iter().enumerate() {
            flow.join(2 * op, 2 * op + 1, weight);
            for next in next_of(ops, op).into_iter().flatten() {
                flow.join(2 * op + 1, 2 * next, MOST);
            }
        }
        flow
    }

    fn join(&mut self, from: usize, to: usize, bears: u32) {
        self.of[from].push(self.edges.len());
        self.edges.push((to, bears));
        self.of[to].push(self.edges.len());
        self.edges.push((from, 0));
    }

    /// The edge by which each node is reached from the start, and the end that is reached, if any.
    fn reach(&self) -> (Vec<Option<usize>>, Option<usize>) {
        let mut by = vec![None; self.of.len()];
        let mut todo = VecDeque::from([0]);
        while let Some(node) = todo.pop_front() {
            if node % 2 == 0 && self.ends[node / 2] {
                return (by, Some(node));
            }
            for &edge in &self.of[node] {
                let (to, bears) = self.edges[edge];
                if bears > 0 && to != 0 && by[to].is_none() {
                    by[to] = Some(edge);
                    todo.push_back(to);
                }
            }
        }
        (by, None)
    }

    /// The instructions of the smallest cut nearest to the start; none if every cut is too heavy.
    fn cut(mut self) -> Option<Vec<usize>> {
        let mut total = 0;
        loop {
            let (by, end) = self.reach();
            let Some(end) = end else {
                let reached = |node: usize| node == 0 || by[node].is_some();
                return Some((0..self.ends.len()).filter(|op| reached(2 * op) && !reached(2 * op + 1)).collect());
            };
            let mut path = Vec::new();
            let mut node = end;
            while let Some(edge) = by[node] {
                path.push(edge);
                node = self.edges[edge ^ 1].0;
            }
            let flow = path.iter().map(|&e| self.edges[e].1).min()?;
            total += flow;
            if total >= MOST {
                return None;
            }
            for edge in path {
                self.edges[edge].1 -= flow;
                self.edges[edge ^ 1].1 += flow;
            }
        }
    }
}
