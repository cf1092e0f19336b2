//! Quotations: what is said, at which word of saying, by whom.
//!
//! The rules of `quotation.toml` find attributions: a speaker at a word of saying. What is said lies beside an attribution, between
//! marks (direct), as a clause (indirect), or as a clause with marks inside (mixed). Words in marks without an attribution belong to
//! the speaker before them if they are whole sentences. Terms, titles and single words in marks are no quotations.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::refine::Placed;
use super::speaker::{Memory, Phrase};
use super::view::Reading;
use crate::fact::{Kind, Mention, Provenance, Quotation, QuotationForm, RuleId, Value};
use crate::rule::{Indexed, Listed, MentionIndex, Rule};
use crate::span::Span;
use crate::text::{Quoted, Section, TokenKind};

/// Where the words lie from an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Either,
}

/// A speaker at a word of saying.
#[derive(Debug, Clone)]
struct Attribution<'g> {
    start: usize,
    /// One past the match: where a clause to the right begins.
    end: usize,
    cue: (usize, usize),
    /// Number of the speaker phrase; none if the speaker before goes on.
    phrase: Option<usize>,
    side: Side,
    rule: &'g Rule,
    sentence: usize,
    /// Whether the speaker stands before the cue.
    subject_first: bool,
}

/// A quotation in the making, in tokens.
struct Draft<'g> {
    /// Ranges of tokens without outer marks.
    segments: Vec<(usize, usize)>,
    form: QuotationForm,
    cue: Option<(usize, usize)>,
    speaker: Option<crate::fact::Speaker>,
    rule: &'g Rule,
    sieve: Option<&'static str>,
    /// Pairs of marks that are part of it.
    pairs: Vec<usize>,
}

/// The pairs of marks as the rules see them: with their marks.
pub(super) fn index(reading: &Reading<'_, '_>) -> Vec<Indexed> {
    let list = reading.document.quoted.iter().enumerate();
    list.map(|(i, q)| Indexed { start: q.open, end: q.end() as u32, id: i as u32 }).collect()
}

struct Finder<'f, 'g, 'm, 'a> {
    reading: Reading<'f, 'a>,
    /// The rule that stands for marked sentences without an attribution.
    unattributed: Option<&'g Rule>,
    phrases: &'f [Phrase],
    memory: Memory<'m, 'a>,
    attributions: Vec<Attribution<'g>>,
    used: Vec<bool>,
    drafts: Vec<Draft<'g>>,
    /// The last direct quotation among the drafts.
    last_direct: Option<usize>,
    /// Outer pairs with a closing mark, by one past their last token.
    ends: HashMap<usize, usize>,
}

/// Finds the quotations of a document.
pub(super) fn find<'m, 'a: 'm>(
    reading: Reading<'m, 'a>,
    index: &MentionIndex,
    phrases: &[Phrase],
    memory: Memory<'m, 'a>,
) -> Vec<Placed> {
    let mut rules = reading.rules.groups_of("quotation").flat_map(|g| &g.rules);
    let unattributed = rules.find(|r| r.id == "quotation.floating");
    let attributions = attributions(&reading, index, phrases);
    let used = vec![false; reading.document.quoted.len()];
    let outer = reading.document.quoted.iter().enumerate().filter(|(_, q)| q.depth == 0 && q.closed);
    let ends = outer.map(|(i, q)| (q.end(), i)).collect();
    let (drafts, last_direct) = (Vec::new(), None);
    let mut finder = Finder { reading, unattributed, phrases, memory, attributions, used, drafts, last_direct, ends };
    finder.paragraphs();
    finder.finish()
}

