//! How far rules come where they do not match: for explanations, not for extraction.
//!
//! The machine in `program` stops at the first match and forgets the rest. Here all ways through a pattern are followed at once:
//! programs only jump forward, so one pass over the instructions visits each pair of instruction and token once.

use std::collections::BTreeMap;

use super::RuleSet;
use super::group::{Group, Pattern, Rule, View};
use super::guard::is_sort;
use super::program::{Context, Op, run};
use super::syntax::Sort;
use crate::text::{Gap, Section, Sentence};

/// A rule that nearly matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// Position of the rule in its group.
    pub rule: u16,
    /// First token of what matched.
    pub start: u32,
    /// One past its last token.
    pub end: u32,
    /// Why it is no match.
    pub reason: Missed,
}

/// Why a rule did not match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// The pattern matched, but a look-around field refused it.
    Refused {
        /// `before`, `after`, `unless_before` or `unless_after`.
        field: &'static str,
    },
    /// The pattern stopped on its way.
    Unfinished {
        /// Elements that matched.
        matched: u32,
        /// Elements that are missing, at least.
        missing: u32,
        /// What could have gone on, each in words.
        expected: Vec<String>,
        /// The token that stands there instead; at the end of the sentence none.
        at: Option<u32>,
    },
}

impl NearMiss {
    /// The nearest first: what a look-around refused, then by the share of the elements that matched.
    #[must_use]
    pub fn rank(&self) -> (u32, u32) {
        match &self.reason {
            Missed::Refused { .. } => (0, 0),
            Missed::Unfinished { matched, missing, .. } => {
                (1000 - 1000 * matched / (matched + missing).max(1), 100 - matched.min(&100))
            }
        }
    }
}

/// Fewest elements that make a near miss.
const FEWEST: u32 = 2;

impl Group {
    /// Where rules of the group nearly matched: for each rule and sentence the place where it came nearest.
    #[must_use]
    pub fn near_misses(&self, rules: &RuleSet, view: &View<'_, '_>) -> Vec<NearMiss> {
        let mut found = Vec::new();
        for sentence in view.document.sentences.iter().filter(|s| s.section != Section::Boilerplate) {
            for (index, rule) in self.rules.iter().enumerate() {
                if rule.off || !rule.sections.is_empty() && !rule.sections.contains(&sentence.section) {
                    continue;
                }
                let mut misses = match &rule.pattern {
                    Pattern::Sequence(program) => self.of_sequence(rules, view, rule, &program.ops, sentence),
                    Pattern::Regex(regex, _) => self.of_regex(view, rule, regex, sentence),
                    Pattern::Nothing => Vec::new(),
                };
                misses.iter_mut().for_each(|m| m.rule = index as u16);
                // A refusal counts wherever it happens; of unfinished matches the nearest is enough.
                let best = misses.iter().filter(|m| m.rank().0 > 0).min_by_key(|m| (m.rank(), m.start)).cloned();
                found.extend(misses.into_iter().filter(|m| m.rank().0 == 0));
                found.extend(best);
            }
        }
        found
    }

    fn of_sequence(
        &self,
        rules: &RuleSet,
        view: &View<'_, '_>,
        rule: &Rule,
        ops: &[Op],
        sentence: &Sentence,
    ) -> Vec<NearMiss> {
        let Pattern::Sequence(program) = &rule.pattern else { return Vec::new() };
        let bounds = (sentence.start as usize, sentence.end as usize);
        let left = left(ops);
        let mut captures = Vec::new();
        let mut misses = Vec::new();
        for start in bounds.0..bounds.1 {
            let cx = view.context(rule.within, start, bounds);
            let miss = |end: usize, reason| NearMiss { rule: 0, start: start as u32, end: end as u32, reason };
            match run(program, &cx, start, &mut captures) {
                Some(end) if end > start => {
                    if let Some(field) = self.refused_by(rule, &cx, start, end) {
                        misses.push(miss(end, Missed::Refused { field }));
                    }
                }
                _ => misses.extend(walk(rules, ops, &left, &cx, start).map(|(end, reason)| miss(end, reason))),
            }
        }
        misses
    }

