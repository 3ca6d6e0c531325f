//! Tables as data frames: the same cells, to be worked on.
#![cfg(feature = "frame")]

use flowlab::polars::df;
use flowlab::prelude::*;
use flowlab::{Table, frame};

fn floats(frame: &DataFrame, name: &str) -> Vec<Option<f64>> {
    frame.column(name).unwrap().f64().unwrap().iter().collect()
}

#[test]
fn a_frame_holds_the_cells_of_its_table() {
    let table = Table::convergence(1.0, &[10, 20, 40], &[0.2, 0.1, 0.05]).unwrap();
    let table = table.column("method", ["Euler"; 3]).unwrap().column("mixed", [None, Some(1.0), Some(0.5)]).unwrap();
    let frame = table.frame().unwrap();
    assert_eq!(frame.get_column_names(), ["n", "h", "error", "order", "method", "mixed"]);
    assert_eq!(frame.column("n").unwrap().i64().unwrap().iter().collect::<Vec<_>>(), [10, 20, 40].map(Some));
    assert_eq!(floats(&frame, "h"), [0.1, 0.05, 0.025].map(Some));
    assert_eq!(floats(&frame, "error"), [0.2, 0.1, 0.05].map(Some));
    assert_eq!(floats(&frame, "mixed"), [None, Some(1.0), Some(0.5)]);
    assert_eq!(frame.column("method").unwrap().str().unwrap().get(2), Some("Euler"));
    assert_eq!(frame::text(&frame), table.text());
    assert_eq!(frame::html(&frame), table.html());
}

#[test]
fn two_columns_of_one_name_are_no_frame() {
    let table = Table::new().column("order", [1.0]).unwrap().column("order", [2.0]).unwrap();
    let message = table.frame().unwrap_err().to_string();
    assert!(message.starts_with("the table: ") && message.contains("order"), "{message}");
}

#[test]
fn a_frame_made_with_polars_is_shown_like_a_table() {
    let frame = df!("a" => [1.0 / 3.0, 2.0], "name" => [Some("x & y"), None], "flag" => [true, false]).unwrap();
    assert_eq!(frame::text(&frame), "       a   name   flag\n0.333333  x & y   true\n       2         false");
    assert!(frame::html(&frame).contains("<td>x &amp; y</td>"));
}
