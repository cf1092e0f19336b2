//! Quotations: what is said, at which word of saying, by whom.
//!
//! The rules of `quotation.toml` find attributions: a speaker at a word of saying. What is said lies beside an attribution, between
//! marks (direct), as a clause (indirect), or as a clause with marks inside (mixed). Words in marks without an attribution belong to
//! the speaker before them if they are whole sentences. Terms, titles and single words in marks are no quotations.

use super::refine::Placed;
use super::speaker::{Memory, Phrase};
use super::view::Reading;
use crate::fact::{Kind, Mention, Provenance, Quotation, QuotationForm, RuleId, Speaker, Value};
use crate::rule::{Indexed, Listed, MentionIndex, Rule};
use crate::span::Span;
use crate::text::{Case, Quoted, Section, TokenKind};

/// How many attributions further on may end a clause, and in how many of its tokens a verb is looked for.
const LOOK_AHEAD: usize = 64;

/// Where the words lie from an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Either,
    /// In the paragraphs below a line that names the speaker.
    Below,
}

/// What the rules say of the parts of sentences, in order of the text.
#[derive(Default)]
struct Parts<'g> {
    attributions: Vec<Attribution<'g>>,
    /// Where what is said ends, whatever follows.
    ends: Vec<usize>,
    /// Connectives before a clause of its own, by their ends.
    joints: Vec<(usize, usize)>,
}

/// The outer pairs of marks, by position. Outer pairs never overlap, so both ends ascend.
struct Outer<'d> {
    quoted: &'d [Quoted],
    /// Numbers of the outer pairs.
    list: Vec<usize>,
}

impl<'d> Outer<'d> {
    fn new(quoted: &'d [Quoted]) -> Self {
        Self { quoted, list: (0..quoted.len()).filter(|&i| quoted[i].depth == 0).collect() }
    }

    /// The first outer pair that opens at a token or behind it.
    fn next(&self, token: usize) -> Option<usize> {
        let at = self.list.partition_point(|&i| (self.quoted[i].open as usize) < token);
        self.list.get(at).copied()
    }

    /// The outer pair before one.
    fn previous(&self, pair: usize) -> Option<usize> {
        let at = self.list.partition_point(|&i| i < pair);
        at.checked_sub(1).map(|at| self.list[at])
    }

    /// The outer pair that opens at a token.
    fn opening_at(&self, token: usize) -> Option<usize> {
        self.next(token).filter(|&i| self.quoted[i].open as usize == token)
    }

    /// The closed outer pair that ends right before a token.
    fn ending_at(&self, token: usize) -> Option<usize> {
        let at = self.list.partition_point(|&i| self.quoted[i].end() < token);
        let found = self.list.get(at).copied()?;
        (self.quoted[found].closed && self.quoted[found].end() == token).then_some(found)
    }

    /// The outer pair that has a token in its content.
    fn holding(&self, token: usize) -> Option<usize> {
        let at = self.list.partition_point(|&i| (self.quoted[i].open as usize) < token);
        let found = self.list[at.checked_sub(1)?];
        self.quoted[found].content().contains(&token).then_some(found)
    }

    /// The outer pairs that open in a range of tokens.
    fn within(&self, start: usize, end: usize) -> &[usize] {
        let at = |token: usize| self.list.partition_point(|&i| (self.quoted[i].open as usize) < token);
        &self.list[at(start)..at(end).max(at(start))]
    }
}

/// A speaker at a word of saying.
#[derive(Debug, Clone)]
struct Attribution<'g> {
    start: usize,
    /// One past the match: where a clause to the right begins.
    end: usize,
    cue: (usize, usize),
    /// Number of the speaker phrase; none if the speaker before goes on, or is no phrase.
    phrase: Option<usize>,
    /// A source that is no speaker phrase, and the name in it.
    source: Option<Source>,
    side: Side,
    rule: &'g Rule,
    sentence: usize,
    /// Whether the speaker stands before the cue.
    subject_first: bool,
}

