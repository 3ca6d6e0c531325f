//! The notebooks of the course: written from the lessons' chapters and modules, run by the Rust kernel, and checked.
//!
//! A notebook is made, never edited: its prose comes from `book/LANG/src/NN-slug.md`, its code from
//! `crates/lessons/src/slug/cells.rs`, its outputs from the kernel. [`outputs`] gives the book what each cell showed.

pub mod check;
mod command;
mod digest;
pub mod executed;
mod install;
pub mod ipynb;
mod kernel;
pub mod lab;
mod lint;
mod outputs;
pub mod paths;
pub mod pictures;
pub mod run;
pub mod setup;
mod stdio;
pub mod vscode;
pub mod warm;
pub mod write;

pub use kernel::Failure;
pub use outputs::{Output, outputs};
