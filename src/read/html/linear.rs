//! Text without a tree: paragraphs from the outline, for pages that a parser must not be given or finds nothing in.

use std::borrow::Cow;

use super::outline::Outline;
use super::scan::{Piece, is_in};

/// Elements that stand in a line of text; every other tag ends the paragraph.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "img",
];

/// Elements whose own text is running text.
const TEXT: &[&str] = &["p", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dd", "dt", "td", "th"];

/// Below this many bytes the marked paragraphs are taken for too few, and all text counts.
const ENOUGH: usize = 200;

/// The paragraphs of the main part: all in the largest `<article>`, else in `<main>`, else in the page.
pub(super) fn paragraphs(outline: &Outline<'_>) -> Vec<String> {
    let kept = outline.kept();
    let range = main_part(outline);
    let marked = collect(outline, &kept, range.clone(), true);
    if marked.iter().map(String::len).sum::<usize>() >= ENOUGH {
        return marked;
    }
    collect(outline, &kept, range, false)
}

/// The nodes of the part that holds the article.
fn main_part(outline: &Outline<'_>) -> std::ops::Range<usize> {
    for wanted in ["article", "main", "body"] {
        let parts = outline.nodes.iter().enumerate().filter(|(index, node)| {
            matches!(node.piece, Piece::Open { name, .. } if name.eq_ignore_ascii_case(wanted)) && node.close > *index
        });
        if let Some((index, node)) =
            parts.max_by_key(|(_, node)| outline.nodes[node.close].range.end - node.range.start)
        {
            return index..node.close;
        }
    }
    0..outline.nodes.len()
}

fn collect(outline: &Outline<'_>, kept: &[bool], range: std::ops::Range<usize>, marked_only: bool) -> Vec<String> {
    let mut all = Vec::new();
    let mut line = String::new();
    // How many elements of running text are open; their end tags are optional, so the count follows what is written.
    let mut inside = false;
    let mut finish = |line: &mut String, inside: bool| {
        let text = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() && (inside || !marked_only) {
            all.push(text);
        }
        line.clear();
    };
    for index in range {
        if !kept[index] {
            continue;
        }
        match outline.nodes[index].piece {
            Piece::Text(text) => line.push_str(&entities(text)),
            Piece::Open { name, .. } if !is_in(name, INLINE) => {
                if name.eq_ignore_ascii_case("br") {
                    line.push(' ');
                    continue;
                }
                finish(&mut line, inside);
                inside = is_in(name, TEXT);
            }
            Piece::Close { name } if !is_in(name, INLINE) => {
                finish(&mut line, inside);
                inside = false;
            }
            _ => {}
        }
    }
    finish(&mut line, inside);
    all
}

/// Replaces character references such as `&amp;` and `&#8217;` by what they stand for.
pub(super) fn entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    // The parser knows all 2231 names; without a `<` it sees text and nothing else.
    let fragment = scraper::Html::parse_fragment(&text.replace('<', "&lt;"));
    Cow::Owned(fragment.root_element().text().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_kept_apart_and_inline_tags_are_not() {
        let html = "<body><div>Menu</div><article><p>Profit <b>rose</b> 5%<p>Costs&nbsp;fell<br>to &pound;3m &lt; 4</p>\
                    <div>Byline</div></article></body>";
        let outline = Outline::new(html);
        assert_eq!(
            collect(&outline, &outline.kept(), main_part(&outline), true),
            ["Profit rose 5%", "Costs fell to £3m < 4"]
        );
        assert_eq!(paragraphs(&outline).last().unwrap(), "Byline", "too few marked paragraphs: all text");
    }
}
