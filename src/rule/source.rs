//! Where rule files come from: the pack inside the program, and folders that replace it or add to it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::builtin;
use super::problem::Problem;

/// One source of rule files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleSource {
    /// The pack that is compiled into the program.
    BuiltIn,
    /// A folder, read with its subfolders, or one file.
    Path(PathBuf),
    /// One file given by its path in the pack and its text.
    Text(String, String),
}

impl RuleSource {
    /// Sources from the values of `--rules`: `DIR` replaces the built-in pack, `+DIR` adds to it.
    #[must_use]
    pub fn from_flags(flags: &[String]) -> Vec<Self> {
        let mut sources = Vec::new();
        if flags.iter().all(|f| f.starts_with('+')) {
            sources.push(Self::BuiltIn);
        }
        sources.extend(flags.iter().map(|f| Self::Path(PathBuf::from(f.strip_prefix('+').unwrap_or(f)))));
        sources
    }
}

/// All files by path inside the pack, sorted; later sources win.
pub(super) fn collect(sources: &[RuleSource], problems: &mut Vec<Problem>) -> BTreeMap<String, Cow<'static, str>> {
    let mut files = BTreeMap::new();
    for source in sources {
        match source {
            RuleSource::BuiltIn => {
                files.extend(builtin::FILES.iter().map(|&(path, text)| (path.to_owned(), Cow::Borrowed(text))));
            }
            RuleSource::Text(path, text) => {
                files.insert(path.clone(), Cow::Owned(text.clone()));
            }
            RuleSource::Path(path) => folder(path, &mut files, problems),
        }
    }
    files
}

fn folder(root: &Path, files: &mut BTreeMap<String, Cow<'static, str>>, problems: &mut Vec<Problem>) {
    let mut fail = |path: &Path, why: String| {
        problems.push(Problem::at(&path.display().to_string(), "", 0..0, why));
    };
    let mut found = false;
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                fail(root, format!("cannot be read: {error}"));
                continue;
            }
        };
        let path = entry.path();
        let wanted = path.extension().is_some_and(|e| e == "toml" || e == "tsv");
        if !entry.file_type().is_file() || !wanted {
            continue;
        }
        found = true;
        let inside = path.strip_prefix(root).ok().filter(|p| !p.as_os_str().is_empty());
        let name = inside.unwrap_or_else(|| Path::new(path.file_name().unwrap_or_default()));
        let name: Vec<_> = name.components().map(|c| c.as_os_str().to_string_lossy()).collect();
        match std::fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => {
                files.insert(name.join("/"), Cow::Owned(text));
            }
            Ok(Err(error)) => fail(path, format!("not UTF-8 at byte {}", error.utf8_error().valid_up_to())),
            Err(error) => fail(path, format!("cannot be read: {error}")),
        }
    }
    if !found {
        fail(root, "no rule files (.toml) or lexicons (.tsv) here".to_owned());
    }
}
