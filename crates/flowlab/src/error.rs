//! The one error of the crate: what was wrong, with its value, and the way out, in one line.
//!
//! Constructors, `simulate_*`, `sample`, `coarsen` and `refine` return it. A solution that blows up is no error: see
//! [`Trajectory::first_non_finite`](crate::Trajectory::first_non_finite).

use std::fmt;

/// What can be wrong with an input, or with a picture that is to be written.
///
/// ```
/// use flowlab::{Error, TimeGrid};
/// let error = TimeGrid::uniform(0.5, 0.5, 10).unwrap_err();
/// assert_eq!(error, Error::EqualTimes { t: 0.5 });
/// assert_eq!(error.to_string(), "t0 = t1 = 0.5: a time grid needs two different times");
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A time grid without steps.
    #[error("n_steps = 0: a time grid needs at least one step")]
    NoSteps,
    /// Fewer than two times.
    #[error("{n} {what}: give at least two, or ask for the state at the end alone")]
    FewTimes {
        /// What they are.
        what: &'static str,
        /// How many there are.
        n: usize,
    },
    /// A time grid that starts and ends at the same time.
    #[error("t0 = t1 = {t}: a time grid needs two different times")]
    EqualTimes {
        /// The time at both ends.
        t: f64,
    },
    /// Brownian motion on a grid that runs back in time.
    #[error("t0 = {t0} > t1 = {t1}: Brownian motion runs forward in time, give a grid with t0 < t1")]
    Backward {
        /// Start of the grid.
        t0: f64,
        /// End of the grid.
        t1: f64,
    },
    /// NaN or an infinite number.
    #[error("{what} = {value}: give a finite number")]
    NotFinite {
        /// The name of the number, with its place where it is one of many.
        what: String,
        /// Its value.
        value: f64,
    },
    /// A number below zero where none can stand.
    #[error("{what} = {value}: give a number that is not negative")]
    Negative {
        /// The name of the number.
        what: String,
        /// Its value.
        value: f64,
    },
    /// A number that must be above zero.
    #[error("{what} = {value}: give a number above zero")]
    NotPositive {
        /// The name of the number.
        what: String,
        /// Its value.
        value: f64,
    },
    /// No particles, no samples, no dimensions, no components.
    #[error("no {what}: give at least one")]
    Empty {
        /// What is missing, in the plural.
        what: &'static str,
    },
    /// Two sizes that must agree and do not.
    #[error("{what} is {got}, but {other} is {expected}: give two that agree")]
    Mismatch {
        /// The size that is wrong, in words.
        what: &'static str,
        /// Its value.
        got: usize,
        /// The size that it must agree with, in words.
        other: &'static str,
        /// The value of that one.
        expected: usize,
    },
    /// Weights of a mixture that are no probabilities.
    #[error("the weights sum to {sum}: give weights that sum to 1")]
    WeightsSum {
        /// Their sum.
        sum: f64,
    },
    /// A matrix that should be a covariance and is not symmetric.
    #[error("covariance[{i}, {j}] = {upper}, but covariance[{j}, {i}] = {lower}: give a symmetric matrix")]
    NotSymmetric {
        /// Row.
        i: usize,
        /// Column.
        j: usize,
        /// Entry at row i, column j.
        upper: f64,
        /// Entry at row j, column i.
        lower: f64,
    },
    /// A matrix that should be a covariance and has an eigenvalue that is not above zero.
    #[error("the covariance has the eigenvalue {eigenvalue}: give a positive definite matrix")]
    NotPositiveDefinite {
        /// The least eigenvalue, as far as rounding lets it be known.
        eigenvalue: f64,
    },
    /// A factor by which a path cannot be coarsened.
    #[error("cannot coarsen {n_steps} steps by {factor}: give a factor that divides the number of steps")]
    CoarsenFactor {
        /// The factor.
        factor: usize,
        /// Steps of the path.
        n_steps: usize,
    },
    /// A factor by which a path cannot be refined.
    #[error("cannot refine by 0: give a factor of at least 1")]
    RefineFactor,
    /// A method that, for noise that depends on the state, tends to another solution than Itô's.
    #[error(
        "{solver} tends to the Stratonovich solution where the noise depends on the state: take EulerMaruyama or Milstein"
    )]
    Stratonovich {
        /// The method.
        solver: &'static str,
    },
    /// Times that do not go on in one direction.
    #[error(
        "{what}[{i}] = {value} comes after {what}[{last}] = {before}: give {what} that {way}",
        last = i - 1,
        way = if *rise { "rise" } else { "fall" }
    )]
    OutOfOrder {
        /// What they are, in the plural.
        what: &'static str,
        /// The place of the first that does not go on.
        i: usize,
        /// The time before it.
        before: f64,
        /// Its value.
        value: f64,
        /// Whether they should rise.
        rise: bool,
    },
    /// A time at which a solver with a fixed step size has no state.
    #[error("t = {t} is no knot of the grid, whose nearest are {before} and {after}: take one of them, or Dopri5")]
    NotAKnot {
        /// The time.
        t: f64,
        /// The knot before it.
        before: f64,
        /// The knot after it.
        after: f64,
    },
    /// A time that a grid does not reach.
    #[error("t = {t} is outside of the grid, which goes from {t0} to {t1}: give times within it")]
    OutsideGrid {
        /// The time.
        t: f64,
        /// Start of the grid.
        t0: f64,
        /// End of the grid.
        t1: f64,
    },
    /// Values of a Brownian path that do not start at 0.
    #[error("{what} = {value}: W starts at 0")]
    NotZero {
        /// The name of the number, with its place.
        what: String,
        /// Its value.
        value: f64,
    },
    /// A method that knows diagonal noise alone.
    #[error("{solver} knows diagonal noise alone: take EulerMaruyama where sigma is a matrix")]
    MatrixNoise {
        /// The method.
        solver: &'static str,
    },
    /// A field, or a part of an equation, whose answer depends on what its buffer held before.
    #[error("{what} adds to its buffer or leaves numbers of it unwritten: assign every number of `out`")]
    AddsToBuffer {
        /// What was asked.
        what: &'static str,
    },
    /// A tolerance that no arithmetic with this rounding can keep.
    #[error("{what} = {value:e}: below rounding, give at least {least:e}")]
    BelowRounding {
        /// The name of the tolerance.
        what: &'static str,
        /// Its value.
        value: f64,
        /// The least that can be kept.
        least: f64,
    },
    /// A probability that must lie strictly between 0 and 1.
    #[error("{what} = {value}: give a probability above 0 and below 1")]
    Probability {
        /// The name of the number.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// A function that was given as a distribution function and is none.
    #[error("cdf({x}) = {value}: a distribution function stays in [0, 1] and never falls (is it a density?)")]
    NotACdf {
        /// Where that shows.
        x: f64,
        /// The value there.
        value: f64,
    },
    /// More numbers than this machine can hold.
    #[error("{}{n} particles x {d} dimensions do not fit in memory: take fewer", knots(*n_knots))]
    TooLarge {
        /// Knots of the time grid, 1 where there is none.
        n_knots: usize,
        /// Particles.
        n: usize,
        /// Dimensions.
        d: usize,
    },
    /// A file of weights or of a training run that cannot be read or written.
    #[error("{path}: {why}")]
    Checkpoint {
        /// The file.
        path: String,
        /// What is wrong, and the way out.
        why: String,
    },
    /// A loss that grew beyond all numbers.
    #[error(
        "the loss is {loss} in step {step}: start again with a learning rate below {rate}, or with data of smaller size"
    )]
    LossNotFinite {
        /// The step, counted from 0.
        step: usize,
        /// The loss.
        loss: f64,
        /// The learning rate of the run.
        rate: f64,
    },
    /// A share outside [0, 1).
    #[error("{what} = {value}: give a number from 0 up to, but not including, 1")]
    Share {
        /// The name of the number.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// Flow matching along a path whose pairs have an infinite mean squared speed.
    #[error("the velocity along LinearVp has an infinite mean square: take another schedule, or match the score")]
    InfiniteLoss,
    /// A time at which no path is.
    #[error("t = {t}: a path runs from t = 0 to t = 1")]
    OutsideUnit {
        /// The time.
        t: f64,
    },
    /// A time at which a process from data to noise is not, or its reverse.
    #[error("r = {r}: this process runs from r = 0 to r = {end}")]
    OutsideProcess {
        /// The time.
        r: f64,
        /// Where the process ends.
        end: f64,
    },
    /// A time that the clock of a process from data to noise does not show.
    #[error("t = {t}: the clock of this process goes from 1 down to {least}, give a t in between, or a later end")]
    OutsideClock {
        /// The time of the linear path.
        t: f64,
        /// What the clock shows at the end of the process.
        least: f64,
    },
    /// A time at which a velocity tells nothing of the data.
    #[error(
        "alpha grows too little at t = {t}: a velocity tells nothing of the data there, take another time or Denoising"
    )]
    NoGuess {
        /// The time.
        t: f64,
    },
    /// A share of fresh noise that no step can have.
    #[error("eta = {eta}: 0 is the DDIM step and 1 the DDPM step, give a number between")]
    Eta {
        /// The share.
        eta: f64,
    },
    /// A time at which the path to a finite set of points is at the points.
    #[error("beta = 0 at t = {t}: off the points there is no field, end the grid earlier or take Euler or Midpoint")]
    NoFieldAtPoints {
        /// The time.
        t: f64,
    },
    /// A score that was asked of the velocity of another path.
    #[error("the field is a velocity along {field}, not along {asked}: give its own path")]
    OtherPath {
        /// The schedule of the field's path.
        field: String,
        /// The schedule of the path that was given.
        asked: String,
    },
    /// A score that was asked of a velocity from which none follows.
    #[error(
        "the field was trained on pairs that are not independent or do not start in N(0, I): no score follows from it"
    )]
    NoScore,
    /// Weights that come after the first step.
    #[error("the run has done {steps} steps: give the network before the first")]
    Started {
        /// Steps done.
        steps: usize,
    },
    /// A network with another function between its layers.
    #[error("the network has {given} between its layers, but the run {own}: give two that agree")]
    OtherActivation {
        /// The network's.
        given: &'static str,
        /// The run's.
        own: &'static str,
    },
    /// A run that goes on from a checkpoint and was trained with a loss of one's own.
    #[error("this run was trained with a loss of your own: give it again by with_loss")]
    WantsLoss,
    /// Times of training that are no quantiles of a law on [0, 1].
    #[error("the quantile {t} of the times, after {before}: a quantile function on [0, 1] stays there and never falls")]
    Times {
        /// The quantile.
        t: f64,
        /// The one before.
        before: f64,
    },
    /// A schedule of one's own that is none.
    #[error("the schedule \"{name}\": {why}")]
    Schedule {
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// A law of one's own that does not keep what it promises.
    #[error("the data {why}: mend the law, the source or the coupling that draws them")]
    BadData {
        /// What is wrong with a sample.
        why: String,
    },
    /// Data in units in which a network learns nothing.
    #[error("column {column} of {of} has {what} {value}: scale it to mean 0 and sd 1 first, with a Scaler")]
    Units {
        /// Whose column.
        of: &'static str,
        /// The column, counted from 0.
        column: usize,
        /// The mean, or the standard deviation.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// A matrix with more entries than memory holds.
    #[error("{rows} x {columns} numbers of a network do not fit in memory: take smaller layers or a smaller batch")]
    NetworkTooLarge {
        /// Its rows.
        rows: usize,
        /// Its columns.
        columns: usize,
    },
    /// A label that no class has.
    #[error("label {label}: the classes are 0 to {last}", last = n_classes - 1)]
    Label {
        /// The label.
        label: usize,
        /// How many classes there are.
        n_classes: usize,
    },
    /// Labels where the data or the network have none.
    #[error("{what} has no labels: give one that has, or leave the label out")]
    NoLabels {
        /// What has none.
        what: &'static str,
    },
    /// More of something than this machine can hold.
    #[error("{n} {what} do not fit in memory: take fewer")]
    TooMany {
        /// What there is too much of, in the plural.
        what: &'static str,
        /// How many were asked for.
        n: usize,
    },
    /// Rates from a state that do not sum to 0.
    #[error("the rates of column {x} sum to {sum}: the rate on the diagonal is minus the sum of the others")]
    RatesSum {
        /// The state.
        x: usize,
        /// The sum of its column.
        sum: f64,
    },
    /// A path with more jumps than anyone waits for.
    #[error("a path has up to {jumps:e} jumps: give a smaller t1, or smaller rates")]
    Jumps {
        /// The expected number at the largest rate.
        jumps: f64,
    },
    /// A number that stands for none of a finite list.
    #[error("{what} {given}: they are 0 to {last}", last = n - 1)]
    NoSuch {
        /// What the list is of.
        what: &'static str,
        /// The number.
        given: usize,
        /// How many there are.
        n: usize,
    },
    /// A language that is none.
    #[error("a language: {why}: give distinct symbols, and distinct sentences of one length written with them")]
    Language {
        /// What is wrong with it.
        why: String,
    },
    /// A text that is no string of a language.
    #[error("\"{text}\": give {k} letters, each a symbol of the language or ? for a mask")]
    Text {
        /// The text.
        text: String,
        /// The number of letters.
        k: usize,
    },
    /// A κ that is no probability.
    #[error("kappa = {kappa}: give a number from 0 to 1")]
    Kappa {
        /// Its value.
        kappa: f64,
    },
    /// Steps of κ that do not lead from noise to data.
    #[error("knot {i} of kappa is {kappa}: give knots that rise from 0 to 1")]
    Knots {
        /// Its place.
        i: usize,
        /// Its value.
        kappa: f64,
    },
    /// Letters opened in groups, but not each in one.
    #[error("the groups do not hold each of the letters 0 to {last} once: give groups that do", last = k - 1)]
    Groups {
        /// The number of letters.
        k: usize,
    },
    /// Letters that are opened in groups, with noise that can be changed again.
    #[error("uniform noise has no letters that are not yet opened: take masks, or the steps of a clock")]
    GroupsWantMasks,
    /// A failure of the caller's own: [`Error::own`].
    #[error("{0}")]
    Own(String),
    /// A table from which something cannot be taken, or a file of one that cannot be read or written.
    #[error("{place}: {why}")]
    Table {
        /// The file, or "the table".
        place: String,
        /// What is wrong, and the way out.
        why: String,
    },
    /// One sample where pairs of two are wanted.
    #[error("{what} has one sample: an estimate without bias needs at least two")]
    OneSample {
        /// The batch.
        what: &'static str,
    },
    /// A tilted law that lies too far from its mixture, or is too narrow.
    #[error("w = {w}: the tilted law is out of reach, give a smaller weight")]
    Tilt {
        /// The weight.
        w: f64,
    },
    /// A picture with a side that is too long.
    #[error("{what} = {value} pixels: give at most {most}")]
    PictureSide {
        /// The side.
        what: &'static str,
        /// Its length.
        value: usize,
        /// The longest that is drawn.
        most: usize,
    },
    /// A character that no embedded font has.
    #[error(
        "no glyph for '{character}' (U+{code:04X}) in \"{text}\": {way}",
        code = u32::from(*character),
        way = way_to_a_glyph()
    )]
    MissingGlyph {
        /// The character.
        character: char,
        /// The text in which it stands.
        text: String,
    },
    /// Mathematics in the words of a plot that cannot be read.
    #[error(
        "{what}, in \"{text}\": plots read letters, Greek, relations, scripts, \\frac, \\sqrt, accents, names of functions"
    )]
    Tex {
        /// The fault.
        what: String,
        /// The text in which it stands.
        text: String,
    },
    /// A plot that cannot be drawn from what it was given.
    #[error("cannot plot {0}")]
    Plot(String),
    /// A picture that could not be encoded.
    #[error("could not write the picture: {0}")]
    Encode(String),
    /// What polars could not do with a table.
    #[cfg(feature = "frame")]
    #[error("the table: {0}")]
    Frame(String),
}