    fn of_regex(&self, view: &View<'_, '_>, rule: &Rule, regex: &regex::Regex, sentence: &Sentence) -> Vec<NearMiss> {
        let document = view.document;
        let cx = view.context(rule.within, sentence.start as usize, (sentence.start as usize, sentence.end as usize));
        let span = document.span(sentence.start as usize, sentence.end as usize);
        let found = regex.find_iter(&document.text[..span.end as usize]).filter(|m| m.start() >= span.start as usize);
        let refused = found.filter_map(|m| {
            let (start, end) = (document.token_at(m.start() as u32), document.token_at(m.end() as u32));
            let edges = document.tokens.get(start).is_some_and(|t| t.start as usize == m.start())
                && end > start
                && document.tokens[end - 1].end as usize == m.end();
            let field = edges.then(|| self.refused_by(rule, &cx, start, end)).flatten()?;
            Some(NearMiss { rule: 0, start: start as u32, end: end as u32, reason: Missed::Refused { field } })
        });
        refused.collect()
    }
}

/// Whether an instruction says something of the text: gaps and tokens of a general sort do not.
fn counts(op: &Op) -> bool {
    match op {
        Op::Class(..) | Op::Regex(_) | Op::Mention(..) => true,
        Op::Sort(sort) => matches!(sort, Sort::Number | Sort::Sign | Sort::Possessive),
        _ => false,
    }
}

/// Fewest elements from each instruction to the end.
fn left(ops: &[Op]) -> Vec<u32> {
    let mut left = vec![0u32; ops.len()];
    for pc in (0..ops.len()).rev() {
        left[pc] = match &ops[pc] {
            Op::Match => 0,
            Op::Split(a, b, _) => left[*a as usize].min(left[*b as usize]),
            Op::Jump(to) | Op::Not(to) | Op::Unless(to, _) => left[*to as usize],
            op => left[pc + 1] + u32::from(counts(op)),
        };
    }
    left
}

