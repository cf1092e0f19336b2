//! One article laid out for scoring: gold and found mentions on the same text, and which answers which.

use super::gold::{GoldArticle, GoldMention, Layer};
use super::ground::Ground;
use super::item::Scored;
use super::matching::{self, Level, Pair, Place};
use super::{FoundArticle, FoundMention};

/// One article with its mentions placed and paired.
pub(super) struct Sheet<'a> {
    pub(super) gold: &'a GoldArticle,
    pub(super) found: Option<&'a FoundArticle>,
    pub(super) ground: Ground,
    pub(super) gold_places: Vec<Place>,
    pub(super) found_places: Vec<Place>,
    /// Pairs of every kind, quotations whatever their form.
    pub(super) pairs: Vec<Pair>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(gold: &'a GoldArticle, found: Option<&'a FoundArticle>) -> Self {
        let ground = Ground::new(gold, found);
        let gold_places = gold.mentions.iter().map(|m| Place::new(&m.item, 0, &ground.chars)).collect();
        let mentions = found.map_or(&[][..], |found| &found.mentions);
        let shift = |m: &FoundMention| if m.in_title { 0 } else { ground.body_shift };
        let found_places = mentions.iter().map(|m| Place::new(&m.item, shift(m), &ground.chars)).collect();
        let mut sheet = Self { gold, found, ground, gold_places, found_places, pairs: Vec::new() };
        sheet.pairs = Scored::ALL.into_iter().flat_map(|kind| sheet.assign(kind, |_| true)).collect();
        sheet
    }

    pub(super) fn found_mentions(&self) -> &'a [FoundMention] {
        self.found.map_or(&[][..], |found| &found.mentions)
    }

    /// Gold mentions of a kind and of the wanted forms. Optional ones are always among them: whatever form a reader would
    /// have chosen, a found mention that matches one is no false alarm.
    pub(super) fn gold_of(&self, kind: Scored, form: impl Fn(&str) -> bool) -> Vec<usize> {
        let wanted = |m: &GoldMention| m.layer == Layer::Optional || m.item.form().is_none_or(&form);
        let all = self.gold.mentions.iter().enumerate();
        all.filter(|(_, m)| m.item.kind == kind && wanted(m)).map(|(i, _)| i).collect()
    }

    /// Found mentions of a kind and of the wanted forms.
    pub(super) fn found_of(&self, kind: Scored, form: impl Fn(&str) -> bool) -> Vec<usize> {
        let all = self.found_mentions().iter().enumerate();
        all.filter(|(_, m)| m.item.kind == kind && m.item.form().is_none_or(&form)).map(|(i, _)| i).collect()
    }

    /// Pairs the mentions of a kind, of quotations only those of the wanted forms.
    pub(super) fn assign(&self, kind: Scored, form: impl Fn(&str) -> bool) -> Vec<Pair> {
        let (gold, found) = (self.gold_of(kind, &form), self.found_of(kind, &form));
        let layer = |g: usize| self.gold.mentions[g].layer;
        matching::assign(kind, &gold, &found, &self.gold_places, &self.found_places, layer)
    }

    /// Pairs of a kind that match exactly but for tolerated edges.
    pub(super) fn tolerant_pairs(&self, kind: Scored) -> impl Iterator<Item = Pair> + '_ {
        self.pairs
            .iter()
            .copied()
            .filter(move |pair| pair.level <= Level::Tolerant && self.gold.mentions[pair.gold].item.kind == kind)
    }

    /// Id of the gold mention at the place of the found mention with this id; where gold has none, the found id and a word that it is not in gold.
    pub(super) fn gold_id(&self, found_id: &str) -> String {
        let at = |pair: &&Pair| pair.level <= Level::Tolerant && self.found_mentions()[pair.found].item.id == found_id;
        match self.pairs.iter().find(at) {
            Some(pair) => self.gold.mentions[pair.gold].item.id.clone(),
            None => format!("{found_id} (not in gold)"),
        }
    }
}
