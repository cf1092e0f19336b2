//! The text of one article as far as it is known, and how the offsets of both sides lie on it.
//!
//! Gold counts in the whole text. Where the input keeps the title apart, found facts count in the title and in the body;
//! the whole text is then the title, a blank line (two characters) and the body, as extraction reads it. Without the full
//! text the ground is patched together from the surfaces of all mentions, which is enough to compare edges.

use super::item::CharSpan;
use super::{FoundArticle, GoldArticle};

/// Characters between a title that is kept apart and the body.
const TITLE_GAP: usize = 2;

/// Longest context on either side of a mention, in characters.
const CONTEXT: usize = 160;

/// What is known of the text of one article.
#[derive(Debug, Clone, Default)]
pub(super) struct Ground {
    /// Characters of the whole text; `'\0'` where unknown.
    pub(super) chars: Vec<char>,
    /// What to add to a found offset in the body.
    pub(super) body_shift: usize,
    /// Whether the whole text is known.
    pub(super) complete: bool,
    /// Characters about which gold and found disagree; more than 0 when they speak of different versions of the text.
    pub(super) conflicts: usize,
}

impl Ground {
    /// Lays both sides over each other.
    pub(super) fn new(gold: &GoldArticle, found: Option<&FoundArticle>) -> Self {
        let mut base = Self::default();
        match &gold.text {
            Some(text) => {
                base.put(0, text);
                base.complete = true;
            }
            None => {
                for mention in &gold.mentions {
                    base.put_all(&mention.item.spans, &mention.item.texts, 0);
                }
            }
        }
        let Some(found) = found else { return base };
        let shift = found.title.as_ref().map_or(0, |title| title.chars().count() + TITLE_GAP);
        if found.mentions.iter().any(|mention| mention.in_title) {
            return base.with(found, shift);
        }
        // No mention tells whether the title is kept apart: the reading under which the two sides agree is the right one.
        let plain = base.clone().with(found, 0);
        if plain.conflicts == 0 || shift == 0 {
            return plain;
        }
        let shifted = base.with(found, shift);
        if shifted.conflicts < plain.conflicts { shifted } else { plain }
    }

    fn with(mut self, found: &FoundArticle, shift: usize) -> Self {
        self.body_shift = shift;
        if shift > 0 {
            self.put(0, found.title.as_deref().unwrap_or(""));
            self.put(shift - TITLE_GAP, "\n\n");
        }
        if let Some(text) = &found.text {
            self.put(shift, text);
            self.complete = true;
        }
        for mention in &found.mentions {
            let shift = if mention.in_title { 0 } else { shift };
            self.put_all(&mention.item.spans, &mention.item.texts, shift);
        }
        self
    }

    fn put_all(&mut self, spans: &[CharSpan], texts: &[String], shift: usize) {
        for (span, text) in spans.iter().zip(texts) {
            self.put(span.start + shift, text);
        }
    }

    fn put(&mut self, at: usize, text: &str) {
        for (at, c) in (at..).zip(text.chars()) {
            if at >= self.chars.len() {
                self.chars.resize(at + 1, '\0');
            }
            match self.chars[at] {
                '\0' => self.chars[at] = c,
                known => self.conflicts += usize::from(known != c),
            }
        }
    }

