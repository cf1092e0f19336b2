//! A group: the compiled rules of one file, and the search for their matches in a document.

use std::collections::HashMap;

use regex::Regex;

use super::example::Example;
use super::file::{Consolidate, Tier, Within};
use super::guard::{Guard, SHAPES, SORTS, shape, sort_bit};
use super::live::FILES;
use super::mentions::{KindId, MentionIndex, kind_bit};
use super::program::{Capture, Context, LabelId, Program, run};
use super::vocabulary::{Interest, Tags, Vocabulary};
use crate::text::{Document, Section, Token};

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(super) enum Pattern {
    /// Over tokens.
    Sequence(Program),
    /// Over characters, with the label of each group.
    Regex(Regex, Vec<Option<LabelId>>),
    /// A pattern with a problem.
    Nothing,
}

/// A look-around condition.
#[derive(Debug, Clone)]
pub(super) enum Around {
    Sequence(Program),
    Regex(Regex),
}

/// A compiled rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Name, unique in the rule set.
    pub id: String,
    /// What it finds, in a sentence.
    pub about: String,
    /// Number in the rule set.
    pub index: u16,
    pub(super) pattern: Pattern,
    pub(super) before: Option<Around>,
    pub(super) after: Option<Around>,
    pub(super) unless_before: Option<Around>,
    pub(super) unless_after: Option<Around>,
    pub(super) within: Within,
    pub(super) sections: Vec<Section>,
    pub(super) keep: Option<LabelId>,
    /// Constant fields.
    pub set: Vec<(String, String)>,
    /// Trust before measuring.
    pub tier: Tier,
    /// `stable`, `preview` or `deprecated`.
    pub status: String,
    /// Whether the rule is switched off.
    pub off: bool,
    /// What it must find.
    pub examples: Vec<Example>,
    /// Where it must find nothing.
    pub counterexamples: Vec<Example>,
    /// Line of its definition.
    pub line: usize,
    /// Its pattern and look-around as written, with the names of their fields.
    pub written: Vec<(&'static str, String)>,
}

impl Rule {
    /// A constant field.
    #[must_use]
    pub fn constant(&self, name: &str) -> Option<&str> {
        self.set.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Numbers of words that masks of rules can have: the last is enough for all that are counted in 16 bits.
const WIDTHS: [usize; 5] = [1, 2, 4, 16, 1024];

/// Which rules may begin at which tokens.
#[derive(Debug, Clone, Default)]
pub(super) struct Triggers {
    /// Words per mask: one of [`WIDTHS`].
    width: usize,
    /// The bit of the group in the interest of tokens.
    bit: usize,
    /// By class set, which row of `rows` holds its masks; most sets share a few rows, which stay near.
    sets: Vec<u16>,
    /// Masks of the rules that may begin with a word, and of those of which it is an anchor.
    rows: Vec<u64>,
    /// Masks of rules by class, for phrases.
    classes: Vec<u64>,
    /// Masks of rules by the shape of the token.
    shapes: Vec<u64>,
    /// Kinds with the rules that begin with a mention of them.
    kinds: Vec<(KindId, Vec<u64>)>,
    /// Rules that are regular expressions.
    regexes: Vec<usize>,
    /// Masks of the rules of which a class is an anchor, for phrases.
    anchor_classes: Vec<u64>,
    /// Kinds with the rules of which a mention of them is an anchor.
    anchor_kinds: Vec<(KindId, Vec<u64>)>,
    /// How far behind its start each rule's anchor may stand; none for rules without one.
    reach: Vec<Option<u32>>,
}

/// The compiled rules of one file.
#[derive(Debug, Clone)]
pub struct Group {
    /// What the file finds.
    pub kind: KindId,
    /// Its name.
    pub kind_name: String,
    /// Path of the file in its rule folder.
    pub path: String,
    /// What the file finds, in a sentence.
    pub about: String,
    pub(super) consolidate: Consolidate,
    /// Whether the rules are tried in order, each on what those before left.
    pub sieve: bool,
    /// Whether the rules add fields to mentions of the kind instead of finding them.
    pub refine: bool,
    /// Roles: name, kind, optional.
    pub roles: Vec<(String, KindId, bool)>,
    /// Its rules in file order.
    pub rules: Vec<Rule>,
    pub(super) triggers: Triggers,
}

/// A match of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Position of the rule in its group.
    pub rule: u16,
    /// First token of the whole match.
    pub start: u32,
    /// One past its last token.
    pub end: u32,
    /// First token of the part that is kept.
    pub keep_start: u32,
    /// One past its last token.
    pub keep_end: u32,
    captures: (u32, u32),
}

/// Matches of a group in one document.
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// In order of their start, then of the rules.
    pub list: Vec<Match>,
    captures: Vec<Capture>,
}

