//! Which found mention answers which gold mention.
//!
//! Three levels: *strict* (the same spans), *tolerant* (the same spans once the edges named in `tolerance.toml` are taken
//! off) and *overlap* (a shared character; for quotations 80 % of all covered characters shared). A quotation is the set of
//! its segments. A range that one side gives as one mention and the other as two is no match.

use super::Layer;
use super::item::{CharSpan, Item, Scored};
use super::tolerance;

/// How well two mentions match; better levels first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The same spans.
    Strict,
    /// The same spans with tolerated edges taken off.
    Tolerant,
    /// A shared part.
    Overlap,
}

impl Level {
    /// All levels, the best first.
    pub const ALL: [Self; 3] = [Self::Strict, Self::Tolerant, Self::Overlap];

    /// Name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Tolerant => "tolerant",
            Self::Overlap => "overlap",
        }
    }
}

/// A gold and a found mention that match, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Index among the gold mentions of the article.
    pub gold: usize,
    /// Index among the found mentions of the article.
    pub found: usize,
    /// How well they match.
    pub level: Level,
}

/// The place of one mention in the whole text: as printed, and with its edges taken off.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Segments in the order of the text.
    pub(super) raw: Vec<CharSpan>,
    /// The segments without tolerated edges.
    pub(super) bare: Vec<CharSpan>,
}

impl Place {
    /// The place of `item`, moved right by `shift`, on the characters of its article.
    pub(super) fn new(item: &Item, shift: usize, chars: &[char]) -> Self {
        let mut raw: Vec<CharSpan> = item.spans.iter().map(|span| span.shifted(shift)).collect();
        raw.sort_unstable();
        let bare = raw.iter().map(|span| {
            if span.end > chars.len() {
                return *span; // Nothing is known of its text.
            }
            let (start, end) = tolerance::strip(chars, span.start, span.end, item.kind);
            CharSpan { start, end }
        });
        Self { bare: bare.collect(), raw }
    }

    /// Shared characters per covered character of both, in millionths.
    pub(super) fn likeness(&self, other: &Self) -> usize {
        let covered = |spans: &[CharSpan]| spans.iter().map(|span| span.len()).sum::<usize>();
        let common: usize = self.bare.iter().flat_map(|a| other.bare.iter().map(|b| a.common(*b))).sum();
        let union = covered(&self.bare) + covered(&other.bare) - common.min(covered(&other.bare));
        common * 1_000_000 / union.max(1)
    }

    /// How well two mentions of one kind match, and their likeness in millionths.
    fn compare(&self, other: &Self, kind: Scored) -> Option<(Level, usize)> {
        if self.raw == other.raw {
            return Some((Level::Strict, 1_000_000));
        }
        if self.bare == other.bare {
            return Some((Level::Tolerant, 1_000_000));
        }
        let likeness = self.likeness(other);
        let enough = if kind == Scored::Quotation { 800_000 } else { 1 };
        (likeness >= enough).then_some((Level::Overlap, likeness))
    }
}

