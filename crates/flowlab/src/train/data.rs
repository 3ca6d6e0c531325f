//! Where a training run takes its pairs (x₀, z) from.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use ndarray::{Array1, Array2, ArrayRef2, Axis, s};

use crate::distribution::{Dataset, Sample, SampleLabelled};
use crate::error::{Error, Result, agree, at_least_one, finite_batch};
use crate::{Normals, Seed};

/// A law to learn, with or without its labels, and where its pairs start. Each step draws fresh samples.
///
/// By itself a pair is z from the law and an independent x₀ ~ N(0, I). [`with_source`](Data::with_source) takes another law
/// for x₀, [`coupled`](Data::coupled) chooses which x₀ of a batch goes with which z, [`pairs`](Data::pairs) gives whole
/// pairs. Flow matching is right for each of them; a score follows from independent pairs from N(0, I) alone, so a field of
/// others is refused where one is asked for.
///
/// A checkpoint knows its data by the samples that they draw, and by their name if they have one.
#[derive(Clone)]
pub struct Data {
    name: String,
    law: Law,
    source: Option<Arc<dyn Sample + Send + Sync>>,
    coupling: Option<Arc<Coupling>>,
}

/// Which row of x₀ goes with each row of z.
type Coupling = dyn Fn(&ArrayRef2<f64>, &ArrayRef2<f64>) -> Result<Vec<usize>> + Send + Sync;

#[derive(Clone)]
enum Law {
    Plain(Arc<dyn Sample + Send + Sync>),
    Labelled(Arc<dyn SampleLabelled + Send + Sync>),
    Rows(Arc<Rows>),
}

/// Given points, each with what belongs to it.
struct Rows {
    /// The points, each with its number for a label.
    points: Dataset,
    /// (N, m)
    conditions: Option<Array2<f64>>,
    /// (N, d)
    x0: Option<Array2<f64>>,
}

impl Rows {
    fn new(points: Array2<f64>) -> Result<Rows> {
        let numbers = (0..points.nrows()).collect();
        Ok(Rows { points: Dataset::new(points, numbers)?, conditions: None, x0: None })
    }
}

/// A batch of pairs, and what the network is told of each.
pub(super) struct Drawn {
    /// (n, d)
    pub x0: Array2<f64>,
    /// (n, d)
    pub z: Array2<f64>,
    /// (n, what is told): [`Data::n_told`].
    pub told: Array2<f64>,
}

impl Data {
    /// A law whose labels, if it has any, are left aside.
    pub fn new(law: impl Sample + Send + Sync + 'static) -> Data {
        Data::of(Law::Plain(Arc::new(law)))
    }

    /// A law whose labels the network is told, so that it learns p( · | y) for each label y.
    pub fn labelled(law: impl SampleLabelled + Send + Sync + 'static) -> Data {
        Data::of(Law::Labelled(Arc::new(law)))
    }

    /// Points (N, d), each drawn with probability 1/N, whose `conditions` (N, m) the network is told: m numbers of the size
    /// 1, such as several labels as zeros and ones. A quantity in raw units goes through a [`Scaler`](crate::Scaler) of its
    /// own first, here and in [`with_conditions`](super::TrainedField::with_conditions).
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::train::Data;
    /// let data = Data::conditioned(array![[0.0], [1.0]], array![[0.2, 1.0], [0.4, 0.0]])?;
    /// assert_eq!((data.dim(), data.n_conditions(), data.n_classes()), (1, 2, 0));
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// No points, no conditions, another number of conditions than of points, or a number that is not finite.
    pub fn conditioned(points: Array2<f64>, conditions: Array2<f64>) -> Result<Data> {
        agree("the number of rows of conditions", conditions.nrows(), "the number of points", points.nrows())?;
        at_least_one("conditions", conditions.ncols())?;
        finite_batch("conditions", &conditions)?;
        Ok(Data::of(Law::Rows(Arc::new(Rows { conditions: Some(conditions), ..Rows::new(points)? }))))
    }

