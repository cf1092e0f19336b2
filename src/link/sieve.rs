//! The sieves: steps that complete facts, from sure to relaxed. Each sees what the ones before it have done.

use super::draft::{Draft, Subject, is_change, metric_of, percent};
use super::scene::{Scene, Spot, field, said, within};
use crate::fact::{ArticleFacts, Mention, MentionId, PercentForm, PercentRole, Provenance, Value};
use crate::span::Span;

/// One step.
pub(super) trait Sieve: Sync {
    /// Completes drafts, or adds some for numbers that are left.
    fn run(&self, scene: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>);
}

/// All sieves in their order.
pub(super) const ALL: &[&dyn Sieve] =
    &[&PerShare, &Parallel, &Compared, &Attach, &Nearest, &Order, &Same, &Subjects, &Periods, &Moods, &Directions];

/// Trust in what the nearest metric says of a number.
const NEAREST: f32 = 0.55;

/// Most bytes between a number and the metric that is taken for it.
const REACH: u32 = 60;

/// Most bytes between a number and a metric behind it.
const BEHIND: u32 = 20;

fn mention(facts: &ArticleFacts, id: MentionId) -> &Mention {
    &facts.mentions[id.0 as usize]
}

fn taken(facts: &ArticleFacts, drafts: &[Draft]) -> Vec<bool> {
    let mut taken = vec![false; facts.mentions.len()];
    drafts.iter().flat_map(Draft::numbers).for_each(|n| taken[n.0 as usize] = true);
    taken
}

/// A metric of totals becomes that of a share where the amount is one per share.
struct PerShare;

impl Sieve for PerShare {
    fn run(&self, _: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        for draft in drafts {
            let (Some(measure), Some(value)) = (draft.measure, draft.value) else { continue };
            let per_share = said(mention(facts, measure), "per_share");
            if !per_share.is_empty() && matches!(&mention(facts, value).value, Value::Money(m) if m.per.is_some()) {
                draft.metric = per_share.into();
            }
        }
    }
}

/// "A and B rose 3% and 4% respectively": the numbers of a list go to the names of a list of the same length, by their order.
struct Parallel;

/// Most bytes between two items of a list.
const GAP: u32 = 30;

impl Sieve for Parallel {
    fn run(&self, scene: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        drafts.sort_by_key(|d| (d.sentence, d.span.start));
        let (mut gone, mut made) = (vec![false; drafts.len()], Vec::new());
        for word in &scene.parallels {
            let numbers = within(&scene.numbers, word.sentence);
            let end = numbers.partition_point(|n| n.span.end <= word.span.start);
            let values = run_before(&numbers[..end], |n| n.span, word.span.start);
            let Some(first) = values.first() else { continue };
            let from = scene.names.partition_point(|(s, _)| s.sentence < word.sentence);
            let to =
                scene.names.partition_point(|(s, _)| (s.sentence, s.span.start) < (word.sentence, first.span.start));
            let names = &scene.names[from.min(to)..to];
            let Some((last, _)) = names.last() else { continue };
            let subjects = run_before(names, |(s, _)| s.span, last.span.end);
            if values.len() < 2 || subjects.len() != values.len() {
                continue;
            }
            let holds = |d: &Draft| values.iter().any(|v| d.numbers().any(|n| n == v.id));
            let here = of_sentence(drafts, word.sentence);
            let Some(model) = drafts[here.clone()].iter().find(|d| holds(d)).cloned() else { continue };
            here.filter(|&at| holds(&drafts[at])).for_each(|at| gone[at] = true);
            for (value, (subject, _)) in values.iter().zip(subjects) {
                let mut draft = Draft { value: None, change: None, moved: None, prior: None, ..model.clone() };
                match model.change.is_some() || is_change(facts, value.id) && &*model.metric != "growth" {
                    true => draft.change = Some(value.id),
                    false => draft.value = Some(value.id),
                }
                draft.subject = Some(Subject::Named(subject.id));
                draft.span = model.span.cover(first.span).cover(word.span);
                draft.provenance.sieve = Some("parallel");
                made.push(draft);
            }
        }
        drop_marked(drafts, &gone);
        drafts.extend(made);
    }
}

/// The drafts of a sentence, where they stand in the order of the sentences.
fn of_sentence(drafts: &[Draft], sentence: usize) -> std::ops::Range<usize> {
    let from = drafts.partition_point(|d| d.sentence < sentence);
    from..from + drafts[from..].partition_point(|d| d.sentence == sentence)
}