impl Matches {
    /// Captures of a match in the order of the text.
    #[must_use]
    pub fn captures(&self, m: &Match) -> &[Capture] {
        &self.captures[m.captures.0 as usize..m.captures.1 as usize]
    }

    /// The first capture under a label.
    #[must_use]
    pub fn capture(&self, m: &Match, label: LabelId) -> Option<&Capture> {
        self.captures(m).iter().find(|c| c.label == label)
    }
}

fn set_bit(mask: &mut [u64], bit: usize) {
    mask[bit / 64] |= 1 << (bit % 64);
}

/// The mask of a kind, made if it is new.
fn kind_mask(kinds: &mut Vec<(KindId, Vec<u64>)>, kind: KindId, width: usize) -> &mut Vec<u64> {
    let at = kinds.iter().position(|(k, _)| *k == kind).unwrap_or_else(|| {
        kinds.push((kind, vec![0; width]));
        kinds.len() - 1
    });
    &mut kinds[at].1
}

impl Group {
    /// Prepares the search, and marks in `interest` which tokens concern the group. Called once, when the vocabulary is complete.
    pub(super) fn prepare(&mut self, vocabulary: &Vocabulary, classes: usize, index: usize, interest: &mut Interest) {
        let needed = self.rules.len().div_ceil(64);
        let width = WIDTHS.into_iter().find(|&w| w >= needed).unwrap_or(WIDTHS[WIDTHS.len() - 1]);
        let mut triggers = Triggers {
            width,
            bit: index.min(FILES - 1),
            sets: Vec::with_capacity(vocabulary.set_count()),
            classes: vec![0; classes * width],
            shapes: vec![0; SHAPES * width],
            anchor_classes: vec![0; classes * width],
            reach: vec![None; self.rules.len()],
            ..Triggers::default()
        };
        for (index, rule) in self.rules.iter().enumerate() {
            let program = match &rule.pattern {
                _ if rule.off => continue,
                Pattern::Sequence(program) => program,
                Pattern::Regex(..) => {
                    triggers.regexes.push(index);
                    continue;
                }
                Pattern::Nothing => continue,
            };
            // Beyond the sentence an anchor cannot be seen.
            if let Some(anchor) = program.anchor.as_ref().filter(|_| rule.within == Within::Sentence) {
                triggers.reach[index] = Some(anchor.reach);
                for &class in &anchor.classes {
                    set_bit(&mut triggers.anchor_classes[class.0 as usize * width..], index);
                }
                for &kind in &anchor.kinds {
                    set_bit(kind_mask(&mut triggers.anchor_kinds, kind, width), index);
                }
            }
            if program.first.any {
                // Whatever its shape.
                (0..SHAPES).for_each(|shape| set_bit(&mut triggers.shapes[shape * width..], index));
                continue;
            }
            for &class in &program.first.classes {
                set_bit(&mut triggers.classes[class.0 as usize * width..], index);
            }
            for &sort in &program.first.sorts {
                for shape in (0..SHAPES).filter(|&s| SORTS[s] & sort_bit(sort) != 0) {
                    set_bit(&mut triggers.shapes[shape * width..], index);
                }
            }
            for &kind in &program.first.kinds {
                set_bit(kind_mask(&mut triggers.kinds, kind, width), index);
            }
        }
        let bit = 1 << triggers.bit;
        let mut known: HashMap<Vec<u64>, u16> = HashMap::new();
        for set in 0..vocabulary.set_count() {
            let mut row = vec![0; 2 * width];
            vocabulary.classes_of(set as u16, |class| {
                let class = class.0 as usize * width;
                join(&mut row[..width], &triggers.classes[class..][..width]);
                join(&mut row[width..], &triggers.anchor_classes[class..][..width]);
            });
            if row.iter().any(|&m| m != 0) {
                interest.sets[set] |= bit;
            }
            // There are no more rows than sets, which are counted in 16 bits.
            let next = known.len() as u16;
            triggers.sets.push(*known.entry(row).or_insert_with_key(|row| {
                triggers.rows.extend_from_slice(row);
                next
            }));
        }
        let mark = |interest: &mut [u64], masks: &[u64]| {
            for (interest, mask) in interest.iter_mut().zip(masks.chunks(width)) {
                if mask.iter().any(|&m| m != 0) {
                    *interest |= bit;
                }
            }
        };
        mark(&mut interest.classes, &triggers.classes);
        mark(&mut interest.classes, &triggers.anchor_classes);
        mark(&mut interest.shapes, &triggers.shapes);
        self.triggers = triggers;
    }