    /// The sentence around the spans on one line, the spans between ⟦ and ⟧; none where the text is not known.
    pub(super) fn context(&self, spans: &[CharSpan]) -> Option<String> {
        let (first, last) = (spans.first()?, spans.last()?);
        if !self.complete || last.end > self.chars.len() {
            return None;
        }
        let start = self.sentence_start(first.start);
        let end = self.sentence_end(last.end);
        let mut marked = String::new();
        for at in start..=end {
            // Closing before opening: adjacent segments read ⟦a⟧⟦b⟧.
            if spans.iter().any(|span| span.end == at) {
                marked.push('⟧');
            }
            if spans.iter().any(|span| span.start == at) {
                marked.push('⟦');
            }
            if at < end {
                marked.push(self.chars[at]);
            }
        }
        Some(marked.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Whether a sentence or paragraph ends right before `at`.
    fn breaks_before(&self, at: usize) -> bool {
        let chars = &self.chars;
        let Some(&last) = at.checked_sub(1).and_then(|i| chars.get(i)) else { return true };
        if !last.is_whitespace() {
            return false;
        }
        let blank = chars[..at].iter().rev().take_while(|c| c.is_whitespace());
        let lines = blank.clone().filter(|&&c| c == '\n').count();
        let before = chars[..at - blank.count()].iter().rev().find(|c| !matches!(c, '"' | '”' | '\'' | '’'));
        lines > 1
            || before.is_none_or(|c| matches!(c, '.' | '!' | '?')) && chars.get(at).is_none_or(|c| !c.is_lowercase())
    }

    fn sentence_start(&self, from: usize) -> usize {
        let floor = from.saturating_sub(CONTEXT);
        (floor..=from).rev().find(|&at| self.breaks_before(at)).unwrap_or(floor)
    }

    fn sentence_end(&self, from: usize) -> usize {
        let ceiling = (from + CONTEXT).min(self.chars.len());
        (from + 1..ceiling).find(|&at| self.breaks_before(at)).unwrap_or(ceiling)
    }
}

#[cfg(test)]
mod tests {
    use super::super::item::{Item, ItemValue, Scored};
    use super::super::{FoundMention, GoldMention, Layer};
    use super::*;

    fn item(start: usize, text: &str) -> Item {
        let span = CharSpan { start, end: start + text.chars().count() };
        let (spans, texts) = (vec![span], vec![text.to_owned()]);
        Item { id: "c1".into(), kind: Scored::Company, spans, texts, value: ItemValue::Named(None) }
    }

    fn sides(gold_at: usize, found_at: usize, in_title: bool) -> (GoldArticle, FoundArticle) {
        let mention = GoldMention { item: item(gold_at, "Dow"), layer: Layer::Core, entity: None };
        let gold = GoldArticle { doc: "1".into(), mentions: vec![mention], ..Default::default() };
        let item = item(found_at, "Dow");
        let mention = FoundMention { item, in_title, rule: String::new(), confidence: None, sieve: None, entity: None };
        let found = FoundArticle { title: Some("Dow rises".into()), mentions: vec![mention], ..Default::default() };
        (gold, found)
    }

    #[test]
    fn a_title_kept_apart_shifts_the_body() {
        let (gold, found) = sides(0, 0, true);
        assert_eq!(Ground::new(&gold, Some(&found)).body_shift, 11);
        // The surfaces decide where no mention stands in the title.
        let mut other = sides(11, 0, false);
        other.0.mentions.push(GoldMention { item: item(0, "Cow"), layer: Layer::Core, entity: None });
        let ground = Ground::new(&other.0, Some(&other.1));
        assert_eq!(
            ground.body_shift, 0,
            "one surface against the title, one against the body: the plain reading stays"
        );
        other.0.mentions[1].item = item(0, "Bow");
        other.1.title = Some("Bow rises".into());
        let ground = Ground::new(&other.0, Some(&other.1));
        assert_eq!((ground.body_shift, ground.conflicts), (11, 0));
    }

    #[test]
    fn the_context_is_the_sentence() {
        let text = "He came. Dow rose 3% to\na high. Then\n\nit fell.";
        let gold = GoldArticle { text: Some(text.into()), ..Default::default() };
        let ground = Ground::new(&gold, None);
        let span = |start, end| CharSpan { start, end };
        assert_eq!(ground.context(&[span(18, 20)]).unwrap(), "Dow rose ⟦3%⟧ to a high.");
        assert_eq!(ground.context(&[span(9, 12), span(12, 13)]).unwrap(), "⟦Dow⟧⟦ ⟧rose 3% to a high.");
        assert_eq!(ground.context(&[span(0, 2)]).unwrap(), "⟦He⟧ came.");
        assert_eq!(ground.context(&[span(32, 36)]).unwrap(), "⟦Then⟧");
        assert_eq!(Ground::default().context(&[span(0, 1)]), None);
    }
}
