//! The product of two matrices, which is where a network's time goes.
//!
//! A tile of the result, up to 6 rows by 4 vectors, stays in registers while the common index runs: each step loads 4
//! vectors of b, spreads 6 numbers of a over a vector each, and does the 24 multiplications and additions that they
//! allow. With two of those a cycle the loads are never waited for, and the product runs at nearly the speed of the
//! multipliers themselves, without the copying into blocks that large matrices need. Rows are padded with zeros to
//! [`padded`] numbers, so every vector is whole.
//!
//! The machine's widest vectors are found when the program runs: 16 numbers with AVX-512, 8 with AVX2, 4 with NEON.
//!
//! Source: Goto and van de Geijn, *Anatomy of High-Performance Matrix Multiplication* (2008), for the tile.

use pulp::{Arch, Simd, WithSimd};

use crate::lanes::Lanes;

/// Numbers to which a row is padded: a whole number of vectors on every machine.
const PAD: usize = 16;

/// The room of a row of n numbers.
pub(crate) const fn padded(n: usize) -> usize {
    n.next_multiple_of(PAD)
}

/// What a product is added to.
#[derive(Clone, Copy)]
pub enum Start<'a, T> {
    /// Nothing: c = a·b.
    Zero,
    /// A row, the same for all rows of c: c = row + a·b.
    Row(&'a [T]),
}

/// A matrix that is read number by number: entry (i, p) is `data[i·row + p·column]`.
#[derive(Clone, Copy)]
pub struct Strided<'a, T> {
    /// The numbers.
    pub data: &'a [T],
    /// From a row to the next.
    pub row: usize,
    /// From a column to the next.
    pub column: usize,
}

/// c (m, n) = start + a (m, k)·b (k, n). The rows of b and c have the room of n = [`padded`]`(n)` numbers.
///
/// # Panics
/// If a slice is too short, or n is not padded.
pub(crate) fn product<T: Lanes>([m, k, n]: [usize; 3], c: &mut [T], start: Start<'_, T>, a: Strided<'_, T>, b: &[T]) {
    assert_eq!(n, padded(n), "rows are padded");
    Arch::new().dispatch(Product { m, k, n, c, start, a, b });
}

struct Product<'a, T> {
    m: usize,
    k: usize,
    n: usize,
    c: &'a mut [T],
    start: Start<'a, T>,
    a: Strided<'a, T>,
    b: &'a [T],
}

impl<T: Lanes> WithSimd for Product<'_, T> {
    type Output = ();

    /// Panels of up to 4 vectors of columns; 2 where the machine has too few registers for 24 vectors of sums.
    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let lanes = size_of::<T::Vector<S>>() / size_of::<T>();
        let widest = if S::REGISTER_COUNT >= 32 { 4 } else { 2 };
        let mut column = 0;
        while column < self.n {
            let vectors = ((self.n - column) / lanes).min(widest);
            match vectors {
                4 => self.panel::<S, 4>(simd, column),
                3 => self.panel::<S, 3>(simd, column),
                2 => self.panel::<S, 2>(simd, column),
                _ => self.panel::<S, 1>(simd, column),
            }
            column += vectors * lanes;
        }
    }
}

impl<T: Lanes> Product<'_, T> {
    /// The columns of V vectors from `column` on, 6 rows at a time.
    #[inline(always)]
    fn panel<S: Simd, const V: usize>(&mut self, simd: S, column: usize) {
        let mut row = 0;
        while row < self.m {
            // two rows alone would wait for the loads
            let rows = match self.m - row {
                7 | 8 => 4,
                left => left.min(6),
            };
            match rows {
                6 => self.tile::<S, 6, V>(simd, row, column),
                5 => self.tile::<S, 5, V>(simd, row, column),
                4 => self.tile::<S, 4, V>(simd, row, column),
                3 => self.tile::<S, 3, V>(simd, row, column),
                2 => self.tile::<S, 2, V>(simd, row, column),
                _ => self.tile::<S, 1, V>(simd, row, column),
            }
            row += rows;
        }
    }

    /// The tile of R rows and V vectors at (row, column).
    // Indices, since an iterator of arrays is a call wherever the compiler does not see through it.
    #[inline(never)]
    #[allow(clippy::needless_range_loop)]
    fn tile<S: Simd, const R: usize, const V: usize>(&mut self, simd: S, row: usize, column: usize) {
        simd.vectorize(
            #[inline(always)]
            || {
                let Strided { data, row: down, column: along } = self.a;
                let a = &data[row * down..];
                let mut sums = self.starts::<S, R, V>(simd, column);
                for p in 0..self.k {
                    let b = vectors::<T, S, V>(&self.b[p * self.n + column..]);
                    for r in 0..R {
                        let a = T::splat(simd, a[r * down + p * along]);
                        for v in 0..V {
                            sums[r][v] = T::fused(simd, a, b[v], sums[r][v]);
                        }
                    }
                }
                for (r, sums) in sums.iter().enumerate() {
                    let c = T::vectors_mut::<S>(&mut self.c[(row + r) * self.n + column..]);
                    *c.first_chunk_mut().expect(WHOLE) = *sums;
                }
            },
        );
    }

    /// What the sums of a tile start from.
    #[inline(always)]
    fn starts<S: Simd, const R: usize, const V: usize>(&self, simd: S, column: usize) -> [[T::Vector<S>; V]; R] {
        match self.start {
            Start::Zero => [[T::splat(simd, T::zero()); V]; R],
            Start::Row(start) => [vectors::<T, S, V>(&start[column..]); R],
        }
    }
}

