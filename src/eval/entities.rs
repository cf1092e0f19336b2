//! How well mentions of companies are joined into entities: links between mentions, and companies per article.

use std::collections::HashMap;

use serde::Serialize;

use super::counts::Counts;
use super::gold::Layer;
use super::item::Scored;
use super::sheet::Sheet;
use super::tolerance;

/// Figures of the companies as entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct EntityScore {
    /// Pairs of mentions that name the same company; missed and false mentions count with all their links.
    pub links: Counts,
    /// The same among mentions which both sides have: the joining alone.
    pub links_of_matched: Counts,
    /// Distinct companies per article, by name without designators.
    pub companies: Counts,
}

/// Adds the figures of one article.
pub(super) fn add(score: &mut EntityScore, sheet: &Sheet<'_>) {
    links(score, sheet);
    companies(&mut score.companies, sheet);
}

fn links(score: &mut EntityScore, sheet: &Sheet<'_>) {
    // Each gold company mention: its entity, and the entity of the found mention at its place.
    let mut gold_of: HashMap<usize, usize> = HashMap::new();
    let mut ignored = vec![false; sheet.found_mentions().len()];
    for pair in sheet.tolerant_pairs(Scored::Company) {
        if sheet.gold.mentions[pair.gold].layer == Layer::Optional {
            ignored[pair.found] = true;
        } else {
            gold_of.insert(pair.found, pair.gold);
        }
    }
    let found_of: HashMap<usize, usize> = gold_of.iter().map(|(&found, &gold)| (gold, found)).collect();
    let gold: Vec<usize> = (0..sheet.gold.mentions.len())
        .filter(|&g| {
            let mention = &sheet.gold.mentions[g];
            mention.item.kind == Scored::Company && mention.layer != Layer::Optional
        })
        .collect();
    let found: Vec<usize> = (0..sheet.found_mentions().len())
        .filter(|&f| sheet.found_mentions()[f].item.kind == Scored::Company && !ignored[f])
        .collect();
    let same_gold = |a: usize, b: usize| {
        let entity = |g: usize| sheet.gold.mentions[g].entity;
        entity(a).is_some() && entity(a) == entity(b)
    };
    let same_found = |a: usize, b: usize| {
        let entity = |f: usize| sheet.found_mentions()[f].entity.as_ref();
        entity(a).is_some() && entity(a) == entity(b)
    };
    for (i, &a) in gold.iter().enumerate() {
        for &b in gold[..i].iter().filter(|&&b| same_gold(a, b)) {
            match (found_of.get(&a), found_of.get(&b)) {
                (Some(&x), Some(&y)) => {
                    let joined = usize::from(same_found(x, y));
                    let count = Counts::new(joined, 0, 1 - joined);
                    score.links += count;
                    score.links_of_matched += count;
                }
                _ => score.links.r#fn += 1,
            }
        }
    }
    for (i, &a) in found.iter().enumerate() {
        for &b in found[..i].iter().filter(|&&b| same_found(a, b)) {
            match (gold_of.get(&a), gold_of.get(&b)) {
                (Some(&x), Some(&y)) if same_gold(x, y) => {}
                (Some(_), Some(_)) => {
                    score.links.fp += 1;
                    score.links_of_matched.fp += 1;
                }
                _ => score.links.fp += 1,
            }
        }
    }
}

fn companies(counts: &mut Counts, sheet: &Sheet<'_>) {
    // An entity that only optional mentions name is itself optional.
    let named = |e: usize| sheet.gold.mentions.iter().any(|m| m.entity == Some(e) && m.layer != Layer::Optional);
    let mut gold: Vec<(String, bool, bool)> = sheet
        .gold
        .entities
        .iter()
        .enumerate()
        .filter(|(_, entity)| entity.kind == Scored::Company)
        .map(|(e, entity)| (tolerance::name(&entity.name), named(e), false))
        .collect();
    let mentioned = |id: &str| sheet.found_mentions().iter().any(|m| m.entity.as_deref() == Some(id));
    let entities = sheet.found.map_or(&[][..], |found| &found.entities);
    let mut open: Vec<_> = entities.iter().filter(|e| e.kind == Scored::Company && mentioned(&e.id)).collect();
    // By the name in the article first, so that a registered name takes no company from an entity that has its name.
    for by_name in [true, false] {
        open.retain(|entity| {
            let name = if by_name { Some(&entity.name) } else { entity.canonical.as_ref() };
            let Some(name) = name.map(|name| tolerance::name(name)) else { return true };
            match gold.iter_mut().find(|(gold, _, used)| !used && *gold == name) {
                Some((_, core, used)) => {
                    *used = true;
                    counts.tp += usize::from(*core);
                    false
                }
                None => true,
            }
        });
    }
    counts.fp += open.len();
    counts.r#fn += gold.iter().filter(|(_, core, used)| *core && !used).count();
}