/// The attributions of a document in order; each cue counts once, for the rule that stands first, in the first file.
fn attributions<'g>(reading: &Reading<'g, '_>, index: &MentionIndex, phrases: &[Phrase]) -> Vec<Attribution<'g>> {
    let view = reading.rules.view(reading.document, reading.tags, index);
    let files: Vec<_> = reading.rules.groups_of("quotation").map(|g| (g, g.find(&view))).collect();
    let places = files.iter().enumerate().flat_map(|(f, (_, matches))| (0..matches.list.len()).map(move |i| (f, i)));
    let mut order: Vec<(usize, usize)> = places.collect();
    // Rules in file order; of one rule, the match whose speaker is nearest to the cue.
    order.sort_by_key(|&(f, i)| {
        let m = &files[f].1.list[i];
        let inherits = files[f].0.rules[m.rule as usize].constant("inherit").is_some();
        // Where the speaker before goes on, the connective belongs to the attribution.
        (f, m.rule, if inherits { i64::from(m.start) } else { -i64::from(m.start) })
    });
    let mut found: Vec<Attribution<'g>> = Vec::new();
    let mut claimed = Claimed::default();
    let inside = inside_marks(reading);
    for (f, i) in order {
        let (group, matches) = &files[f];
        let m = &matches.list[i];
        let rule = &group.rules[m.rule as usize];
        let mut cue = None;
        let mut phrase = None;
        let mut end = m.end as usize;
        for capture in reading.captures(matches, m) {
            match capture.label {
                "cue" if cue.is_none() => cue = Some((capture.start, capture.end)),
                "speaker" => phrase = capture.mention.map(|p| p as usize),
                // A rule may name the marked words itself; they are content, not attribution.
                "quoted" => end = end.min(capture.start),
                _ => {}
            }
        }
        let Some(cue) = cue else { continue };
        let allowed = rule
            .constant("speakers")
            .is_none_or(|list| phrase.is_some_and(|p| list.split(' ').any(|s| s == phrases[p].sort.name())));
        let range = (m.start as usize, m.end as usize);
        if !allowed || inside[cue.0] || claimed.overlaps(cue, range, phrase) {
            continue;
        }
        claimed.add(cue, (range.0, end), phrase);
        let subject_first = phrase.is_none_or(|p| phrases[p].start < cue.0);
        found.push(Attribution {
            start: m.start as usize,
            end,
            cue,
            phrase,
            side: match rule.constant("content") {
                Some("left") => Side::Left,
                Some("right") => Side::Right,
                _ => Side::Either,
            },
            rule,
            sentence: reading.document.sentence_of(cue.0),
            subject_first,
        });
    }
    found.sort_by_key(|a| a.start);
    found
}

/// The words that attributions have claimed.
#[derive(Default)]
struct Claimed {
    /// Words of saying, by their first token; no two share one.
    cues: BTreeMap<usize, usize>,
    /// What was taken with each speaker phrase.
    phrases: HashMap<usize, Vec<(usize, usize)>>,
}

impl Claimed {
    fn add(&mut self, cue: (usize, usize), range: (usize, usize), phrase: Option<usize>) {
        self.cues.insert(cue.0, cue.1);
        if let Some(phrase) = phrase {
            self.phrases.entry(phrase).or_default().push(range);
        }
    }

    /// Whether the word of saying is taken, or the match overlaps another one of the same phrase.
    fn overlaps(&self, cue: (usize, usize), range: (usize, usize), phrase: Option<usize>) -> bool {
        let taken = self.cues.range(..cue.1).next_back().is_some_and(|(_, &end)| end > cue.0);
        let same = phrase.and_then(|phrase| self.phrases.get(&phrase));
        taken || same.is_some_and(|ranges| ranges.iter().any(|r| r.0 < range.1 && range.0 < r.1))
    }
}

/// Of each token whether it stands inside marks, with others: a cue there is part of what is said.
fn inside_marks(reading: &Reading<'_, '_>) -> Vec<bool> {
    let mut inside = vec![false; reading.document.tokens.len()];
    // An outer pair covers what is nested in it, unless it was left open before the inner one ends.
    let mut filled = 0;
    for content in reading.document.quoted.iter().map(Quoted::content).filter(|content| content.len() > 1) {
        let start = content.start.max(filled);
        if start < content.end {
            inside[start..content.end].fill(true);
            filled = content.end;
        }
    }
    inside
}

