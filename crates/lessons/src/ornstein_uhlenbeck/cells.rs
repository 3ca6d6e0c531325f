//! Lesson 12: the Ornstein-Uhlenbeck process. Its exact sampler, the law in which it settles and the one in which the
//! Euler-Maruyama method does, and the Langevin equation for other densities.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: by_hand
    use flowlab::rand::Rng;
    use flowlab::rand_distr::StandardNormal;

    let n: usize = 120;
    let h: f64 = 6.0 / n as f64;
    let factor: f64 = (-h).exp();
    let sd: f64 = ((1.0 - (-2.0 * h).exp()) / 2.0).sqrt();
    let mut rng = Seed(1).stream(0);
    let mut x = Array1::<f64>::from_elem(n + 1, 5.0);
    for i in 0..n {
        let eps: f64 = rng.sample(StandardNormal);
        x[i + 1] = factor * x[i] + sd * eps;
    }
    let t = Array1::<f64>::linspace(0.0, 6.0, n + 1);
    let mean = t.mapv(|t| 5.0 * (-t).exp());
    let edge = t.mapv(|t| 2.0 * ((1.0 - (-2.0 * t).exp()) / 2.0).sqrt());
    let plot = Plot::new().x_label("$t$").y_label("$X_t$");
    let plot = plot.band(&t, &(&mean - &edge), &(&mean + &edge));
    show(&plot.truth(&t, &mean).line(&t, &x))?;

    // cell: any_step
    use flowlab::statrs::distribution::{ContinuousCDF, Normal};

    let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?;
    let law = process.law(1.0, &array![5.0])?;
    let spread = law.covariance()[[0, 0]].sqrt();
    let normal = Normal::new(law.mean()[0], spread).unwrap();
    let starts = Array2::<f64>::from_elem((10_000, 1), 5.0);
    let numbers: [usize; 5] = [1, 2, 8, 32, 128];
    let mut exact = Vec::new();
    let mut euler = Vec::new();
    for n in numbers {
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        let x = process.sample_exact(&grid, &starts, Seed(2))?.last();
        exact.push(metrics::ks(&x.column(0), |x| normal.cdf(x))?);
        let x =
            simulate_sde_final(&process, &EulerMaruyama, &grid, &starts, Seed(3))?;
        euler.push(metrics::ks(&x.column(0), |x| normal.cdf(x))?);
    }
    let table = Table::new().digits(2).column("n", numbers)?;
    let table = table.column(Text::new("exact", "精确"), exact)?;
    show(&table.column("Euler–Maruyama", euler)?)?;
    println!("{:.4}", metrics::ks_threshold(10_000, 0.05)?);

    // cell: same_law
    let mut by_hand = starts.clone();
    for _ in 0..20 {
        let eps = by_hand.mapv(|_| rng.sample::<f64, _>(StandardNormal));
        by_hand = factor * &by_hand + sd * &eps;
    }
    let grid = TimeGrid::uniform(0.0, 1.0, 20)?;
    let drawn = process.sample_exact(&grid, &starts, Seed(4))?.last();
    println!("{:>9} {:>9} {:>9}", "", "E X_1", "Var X_1");
    for (name, x) in [("by_hand", &by_hand), ("flowlab", &drawn)] {
        println!("{name:>9} {:>9.4} {:>9.4}", x.mean().unwrap(), x.var(0.0));
    }
    println!("{:>9} {:>9.4} {:>9.4}", "N(m, v)", law.mean()[0], spread * spread);

    // cell: forget
    let limit = Normal::new(0.0, 0.5_f64.sqrt()).unwrap();
    let ideal = metrics::quantiles(2000, |x| limit.cdf(x))?;
    let few = Array2::<f64>::from_elem((2000, 1), 5.0);
    let grid = TimeGrid::uniform(0.0, 8.0, 40)?;
    let path = process.sample_exact(&grid, &few, Seed(5))?;
    let times = Array1::from(grid.knots().to_vec());
    let mut distance = Array1::<f64>::zeros(41);
    for i in 0..41 {
        distance[i] = metrics::wasserstein_1d(2, &path.view(i).column(0), &ideal)?;
    }
    let means = times.mapv(|t| 5.0 * (-t).exp());
    let sds =
        times.mapv(|t| (0.5 * (1.0 - (-2.0 * t).exp())).sqrt() - 0.5_f64.sqrt());
    let theory = (&means * &means + &sds * &sds).mapv(f64::sqrt);
    let plot = Plot::new().x_label("$t$").y_label("ln $d$");
    let plot = plot.truth(&times, &theory.mapv(f64::ln));
    show(&plot.points(&times, &distance.mapv(f64::ln)))?;

    // cell: settles
    let sizes: [f64; 6] = [0.05, 0.1, 0.5, 1.0, 1.5, 1.9];
    let zeros = Array2::<f64>::zeros((20_000, 1));
    let mut seen = Vec::new();
    for h in sizes {
        let n = (20.0 / h.min(2.0 - h)) as usize;
        let grid = TimeGrid::uniform(0.0, n as f64 * h, n)?;
        let x = simulate_sde_final(&process, &EulerMaruyama, &grid, &zeros, Seed(6))?;
        seen.push(x.var(0.0));
    }
    let table = Table::new().digits(4).column("λh", sizes)?;
    let table = table.column(Text::new("measured", "实测"), seen)?;
    show(&table.column("1/(2 - h)", sizes.map(|h| 1.0 / (2.0 - h)))?)?;

    // cell: score
    let hills =
        GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 0.5)?;
    let places = array![[-2.0], [-1.0], [-0.2], [0.0], [0.7], [3.0]];
    let right = hills.log_density(&(&places + 1e-5));
    let left = hills.log_density(&(&places - 1e-5));
    let table = Table::new().digits(5).column("x", &places)?;
    let table = table.column("p(x)", hills.log_density(&places).exp())?;
    let table = table
        .column(Text::new("slope of log p", "log p 的斜率"), (right - left) / 2e-5)?;
    show(&table.column(Text::new("score", "得分"), hills.score(&places))?)?;

    // cell: langevin
    let langevin = Langevin::new(1, hills.clone(), 1.0)?;
    let start = Array2::<f64>::from_elem((20_000, 1), 1.0);
    let grid = TimeGrid::uniform(0.0, 20.0, 1000)?;
    let x = simulate_sde_final(&langevin, &EulerMaruyama, &grid, &start, Seed(7))?;
    let place = Array1::<f64>::linspace(-3.0, 3.0, 241);
    let density = hills.log_density(&place.clone().insert_axis(Axis(1))).exp();
    let plot = Plot::new().x_label("$x$").y_label("$p(x)$").histogram(&x, 50);
    show(&plot.truth(&place, &density))?;

    // cell: valley
    let far =
        GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    let grid = TimeGrid::uniform(0.0, 1.0, 50)?;
    let slow = Langevin::new(1, far, 1.0)?;
    let mut x = Array2::<f64>::from_elem((2000, 1), 1.0);
    let mut y = Array2::<f64>::from_elem((2000, 1), 2.0);
    println!("{:>6} {:>9} {:>9}", "t", "±1", "±2");
    for k in 1..=16 {
        x = simulate_sde_final(&langevin, &EulerMaruyama, &grid, &x, Seed(100 + k))?;
        y = simulate_sde_final(&slow, &EulerMaruyama, &grid, &y, Seed(200 + k))?;
        let left =
            [&x, &y].map(|x| x.iter().filter(|x| **x < 0.0).count() as f64 / 2000.0);
        if k.is_power_of_two() {
            println!("{k:>6} {:>9.4} {:>9.4}", left[0], left[1]);
        }
    }
    // end
    Ok(())
}
