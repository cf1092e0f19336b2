//! The floors of the house: a module uses those below it and never one above.

use std::path::{Path, PathBuf};

/// Modules of one floor may use each other; every module may use the floors before its own.
const FLOORS: [&[&str]; 9] = [
    &["error", "span"],
    &["article", "fact"],
    &["read", "text", "write"],
    &["rule"],
    &["extract"],
    &["link"],
    &["pipeline"],
    &["eval", "review"],
    &["cli", "main"],
];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

/// The modules named by `crate::module` in a source text, with their lines; parts under `#[cfg(test)]` are left out.
fn uses(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut tests_from: Option<(usize, bool)> = None;
    for (number, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        match tests_from {
            // The item under `#[cfg(test)]` ends with a closing brace in its own column, or with its only line.
            Some((at, open)) => {
                let ends = indent == at && (line.trim() == "}" || (!open && line.trim_end().ends_with(';')));
                tests_from = if ends { None } else { Some((at, open || line.trim_end().ends_with('{'))) };
                continue;
            }
            None if line.trim() == "#[cfg(test)]" => {
                tests_from = Some((indent, false));
                continue;
            }
            None => {}
        }
        let code = line.split("//").next().unwrap_or("");
        for (at, _) in code.match_indices("crate::") {
            // `$crate::` in a macro or `some_crate::` is another name.
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &code[at + "crate::".len()..];
            for name in rest.strip_prefix('{').map_or(vec![rest], |list| list.split(',').collect()) {
                let name = name.trim_start();
                let end = name.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(name.len());
                if end > 0 {
                    found.push((number + 1, name[..end].to_owned()));
                }
            }
        }
    }
    found
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// `src/read/jsonl/cut.rs` belongs to `read`, `src/span.rs` to `span`.
fn module(inside: &Path) -> String {
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.strip_suffix(".rs").unwrap_or(&first).to_owned()
}

#[test]
fn no_floor_uses_one_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files.sort();
    let mut upward = Vec::new();
    let mut seen = 0;
    for path in &files {
        let inside = path.strip_prefix(&src).unwrap();
        let own = module(inside);
        // The crate page names all modules; unit tests in a file of their own are tests.
        if own == "lib" || inside.ends_with("tests.rs") || inside.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let Some(own_floor) = floor(&own) else { panic!("src/{} stands on no floor", inside.display()) };
        for (line, used) in uses(&std::fs::read_to_string(path).unwrap()) {
            // `crate::Name` is an item of the crate page, which stands above all floors; there is none but modules.
            let Some(used_floor) = floor(&used) else {
                upward.push(format!("src/{}:{line}: {used} stands on no floor", inside.display()));
                continue;
            };
            seen += 1;
            if used_floor > own_floor {
                upward.push(format!("src/{}:{line}: {own} uses {used}, which stands above it", inside.display()));
            }
        }
    }
    assert!(upward.is_empty(), "{}", upward.join("\n"));
    assert!(seen > 100, "only {seen} uses were seen: the test reads the wrong thing");
}

#[test]
fn the_reader_of_uses_sees_what_it_should() {
    let text = "use crate::fact::Kind;\nuse crate::{span::Span, text};\n// crate::cli\nlet x = crate::error::Error::new();\n\
                #[cfg(test)]\nuse crate::cli;\n#[cfg(test)]\nmod tests {\n    use crate::eval;\n}\nuse crate::article::Article;\n";
    let names: Vec<String> = uses(text).into_iter().map(|(line, name)| format!("{line} {name}")).collect();
    assert_eq!(names, ["1 fact", "2 span", "2 text", "4 error", "11 article"]);
}
