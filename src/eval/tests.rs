//! The scorer as a whole, on small articles made by hand.

use super::counts::Counts;
use super::floor::Floor;
use super::report::{self, Wanted};
use super::*;

const TEXT: &str = "Dow Chemical Co rose about 5 pct to $20 or 1.2 billion. \"We grew,\" Lee said, \"and we will grow.\" \
                    Between $2 and $3 Dow is cheap, analysts said.";

/// A mention as JSON: `spans` are the places of the given words in [`TEXT`].
fn gold_mention(id: &str, kind: &str, words: &[&str], extra: &str) -> String {
    let spans: Vec<String> =
        words.iter().map(|word| format!("{:?}", place(word))).map(|s| s.replace(['(', ')'], "")).collect();
    let spans: Vec<String> = spans.iter().map(|span| format!("[{span}]")).collect();
    format!(r#"{{"id":"{id}","kind":"{kind}","spans":[{}],"text":{:?}{extra}}}"#, spans.join(","), words[0])
}

fn found_mention(id: &str, kind: &str, words: &[&str], extra: &str) -> String {
    let span = |word: &str| {
        let (start, end) = place(word);
        format!(r#"{{"start":{start},"end":{end},"text":{word:?}}}"#)
    };
    let content: Vec<String> = words.iter().map(|word| span(word)).collect();
    let content = if kind == "quotation" { format!(r#","content":[{}]"#, content.join(",")) } else { String::new() };
    let (start, end) = (place(words[0]).0, place(words[words.len() - 1]).1);
    let text: String = TEXT.chars().skip(start).take(end - start).collect();
    format!(
        r#"{{"id":"{id}","kind":"{kind}","rule":"{kind}.r","start":{start},"end":{end},"text":{text:?}{content}{extra}}}"#
    )
}

/// Where a word first stands in the text, which is plain ASCII.
fn place(word: &str) -> (usize, usize) {
    let start = TEXT.find(word).unwrap_or_else(|| panic!("{word} is not in the text"));
    (start, start + word.len())
}

fn gold(mentions: &[String], entities: &str) -> Vec<GoldArticle> {
    let line = format!(r#"{{"doc":"a","mentions":[{}],"entities":[{entities}]}}"#, mentions.join(","));
    gold::parse(&line, "gold").unwrap()
}

fn found(mentions: &[String], entities: &str) -> Vec<FoundArticle> {
    let line = format!(
        r#"{{"schema":1,"source":{{"uri":"x/a_bbc.txt","record":1,"offset":0}},"title":"Dow","text":{TEXT:?},"offsets":"char","mentions":[{}],"entities":[{entities}],"facts":[],"warnings":[]}}"#,
        mentions.join(",")
    );
    found::parse(&line, "found").unwrap()
}

fn core(score: &Score, row: &str) -> (Counts, Counts, Counts) {
    let levels = score.row(row).unwrap().core;
    (levels.strict, levels.tolerant, levels.overlap)
}

fn all(score: &Score, row: &str) -> Counts {
    score.row(row).unwrap().all.tolerant
}

#[test]
fn spans_count_at_three_levels() {
    let gold = gold(
        &[
            gold_mention("p1", "percent", &["5 pct"], r#","value":"5","role":"change","direction":"up""#),
            gold_mention("m1", "money", &["$20"], r#","amount":"20","currency":"USD""#),
            gold_mention("c1", "company", &["Dow Chemical Co"], ""),
        ],
        "",
    );
    let found = found(
        &[
            found_mention("m1", "percent", &["about 5 pct"], r#","value":"5","role":"change","direction":"down""#),
            found_mention("m2", "money", &["$20 or 1.2 billion"], r#","amount":"20","currency":"USD""#),
            found_mention("m3", "company", &["Dow Chemical"], ""),
        ],
        "",
    );
    let score = score(&gold, &found);
    let (hit, miss) = (Counts::new(1, 0, 0), Counts::new(0, 1, 1));
    assert_eq!(core(&score, "percent"), (miss, hit, hit));
    assert_eq!(core(&score, "money"), (miss, miss, hit));
    assert_eq!(core(&score, "company"), (miss, hit, hit), "the designator is tolerated");
    assert_eq!(score.field(Scored::Percent, "direction").unwrap().core.right, 0);
    assert_eq!(score.field(Scored::Money, "value").unwrap().core.total, 0, "overlaps are no matches");
    let troubles: Vec<_> = score.misses.iter().map(|m| (m.trouble, m.kind)).collect();
    assert_eq!(
        troubles,
        [
            (Trouble::WrongValue, Scored::Percent),
            (Trouble::Missed, Scored::Money),
            (Trouble::FalseAlarm, Scored::Money)
        ]
    );
    assert_eq!(score.misses[1].near.as_ref().unwrap().rule, "money.r");
    assert!(score.misses[1].context.as_ref().unwrap().contains("to ⟦$20⟧ or 1.2 billion."));
}

#[test]
fn optional_gold_neither_rewards_nor_punishes() {
    let dow = ["Dow is cheap"];
    let gold = gold(&[gold_mention("c1", "company", &dow, r#","optional":true"#)], "");
    let with = score(&gold, &found(&[found_mention("m1", "company", &dow, "")], ""));
    let without = score(&gold, &found(&[], ""));
    for score in [with, without] {
        assert_eq!(core(&score, "company").1, Counts::default());
        assert_eq!(all(&score, "company"), Counts::default());
        assert!(score.misses.is_empty());
    }
}

#[test]
fn optional_gold_is_optional_in_every_form() {
    let said = ["Dow is cheap"];
    let gold = gold(&[gold_mention("q1", "quotation", &said, r#","form":"mixed","optional":true"#)], "");
    let score = score(&gold, &found(&[found_mention("m1", "quotation", &said, r#","form":"indirect""#)], ""));
    for row in ["quotation", "quotation.indirect", "quotation.mixed", "quotation.marked"] {
        assert_eq!(core(&score, row).1, Counts::default(), "{row}");
    }
}

#[test]
fn what_is_not_counted_is_not_punished_at_the_strict_level() {
    for layer in ["optional", "ext"] {
        let extra = format!(r#","amount":"20","currency":"USD","{layer}":true"#);
        let gold = gold(&[gold_mention("m1", "money", &["$20"], &extra)], "");
        let wider = found_mention("m1", "money", &["to $20"], r#","amount":"20","currency":"USD""#);
        let longer = found_mention("m1", "money", &["$20 "], r#","amount":"20","currency":"USD""#);
        assert_eq!(core(&score(&gold, &found(&[longer], "")), "money").0, Counts::default(), "{layer}");
        assert_eq!(core(&score(&gold, &found(&[wider], "")), "money").0, Counts::new(0, 1, 0), "{layer}");
    }
}

#[test]
fn extension_gold_counts_apart() {
    let gold = gold(
        &[
            gold_mention("m1", "money", &["$20"], r#","amount":"20","currency":"USD""#),
            gold_mention("m2", "money", &["1.2 billion"], r#","amount":"1200000000","currency":"USD","ext":true"#),
        ],
        "",
    );
    let ext = || found_mention("m2", "money", &["1.2 billion"], r#","amount":"1200000000","currency":"EUR""#);
    let score1 = score(&gold, &found(&[ext()], ""));
    assert_eq!(core(&score1, "money").1, Counts::new(0, 0, 1), "no false alarm");
    assert_eq!(all(&score1, "money"), Counts::new(1, 0, 1));
    let currency = score1.field(Scored::Money, "currency").unwrap();
    assert_eq!((currency.core.total, currency.all.total, currency.all.right), (0, 1, 0));
    assert_eq!(score1.row("money").unwrap().tuple, Some(Counts::new(0, 0, 1)));
    let score2 = score(&gold, &found(&[], ""));
    assert_eq!(all(&score2, "money"), Counts::new(0, 0, 2));
}

#[test]
fn a_range_is_one_mention() {
    let one = r#","lo":"2","hi":"3","currency":"USD""#;
    let gold_range = gold(&[gold_mention("m1", "money", &["$2 and $3"], one)], "");
    let range =
        found(&[found_mention("m1", "money", &["$2 and $3"], r#","low":"2.0","high":"3","currency":"USD""#)], "");
    assert_eq!(score(&gold_range, &range).row("money").unwrap().tuple, Some(Counts::new(1, 0, 0)));
    let end = |id: &str, word: &str| found_mention(id, "money", &[word], r#","amount":"2","currency":"USD""#);
    let two = found(&[end("m1", "$2 "), end("m2", "$3")], "");
    assert_eq!(core(&score(&gold_range, &two), "money").1, Counts::new(0, 2, 1));
    let gold_two = gold(&[gold_mention("m1", "money", &["$3"], r#","amount":"3","currency":"USD""#)], "");
    assert_eq!(core(&score(&gold_two, &range), "money").1, Counts::new(0, 1, 1));
}

#[test]
fn quotations_are_sets_of_segments() {
    let segments = ["We grew,", "and we will grow."];
    let fields = r#","form":"direct","speaker":"Ann Lee","mention":"Lee","cue":"said""#;
    let gold = gold(&[gold_mention("q1", "quotation", &segments, fields)], "");
    let quote = |words: &[&str], form: &str, name: &str| {
        let extra = format!(
            r#","form":"{form}","cue":{{"start":0,"end":4,"text":"said"}},"speaker":{{"name":"{name}"}},"sieve":"name""#
        );
        score(&gold, &found(&[found_mention("m1", "quotation", words, &extra)], ""))
    };
    let right = quote(&["\"We grew,\"", "and we will grow"], "direct", "Ann Lee");
    assert_eq!(core(&right, "quotation.direct"), (Counts::new(0, 1, 1), Counts::new(1, 0, 0), Counts::new(1, 0, 0)));
    assert_eq!(right.row("quotation.marked").unwrap().tuple, Some(Counts::new(1, 0, 0)));
    assert_eq!(right.sieves[&(Scored::Quotation, "name".to_owned())].right, 1);

    let half = quote(&["and we will grow."], "direct", "Ann Lee");
    assert_eq!(core(&half, "quotation").2, Counts::new(0, 1, 1), "less than four fifths");

    let other = quote(&segments, "indirect", "Lee");
    assert_eq!(core(&other, "quotation").0, Counts::new(1, 0, 0), "the form does not matter to all quotations");
    assert_eq!(core(&other, "quotation.direct").0, Counts::new(0, 0, 1));
    assert_eq!(core(&other, "quotation.indirect").0, Counts::new(0, 1, 0));
    assert_eq!(other.row("quotation").unwrap().tuple, Some(Counts::new(0, 1, 1)), "another name");
    assert_eq!(other.field(Scored::Quotation, "form").unwrap().core.right, 0);
    assert_eq!(other.confusion[&("quotation.direct".to_owned(), "quotation.indirect".to_owned())], 1);
    assert_eq!(other.field(Scored::Quotation, "cue").unwrap().core.stated, Counts::new(1, 0, 0));
}

#[test]
fn conversions_are_followed_to_their_amounts() {
    let gold = gold(
        &[
            gold_mention("m1", "money", &["$2"], r#","amount":"2","currency":"USD""#),
            gold_mention("m2", "money", &["$3"], r#","amount":"3","currency":"USD","conversion_of":"m1""#),
        ],
        "",
    );
    // "$2" first stands in "$20": gold and found mean the same place.
    let link = |to: &str| {
        let extra = format!(r#","amount":"3","currency":"USD","conversion_of":"{to}""#);
        let mentions = [
            found_mention("m7", "money", &["$2"], r#","amount":"2","currency":"USD""#),
            found_mention("m8", "money", &["$3"], &extra),
        ];
        score(&gold, &found(&mentions, "")).field(Scored::Money, "conversion").unwrap().core
    };
    assert_eq!((link("m7").right, link("m7").stated), (2, Counts::new(1, 0, 0)));
    assert_eq!((link("m8").right, link("m8").stated), (1, Counts::new(0, 1, 1)));
}

#[test]
fn companies_are_joined_and_counted() {
    let gold = gold(
        &[
            gold_mention("c1", "company", &["Dow Chemical Co"], ""),
            gold_mention("c2", "company", &["Dow is"], ""),
            gold_mention("c3", "company", &["analysts"], r#","optional":true"#),
            gold_mention("u1", "unit", &["cheap"], ""),
        ],
        r#"{"entity":"E1","name":"Dow Chemical Co","kind":"company","mentions":["c1","c2"]},
           {"entity":"E2","name":"Reuters","kind":"company","mentions":["c3"]},
           {"entity":"E3","name":"cheap","kind":"unit","parent":"E1","mentions":["u1"]}"#
            .replace('\n', "")
            .as_str(),
    );
    let mentions = |second: &str| {
        [
            found_mention("m1", "company", &["Dow Chemical Co"], r#","entity":"e1""#),
            found_mention("m2", "company", &["Dow is"], &format!(r#","entity":"{second}""#)),
            found_mention("m3", "company", &["Lee"], r#","entity":"e1""#),
            found_mention("m4", "unit", &["cheap"], r#","entity":"e3""#),
        ]
    };
    let entities = r#"{"id":"e1","kind":"company","name":"Dow Chemical","mentions":["m1"]},{"id":"e2","kind":"company","name":"Dow","mentions":["m2"]},{"id":"e3","kind":"unit","name":"cheap","parent_name":"DOW CHEMICAL CO.","mentions":["m4"]}"#;
    let joined = score(&gold, &found(&mentions("e1"), entities));
    assert_eq!(joined.entities.links, Counts::new(1, 2, 0), "the false alarm brings two false links");
    assert_eq!(joined.entities.links_of_matched, Counts::new(1, 0, 0));
    assert_eq!(joined.entities.companies, Counts::new(1, 0, 0), "the optional company is not missed");
    assert_eq!(joined.field(Scored::Unit, "parent").unwrap().core.right, 1);
    let apart = score(&gold, &found(&mentions("e2"), entities));
    assert_eq!(apart.entities.links, Counts::new(0, 1, 1));
    assert_eq!(apart.entities.links_of_matched, Counts::new(0, 0, 1));
    assert_eq!(apart.entities.companies, Counts::new(1, 1, 0));
}

#[test]
fn rules_are_judged_and_kinds_confused() {
    let gold = gold(
        &[
            gold_mention("m1", "money", &["$20"], r#","amount":"20","currency":"USD""#),
            gold_mention("p1", "percent", &["5 pct"], r#","value":"5""#),
            gold_mention("m2", "money", &["$3"], r#","amount":"3","currency":"USD","optional":true"#),
        ],
        "",
    );
    let mentions = [
        found_mention("m1", "money", &["$20"], r#","amount":"20","currency":"USD""#),
        found_mention("m2", "money", &["5 pct"], r#","amount":"5","currency":"USD""#),
        found_mention("m3", "money", &["$3"], r#","amount":"3","currency":"USD""#),
    ];
    let score = score(&gold, &found(&mentions, ""));
    let rule = &score.rules[&(Scored::Money, "money.r".to_owned())];
    assert_eq!((rule.fired, rule.right, rule.wrong, rule.precision()), (3, 1, 1, Some(0.5)));
    assert_eq!(score.confusion[&("percent".to_owned(), "money".to_owned())], 1);
}

#[test]
fn articles_without_a_partner_are_named() {
    let mut gold = gold(&[gold_mention("m1", "money", &["$20"], r#","amount":"20","currency":"USD""#)], "");
    gold.push(GoldArticle { doc: "b".into(), mentions: gold[0].mentions.clone(), ..Default::default() });
    let mut found = found(&[found_mention("m1", "money", &["$20"], r#","amount":"20","currency":"USD""#)], "");
    found.push(FoundArticle { uri: "z.txt".into(), record: 1, ..found[0].clone() });
    let score = score(&gold, &found);
    assert_eq!(core(&score, "money").0, Counts::new(1, 0, 1), "the unknown article brings no false alarms");
    assert_eq!(
        score.warnings,
        [
            "1 of 2 gold articles have no found facts, all their gold counts as missed: b",
            "1 found articles have no gold and are not scored: z.txt record 1"
        ]
    );
}

#[test]
fn other_texts_are_noticed() {
    let gold = gold(&[gold_mention("m1", "money", &["$20"], r#","amount":"20","currency":"USD""#)], "");
    let mut found = found(&[], "");
    found[0].text = found[0].text.as_ref().map(|text| format!("x{text}"));
    assert!(score(&gold, &found).warnings[0].starts_with("article a: gold and found disagree about 3 characters"));
}

#[test]
fn both_reports_carry_the_figures() {
    let gold = gold(&[gold_mention("m1", "money", &["$20"], r#","amount":"20","currency":"USD""#)], "");
    let found = found(&[found_mention("m1", "money", &["$20"], r#","amount":"21","currency":"USD""#)], "");
    let score = score(&gold, &found);
    let floor = Floor::parse("money.f1 = 1\nmoney.value.accuracy = 0.5", "f").unwrap();
    let below = floor.below(&score);
    let wanted = Wanted { only: Some(Scored::Money), facts: false, misses: true };
    let mut table = Vec::new();
    report::table(&score, &wanted, &below, &mut table).unwrap();
    let table = String::from_utf8(table).unwrap();
    assert!(table.contains("money               strict    1.000  1.000  1.000     1     0     0"), "{table}");
    assert!(table.contains("value: gold 20, found 21 by money.r"), "{table}");
    assert!(table.contains("BELOW FLOOR: money.value.accuracy is 0.000 and should be at least 0.5"), "{table}");
    assert!(!table.contains("percent"), "{table}");
    let mut json = Vec::new();
    report::json(&score, &wanted, &below, &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["spans"][0]["core"]["strict"]["tp"], 1);
    assert_eq!(json["figures"]["money.tuple.f1"], 0.0);
    assert_eq!(json["rules"][0]["fired"], 1);
    assert_eq!(json["misses"][0]["value"]["field"], "value");
    assert_eq!(json["below_floor"][0]["figure"], "money.value.accuracy");
}