/// Takes the marked drafts out.
fn drop_marked(drafts: &mut Vec<Draft>, gone: &[bool]) {
    let mut at = 0;
    drafts.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
}

/// The items at the end of a list of which each stands close behind the one before, the last of them close before a place.
fn run_before<T>(items: &[T], span: impl Fn(&T) -> Span, end: u32) -> &[T] {
    let mut from = items.len();
    let mut next = end;
    while let Some(item) = from.checked_sub(1).map(|i| &items[i])
        && next.saturating_sub(span(item).end) <= GAP
    {
        next = span(item).start;
        from -= 1;
    }
    &items[from..]
}

/// "Net income of $5 million, or 3 cents a share, compared with $4 million, or 2 cents": what stands behind the comparison is the
/// value before, of the fact whose value is of the same sort.
struct Compared;

impl Sieve for Compared {
    fn run(&self, scene: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        drafts.sort_by_key(|d| (d.sentence, d.span.start));
        let mut gone = vec![false; drafts.len()];
        for word in &scene.comparisons {
            let numbers = within(&scene.numbers, word.sentence);
            let here = of_sentence(drafts, word.sentence);
            let from = numbers.partition_point(|n| n.span.start < word.span.end);
            let mut end = word.span.end;
            for number in &numbers[from..] {
                let known = || drafts[here.clone()].iter().any(|d| d.prior == Some(number.id));
                if number.span.start.saturating_sub(end) > GAP || known() {
                    break;
                }
                end = number.span.end;
                let wanted = sort(facts, number.id);
                let before = |d: &Draft| {
                    let value = d.value.filter(|&v| mention(facts, v).span.end <= word.span.start);
                    d.prior.is_none() && value.is_some_and(|v| sort(facts, v) == wanted)
                };
                let Some(at) = here.clone().rfind(|&at| !gone[at] && before(&drafts[at])) else { continue };
                // A frame that took the number for itself said the same of less.
                let own = here.clone().find(|&at| !gone[at] && drafts[at].numbers().any(|n| n == number.id));
                if own.is_some_and(|own| drafts[own].metric != drafts[at].metric || drafts[own].numbers().count() > 1) {
                    continue;
                }
                drafts[at].prior = Some(number.id);
                if let Some(own) = own {
                    gone[own] = true;
                }
            }
        }
        drop_marked(drafts, &gone);
    }
}

/// What can be compared: percentages, totals, and amounts per share or as small.
fn sort(facts: &ArticleFacts, id: MentionId) -> u8 {
    match &mention(facts, id).value {
        Value::Money(m) => 1 + u8::from(m.per.is_some() || m.amount.low() < 1000.into()),
        _ => 0,
    }
}

/// A change right behind or before a fact in the same clause is its change.
struct Attach;

impl Sieve for Attach {
    fn run(&self, scene: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        let taken = taken(facts, drafts);
        drafts.sort_by_key(|d| (d.sentence, d.span.start, d.span.end));
        for number in scene.numbers.iter().filter(|n| !taken[n.id.0 as usize] && is_change(facts, n.id)) {
            let at = drafts.partition_point(|d| d.span.end <= number.span.start);
            let near = |d: &&mut Draft| {
                d.sentence == number.sentence
                    && d.change.is_none()
                    && d.value.is_some()
                    && d.span.end <= number.span.start
                    && number.span.start - d.span.end < 25
                    && !scene.broken(d.span.end, number.span.start)
                    && !scene.number_between(d.span.end, number.span.start)
            };
            if let Some(draft) = at.checked_sub(1).and_then(|at| drafts.get_mut(at)).filter(near) {
                draft.change = Some(number.id);
            }
        }
    }
}

/// A number that no frame explains goes to the nearest metric of its clause.
struct Nearest;

impl Sieve for Nearest {
    fn run(&self, scene: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        let taken = taken(facts, drafts);
        // Attach left them in the order of the text; those added here follow in that order as well.
        let framed = drafts.len();
        let vague = |n: &Spot| percent(facts, n.id).is_some_and(|p| p.form == PercentForm::Vague);
        for number in scene.numbers.iter().filter(|n| !taken[n.id.0 as usize] && !vague(n)) {
            let Some((measure, rival)) = nearest(scene, facts, number) else { continue };
            let provenance = Provenance {
                rule: mention(facts, measure.id).provenance.rule,
                sieve: Some("nearest-metric"),
                confidence: NEAREST,
            };
            let span = number.span.cover(measure.span);
            let mut draft = Draft::new(span, number.sentence, &metric_of(facts, measure.id), provenance);
            draft.measure = Some(measure.id);
            draft.in_quote = mention(facts, number.id).in_quote;
            match (is_change(facts, number.id), elliptic(facts, drafts, framed, number, &draft.metric)) {
                (true, _) => draft.change = Some(number.id),
                (false, Some(model)) => {
                    draft.change = Some(number.id);
                    draft.direction = drafts[model].direction.clone();
                }
                (false, None) => draft.value = Some(number.id),
            }
            if let Some(rival) = rival {
                draft.candidates = vec![draft.metric.clone(), metric_of(facts, rival.id)];
            }
            drafts.push(draft);
        }
    }
}

