//! The `factmill` command.

fn main() {}
