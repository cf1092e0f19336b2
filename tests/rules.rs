//! Every rule of the built-in pack finds its own examples.

use std::sync::Arc;

use factmill::eval::examples;
use factmill::extract::Engine;
use factmill::rule::RuleSet;

#[test]
fn the_built_in_pack_loads_without_problems() {
    if let Err(problems) = RuleSet::built_in() {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"));
    }
}

#[test]
fn every_example_comes_out() {
    let Ok(rules) = RuleSet::built_in() else { panic!("the pack has problems; see the other test") };
    let report = examples::run(&Engine::new(Arc::new(rules)), |_, _| true);
    let failures: Vec<_> = report.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n\n"));
    assert!(report.dead.is_empty(), "rules that win none of their own examples: {}", report.dead.join(", "));
    assert!(report.rules > 60 && report.examples > 100, "{} rules, {} examples", report.rules, report.examples);
}
