//! Lesson 09: flow models. An exact field from noise to data, followed by Euler's method, and how far from the data its
//! samples are.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: gaussian
    let field = Field::new(1, |t, x, mut out| {
        let v = (1.0 - t) * (1.0 - t) + 4.0 * t * t;
        let c = (4.0 * t - (1.0 - t)) / v;
        out.assign(&x.mapv(|x| 1.0 + c * (x - t)));
    });
    let x0 = array![[-2.0], [-1.0], [0.0], [1.0], [2.0]];
    let grid = TimeGrid::uniform(0.0, 1.0, 100)?;
    let paths = simulate_ode(&field, &Rk4, &grid, &x0)?;
    let t = Array1::from(grid.knots().to_vec());
    let mut plot = Plot::new().x_label("$t$").y_label("$X_t$");
    for k in 0..5 {
        let formula =
            t.mapv(|t| t + ((1.0 - t) * (1.0 - t) + 4.0 * t * t).sqrt() * x0[[k, 0]]);
        let gap = &paths.particle(k).column(0) - &formula;
        assert!(gap.iter().all(|gap| gap.abs() < 1e-6));
        plot = plot
            .truth(&[0.0, 1.0], &[x0[[k, 0]], 1.0 + 2.0 * x0[[k, 0]]])
            .line(&t, &formula);
    }
    show(&plot)?;

    // cell: mixture
    let by_hand = Field::new(1, |t, x, mut out| {
        let v = (1.0 - t) * (1.0 - t) + 0.25 * t * t;
        let c = (0.25 * t - (1.0 - t)) / v;
        out.assign(
            &x.mapv(|x| c * x + 2.0 * (1.0 - c * t) * (2.0 * t * x / v).tanh()),
        );
    });
    let data =
        GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    let path = GaussianPath::new(Schedule::Linear);
    let mixture = MarginalField::new(path, data.clone());
    let places = Array1::<f64>::linspace(-4.0, 4.0, 81).insert_axis(Axis(1));
    for t in [0.0, 0.3, 0.7, 1.0] {
        let gap = by_hand.at(t, &places) - mixture.at(t, &places);
        assert!(gap.iter().all(|gap| gap.abs() < 1e-12));
    }
    println!(
        "u at x = -1, 0, 1, 2: {:.4}",
        mixture.at(0.5, &array![[-1.0], [0.0], [1.0], [2.0]]).column(0)
    );

    // cell: breathing
    let breathing = MarginalField::new(path, Gaussian::standard(1)?);
    let paths = simulate_ode(&breathing, &Rk4, &grid, &x0)?;
    let mut plot = Plot::new().x_label("$t$").y_label("$X_t$");
    for k in 0..5 {
        plot = plot.line(&t, &paths.particle(k));
    }
    show(&plot)?;
    for i in [0, 50, 100] {
        println!("t = {:.1}: {:.4}", t[i], paths.view(i).column(0));
    }

    // cell: pairs
    let noise = Gaussian::standard(1)?.sample(Seed(1), 40)?;
    let z = data.sample(Seed(2), 40)?;
    let paths = simulate_ode(&mixture, &Rk4, &grid, &noise)?;
    let mut plot = Plot::new().x_label("$t$").y_label("$X_t$");
    for k in 0..40 {
        plot = plot.faint(&[0.0, 1.0], &[noise[[k, 0]], z[[k, 0]]]);
    }
    for k in 0..4 {
        plot = plot.line(&t, &paths.particle(k));
    }
    show(&plot)?;

    // cell: quantiles
    use flowlab::statrs::distribution::{ContinuousCDF, Normal};

    let normal = Normal::standard();
    let starts = metrics::quantiles(10_000, |x| normal.cdf(x))?.insert_axis(Axis(1));
    let target = metrics::quantiles(10_000, |x| {
        0.5 * (normal.cdf((x + 2.0) / 0.5) + normal.cdf((x - 2.0) / 0.5))
    })?;
    let fine = TimeGrid::uniform(0.0, 1.0, 400)?;
    let ends = simulate_ode_final(&mixture, &Rk4, &fine, &starts)?;
    for i in [1000, 2500, 4900, 5000, 7500] {
        let (from, to) = (starts[[i, 0]], ends[[i, 0]]);
        println!("{from:>8.4} -> {to:>8.4}   {:>8.4}", target[i]);
    }

    // cell: algorithm
    let n: usize = 100;
    let start = Gaussian::standard(1)?.sample(Seed(3), 20_000)?;
    let mut x = start.clone();
    for i in 0..n {
        let u = mixture.at(i as f64 / n as f64, &x);
        x = x + 1.0 / n as f64 * u;
    }
    let steps = TimeGrid::uniform(0.0, 1.0, n)?;
    assert_eq!(x, simulate_ode_final(&mixture, &Euler, &steps, &start)?);
    let places = Array1::<f64>::linspace(-4.0, 4.0, 401).insert_axis(Axis(1));
    let plot = Plot::new().x_label("$x$").y_label("$p_1(x)$").histogram(&x, 80);
    show(&plot.truth(&places, &data.log_density(&places).mapv(f64::exp)))?;

    // cell: ladder
    let n_steps: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];
    let mut distance = Array2::<f64>::zeros((7, 4));
    for (row, n) in n_steps.into_iter().enumerate() {
        let steps = TimeGrid::uniform(0.0, 1.0, n)?;
        let ends = simulate_ode_final(&mixture, &Euler, &steps, &starts)?;
        distance[[row, 0]] = metrics::wasserstein_1d(2, &ends.column(0), &target)?;
        for seed in 1..=3 {
            let noise = Gaussian::standard(1)?.sample(Seed(seed), 20_000)?;
            let ends = simulate_ode_final(&mixture, &Euler, &steps, &noise)?;
            let samples = data.sample(Seed(10 + seed), 20_000)?;
            distance[[row, seed as usize]] =
                metrics::wasserstein_1d(2, &ends.column(0), &samples.column(0))?;
        }
    }
    let mut table = Table::new().column("n", n_steps)?.digits(4);
    for (k, name) in ["W2", "1", "2", "3"].into_iter().enumerate() {
        table = table.column(name, distance.column(k))?;
    }
    show(&table)?;

    // cell: plane
    let ring = MarginalField::new(path, EightGaussians);
    let start = Gaussian::standard(2)?.sample(Seed(5), 2000)?;
    let paths = simulate_ode(&ring, &Euler, &grid, &start)?;
    let mut plot = Plot::new().equal().x_label("$x_1$").y_label("$x_2$");
    for k in 0..150 {
        let path = paths.particle(k);
        plot = plot.faint(path.column(0), path.column(1));
    }
    let end = paths.last();
    show(&plot.points(end.column(0), end.column(1)))?;
    // end
    Ok(())
}