impl<'f, 'g, 'm, 'a> Finder<'f, 'g, 'm, 'a> {
    fn word(&self, token: usize) -> &str {
        self.reading.document.word(token)
    }

    /// Works paragraph by paragraph, so that words without attribution find the speaker before them.
    fn paragraphs(&mut self) {
        let document = self.reading.document;
        let mut next = 0;
        let mut floating_paragraph: Option<usize> = None;
        for (p, paragraph) in document.paragraphs.iter().enumerate() {
            if matches!(paragraph.section, Section::Boilerplate | Section::Byline) {
                continue;
            }
            let end = paragraph.end as usize;
            let first_draft = self.drafts.len();
            while next < self.attributions.len() && self.attributions[next].start < end {
                let until = self.attributions[next].start;
                self.floating(paragraph.start as usize, until, p, floating_paragraph);
                self.attribute(next);
                next += 1;
            }
            self.floating(paragraph.start as usize, end, p, floating_paragraph);
            let marked = self.drafts[first_draft..].iter().any(|d| d.form != QuotationForm::Indirect);
            floating_paragraph = marked.then_some(p);
        }
    }

    /// Takes what one attribution attributes.
    fn attribute(&mut self, index: usize) {
        let attribution = self.attributions[index].clone();
        let document = self.reading.document;
        let sentence = document.sentences[attribution.sentence];
        let (low, high) = (sentence.start as usize, sentence.end as usize);
        if sentence.section == Section::Boilerplate {
            return;
        }
        let left = if attribution.side == Side::Right { None } else { self.quote_left(attribution.start) };
        let right = self.quote_right(attribution.end, high);
        let clause_left = left.is_none() && attribution.side != Side::Right && self.trails(&attribution, low, high);
        let speaker = |this: &mut Self| match attribution.phrase {
            Some(p) => Some(this.memory.resolve(&this.phrases[p])),
            None => this.memory.carried("carried"),
        };
        let mut before = self.attributions[..index].iter().rev().take_while(|a| a.sentence >= attribution.sentence);
        if attribution.phrase.is_none() && !before.any(|a| a.sentence == attribution.sentence) {
            return; // nobody speaks before in the sentence
        }
        if let Some(quote) = left {
            let speaker = speaker(self);
            let mut pairs = self.chain_left(quote);
            let mut segments: Vec<(usize, usize)> = pairs.iter().map(|&q| self.content(q)).collect();
            // `"A," said X, "B"` and `"A," said X. "B."` are one quotation.
            let after = self.after_attribution(&attribution, high);
            if let Some(q) = after {
                for q in self.chain_right(q) {
                    pairs.push(q);
                    segments.push(self.content(q));
                }
            }
            // The words before the first mark may be part of the clause: mixed.
            let first = document.quoted[pairs[0]];
            let mixed_start =
                if pairs.len() == 1 && after.is_none() { self.clause_before_mark(&first, low) } else { None };
            let form = if let Some(start) = mixed_start {
                segments = vec![(start, self.clause_end_left(attribution.start))];
                QuotationForm::Mixed
            } else {
                QuotationForm::Direct
            };
            self.push(Draft {
                segments,
                form,
                cue: Some(attribution.cue),
                speaker,
                rule: attribution.rule,
                sieve: None,
                pairs,
            });
            return;
        }
        if clause_left {
            let speaker = speaker(self);
            let start = self.skip_connective(low);
            let end = self.clause_end_left(attribution.start);
            let mut segments = vec![(start, end)];
            // An attribution in the middle makes two segments.
            if attribution.subject_first
                && self.word(attribution.end) == ","
                && attribution.end + 1 < high
                && !self.next_is_attribution(index, high)
            {
                let stop = self.clause_end_right(index, attribution.end + 1, high);
                if stop > attribution.end + 3 {
                    segments.push((attribution.end + 1, stop));
                }
            }
            self.clause(&attribution, segments, speaker);
            return;
        }
        if attribution.side == Side::Left {
            return;
        }
        if let Some(q) = right {
            let speaker = speaker(self);
            let quoted = document.quoted[q];
            let stop = self.clause_end_right(index, attribution.end, high);
            let whole = quoted.open as usize <= attribution.end && quoted.end() + 1 >= stop;
            if whole || document.quoted[q].content().len() >= 6 && self.ends_inside(q) {
                let pairs = self.chain_right(q);
                if attribution.phrase.is_none() && self.extend_last(&pairs, attribution.sentence) {
                    return;
                }
                let segments = pairs.iter().map(|&q| self.content(q)).collect();
                self.push(Draft {
                    segments,
                    form: QuotationForm::Direct,
                    cue: Some(attribution.cue),
                    speaker,
                    rule: attribution.rule,
                    sieve: None,
                    pairs,
                });
            } else {
                self.clause(&attribution, vec![(attribution.end, stop)], speaker);
            }
            return;
        }
        let stop = self.clause_end_right(index, attribution.end, high);
        if stop < attribution.end + 3 || !attribution.subject_first {
            return;
        }
        if attribution.rule.constant("marked").is_some() || !self.is_clause(attribution.end, stop) {
            return;
        }
        if attribution.rule.constant("clause").is_some() && self.reading.token_in(Listed::Preposition, attribution.end)
        {
            return;
        }
        if attribution.rule.constant("finite").is_some()
            && !(attribution.end..stop).any(|t| self.reading.token_in(Listed::FiniteVerb, t))
        {
            return;
        }
        let speaker = speaker(self);
        self.clause(&attribution, vec![(attribution.end, stop)], speaker);
    }