    /// Whether the rules gather evidence side by side, so that none has to win over another.
    #[must_use]
    pub fn gathers(&self) -> bool {
        self.consolidate == Consolidate::All
    }

    /// All matches of all rules, in order of their start, then of the rules. Overlaps stay.
    #[must_use]
    pub fn find(&self, view: &View<'_, '_>) -> Matches {
        match self.triggers.width {
            1 => self.search::<1>(view),
            2 => self.search::<2>(view),
            4 => self.search::<4>(view),
            16 => self.search::<16>(view),
            _ => self.search::<1024>(view),
        }
    }

    fn search<const WIDTH: usize>(&self, view: &View<'_, '_>) -> Matches {
        let mut found = Matches::default();
        let triggers = &self.triggers;
        let document = view.document;
        let rows = triggers.rows.as_chunks::<WIDTH>().0;
        let shapes = triggers.shapes.as_chunks::<WIDTH>().0;
        let classes = triggers.classes.as_chunks::<WIDTH>().0;
        let anchor_classes = triggers.anchor_classes.as_chunks::<WIDTH>().0;
        let mut captures = Vec::new();
        // The text is read from its end, so that where a rule may begin it is known how far its anchor is.
        let mut anchored_at: Vec<u32> = vec![u32::MAX; self.rules.len()];
        let mut live = view.tags.live().of(triggers.bit).to_vec();
        let mut kinds = 0;
        for (kind, _) in triggers.kinds.iter().chain(&triggers.anchor_kinds) {
            kinds |= kind_bit(*kind);
            view.mentions.mark(*kind, &mut live);
        }
        let roles = self.roles.iter().fold(0, |bits, (_, kind, _)| bits | kind_bit(*kind));
        let far = view.mentions.has_long(roles);
        let mut sentences = document.sentences.iter().rev();
        let Some(mut sentence) = sentences.next() else { return found };
        for (block, &bits) in live.iter().enumerate().rev() {
            let mut bits = bits;
            while bits != 0 {
                let bit = 63 - bits.leading_zeros() as usize;
                bits &= !(1 << bit);
                let at = block * 64 + bit;
                while at < sentence.start as usize {
                    match sentences.next() {
                        Some(before) => sentence = before,
                        None => break,
                    }
                }
                let (low, high) = (sentence.start as usize, sentence.end as usize);
                if sentence.section == Section::Boilerplate || !(low..high).contains(&at) {
                    continue;
                }
                let mark = view.tags.mark(at);
                let row = usize::from(triggers.sets[usize::from(mark.set)]) * 2;
                let mut mask = rows[row];
                let mut anchors = rows[row + 1];
                join(&mut mask, &shapes[shape(&document.tokens[at])]);
                if mark.phrase {
                    for hit in view.tags.phrases_at(at) {
                        join(&mut mask, &classes[usize::from(hit.class.0)]);
                        join(&mut anchors, &anchor_classes[usize::from(hit.class.0)]);
                    }
                }
                let mentions = view.mentions.begins(at) & kinds;
                if mentions != 0 {
                    mentions_at(mentions, &triggers.kinds, &mut mask);
                    mentions_at(mentions, &triggers.anchor_kinds, &mut anchors);
                }
                for_each_bit(&anchors, |rule| anchored_at[rule] = at as u32);
                for_each_bit(&mask, |rule| {
                    let near = triggers.reach[rule].is_none_or(|reach| {
                        let anchor = anchored_at[rule];
                        (anchor as usize) < high && (far || anchor - at as u32 <= reach)
                    });
                    if near {
                        self.try_rule(view, rule, at, (low, high), sentence.section, &mut captures, &mut found);
                    }
                });
            }
        }
        found.list.sort_by_key(|m| (m.start, m.rule));
        if !triggers.regexes.is_empty() {
            self.find_regexes(view, &mut found);
            found.list.sort_by_key(|m| (m.start, m.rule));
        }
        found
    }