/// "Oil rose 3%, gold 2%": what was left out is as in the fact before.
fn elliptic(facts: &ArticleFacts, drafts: &[Draft], framed: usize, number: &Spot, metric: &str) -> Option<usize> {
    percent(facts, number.id).filter(|p| p.role.is_none())?;
    let model = |at: &usize| {
        let d = &drafts[*at];
        *d.metric == *metric && d.change.is_some() && d.value.is_none()
    };
    let added = (framed..drafts.len()).rev().take_while(|&at| drafts[at].sentence == number.sentence).find(model);
    added.or_else(|| of_sentence(&drafts[..framed], number.sentence).rev().find(model))
}

/// The metric next to a number, and another one as near on its other side.
fn nearest<'s>(scene: &'s Scene, facts: &ArticleFacts, number: &Spot) -> Option<(&'s Spot, Option<&'s Spot>)> {
    let list = within(&scene.measures, number.sentence);
    let at = list.partition_point(|m| m.span.start < number.span.start);
    let fits = |m: &&Spot| {
        let (low, high) = if m.span.start < number.span.start {
            (m.span.end, number.span.start)
        } else {
            (number.span.end, m.span.start)
        };
        high.saturating_sub(low) <= REACH
            && !scene.broken(low, high)
            && !scene.number_between(low, high)
            && suits(facts, number.id, m.id)
    };
    let before = at.checked_sub(1).and_then(|i| list.get(i)).filter(fits);
    let behind = list.get(at).filter(|m| m.span.start.saturating_sub(number.span.end) <= BEHIND).filter(fits);
    match (before, behind) {
        (Some(a), Some(b)) => {
            let (left, right) =
                (number.span.start.saturating_sub(a.span.end), b.span.start.saturating_sub(number.span.end));
            let (best, other) = if right < left { (b, a) } else { (a, b) };
            let differ = metric_of(facts, a.id) != metric_of(facts, b.id);
            Some((best, (differ && left.abs_diff(right) < 4).then_some(other)))
        }
        (Some(a), None) | (None, Some(a)) => Some((a, None)),
        (None, None) => None,
    }
}

/// Whether a number can be of that metric: the lexicon says which are amounts and which percentages.
fn suits(facts: &ArticleFacts, number: MentionId, measure: MentionId) -> bool {
    let unit = said(mention(facts, measure), "unit");
    let loose = matches!(said(mention(facts, measure), "subject"), "self" | "place");
    if loose && matches!(&mention(facts, number).value, Value::Money(_)) {
        return false;
    }
    match &mention(facts, number).value {
        Value::Percent(p) => match p.role {
            Some(PercentRole::Change) => unit != "percent" || p.direction.is_some(),
            Some(PercentRole::Share) => unit == "percent",
            _ => unit != "money",
        },
        Value::Money(_) => unit != "percent",
        _ => false,
    }
}

/// Puts drafts into the order of the text.
struct Order;

impl Sieve for Order {
    fn run(&self, _: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        drafts.sort_by_key(|d| d.anchor().map(|a| mention(facts, a).span.start));
    }
}

/// What is measured by "the estimate" is what was measured before: the metric of the last fact whose number is of the same sort.
struct Same;

impl Sieve for Same {
    fn run(&self, scene: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        for at in 0..drafts.len() {
            if &*drafts[at].metric != "same" {
                continue;
            }
            let Some(number) = drafts[at].value else { continue };
            let (sentence, wanted) = (drafts[at].sentence, sort(facts, number));
            let like = drafts[..at].iter().rev().take(6).find(|d| {
                let near = scene.paragraphs.get(d.sentence) == scene.paragraphs.get(sentence)
                    || sentence - d.sentence.min(sentence) <= 1;
                near && &*d.metric != "same"
                    && &*d.metric != "share_price"
                    && d.value.is_some_and(|v| sort(facts, v) == wanted)
            });
            if let Some(like) = like {
                let (metric, subject) = (like.metric.clone(), like.subject.clone());
                drafts[at].metric = metric;
                drafts[at].subject = drafts[at].subject.take().or(subject);
            }
        }
        drafts.retain(|d| &*d.metric != "same" && !d.metric.is_empty());
    }
}

