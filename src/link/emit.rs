//! From completed drafts to facts, and out with the mentions that only served to link.

use super::draft::{Draft, Subject, percent};
use super::scene::entity;
use super::{LEXICAL, METRIC, period};
use crate::fact::{Argument, ArticleFacts, Fact, Field, Kind, Mention, MentionId, Value};

/// How much sure arithmetic adds to the trust in a fact, and a contradiction takes from it.
const EVIDENCE: f32 = 0.5;

/// The facts of the drafts.
pub(super) fn facts(text: &str, facts: &ArticleFacts, drafts: Vec<Draft>) -> Vec<Fact> {
    drafts.into_iter().map(|draft| fact(text, facts, draft)).collect()
}

fn fact(text: &str, facts: &ArticleFacts, draft: Draft) -> Fact {
    let mut arguments: Vec<(&str, MentionId)> = Vec::new();
    let mut fields: Vec<Field> = Vec::new();
    let mut say = |name: &str, value: &str| {
        if !value.is_empty() {
            fields.push(Field { name: name.into(), value: value.into() });
        }
    };
    say("metric", &draft.metric);
    match &draft.subject {
        Some(Subject::Named(id)) => {
            arguments.push(("subject", *id));
            if let Some(entity) = entity(&facts.mentions[id.0 as usize]) {
                say("subject", &format!("e{}", entity.0 + 1));
            }
        }
        Some(Subject::Words(id)) => {
            let mention = &facts.mentions[id.0 as usize];
            say("subject", &format!("other:{}", super::scene::field(mention, "name")));
        }
        None => {}
    }
    let roles = [
        ("value", draft.value),
        ("prior", draft.prior),
        // An absolute change stands beside a relative one, or for it.
        ("change", draft.change.or(draft.moved)),
        ("moved", draft.moved.filter(|_| draft.change.is_some())),
        ("acquirer", draft.acquirer),
    ];
    arguments.extend(roles.into_iter().filter_map(|(role, id)| Some((role, id?))));
    let words = |id: Option<MentionId>| id.map_or("", |id| facts.mentions[id.0 as usize].span.of(text));
    say("measure", words(draft.measure));
    say("direction", &draft.direction);
    let basis = draft.change.and_then(|c| percent(facts, c)).and_then(|p| p.basis);
    say("basis", basis.map_or("", |b| b.name()));
    let interval =
        draft.antecedent.or(draft.period).map(|id| &facts.mentions[id.0 as usize]).and_then(period::interval);
    say("period", words(draft.period));
    say("period_of", words(draft.antecedent));
    if let Some((start, end)) = interval {
        say("period_start", &start);
        say("period_end", &end);
    }
    say("modality", if draft.modality.is_empty() { "actual" } else { &draft.modality });
    let in_quote = draft.anchor().and_then(|a| facts.mentions[a.0 as usize].in_quote).or(draft.in_quote);
    say("asserted_by", &asserted_by(facts, in_quote));
    let mut provenance = draft.provenance;
    if let Some(agrees) = draft.agrees {
        say("arithmetic", if agrees { "agrees" } else { "contradicts" });
        let toward = if agrees { 1.0 - provenance.confidence } else { -provenance.confidence };
        provenance.confidence += toward * EVIDENCE;
    }
    if !draft.candidates.is_empty() {
        say("ambiguous", "yes");
        say("candidates", &draft.candidates.join(", "));
    }
    let span = arguments
        .iter()
        .filter(|(role, _)| *role != "subject")
        .fold(draft.span, |span, (_, id)| span.cover(facts.mentions[id.0 as usize].span));
    arguments.sort_by_key(|(_, id)| id.0);
    let argument = |(role, id): (&str, MentionId)| Argument {
        role: role.into(),
        mention: id,
        entity: entity(&facts.mentions[id.0 as usize]),
    };
    Fact {
        kind: METRIC.into(),
        span,
        arguments: arguments.into_iter().map(argument).collect(),
        fields,
        in_quote,
        provenance,
    }
}

/// The speaker of a quotation: the entity, or the name as printed; empty if nobody is named.
fn asserted_by(facts: &ArticleFacts, quote: Option<MentionId>) -> String {
    let Some(Value::Quotation(quotation)) = quote.map(|q| &facts.mentions[q.0 as usize].value) else {
        return String::new();
    };
    let Some(speaker) = &quotation.speaker else { return String::new() };
    match (speaker.entities.first(), &speaker.name) {
        (Some(entity), _) => format!("e{}", entity.0 + 1),
        (None, Some(name)) => name.to_string(),
        (None, None) => String::new(),
    }
}

/// Puts the facts in the place of their frames, and takes out the mentions that only served to link.
pub(super) fn replace(facts: &mut ArticleFacts, made: Vec<Fact>) {
    facts.facts.retain(|f| &*f.kind != METRIC && !LEXICAL.contains(&&*f.kind));
    // What a user's facts refer to stays.
    let mut used = vec![false; facts.mentions.len()];
    facts.facts.iter().flat_map(|f| &f.arguments).for_each(|a| used[a.mention.0 as usize] = true);
    facts.facts.extend(made);
    facts.facts.sort_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end)));
    let serves = |(at, m): (usize, &Mention)| match &m.kind {
        Kind::User(kind) => LEXICAL.contains(&&**kind) && !used[at],
        _ => false,
    };
    let gone: Vec<bool> = facts.mentions.iter().enumerate().map(serves).collect();
    let mut stays = 0;
    let new: Vec<MentionId> = gone
        .iter()
        .map(|gone| {
            let id = MentionId(stays);
            stays += u32::from(!gone);
            id
        })
        .collect();
    let mut at = 0;
    facts.mentions.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
    for mention in &mut facts.mentions {
        if let Some(quote) = &mut mention.in_quote {
            *quote = new[quote.0 as usize];
        }
        if let Value::Money(money) = &mut mention.value
            && let Some(of) = &mut money.conversion_of
        {
            *of = new[of.0 as usize];
        }
    }
    for fact in &mut facts.facts {
        fact.arguments.retain(|a| !gone[a.mention.0 as usize]);
        fact.arguments.iter_mut().for_each(|a| a.mention = new[a.mention.0 as usize]);
        fact.in_quote = fact.in_quote.map(|q| new[q.0 as usize]);
    }
}