/// The result of everything here that can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A failure of your own, for a [`Sample`](crate::distribution::Sample), a loader or a callback of your own to
    /// return. Its words are made one line.
    ///
    /// ```
    /// use flowlab::distribution::Sample;
    /// use flowlab::ndarray::Array2;
    /// use flowlab::{Error, Result, Seed};
    ///
    /// /// The first numbers of a file, one in a line.
    /// struct Numbers(&'static str);
    ///
    /// impl Sample for Numbers {
    ///     fn dim(&self) -> usize {
    ///         1
    ///     }
    ///
    ///     fn sample(&self, _: Seed, n: usize) -> Result<Array2<f64>> {
    ///         let text = std::fs::read_to_string(self.0).map_err(|error| Error::own(format!("{}: {error}", self.0)))?;
    ///         let numbers = text.lines().take(n).map(|line| line.parse().map_err(Error::own));
    ///         let numbers = numbers.collect::<Result<Vec<f64>>>()?;
    ///         Array2::from_shape_vec((n, 1), numbers).map_err(Error::own)
    ///     }
    /// }
    ///
    /// let error = Numbers("missing.txt").sample(Seed(1), 10).unwrap_err();
    /// assert!(error.to_string().starts_with("missing.txt: "));
    /// assert_eq!(Error::own("no sensor,\n\tno data").to_string(), "no sensor, no data");
    /// ```
    pub fn own(why: impl fmt::Display) -> Error {
        Error::Own(one_line(why))
    }

    /// What is wrong with a table, or with the file of one.
    pub(crate) fn table(place: impl fmt::Display, why: impl fmt::Display) -> Error {
        Error::Table { place: one_line(place), why: one_line(why) }
    }
}

