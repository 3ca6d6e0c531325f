//! Tables as polars data frames: convergence studies, trajectories, logs. With the feature `frame`.
//!
//! Polars takes minutes to compile, so no part of the course needs it but the notebooks that show tables. The whole
//! crate is [`flowlab::polars`](polars): filter, group and join with it. Its features are the least that make a
//! [`DataFrame`]; reading files is not among them.
//!
//! [`show`](crate::show::show()) shows a data frame as a table. [`text`] and [`html`] make what it shows: numbers with at
//! most 6 significant digits, and of a long table only both ends. Lessons 08 and 11.

use polars::prelude::{AnyValue, Column};

use crate::error::{Result, agree, positive};
use crate::{Lang, Trajectory, convergence};

pub use polars::prelude::DataFrame;

/// A convergence study over [0, `span`]: the columns `n`, `h` = span/n, `error`, and `order`, the slope from the row
/// above to this one (none in the first row).
///
/// ```
/// use flowlab::frame;
/// let table = frame::convergence(1.0, &[10, 20, 40], &[0.019201, 0.0093935, 0.0046470])?;
/// let lines: Vec<String> = frame::text(&table).lines().map(str::to_string).collect();
/// assert_eq!(lines[0], " n      h      error    order");
/// assert_eq!(lines[1], "10    0.1   0.019201");
/// assert_eq!(lines[2], "20   0.05  0.0093935  1.03145");
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// The order over all rows: [`convergence::order`].
///
/// # Errors
/// As [`convergence::orders`], and a span that is not finite and above zero.
pub fn convergence(span: f64, n_steps: &[usize], errors: &[f64]) -> Result<DataFrame> {
    agree("the number of errors", errors.len(), "the number of step numbers", n_steps.len())?;
    positive("span", span)?;
    let h: Vec<f64> = n_steps.iter().map(|n| span / *n as f64).collect();
    let mut orders = vec![None];
    orders.extend(convergence::orders(&h, errors)?.into_iter().map(Some));
    Ok(frame(vec![
        Column::new("n".into(), whole(n_steps.iter().copied())),
        Column::new("h".into(), h),
        Column::new("error".into(), errors),
        Column::new("order".into(), orders),
    ]))
}

/// A trajectory of n particles in d dimensions in long form: a row for each particle at each knot, time first, with the
/// columns `t`, `particle`, `x0`, `x1`, ….
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{TimeGrid, frame, ode::Euler, process::LinearOde, simulate_ode};
/// let grid = TimeGrid::uniform(0.0, 1.0, 2)?;
/// let trajectory = simulate_ode(&LinearOde::new(1, 1.0)?, &Euler, &grid, &array![[1.0], [2.0]])?;
/// let table = frame::trajectory(&trajectory);
/// assert_eq!(table.shape(), (6, 3)); // 3 knots of 2 particles
/// assert_eq!(frame::text(&table).lines().last(), Some("  1         1   0.5"));
/// # Ok::<(), flowlab::Error>(())
/// ```
pub fn trajectory(trajectory: &Trajectory) -> DataFrame {
    let (_, n, d) = trajectory.states.dim();
    let knots = trajectory.grid.knots().iter();
    let t: Vec<f64> = knots.clone().flat_map(|t| std::iter::repeat_n(*t, n)).collect();
    let particle: Vec<u64> = knots.flat_map(|_| whole(0..n)).collect();
    let mut columns = vec![Column::new("t".into(), t), Column::new("particle".into(), particle)];
    for (j, x) in trajectory.states.axis_iter(ndarray::Axis(2)).take(d).enumerate() {
        columns.push(Column::new(format!("x{j}").into(), x.iter().copied().collect::<Vec<f64>>()));
    }
    frame(columns)
}

/// A log of a training run: the columns `step` and `loss`.
///
/// ```
/// use flowlab::frame;
/// let table = frame::log(&[(0, 4.5), (100, 3.25)]);
/// assert_eq!(frame::text(&table), "step  loss\n   0   4.5\n 100  3.25");
/// ```
pub fn log(losses: &[(usize, f64)]) -> DataFrame {
    frame(vec![
        Column::new("step".into(), whole(losses.iter().map(|(step, _)| *step))),
        Column::new("loss".into(), losses.iter().map(|(_, loss)| *loss).collect::<Vec<f64>>()),
    ])
}