impl Attribution<'_> {
    /// The word of saying; a line that names the speaker has none.
    fn printed_cue(&self) -> Option<(usize, usize)> {
        (self.cue.1 > self.cue.0).then_some(self.cue)
    }
}

/// A source that the rule itself captures, in tokens.
#[derive(Debug, Clone, Copy)]
struct Source {
    mention: (usize, usize),
    name: Option<(usize, usize)>,
    /// For whom it speaks.
    organisation: Option<(usize, usize)>,
}

/// A quotation in the making, in tokens.
struct Draft<'g> {
    /// Ranges of tokens without outer marks.
    segments: Vec<(usize, usize)>,
    form: QuotationForm,
    cue: Option<(usize, usize)>,
    speaker: Option<Speaker>,
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
    /// Phrases by their first token, the longest first.
    by_start: Vec<usize>,
    memory: Memory<'m, 'a>,
    attributions: Vec<Attribution<'g>>,
    ends: Vec<usize>,
    joints: Vec<(usize, usize)>,
    outer: Outer<'f>,
    used: Vec<bool>,
    drafts: Vec<Draft<'g>>,
    /// Number of the last direct draft.
    last_direct: Option<usize>,
    /// The sentence of the last attribution that attributed something.
    spoke: Option<usize>,
    /// Where the last clause to the right of an attribution begins.
    clause_from: Option<usize>,
    /// Whether words in marks may go on from the last speaker.
    carries: bool,
    /// The rule by which a line above names the speaker of the paragraphs in marks.
    heading: Option<&'g Rule>,
    /// The first pair that [`Finder::floating`] has not looked at.
    floating_from: usize,
}

/// Finds the quotations of a document.
pub(super) fn find<'m, 'a: 'm>(
    reading: Reading<'m, 'a>,
    index: &MentionIndex,
    phrases: &[Phrase],
    memory: Memory<'m, 'a>,
) -> Vec<Placed> {
    let outer = Outer::new(&reading.document.quoted);
    let Parts { attributions, ends, joints } = parts(&reading, index, phrases, &outer);
    let mut rules = reading.rules.groups_of("quotation").flat_map(|g| &g.rules);
    let unattributed = rules.find(|r| r.id == "quotation.floating");
    let mut by_start: Vec<usize> = (0..phrases.len()).collect();
    by_start.sort_by_key(|&i| (phrases[i].start, std::cmp::Reverse(phrases[i].end)));
    let mut finder = Finder {
        reading,
        unattributed,
        phrases,
        by_start,
        memory,
        attributions,
        ends,
        joints,
        outer,
        used: vec![false; reading.document.quoted.len()],
        drafts: Vec::new(),
        last_direct: None,
        spoke: None,
        clause_from: None,
        carries: true,
        heading: None,
        floating_from: 0,
    };
    finder.paragraphs();
    finder.finish()
}

