//! Settling overlaps: of the matches that claim the same words, which stay.
//!
//! The rules of one kind may stand in several files (the built-in ones and a user's), so their matches are settled together: no
//! mention is found twice because two files know it.

use std::cmp::Reverse;

use super::file::Consolidate;
use super::group::{Group, Match, Matches};

/// One match of several files: the position of the file's group, and of the match in its list.
pub type Position = (usize, usize);

/// Which matches stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// What stays, in order of the text.
    pub winners: Vec<Position>,
    /// What does not, each with the one that beat it.
    pub losers: Vec<(Position, Position)>,
}

impl Settled {
    /// What stays of one file, in order of the text.
    #[must_use]
    pub fn of(&self, group: usize) -> Vec<usize> {
        self.winners.iter().filter(|(g, _)| *g == group).map(|&(_, m)| m).collect()
    }
}

/// Settles overlaps between the kept parts of all matches of one kind, as the `consolidate` of their files says.
///
/// `all`: what a file finds stays whatever other files find. `first`: the rule that stands first wins; where every file says so, an
/// earlier file goes before a later one. `longest`: the longest part wins, across files as well; what a `first` file has settled
/// for itself takes part.
#[must_use]
pub fn settle(found: &[(&Group, Matches)]) -> Settled {
    let mut settled = Settled::default();
    let at = |(group, m): Position| &found[group].1.list[m];
    let of = |says: Consolidate| -> Vec<Position> {
        let groups = found.iter().enumerate().filter(|(_, (group, _))| group.consolidate == says);
        groups.flat_map(|(g, (_, matches))| (0..matches.list.len()).map(move |m| (g, m))).collect()
    };
    let (mut first, mut longest) = (of(Consolidate::First), of(Consolidate::Longest));
    first.sort_by_key(|&p| (p.0, at(p).rule, at(p).keep_start));
    if !first.is_empty() && !longest.is_empty() {
        for group in 0..found.len() {
            let own = first.iter().copied().filter(|p| p.0 == group).collect();
            longest.extend(take(own, at, &mut settled.losers));
        }
        first.clear();
    }
    longest.sort_by_key(|&p| length(at(p), p.0));
    settled.winners = take(first, at, &mut settled.losers);
    settled.winners.extend(take(longest, at, &mut settled.losers));
    settled.winners.extend(of(Consolidate::All));
    settled.winners.sort_by_key(|&p| (at(p).keep_start, p));
    settled
}

/// The order of `longest`: by tokens of what is kept; ties go to the wider evidence, the earlier start, the earlier file, and the
/// rule that stands first.
fn length(m: &Match, group: usize) -> (Reverse<u32>, Reverse<u32>, u32, usize, u16) {
    (Reverse(m.keep_end - m.keep_start), Reverse(m.end - m.start), m.keep_start, group, m.rule)
}

/// Why a match lost against one that claims the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// It keeps fewer words.
    Shorter,
    /// It keeps as many, with less text around them to speak for it.
    Narrower,
    /// It starts later.
    Later,
    /// Its rule, or its file, comes later.
    Below,
}

impl Lost {
    /// Why `loser` lost against `winner`.
    #[must_use]
    pub fn why(found: &[(&Group, Matches)], loser: Position, winner: Position) -> Self {
        let m = |(group, m): Position| (found[group].0, &found[group].1.list[m]);
        let ((own, lost), (other, won)) = (m(loser), m(winner));
        let (lost, won) = (length(lost, loser.0), length(won, winner.0));
        if own.consolidate == Consolidate::First && other.consolidate == Consolidate::First {
            Self::Below
        } else if lost.0 != won.0 {
            Self::Shorter
        } else if lost.1 != won.1 {
            Self::Narrower
        } else if lost.2 != won.2 {
            Self::Later
        } else {
            Self::Below
        }
    }

    /// One word, for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Shorter => "shorter",
            Self::Narrower => "narrower",
            Self::Later => "later",
            Self::Below => "below",
        }
    }
}

