//! Which found article belongs to which gold article.
//!
//! In this order: `doc` is the found record's file name without its extensions; the file name starts with `doc` and an
//! underscore; `doc` is the record's native id; the titles are the same. Each article is used once. What stays alone on
//! either side is reported: gold without found facts counts as missed, found facts without gold are not scored.

use super::{FoundArticle, GoldArticle};

/// Which found article belongs to each gold article, by index, and what could not be paired.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairing {
    /// For each gold article the found one.
    pub found: Vec<Option<usize>>,
    /// Found articles without gold.
    pub unscored: Vec<usize>,
}

/// Pairs the articles of gold and of the found facts.
#[must_use]
pub fn pair(gold: &[GoldArticle], found: &[FoundArticle]) -> Pairing {
    let mut pairing = Pairing { found: vec![None; gold.len()], unscored: Vec::new() };
    let mut used = vec![false; found.len()];
    let steps: [fn(&GoldArticle, &FoundArticle) -> bool; 4] = [
        |gold, found| stems(&found.uri).any(|stem| stem == gold.doc),
        |gold, found| file_name(&found.uri).strip_prefix(gold.doc.as_str()).is_some_and(|rest| rest.starts_with('_')),
        |gold, found| found.native_id.as_deref() == Some(&gold.doc),
        |gold, found| match (&gold.title, &found.title) {
            (Some(gold), Some(found)) => gold.split_whitespace().eq(found.split_whitespace()),
            _ => false,
        },
    ];
    for matches in steps {
        for (f, article) in found.iter().enumerate() {
            if used[f] {
                continue;
            }
            // The longest name wins where one name continues another: "1_2" before "1" for "1_2_x.txt".
            let best = (0..gold.len())
                .filter(|&g| pairing.found[g].is_none() && matches(&gold[g], article))
                .max_by_key(|&g| (gold[g].doc.len(), std::cmp::Reverse(g)));
            if let Some(g) = best {
                pairing.found[g] = Some(f);
                used[f] = true;
            }
        }
    }
    pairing.unscored = (0..found.len()).filter(|&f| !used[f]).collect();
    pairing
}

fn file_name(uri: &str) -> &str {
    uri.rsplit(['/', '\\']).next().unwrap_or(uri)
}

/// The file name and all its beginnings that end before a dot: `a.txt.gz`, `a.txt`, `a`.
fn stems(uri: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(file_name(uri)), |name| name.rsplit_once('.').map(|(stem, _)| stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(docs: &[&str]) -> Vec<GoldArticle> {
        docs.iter()
            .map(|&doc| GoldArticle { doc: doc.into(), title: Some(format!("T {doc}")), ..Default::default() })
            .collect()
    }

    fn found(uri: &str) -> FoundArticle {
        FoundArticle { uri: uri.into(), ..Default::default() }
    }

    #[test]
    fn names_ids_and_titles_pair_in_this_order() {
        let gold = gold(&["1", "1_2", "c", "d", "e", "v1.2"]);
        let found = [
            found("x/1_2_y.txt"),
            found("/data/1_z.html.gz"),
            FoundArticle { native_id: Some("d".into()), ..found("dump.jsonl") },
            FoundArticle { title: Some(" T  e".into()), ..found("dump.jsonl") },
            found("C:\\news\\c.txt"),
            found("other.txt"),
            found("v1.2.txt"),
        ];
        let pairing = pair(&gold, &found);
        assert_eq!(pairing.found, [Some(1), Some(0), Some(4), Some(2), Some(3), Some(6)]);
        assert_eq!(pairing.unscored, [5]);
    }

    #[test]
    fn an_article_is_used_once() {
        let pairing = pair(&gold(&["1"]), &[found("a/1.txt"), found("b/1.txt")]);
        assert_eq!((pairing.found, pairing.unscored), (vec![Some(0)], vec![1]));
    }
}