/// Words without control characters and ends of lines: a space stands for those between two words.
fn one_line(words: impl fmt::Display) -> String {
    let ends = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let words = words.to_string();
    words.split(ends).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The knots of a grid as a factor, nothing where there is no grid.
fn knots(n_knots: usize) -> String {
    if n_knots == 1 { String::new() } else { format!("{n_knots} knots x ") }
}

/// What to do about a character without a glyph.
fn way_to_a_glyph() -> &'static str {
    if cfg!(feature = "cjk") { "change the text" } else { "change the text, or turn on the feature `cjk`" }
}

/// Refuses NaN and infinite numbers.
pub(crate) fn finite(what: &str, value: f64) -> Result<f64> {
    if value.is_finite() { Ok(value) } else { Err(Error::NotFinite { what: what.to_string(), value }) }
}

/// Refuses a batch that holds NaN or an infinite number, and names the first one's place.
pub(crate) fn finite_batch(what: &str, x: &ndarray::ArrayRef2<f64>) -> Result<()> {
    match x.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((i, j), &value)) => Err(Error::NotFinite { what: format!("{what}[{i}, {j}]"), value }),
        None => Ok(()),
    }
}

/// Refuses negative numbers, NaN and infinite ones.
pub(crate) fn not_negative(what: &str, value: f64) -> Result<f64> {
    if finite(what, value)? < 0.0 { Err(Error::Negative { what: what.to_string(), value }) } else { Ok(value) }
}

