//! The outline of a page: which tag closes which, how deep they nest, and which parts are not the article.
//!
//! What is left out is decided by structure alone: elements for navigation, forms, controls and graphics, ARIA roles, and
//! the class and id names that pages give to their share bars, teasers and notices. No line is judged by its words; that is
//! left to the text floor.

use super::scan::{Piece, Scan, attribute, is_in};

/// More pieces than this are not looked at: 10 MB of nothing but tags. It bounds the memory for hostile pages.
const MAX_PIECES: usize = 500_000;

/// How far up the open elements an end tag is looked for; keeps wildly crossed tags from costing the square of their number.
const MAX_REACH: usize = 256;

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "command", "keygen", "frame",
];

/// Elements whose end tag is optional: they do not nest in themselves, so one left open adds no depth.
const IMPLIED: &[&str] =
    &["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "html", "head", "body"];

/// Elements that are never part of an article.
const DROPPED: &[&str] = &[
    "nav",
    "aside",
    "footer",
    "button",
    "svg",
    "canvas",
    "template",
    "noscript",
    "select",
    "object",
    "audio",
    "video",
    "dialog",
    "menu",
    "form",
    "fieldset",
    "figcaption",
    "math-toolbar",
];

/// ARIA roles of parts that are not the article.
const ROLES: &[&str] = &[
    "navigation",
    "complementary",
    "contentinfo",
    "search",
    "searchbox",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
    "form",
    "banner",
    "button",
];

/// Words in class and id names, between their hyphens, of parts that are not the article.
const HINTS: &[&str] = &[
    "share",
    "sharing",
    "sharebar",
    "social",
    "related",
    "newsletter",
    "promo",
    "promotion",
    "ad",
    "ads",
    "advert",
    "advertisement",
    "advertising",
    "sponsored",
    "sponsor",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "comments",
    "disqus",
    "outbrain",
    "taboola",
    "subscribe",
    "subscription",
    "signup",
    "popup",
    "modal",
    "overlay",
    "sidebar",
    "recirc",
    "recirculation",
    "recommended",
    "recommendations",
    "trending",
    "toolbar",
    "pagination",
    "pager",
    "masthead",
    "navbar",
    "nav",
    "menu",
    "footer",
    "tags",
    "print",
    "caption",
];

/// A tag or text and where its element ends.
#[derive(Debug, Clone)]
pub(super) struct Node<'h> {
    pub(super) piece: Piece<'h>,
    /// The bytes it covers.
    pub(super) range: std::ops::Range<usize>,
    /// For an opening tag the index of the node that closes it, or its own index if none does.
    pub(super) close: usize,
}

/// A page as a flat list of nodes.
pub(super) struct Outline<'h> {
    pub(super) nodes: Vec<Node<'h>>,
    /// The deepest nesting met.
    pub(super) depth: usize,
    /// The most attributes on one tag, roughly.
    pub(super) attributes: usize,
    /// Whether the page has more pieces than are looked at.
    pub(super) cut: bool,
}

impl<'h> Outline<'h> {
    pub(super) fn new(html: &'h str) -> Self {
        let mut outline = Self { nodes: Vec::new(), depth: 0, attributes: 0, cut: false };
        let mut open: Vec<(usize, &str)> = Vec::new();
        let (mut depth, mut nested) = (0usize, Vec::new());
        for (piece, range) in Scan::new(html) {
            let index = outline.nodes.len();
            if index == MAX_PIECES {
                outline.cut = true;
                break;
            }
            match piece {
                Piece::Open { name, attributes } => {
                    if attributes.len() > 4096 {
                        let count = attributes.bytes().filter(u8::is_ascii_whitespace).count();
                        outline.attributes = outline.attributes.max(count);
                    }
                    if !is_in(name, VOID) && !attributes.ends_with('/') {
                        let counts = !is_in(name, IMPLIED);
                        depth += usize::from(counts);
                        nested.push(counts);
                        open.push((index, name));
                        outline.depth = outline.depth.max(depth);
                    }
                }
                Piece::Close { name } => {
                    let reach = open.len().saturating_sub(MAX_REACH);
                    let found = open[reach..].iter().rposition(|(_, other)| other.eq_ignore_ascii_case(name));
                    if let Some(at) = found.map(|at| reach + at) {
                        outline.nodes[open[at].0].close = index;
                        depth -= nested[at..].iter().filter(|counts| **counts).count();
                        open.truncate(at);
                        nested.truncate(at);
                    }
                }
                Piece::Text(_) | Piece::Raw { .. } => {}
            }
            outline.nodes.push(Node { piece, range, close: index });
        }
        outline
    }