/// The attributions of a document in order; each cue counts once, for the rule that stands first, in the first file.
fn parts<'g>(reading: &Reading<'g, '_>, index: &MentionIndex, phrases: &[Phrase], outer: &Outer<'_>) -> Parts<'g> {
    let view = reading.rules.view(reading.document, reading.tags, index);
    let files: Vec<_> = reading.rules.groups_of("quotation").map(|g| (g, g.find(&view))).collect();
    let places = files.iter().enumerate().flat_map(|(f, (_, matches))| (0..matches.list.len()).map(move |i| (f, i)));
    let mut order: Vec<(usize, usize)> = places.collect();
    // Rules in file order; of one rule, the match whose speaker is nearest to the cue.
    order.sort_by_key(|&(f, i)| {
        let m = &files[f].1.list[i];
        let rule = &files[f].0.rules[m.rule as usize];
        // Where the speaker before goes on, the connective belongs to the attribution; an apposition may hold names itself.
        let first = rule.constant("inherit").is_some() || rule.constant("subject").is_some();
        (f, m.rule, if first { i64::from(m.start) } else { -i64::from(m.start) })
    });
    let mut parts = Parts::default();
    let mut cues = vec![false; reading.document.tokens.len()];
    let mut spoken = vec![false; phrases.len()];
    for (f, i) in order {
        let (group, matches) = &files[f];
        let m = &matches.list[i];
        let rule = &group.rules[m.rule as usize];
        match rule.constant("part") {
            Some("end") => {
                let end = reading.captures(matches, m).find(|c| c.label == "end");
                parts.ends.push(end.map_or(m.start as usize, |c| c.start));
            }
            Some("joint") => parts.joints.push((m.end as usize, m.start as usize)),
            _ => {}
        }
        let mut cue = None;
        let mut phrase = None;
        let mut end = m.end as usize;
        let (mut source, mut name, mut organisation) = (None, None, None);
        for capture in reading.captures(matches, m) {
            match capture.label {
                "cue" if cue.is_none() => cue = Some((capture.start, capture.end)),
                "speaker" => phrase = capture.mention.map(|p| p as usize),
                "source" => source = Some((capture.start, capture.end)),
                "name" => name = Some((capture.start, capture.end)),
                "org" => organisation = Some((capture.start, capture.end)),
                // A rule may name the marked words itself; they are content, not attribution.
                "quoted" => end = end.min(capture.start),
                _ => {}
            }
        }
        let side = match rule.constant("content") {
            Some("left") => Side::Left,
            Some("right") => Side::Right,
            Some("below") => Side::Below,
            _ => Side::Either,
        };
        // A line that names the speaker has no word of saying.
        let mentioned =
            phrase.map(|p| phrases[p].end).or(source.map(|s| s.1)).filter(|_| rule.constant("part").is_none());
        let Some(cue) = cue.or(mentioned.map(|end| (end, end))) else { continue };
        let allowed = rule
            .constant("speakers")
            .is_none_or(|list| phrase.is_some_and(|p| list.split(' ').any(|s| s == phrases[p].sort.name())));
        // A cue inside marks is part of what is said.
        let inside = outer.holding(cue.0).is_some_and(|q| outer.quoted[q].content().len() > 1);
        let taken = cues[cue.0..cue.1].contains(&true) || phrase.is_some_and(|p| spoken[p]);
        if !allowed || taken || inside {
            continue;
        }
        cues[cue.0..cue.1].fill(true);
        if let Some(p) = phrase {
            spoken[p] = true;
        }
        let mut start = m.start as usize;
        // A closing mark before the connective belongs to the words in marks.
        while start < cue.0 && outer.ending_at(start + 1).is_some() {
            start += 1;
        }
        let subject_first = phrase.is_none_or(|p| phrases[p].start < cue.0) && source.is_none_or(|s| s.0 < cue.0);
        parts.attributions.push(Attribution {
            start,
            end,
            cue,
            phrase,
            source: source.map(|mention| Source { mention, name, organisation }),
            side,
            rule,
            sentence: reading.document.sentence_of(cue.0),
            subject_first,
        });
    }
    parts.attributions.sort_by_key(|a| a.start);
    parts.ends.sort_unstable();
    parts.joints.sort_unstable();
    parts
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

    /// The phrase that opens a sentence, for verbs further on of which it is the subject.
    fn subject(&self, sentence: usize, before: usize) -> Option<usize> {
        let low = self.reading.document.sentences[sentence].start as usize;
        let at = self.skip_connective(low);
        // Behind a phrase that a comma closes: "Looking ahead, X …".
        let comma = (at..before.min(at + 20)).find(|&t| self.word(t) == ",").map(|t| t + 1);
        self.phrase_at(at, before).or_else(|| self.phrase_at(comma?, before))
    }

    /// The longest phrase that begins at a token and is not part of a longer one ("X's shares").
    fn phrase_at(&self, at: usize, before: usize) -> Option<usize> {
        let from = self.by_start.partition_point(|&i| self.phrases[i].start < at);
        let list = self.by_start[from..].iter().copied().take_while(|&i| self.phrases[i].start == at);
        list.take(1).find(|&i| self.phrases[i].end < before && !self.word(self.phrases[i].end).starts_with(['\'', '’']))
    }

    /// Who speaks at an attribution.
    fn speaker(&mut self, attribution: &Attribution<'g>, phrase: Option<usize>) -> Option<Speaker> {
        self.spoke = Some(attribution.sentence);
        self.carries = attribution.rule.constant("carries").is_none();
        self.heading = None;
        match (phrase, attribution.source) {
            (Some(p), _) => Some(self.memory.resolve(&self.phrases[p])),
            (None, Some(source)) => Some(self.memory.source(source.mention, source.name, source.organisation)),
            (None, None) => self.memory.again(),
        }
    }

    /// Takes what one attribution attributes.
    fn attribute(&mut self, index: usize) {
        let attribution = self.attributions[index].clone();
        let document = self.reading.document;
        let sentence = document.sentences[attribution.sentence];
        let (low, high) = (sentence.start as usize, self.high(attribution.sentence, attribution.end));
        if sentence.section == Section::Boilerplate {
            return;
        }
        let mut phrase = attribution.phrase;
        // "Analysts said they expect …": what the speaker says, not a further quotation.
        if phrase.is_some_and(|p| self.phrases[p].sort.is_pronoun()) && self.clause_from == Some(attribution.start) {
            return;
        }
        if phrase.is_none() && attribution.source.is_none() && self.spoke != Some(attribution.sentence) {
            // Nobody speaks before in the sentence; but somebody may have done something else.
            phrase = self.subject(attribution.sentence, attribution.start);
            if phrase.is_none() {
                return;
            }
        }
        if attribution.side == Side::Below {
            self.speaker(&attribution, phrase);
            self.heading = Some(attribution.rule);
            return;
        }
        let left = if attribution.side == Side::Right { None } else { self.quote_left(&attribution, high) };
        if left.is_some_and(|q| self.used[q]) {
            return; // the speaker of the words before has gone on to here
        }
        if let Some(quote) = left {
            let speaker = self.speaker(&attribution, phrase);
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
                cue: attribution.printed_cue(),
                speaker,
                rule: attribution.rule,
                sieve: None,
                pairs,
            });
            return;
        }
        if attribution.side != Side::Right && self.trails(&attribution, low, high) {
            // "X said A, Y reported": A is X's.
            if attribution.subject_first && self.clause_from.is_some_and(|from| from >= low) {
                return;
            }
            let speaker = self.speaker(&attribution, phrase);
            // A sentence that begins inside words in marks: the whole of them.
            let inside = self.outer.holding(low).map(|q| document.quoted[q].open as usize);
            let start = inside.unwrap_or_else(|| self.skip_connective(low));
            let end = self.clause_end_left(attribution.start);
            let mut segments = vec![(start, end)];
            // An attribution in the middle makes two segments.
            let goes_on =
                attribution.subject_first || attribution.end + 1 < high && self.is_finite(attribution.end + 1);
            if goes_on
                && self.word(attribution.end) == ","
                && attribution.end + 1 < high
                && !self.ends_at(attribution.end)
                && !self.next_is_attribution(index, high)
            {
                let stop = self.clause_end_right(index, attribution.end + 1, high);
                if stop > attribution.end + 3 {
                    segments.push((attribution.end + 1, stop));
                    // "At a basic level, X said, …"
                    let subject = self.is_finite(attribution.end + 1);
                    if !subject && end < start + 8 && !(start..end).any(|t| self.is_finite(t)) {
                        segments.remove(0);
                    }
                }
            }
            self.clause(&attribution, segments, speaker);
            return;
        }
        if attribution.side == Side::Left {
            return;
        }
        if let Some(q) = self.quote_right(attribution.end, high) {
            if self.used[q] {
                return;
            }
            let quoted = document.quoted[q];
            let stop = self.clause_end_right(index, attribution.end, high);
            let whole = quoted.open as usize <= attribution.end && quoted.end() + 1 >= stop;
            let speaker = self.speaker(&attribution, phrase);
            if whole || quoted.content().len() >= 6 && self.ends_inside(q) {
                let pairs = self.chain_right(q);
                if phrase.is_none() && attribution.source.is_none() && self.extend_last(&pairs, attribution.sentence) {
                    return;
                }
                let segments = pairs.iter().map(|&q| self.content(q)).collect();
                self.push(Draft {
                    segments,
                    form: QuotationForm::Direct,
                    cue: attribution.printed_cue(),
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
        if !attribution.subject_first && attribution.side != Side::Right || !self.takes_clause(&attribution, stop) {
            return;
        }
        let speaker = self.speaker(&attribution, phrase);
        self.clause_from = Some(attribution.end);
        self.clause(&attribution, vec![(attribution.end, stop)], speaker);
    }

    /// One past the sentence of an attribution; where it ends inside words in marks that begin behind the attribution, their end.
    fn high(&self, sentence: usize, from: usize) -> usize {
        let end = self.reading.document.sentences[sentence].end as usize;
        match self.outer.holding(end) {
            Some(q) => {
                let quoted = self.reading.document.quoted[q];
                if quoted.closed && quoted.open as usize >= from { quoted.end() } else { end }
            }
            None => end,
        }
    }

    /// Whether the clause behind an attribution, up to `stop`, is what its rule takes.
    fn takes_clause(&self, attribution: &Attribution<'_>, stop: usize) -> bool {
        let rule = attribution.rule;
        let from = attribution.end;
        stop >= from + 3
            && rule.constant("marked").is_none()
            && self.is_clause(from, stop)
            && !(rule.constant("clause").is_some() && self.reading.token_in(Listed::Preposition, from))
            && (rule.constant("finite").is_none() || (from..stop).take(LOOK_AHEAD).any(|t| self.is_finite(t)))
    }

    /// Whether a token is a finite verb; a capital makes it a name ("May").
    fn is_finite(&self, token: usize) -> bool {
        self.reading.token_in(Listed::FiniteVerb, token)
            && !matches!(self.reading.document.tokens[token].case, Case::Title | Case::Upper)
    }

    /// Adds pairs to the last quotation, if it is direct and its attribution stands in the sentence given or the one before.
    fn extend_last(&mut self, pairs: &[usize], sentence: usize) -> bool {
        let document = self.reading.document;
        let segments: Vec<(usize, usize)> = pairs.iter().map(|&q| self.content(q)).collect();
        let Some(last) = self.last_direct.map(|i| &mut self.drafts[i]) else { return false };
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
        let word = |&t: &usize| matches!(self.reading.document.tokens[t].kind, TokenKind::Word | TokenKind::Number);
        let words = (start..end).filter(word).take(3).count();
        words >= 3
    }

    /// A clause without outer marks: mixed if it holds marked words.
    fn clause(&mut self, attribution: &Attribution<'g>, segments: Vec<(usize, usize)>, speaker: Option<Speaker>) {
        let mut pairs: Vec<usize> = Vec::new();
        for &(start, end) in &segments {
            let list = self.outer.within(start, end).iter().copied();
            pairs.extend(list.filter(|&q| self.outer.quoted[q].end() <= end + 1));
        }
        let form = if pairs.is_empty() { QuotationForm::Indirect } else { QuotationForm::Mixed };
        self.push(Draft {
            segments,
            form,
            cue: attribution.printed_cue(),
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
        self.memory.said(&draft.segments);
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

    /// The pair that ends right before an attribution, perhaps with a comma between.
    fn quote_left(&self, attribution: &Attribution<'_>, high: usize) -> Option<usize> {
        let token = attribution.start;
        let parted = token > 0 && matches!(self.word(token - 1), "," | "-" | "–" | "—");
        let found = self
            .outer
            .ending_at(token)
            .or_else(|| if parted { self.outer.ending_at(token - 1) } else { None })
            .filter(|&q| self.reaches(q, token) && (self.used[q] || self.is_speech(q, true)))?;
        // Marked words that nothing parts from a subject may be a heading: then the words follow it.
        let apart = parted || self.ends_inside(found) || !attribution.subject_first;
        let ends = attribution.end >= high || self.is_stop(attribution.end) || self.is_stop(attribution.end - 1);
        (apart || ends).then_some(found)
    }

    /// Whether a token ends a clause or sentence.
    fn is_stop(&self, token: usize) -> bool {
        matches!(self.word(token), "." | "," | ";" | ":" | "!" | "?" | "-" | "—")
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
        let behind = token < high && matches!(self.word(token), "," | ":");
        self.outer.opening_at(token).or_else(|| if behind { self.outer.opening_at(token + 1) } else { None })
    }

    /// The pairs which a paragraph end or nothing but white space parts from this one, backwards.
    fn chain_left(&self, last: usize) -> Vec<usize> {
        let mut chain = vec![last];
        let mut at = last;
        while self.reading.document.quoted[at].continues {
            let Some(before) = self.outer.previous(at).filter(|&b| !self.used[b]) else { break };
            chain.push(before);
            at = before;
        }
        chain.reverse();
        chain
    }

    /// The pairs that continue this one: in the next paragraphs, or behind an opening mark without a closing one before it.
    fn chain_right(&self, first: usize) -> Vec<usize> {
        let quoted = &self.reading.document.quoted;
        let mut chain = vec![first];
        let mut at = first;
        while let Some(next) = self.outer.next(quoted[at].open as usize + 1) {
            let goes_on =
                quoted[next].continues || !quoted[at].closed && quoted[at].end() == quoted[next].open as usize;
            if !goes_on || self.used[next] {
                break;
            }
            chain.push(next);
            at = next;
        }
        chain
    }

    /// The attributions that begin in a range of tokens.
    fn attributions_in(&self, start: usize, end: usize) -> &[Attribution<'g>] {
        let at = |token: usize| self.attributions.partition_point(|a| a.start < token);
        &self.attributions[at(start)..at(end).max(at(start))]
    }

    /// The pair with which the same speaker goes on right behind an attribution: after a comma or a full stop.
    fn after_attribution(&self, attribution: &Attribution<'_>, high: usize) -> Option<usize> {
        let document = self.reading.document;
        // An apposition or an adverbial may stand between: "said X, who runs it. \"B.\""
        let found = self.outer.next(attribution.end)?;
        let at = document.quoted[found].open as usize;
        if at > high.max(attribution.end) {
            return None;
        }
        // "…, adding that …" between is the same speaker going on.
        let next =
            self.attributions_in(attribution.start + 1, at + 2).iter().any(|a| a.phrase.is_some() || a.end + 1 < at);
        let same_paragraph = document.paragraph_of(attribution.start) == document.paragraph_of(at);
        if next || !same_paragraph || self.used[found] || !self.is_speech(found, false) {
            return None;
        }
        // If another attribution follows the second part, that part is its own: "he added".
        let end = document.quoted[found].end();
        let sentence = document.sentences[document.sentence_of(end.saturating_sub(1))];
        let own = self
            .attributions_in(end, (sentence.end as usize).max(end + 2))
            .iter()
            .any(|a| a.side != Side::Right && (self.follows(found, a) || a.start < sentence.end as usize));
        (!own).then_some(found)
    }

    /// Whether what stands between marks is speech: a clause, or at least words that end like one.
    fn is_speech(&self, pair: usize, attributed: bool) -> bool {
        let content = self.reading.document.quoted[pair].content();
        let word = |&t: &usize| self.reading.document.tokens[t].kind == TokenKind::Word;
        let words = content.filter(word).take(3).count();
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
        // "The company, X said, has grown" may begin with two words.
        let parts =
            attribution.end + 1 < high && self.word(attribution.end) == "," && self.is_finite(attribution.end + 1);
        if start < low + if parts { 2 } else { 4 }
            || !matches!(self.word(start - 1), "," | "-" | "–" | "—" | "”" | "\"")
        {
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

    /// One past the clause that begins behind an attribution: the sentence end without its stop, an end by a rule, or the next
    /// attribution with a clause of its own.
    fn clause_end_right(&self, index: usize, from: usize, high: usize) -> usize {
        let mut end = high;
        let later = self.attributions[index + 1..].iter().take_while(|a| a.start < high).take(LOOK_AHEAD);
        if let Some(next) = later.filter(|a| a.start > from).find_map(|a| self.cut_before(a, high)) {
            end = next;
        }
        let ends = &self.ends[self.ends.partition_point(|&e| e < from + 2)..];
        if let Some(&cut) = ends.iter().find(|&&e| e >= end || self.outer.holding(e).is_none()).filter(|&&e| e < end) {
            end = cut;
        }
        while end > from && self.is_stop(end - 1) {
            end -= 1;
        }
        end
    }

    /// Where an attribution ends the clause before it; none if it is part of that clause.
    fn cut_before(&self, attribution: &Attribution<'_>, high: usize) -> Option<usize> {
        let start = attribution.start;
        if attribution.side == Side::Left {
            return (start > 0 && self.word(start - 1) == ",").then(|| start - 1);
        }
        let marked = self.quote_right(attribution.end, high).is_some() || self.outer.ending_at(start).is_some();
        if !marked && !self.takes_clause(attribution, high) {
            return None;
        }
        if attribution.phrase.is_none() && attribution.source.is_none() {
            return Some(start);
        }
        let joint = self.joints.partition_point(|&(end, _)| end < start);
        match self.joints.get(joint) {
            Some(&(end, begin)) if end == start => Some(begin),
            _ => (start > 0 && self.is_stop(start - 1)).then_some(start),
        }
    }

    /// Whether a rule ends what is said at a token.
    fn ends_at(&self, token: usize) -> bool {
        self.ends.binary_search(&token).is_ok()
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
        let stop = until.min(document.paragraphs[paragraph].end as usize);
        while let Some(q) = self.outer.next(self.floating_from.max(start)) {
            let quoted = document.quoted[q];
            let open = quoted.open as usize;
            if open >= stop {
                break;
            }
            self.floating_from = open + 1;
            if self.used[q] || quoted.end() > until + 1 {
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
            let behind = self.attributions_in(quoted.end(), quoted.end() + 2);
            if behind.iter().any(|a| a.side != Side::Right && self.follows(q, a)) {
                continue;
            }
            let here =
                self.drafts.last().is_some_and(|d| d.segments.last().is_some_and(|s| s.1 >= start && s.0 < open));
            let next = before == Some(paragraph.wrapping_sub(1)) && open == start;
            let below =
                self.heading.is_some() && open == start && quoted.end() >= document.paragraphs[paragraph].end as usize;
            if !below && (!(here || next) || !self.carries) {
                continue;
            }
            let via = if below {
                "heading"
            } else if here {
                "same-paragraph"
            } else {
                "next-paragraph"
            };
            let heading = self.heading.filter(|_| below);
            let Some(rule) = heading.or(self.unattributed) else {
                return;
            };
            let pairs = self.chain_right(q);
            if here && !below && self.extend_last(&pairs, document.sentence_of(open)) {
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
