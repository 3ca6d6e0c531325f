//! The product of two matrices, which is where a network's time goes.
//!
//! A tile of the result, up to 6 rows by 4 vectors, stays in registers while the common index runs: each step loads 4
//! vectors of b, spreads 6 numbers of a over a vector each, and does the 24 multiplications and additions that they
//! allow. With two of those a cycle the loads are never waited for, and the product runs at nearly the speed of the
//! multipliers themselves, without the copying into blocks that large matrices need. Rows are padded with zeros to
//! [`padded`] numbers, so every vector is whole, and lie a [`pitch`] apart, so that a cache holds as many as its size says.
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

/// Numbers from a row of n to the next. Rows that lie a large power of two apart share a few lines of a cache and drive
/// each other out of it; a vector more between them spreads them over all.
pub(crate) const fn pitch<T>(n: usize) -> usize {
    let room = padded(n);
    if (room * size_of::<T>()).is_multiple_of(CROWDED) { room + PAD } else { room }
}

/// Bytes: of rows that start so far apart the nearest cache (64 lines of 64 bytes, 8 to 12 times) holds 64 to 96.
const CROWDED: usize = 512;

/// A matrix in rows of whole vectors: entry (i, j) is `data[i·pitch + j]`.
#[derive(Clone, Copy)]
pub struct Rows<'a, T> {
    /// The numbers.
    pub data: &'a [T],
    /// From a row to the next.
    pub pitch: usize,
}

/// [`Rows`] to be written.
pub struct RowsMut<'a, T> {
    /// The numbers.
    pub data: &'a mut [T],
    /// From a row to the next.
    pub pitch: usize,
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

/// c (m, n) = start + a (m, k)·b (k, n), for n = [`padded`]`(n)`, each number times its factor where there are factors,
/// which stand as the numbers of c do.
///
/// # Panics
/// If a slice is too short, or n is not padded.
pub(crate) fn product<T: Lanes>(
    [m, k, n]: [usize; 3],
    c: RowsMut<'_, T>,
    start: Start<'_, T>,
    a: Strided<'_, T>,
    b: Rows<'_, T>,
    factors: Option<&[T]>,
) {
    assert_eq!(n, padded(n), "rows are padded");
    Arch::new().dispatch(Product { m, k, n, c, start, a, b, factors });
}

struct Product<'a, T> {
    m: usize,
    k: usize,
    n: usize,
    c: RowsMut<'a, T>,
    start: Start<'a, T>,
    a: Strided<'a, T>,
    b: Rows<'a, T>,
    factors: Option<&'a [T]>,
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
                    let b = vectors::<T, S, V>(&self.b.data[p * self.b.pitch + column..]);
                    for r in 0..R {
                        let a = T::splat(simd, a[r * down + p * along]);
                        for v in 0..V {
                            sums[r][v] = T::fused(simd, a, b[v], sums[r][v]);
                        }
                    }
                }
                if let Some(factors) = self.factors {
                    for r in 0..R {
                        let factors = vectors::<T, S, V>(&factors[(row + r) * self.c.pitch + column..]);
                        for v in 0..V {
                            sums[r][v] = T::times(simd, sums[r][v], factors[v]);
                        }
                    }
                }
                for (r, sums) in sums.iter().enumerate() {
                    let c = T::vectors_mut::<S>(&mut self.c.data[(row + r) * self.c.pitch + column..]);
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
/// have zeros behind k, up to [`padded`]`(k)`.
pub(crate) fn narrow<T: Lanes>([m, k, n]: [usize; 3], c: RowsMut<'_, T>, start: &[T], a: Rows<'_, T>, w: Rows<'_, T>) {
    Arch::new().dispatch(Narrow { m, k: padded(k), n, c, start, a, w });
}

struct Narrow<'a, T> {
    m: usize,
    /// In whole vectors.
    k: usize,
    /// At most [`NARROW`].
    n: usize,
    c: RowsMut<'a, T>,
    start: &'a [T],
    a: Rows<'a, T>,
    w: Rows<'a, T>,
}

impl<T: Lanes> WithSimd for Narrow<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match self.n {
            4.. => self.outputs::<S, 4>(simd),
            3 => self.outputs::<S, 3>(simd),
            2 => self.outputs::<S, 2>(simd),
            _ => self.outputs::<S, 1>(simd),
        }
    }
}

impl<T: Lanes> Narrow<'_, T> {
    /// N numbers of each row, from one pass over that of a.
    #[inline(always)]
    fn outputs<S: Simd, const N: usize>(self, simd: S) {
        let Narrow { m, k, c, start, a, w, .. } = self;
        let w: [&[T::Vector<S>]; N] = std::array::from_fn(|o| T::vectors::<S>(&w.data[o * w.pitch..][..k]));
        let rows = c.data.chunks_exact_mut(c.pitch).zip(a.data.chunks_exact(a.pitch));
        for (c, a) in rows.take(m) {
            let mut sums = [T::splat(simd, T::zero()); N];
            for (i, a) in T::vectors::<S>(&a[..k]).iter().enumerate() {
                for (sum, w) in sums.iter_mut().zip(w) {
                    *sum = T::fused(simd, *a, w[i], *sum);
                }
            }
            for ((c, start), sum) in c.iter_mut().zip(start).zip(sums) {
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

    fn rows_mut<T: Lanes>(c: &mut Array2<T>) -> RowsMut<'_, T> {
        let pitch = c.ncols();
        RowsMut { data: c.as_slice_mut().unwrap(), pitch }
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
                let b_rows = Rows { data: b.as_slice().unwrap(), pitch: n };
                product([m, k, n], rows_mut(&mut ours), Start::Zero, operand, b_rows, None);
                close(&ours, a.dot(&b));
                let start = c.row(0).to_vec();
                product([m, k, n], rows_mut(&mut ours), Start::Row(&start), operand, b_rows, None);
                close(&ours, a.dot(&b) + c.slice(s![..1, ..]));
                let factors = c.as_slice();
                product([m, k, n], rows_mut(&mut ours), Start::Row(&start), operand, b_rows, factors);
                close(&ours, (a.dot(&b) + c.slice(s![..1, ..])) * &c);
            }
        }
    }

    #[test]
    fn a_narrow_product_is_ndarrays_up_to_rounding() {
        for (m, k, n) in [(1, 16, 1), (5, 32, 3), (13, 64, 2), (31, 112, 4)] {
            let (a, w, start) = (random::<f64>(m, k, 1), random::<f64>(n, k, 2), random::<f64>(1, n, 3));
            let mut c = Array2::zeros((m, padded(n)));
            let [a_rows, w_rows] = [&a, &w].map(|x| Rows { data: x.as_slice().unwrap(), pitch: k });
            narrow([m, k, n], rows_mut(&mut c), start.as_slice().unwrap(), a_rows, w_rows);
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