/// Whose metric it is: its possessor, the name before it, the subject of the fact before, or whom the article is about.
struct Subjects;

impl Sieve for Subjects {
    fn run(&self, scene: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        let mut last: Option<(usize, Subject)> = None;
        for draft in drafts.iter_mut() {
            let kind = draft.measure.map_or("", |m| said(mention(facts, m), "subject"));
            if draft.subject.is_none() {
                draft.subject = match kind {
                    "self" => draft.measure.map(Subject::Words),
                    "focus" if scene.focus.is_some() => scene.focus.map(|(id, _)| Subject::Named(id)),
                    "place" => place(scene, draft, facts).or_else(|| company(scene, facts, draft, last.as_ref())),
                    _ => company(scene, facts, draft, last.as_ref()),
                };
            }
            if let Some(subject @ Subject::Named(_)) = &draft.subject {
                last = Some((draft.sentence, subject.clone()));
            }
        }
    }
}

/// Where the metric, or else the number, stands.
fn place_of(draft: &Draft, facts: &ArticleFacts) -> u32 {
    let measure = draft.measure.filter(|m| mention(facts, *m).span.start < draft.span.end);
    measure.or(draft.anchor()).map_or(draft.span.start, |m| mention(facts, m).span.start)
}

fn place(scene: &Scene, draft: &Draft, facts: &ArticleFacts) -> Option<Subject> {
    let list = within(&scene.places, draft.sentence);
    let at = place_of(draft, facts);
    let before = list.iter().rfind(|p| p.span.start < at);
    let found = before.or(list.first()).or_else(|| {
        let paragraph = scene.paragraphs.get(draft.sentence);
        let earlier = scene.places[..scene.places.partition_point(|p| p.span.start < at)].last();
        earlier.filter(|p| scene.paragraphs.get(p.sentence) == paragraph)
    });
    found.map(|p| Subject::Words(p.id))
}

fn company(scene: &Scene, facts: &ArticleFacts, draft: &Draft, last: Option<&(usize, Subject)>) -> Option<Subject> {
    let at = place_of(draft, facts);
    if let Some(measure) = draft.measure {
        let start = mention(facts, measure).span.start;
        let first = scene.owners.partition_point(|(m, _)| *m < start);
        if let Some((_, owner)) = scene.owners.get(first).filter(|(m, _)| *m == start) {
            return Some(Subject::Named(*owner));
        }
    }
    let from = scene.names.partition_point(|(s, _)| s.sentence < draft.sentence);
    let count = scene.names[from..].partition_point(|(s, _)| s.sentence == draft.sentence);
    let here = &scene.names[from..from + count];
    let before = here.iter().rfind(|(s, _)| s.span.end <= at);
    let named = |id: MentionId| Some(Subject::Named(id));
    // "The company's sales": of whom the article speaks, whoever else is named nearby.
    let itself = within(&scene.selves, draft.sentence).iter().rfind(|s| s.span.start < at);
    if let Some(itself) =
        itself.filter(|s| before.is_none_or(|(n, _)| n.span.start < s.span.start) && !scene.broken(s.span.end, at))
    {
        let spoken = last.filter(|(sentence, _)| draft.sentence - (*sentence).min(draft.sentence) <= 2);
        let own = spoken.map(|(_, subject)| subject.clone());
        let until = scene.names.partition_point(|(n, _)| n.span.end <= itself.span.start);
        let earlier = || scene.names[..until].last().map(|(n, _)| Subject::Named(n.id));
        return scene.focus.map(|(id, _)| Subject::Named(id)).or(own).or_else(earlier);
    }
    // In the same clause a name before the metric is its subject; across clauses the subject of the last fact in the sentence goes on.
    if let Some((spot, _)) = before.filter(|(s, _)| !scene.broken(s.span.end, at)) {
        return named(spot.id);
    }
    if let Some((sentence, subject)) = last
        && *sentence == draft.sentence
        && before.is_none_or(
            |(s, _)| matches!(subject, Subject::Named(id) if mention(facts, *id).span.start >= s.span.start),
        )
    {
        return Some(subject.clone());
    }
    if let Some((spot, _)) = before {
        return named(spot.id);
    }
    if here.is_empty()
        && let Some((id, _)) = scene.focus
    {
        return named(id);
    }
    let near = last.filter(|(sentence, _)| draft.sentence - (*sentence).min(draft.sentence) <= 2);
    // The sentences before name somebody: the first name of the last of them that has one.
    let mut earlier = scene.names[..from].iter().rev().take_while(|(s, _)| draft.sentence - s.sentence <= 3).peekable();
    if let Some((spot, _)) = earlier.peek() {
        let sentence = spot.sentence;
        if let Some((_, subject)) = near.filter(|(s, _)| *s >= sentence) {
            return Some(subject.clone());
        }
        return earlier.take_while(|(s, _)| s.sentence == sentence).last().and_then(|(s, _)| named(s.id));
    }
    if let Some((_, subject)) = near {
        return Some(subject.clone());
    }
    scene.focus.and_then(|(id, _)| named(id))
}

