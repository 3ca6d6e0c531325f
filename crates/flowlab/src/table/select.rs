//! Columns of a table as arrays: numbers to compute with, labels to learn.

use std::cmp::Ordering;
use std::collections::HashMap;

use ndarray::Array2;

use super::{Table, Value};
use crate::chunk;
use crate::error::{Error, Result, at_least_one};

/// Names of columns that a message tells.
const SHOWN: usize = 12;

impl Table {
    /// The numbers of these columns, by their English names: (rows, columns), in the order of the names.
    ///
    /// ```
    /// use flowlab::{Table, ndarray::array};
    /// let table = Table::new().column("x", [0.5, 1.5])?.column("n", [1, 2])?;
    /// assert_eq!(table.numbers(&["n", "x"])?, array![[1.0, 0.5], [2.0, 1.5]]);
    /// let error = table.numbers(&["y"]).unwrap_err();
    /// assert_eq!(error.to_string(), "the table: has no column `y`: its columns are `x`, `n`");
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// No names, a name that no column has, a cell that holds a word, nothing or no finite number, or more numbers than memory
    /// holds.
    pub fn numbers(&self, columns: &[&str]) -> Result<Array2<f64>> {
        at_least_one("names of columns", columns.len())?;
        let mut numbers = chunk::batch(self.n_rows(), columns.len())?;
        for (name, mut column) in columns.iter().zip(numbers.columns_mut()) {
            for (i, (value, number)) in self.values(name)?.iter().zip(&mut column).enumerate() {
                *number = match value {
                    Value::Number(x) if !x.is_finite() => return Err(bad_cell(&x.to_string(), name, i)),
                    Value::Number(x) => *x,
                    Value::Whole(n) => *n as f64,
                    Value::Word(_) => return Err(first_word(self.values(name)?, name)),
                    Value::Empty => return Err(bad_cell("an empty cell", name, i)),
                };
            }
        }
        Ok(numbers)
    }

    /// The class of each row by a column, and what the classes are called there: classes 0, 1, … are in the order of
    /// their numbers if all cells are numbers, else in that of the alphabet.
    ///
    /// ```
    /// use flowlab::Table;
    /// let table = Table::new().column("kind", ["dog", "cat", "dog"])?.column("size", [10, 9, 10])?;
    /// let (labels, names) = table.labels("kind")?;
    /// assert_eq!((labels, names.join(" ")), (vec![1, 0, 1], "cat dog".to_string()));
    /// assert_eq!(table.labels("size")?.1, ["9", "10"]);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A name that no column has, or a cell that is empty or NaN.
    pub fn labels(&self, column: &str) -> Result<(Vec<usize>, Vec<String>)> {
        let values = self.values(column)?;
        let class = |(i, value): (usize, &Value)| match value {
            Value::Empty => Err(bad_cell("an empty cell", column, i)),
            Value::Number(x) if x.is_nan() => Err(bad_cell("NaN", column, i)),
            Value::Number(x) => Ok((x + 0.0).to_string()), // -0 becomes 0
            Value::Whole(n) => Ok(n.to_string()),
            Value::Word(word) => Ok(word.clone()),
        };
        let classes = values.iter().enumerate().map(class).collect::<Result<Vec<String>>>()?;
        let are_numbers = !values.iter().any(|value| matches!(value, Value::Word(_)));
        let mut names = classes.clone();
        names.sort_by(|a, b| if are_numbers { by_number(a, b) } else { a.cmp(b) });
        names.dedup();
        let places: HashMap<&str, usize> = names.iter().enumerate().map(|(y, name)| (name.as_str(), y)).collect();
        Ok((classes.iter().map(|class| places[class.as_str()]).collect(), names))
    }

    /// The table without the rows that have an empty cell or NaN in one of these columns.
    ///
    /// ```
    /// use flowlab::Table;
    /// let table = Table::new().column("x", [Some(1.0), None])?.column("kind", ["a", "b"])?;
    /// assert_eq!(table.without_gaps(&["x", "kind"])?.n_rows(), 1);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A name that no column has.
    #[doc(alias = "dropna")]
    pub fn without_gaps(&self, columns: &[&str]) -> Result<Table> {
        let looked_at = columns.iter().map(|name| self.values(name)).collect::<Result<Vec<_>>>()?;
        let is_gap = |value: &Value| match value {
            Value::Empty => true,
            Value::Number(x) => x.is_nan(),
            Value::Whole(_) | Value::Word(_) => false,
        };
        let whole: Vec<usize> =
            (0..self.n_rows()).filter(|&i| !looked_at.iter().any(|values| is_gap(&values[i]))).collect();
        let kept = |values: &[Value]| whole.iter().map(|&i| values[i].clone()).collect();
        let columns = self.columns.iter().map(|(header, values)| (header.clone(), kept(values))).collect();
        Ok(Table { columns, digits: self.digits })
    }

