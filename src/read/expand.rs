//! From what stands on the command line to the list of inputs: files, folders, patterns, standard input.
//!
//! Only names and sizes are looked at; nothing is opened here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, ErrorKind};

/// One input to be opened when its turn comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Input {
    /// The name in messages.
    pub(super) uri: Arc<str>,
    /// The file; `None` is standard input.
    pub(super) path: Option<PathBuf>,
    /// Size in bytes as stored, where it is known.
    pub(super) size: Option<u64>,
}

/// Expands the names in the order given; a folder or pattern gives its files sorted by the bytes of their paths. What
/// cannot be found or listed comes back as an error, and the rest stands.
pub(super) fn expand(names: &[String]) -> (Vec<Input>, Vec<Error>) {
    let mut found = Found::default();
    for name in names {
        found.add(name);
    }
    (found.inputs, found.errors)
}

#[derive(Default)]
struct Found {
    inputs: Vec<Input>,
    errors: Vec<Error>,
}

impl Found {
    fn add(&mut self, name: &str) {
        if name == "-" {
            if self.inputs.iter().any(|input| input.path.is_none()) {
                self.fail("standard input `-` is named twice".to_owned());
            } else {
                self.inputs.push(Input { uri: "-".into(), path: None, size: None });
            }
            return;
        }
        let path = Path::new(name);
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(metadata) => self.file(path.to_owned(), Some(&metadata)),
            // A name that exists is taken as it stands even if it looks like a pattern.
            Err(error) if !is_pattern(name) => {
                let hint = if error.kind() == std::io::ErrorKind::NotFound { "no such file or folder" } else { "" };
                self.errors.push(if hint.is_empty() {
                    Error::caused(ErrorKind::Input, format!("reading {name}"), error)
                } else {
                    Error::new(ErrorKind::Input, format!("reading {name}: {hint}"))
                });
            }
            Err(_) => self.pattern(name),
        }
    }

    fn fail(&mut self, message: String) {
        self.errors.push(Error::new(ErrorKind::Input, message));
    }

    fn file(&mut self, path: PathBuf, metadata: Option<&std::fs::Metadata>) {
        // A pipe or a device has no size worth telling.
        let size = metadata.filter(|m| m.is_file()).map(std::fs::Metadata::len);
        self.inputs.push(Input { uri: path.to_string_lossy().into(), path: Some(path), size });
    }

    fn folder(&mut self, root: &Path) {
        let mut files = Vec::new();
        // Links are followed, as data sets are often folders of links; walkdir reports loops as errors.
        let visible = |entry: &walkdir::DirEntry| entry.depth() == 0 || !is_hidden(entry.file_name());
        for entry in walkdir::WalkDir::new(root).follow_links(true).into_iter().filter_entry(visible) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    let metadata = entry.metadata().ok();
                    files.push((entry.into_path(), metadata));
                }
                Ok(_) => {}
                Err(error) => {
                    self.errors.push(Error::caused(ErrorKind::Input, format!("listing {}", root.display()), error))
                }
            }
        }
        if files.is_empty() {
            self.fail(format!("reading {}: the folder holds no file (hidden files are not read)", root.display()));
        }
        files.sort_by(|a, b| bytes_of(&a.0).cmp(bytes_of(&b.0)));
        for (path, metadata) in files {
            self.file(path, metadata.as_ref());
        }
    }

    fn pattern(&mut self, pattern: &str) {
        let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::default() };
        let matches = match glob::glob_with(pattern, options) {
            Ok(matches) => matches,
            Err(error) => {
                self.errors.push(Error::caused(ErrorKind::Input, format!("pattern `{pattern}`"), error));
                return;
            }
        };
        let mut paths = Vec::new();
        for path in matches {
            match path {
                Ok(path) => paths.push(path),
                Err(error) => self.errors.push(Error::caused(ErrorKind::Input, format!("pattern `{pattern}`"), error)),
            }
        }
        if paths.is_empty() {
            self.fail(format!("reading {pattern}: no such file or folder, and as a pattern it matches nothing"));
        }
        // `**/*` matches folders too; the files in them are matched themselves.
        let recursive = pattern.contains("**");
        paths.sort_by(|a, b| bytes_of(a).cmp(bytes_of(b)));
        for path in paths {
            match std::fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {
                    if !recursive {
                        self.folder(&path);
                    }
                }
                metadata => self.file(path, metadata.ok().as_ref()),
            }
        }
    }
}

fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '['])
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn bytes_of(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/2.txt", "a/10.txt", "a.txt", ".hidden.txt", ".git/config", "a/.DS_Store", "c.html"] {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        root
    }

    fn names(root: &Path, name: &str) -> (Vec<String>, Vec<String>) {
        let (inputs, errors) = expand(&[root.join(name).to_str().unwrap().to_owned()]);
        let prefix = format!("{}/", root.display());
        (
            inputs.iter().map(|input| input.uri.replace(&prefix, "")).collect(),
            errors.iter().map(|error| error.to_string().replace(&prefix, "")).collect(),
        )
    }

    #[test]
    fn a_folder_gives_its_visible_files_by_path_bytes() {
        let root = tree();
        let (inputs, errors) = names(root.path(), "");
        // `.` sorts before `/`, so `a.txt` stands before the files of `a`.
        assert_eq!(inputs, ["a.txt", "a/10.txt", "a/2.txt", "b.txt", "c.html"]);
        assert!(errors.is_empty());
    }

    #[test]
    fn a_pattern_gives_its_matches_without_hidden_ones() {
        let root = tree();
        assert_eq!(names(root.path(), "*.txt").0, ["a.txt", "b.txt"]);
        assert_eq!(names(root.path(), "**/*.txt").0, ["a.txt", "a/10.txt", "a/2.txt", "b.txt"]);
        assert_eq!(names(root.path(), "[ab]").0, ["a/10.txt", "a/2.txt"]);
        assert_eq!(
            names(root.path(), "*.pdf").1,
            ["reading *.pdf: no such file or folder, and as a pattern it matches nothing"]
        );
    }

    #[test]
    fn a_name_that_exists_is_no_pattern() {
        let root = tree();
        std::fs::write(root.path().join("x[1].txt"), "x").unwrap();
        assert_eq!(names(root.path(), "x[1].txt").0, ["x[1].txt"]);
    }

    #[test]
    fn what_is_missing_or_empty_is_named() {
        let root = tree();
        assert_eq!(names(root.path(), "none.txt").1, ["reading none.txt: no such file or folder"]);
        std::fs::create_dir(root.path().join("empty")).unwrap();
        assert_eq!(
            names(root.path(), "empty").1,
            ["reading empty: the folder holds no file (hidden files are not read)"]
        );
    }

    #[test]
    fn sizes_are_known_for_files_only() {
        let root = tree();
        let file = root.path().join("b.txt").to_str().unwrap().to_owned();
        let (inputs, errors) = expand(&["-".into(), file, "-".into()]);
        assert_eq!(inputs.iter().map(|input| input.size).collect::<Vec<_>>(), [None, Some(5)]);
        assert_eq!(errors[0].to_string(), "standard input `-` is named twice");
    }
}
