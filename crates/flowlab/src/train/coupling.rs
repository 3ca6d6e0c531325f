//! Couplings: which x₀ of a batch goes with which z.
//!
//! Independent pairs cross, and where they cross the field can only say the mean of their velocities. Pairs at the least
//! total squared distance, an *optimal transport* between the two halves of the batch, hardly do; the laws of x₀ and z are
//! as they were. Each function takes `x0` and `z`, (n, d) each, and gives for each row of z the row of x₀ that goes with it,
//! as [`Data::coupled`](super::Data::coupled) wants it.
//!
//! Source: Tong et al., *Improving and Generalizing Flow-Based Generative Models with Minibatch Optimal Transport* (2024).

use ndarray::{ArrayRef2, Axis};
use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;

use crate::chunk;
use crate::error::{Error, Result, agree, at_least_one};
use crate::unit::largest;

/// In one dimension: the least x₀ with the least z, and so on. Of all couplings it has the least cost for every cost that
/// is convex in the distance.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::train::coupling;
/// assert_eq!(coupling::sorted(&array![[0.1], [-2.0], [1.5]], &array![[7.0], [8.0], [5.0]])?, [0, 2, 1]);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// More than one dimension, or batches of different shapes.
pub fn sorted(x0: &ArrayRef2<f64>, z: &ArrayRef2<f64>) -> Result<Vec<usize>> {
    agree_in_shape(x0, z)?;
    agree("the number of columns of z", z.ncols(), "the one dimension with an order (for more, take assigned)", 1)?;
    let ranked = |x: &ArrayRef2<f64>| {
        let mut rows: Vec<usize> = (0..x.nrows()).collect();
        rows.sort_by(|&i, &j| x[[i, 0]].total_cmp(&x[[j, 0]]));
        rows
    };
    let mut order = vec![0; z.nrows()];
    ranked(x0).into_iter().zip(ranked(z)).for_each(|(of_x0, of_z)| order[of_z] = of_x0);
    Ok(order)
}

/// In any dimension: the pairs whose squared distances have the least sum, by the Hungarian method, in a time of the order
/// n³.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::train::coupling;
/// let (x0, z) = (array![[0.0, 0.0], [1.0, 1.0]], array![[1.0, 0.9], [0.0, 0.2]]);
/// assert_eq!(coupling::assigned(&x0, &z)?, [1, 0]);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Distances are compared to one part in 10¹² of the greatest.
///
/// # Errors
/// Batches of different shapes, no rows, or a squared distance that is not finite.
#[doc(alias = "linear_sum_assignment")]
pub fn assigned(x0: &ArrayRef2<f64>, z: &ArrayRef2<f64>) -> Result<Vec<usize>> {
    agree_in_shape(x0, z)?;
    chunk::repeated("distances of pairs", z.nrows().saturating_mul(x0.nrows()), 0.0)?;
    let costs: Vec<f64> = z
        .rows()
        .into_iter()
        .flat_map(|z| x0.rows().into_iter().map(move |x0| z.iter().zip(&x0).map(|(a, b)| (a - b).powi(2)).sum()))
        .collect();
    if let Some(&value) = costs.iter().find(|cost| !cost.is_finite()) {
        return Err(Error::NotFinite { what: "a squared distance of a pair".to_string(), value });
    }
    let most = largest(&costs);
    // the method wants whole numbers
    let unit = if most > 0.0 { most / STEPS } else { 1.0 };
    let whole = costs.into_iter().map(|cost| (cost / unit).round() as i64).collect();
    let matrix = Matrix::from_vec(z.nrows(), x0.nrows(), whole).expect("as many costs as pairs of rows");
    Ok(kuhn_munkres_min(&matrix).1)
}

/// The same coupling in batches of its own size, for *minibatch* transport with a batch that is not the one of training: the
/// rows are cut in turn into groups of `size`, and each is coupled by itself; what is left over at the end is a smaller
/// group.
///
/// A pair chosen at random still has an x₀ of its own law and a z of its own, at every size: size 1 leaves all as it was,
/// and the larger, the nearer come the pairs to the optimal transport between the two laws.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::train::{Data, coupling};
/// let by_twos = coupling::in_groups(2, coupling::sorted);
/// let (x0, z) = (array![[4.0], [3.0], [2.0], [1.0], [0.0]], array![[5.0], [6.0], [7.0], [8.0], [9.0]]);
/// assert_eq!(by_twos(&x0, &z)?, [1, 0, 3, 2, 4]);
/// let data = Data::new(flowlab::distribution::EightGaussians).coupled(coupling::in_groups(16, coupling::assigned));
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// When it is called: a size of 0, batches of different sizes, and those of the given coupling.
pub fn in_groups<F>(
    size: usize,
    coupling: F,
) -> impl Fn(&ArrayRef2<f64>, &ArrayRef2<f64>) -> Result<Vec<usize>> + Send + Sync + 'static
where
    F: Fn(&ArrayRef2<f64>, &ArrayRef2<f64>) -> Result<Vec<usize>> + Send + Sync + 'static,
{
    move |x0: &ArrayRef2<f64>, z: &ArrayRef2<f64>| {
        at_least_one("pairs in a group", size)?;
        agree("the number of rows of x0", x0.nrows(), "the number of rows of z", z.nrows())?;
        let mut order = Vec::with_capacity(z.nrows());
        for (x0, z) in x0.axis_chunks_iter(Axis(0), size).zip(z.axis_chunks_iter(Axis(0), size)) {
            let first = order.len();
            order.extend(coupling(&x0, &z)?.into_iter().map(|row| first + row));
        }
        Ok(order)
    }
}