/// Which period: the one inside the frame, else the nearest of the clause, else the one the sentence begins with.
struct Periods;

impl Sieve for Periods {
    fn run(&self, scene: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        let mut explicit: Option<MentionId> = None;
        for draft in drafts.iter_mut() {
            let list = within(&scene.periods, draft.sentence);
            if draft.period.is_none() {
                let inside = list.iter().find(|p| draft.span.contains(p.span));
                let start = draft.span.start;
                let far = |p: &&Spot| {
                    if p.span.start < start {
                        start - p.span.end.min(start)
                    } else {
                        p.span.start.saturating_sub(draft.span.end)
                    }
                };
                let free = |p: &&Spot| {
                    let (low, high) =
                        if p.span.start < start { (p.span.end, start) } else { (draft.span.end, p.span.start) };
                    high.saturating_sub(low) <= 2 * REACH
                        && !scene.broken(low, high)
                        && !scene.number_between(low, high)
                };
                let close = list.iter().filter(free).min_by_key(far);
                let opens = || list.first().filter(|p| p.span.start < start && leads(scene, p));
                draft.period = inside.or(close).or_else(opens).map(|p| p.id);
            }
            let anaphor = |id: MentionId| field(mention(facts, id), "anaphor") == "yes";
            match draft.period {
                Some(id) if anaphor(id) => draft.antecedent = explicit,
                // "The quarter" may be any; it names none that others could refer to.
                Some(id) if field(mention(facts, id), "anaphor").is_empty() => explicit = Some(id),
                _ => {}
            }
        }
    }
}

/// Whether nothing but the period opens its sentence: no name and number stand before it.
fn leads(scene: &Scene, period: &Spot) -> bool {
    let names = scene.names.partition_point(|(s, _)| s.sentence < period.sentence);
    let first = scene.names.get(names).filter(|(s, _)| s.sentence == period.sentence);
    first.is_none_or(|(s, _)| s.span.start > period.span.start)
        && within(&scene.numbers, period.sentence).first().is_none_or(|n| n.span.start > period.span.start)
}

/// Forecasts, estimates of others, aims and mere possibilities, by the last word of the clause that says so.
struct Moods;

impl Sieve for Moods {
    fn run(&self, scene: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        for draft in drafts.iter_mut().filter(|d| d.modality.is_empty()) {
            let Some(anchor) = draft.anchor() else { continue };
            // Some metrics are never anything else: a price target is an aim.
            if let Some(always) = draft.measure.map(|m| said(mention(facts, m), "modality")).filter(|m| !m.is_empty()) {
                draft.modality = always.into();
                continue;
            }
            let at = mention(facts, anchor).span.start;
            let list = within(&scene.moods, draft.sentence);
            let mood = list
                .iter()
                .rfind(|m| m.span.start < at && at - m.span.start < 3 * REACH && !scene.broken(m.span.end, at));
            if let Some(mood) = mood {
                draft.modality = field(mention(facts, mood.id), "modality").into();
            }
        }
    }
}

/// Which way a number went: as the frame says, else as the percentage itself says.
struct Directions;

impl Sieve for Directions {
    fn run(&self, _: &Scene, facts: &ArticleFacts, drafts: &mut Vec<Draft>) {
        for draft in drafts.iter_mut().filter(|d| d.direction.is_empty()) {
            let of = |id: MentionId| percent(facts, id).and_then(|p| p.direction);
            if let Some(direction) = draft.change.and_then(of).or_else(|| draft.value.and_then(of)) {
                draft.direction = direction.name().into();
            }
        }
    }
}
