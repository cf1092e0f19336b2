//! The text of an article with its mentions marked: runs of styled text, made from the places where a mark begins or ends.

use anstyle::Style;

use super::palette;
use super::wrap::{Run, columns};
use super::{human, trimmed};
use crate::article::Article;
use crate::fact::{ArticleFacts, Kind, MentionId, Value};
use crate::span::Span;
use crate::write::filter::Kept;

/// Columns up to which a note is kept on one line.
const SOLID: usize = 32;

/// A marked stretch of text.
struct Mark {
    span: Span,
    style: Style,
    /// What is said behind it.
    note: Option<String>,
}

/// The article's text as runs. Marks may nest and overlap in any way: between two neighbouring places where any mark begins
/// or ends, the innermost one decides the colour and all of them add their effects.
pub(super) fn runs<'a>(
    article: &'a Article,
    facts: &ArticleFacts,
    kept: &Kept,
    span: Span,
    color: bool,
) -> Vec<Run<'a>> {
    let marks = marks(article, facts, kept, span);
    let mut places: Vec<u32> = marks.iter().flat_map(|mark| [mark.span.start, mark.span.end]).collect();
    places.extend([span.start, span.end]);
    places.sort_unstable();
    places.dedup();

    let mut runs = Vec::with_capacity(places.len() * 3);
    // Marks that have begun and not ended, outermost first. They come sorted, so a cursor suffices.
    let mut open: Vec<&Mark> = Vec::new();
    let mut next = marks.iter().peekable();
    for (at, &place) in places.iter().enumerate() {
        while let Some(ended) = open.iter().rposition(|mark| mark.span.end == place) {
            close(open.remove(ended), color, &mut runs);
        }
        while let Some(mark) = next.next_if(|mark| mark.span.start == place) {
            if !color {
                runs.push(Run::new("[", Style::new()));
            }
            open.push(mark);
        }
        if let Some(&end) = places.get(at + 1) {
            let text = Span { start: place, end }.of(&article.text);
            runs.push(Run::new(text, if color { mixed(&open) } else { Style::new() }));
        }
    }
    runs
}

fn marks(article: &Article, facts: &ArticleFacts, kept: &Kept, within: Span) -> Vec<Mark> {
    let mut marks = Vec::new();
    let shown = |at: usize| kept.mention(MentionId(at as u32));
    for mention in facts.mentions.iter().enumerate().filter(|(at, _)| shown(*at)).map(|(_, mention)| mention) {
        let style = palette::of(&mention.kind);
        let words = mention.span.of(&article.text);
        let note = human::note(facts, &mention.value, &trimmed(words), &article.text);
        match &mention.value {
            Value::Quotation(quotation) => {
                // The speaker stands behind the last stretch of the words only.
                let mut note = note;
                for segment in quotation.content.iter().rev() {
                    marks.push(Mark { span: *segment, style, note: note.take() });
                }
            }
            _ => marks.push(Mark { span: mention.span, style, note: name_user_kind(&mention.kind, note) }),
        }
    }
    marks.retain(|mark| within.contains(mark.span) && !mark.span.is_empty());
    // By start, the longer first: the order in which marks open.
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    marks
}

fn name_user_kind(kind: &Kind, note: Option<String>) -> Option<String> {
    match (kind, note) {
        (Kind::User(name), Some(note)) => Some(format!("{name}: {note}")),
        (Kind::User(name), None) => Some(name.to_string()),
        (_, note) => note,
    }
}

fn close(mark: &Mark, color: bool, runs: &mut Vec<Run<'_>>) {
    if !color {
        runs.push(Run::solid("]", Style::new()));
    }
    let Some(note) = &mark.note else { return };
    let (note, style) = match color {
        // Dimmed and in braces: it must not be taken for words of the article.
        true => (format!(" {{{note}}}"), mark.style.dimmed()),
        false => (format!("{{{note}}}"), Style::new()),
    };
    // A short note stays in one piece; a long one would tear a hole into the line.
    let solid = columns(&note) <= SOLID;
    runs.push(if solid { Run::solid(note, style) } else { Run::new(note, style) });
}

fn mixed(open: &[&Mark]) -> Style {
    open.iter().fold(Style::new(), |style, mark| {
        let color = mark.style.get_fg_color().or(style.get_fg_color());
        style.effects(style.get_effects() | mark.style.get_effects()).fg_color(color)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{EntityId, Mention, Provenance, RuleId};
    use crate::write::Kinds;

    proptest::proptest! {
        /// Marks without notes, nested and crossing in every way, change no word of the text.
        #[test]
        fn no_word_is_lost_or_doubled(ends in proptest::collection::vec((0usize..40, 0usize..40), 0..12)) {
            let article = Article::from_text("Zwölf Boxkämpfer jagen €uros 😀 über den Deich");
            let bounds: Vec<usize> = article.text.char_indices().map(|(at, _)| at).collect();
            let mention = |&(a, b): &(usize, usize)| Mention {
                kind: Kind::Company,
                span: Span::new(bounds[a.min(b)], bounds[a.max(b)]),
                // An entity that is not there has no name, hence no note.
                value: Value::Named { entity: EntityId(9), role: None },
                provenance: Provenance { rule: RuleId(0), sieve: None, confidence: 1.0 },
                in_quote: None,
            };
            let facts = ArticleFacts { mentions: ends.iter().map(mention).collect(), ..ArticleFacts::default() };
            let kept = Kept::new(&facts, &Kinds::default());
            let whole = Span::new(0, article.text.len());
            let text = |color| -> String {
                runs(&article, &facts, &kept, whole, color).iter().map(|run| run.text.as_ref()).collect()
            };
            proptest::prop_assert_eq!(text(true), article.text.as_str());
            let plain = text(false);
            proptest::prop_assert_eq!(plain.replace(['[', ']'], ""), article.text.as_str());
            let marks = facts.mentions.iter().filter(|m| !m.span.is_empty()).count();
            proptest::prop_assert_eq!(plain.matches('[').count(), marks);
            proptest::prop_assert_eq!(plain.matches(']').count(), marks);
        }
    }
}
