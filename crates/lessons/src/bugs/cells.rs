//! Lesson 22: bugs.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: first
    let first: f64 = 1.0;
    println!("{first}");
    Ok(())
}