    /// Pairs: row i of `x0` and row i of `z`, (N, d) each, go together; each pair is drawn with probability 1/N.
    ///
    /// With x₀ and its end under a trained flow as pairs, training again straightens the trajectories (*rectified flow*,
    /// Liu, Gong and Liu, 2023).
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::train::Data;
    /// let data = Data::pairs(array![[0.0], [1.0]], array![[5.0], [-5.0]])?;
    /// assert_eq!(data.dim(), 1);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// No pairs, batches of different shapes, or a number that is not finite.
    pub fn pairs(x0: Array2<f64>, z: Array2<f64>) -> Result<Data> {
        agree("the number of rows of x0", x0.nrows(), "the number of rows of z", z.nrows())?;
        agree("the number of columns of x0", x0.ncols(), "the number of columns of z", z.ncols())?;
        finite_batch("x0", &x0)?;
        Ok(Data::of(Law::Rows(Arc::new(Rows { x0: Some(x0), ..Rows::new(z)? }))))
    }

    fn of(law: Law) -> Data {
        Data { name: String::new(), law, source: None, coupling: None }
    }

    /// The same with x₀ from another law than N(0, I), in place of the x₀ of given pairs too.
    ///
    /// ```
    /// use flowlab::distribution::{EightGaussians, Moons};
    /// use flowlab::train::Data;
    /// let data = Data::new(Moons::new(0.05)?).with_source(EightGaussians)?;
    /// assert_eq!(data.dim(), 2);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A law of another dimension.
    pub fn with_source(self, source: impl Sample + Send + Sync + 'static) -> Result<Data> {
        agree("the dimension of the source", source.dim(), "that of the data", self.dim())?;
        Ok(Data { source: Some(Arc::new(source)), ..self })
    }

    /// The same with the x₀ of each batch dealt out to its z anew: `coupling` gets both, (n, d) each, and says for each row
    /// of z which row of x₀ goes with it, each once. Where the law has labels it gets the rows of each label by themselves:
    /// joined without regard to the labels, x₀ would no longer be N(0, I) given one.
    /// [`coupling::sorted`](super::coupling::sorted) and [`coupling::assigned`](super::coupling::assigned) do so with the
    /// least total squared distance.
    ///
    /// A batch is the part of a step that one thread computes: 128 pairs, or an eighth of the step if that is more, in
    /// [`test_loss`](super::Matching::test_loss) too. [`coupling::in_groups`](super::coupling::in_groups) couples in batches
    /// of another size.
    ///
    /// ```
    /// use flowlab::train::{Data, coupling};
    /// let data = Data::new(flowlab::distribution::EightGaussians).coupled(coupling::assigned);
    /// let turned = data.coupled(|x0, _z| Ok((0..x0.nrows()).rev().collect()));
    /// assert_eq!(turned.dim(), 2);
    /// ```
    pub fn coupled<F>(self, coupling: F) -> Data
    where
        F: Fn(&ArrayRef2<f64>, &ArrayRef2<f64>) -> Result<Vec<usize>> + Send + Sync + 'static,
    {
        Data { coupling: Some(Arc::new(coupling)), ..self }
    }

    /// The same under a name, for a [`Checkpoint`](super::Checkpoint) to say. Spaces and ends of lines in it count as one
    /// space.
    ///
    /// ```
    /// use flowlab::{distribution::EightGaussians, train::Data};
    /// assert_eq!(Data::new(EightGaussians).named("eight  gaussians\n").name(), "eight gaussians");
    /// ```
    pub fn named(self, name: &str) -> Data {
        Data { name: name.split_whitespace().collect::<Vec<_>>().join(" "), ..self }
    }

    /// The name, empty for data without one.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The dimension d.
    pub fn dim(&self) -> usize {
        match &self.law {
            Law::Plain(law) => law.dim(),
            Law::Labelled(law) => law.dim(),
            Law::Rows(rows) => rows.points.dim(),
        }
    }

    /// How many labels the network is told of: 0 for a law without.
    pub fn n_classes(&self) -> usize {
        if let Law::Labelled(law) = &self.law { law.n_classes() } else { 0 }
    }

    /// How many conditions the network is told: 0 where there are none.
    pub fn n_conditions(&self) -> usize {
        match &self.law {
            Law::Rows(rows) => rows.conditions.as_ref().map_or(0, |conditions| conditions.ncols()),
            _ => 0,
        }
    }