    /// For each node whether it is outside the parts that are not the article.
    ///
    /// A part that holds most of the text of the page is kept whatever it is called: some pages are one big form.
    pub(super) fn kept(&self) -> Vec<bool> {
        let mut before = Vec::with_capacity(self.nodes.len() + 1);
        let mut sum = 0usize;
        before.push(0);
        for node in &self.nodes {
            if let Piece::Text(text) = node.piece {
                sum += text.trim().len();
            }
            before.push(sum);
        }
        let mut kept = vec![true; self.nodes.len()];
        let mut index = 0;
        while index < self.nodes.len() {
            let node = &self.nodes[index];
            let drop = match node.piece {
                Piece::Open { name, attributes } if node.close > index => {
                    let share = before[node.close] - before[index];
                    share * 5 < sum.max(1) * 2 && is_clutter(name, attributes)
                }
                Piece::Raw { name, .. } => !name.eq_ignore_ascii_case("title"),
                _ => false,
            };
            let end = if drop { node.close } else { index };
            if drop {
                kept[index..=end].fill(false);
            }
            index = end + 1;
        }
        kept
    }
}

/// Whether an element is a part that is not the article, by its name and attributes.
fn is_clutter(name: &str, attributes: &str) -> bool {
    if is_in(name, DROPPED) {
        return true;
    }
    if attributes.is_empty() || is_in(name, &["html", "body", "main", "article", "p", "h1"]) {
        return false;
    }
    let is = |attribute_name: &str, value: &str| {
        attribute(attributes, attribute_name).is_some_and(|given| given.trim().eq_ignore_ascii_case(value))
    };
    let role = attribute(attributes, "role").is_some_and(|role| is_in(role.trim(), ROLES));
    let style = attribute(attributes, "style").unwrap_or("");
    let hidden = is("aria-hidden", "true") || attribute(attributes, "hidden").is_some() || is_display_none(style);
    role || hidden || ["class", "id"].iter().any(|key| attribute(attributes, key).is_some_and(has_hint))
}

fn is_display_none(style: &str) -> bool {
    style.split(';').any(|rule| {
        rule.split_once(':').is_some_and(|(property, value)| {
            property.trim().eq_ignore_ascii_case("display") && value.trim().eq_ignore_ascii_case("none")
        })
    })
}

/// Whether a word of a class or id name is among the hints; `shareBar` counts as `share` and `bar`.
fn has_hint(names: &str) -> bool {
    names.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        if is_in(word, HINTS) {
            return true;
        }
        let bytes = word.as_bytes();
        let mut start = 0;
        (1..=bytes.len()).any(|at| {
            let boundary = at == bytes.len() || (bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase());
            let part = &word[start..at];
            if boundary {
                start = at;
            }
            boundary && is_in(part, HINTS)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(html: &str) -> String {
        let outline = Outline::new(html);
        let kept = outline.kept();
        outline.nodes.iter().zip(kept).filter(|(_, kept)| *kept).map(|(node, _)| &html[node.range.clone()]).collect()
    }

    #[test]
    fn clutter_is_left_out_by_structure() {
        let body = "<p>A long enough paragraph of the article so that it is most of the page.</p>";
        for clutter in [
            "<nav><a>Home</a></nav>",
            "<div class=\"article-share-tools\">Share</div>",
            "<div id='shareBar'>Share</div>",
            "<ul role=navigation><li>Home</ul>",
            "<div style=\"color: red; display : none\">x</div>",
            "<script>var a = '<p>';</script>",
        ] {
            assert_eq!(kept(&format!("<div>{clutter}{body}</div>")), format!("<div>{body}</div>"), "{clutter}");
        }
        assert!(kept(&format!("<form>{body}</form>")).contains("article"), "a page that is one form");
        assert!(kept(&format!("<nav>{body}")).contains("article"), "an element that is never closed");
        assert!(kept(&format!("{body}<div class='shareholders'>x</div>")).contains('x'), "a word, not a beginning");
    }

    #[test]
    fn depth_counts_what_nests() {
        assert_eq!(Outline::new(&"<div>".repeat(700)).depth, 700);
        assert_eq!(Outline::new(&"<div></div>".repeat(700)).depth, 1);
        assert_eq!(Outline::new(&"<p>x<br>".repeat(700)).depth, 0);
    }
}
