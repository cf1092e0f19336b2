//! Sequence patterns compiled to small programs, and the machine that runs them over tagged tokens.
//!
//! The machine backtracks; because repetition and gaps are bounded, a start costs at most a constant, and [`STEPS`] caps it, so
//! matching is linear in the length of the text whatever the pattern.

use super::anchor::{Anchor, ClassShape, anchor_of, width_of};
use super::guard::{Guard, GuardId, Guards, sort_bit};
use super::mentions::{KindId, MentionIndex, has_own_bit};
use super::syntax::Sort;
use super::vocabulary::{ClassId, Mark, Tags, Vocabulary};
use crate::text::{Document, Gap};

/// Most steps for one start of one pattern.
pub(super) const STEPS: u32 = 20_000;

/// Index of a capture name in the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelId(pub u16);

/// One instruction.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Op {
    /// A word or phrase of a class; captured under the label if there is one.
    Class(ClassId, Option<LabelId>),
    /// A token of a sort.
    Sort(Sort),
    /// A token whose whole text matches a regular expression of the rule set.
    Regex(u16),
    /// A mention of a kind, captured under the role's label.
    Mention(KindId, LabelId),
    /// No white space before the next token.
    Glued,
    /// The sentence starts here.
    Start,
    /// The sentence ends here.
    End,
    /// Try the first, then the second; each only where its guard passes.
    Split(u32, u32, [GuardId; 2]),
    /// Go on elsewhere.
    Jump(u32),
    /// A capture begins.
    Open(LabelId),
    /// The capture begun last under this label ends.
    Close(LabelId),
    /// What follows up to the target must not match here; goes on at the target.
    Not(u32),
    /// The same where what must not match is one word or mention: the guard tells.
    Unless(u32, GuardId),
    /// Done.
    Match,
}

/// What a program captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture {
    /// Name of the capture.
    pub label: LabelId,
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
    /// The class and, for phrases, the row that matched; looked up on demand for single words.
    pub class: Option<ClassId>,
    /// Row in the class's lexicon.
    pub row: Option<u32>,
    /// The mention, for roles.
    pub mention: Option<u32>,
}

/// What may begin a match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct First {
    pub(super) classes: Vec<ClassId>,
    pub(super) sorts: Vec<Sort>,
    /// What a token of the sorts must not be.
    pub(super) except: Option<GuardId>,
    pub(super) kinds: Vec<KindId>,
    /// Anything: a regex on a token, a gap, or an empty pattern.
    pub(super) any: bool,
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) first: First,
    /// The guard of what may begin it.
    pub(super) guard: GuardId,
    pub(super) anchor: Option<Anchor>,
    /// Fewest and most tokens of a match, mentions reckoned as in anchors.
    pub(super) width: (u32, u32),
}

impl Program {
    /// Completes a pattern; `classes` says what the entries of each class are like.
    pub(super) fn new(mut ops: Vec<Op>, guards: &mut Guards, classes: &[ClassShape]) -> Self {
        ops.push(Op::Match);
        exclude_by_guards(&mut ops, guards);
        for pc in 0..ops.len() {
            if let Op::Split(a, b, _) = ops[pc] {
                let of = |to: u32, guards: &mut Guards| guards.id(first_of(&ops, to));
                ops[pc] = Op::Split(a, b, [of(a, guards), of(b, guards)]);
            }
        }
        let first = first_of(&ops, 0);
        let guard = guards.id(first.clone());
        let anchor = anchor_of(&ops, classes);
        let width = width_of(&ops, classes);
        Self { ops, first, guard, anchor, width }
    }