/// Goes through matches in order; each stays whose words are not taken yet.
fn take<'m>(
    order: Vec<Position>,
    at: impl Fn(Position) -> &'m Match,
    losers: &mut Vec<(Position, Position)>,
) -> Vec<Position> {
    let mut winners = Vec::new();
    // By token, one more than the position among the winners of the match that has taken it.
    let end = order.iter().map(|&p| at(p).keep_end).max().unwrap_or(0);
    let mut taken = vec![0u32; end as usize];
    for p in order {
        let m = at(p);
        let words = &mut taken[m.keep_start as usize..m.keep_end as usize];
        // The last of those that claim its words is the one it is said to have lost to.
        match words.iter().rev().find(|&&winner| winner != 0) {
            Some(&winner) => losers.push((p, winners[winner as usize - 1])),
            None => {
                winners.push(p);
                words.fill(winners.len() as u32);
            }
        }
    }
    winners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::rule::{MentionIndex, RuleSet, RuleSource};
    use crate::text::Document;

    /// The words that stay, with their rules, of files that say what `consolidate` is and what their rules find.
    fn kept(files: &[(&str, &[&str])], text: &str) -> Vec<String> {
        let source = |(number, (says, rules)): (usize, &(&str, &[&str]))| {
            let head = format!("format = 1\nkind = \"thing\"\nabout = \"Things.\"\nconsolidate = \"{says}\"\n");
            let rule = |(i, words): (usize, &&str)| {
                format!("[[rule]]\nid = \"f{number}.r{i}\"\nsequence = \"{words}\"\nexamples = [\"[[{words}]]\"]\n")
            };
            let rules: String = rules.iter().enumerate().map(rule).collect();
            RuleSource::Text(format!("f{number}.toml"), head + &rules)
        };
        let sources: Vec<RuleSource> = files.iter().enumerate().map(source).collect();
        let rules = RuleSet::load(&sources).unwrap();
        let article = Article::from_parts(None, text);
        let document = Document::new(&article, rules.conventions());
        let (tags, index) = (rules.tag(&document), MentionIndex::default());
        let found: Vec<_> = rules.groups().iter().map(|g| (g, g.find(&rules.view(&document, &tags, &index)))).collect();
        let settled = settle(&found);
        assert_eq!(
            settled.winners.len() + settled.losers.len(),
            found.iter().map(|(_, m)| m.list.len()).sum::<usize>(),
            "each match stays or is beaten"
        );
        let say = |&(g, m): &Position| {
            let m = &found[g].1.list[m];
            let words = document.span(m.keep_start as usize, m.keep_end as usize).of(document.text);
            format!("{}: {words}", found[g].0.rules[m.rule as usize].id)
        };
        settled.winners.iter().map(say).collect()
    }

    #[test]
    fn the_longest_of_all_files_stays_and_an_earlier_file_wins_a_tie() {
        let text = "one two three four";
        assert_eq!(
            kept(&[("longest", &["two", "one two"]), ("longest", &["two three four"])], text),
            ["f1.r0: two three four"]
        );
        assert_eq!(
            kept(&[("longest", &["two three"]), ("longest", &["two three", "four"])], text),
            ["f0.r0: two three", "f1.r1: four"]
        );
    }

    #[test]
    fn the_first_rule_of_the_first_file_stays() {
        let text = "one two three four";
        let files: [(&str, &[&str]); 2] =
            [("first", &["two", "one two"]), ("first", &["two three four", "three four"])];
        assert_eq!(kept(&files, text), ["f0.r0: two", "f1.r1: three four"]);
    }

    #[test]
    fn files_that_differ() {
        let text = "one two three four";
        // "one two" lost inside its own file before lengths were compared.
        let files: [(&str, &[&str]); 2] = [("first", &["two", "one two"]), ("longest", &["three", "two three"])];
        assert_eq!(kept(&files, text), ["f1.r1: two three"]);
        let files: [(&str, &[&str]); 2] = [("all", &["two", "one two"]), ("longest", &["two three", "two three four"])];
        assert_eq!(kept(&files, text), ["f0.r1: one two", "f0.r0: two", "f1.r1: two three four"]);
    }
}
