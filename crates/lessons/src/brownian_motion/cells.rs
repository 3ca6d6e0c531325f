//! Lesson 10: Brownian motion. Sampled by hand and with the crate, measured, refined.

use course::prelude::*;

/// Runs the cells.
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
    let mut plot = Plot::new().x_label("$t$").y_label("$W_t$");
    plot = plot.band(&t, &edge.mapv(|x| -x), &edge);
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
    let knots: [usize; 3] = [50, 100, 200];
    let table = Table::new()
        .column("t", knots.map(|i| grid.t(i)))?
        .column("by_hand", knots.map(|i| by_hand.row(i).var(0.0)))?
        .column("paths", knots.map(|i| paths.view(i).var(0.0)))?
        .column("t √(2/N)", knots.map(|i| grid.t(i) * (2.0_f64 / 10_000.0).sqrt()))?
        .digits(4);
    show(&table)?;

    // cell: variation
    let grid = TimeGrid::uniform(0.0, 1.0, 10_000)?;
    let finest = BrownianPath::sample(Seed(3), &grid, 1, 1)?;
    let n: [usize; 4] = [10, 100, 1000, 10_000];
    let mut total: Vec<f64> = Vec::new();
    let mut quadratic: Vec<f64> = Vec::new();
    for n in n {
        let dw = finest.coarsen(10_000 / n)?.increments();
        total.push(dw.mapv(f64::abs).sum());
        quadratic.push(dw.mapv(|dw| dw * dw).sum());
    }
    let table = Table::new()
        .column("n", n)?
        .column("V_n", &total)?
        .column("√(2n/π)", n.map(|n| (2.0 * n as f64 / std::f64::consts::PI).sqrt()))?
        .column("Q_n", &quadratic)?
        .column("√(2/n)", n.map(|n| (2.0 / n as f64).sqrt()))?
        .digits(4);
    show(&table)?;

    // cell: refine
    let coarse =
        BrownianPath::sample(Seed(4), &TimeGrid::uniform(0.0, 1.0, 8)?, 1, 1)?;
    let fine = coarse.refine(64, Seed(5))?;
    assert_eq!(fine.coarsen(64)?, coarse);
    let knots = coarse.grid().knots().to_vec();
    let w = coarse.particle(0);
    let plot = Plot::new().x_label("$t$").y_label("$W_t$");
    let plot = plot.line(fine.grid().knots(), &fine.particle(0));
    show(&plot.truth(&knots, &w).points(&knots, &w))?;
    // end
    Ok(())
}