/// Steps between no distance and the greatest.
const STEPS: f64 = 1e12;

fn agree_in_shape(x0: &ArrayRef2<f64>, z: &ArrayRef2<f64>) -> Result<()> {
    agree("the number of rows of x0", x0.nrows(), "the number of rows of z", z.nrows())?;
    agree("the number of columns of x0", x0.ncols(), "the number of columns of z", z.ncols())?;
    at_least_one("rows", z.nrows()).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::{Gaussian, Sample};
    use ndarray::{Array2, s};

    fn cost(order: &[usize], x0: &Array2<f64>, z: &Array2<f64>) -> f64 {
        (x0.select(Axis(0), order) - z).mapv(|gap| gap * gap).sum()
    }

    #[test]
    fn on_a_line_both_find_the_same_least_cost() {
        let law = Gaussian::standard(1).unwrap();
        let (x0, z) = (law.sample(Seed(1), 100).unwrap(), 2.0 * law.sample(Seed(2), 100).unwrap() + 1.0);
        let (by_order, by_cost) = (sorted(&x0, &z).unwrap(), assigned(&x0, &z).unwrap());
        // whole numbers: 100 distances, each rounded by half of 1e-12 of the greatest
        assert!((cost(&by_order, &x0, &z) / cost(&by_cost, &x0, &z) - 1.0).abs() < 1e-10);
    }

    #[test]
    fn in_the_plane_no_order_of_few_points_costs_less() {
        let law = Gaussian::standard(2).unwrap();
        for k in 0..20 {
            let (x0, z) = (law.sample(Seed(k), 4).unwrap(), law.sample(Seed(100 + k), 4).unwrap());
            let least = cost(&assigned(&x0, &z).unwrap(), &x0, &z);
            for code in 0..256 {
                let order: Vec<usize> = (0..4).map(|i| code >> (2 * i) & 3).collect();
                let each_once = (0..4).all(|i| order.contains(&i));
                assert!(!each_once || cost(&order, &x0, &z) >= least - 1e-9);
            }
        }
    }

    #[test]
    fn in_groups_each_group_is_coupled_by_itself() {
        let law = Gaussian::standard(1).unwrap();
        let (x0, z) = (law.sample(Seed(1), 10).unwrap(), law.sample(Seed(2), 10).unwrap());
        let by_fours = in_groups(4, sorted)(&x0, &z).unwrap();
        for (first, last) in [(0, 4), (4, 8), (8, 10)] {
            let part = |x: &Array2<f64>| x.slice(s![first..last, ..]).to_owned();
            let alone: Vec<usize> = sorted(&part(&x0), &part(&z)).unwrap().iter().map(|row| first + row).collect();
            assert_eq!(by_fours[first..last], alone);
        }
        assert_eq!(in_groups(1, sorted)(&x0, &z).unwrap(), (0..10).collect::<Vec<_>>());
        assert_eq!(in_groups(10, sorted)(&x0, &z), sorted(&x0, &z));
        assert!(in_groups(0, sorted)(&x0, &z).is_err() && in_groups(4, sorted)(&x0, &z.slice(s![1.., ..])).is_err());
    }

    #[test]
    fn batches_that_do_not_belong_together_are_refused() {
        let zeros = |n, d| Array2::<f64>::zeros((n, d));
        assert!(assigned(&zeros(2, 1), &zeros(3, 1)).is_err() && assigned(&zeros(0, 1), &zeros(0, 1)).is_err());
        assert!(sorted(&zeros(2, 2), &zeros(2, 2)).unwrap_err().to_string().contains("one dimension"));
        assert!(assigned(&(zeros(1, 1) + 1e200), &zeros(1, 1)).unwrap_err().to_string().contains("inf"));
        assert_eq!(assigned(&zeros(3, 2), &zeros(3, 2)).unwrap().len(), 3);
    }
}
