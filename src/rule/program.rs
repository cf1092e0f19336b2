//! Sequence patterns compiled to small programs, and the machine that runs them over tagged tokens.
//!
//! The machine backtracks; because repetition and gaps are bounded, a start costs at most a constant, and [`STEPS`] caps it, so
//! matching is linear in the length of the text whatever the pattern.

use super::anchor::{Anchor, ClassShape, anchor_of};
use super::guard::{Guard, GuardId, Guards, sort_bit};
use super::mentions::{KindId, MentionIndex};
use super::syntax::Sort;
use super::vocabulary::{ClassId, Tags, Vocabulary};
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
    pub(super) kinds: Vec<KindId>,
    /// Anything: a regex on a token, a gap, or an empty pattern.
    pub(super) any: bool,
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) first: First,
    pub(super) anchor: Option<Anchor>,
}

impl Program {
    /// Completes a pattern; `classes` says what the entries of each class are like.
    pub(super) fn new(mut ops: Vec<Op>, guards: &mut Guards, classes: &[ClassShape]) -> Self {
        ops.push(Op::Match);
        for pc in 0..ops.len() {
            if let Op::Split(a, b, _) = ops[pc] {
                let of = |to: u32, guards: &mut Guards| guards.id(first_of(&ops, to));
                ops[pc] = Op::Split(a, b, [of(a, guards), of(b, guards)]);
            }
        }
        let first = first_of(&ops, 0);
        let anchor = anchor_of(&ops, classes);
        Self { ops, first, anchor }
    }
}

/// What the instructions reachable from one without consuming a token may consume first.
pub(super) fn first_of(ops: &[Op], from: u32) -> First {
    let mut first = First::default();
    let mut seen = vec![false; ops.len()];
    let mut todo = vec![from];
    while let Some(pc) = todo.pop() {
        let pc = pc as usize;
        if std::mem::replace(&mut seen[pc], true) {
            continue;
        }
        match &ops[pc] {
            Op::Class(class, _) => first.classes.push(*class),
            Op::Sort(Sort::Any) | Op::Regex(_) | Op::Match => first.any = true,
            Op::Sort(sort) => first.sorts.push(*sort),
            Op::Mention(kind, _) => first.kinds.push(*kind),
            Op::Split(a, b, _) => todo.extend([*a, *b]),
            Op::Jump(to) | Op::Not(to) => todo.push(*to),
            Op::Glued | Op::Start | Op::End | Op::Open(_) | Op::Close(_) => todo.push(pc as u32 + 1),
        }
    }
    first.classes.sort_unstable();
    first.classes.dedup();
    first.kinds.sort_unstable();
    first.kinds.dedup();
    first.sorts.sort_unstable();
    first.sorts.dedup();
    first
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
    fn passes(&self, id: GuardId, at: usize) -> bool {
        let guard = self.guards[id.0 as usize];
        if guard.any || at >= self.high {
            return guard.any;
        }
        let mark = self.tags.mark(at);
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
