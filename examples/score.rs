//! scratch
use clap::Parser;
#[derive(Parser)]
struct C { #[command(flatten)] a: factmill::cli::score::Args }
fn main() { let c = C::parse(); let mut o = std::io::stdout(); match factmill::cli::score::run(&c.a, &mut o) { Ok(_) => {}, Err(e) => eprintln!("{e}") } }