    /// Lets the anchor be of what must stand behind a match as well.
    pub(super) fn anchor_with(&mut self, after: &Self, classes: &[ClassShape]) {
        let join = self.ops.len() as u32;
        let mut ops: Vec<Op> = self.ops.clone();
        // A match inside an exclusion is not the end of the pattern, and nobody looks there.
        ops.iter_mut().filter(|op| **op == Op::Match).for_each(|op| *op = Op::Jump(join));
        ops.extend(after.ops.iter().map(|op| match *op {
            Op::Split(a, b, guards) => Op::Split(a + join, b + join, guards),
            Op::Jump(to) => Op::Jump(to + join),
            Op::Not(to) => Op::Not(to + join),
            Op::Unless(to, guard) => Op::Unless(to + join, guard),
            ref op => op.clone(),
        }));
        self.anchor = anchor_of(&ops, classes);
    }
}

/// Turns exclusions of one word or mention into tests of a guard, several in a row into one.
fn exclude_by_guards(ops: &mut [Op], guards: &mut Guards) {
    for pc in (0..ops.len()).rev() {
        let Op::Not(to) = ops[pc] else { continue };
        if !takes_one(ops, pc + 1) {
            continue;
        }
        let excluded = guards.id(first_of(ops, pc as u32 + 1));
        ops[pc] = match ops[to as usize] {
            Op::Unless(to, more) => Op::Unless(to, guards.either(excluded, more)),
            _ => Op::Unless(to, excluded),
        };
    }
}

/// Whether every way from an instruction takes one word or mention and is done.
fn takes_one(ops: &[Op], from: usize) -> bool {
    let mut todo = vec![from];
    while let Some(mut pc) = todo.pop() {
        match ops[pc] {
            Op::Split(a, b, _) => todo.extend([a as usize, b as usize]),
            Op::Jump(to) => todo.push(to as usize),
            Op::Class(..) | Op::Sort(_) | Op::Mention(..) => {
                let told_apart = match ops[pc] {
                    Op::Sort(sort) => sort != Sort::Any,
                    Op::Mention(kind, _) => has_own_bit(kind),
                    _ => true,
                };
                pc += 1;
                while let Op::Jump(to) = ops[pc] {
                    pc = to as usize;
                }
                if !told_apart || ops[pc] != Op::Match {
                    return false;
                }
            }
            _ => return false,
        }
    }
    true
}

/// What the instructions reachable from one without consuming a token may consume first.
pub(super) fn first_of(ops: &[Op], from: u32) -> First {
    let mut first = First::default();
    // On which condition each instruction was reached.
    let mut seen: Vec<Option<Option<GuardId>>> = vec![None; ops.len()];
    let mut todo = vec![(from, None)];
    // The condition of all sorts; none if they differ.
    let mut except: Option<Option<GuardId>> = None;
    while let Some((pc, unless)) = todo.pop() {
        let pc = pc as usize;
        match seen[pc] {
            Some(before) if before == unless || before.is_none() => continue,
            // Reached on another condition: on none, to be safe.
            Some(_) => except = Some(None),
            None => {}
        }
        let unless = if seen[pc].is_some() { None } else { unless };
        seen[pc] = Some(unless);
        match &ops[pc] {
            Op::Class(class, _) => first.classes.push(*class),
            Op::Sort(Sort::Any) | Op::Regex(_) | Op::Match => first.any = true,
            Op::Sort(sort) => {
                first.sorts.push(*sort);
                except = match except {
                    None => Some(unless),
                    Some(other) => Some(other.filter(|&o| Some(o) == unless)),
                };
            }
            Op::Mention(kind, _) => first.kinds.push(*kind),
            Op::Split(a, b, _) => todo.extend([(*a, unless), (*b, unless)]),
            Op::Jump(to) | Op::Not(to) => todo.push((*to, unless)),
            Op::Unless(to, guard) => todo.push((*to, Some(*guard))),
            Op::Glued | Op::Start | Op::End | Op::Open(_) | Op::Close(_) => todo.push((pc as u32 + 1, unless)),
        }
    }
    first.except = except.flatten();
    first.tidy();
    first
}