    /// Whether the pairs are independent and start in N(0, I), so that a score follows from their velocity.
    pub(super) fn has_score(&self) -> bool {
        let paired = matches!(&self.law, Law::Rows(rows) if rows.x0.is_some());
        self.source.is_none() && self.coupling.is_none() && !paired
    }

    /// n samples z (n, d) of the law.
    ///
    /// ```
    /// use flowlab::distribution::{EightGaussians, Sample};
    /// use flowlab::{Seed, train::Data};
    /// assert_eq!(Data::new(EightGaussians).sample(Seed(1), 5)?, EightGaussians.sample(Seed(1), 5)?);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// As the law's own; samples that are not (n, d), or not finite.
    pub fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        self.draw_labelled(seed, n).map(|(z, _)| z)
    }

    /// n samples, and the label of each, or its number among given points, where there is one.
    pub(super) fn draw_labelled(&self, seed: Seed, n: usize) -> Result<(Array2<f64>, Option<Vec<usize>>)> {
        let labelled = match &self.law {
            Law::Plain(law) => return Ok((checked(law.sample(seed, n)?, n, law.dim())?, None)),
            Law::Labelled(law) => law.sample_labelled(seed, n)?,
            Law::Rows(rows) => rows.points.sample_labelled(seed, n)?,
        };
        let (z, labels) = (checked(labelled.0, n, self.dim())?, labelled.1);
        if labels.len() != n {
            return Err(bad(format!("have {} labels for {n} samples", labels.len())));
        }
        Ok((z, Some(labels)))
    }

    /// n pairs, and what the network is told of each.
    pub(super) fn draw(&self, seed: Seed, n: usize) -> Result<Drawn> {
        let (z, labels) = self.draw_labelled(seed.branch("data"), n)?;
        let labels = labels.unwrap_or_default();
        let given = if let Law::Rows(rows) = &self.law { rows.x0.as_ref() } else { None };
        let mut x0 = match (&self.source, given) {
            (Some(source), _) => checked(source.sample(seed.branch("source"), n)?, n, self.dim())?,
            (None, Some(given)) => given.select(Axis(0), &labels),
            (None, None) => {
                let mut x0 = Array2::zeros(z.dim());
                Normals::new(seed.branch("source"), 0).fill(x0.as_slice_mut().expect("a new array is contiguous"));
                x0
            }
        };
        if let Some(coupling) = &self.coupling {
            // within each label: given a label too, x₀ comes from the whole source
            let of_labels = if let Law::Labelled(_) = &self.law { &labels[..] } else { &[] };
            for rows in groups(of_labels, n) {
                let (of_x0, of_z) = (x0.select(Axis(0), &rows), z.select(Axis(0), &rows));
                let order = permutation(coupling(&of_x0, &of_z)?, rows.len())?;
                for (&row, &taken) in rows.iter().zip(&order) {
                    x0.row_mut(row).assign(&of_x0.row(taken));
                }
            }
        }
        Ok(Drawn { x0, z, told: self.tell(&labels, n)? })
    }

    /// How many numbers the network is told of a sample: a place for each label, or the conditions and a 1 that says that
    /// they are told.
    pub(super) fn n_told(n_classes: usize, n_conditions: usize) -> usize {
        n_classes + if n_conditions > 0 { n_conditions + 1 } else { 0 }
    }

    fn tell(&self, labels: &[usize], n: usize) -> Result<Array2<f64>> {
        let (n_classes, n_conditions) = (self.n_classes(), self.n_conditions());
        let mut told = Array2::zeros((n, Data::n_told(n_classes, n_conditions)));
        match &self.law {
            Law::Labelled(_) => {
                for (&label, mut told) in labels.iter().zip(told.rows_mut()) {
                    let place = told.get_mut(label);
                    *place
                        .ok_or_else(|| bad(format!("have the label {label}, but {n_classes} classes, from 0 on")))? =
                        1.0;
                }
            }
            Law::Rows(rows) => {
                let Some(conditions) = &rows.conditions else { return Ok(told) };
                for (&row, mut told) in labels.iter().zip(told.rows_mut()) {
                    told.slice_mut(s![..n_conditions]).assign(&conditions.row(row));
                    told[n_conditions] = 1.0;
                }
            }
            Law::Plain(_) => {}
        }
        Ok(told)
    }

    /// Refuses data in units in which a network learns nothing: their numbers should be of the size 1, and so should those
    /// of the source and of the conditions.
    pub(super) fn check(&self) -> Result<()> {
        if self.coupling.is_some() && self.n_conditions() > 0 {
            return Err(bad("have conditions and a coupling, which would choose x0 by the conditions".into()));
        }
        let seed = Seed(0).branch("units");
        let sd = not_large("the data", &self.sample(seed, PROBED)?)?;
        if let Some(source) = &self.source {
            not_large("the source", &checked(source.sample(seed, PROBED)?, PROBED, self.dim())?)?;
        }
        if let Law::Rows(rows) = &self.law {
            rows.x0.iter().try_for_each(|x0| not_large("the given x0", x0).map(drop))?;
            rows.conditions.iter().try_for_each(|told| not_large("the conditions", told).map(drop))?;
        }
        let (column, most) =
            sd.iter().enumerate().fold((0, 0.0), |most, (j, &sd)| if sd > most.1 { (j, sd) } else { most });
        if most > 0.0 && most < SMALL {
            return Err(Error::Units { of: "the data", column, what: "the standard deviation", value: most });
        }
        Ok(())
    }
}