    /// Adds pairs to the last quotation, if it is direct and its attribution stands in the sentence given or the one before.
    fn extend_last(&mut self, pairs: &[usize], sentence: usize) -> bool {
        let document = self.reading.document;
        let segments: Vec<(usize, usize)> = pairs.iter().map(|&q| self.content(q)).collect();
        let Some(last) = self.last_direct.map(|last| &mut self.drafts[last]) else { return false };
        let Some(cue) = last.cue else { return false };
        let near = document.sentence_of(cue.0) + 1 >= sentence
            && document.paragraph_of(cue.0) == document.paragraph_of(segments[0].0);
        if !near {
            return false;
        }
        last.segments.extend(segments);
        last.pairs.extend(pairs);
        for &q in pairs {
            self.used[q] = true;
        }
        true
    }

    /// Whether a stretch can be a reported clause: it has a word that is no noun phrase's. Without a parser, length decides.
    fn is_clause(&self, start: usize, end: usize) -> bool {
        let words = (start..end)
            .filter(|&t| matches!(self.reading.document.tokens[t].kind, TokenKind::Word | TokenKind::Number))
            .count();
        words >= 3
    }

    /// A clause without outer marks: mixed if it holds marked words.
    fn clause(
        &mut self,
        attribution: &Attribution<'g>,
        segments: Vec<(usize, usize)>,
        speaker: Option<crate::fact::Speaker>,
    ) {
        let quoted = &self.reading.document.quoted;
        let within = |s: &(usize, usize)| {
            let (start, end) = *s;
            self.pairs_from(start, end + 1).filter(move |&i| quoted[i].end() <= end + 1)
        };
        let mut pairs: Vec<usize> = segments.iter().flat_map(within).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let form = if pairs.is_empty() { QuotationForm::Indirect } else { QuotationForm::Mixed };
        self.push(Draft {
            segments,
            form,
            cue: Some(attribution.cue),
            speaker,
            rule: attribution.rule,
            sieve: None,
            pairs,
        });
    }

