//! The end: entities in the order of the text, each with its name, and mentions of them.

use super::loud::Decided;
use super::{Resolved, Resolver, Verdict};
use crate::extract::name::{Look, Other};
use crate::fact::{CompanyRole, Entity, EntityId, Kind, Mention, Provenance, Value};

/// How well a surface names an entity: all in capitals, as a short form, with a legal form, as registered.
type Rank = (u8, usize);

impl Resolver<'_, '_> {
    pub(super) fn finish(self) -> Resolved {
        let mut resolved = Resolved {
            companies: Vec::new(),
            units: Vec::new(),
            persons: Vec::new(),
            entities: Vec::new(),
            organisations: Vec::new(),
        };
        let mut decided: Vec<Decided> = Vec::with_capacity(self.names.len());
        for (i, name) in self.names.iter().enumerate() {
            match (self.verdicts[i], self.why[i]) {
                (verdict @ (Verdict::Company(_) | Verdict::Unit(_) | Verdict::Person(_)), Some(why)) => {
                    let noted = self.evidence.noted[i];
                    let known = matches!(verdict, Verdict::Company(id) if self.known[id.0 as usize].media);
                    decided.push((name.start, name.end, verdict, why, noted.source || noted.media && known));
                }
                _ if matches!(name.look, Look::Other(Other::Organisation | Other::Word)) => {
                    resolved.organisations.push((name.start, name.end));
                }
                _ => {}
            }
        }
        decided.extend(self.extra_loud());
        decided.sort_by_key(|d| (d.0, std::cmp::Reverse(d.1)));
        decided.dedup_by(|b, a| b.0 < a.1);
        // Entities in order of their first mention.
        let mut order: Vec<Option<EntityId>> = vec![None; self.entities.len()];
        let mut old: Vec<EntityId> = Vec::new();
        for (_, _, verdict, ..) in &decided {
            let (Verdict::Company(id) | Verdict::Unit(id) | Verdict::Person(id)) = *verdict else { continue };
            if order[id.0 as usize].is_none() {
                order[id.0 as usize] = Some(EntityId(old.len() as u32));
                old.push(id);
            }
        }
        let mut entities: Vec<Entity> = Vec::with_capacity(old.len());
        for id in &old {
            let mut entity = self.entities[id.0 as usize].clone();
            entity.parent = entity.parent.and_then(|p| order[p.0 as usize]);
            entities.push(entity);
        }
        let mut ranks: Vec<Rank> = vec![(0, 0); entities.len()];
        for (start, end, verdict, (rule, tier, sieve), media) in decided {
            let (kind, old) = match verdict {
                Verdict::Company(id) => (Kind::Company, id),
                Verdict::Unit(id) => (Kind::Unit, id),
                Verdict::Person(id) => (Kind::Person, id),
                Verdict::Open | Verdict::Nothing => continue,
            };
            let Some(id) = order[old.0 as usize] else { continue };
            let span = self.reading.document.span(start, end);
            let entity = &mut entities[id.0 as usize];
            entity.mentions += 1;
            let surface = self.text(start, end);
            let formed = self.ends_formed(start, end);
            let rank = rank(entity, &kind, &surface, formed);
            if rank > ranks[id.0 as usize] {
                ranks[id.0 as usize] = rank;
                call(entity, surface);
            } else if *surface != *entity.name && !entity.aliases.iter().any(|a| **a == *surface) {
                entity.aliases.push(surface.into());
            }
            let source = kind == Kind::Company && media;
            let mention = Mention {
                kind: kind.clone(),
                span,
                value: Value::Named { entity: id, role: source.then_some(CompanyRole::MediaSource) },
                provenance: Provenance { rule, sieve, confidence: tier.confidence() },
                in_quote: None,
            };
            let list = match kind {
                Kind::Company => &mut resolved.companies,
                Kind::Unit => &mut resolved.units,
                _ => &mut resolved.persons,
            };
            list.push((start, end, mention));
        }
        resolved.entities = entities;
        resolved
    }

    /// Whether the name at a place is closed by a legal form.
    fn ends_formed(&self, start: usize, end: usize) -> bool {
        let at = self.names.binary_search_by_key(&start, |n| n.start);
        at.is_ok_and(|i| self.names[i].end == end && self.names[i].formed())
    }
}

fn rank(entity: &Entity, kind: &Kind, surface: &str, formed: bool) -> Rank {
    let loud = !surface.chars().any(char::is_lowercase);
    let class = match kind {
        Kind::Company if entity.canonical.as_deref() == Some(surface) => 4,
        Kind::Company if formed => 3,
        Kind::Company | Kind::Person if !loud => 2,
        Kind::Unit => return (1, 0),
        _ => 1,
    };
    (class, surface.len())
}

/// Gives an entity its name; the one it had becomes an alias.
fn call(entity: &mut Entity, name: String) {
    let before = std::mem::replace(&mut entity.name, name.into());
    if entity.mentions > 1 && before != entity.name && !entity.aliases.contains(&before) {
        entity.aliases.push(before);
    }
    let name = &entity.name;
    entity.aliases.retain(|a| a != name);
}