    #[expect(clippy::too_many_arguments, reason = "the state of the search")]
    fn try_rule(
        &self,
        view: &View<'_, '_>,
        index: usize,
        at: usize,
        sentence: (usize, usize),
        section: Section,
        captures: &mut Vec<Capture>,
        found: &mut Matches,
    ) {
        let rule = &self.rules[index];
        let Pattern::Sequence(program) = &rule.pattern else { return };
        if !rule.sections.is_empty() && !rule.sections.contains(&section) {
            return;
        }
        let cx = view.context(rule.within, at, sentence);
        // What must stand before is seldom there, and seen at once.
        if let Some(before) = &rule.before
            && !holds_before(before, &cx, at)
        {
            return;
        }
        let Some(end) = run(program, &cx, at, captures) else { return };
        if end == at || Self::refused_behind(rule, &cx, at, end).is_some() {
            return;
        }
        let kept = rule.keep.and_then(|label| captures.iter().find(|c| c.label == label));
        let (keep_start, keep_end) = kept.map_or((at as u32, end as u32), |c| (c.start, c.end));
        if keep_end <= keep_start {
            return;
        }
        let from = found.captures.len() as u32;
        captures.sort_by_key(|c| (c.start, std::cmp::Reverse(c.end)));
        found.captures.extend_from_slice(captures);
        found.list.push(Match {
            rule: index as u16,
            start: at as u32,
            end: end as u32,
            keep_start,
            keep_end,
            captures: (from, found.captures.len() as u32),
        });
    }

    /// The look-around field of a rule that refuses a match.
    pub(super) fn refused_by(
        &self,
        rule: &Rule,
        cx: &Context<'_, '_>,
        start: usize,
        end: usize,
    ) -> Option<&'static str> {
        if rule.before.as_ref().is_some_and(|a| !holds_before(a, cx, start)) {
            return Some("before");
        }
        Self::refused_behind(rule, cx, start, end)
    }

    /// The same of the fields other than `before`.
    fn refused_behind(rule: &Rule, cx: &Context<'_, '_>, start: usize, end: usize) -> Option<&'static str> {
        if rule.after.as_ref().is_some_and(|a| !holds_behind(a, cx, end)) {
            return Some("after");
        }
        if rule.unless_before.as_ref().is_some_and(|a| holds_before(a, cx, start)) {
            return Some("unless_before");
        }
        rule.unless_after.as_ref().is_some_and(|a| holds_behind(a, cx, end)).then_some("unless_after")
    }

    /// Matches of the rules that are regular expressions. A match counts if it begins and ends at token edges.
    fn find_regexes(&self, view: &View<'_, '_>, found: &mut Matches) {
        let document = view.document;
        for &index in &self.triggers.regexes {
            let rule = &self.rules[index];
            let Pattern::Regex(regex, labels) = &rule.pattern else { continue };
            let mut done = 0usize;
            for sentence in &document.sentences {
                let start = sentence.start as usize;
                let skipped = !rule.sections.is_empty() && !rule.sections.contains(&sentence.section);
                if start < done || sentence.section == Section::Boilerplate || skipped {
                    continue;
                }
                let cx = view.context(rule.within, start, (start, sentence.end as usize));
                done = cx.high;
                let low = document.tokens[cx.low].start as usize;
                let high = document.tokens[cx.high - 1].end as usize;
                let mut at = low;
                while let Some(groups) = (at < high).then(|| regex.captures_at(&document.text[..high], at)).flatten() {
                    let Some(whole) = groups.get(0) else { break };
                    at = whole.end().max(whole.start() + 1);
                    while !document.text.is_char_boundary(at) {
                        at += 1;
                    }
                    let tokens = |m: regex::Match<'_>| {
                        let start = document.token_at(m.start() as u32);
                        let end = document.token_at(m.end() as u32);
                        let edge = document.tokens.get(start).is_some_and(|t| t.start as usize == m.start())
                            && end > start
                            && document.tokens[end - 1].end as usize == m.end();
                        (start, end, edge)
                    };
                    let (start, end, edge) = tokens(whole);
                    if !edge || self.refused_by(rule, &cx, start, end).is_some() {
                        continue;
                    }
                    let from = found.captures.len() as u32;
                    let mut keep = (start, end);
                    for (group, label) in groups.iter().zip(labels) {
                        if let (Some(group), Some(label)) = (group, label) {
                            let (start, end, _) = tokens(group);
                            // A group that matched nothing at the end of the text stands at no token.
                            if start >= document.tokens.len() {
                                continue;
                            }
                            if rule.keep == Some(*label) {
                                keep = (start, end.max(start + 1));
                            }
                            found.captures.push(Capture {
                                label: *label,
                                start: start as u32,
                                end: end.max(start + 1) as u32,
                                class: None,
                                row: None,
                                mention: None,
                            });
                        }
                    }
                    found.list.push(Match {
                        rule: index as u16,
                        start: start as u32,
                        end: end as u32,
                        keep_start: keep.0 as u32,
                        keep_end: keep.1 as u32,
                        captures: (from, found.captures.len() as u32),
                    });
                }
            }
        }
    }
}

