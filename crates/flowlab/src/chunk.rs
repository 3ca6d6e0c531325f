//! Particles in fixed chunks: parallel over chunks with the feature `parallel`, one after the other without.
//!
//! The chunks do not depend on the number of threads, and each has its own random stream: hence neither do results.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use ndarray::{Array2, Array3, ArrayViewMut, Axis, Dimension};

use crate::error::{Error, Result};
use crate::memory;

/// Particles in a chunk: enough for whole-chunk arithmetic to pay, few enough for the cache. Seeded draws depend on it.
pub(crate) const CHUNK: usize = 512;

/// Why a chunk of an array that was made here is one slice.
pub(crate) const CONTIGUOUS: &str = "the particles of a chunk lie one after the other";

/// Cuts an array into chunks along the axis of its particles.
pub(crate) fn chunks<D: Dimension>(array: ArrayViewMut<'_, f64, D>, particles: Axis) -> Vec<ArrayViewMut<'_, f64, D>> {
    let mut rest = array;
    let mut chunks = Vec::new();
    while rest.len_of(particles) > CHUNK {
        let (chunk, tail) = rest.split_at(particles, CHUNK);
        chunks.push(chunk);
        rest = tail;
    }
    chunks.push(rest);
    chunks
}

/// Does `work(k, job)` for the k-th job, for all of them.
pub(crate) fn for_each<T: Send>(jobs: Vec<T>, work: impl Fn(usize, T) + Send + Sync) {
    let jobs: Vec<_> = jobs.into_iter().map(|job| Mutex::new(Some(job))).collect();
    for_each_number(jobs.len(), &|k| {
        let job = jobs[k].lock().unwrap_or_else(PoisonError::into_inner).take();
        work(k, job.expect("each number comes once"));
    });
}

/// Does `work(k)` for k = 0, 1, …, n − 1. All threads start here: rayon is compiled once, not for each kind of work.
fn for_each_number(n: usize, work: &(dyn Fn(usize) + Sync)) {
    #[cfg(feature = "parallel")]
    use rayon::prelude::*;
    #[cfg(feature = "parallel")]
    (0..n).into_par_iter().for_each(work);
    #[cfg(not(feature = "parallel"))]
    (0..n).for_each(work);
}

/// `work(item)` for each item, in their order.
#[cfg(feature = "plot")]
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Send + Sync) -> Vec<R> {
    #[cfg(feature = "parallel")]
    use rayon::prelude::*;
    #[cfg(feature = "parallel")]
    let items = items.par_iter();
    #[cfg(not(feature = "parallel"))]
    let items = items.iter();
    items.map(work).collect()
}

/// As [`for_each`] for work that can fail: the error is that of the first job that fails.
pub(crate) fn try_for_each<T: Send>(jobs: Vec<T>, work: impl Fn(usize, T) -> Result<()> + Send + Sync) -> Result<()> {
    let mut results: Vec<Result<()>> = vec![Ok(()); jobs.len()];
    for_each(jobs.into_iter().zip(&mut results).collect(), |k, (job, result)| *result = work(k, job));
    results.into_iter().collect()
}

/// Does `work(k, job)` for the k-th job, for all of them, and `join(left, right)` for two neighbours that are through, then
/// for two such pairs, and so on: what all have come to then stands in the first. A thread mostly joins what it has made
/// itself, which is still in its cache; which jobs are joined depends on their number alone. The error is that of the
/// first job that fails.
pub(crate) fn try_in_pairs<T: Send>(
    jobs: &mut [T],
    work: impl Fn(usize, &mut T) -> Result<()> + Send + Sync,
    join: impl Fn(&mut T, &T) + Send + Sync,
) -> Result<()> {
    let jobs: Vec<_> = jobs.iter_mut().map(|job| Mutex::new((job, Ok(())))).collect();
    let of = |k: usize| jobs[k].lock().unwrap_or_else(PoisonError::into_inner);
    let work = |k: usize| {
        let (job, result) = &mut *of(k);
        *result = work(k, job);
    };
    let join = |left: usize, right: usize| join(of(left).0, of(right).0);
    in_pairs(0..jobs.len(), &work, &join);
    jobs.into_iter().try_for_each(|job| job.into_inner().unwrap_or_else(PoisonError::into_inner).1)
}

/// Halves the jobs until one is left. As with [`for_each_number`], rayon is compiled once.
fn in_pairs(jobs: Range<usize>, work: &(dyn Fn(usize) + Sync), join: &(dyn Fn(usize, usize) + Sync)) {
    if jobs.len() < 2 {
        return jobs.for_each(work);
    }
    let middle = jobs.start + jobs.len().div_ceil(2);
    let (left, right) = (|| in_pairs(jobs.start..middle, work, join), || in_pairs(middle..jobs.end, work, join));
    #[cfg(feature = "parallel")]
    rayon::join(left, right);
    #[cfg(not(feature = "parallel"))]
    {
        left();
        right();
    }
    join(jobs.start, middle);
}

/// Does the work on a thread that [`for_each`] uses, so that many calls of it in a row need not wake one each.
pub(crate) fn inside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    #[cfg(feature = "parallel")]
    return rayon::scope(|_| work());
    #[cfg(not(feature = "parallel"))]
    work()
}

/// `n` times the same value; what they are stands in the error, in the plural.
pub(crate) fn repeated<T: Clone>(what: &'static str, n: usize, value: T) -> Result<Vec<T>> {
    let mut all = Vec::new();
    all.try_reserve_exact(n).map_err(|_| Error::TooMany { what, n })?;
    all.resize(n, value);
    Ok(all)
}

/// Zeros for n particles in d dimensions.
pub(crate) fn batch(n: usize, d: usize) -> Result<Array2<f64>> {
    Ok(zeros(1, n, d)?.remove_axis(Axis(0)))
}

/// Zeros for n particles in d dimensions at each knot.
pub(crate) fn zeros(n_knots: usize, n: usize, d: usize) -> Result<Array3<f64>> {
    let too_large = Error::TooLarge { n_knots, n, d };
    let len = n_knots.checked_mul(n).and_then(|len| len.checked_mul(d)).ok_or_else(|| too_large.clone())?;
    Vec::<f64>::new().try_reserve_exact(len).map_err(|_| too_large)?;
    let zeros = Array3::zeros((n_knots, n, d));
    memory::in_large_pages(&zeros);
    Ok(zeros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_joined_in_the_order_of_their_numbers() {
        let mut jobs = vec![String::new(); 5];
        let work = |k: usize, job: &mut String| {
            *job = k.to_string();
            Ok(())
        };
        try_in_pairs(&mut jobs, work, |left, right| *left = format!("({left} {right})")).unwrap();
        assert_eq!(jobs[0], "(((0 1) 2) (3 4))");
    }

    #[test]
    fn the_error_is_that_of_the_first_job_that_fails() {
        let work = |k: usize, _: &mut ()| if k < 2 { Ok(()) } else { Err(Error::TooMany { what: "jobs", n: k }) };
        let error = try_in_pairs(&mut [(); 5], work, |_, _| {}).unwrap_err();
        assert_eq!(error, Error::TooMany { what: "jobs", n: 2 });
        assert!(try_in_pairs(&mut [], work, |_, _| {}).is_ok());
    }
}