/// Samples by which the units are judged.
const PROBED: usize = 256;
/// Beyond these a network of this crate's size does not come near to its least loss in any usual number of steps.
const LARGE: f64 = 50.0;
const SMALL: f64 = 1e-2;

/// The standard deviation of each column, where neither it nor the mean is large.
fn not_large(of: &'static str, x: &ArrayRef2<f64>) -> Result<Array1<f64>> {
    let (mean, sd) = (x.mean_axis(Axis(0)).unwrap_or_default(), x.std_axis(Axis(0), 0.0));
    for (column, (&mean, &sd)) in mean.iter().zip(&sd).enumerate() {
        for (what, value) in [("the mean", mean), ("the standard deviation", sd)] {
            if value.abs() > LARGE {
                return Err(Error::Units { of, column, what, value });
            }
        }
    }
    Ok(sd)
}

fn bad(why: String) -> Error {
    Error::BadData { why }
}

/// The samples row after row; refuses those that are not (n, d), or not finite.
fn checked(z: Array2<f64>, n: usize, d: usize) -> Result<Array2<f64>> {
    if z.dim() != (n, d) {
        return Err(bad(format!("gave an array of {:?} where ({n}, {d}) was asked for", z.dim())));
    }
    if z.iter().all(|z| z.is_finite()) {
        return Ok(if z.is_standard_layout() { z } else { z.as_standard_layout().into_owned() });
    }
    match z.indexed_iter().find(|(_, z)| !z.is_finite()) {
        Some(((i, j), z)) => Err(bad(format!("hold {z} in row {i}, column {j} of a batch"))),
        None => Ok(z),
    }
}

/// The rows of each label, or all n where there are no labels.
fn groups(labels: &[usize], n: usize) -> Vec<Vec<usize>> {
    if labels.is_empty() {
        return vec![(0..n).collect()];
    }
    let mut groups = BTreeMap::<usize, Vec<usize>>::new();
    labels.iter().enumerate().for_each(|(row, label)| groups.entry(*label).or_default().push(row));
    groups.into_values().collect()
}

/// Refuses an order that does not take each of n rows once.
fn permutation(order: Vec<usize>, n: usize) -> Result<Vec<usize>> {
    let mut taken = vec![false; n];
    let each_once = order.iter().all(|&i| taken.get_mut(i).is_some_and(|taken| !std::mem::replace(taken, true)));
    if each_once && order.len() == n {
        Ok(order)
    } else {
        Err(bad(format!("have a coupling that does not take each of the {n} rows of x0 once")))
    }
}

impl<D: Sample + Send + Sync + 'static> From<D> for Data {
    fn from(law: D) -> Data {
        Data::new(law)
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Data")
            .field("name", &self.name)
            .field("dim", &self.dim())
            .field("n_classes", &self.n_classes())
            .finish_non_exhaustive()
    }
}
