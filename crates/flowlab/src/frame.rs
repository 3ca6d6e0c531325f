//! Tables as polars data frames, with the feature `frame`: to filter, sort, group and join them.
//!
//! Polars takes minutes to compile, so nothing turns the feature on but a notebook that works on its tables with it. The
//! whole crate is [`flowlab::polars`](crate::polars); its features are the least that make a [`DataFrame`]; reading files
//! is not among them. [`show`](crate::show::show()) shows a data frame as it shows a [`Table`].

use polars::prelude::{AnyValue, Column, PlSmallStr, PolarsError};

use crate::error::{Error, Result};
use crate::table::{Header, Shown, Value};
use crate::{Table, table};

pub use polars::prelude::DataFrame;

impl Table {
    /// The table as a polars data frame, each column under its English name: whole numbers as `i64`, numbers as `f64`,
    /// words as `str`, an empty cell as null.
    ///
    /// ```
    /// use flowlab::Table;
    /// let frame = Table::convergence(1.0, &[10, 20, 40], &[0.019201, 0.0093935, 0.0046470])?.frame()?;
    /// let last = frame.column("order")?.f64()?.get(2).unwrap();
    /// assert!((last - 1.015).abs() < 1e-3);
    /// let fine = frame.filter(&frame.column("n")?.i64()?.iter().map(|n| n > Some(10)).collect())?;
    /// assert_eq!(fine.height(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Two columns have one name.
    pub fn frame(&self) -> Result<DataFrame> {
        let columns = self.columns().iter().map(|(name, values)| column(name, values)).collect();
        Ok(DataFrame::new_infer_height(columns)?)
    }
}

/// So that a function may work on a data frame and pass on with `?` what polars complains of.
impl From<PolarsError> for Error {
    fn from(error: PolarsError) -> Error {
        Error::Frame(error.to_string())
    }
}

/// A column of the narrowest type that holds all its values.
fn column(name: &Header, values: &[Value]) -> Column {
    let name: PlSmallStr = name.en.as_str().into();
    let is = |kinds: fn(&Value) -> bool| values.iter().all(kinds);
    if is(|value| matches!(value, Value::Whole(_))) {
        let whole = values.iter().map(|value| if let Value::Whole(n) = value { Some(*n) } else { None });
        Column::new(name, whole.collect::<Vec<Option<i64>>>())
    } else if is(|value| !matches!(value, Value::Word(_))) {
        let numbers = values.iter().map(|value| match value {
            Value::Whole(n) => Some(*n as f64),
            Value::Number(x) => Some(*x),
            Value::Word(_) | Value::Empty => None,
        });
        Column::new(name, numbers.collect::<Vec<Option<f64>>>())
    } else {
        let words = values.iter().map(|value| match value {
            Value::Empty => None,
            other => Some(other.text(table::DIGITS)),
        });
        Column::new(name, words.collect::<Vec<Option<String>>>())
    }
}

/// A data frame in words, as [`Table::text`] gives a table.
///
/// ```
/// use flowlab::{Table, frame};
/// let frame = Table::log(&[(0, 4.5), (100, 3.25)]).frame()?;
/// assert_eq!(frame::text(&frame), "step  loss\n   0   4.5\n 100  3.25");
/// # Ok::<(), flowlab::Error>(())
/// ```
pub fn text(frame: &DataFrame) -> String {
    shown(frame).text()
}

/// A data frame as an HTML table, as [`Table::html`] gives a table.
///
/// ```
/// use flowlab::{Table, frame};
/// let table = Table::log(&[(100, 0.25)]);
/// let html = frame::html(&table.frame()?);
/// assert!(html.contains("<td>100</td>") && html.contains("<td>0.25</td>"));
/// # Ok::<(), flowlab::Error>(())
/// ```
pub fn html(frame: &DataFrame) -> String {
    shown(frame).html()
}

fn shown(frame: &DataFrame) -> Shown {
    let columns = frame.columns();
    let names: Vec<String> = columns.iter().map(|column| column.name().to_string()).collect();
    Shown::of(frame.height(), &names, |i, j| columns[j].get(i).map_or(String::new(), cell))
}

fn cell(value: AnyValue<'_>) -> String {
    let value = match value {
        AnyValue::Null => Value::Empty,
        AnyValue::Float64(x) => x.into(),
        AnyValue::Float32(x) => x.into(),
        AnyValue::String(word) => word.into(),
        other => Value::Word(other.to_string()),
    };
    value.text(table::DIGITS)
}
