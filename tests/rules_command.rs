//! `--rules` and the commands under `factmill rules`: what a user sees who writes rules.

use crate::program::{file, run};

/// A rule file that finds what the built-in money rules find in part.
const MONEY: &str = r#"
format = 1
kind = "money"
about = "Amounts in crates of a sign."
[pieces]
sign = { lexicon = "currency_sign" }
[[rule]]
id = "money.crates"
about = "$3 crates"
sequence = "amount:(currency:@sign figure:#number crates)"
keep = "amount"
examples = [{ text = "They paid [[$3 crates]].", amount = "3", currency = "USD" }]
counterexamples = ["Two crates fell."]
[[rule]]
id = "money.short"
about = "$3, without its scale"
sequence = "amount:(currency:@sign figure:#number)"
keep = "amount"
examples = [{ text = "They paid [[$3]].", amount = "3", currency = "USD" }]
"#;

/// Mentions of a kind as "rule: text".
fn mentions(line: &str, kind: &str) -> Vec<String> {
    let article: serde_json::Value = serde_json::from_str(line).unwrap();
    let mentions = article["mentions"].as_array().unwrap().iter().filter(|m| m["kind"] == kind);
    mentions.map(|m| format!("{}: {}", m["rule"].as_str().unwrap(), m["text"].as_str().unwrap())).collect()
}

#[test]
fn two_files_of_one_kind_find_a_mention_once() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "Deal\n\nThey paid $3 billion, then $4 crates and $5.\n");
    let rules = dir.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    let folder = format!("+{}", rules.display());
    // The longest stays, from whatever file; of equals, what the file says whose name comes first.
    for (name, of_equals) in [("extra.toml", "money.short: $5"), ("zusatz.toml", "money.sign-figure: $5")] {
        file(&rules, name, MONEY);
        let (code, out, err) = run(&["extract", &article, "--rules", &folder, "--quiet"]);
        assert_eq!(code, 0, "{err}");
        let expected = ["money.sign-figure: $3 billion", "money.crates: $4 crates", of_equals];
        assert_eq!(mentions(&out, "money"), expected, "{name}");
        std::fs::remove_file(rules.join(name)).unwrap();
    }
}

#[test]
fn a_second_file_of_quotations_is_used() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "Deal\n\n“We grew and will grow,” quoth Robert Quorvane.\n");
    let rules = dir.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    let text = r#"
format = 1
kind = "quotation"
order = "sieve"
about = "Old words of saying."
[roles]
speaker = { kind = "speaker" }
[[rule]]
id = "quotation.quoth"
about = "\"…,\" quoth X"
sequence = "cue:(quoth) <speaker>"
set = { content = "left" }
examples = [{ text = "\"[[We grew and will grow,]]\" quoth Robert Quorvane.", speaker = "Robert Quorvane" }]
"#;
    file(&rules, "quoth.toml", text);
    let folder = format!("+{}", rules.display());
    let (code, out, err) = run(&["extract", &article, "--rules", &folder, "--quiet"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(mentions(&out, "quotation"), ["quotation.quoth: We grew and will grow,"]);
    let (code, out, err) = run(&["rules", "test", "--rules", &folder, "quotation.quoth"]);
    assert_eq!((code, out.as_str()), (0, "1 rules, 1 examples, 0 failures\n"), "{err}");
}

#[test]
fn explain_says_why_what_lost_and_what_nearly_matched() {
    let text = "It borrowed $1 billion to $2 billion, agreed to buy Beats and 3 zillion more.";
    let (code, out, err) = run(&["rules", "explain", text]);
    assert_eq!(code, 0, "{err}");
    for line in [
        "$1 billion to $2 billion  money",
        "  value        low = 1000000000, high = 2000000000, currency = USD, currency_source = default, form = figure",
        "  figure       “1”",
        "Nearly matched",
    ] {
        assert!(out.lines().any(|l| l == line), "{line}\n{out}");
    }
    assert!(out.contains("  by           money.range (money.toml:"), "{out}");
    assert!(out.lines().any(|l| l.starts_with("  beat         money.sign-figure (") && l.ends_with("it is shorter")));
    let (_, all, _) = run(&["rules", "explain", text, "--all"]);
    assert!(all.lines().count() > out.lines().count(), "{all}");
    let (_, colored, _) = run(&["rules", "explain", text, "--color", "always"]);
    assert!(colored.contains('\u{1b}') && !out.contains('\u{1b}'));
}

#[test]
fn explain_reads_files_and_standard_input() {
    let dir = tempfile::tempdir().unwrap();
    let article = file(dir.path(), "a.txt", "Deal\n\nIt paid $3 billion.\n");
    let (code, out, err) = run(&["rules", "explain", &article]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("a.txt: record 1") && out.contains("$3 billion  money"), "{out}");
    let mut command = crate::program::factmill(&["rules", "explain", "-", "--kind", "percent"]);
    let input = std::fs::File::open(&article).unwrap();
    let output = command.stdin(input).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && out.contains("Nothing was found.") && !out.contains("money"), "{out}");
    for args in [&["rules", "explain", "nowhere/a.txt"][..], &["rules", "explain", "$4", "--kind", "cats"]] {
        let (code, out, err) = run(args);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.starts_with("factmill: error: "), "{err}");
    }
}

#[test]
fn explain_as_json_counts_code_points() {
    let text = "😀 It paid $3 billion.";
    let (code, out, err) = run(&["rules", "explain", text, "--json"]);
    assert_eq!((code, out.lines().count()), (0, 1), "{err}");
    let page: serde_json::Value = serde_json::from_str(&out).unwrap();
    let mention = &page["mentions"][0];
    assert_eq!((mention["start"].as_u64(), mention["end"].as_u64()), (Some(10), Some(20)));
    assert_eq!(mention["value"]["amount"], "3000000000");
    assert_eq!(mention["rule"]["id"], "money.sign-figure");
    assert_eq!(mention["parts"][2]["entry"]["cells"]["exponent"], "9");
}