impl First {
    /// Sorts what it holds, each once.
    pub(super) fn tidy(&mut self) {
        self.classes.sort_unstable();
        self.classes.dedup();
        self.kinds.sort_unstable();
        self.kinds.dedup();
        self.sorts.sort_unstable();
        self.sorts.dedup();
    }
}

/// Everything a program reads.
#[derive(Clone, Copy)]
pub(super) struct Context<'c, 'a> {
    pub(super) document: &'c Document<'a>,
    pub(super) tags: &'c Tags,
    pub(super) vocabulary: &'c Vocabulary,
    pub(super) regexes: &'c [regex::Regex],
    pub(super) guards: &'c [Guard],
    pub(super) mentions: &'c MentionIndex,
    /// Tokens within which a match must stay.
    pub(super) low: usize,
    pub(super) high: usize,
}

impl Context<'_, '_> {
    /// Whether a branch behind a guard can match from a token on.
    #[inline]
    pub(super) fn passes(&self, id: GuardId, at: usize) -> bool {
        let guard = self.guards[id.0 as usize];
        if guard.any || at >= self.high {
            return guard.any;
        }
        let mark = self.tags.mark(at);
        mark.sorts & guard.sorts != 0 && guard.except.is_none_or(|except| !self.passes_plain(except, at, mark))
            || guard.words && self.vocabulary.passes(self.tags, at, mark, id)
            || guard.kinds != 0 && self.mentions.begins(at) & guard.kinds != 0
    }
}

impl Context<'_, '_> {
    /// The same of a guard without exceptions, whose token is known.
    #[inline]
    fn passes_plain(&self, id: GuardId, at: usize, mark: Mark) -> bool {
        let guard = self.guards[id.0 as usize];
        mark.sorts & guard.sorts != 0
            || guard.words && self.vocabulary.passes(self.tags, at, mark, id)
            || guard.kinds != 0 && self.mentions.begins(at) & guard.kinds != 0
    }
}

/// Runs a program from a token; returns one past the last token of the match and leaves its captures in `captures`.
pub(super) fn run(program: &Program, cx: &Context<'_, '_>, start: usize, captures: &mut Vec<Capture>) -> Option<usize> {
    captures.clear();
    let mut machine = Machine { ops: &program.ops, cx, captures, steps: STEPS, failed: [0; FAILED], failures: 0 };
    let end = machine.run(0, start)?;
    resolve(captures);
    Some(end)
}

/// Joins the opening and closing events of each capture.
fn resolve(captures: &mut Vec<Capture>) {
    for at in 0..captures.len() {
        if captures[at].start == OPEN {
            let Capture { label, end, .. } = captures[at];
            if let Some(open) = captures[..at].iter_mut().rev().find(|c| c.label == label && c.end == OPEN) {
                open.end = end;
            }
        }
    }
    captures.retain(|c| c.start != OPEN && c.end != OPEN);
}

/// Marks the unknown end of an opening event and the unknown start of a closing one.
const OPEN: u32 = u32::MAX;

struct Machine<'m, 'c, 'a> {
    ops: &'m [Op],
    cx: &'m Context<'c, 'a>,
    captures: &'m mut Vec<Capture>,
    steps: u32,
    /// Branches that failed at a token: whoever comes there again, on another way, need not try. The first few are kept.
    failed: [u64; FAILED],
    failures: usize,
}

/// Most branches that are remembered to have failed.
const FAILED: usize = 24;