/// So few outputs are better computed one by one than in a vector that is mostly padding.
pub(crate) const NARROW: usize = 4;

/// c (m, n) = start + a (m, k)·wᵀ with w (n, k) for a small n: each number the product of a row of a and one of w, which
/// have the room of [`padded`]`(k)` numbers, zeros behind k. The rows of c have the room of [`padded`]`(n)`.
pub(crate) fn narrow<T: Lanes>([m, k, n]: [usize; 3], c: &mut [T], start: &[T], a: &[T], w: &[T]) {
    let room = padded(k);
    let (a, w) = (&a[..m * room], &w[..n * room]);
    Arch::new().dispatch(Narrow { c, start, a, w, room, n });
}

struct Narrow<'a, T> {
    c: &'a mut [T],
    start: &'a [T],
    a: &'a [T],
    w: &'a [T],
    room: usize,
    n: usize,
}

impl<T: Lanes> WithSimd for Narrow<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Narrow { c, start, a, w, room, n } = self;
        for (c, a) in c.chunks_exact_mut(padded(n)).zip(a.chunks_exact(room)) {
            for ((c, start), w) in c.iter_mut().zip(start).zip(w.chunks_exact(room)) {
                let mut sum = T::splat(simd, T::zero());
                for (a, w) in T::vectors::<S>(a).iter().zip(T::vectors::<S>(w)) {
                    sum = T::fused(simd, *a, *w, sum);
                }
                *c = *start + T::sum(simd, sum);
            }
        }
    }
}

/// The first V vectors of a slice.
#[inline(always)]
fn vectors<T: Lanes, S: Simd, const V: usize>(slice: &[T]) -> [T::Vector<S>; V] {
    *T::vectors::<S>(slice).first_chunk().expect(WHOLE)
}

const WHOLE: &str = "rows are padded to whole vectors";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use ndarray::{Array2, s};
    use rand::Rng;

    fn random<T: Lanes>(rows: usize, columns: usize, seed: u64) -> Array2<T> {
        let mut rng = Seed(seed).stream(0);
        Array2::from_shape_simple_fn((rows, columns), || T::from_f64(rng.random_range(-1.0..1.0)))
    }

    /// The product by ndarray, which multiplies in its own way, against ours; `bound` is the rounding of one product.
    fn agrees<T: Lanes>(bound: f64) {
        for (m, k, n) in [(1, 1, 16), (5, 3, 16), (6, 7, 32), (13, 64, 64), (31, 5, 80), (64, 128, 112), (2, 96, 256)] {
            let (a, b, c) = (random::<T>(m, k, 1), random::<T>(k, n, 2), random::<T>(m, n, 3));
            let columns_first = Strided { data: a.as_slice().unwrap(), row: k, column: 1 };
            let transposed = a.t().to_owned();
            let transposed = transposed.as_standard_layout();
            let rows_first = Strided { data: transposed.as_slice().unwrap(), row: 1, column: m };
            for operand in [columns_first, rows_first] {
                let close = |ours: &Array2<T>, theirs: Array2<T>| {
                    let error = (ours - &theirs).mapv(|e| e.into_f64().abs());
                    assert!(error.iter().all(|e| *e < bound * k as f64), "{m} {k} {n}");
                };
                let mut ours = c.clone();
                product([m, k, n], ours.as_slice_mut().unwrap(), Start::Zero, operand, b.as_slice().unwrap());
                close(&ours, a.dot(&b));
                let start = c.row(0).to_vec();
                product([m, k, n], ours.as_slice_mut().unwrap(), Start::Row(&start), operand, b.as_slice().unwrap());
                close(&ours, a.dot(&b) + c.slice(s![..1, ..]));
            }
        }
    }

    #[test]
    fn a_narrow_product_is_ndarrays_up_to_rounding() {
        for (m, k, n) in [(1, 16, 1), (5, 32, 3), (13, 64, 2), (31, 112, 4)] {
            let (a, w, start) = (random::<f64>(m, k, 1), random::<f64>(n, k, 2), random::<f64>(1, n, 3));
            let mut c = Array2::zeros((m, padded(n)));
            let [start_row, a_rows, w_rows] = [&start, &a, &w].map(|x| x.as_slice().unwrap());
            narrow([m, k, n], c.as_slice_mut().unwrap(), start_row, a_rows, w_rows);
            let error = (&c.slice(s![.., ..n]) - &(a.dot(&w.t()) + &start)).mapv(f64::abs);
            assert!(error.iter().all(|e| *e < 4.0 * f64::EPSILON * k as f64), "{m} {k} {n}");
        }
    }

    #[test]
    fn the_product_is_ndarrays_up_to_rounding() {
        agrees::<f64>(4.0 * f64::EPSILON);
        agrees::<f32>(4.0 * f64::from(f32::EPSILON));
    }
}
