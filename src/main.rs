//! The `factmill` command.

fn main() -> std::process::ExitCode {
    factmill::cli::main()
}