    fn push(&mut self, mut draft: Draft<'g>) {
        for &q in &draft.pairs {
            self.used[q] = true;
        }
        draft.segments.retain(|s| s.1 > s.0);
        if !draft.segments.is_empty() {
            if draft.form == QuotationForm::Direct {
                self.last_direct = Some(self.drafts.len());
            }
            self.drafts.push(draft);
        }
    }

    /// Tokens of a pair's content.
    fn content(&self, pair: usize) -> (usize, usize) {
        let content = self.reading.document.quoted[pair].content();
        (content.start, content.end)
    }

    /// Pairs that open at one of these tokens.
    fn pairs_from(&self, start: usize, end: usize) -> Range<usize> {
        let quoted = &self.reading.document.quoted;
        let first = |token: usize| quoted.partition_point(|q| (q.open as usize) < token);
        first(start)..first(end.max(start))
    }

    /// Attributions that begin at one of these tokens.
    fn attributions_from(&self, start: usize, end: usize) -> &[Attribution<'g>] {
        let first = |token: usize| self.attributions.partition_point(|a| a.start < token);
        &self.attributions[first(start)..first(end.max(start))]
    }

    /// The pair that ends right before a token, perhaps with a comma between.
    fn quote_left(&self, token: usize) -> Option<usize> {
        let mut end = token;
        if end > 0 && matches!(self.word(end - 1), "," | "-" | "–" | "—") {
            end -= 1;
        }
        let found = [end, token].into_iter().find_map(|end| self.ends.get(&end).copied())?;
        (!self.used[found] && self.reaches(found, token) && self.is_speech(found, true)).then_some(found)
    }

    /// Whether an attribution stands right behind a pair, in the same sentence or after "!" and "?".
    fn follows(&self, pair: usize, attribution: &Attribution<'_>) -> bool {
        let end = self.reading.document.quoted[pair].end();
        (attribution.start == end || attribution.start == end + 1 && matches!(self.word(end), "," | "-" | "–" | "—"))
            && self.reaches(pair, attribution.start)
    }

    /// Whether a pair ends in the sentence of a token, or before it with a mark that does not end the sentence of a quotation.
    fn reaches(&self, pair: usize, token: usize) -> bool {
        let document = self.reading.document;
        let quoted = document.quoted[pair];
        let low = document.sentences[document.sentence_of(token)].start as usize;
        let last = quoted.close as usize;
        let same_paragraph = document.paragraph_of(token) == document.paragraph_of(quoted.open as usize);
        same_paragraph && (last >= low || last > 0 && matches!(self.word(last - 1), "!" | "?" | ","))
    }

    /// The pair that begins right at a token.
    fn quote_right(&self, token: usize, high: usize) -> Option<usize> {
        let open = if token < high && matches!(self.word(token), "," | ":") { token + 1 } else { token };
        let found = self.pairs_from(token, open + 1).find(|&q| self.reading.document.quoted[q].depth == 0)?;
        (!self.used[found]).then_some(found)
    }

    /// The pairs which a paragraph end or nothing but white space parts from this one, backwards.
    fn chain_left(&self, last: usize) -> Vec<usize> {
        let quoted = &self.reading.document.quoted;
        let mut chain = vec![last];
        let mut at = last;
        while at > 0 && quoted[at].continues {
            let Some(before) = (0..at).rev().find(|&b| quoted[b].depth == 0) else { break };
            if self.used[before] {
                break;
            }
            chain.insert(0, before);
            at = before;
        }
        chain
    }

    /// The pairs that continue this one in the next paragraphs.
    fn chain_right(&self, first: usize) -> Vec<usize> {
        let quoted = &self.reading.document.quoted;
        let mut chain = vec![first];
        let mut at = first + 1;
        while let Some(next) = quoted.get(at) {
            if next.depth > 0 {
                at += 1;
                continue;
            }
            if !next.continues || self.used[at] {
                break;
            }
            chain.push(at);
            at += 1;
        }
        chain
    }