/// Pairs gold and found mentions of one kind, each at most once: the best level first, then the headline layer, then the
/// larger overlap, then the order of the text.
///
/// `gold` and `found` are indices into the places.
pub(super) fn assign(
    kind: Scored,
    gold: &[usize],
    found: &[usize],
    gold_places: &[Place],
    found_places: &[Place],
    layer: impl Fn(usize) -> Layer,
) -> Vec<Pair> {
    let mut candidates = Vec::new();
    for &g in gold {
        for &f in found {
            if let Some((level, likeness)) = gold_places[g].compare(&found_places[f], kind) {
                candidates.push((level, layer(g), std::cmp::Reverse(likeness), g, f));
            }
        }
    }
    candidates.sort_unstable();
    let mut used = (vec![false; gold_places.len()], vec![false; found_places.len()]);
    let mut pairs = Vec::new();
    for (level, _, _, gold, found) in candidates {
        if !used.0[gold] && !used.1[found] {
            (used.0[gold], used.1[found]) = (true, true);
            pairs.push(Pair { gold, found, level });
        }
    }
    pairs.sort_unstable_by_key(|pair| (pair.gold, pair.found));
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::item::ItemValue;
    use super::*;

    fn place(text: &str, kind: Scored, spans: &[(usize, usize)]) -> Place {
        let spans = spans.iter().map(|&(start, end)| CharSpan { start, end }).collect();
        let item = Item { id: String::new(), kind, spans, texts: Vec::new(), value: ItemValue::Named(None) };
        Place::new(&item, 0, &text.chars().collect::<Vec<_>>())
    }

    fn level(text: &str, kind: Scored, gold: &[(usize, usize)], found: &[(usize, usize)]) -> Option<Level> {
        place(text, kind, gold).compare(&place(text, kind, found), kind).map(|(level, _)| level)
    }

    #[test]
    fn levels_of_one_span() {
        let text = "lost about $5 million, GAF\nCorp said.";
        assert_eq!(level(text, Scored::Money, &[(11, 21)], &[(11, 21)]), Some(Level::Strict));
        assert_eq!(level(text, Scored::Money, &[(11, 21)], &[(5, 22)]), Some(Level::Tolerant));
        assert_eq!(level(text, Scored::Money, &[(11, 21)], &[(11, 13)]), Some(Level::Overlap));
        assert_eq!(level(text, Scored::Money, &[(11, 13)], &[(14, 21)]), None);
        assert_eq!(level(text, Scored::Company, &[(23, 31)], &[(23, 26)]), Some(Level::Tolerant));
        assert_eq!(level(text, Scored::Unit, &[(23, 31)], &[(23, 31)]), Some(Level::Strict));
        assert_eq!(
            level(text, Scored::Money, &[(23, 31)], &[(23, 26)]),
            Some(Level::Overlap),
            "no designators in amounts"
        );
    }

    #[test]
    fn all_segments_of_a_quotation_must_agree() {
        let text = "\"We grew,\" Lee said, \"and we will grow a lot more.\"";
        let kind = Scored::Quotation;
        let gold = [(1, 9), (22, 50)];
        assert_eq!(level(text, kind, &gold, &[(22, 50), (1, 9)]), Some(Level::Strict), "order does not matter");
        assert_eq!(level(text, kind, &gold, &[(0, 10), (21, 51)]), Some(Level::Tolerant));
        assert_eq!(level(text, kind, &gold, &[(1, 9), (26, 50)]), Some(Level::Overlap));
        assert_eq!(level(text, kind, &gold, &[(1, 9)]), None, "a quarter of the words");
        assert_eq!(level(text, kind, &gold, &[(22, 50)]), None, "under four fifths");
    }

    #[test]
    fn one_gold_item_answers_one_found_item() {
        let text = "between $3 million and $4 million";
        let kind = Scored::Money;
        let gold = [place(text, kind, &[(8, 33)])];
        let found = [place(text, kind, &[(8, 18)]), place(text, kind, &[(23, 33)])];
        let pairs = assign(kind, &[0], &[0, 1], &gold, &found, |_| Layer::Core);
        assert_eq!(pairs, [Pair { gold: 0, found: 0, level: Level::Overlap }]);
    }

    #[test]
    fn exact_matches_go_before_overlaps_and_core_before_optional() {
        let text = "Dow Chemical and Dow";
        let kind = Scored::Company;
        let gold = [place(text, kind, &[(0, 12)]), place(text, kind, &[(0, 3)]), place(text, kind, &[(0, 3)])];
        let found = [place(text, kind, &[(0, 3)])];
        let layer = |g: usize| if g == 1 { Layer::Optional } else { Layer::Core };
        let pairs = assign(kind, &[0, 1, 2], &[0], &gold, &found, layer);
        assert_eq!(pairs, [Pair { gold: 2, found: 0, level: Level::Strict }]);
    }
}
