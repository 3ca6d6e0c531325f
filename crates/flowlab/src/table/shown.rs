//! What is shown of a table, an array or a data frame: of a large one only its ends, and every number with few digits.

use std::iter::once;

use crate::Lang;
use crate::digits::trimmed;

/// Significant digits of a number, where the table does not say how many.
pub(crate) const DIGITS: usize = 6;
/// Rows and columns at each end of a table that is too large to be shown whole.
const ROWS: usize = 10;
const COLUMNS: usize = 6;

/// The cells that are shown.
pub(crate) struct Shown {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    /// How large the table is, where not all of it is shown.
    note: Option<String>,
}

impl Shown {
    /// What is shown of `n` rows below these names; `cell(i, j)` is asked for the shown ones alone.
    pub(crate) fn of(n: usize, names: &[String], cell: impl Fn(usize, usize) -> String) -> Shown {
        let (rows, columns) = (ends(n, ROWS), ends(names.len(), COLUMNS));
        let dots = || "…".to_string();
        let header = columns.iter().map(|j| j.map_or_else(dots, |j| names[j].clone())).collect();
        let row = |i: &Option<usize>| {
            let cells = columns.iter().map(|j| i.zip(*j).map_or_else(dots, |(i, j)| cell(i, j)));
            cells.collect::<Vec<String>>()
        };
        let whole = rows.len() == n && columns.len() == names.len();
        let note = (!whole).then(|| size(n, names.len()));
        Shown { header, rows: rows.iter().map(row).collect(), note }
    }

    /// A line for each row, the columns aligned, then the size of what is not shown whole.
    pub(crate) fn text(&self) -> String {
        let lines: Vec<&Vec<String>> = once(&self.header).chain(&self.rows).collect();
        let widest = |j: usize| lines.iter().map(|line| width(&line[j])).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.header.len()).map(widest).collect();
        let aligned = lines.iter().map(|line| {
            let cells = line.iter().zip(&widths).map(|(cell, wide)| " ".repeat(wide - width(cell)) + cell);
            cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
        });
        aligned.chain(self.note.clone()).collect::<Vec<_>>().join("\n")
    }

    /// The same cells as an HTML table.
    pub(crate) fn html(&self) -> String {
        let row = |tag: &str, cells: &[String]| {
            let cells: String = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell))).collect();
            format!("<tr>{cells}</tr>\n")
        };
        let body: String = self.rows.iter().map(|cells| row("td", cells)).collect();
        let note = self.note.as_ref().map(|note| format!("<p>{note}</p>\n")).unwrap_or_default();
        let head = row("th", &self.header);
        format!("<table>\n<thead>\n{head}</thead>\n<tbody>\n{body}</tbody>\n</table>\n{note}")
    }
}

/// The numbers below n, of too many only `end` at each end, with `None` between them.
fn ends(n: usize, end: usize) -> Vec<Option<usize>> {
    if n <= 2 * end {
        return (0..n).map(Some).collect();
    }
    (0..end).map(Some).chain([None]).chain((n - end..n).map(Some)).collect()
}

fn size(rows: usize, columns: usize) -> String {
    match Lang::current() {
        Lang::En => format!("{rows} rows, {columns} columns"),
        Lang::Zh => format!("共 {rows} 行 {columns} 列"),
    }
}

/// The columns of a terminal that a text takes: two for a Chinese character or a full-width sign.
fn width(text: &str) -> usize {
    let wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}');
    text.chars().map(|c| 1 + usize::from(wide(c))).sum()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A number with at most this many significant digits (1 to 15), what stands before the point in full; as a power of ten
/// where it is below 1e-4 or not below 1e6.
pub(crate) fn significant(x: f64, digits: usize) -> String {
    let last = digits - 1;
    let x = x + 0.0; // -0 becomes 0
    let scientific = format!("{x:.last$e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific }; // NaN, inf
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        let places = (last as i32 - exponent).max(0);
        trimmed(&format!("{x:.*}", places as usize)).to_string()
    } else {
        format!("{}e{exponent}", trimmed(mantissa))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_kept_and_no_zeros_behind_them() {
        for (x, text) in [
            (0.0, "0"),
            (-0.0, "0"),
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
            assert_eq!(significant(x, 6), text);
        }
    }

    #[test]
    fn six_digits_give_the_number_back_to_half_a_unit_of_the_last() {
        for i in -200..200 {
            let x = 1.234567890123 * 10_f64.powf(f64::from(i) * 0.05);
            let back: f64 = significant(x, 6).parse().unwrap();
            assert!((back / x - 1.0).abs() <= 5.0e-6, "{x} {back}");
        }
    }

    #[test]
    fn fewer_digits_round_and_never_invent() {
        let with = |x: f64| [1, 2, 3].map(|digits| significant(x, digits));
        assert_eq!(with(0.0123456), ["0.01", "0.012", "0.0123"]);
        assert_eq!(with(9.996), ["10", "10", "10"]);
        assert_eq!(with(25.4), ["25", "25", "25.4"]);
        assert_eq!(with(7.979e-5), ["8e-5", "8e-5", "7.98e-5"]);
    }

    #[test]
    fn columns_line_up_where_a_name_is_chinese() {
        let shown = Shown::of(1, &["误差".into(), "n".into()], |_, j| ["0.5", "10"][j].into());
        assert_eq!(shown.text(), "误差   n\n 0.5  10");
    }
}