/// Refuses numbers that are not above zero, NaN and infinite ones.
pub(crate) fn positive(what: &str, value: f64) -> Result<f64> {
    if finite(what, value)? <= 0.0 { Err(Error::NotPositive { what: what.to_string(), value }) } else { Ok(value) }
}

/// Refuses numbers that are not in [0, 1).
pub(crate) fn share(what: &'static str, value: f64) -> Result<f64> {
    if (0.0..1.0).contains(&value) { Ok(value) } else { Err(Error::Share { what, value }) }
}

/// Refuses a matrix of a network that memory does not hold.
pub(crate) fn fits(rows: usize, columns: usize) -> Result<()> {
    // a gradient, moments, an average, and copies in rows of whole vectors
    let too_large = || Error::NetworkTooLarge { rows, columns };
    let room = rows.checked_add(16).zip(columns.checked_add(16)).and_then(|(r, c)| r.checked_mul(c)?.checked_mul(8));
    Vec::<f64>::new().try_reserve_exact(room.ok_or_else(too_large)?).map_err(|_| too_large())
}

/// Refuses a time that is not in [0, 1].
pub(crate) fn unit_time(t: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&t) { Ok(t) } else { Err(Error::OutsideUnit { t }) }
}

/// Refuses a size of zero.
pub(crate) fn at_least_one(what: &'static str, size: usize) -> Result<usize> {
    if size == 0 { Err(Error::Empty { what }) } else { Ok(size) }
}

/// Refuses two sizes that differ.
pub(crate) fn agree(what: &'static str, got: usize, other: &'static str, expected: usize) -> Result<()> {
    if got == expected { Ok(()) } else { Err(Error::Mismatch { what, got, other, expected }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knots_are_named_where_there_is_a_grid() {
        let message = |n_knots| Error::TooLarge { n_knots, n: 5, d: 2 }.to_string();
        assert_eq!(message(1), "5 particles x 2 dimensions do not fit in memory: take fewer");
        assert_eq!(message(7), "7 knots x 5 particles x 2 dimensions do not fit in memory: take fewer");
    }

    #[test]
    fn a_failure_of_ones_own_is_one_line_of_its_words() {
        for (words, line) in [
            ("lost", "lost"),
            ("a\nb\r\n\tc\u{2028}d\u{1b}[1m", "a b c d [1m"),
            ("  数据\u{85}缺失 \n", "数据 缺失"),
            ("two  spaces", "two  spaces"),
            ("", ""),
        ] {
            assert_eq!(Error::own(words), Error::Own(line.to_string()));
            assert_eq!(Error::own(words).to_string(), line);
        }
    }
}
