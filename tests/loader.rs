//! Rule files as no author would write them: they load, or every problem has its place in them.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use factmill::article::Article;
use factmill::extract::Engine;
use factmill::rule::{RuleSet, RuleSource};
use proptest::prelude::*;
use proptest::sample::Index;

/// Rules with all that the language has, cut into rule and head, so that a mutation is likely to be read.
static FILES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let mut files: Vec<String> = Vec::new();
    for path in ["money.toml", "percent.toml", "percent_role.toml", "person.toml", "facts/acquisition.toml"] {
        let text = read(path);
        let mut parts = text.split("\n[[rule]]");
        let head = parts.next().unwrap().to_owned();
        files.extend(parts.take(5).map(|rule| format!("{head}\n[[rule]]{rule}")));
    }
    let page = read("README.md");
    files.extend(page.split("\n```").skip(1).step_by(2).filter_map(|b| b.split_once('\n')).map(|(_, t)| t.to_owned()));
    files
});

/// Pieces of the language, right and wrong.
const PIECES: [&str; 36] = [
    "[[rule]]\n",
    "[pieces]\n",
    "[roles]\n",
    "id = \"a.b\"\n",
    "sequence = \"",
    "regex = '",
    "lexicon = \"word\"\n",
    "keep = \"name\"\n",
    "within = \"article\"\n",
    "consolidate = \"first\"\n",
    "examples = [\"[[a]]\"]\n",
    "[[",
    "]]",
    "[[a:",
    "\"",
    "'",
    "'''",
    "{",
    "}",
    "{40}",
    "{0,40}",
    "..40",
    "(",
    ")",
    "|",
    "@",
    "@name",
    "<name>",
    "!",
    "~",
    "^",
    "#any",
    "\\p{L}",
    "\u{0}",
    "é😀",
    "\r\n",
];

/// One change: where, how much goes, what comes.
fn change() -> impl Strategy<Value = (Index, usize, String)> {
    let comes = prop_oneof![
        3 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        2 => Just(String::new()),
        1 => "\\PC{0,6}",
    ];
    (any::<Index>(), 0usize..12, comes)
}

fn changed(text: &str, changes: &[(Index, usize, String)]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (at, goes, comes) in changes {
        let at = at.index(chars.len() + 1);
        let end = (at + goes).min(chars.len());
        chars.splice(at..end, comes.chars());
    }
    chars.into_iter().collect()
}

/// Loads files by themselves; what loads is run.
fn load(files: &[(&str, String)]) -> Result<(), TestCaseError> {
    let sources = files.iter().map(|(path, text)| RuleSource::Text((*path).to_owned(), text.clone()));
    match RuleSet::load(&sources.collect::<Vec<_>>()) {
        Ok(rules) => {
            let article = Article::from_text("Acme Corp. fell 5% to $3 billion.\n\n“We grew,” said Mr Smith.");
            let facts = Engine::new(Arc::new(rules)).extract(&article);
            prop_assert!(facts.mentions.iter().all(|m| article.text.get(m.span.range()).is_some()));
        }
        Err(problems) => {
            prop_assert!(!problems.is_empty());
            for problem in problems {
                let text = files.iter().find(|(path, _)| *path == problem.file).map_or("", |(_, text)| text);
                let Some(line) = text.split('\n').nth(problem.line - 1) else {
                    return Err(TestCaseError::fail(format!("no such line: {problem}")));
                };
                prop_assert!((1..=line.chars().count() + 1).contains(&problem.column), "no such column: {problem}");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_rule_files_load_or_say_where(file in any::<Index>(), changes in prop::collection::vec(change(), 0..4)) {
        load(&[
            ("a.toml", changed(file.get::<String>(&FILES), &changes)),
            ("word.tsv", "surface\tclass\nbillion\tx\nnot much\ty\n".to_owned()),
        ])?;
    }

    #[test]
    fn any_text_loads_or_says_where(rules in any::<String>(), words in "(surface\t)?[a\t\n\r é]{0,30}") {
        load(&[("a.toml", rules), ("word.tsv", words)])?;
    }
}

#[test]
fn files_of_any_bytes_are_told() {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("a.toml", &b"kind = \"\xff\""[..]),
        ("b.tsv", b"surface\n\xfe\n"),
        ("c.toml", b"\xef\xbb\xbf"),
        ("d.tsv", b""),
    ] {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    let problems = RuleSet::load(&[RuleSource::Path(dir.path().to_owned())]).unwrap_err();
    for name in ["a.toml", "b.tsv", "c.toml", "d.tsv"] {
        assert!(problems.iter().any(|p| p.file.ends_with(name)), "{name}: {problems:?}");
    }
}

/// A rule file with pieces and a regular expression.
fn with_pieces(pieces: &str, regex: &str) -> String {
    format!(
        "format = 1\nkind = \"part\"\nabout = \"Parts.\"\n[pieces]\n{pieces}\n[[rule]]\nid = \"part.a\"\nregex = '{regex}'\n\
         examples = [\"[[12 ab]]\"]\n"
    )
}

#[test]
fn a_piece_whose_name_begins_with_another_is_its_own() {
    let rules = RuleSet::load(&[RuleSource::Text(
        "a.toml".to_owned(),
        with_pieces("no = '\\d'\nnote = '[a-z]+'", "@no{2} @note"),
    )]);
    let facts = Engine::new(Arc::new(rules.unwrap())).extract(&Article::from_parts(None, "It has 12 ab."));
    assert_eq!(facts.mentions.len(), 1);
}

#[test]
fn pieces_that_multiply_are_refused_and_not_written_out() {
    let many = |name: &str, of: &str| format!("{name} = '{}'\n", of.repeat(400));
    let pieces = many("a", "@b") + &many("b", "@c") + &many("c", "@d") + &many("d", "x");
    for pieces in [pieces, "a = '@b'\nb = '@a'".to_owned(), "a = '(@a)'".to_owned()] {
        let problems = RuleSet::load(&[RuleSource::Text("a.toml".to_owned(), with_pieces(&pieces, "@a"))]).unwrap_err();
        assert!(problems.iter().any(|p| p.message.contains("grow too large")), "{problems:?}");
    }
}
