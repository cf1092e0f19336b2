//! The integration tests, one binary, a module per purpose.

mod rules;