/// Where an instruction that reads the text leads from a token: one past what it takes.
fn ends(op: &Op, cx: &Context<'_, '_>, at: usize) -> Vec<usize> {
    let inside = at < cx.high;
    let one = |fits: bool| if inside && fits { vec![at + 1] } else { Vec::new() };
    match *op {
        Op::Class(class, _) => {
            let phrases = cx.tags.phrases_at(at).iter().filter(|h| h.class == class).map(|h| at + h.len as usize);
            let mut ends: Vec<usize> = if inside { phrases.filter(|&e| e <= cx.high).collect() } else { Vec::new() };
            ends.extend(one(cx.vocabulary.holds(cx.tags.set(at), class)));
            ends
        }
        Op::Sort(sort) => one(inside && is_sort(&cx.document.tokens[at], sort)),
        Op::Regex(index) => one(cx.regexes[index as usize].is_match(cx.document.word(at))),
        Op::Mention(kind, _) => {
            cx.mentions.at(kind, at).iter().map(|m| m.end as usize).filter(|&e| e <= cx.high).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a condition that takes nothing holds.
fn holds(ops: &[Op], cx: &Context<'_, '_>, pc: usize, at: usize) -> bool {
    match ops[pc] {
        Op::Glued => at < cx.high && cx.document.tokens[at].gap == Gap::None,
        Op::Start => at == cx.low,
        Op::End => at == cx.high,
        Op::Not(_) => !follow(ops, cx, pc + 1, at, &mut |_, _, _| ()),
        Op::Unless(_, guard) => at >= cx.high || !cx.passes(guard, at),
        _ => true,
    }
}

/// How a place in the pattern was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reached {
    /// Elements that matched.
    score: u32,
    /// One past the last of them.
    end: usize,
}

/// Follows all ways from an instruction at a token; tells of each place where one ends. True if the end is reached.
fn follow(
    ops: &[Op],
    cx: &Context<'_, '_>,
    from: usize,
    start: usize,
    stopped: &mut dyn FnMut(usize, usize, Reached),
) -> bool {
    let mut states: Vec<BTreeMap<usize, Reached>> = vec![BTreeMap::new(); ops.len() + 1];
    states[from].insert(start, Reached { score: 0, end: start });
    for pc in from..ops.len() {
        for (at, here) in std::mem::take(&mut states[pc]) {
            let mut go = |to: usize, at: usize, reached: Reached| {
                states[to].entry(at).and_modify(|r| *r = (*r).max(reached)).or_insert(reached);
            };
            match &ops[pc] {
                Op::Match => return true,
                Op::Split(a, b, _) => {
                    go(*a as usize, at, here);
                    go(*b as usize, at, here);
                }
                Op::Jump(to) => go(*to as usize, at, here),
                Op::Open(_) | Op::Close(_) => go(pc + 1, at, here),
                Op::Not(to) | Op::Unless(to, _) if holds(ops, cx, pc, at) => go(*to as usize, at, here),
                Op::Glued | Op::Start | Op::End if holds(ops, cx, pc, at) => go(pc + 1, at, here),
                Op::Not(_) | Op::Unless(..) | Op::Glued | Op::Start | Op::End => stopped(pc, at, here),
                op => {
                    let ends = ends(op, cx, at);
                    if ends.is_empty() {
                        stopped(pc, at, here);
                    }
                    for end in ends {
                        let reached = if counts(op) { Reached { score: here.score + 1, end } } else { here };
                        go(pc + 1, end, reached);
                    }
                }
            }
        }
    }
    false
}

/// The nearest that a pattern comes to a match from a token: one past what matched, and what stopped it.
fn walk(rules: &RuleSet, ops: &[Op], left: &[u32], cx: &Context<'_, '_>, start: usize) -> Option<(usize, Missed)> {
    let mut stops: Vec<(usize, usize, Reached)> = Vec::new();
    if follow(ops, cx, 0, start, &mut |pc, at, reached| stops.push((pc, at, reached))) {
        return None;
    }
    // The most elements, then the fewest missing, then the place right behind what matched.
    let &(pc, at, best) = stops.iter().min_by_key(|(pc, at, r)| (std::cmp::Reverse(r.score), left[*pc], *at))?;
    let missing = left[pc].max(1);
    if best.score < FEWEST || best.score < missing {
        return None;
    }
    let mut expected: Vec<String> = Vec::new();
    for &(other, place, reached) in &stops {
        if (reached.score, left[other], place) == (best.score, left[pc], at) {
            let text = describe(rules, &ops[other]);
            if !expected.contains(&text) {
                expected.push(text);
            }
        }
    }
    let seen = (at < cx.high).then_some(at as u32);
    Some((best.end, Missed::Unfinished { matched: best.score, missing, expected, at: seen }))
}

/// An instruction in words.
fn describe(rules: &RuleSet, op: &Op) -> String {
    match op {
        Op::Class(class, _) => rules.class_names.get(class.0 as usize).cloned().unwrap_or_default(),
        Op::Sort(sort) => {
            let name = Sort::NAMES.iter().find(|(_, s)| s == sort).map_or("any", |(name, _)| name);
            format!("#{name}")
        }
        Op::Regex(index) => format!("a token like {}", rules.regexes[*index as usize].as_str()),
        Op::Mention(kind, label) => {
            let (label, kind) = (rules.label_name(*label), rules.kind_name(*kind));
            if label == kind { format!("<{label}>") } else { format!("<{label}>, a mention of kind {kind}") }
        }
        Op::Glued => "no space here".to_owned(),
        Op::Start => "the start of the sentence".to_owned(),
        Op::End => "the end of the sentence".to_owned(),
        _ => "anything but what the pattern excludes here".to_owned(),
    }
}