    /// The pair with which the same speaker goes on right behind an attribution: after a comma or a full stop.
    fn after_attribution(&self, attribution: &Attribution<'_>, high: usize) -> Option<usize> {
        let quoted = &self.reading.document.quoted;
        // An apposition or an adverbial may stand between: "said X, who runs it. \"B.\""; or it begins the next sentence.
        let found = self.pairs_from(attribution.end, high.max(attribution.end) + 1).next()?;
        let at = quoted[found].open as usize;
        if quoted[found].depth > 0 {
            return None;
        }
        // "…, adding that …" between is the same speaker going on.
        let next = self.attributions_from(attribution.start + 1, at + 2).iter().any(|a| a.phrase.is_some());
        let same_paragraph =
            self.reading.document.paragraph_of(attribution.start) == self.reading.document.paragraph_of(at);
        if next || !same_paragraph || self.used[found] || !self.is_speech(found, false) {
            return None;
        }
        // If another attribution follows the second part, that part is its own: "he added".
        let sentence = self.reading.document.sentence_of(quoted[found].end().saturating_sub(1));
        let behind = quoted[found].end();
        let until = self.reading.document.sentences[sentence].end as usize;
        let own = self
            .attributions_from(behind, until.max(behind + 2))
            .iter()
            .any(|a| a.side != Side::Right && (self.follows(found, a) || a.sentence == sentence));
        (!own).then_some(found)
    }

    /// Whether what stands between marks is speech: a clause, or at least words that end like one.
    fn is_speech(&self, pair: usize, attributed: bool) -> bool {
        let content = self.reading.document.quoted[pair].content();
        let words = content.clone().filter(|&t| self.reading.document.tokens[t].kind == TokenKind::Word).count();
        words >= 3 || attributed && words >= 1 || self.ends_inside(pair) && words >= 2
    }

    /// Whether the last character inside the marks ends a sentence or clause.
    fn ends_inside(&self, pair: usize) -> bool {
        let content = self.reading.document.quoted[pair].content();
        content.end > content.start && matches!(self.word(content.end - 1), "." | "," | "?" | "!" | "..." | "…")
    }

    /// Where a clause begins that runs into a marked span: the sentence start, if words stand before the mark.
    fn clause_before_mark(&self, quoted: &Quoted, low: usize) -> Option<usize> {
        let open = quoted.open as usize;
        let start = self.skip_connective(low);
        let words = (start..open).filter(|&t| self.reading.document.tokens[t].kind == TokenKind::Word).count();
        (words >= 2 && !matches!(self.word(open.saturating_sub(1)), ":" | ".")).then_some(start)
    }

    /// Whether an attribution stands behind its clause: a comma before it, and the sentence ends or goes on with a comma after it.
    fn trails(&self, attribution: &Attribution<'_>, low: usize, high: usize) -> bool {
        let start = attribution.start;
        if start < low + 4 || !matches!(self.word(start - 1), "," | "-" | "–" | "—" | "”" | "\"") {
            return false;
        }
        let ends =
            attribution.end >= high || matches!(self.word(attribution.end), "." | "," | ";" | "!" | "?" | "—" | "-");
        let soon = (attribution.end..high).take(14).any(|t| matches!(self.word(t), "." | ";"));
        ends || !attribution.subject_first && soon
    }

    /// One past the clause that ends before an attribution.
    fn clause_end_left(&self, start: usize) -> usize {
        if start > 0 && matches!(self.word(start - 1), "," | "-" | "–" | "—") { start - 1 } else { start }
    }

    /// One past the clause that begins behind an attribution: the sentence end without its stop, or the next attribution.
    fn clause_end_right(&self, index: usize, from: usize, high: usize) -> usize {
        let mut end = high;
        if let Some(next) = self.attributions.get(index + 1)
            && next.start < high
            && next.start > from
        {
            end = next.start;
        }
        while end > from && matches!(self.word(end - 1), "." | "," | ";" | ":" | "!" | "?" | "-" | "—") {
            end -= 1;
        }
        end
    }

