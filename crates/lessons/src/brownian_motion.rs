//! Lesson 10: Brownian motion. Sampled by hand and with the crate, measured, refined.

use flowlab::prelude::*;

/// Runs the cells and the solved exercise.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: by_hand
    use flowlab::rand::Rng;
    use flowlab::rand_distr::StandardNormal;

    let n: usize = 1000;
    let h: f64 = 1.0 / n as f64;
    let mut rng = Seed(1).stream(0);
    let mut w = Array1::<f64>::zeros(n + 1);
    for i in 0..n {
        let eps: f64 = rng.sample(StandardNormal);
        w[i + 1] = w[i] + h.sqrt() * eps;
    }
    let t = Array1::<f64>::linspace(0.0, 1.0, n + 1);
    show(&Plot::new().x_label("$t$").y_label("$W_t$").line(&t, &w))?;

    // cell: many_paths
    let grid = TimeGrid::uniform(0.0, 1.0, 200)?;
    let paths = BrownianPath::sample(Seed(2), &grid, 10_000, 1)?;
    let t = Array1::from(grid.knots().to_vec());
    let edge = t.mapv(|t| 2.0 * t.sqrt());
    let mut plot = Plot::new().x_label("$t$").y_label("$W_t$").band(&t, &edge.mapv(|x| -x), &edge);
    for k in 3..30 {
        plot = plot.faint(&t, &paths.particle(k));
    }
    for k in 0..3 {
        plot = plot.line(&t, &paths.particle(k));
    }
    show(&plot)?;

    // cell: same_law
    let mut by_hand = Array2::<f64>::zeros((201, 10_000));
    for i in 0..200 {
        for k in 0..10_000 {
            let eps: f64 = rng.sample(StandardNormal);
            by_hand[[i + 1, k]] = by_hand[[i, k]] + grid.h().sqrt() * eps;
        }
    }
    println!("{:>6} {:>10} {:>10}", "t", "by_hand", "paths");
    for i in [50, 100, 200] {
        println!("{:>6.2} {:>10.4} {:>10.4}", grid.t(i), by_hand.row(i).var(0.0), paths.view(i).var(0.0));
    }
    println!("√(2/N) = {:.4}", (2.0_f64 / 10_000.0).sqrt());

    // cell: variation
    let finest = BrownianPath::sample(Seed(3), &TimeGrid::uniform(0.0, 1.0, 10_000)?, 1, 1)?;
    println!("{:>6} {:>9} {:>9} {:>9}", "n", "V_n", "√(2n/π)", "Q_n");
    for n in [10, 100, 1000, 10_000] {
        let dw = finest.coarsen(10_000 / n)?.increments();
        let total = dw.mapv(f64::abs).sum();
        let quadratic = dw.mapv(|dw| dw * dw).sum();
        let theory = (2.0 * n as f64 / std::f64::consts::PI).sqrt();
        println!("{n:>6} {total:>9.3} {theory:>9.3} {quadratic:>9.4}");
    }
    println!("√(2/n) = {:.4}", (2.0_f64 / 10_000.0).sqrt());

    // cell: refine
    let coarse = BrownianPath::sample(Seed(4), &TimeGrid::uniform(0.0, 1.0, 8)?, 1, 1)?;
    let fine = coarse.refine(64, Seed(5))?;
    assert_eq!(fine.coarsen(64)?, coarse);
    let knots = coarse.grid().knots().to_vec();
    let w = coarse.particle(0);
    let plot = Plot::new().x_label("$t$").y_label("$W_t$").line(fine.grid().knots(), &fine.particle(0));
    show(&plot.truth(&knots, &w).points(&knots, &w))?;

    // exercise: quadratic_variation
    fn quadratic_variation(w: &Array1<f64>) -> f64 {
        // hole
        (1..w.len()).map(|i| (w[i] - w[i - 1]).powi(2)).sum()
        // end hole
    }
    // check
    println!("{}", check::quadratic_variation(quadratic_variation));
    // end
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_lesson_runs() {
        super::run().unwrap();
    }
}
