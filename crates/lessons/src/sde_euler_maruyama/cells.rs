//! Lesson 11: stochastic differential equations. What one step leaves over, algorithm 2 by hand and with the crate, and
//! the strong and the weak order, measured.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: remainder
    fn remainder(sigma: fn(f64) -> f64, h: f64) -> flowlab::Result<f64> {
        let grid = TimeGrid::uniform(0.0, h, 64)?;
        let path = BrownianPath::sample(Seed(3), &grid, 10_000, 1)?;
        let mut r = Array2::<f64>::zeros((10_000, 1));
        for i in 0..64 {
            let s = (i as f64 + 0.5) / 64.0 * h;
            let dw = path.state(i + 1) - path.state(i);
            r += &((sigma(s) - sigma(0.0)) / h * dw);
        }
        Ok(r.std(0.0))
    }
    let sizes: [f64; 3] = [0.1, 0.01, 0.001];
    println!("{:>6} {:>9} {:>9} {:>9}", "h", "1 + t", "√t", "√(h/3)");
    for h in sizes {
        let linear = remainder(|t| 1.0 + t, h)?;
        let root = remainder(f64::sqrt, h)?;
        println!("{h:>6} {linear:>9.4} {root:>9.4} {:>9.4}", (h / 3.0).sqrt());
    }

    // cell: milstein_remainder
    let growth = GeometricBrownian::new(1, 0.0, 1.0)?;
    let ones = Array2::<f64>::ones((20_000, 1));
    println!("{:>6} {:>9} {:>9}", "h", "R", "R - M");
    for h in sizes {
        let grid = TimeGrid::uniform(0.0, h, 1)?;
        let brownian = BrownianPath::sample(Seed(4), &grid, 20_000, 1)?;
        let w = brownian.last();
        let r = (growth.exact(&brownian, &ones)?.last() - 1.0 - &w) / h;
        let m = (&w * &w - h) / (2.0 * h);
        println!("{h:>6} {:>9.4} {:>9.4}", r.std(0.0), (&r - &m).std(0.0));
    }

    // cell: by_hand
    use flowlab::rand::Rng;
    use flowlab::rand_distr::StandardNormal;

    let n: usize = 200;
    let h: f64 = 1.0 / n as f64;
    let mut rng = Seed(1).stream(0);
    let mut x = Array1::<f64>::from_elem(n + 1, 2.0);
    for i in 0..n {
        let eps: f64 = rng.sample(StandardNormal);
        x[i + 1] = x[i] + h * (-10.0 * x[i]) + 1.0 * h.sqrt() * eps;
    }
    let t = Array1::<f64>::linspace(0.0, 1.0, n + 1);
    let mean = t.mapv(|t| 2.0 * (-10.0 * t).exp());
    show(&Plot::new().x_label("$t$").y_label("$X_t$").truth(&t, &mean).line(&t, &x))?;

    // cell: same_path
    let grid = TimeGrid::uniform(0.0, 1.0, 200)?;
    let brownian = BrownianPath::sample(Seed(2), &grid, 20, 1)?;
    let starts = Array1::<f64>::linspace(-10.0, 10.0, 20).insert_axis(Axis(1));
    let field = Field::new(1, |_t, x, mut out| out.assign(&(-10.0 * &x)));
    let sde = AdditiveSde::new(field, |_t| 1.0);
    let paths = simulate_sde(&sde, &EulerMaruyama, &brownian, &starts)?;
    let mut by_hand = starts.clone();
    for i in 0..200 {
        let dw = brownian.state(i + 1) - brownian.state(i);
        by_hand = &by_hand + grid.h() * (-10.0 * &by_hand) + 1.0 * dw;
    }
    let ends = paths.last();
    assert!((&by_hand - &ends).iter().all(|gap| gap.abs() < 1e-14));
    println!("{:>8} {:>9} {:>9}", "X_0", "by_hand", "ends");
    for k in [0, 10, 19] {
        println!(
            "{:>8.4} {:>9.5} {:>9.5}",
            starts[[k, 0]],
            by_hand[[k, 0]],
            ends[[k, 0]]
        );
    }

    // cell: strong
    fn rms(
        sde: &dyn Sde,
        solver: &dyn SdeSolver,
        path: &BrownianPath,
        exact: &Array2<f64>,
    ) -> flowlab::Result<f64> {
        let start = Array2::<f64>::ones(exact.dim());
        let gap = simulate_sde(sde, solver, path, &start)?.last() - exact;
        Ok((gap.mapv(|gap| gap * gap).sum() / gap.len() as f64).sqrt())
    }
    let steps: [usize; 6] = [16, 32, 64, 128, 256, 512];
    let grid = TimeGrid::uniform(0.0, 1.0, 512)?;
    let finest = BrownianPath::sample(Seed(5), &grid, 2000, 1)?;
    let ones = Array2::<f64>::ones((2000, 1));
    let decay = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?;
    let growth = GeometricBrownian::new(1, 0.5, 0.5)?;
    let exact_decay = decay.exact(&finest, &ones, Seed(6))?.last();
    let exact_growth = growth.exact(&finest, &ones)?.last();
    let mut errors = Array2::<f64>::zeros((3, 6));
    for k in 0..6 {
        let path = finest.coarsen(512 / steps[k])?;
        errors[[0, k]] = rms(&decay, &EulerMaruyama, &path, &exact_decay)?;
        errors[[1, k]] = rms(&growth, &EulerMaruyama, &path, &exact_growth)?;
        errors[[2, k]] = rms(&growth, &Milstein, &path, &exact_growth)?;
    }
    let table =
        Table::new().digits(4).column("n", steps)?.column("dW", errors.row(0))?;
    show(&table.column("X dW", errors.row(1))?.column("Milstein", errors.row(2))?)?;

    // cell: slopes
    let h = steps.map(|n| 1.0 / n as f64);
    let log_h = h.map(f64::log2);
    let mut plot = Plot::new().x_label("log$_2$ $h$").y_label("log$_2$ $e$");
    for (name, errors) in ["dW", "X dW", "Milstein"].iter().zip(errors.rows()) {
        println!("{name:>9} {:>6.2}", convergence::order(&h, &errors.to_vec())?);
        plot = plot.line(&log_h, &errors.mapv(f64::log2));
    }
    show(&plot)?;

    // cell: weak
    let process = GeometricBrownian::new(1, 0.5, 1.0)?;
    let start = Array2::<f64>::ones((4000, 1));
    let numbers: [usize; 5] = [4, 8, 16, 32, 64];
    let exact =
        numbers.map(|n| 0.5_f64.exp() - (1.0 + 0.5 / n as f64).powf(n as f64));
    let mut sampled = Vec::new();
    for n in numbers {
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        let x =
            simulate_sde_final(&process, &EulerMaruyama, &grid, &start, Seed(12))?;
        sampled.push(0.5_f64.exp() - x.sum() / 4000.0);
    }
    let table = Table::new()
        .digits(3)
        .column("n", numbers)?
        .column(Text::new("exact", "精确"), exact)?;
    show(&table.column(Text::new("sampled", "采样"), sampled)?)?;
    println!(
        "√(Var/N) = {:.4}",
        (process.variance(1.0, &start)[[0, 0]] / 4000.0).sqrt()
    );

    // cell: other_paths
    let mut apart = Vec::new();
    for n in steps {
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        let other = BrownianPath::sample(Seed(7), &grid, 2000, 1)?;
        apart.push(rms(&growth, &EulerMaruyama, &other, &exact_growth)?);
    }
    let table = Table::new()
        .digits(4)
        .column("n", steps)?
        .column(Text::new("same W", "同一个 W"), errors.row(1))?;
    show(&table.column(Text::new("another W", "另一个 W"), apart)?)?;
    // end
    Ok(())
}
