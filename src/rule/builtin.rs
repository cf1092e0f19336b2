//! The rule pack inside the program: every file of `rules/`, put in by the build script.

include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));
