//! Evidence: what the rules of companies, units and persons say of each name, added up by name and by key.

use super::super::name::{Look, Name};
use super::super::view::Reading;
use super::keys::Keys;
use crate::rule::{Group, Listed, Matches, Rule, Tier};

/// What some rules together say: each counts once, however often it matches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Support {
    /// Sum of the weights of the rules.
    pub(super) weight: f32,
    /// The strongest rule, of equals the first.
    pub(super) best: Option<(u16, Tier)>,
}

impl Support {
    fn add(&mut self, rule: u16, tier: Tier) {
        self.weight += match tier {
            Tier::Sure => 4.0,
            Tier::Strong => 2.0,
            Tier::Medium => 1.0,
            Tier::Weak => 0.4,
        };
        if self.best.is_none_or(|(r, t)| (std::cmp::Reverse(tier), rule) < (std::cmp::Reverse(t), r)) {
            self.best = Some((rule, tier));
        }
    }
}

/// What is said of a name or a key.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    pub(super) company: Support,
    /// The part of `company` by rules that products and persons do not fit.
    pub(super) business: Support,
    /// The part of `company` by rules that places do not fit.
    pub(super) placeless: Support,
    pub(super) unit: Support,
    pub(super) person: Support,
}

impl Said {
    fn of(&mut self, side: Side) -> &mut Support {
        match side {
            Side::Company => &mut self.company,
            Side::Business => &mut self.business,
            Side::Placeless => &mut self.placeless,
            Side::Unit => &mut self.unit,
            Side::Person => &mut self.person,
        }
    }
}

/// What else the rules noted about one place of a name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Noted<'r> {
    /// Named as a news source.
    pub(super) media: bool,
    /// Named as a news source by words that fit nothing else.
    pub(super) source: bool,
    /// A rule says it is no company here.
    pub(super) against: bool,
    /// Stands as the code of another name.
    pub(super) code: bool,
    pub(super) ticker: Option<&'r str>,
    pub(super) exchange: Option<&'r str>,
    /// The name that owns it: its number among the names.
    pub(super) owner: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Company,
    Business,
    Placeless,
    Unit,
    Person,
}

/// One rule that speaks for one name.
#[derive(Debug, Clone, Copy)]
struct Voice {
    name: u32,
    side: Side,
    rule: u16,
    tier: Tier,
}

/// All evidence of an article.
pub(super) struct Evidence<'r> {
    /// By name.
    pub(super) own: Vec<Said>,
    /// By key.
    pub(super) all: Vec<Said>,
    pub(super) noted: Vec<Noted<'r>>,
}

/// The groups of one kind with their matches.
pub(in crate::extract) type Found<'g> = [(&'g Group, Matches)];

impl<'r> Evidence<'r> {
    pub(super) fn new(
        reading: &Reading<'r, '_>,
        names: &[Name],
        keys: &Keys,
        company: &Found<'_>,
        unit: &Found<'_>,
        person: &Found<'_>,
    ) -> Self {
        let mut noted = vec![Noted::default(); names.len()];
        let mut voices: Vec<Voice> = Vec::new();
        let label = |name| reading.rules.label(name);
        let (name_label, other_label, ticker_label) = (label("name"), label("other"), label("ticker"));
        for (side, groups) in [(Side::Company, company), (Side::Unit, unit), (Side::Person, person)] {
            for (group, matches) in groups {
                for m in &matches.list {
                    let rule = &group.rules[m.rule as usize];
                    let mention = |l: Option<_>| l.and_then(|l| matches.capture(m, l)).and_then(|c| c.mention);
                    let Some(name) = mention(name_label) else { continue };
                    let other = mention(other_label);
                    if !fits(rule, other.map(|o| names[o as usize].look)) {
                        continue;
                    }
                    let here = &mut noted[name as usize];
                    if let Some(what) = rule.constant("not") {
                        let name = &names[name as usize];
                        here.against |= what == "company" || !name.formed() && sector(reading, name.look) == what;
                        continue;
                    }
                    voices.push(Voice { name, side, rule: rule.index, tier: rule.tier });
                    for (constant, side) in [("business", Side::Business), ("placeless", Side::Placeless)] {
                        if rule.constant(constant).is_some() {
                            voices.push(Voice { name, side, rule: rule.index, tier: rule.tier });
                        }
                    }
                    let media = rule.constant("media");
                    here.media |= media.is_some();
                    here.source |= media == Some("source");
                    if side == Side::Unit {
                        here.owner = here.owner.or(other);
                    }
                    if let Some(code) = ticker_label.and_then(|l| matches.capture(m, l)) {
                        for capture in reading.captures(matches, m) {
                            match capture.label {
                                "ticker" => here.ticker = Some(capture.text),
                                "exchange" => here.exchange = Some(capture.text),
                                _ => {}
                            }
                        }
                        if let Ok(at) = names.binary_search_by_key(&(code.start as usize), |n| n.start) {
                            noted[at].code = true;
                        }
                    }
                }
            }
        }
        let mut own = vec![Said::default(); names.len()];
        voices.sort_unstable_by_key(|v| (v.name, v.side, v.rule));
        voices.dedup_by_key(|v| (v.name, v.side, v.rule));
        for voice in &voices {
            own[voice.name as usize].of(voice.side).add(voice.rule, voice.tier);
        }
        // The same rule at many places of a key counts once.
        let mut all = vec![Said::default(); keys.len()];
        for voice in &mut voices {
            voice.name = keys.of[voice.name as usize];
        }
        voices.sort_unstable_by_key(|v| (v.name, v.side, v.rule));
        voices.dedup_by_key(|v| (v.name, v.side, v.rule));
        for voice in &voices {
            all[voice.name as usize].of(voice.side).add(voice.rule, voice.tier);
        }
        Self { own, all, noted }
    }
}

/// Whether the other name of a rule looks as the rule asks.
fn fits(rule: &Rule, other: Option<Look>) -> bool {
    match rule.constant("like") {
        Some("person") => matches!(other, Some(Look::Person | Look::MaybePerson)),
        Some(_) => matches!(other, Some(Look::Company(_) | Look::LegalForm)),
        None => true,
    }
}

/// Sector of a gazetteer company.
fn sector<'r>(reading: &Reading<'r, '_>, look: Look) -> &'r str {
    let (listed, row) = match look {
        Look::Company(row) | Look::Common(row) => (Listed::Company, row),
        Look::Ambiguous(row) => (Listed::CompanyAmbiguous, row),
        _ => return "",
    };
    reading.rules.listed(listed).map_or("", |(lexicon, _)| lexicon.field(row, "sector"))
}
