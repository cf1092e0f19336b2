//! The built program, as the tests run it.

use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;

/// The program with arguments, and without settings of whoever runs the tests.
pub(crate) fn factmill(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("factmill").unwrap();
    command.args(args).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// Exit code, standard output, standard error.
pub(crate) fn run(args: &[&str]) -> (i32, String, String) {
    let output = factmill(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Writes a file; gives its path as an argument.
pub(crate) fn file(dir: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = dir.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}
