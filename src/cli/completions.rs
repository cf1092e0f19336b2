//! `factmill completions`.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::error::Result;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  factmill completions bash > ~/.local/share/bash-completion/completions/factmill")]
pub(super) struct Args {
    /// Shell to print for
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<u8> {
    // The generator panics when it cannot write, so it gets a buffer.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "factmill", &mut script);
    super::print(out, &script)
}