impl Machine<'_, '_, '_> {
    fn run(&mut self, mut pc: usize, mut at: usize) -> Option<usize> {
        loop {
            self.steps = self.steps.checked_sub(1)?;
            match self.ops[pc] {
                Op::Match => return Some(at),
                Op::Class(class, label) => {
                    if at >= self.cx.high {
                        return None;
                    }
                    let mark = self.cx.tags.mark(at);
                    let phrases = if mark.phrase { self.cx.tags.phrases_at(at) } else { &[] };
                    for hit in phrases {
                        let end = at + hit.len as usize;
                        if hit.class == class && end <= self.cx.high {
                            let kept = self.captures.len();
                            if let Some(label) = label {
                                self.push(label, at, end, Some(class), Some(hit.row), None);
                            }
                            if let Some(end) = self.run(pc + 1, end) {
                                return Some(end);
                            }
                            self.captures.truncate(kept);
                        }
                    }
                    if !self.cx.vocabulary.holds(mark.set, class) {
                        return None;
                    }
                    if let Some(label) = label {
                        self.push(label, at, at + 1, Some(class), None, None);
                    }
                    at += 1;
                    pc += 1;
                }
                Op::Sort(sort) => {
                    if at >= self.cx.high || self.cx.tags.mark(at).sorts & sort_bit(sort) == 0 {
                        return None;
                    }
                    at += 1;
                    pc += 1;
                }
                Op::Regex(index) => {
                    if at >= self.cx.high || !self.cx.regexes[index as usize].is_match(self.cx.document.word(at)) {
                        return None;
                    }
                    at += 1;
                    pc += 1;
                }
                Op::Mention(kind, label) => {
                    for mention in self.cx.mentions.at(kind, at) {
                        let end = mention.end as usize;
                        if end > self.cx.high {
                            continue;
                        }
                        let kept = self.captures.len();
                        self.push(label, at, end, None, None, Some(mention.id));
                        if let Some(end) = self.run(pc + 1, end) {
                            return Some(end);
                        }
                        self.captures.truncate(kept);
                    }
                    return None;
                }
                Op::Glued => {
                    if at >= self.cx.high || self.cx.document.tokens[at].gap != Gap::None {
                        return None;
                    }
                    pc += 1;
                }
                Op::Start => {
                    if at != self.cx.low {
                        return None;
                    }
                    pc += 1;
                }
                Op::End => {
                    if at != self.cx.high {
                        return None;
                    }
                    pc += 1;
                }
                Op::Split(first, second, [to_first, to_second]) => {
                    if !self.cx.passes(to_first, at) {
                        pc = second as usize;
                        continue;
                    }
                    if !self.cx.passes(to_second, at) {
                        pc = first as usize;
                        continue;
                    }
                    // A branch is told by its first instruction, which is never the very first.
                    let branch = u64::from(first) << 32 | at as u64;
                    if !self.failed[..self.failures].contains(&branch) {
                        let kept = self.captures.len();
                        if let Some(end) = self.run(first as usize, at) {
                            return Some(end);
                        }
                        self.captures.truncate(kept);
                        if self.failures < FAILED {
                            self.failed[self.failures] = branch;
                            self.failures += 1;
                        }
                    }
                    pc = second as usize;
                }
                Op::Jump(to) => pc = to as usize,
                Op::Open(label) => {
                    self.push(label, at, OPEN as usize, None, None, None);
                    pc += 1;
                }
                Op::Close(label) => {
                    // A closing is an event of its own, so that backtracking undoes it with the rest.
                    self.push(label, OPEN as usize, at, None, None, None);
                    pc += 1;
                }
                Op::Not(to) => {
                    let kept = self.captures.len();
                    let found = self.run(pc + 1, at).is_some();
                    self.captures.truncate(kept);
                    if found {
                        return None;
                    }
                    pc = to as usize;
                }
                Op::Unless(to, guard) => {
                    if at < self.cx.high && self.cx.passes_plain(guard, at, self.cx.tags.mark(at)) {
                        return None;
                    }
                    pc = to as usize;
                }
            }
        }
    }

    fn push(
        &mut self,
        label: LabelId,
        start: usize,
        end: usize,
        class: Option<ClassId>,
        row: Option<u32>,
        mention: Option<u32>,
    ) {
        self.captures.push(Capture { label, start: start as u32, end: end as u32, class, row, mention });
    }
}
