//! The text of an article with its mentions marked: runs of styled text, made from the places where a mark begins or ends.

use anstyle::Style;

use super::palette;
use super::wrap::{Run, columns};
use super::{human, trimmed};
use crate::article::Article;
use crate::fact::{ArticleFacts, Kind, Value};
use crate::span::Span;
use crate::write::Kinds;

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
    kinds: &Kinds,
    span: Span,
    color: bool,
) -> Vec<Run<'a>> {
    let marks = marks(article, facts, kinds, span);
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

fn marks(article: &Article, facts: &ArticleFacts, kinds: &Kinds, within: Span) -> Vec<Mark> {
    let mut marks = Vec::new();
    for mention in facts.mentions.iter().filter(|m| kinds.contains(m.kind.name())) {
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
