//! Tables: named columns of numbers and words, shown in a notebook as HTML and elsewhere as text.
//!
//! A [`Table`] is read from a CSV file and written to one: [`Table::read_csv`], [`Table::write_csv`]. Its columns
//! become arrays by [`Table::numbers`] and [`Table::labels`]. With the feature `frame` it becomes a polars data frame,
//! `Table::frame`, to be filtered, grouped and joined.

mod csv;
mod select;
mod shown;
mod value;

use ndarray::Axis;

pub(crate) use shown::{DIGITS, Shown};
pub use value::{Header, Value};

use crate::error::{Result, agree, positive};
use crate::{Text, Trajectory, convergence};

/// Columns of one length, each with a name.
///
/// ```
/// use flowlab::Table;
/// let table = Table::new().column("n", [10, 100])?.column("error", &[0.019201, 0.0018471])?;
/// assert_eq!(table.text(), "  n      error\n 10   0.019201\n100  0.0018471");
/// assert_eq!(table.digits(2).text(), "  n   error\n 10   0.019\n100  0.0018");
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    columns: Vec<(Header, Vec<Value>)>,
    digits: usize,
}

impl Default for Table {
    fn default() -> Table {
        Table { columns: Vec::new(), digits: DIGITS }
    }
}

impl Table {
    /// A table without columns.
    pub fn new() -> Table {
        Table::default()
    }

    /// Adds a column on the right. Its name is one text, or a [`Text`] in both languages; its values are whole numbers,
    /// numbers, words, or `Option`s of numbers, where `None` leaves the cell empty.
    ///
    /// ```
    /// use flowlab::{Table, Text, ndarray::array};
    /// let order = [None, Some(1.031)];
    /// let table = Table::new().column("h", &array![0.1, 0.05])?.column(Text::new("order", "阶"), order)?;
    /// assert_eq!((table.n_rows(), table.n_columns()), (2, 2));
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// The column is shorter or longer than those before it.
    pub fn column<V: Into<Value>>(
        mut self,
        name: impl Into<Header>,
        values: impl IntoIterator<Item = V>,
    ) -> Result<Table> {
        let values: Vec<Value> = values.into_iter().map(Into::into).collect();
        if !self.columns.is_empty() {
            agree("the length of the column", values.len(), "the number of rows before it", self.n_rows())?;
        }
        self.columns.push((name.into(), values));
        Ok(self)
    }

    /// Shows numbers with at most this many significant digits, from 1 to 15, or 6 if nothing is said; the digits before
    /// the point are always shown in full.
    pub fn digits(mut self, digits: usize) -> Table {
        self.digits = digits.clamp(1, 15);
        self
    }

    /// A convergence study over [0, `span`]: the columns `n`, `h` = span/n, `error`, and `order`, the slope from the row
    /// above to this one (none in the first row).
    ///
    /// ```
    /// use flowlab::Table;
    /// let table = Table::convergence(1.0, &[10, 20, 40], &[0.019201, 0.0093935, 0.0046470])?;
    /// let text = table.text();
    /// let lines: Vec<&str> = text.lines().collect();
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
    pub fn convergence(span: f64, n_steps: &[usize], errors: &[f64]) -> Result<Table> {
        agree("the number of errors", errors.len(), "the number of step numbers", n_steps.len())?;
        positive("span", span)?;
        let h: Vec<f64> = n_steps.iter().map(|n| span / *n as f64).collect();
        let orders = convergence::orders(&h, errors)?.into_iter().map(Some);
        let orders: Vec<Option<f64>> = std::iter::once(None).chain(orders).collect();
        Table::new()
            .column("n", n_steps)?
            .column("h", &h)?
            .column(Text::new("error", "误差"), errors)?
            .column(Text::new("order", "阶"), orders)
    }

    /// A trajectory of n particles in d dimensions in long form: a row for each particle at each knot, time first, with
    /// the columns `t`, `particle`, `x0`, `x1`, ….
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::{Table, TimeGrid, ode::Euler, process::LinearOde, simulate_ode};
    /// let grid = TimeGrid::uniform(0.0, 1.0, 2)?;
    /// let trajectory = simulate_ode(&LinearOde::new(1, 1.0)?, &Euler, &grid, &array![[1.0], [2.0]])?;
    /// let table = Table::trajectory(&trajectory);
    /// assert_eq!((table.n_rows(), table.n_columns()), (6, 3)); // 3 knots of 2 particles
    /// assert_eq!(table.text().lines().last(), Some("  1         1   0.5"));
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    pub fn trajectory(trajectory: &Trajectory) -> Table {
        let (_, n, _) = trajectory.states.dim();
        let knots = trajectory.grid.knots();
        let t = knots.iter().flat_map(|t| std::iter::repeat_n(Value::from(t), n)).collect();
        let particle = knots.iter().flat_map(|_| (0..n).map(Value::from)).collect();
        let mut columns = vec![("t".into(), t), (Text::new("particle", "粒子").into(), particle)];
        for (j, x) in trajectory.states.axis_iter(Axis(2)).enumerate() {
            columns.push((format!("x{j}").into(), x.iter().map(Value::from).collect()));
        }
        Table { columns, ..Table::default() }
    }

    /// A log of a training run: the columns `step` and `loss`.
    ///
    /// ```
    /// use flowlab::Table;
    /// let table = Table::log(&[(0, 4.5), (100, 3.25)]);
    /// assert_eq!(table.text(), "step  loss\n   0   4.5\n 100  3.25");
    /// ```
    pub fn log(losses: &[(usize, f64)]) -> Table {
        let step = losses.iter().map(|(step, _)| Value::from(step)).collect();
        let loss = losses.iter().map(|(_, loss)| Value::from(loss)).collect();
        let columns = vec![(Text::new("step", "步").into(), step), (Text::new("loss", "损失").into(), loss)];
        Table { columns, ..Table::default() }
    }

    /// The number of rows, not counting the names.
    pub fn n_rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, values)| values.len())
    }

    /// The number of columns.
    pub fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// The table in words: a line for each row, the columns aligned. Of more than 20 rows the first and the last 10 are
    /// given, of more than 12 columns the first and the last 6, then how many there are.
    pub fn text(&self) -> String {
        self.shown().text()
    }

    /// The table as HTML, with the same cells as [`Table::text`]: no scripts, no styles.
    pub fn html(&self) -> String {
        self.shown().html()
    }

    /// The columns with their names, from the left.
    #[cfg(feature = "frame")]
    pub(crate) fn columns(&self) -> &[(Header, Vec<Value>)] {
        &self.columns
    }

    fn shown(&self) -> Shown {
        let names: Vec<String> = self.columns.iter().map(|(name, _)| name.current().to_string()).collect();
        Shown::of(self.n_rows(), &names, |i, j| self.columns[j].1[i].text(self.digits))
    }
}
