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
