//! Lesson 01, objects as vectors: the exercises, solved.

use flowlab::prelude::*;

pub fn place_in_vector(width: usize, i: usize, j: usize, c: usize) -> usize {
    3 * (width * i + j) + c
}

pub fn grey_picture(z: &Array1<f64>, width: usize) -> Array2<f64> {
    Array2::from_shape_fn((z.len() / width, width), |(i, j)| z[width * i + j])
}

pub fn straight_line(a: &Array1<f64>, b: &Array1<f64>, t: f64) -> Array1<f64> {
    (1.0 - t) * a + t * b
}

pub fn sorted_distances(atoms: &Array2<f64>) -> Array1<f64> {
    let mut distances = Vec::new();
    for i in 0..atoms.nrows() {
        for j in 0..i {
            let gap = &atoms.row(i) - &atoms.row(j);
            distances.push(gap.dot(&gap).sqrt());
        }
    }
    distances.sort_by(f64::total_cmp);
    Array1::from(distances)
}

pub fn best_guess(z: &Array2<f64>) -> Array1<f64> {
    z.sum_axis(Axis(0)) / z.nrows() as f64
}
