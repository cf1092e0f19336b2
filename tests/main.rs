//! The one integration binary: what the pipeline and the command promise together.
