//! The one integration binary: what the floors of factmill and its command promise together.

mod bad_input;
mod cases;
mod command;
mod corpus;
mod hostile;
mod invariants;
mod layers;
mod lexicons;
mod loader;
mod output;
mod program;
mod readme;
mod rules;
mod rules_command;
mod rules_readme;