/// Most tokens that a condition looks back.
const LOOK_BACK: usize = 8;

/// Whether a condition holds right before a token.
fn holds_before(around: &Around, cx: &Context<'_, '_>, start: usize) -> bool {
    match around {
        Around::Sequence(program) => {
            // What ends where the match begins: tried from each of the tokens before.
            let (fewest, most) = (program.width.0 as usize, (program.width.1 as usize).min(LOOK_BACK));
            let narrowed = Context { high: start, ..*cx };
            let mut scratch = Vec::new();
            (cx.low.max(start.saturating_sub(most))..start.saturating_sub(fewest.saturating_sub(1))).any(|from| {
                narrowed.passes(program.guard, from) && run(program, &narrowed, from, &mut scratch) == Some(start)
            })
        }
        Around::Regex(regex) => {
            let low = cx.document.tokens[cx.low].start as usize;
            regex.is_match(&cx.document.text[low..cx.document.tokens[start].start as usize])
        }
    }
}

/// Whether a condition holds right behind a match, given one past its last token.
fn holds_behind(around: &Around, cx: &Context<'_, '_>, end: usize) -> bool {
    match around {
        Around::Sequence(program) => cx.passes(program.guard, end) && run(program, cx, end, &mut Vec::new()).is_some(),
        Around::Regex(regex) => {
            let high = cx.document.tokens[cx.high - 1].end as usize;
            regex.is_match(&cx.document.text[cx.document.tokens[end - 1].end as usize..high])
        }
    }
}

/// Joins the rules of the kinds of which a mention begins at a token.
#[inline]
fn mentions_at(begins: u32, kinds: &[(KindId, Vec<u64>)], mask: &mut [u64]) {
    for (kind, rules) in kinds {
        if begins & kind_bit(*kind) != 0 {
            join(mask, rules);
        }
    }
}

/// Calls back with every bit, the last first: what is found from the end of a text on is then in one order throughout.
#[inline]
fn for_each_bit(mask: &[u64], mut each: impl FnMut(usize)) {
    for (chunk, &bits) in mask.iter().enumerate().rev() {
        let mut bits = bits;
        while bits != 0 {
            let bit = 63 - bits.leading_zeros() as usize;
            bits &= !(1 << bit);
            each(chunk * 64 + bit);
        }
    }
}

#[inline]
fn join(mask: &mut [u64], other: &[u64]) {
    mask.iter_mut().zip(other).for_each(|(m, o)| *m |= o);
}

/// What rules see of a document.
#[derive(Clone, Copy)]
pub struct View<'v, 'a> {
    /// The text, cut up.
    pub document: &'v Document<'a>,
    /// What the vocabulary says of its tokens.
    pub tags: &'v Tags,
    /// Mentions found so far.
    pub mentions: &'v MentionIndex,
    pub(super) vocabulary: &'v Vocabulary,
    pub(super) regexes: &'v [Regex],
    pub(super) guards: &'v [Guard],
}

impl<'v, 'a> View<'v, 'a> {
    pub(super) fn context(&self, within: Within, at: usize, sentence: (usize, usize)) -> Context<'v, 'a> {
        let (low, high) = match within {
            Within::Sentence => sentence,
            Within::Paragraph => {
                let p = &self.document.paragraphs[self.document.paragraph_of(at)];
                (p.start as usize, p.end as usize)
            }
            Within::Article => (0, self.document.tokens.len()),
        };
        Context {
            document: self.document,
            tags: self.tags,
            vocabulary: self.vocabulary,
            regexes: self.regexes,
            guards: self.guards,
            mentions: self.mentions,
            low,
            high,
        }
    }

    /// The tokens of a view.
    #[must_use]
    pub fn tokens(&self) -> &'v [Token] {
        &self.document.tokens
    }
}