    /// The cells of a column.
    fn values(&self, name: &str) -> Result<&[Value]> {
        let found = self.columns.iter().find(|(header, _)| header.en == name);
        found.map(|(_, values)| &values[..]).ok_or_else(|| {
            let mut known: Vec<String> =
                self.columns.iter().take(SHOWN).map(|(header, _)| format!("`{}`", header.en)).collect();
            if let more @ 1.. = self.n_columns().saturating_sub(SHOWN) {
                known.push(format!("{more} more"));
            }
            let known = if known.is_empty() { "none".to_string() } else { known.join(", ") };
            Error::table("the table", format!("has no column `{name}`: its columns are {known}"))
        })
    }
}

/// A column that holds words: the first that is no number, which made words of all.
fn first_word(values: &[Value], column: &str) -> Error {
    let word = |value: &Value| match value {
        Value::Word(word) if word.parse::<f64>().is_err() => Some(word.clone()),
        _ => None,
    };
    match values.iter().enumerate().find_map(|(i, value)| Some((i, word(value)?))) {
        Some((i, word)) => bad_cell(&format!("the word `{word}`"), column, i),
        None => bad_cell("numbers as words", column, 0),
    }
}

fn bad_cell(what: &str, column: &str, row: usize) -> Error {
    let way = "mend the cell, or leave the row out";
    Error::table("the table", format!("has {what} in the column `{column}`, row {row} counted from 0: {way}"))
}

/// The order of two numbers in decimals; of whole ones that no f64 tells apart, that of their digits.
fn by_number(a: &str, b: &str) -> Ordering {
    let number = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
    number(a).total_cmp(&number(b)).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_are_no_numbers_are_named_by_row_and_column() {
        let table = Table::new().column("x", [Some(1.0), None]).unwrap().column("y", [f64::NAN, 1.0]).unwrap();
        let table = table.column("z", ["a\nb", "c"]).unwrap().column("n", [1, 2]).unwrap();
        for (column, words) in [
            ("x", "an empty cell in the column `x`, row 1 counted from 0"),
            ("y", "NaN in the column `y`, row 0"),
            ("z", "the word `a b` in the column `z`, row 0"),
            ("w", "has no column `w`: its columns are `x`, `y`, `z`, `n`"),
        ] {
            let message = table.numbers(&["n", column]).unwrap_err().to_string();
            assert!(message.starts_with("the table: ") && message.contains(words), "{message}");
        }
        assert_eq!(table.numbers(&[]).unwrap_err().to_string(), "no names of columns: give at least one");
        assert!(["x", "y", "w"].iter().all(|column| table.labels(column).is_err()));
        assert!(Table::new().numbers(&["x"]).unwrap_err().to_string().ends_with("its columns are none"));
        let wide = (0..15).fold(Table::new(), |table, j| table.column(format!("c{j}"), [j]).unwrap());
        assert!(wide.numbers(&["x"]).unwrap_err().to_string().ends_with("`c11`, 3 more"));
    }

    #[test]
    fn classes_are_sorted_as_what_they_are() {
        let of = |table: Result<Table>| table.unwrap().labels("y").unwrap();
        assert_eq!(of(Table::new().column("y", [10, 9, -1, 9])), (vec![2, 1, 0, 1], names(&["-1", "9", "10"])));
        assert_eq!(of(Table::new().column("y", [0.5, -0.0, 0.0])), (vec![1, 0, 0], names(&["0", "0.5"])));
        assert_eq!(of(Table::new().column("y", ["10", "9", "b"])), (vec![0, 1, 2], names(&["10", "9", "b"])));
        let far = (1_i64 << 53) + 1; // no f64
        assert_eq!(
            of(Table::new().column("y", [far, far - 1])),
            (vec![1, 0], names(&["9007199254740992", "9007199254740993"]))
        );
        assert_eq!(of(Table::new().column("y", [0.0; 0])), (vec![], vec![]));
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_string()).collect()
    }
}