    fn next_is_attribution(&self, index: usize, high: usize) -> bool {
        self.attributions.get(index + 1).is_some_and(|a| a.start < high && a.start <= self.attributions[index].end + 2)
    }

    /// Opening connectives of a sentence are outside indirect content.
    fn skip_connective(&self, low: usize) -> usize {
        let paragraph = &self.reading.document.paragraphs[self.reading.document.paragraph_of(low)];
        let low = low.max(paragraph.dateline_end as usize);
        match self.reading.entry_at(Listed::Connective, low) {
            Some((len, _)) => low + len + usize::from(self.word(low + len) == ","),
            None => low,
        }
    }

    /// Marked sentences without an attribution, up to a token: they belong to the speaker before them.
    fn floating(&mut self, start: usize, until: usize, paragraph: usize, before: Option<usize>) {
        let document = self.reading.document;
        for q in self.pairs_from(start, until + 1) {
            let quoted = document.quoted[q];
            let open = quoted.open as usize;
            if self.used[q] || quoted.depth > 0 || quoted.end() > until + 1 {
                continue;
            }
            // A whole sentence of its own: begins one, ends one.
            let sentence = document.sentences[document.sentence_of(open)];
            let begins = sentence.start as usize == open;
            let whole = begins && (quoted.end() + 1 >= sentence.end as usize || self.ends_inside(q));
            let length = quoted.content().len();
            if !whole || length < 4 || quoted.end() > until && until != document.paragraphs[paragraph].end as usize {
                continue;
            }
            // The attribution that follows takes it itself.
            let behind = self.attributions_from(quoted.end(), quoted.end() + 2);
            if behind.iter().any(|a| a.side != Side::Right && self.follows(q, a)) {
                continue;
            }
            let here =
                self.drafts.last().is_some_and(|d| d.segments.last().is_some_and(|s| s.1 >= start && s.0 < open));
            let next = before == Some(paragraph.wrapping_sub(1)) && open == start;
            if !(here || next) {
                continue;
            }
            let via = if here { "same-paragraph" } else { "next-paragraph" };
            let Some(rule) = self.unattributed else { return };
            let pairs = self.chain_right(q);
            if here && self.extend_last(&pairs, document.sentence_of(open)) {
                continue;
            }
            let speaker = self.memory.carried(via);
            let segments = pairs.iter().map(|&q| self.content(q)).collect();
            self.push(Draft {
                segments,
                form: QuotationForm::Direct,
                cue: None,
                speaker,
                rule,
                sieve: Some(via),
                pairs,
            });
        }
    }

    /// Makes mentions of the drafts.
    fn finish(self) -> Vec<Placed> {
        let document = self.reading.document;
        let mut placed = Vec::with_capacity(self.drafts.len());
        for draft in self.drafts {
            let content: Vec<Span> = draft.segments.iter().map(|&(s, e)| document.span(s, e)).collect();
            let (Some(first), Some(last)) = (draft.segments.iter().min(), draft.segments.iter().max()) else {
                continue;
            };
            let (start, end) = (first.0, last.1);
            let span = content.iter().copied().reduce(Span::cover).unwrap_or_default();
            let value = Value::Quotation(Box::new(Quotation {
                content,
                form: draft.form,
                cue: draft.cue.map(|(s, e)| document.span(s, e)),
                speaker: draft.speaker,
            }));
            let provenance = Provenance {
                rule: RuleId(draft.rule.index),
                sieve: draft.sieve,
                confidence: draft.rule.tier.confidence(),
            };
            placed.push((start, end, Mention { kind: Kind::Quotation, span, value, provenance, in_quote: None }));
        }
        placed.sort_by_key(|p| (p.0, std::cmp::Reverse(p.1)));
        placed
    }
}