/// Whole numbers as polars keeps them.
fn whole(numbers: impl Iterator<Item = usize>) -> Vec<u64> {
    numbers.map(|number| number as u64).collect()
}

/// The frame of these columns, which have different names and one length.
fn frame(columns: Vec<Column>) -> DataFrame {
    DataFrame::new_infer_height(columns).expect("columns of one length with different names")
}

/// A frame in words: a line for each row, numbers with at most 6 significant digits, the columns aligned. Of more than
/// 20 rows the first and the last 10 are given, then their number.
pub fn text(table: &DataFrame) -> String {
    let Cells { header, rows, note } = cells(table);
    let lines: Vec<&Vec<String>> = std::iter::once(&header).chain(&rows).collect();
    let width = |j: usize| lines.iter().map(|line| line[j].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let aligned = lines.iter().map(|line| {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
    });
    aligned.chain(note).collect::<Vec<_>>().join("\n")
}

/// A frame as an HTML table, with the same numbers as [`text`]: no scripts, no styles.
pub fn html(table: &DataFrame) -> String {
    let Cells { header, rows, note } = cells(table);
    let row = |tag: &str, cells: &[String]| {
        let cells: String = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let body: String = rows.iter().map(|cells| row("td", cells)).collect();
    let note = note.map(|note| format!("<p>{note}</p>\n")).unwrap_or_default();
    format!("<table>\n<thead>\n{}</thead>\n<tbody>\n{body}</tbody>\n</table>\n{note}", row("th", &header))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Rows at each end of a table that is too long to be shown.
const END: usize = 10;

/// What is shown of a frame.
struct Cells {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    /// How many rows there are, where not all are shown.
    note: Option<String>,
}

fn cells(table: &DataFrame) -> Cells {
    let columns = table.columns();
    let n = table.height();
    let row = |i: usize| columns.iter().map(|column| column.get(i).map_or(String::new(), cell)).collect();
    let header = columns.iter().map(|column| column.name().to_string()).collect();
    if n <= 2 * END {
        return Cells { header, rows: (0..n).map(row).collect(), note: None };
    }
    let between = vec!["…".to_string(); columns.len()];
    let rows = (0..END).map(row).chain([between]).chain((n - END..n).map(row)).collect();
    let note = match Lang::current() {
        Lang::En => format!("{n} rows"),
        Lang::Zh => format!("共 {n} 行"),
    };
    Cells { header, rows, note: Some(note) }
}

fn cell(value: AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => String::new(),
        AnyValue::Float64(x) => significant(x),
        AnyValue::Float32(x) => significant(f64::from(x)),
        AnyValue::String(text) => text.to_string(),
        AnyValue::StringOwned(text) => text.to_string(),
        other => other.to_string(),
    }
}

/// A number with at most 6 significant digits, as a power of ten where it is below 1e-4 or not below 1e6.
fn significant(x: f64) -> String {
    let scientific = format!("{x:.5e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific }; // NaN, inf
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        trimmed(&format!("{x:.*}", (5 - exponent) as usize)).to_string()
    } else {
        format!("{}e{exponent}", trimmed(digits))
    }
}

/// A decimal number without the zeros at its end.
fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

#[cfg(feature = "plot")]
impl crate::show::Show for DataFrame {
    fn words(&self) -> String {
        text(self)
    }

    fn png(&self) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    fn html(&self) -> Option<String> {
        Some(html(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_kept_and_no_zeros_behind_them() {
        for (x, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (-0.5, "-0.5"),
            (123456.4, "123456"),
            (999999.6, "1e6"),
            (1048576.0, "1.04858e6"),
            (0.0001, "0.0001"),
            (0.00066150003, "0.0006615"),
            (0.000099999999, "0.0001"),
            (3.3312345e-7, "3.33123e-7"),
            (1.0 / 3.0, "0.333333"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-inf"),
            (1e300, "1e300"),
        ] {
            assert_eq!(significant(x), text);
        }
    }

    #[test]
    fn six_digits_give_the_number_back_to_half_a_unit_of_the_last() {
        for i in -200..200 {
            let x = 1.234567890123 * 10_f64.powf(f64::from(i) * 0.05);
            let back: f64 = significant(x).parse().unwrap();
            assert!((back / x - 1.0).abs() <= 5.0e-6, "{x} {back}");
        }
    }
}
