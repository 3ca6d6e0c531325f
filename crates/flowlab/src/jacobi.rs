//! Jacobi's method: plane rotations, each for one pair of axes, until no pair is left to turn.
//!
//! It takes more steps than methods that first reduce a matrix to a simpler form, but rounds less, and is short. The kept
//! crate for it, nalgebra, was here before: the Jupyter kernel reads the sources of every crate behind a notebook, and
//! with that one and its own the first cell took half as long again.

use ndarray::{Array1, Array2, Axis, Zip, s};

/// No more sweeps than this, should rounding never let a last pair rest: in up to 120 dimensions 16 were the most.
const MOST_SWEEPS: usize = 40;

/// A column shorter than this has no direction that is sure: its square has fewer digits than other numbers.
const LOST: f64 = 1e-140;

/// The eigenvalues of a symmetric matrix A and its eigenvectors as rows: rotations from both sides make one pair of
/// entries 0 after the other (Jacobi, 1846), row by row, until none counts beside its diagonal.
pub(crate) fn diagonal(mut a: Array2<f64>) -> (Array1<f64>, Array2<f64>) {
    let d = a.nrows();
    let mut vectors = Array2::eye(d);
    sweep(d, |p, q| {
        let (app, apq, aqq) = (a[[p, p]], a[[p, q]], a[[q, q]]);
        // a pair this small moves its eigenvalues by ε of themselves at most (Demmel and Veselić, 1992)
        if apq.abs() <= f64::EPSILON * (app.abs() * aqq.abs()).sqrt() {
            return false;
        }
        let tangent = tangent(app, apq, aqq);
        turn(&mut vectors, p, q, tangent);
        turn(&mut a, p, q, tangent);
        (a[[p, p]], a[[p, q]]) = (app - tangent * apq, 0.0);
        (a[[q, p]], a[[q, q]]) = (0.0, aqq + tangent * apq);
        for k in 0..d {
            (a[[k, p]], a[[k, q]]) = (a[[p, k]], a[[q, k]]);
        }
        true
    });
    (a.into_diag(), vectors)
}

/// Visits all pairs p < q, again and again until a whole sweep turned none.
fn sweep(d: usize, mut turned: impl FnMut(usize, usize) -> bool) {
    for _ in 0..MOST_SWEEPS {
        let mut still = true;
        for p in 0..d {
            for q in p + 1..d {
                still &= !turned(p, q);
            }
        }
        if still {
            return;
        }
    }
}

/// The tangent t of the angle, at most 45°, by which axes p and q turn to make the entry A_pq = A_qp ≠ 0 vanish: with
/// b = (A_qq − A_pp)/(2·A_pq) the smaller root of t² + 2bt − 1. Where both are 45°, the first axis turns towards the second.
fn tangent(app: f64, apq: f64, aqq: f64) -> f64 {
    let b = (aqq - app) / (2.0 * apq);
    let root = (1.0 + b * b).sqrt().min(1.0 + b.abs()); // this bound is as good where the square is beyond all numbers
    if b > 0.0 { 1.0 / (b + root) } else { 1.0 / (b - root) }
}

/// Turns rows p and q: by differences from what they are, which rounds less than sums of products (Rutishauser, 1966).
fn turn(rows: &mut Array2<f64>, p: usize, q: usize, tangent: f64) {
    let cos = 1.0 / (1.0 + tangent * tangent).sqrt();
    let sin = tangent * cos;
    let half = sin / (1.0 + cos); // the tangent of half the angle
    let (p, q) = rows.multi_slice_mut((s![p, ..], s![q, ..]));
    Zip::from(p).and(q).for_each(|x, y| (*x, *y) = (*x - sin * (*y + half * *x), *y + sin * (*x - half * *y)));
}

/// The product MV with orthogonal columns, and V, both as rows, from the rows of Mᵀ: rotations from one side make pair by
/// pair of the columns orthogonal (Hestenes, 1958). Short ones are so too, up to rounding beside their own lengths.
pub(crate) fn orthogonal_columns(mut columns: Array2<f64>) -> (Array2<f64>, Array2<f64>) {
    let d = columns.nrows();
    let mut v = Array2::eye(d);
    let rounding = (d as f64).sqrt() * f64::EPSILON; // of a cosine: the errors of d products add up by chance
    sweep(d, |p, q| {
        let product = |i: usize, j: usize| columns.row(i).dot(&columns.row(j));
        let (pp, pq, qq) = (product(p, p), product(p, q), product(q, q));
        if pp.min(qq) < LOST * LOST || pq.abs() <= rounding * pp.sqrt() * qq.sqrt() {
            return false;
        }
        let tangent = tangent(pp, pq, qq);
        turn(&mut columns, p, q, tangent);
        turn(&mut v, p, q, tangent);
        true
    });
    (columns, v)
}

/// Makes orthogonal rows orthonormal. In place of each that has no direction comes the coordinate direction farthest from
/// the rows so far, less its part along them.
pub(crate) fn complete(rows: &mut Array2<f64>) {
    let lengths = rows.map_axis(Axis(1), |row| row.dot(&row).sqrt());
    let lost = |k: &usize| lengths[*k] < LOST;
    for (k, mut row) in rows.outer_iter_mut().enumerate() {
        if lost(&k) { row.fill(0.0) } else { row /= lengths[k] }
    }
    for k in (0..rows.nrows()).filter(lost) {
        let within = rows.map_axis(Axis(0), |column| column.dot(&column));
        let farthest = (1..within.len()).fold(0, |best, i| if within[i] < within[best] { i } else { best });
        let mut row = Array1::zeros(within.len());
        row[farthest] = 1.0;
        for _ in 0..2 {
            row -= &rows.dot(&row).dot(rows); // twice, as the first time leaves the rounding of a long part
        }
        row /= row.dot(&row).sqrt();
        rows.row_mut(k).assign(&row);
    }
}
