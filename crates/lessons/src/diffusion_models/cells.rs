//! Lesson 15: diffusion models. Noise in a sampler that leaves the law alone, algorithm 2 by hand, with the exact field
//! and with a learned one, and what the noise forgets and corrects.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: shaken
    use flowlab::rand::Rng;
    use flowlab::rand_distr::StandardNormal;

    let mut rng = Seed(1).stream(0);
    let h: f64 = 1.0 / 200.0;
    let mut seen = Vec::new();
    for k in [1.0, 0.0, -1.0] {
        let mut x = Gaussian::standard(1)?.sample(Seed(2), 20_000)?;
        for _ in 0..200 {
            let eps = x.mapv(|_| rng.sample::<f64, _>(StandardNormal));
            x = &x - 0.5 * k * h * &x + h.sqrt() * &eps;
        }
        seen.push(x.var(0.0));
    }
    let theory = [1.0, 2.0, 2.0 * 1.0_f64.exp() - 1.0];
    let table = Table::new().digits(3).column("k", [1.0, 0.0, -1.0])?;
    let table = table.column("Var X_1", seen)?;
    show(&table.column(Text::new("theory", "理论"), theory)?)?;

    // cell: algorithm
    fn algorithm_2(
        field: &impl VectorField,
        (g, k): (f64, f64),  // k = 1, else a mistake
        start: &Array2<f64>, // (m, d)
        dw: &Array3<f64>,    // (n, m, d)
    ) -> Array2<f64> {
        let n = dw.len_of(Axis(0));
        let h = 1.0 / n as f64;
        let mut x = start.clone();
        for i in 0..n {
            let t = i as f64 / n as f64;
            let u = field.at(t, &x);
            let drift = &u + k * g * (t * &u - &x);
            let sigma = (2.0 * g * (1.0 - t)).sqrt();
            x = x + h * &drift + sigma * &dw.index_axis(Axis(0), i);
        }
        x
    }
    let means = array![[-2.0], [2.0]];
    let data = GaussianMixture::isotropic(array![0.5, 0.5], means, 0.5)?;
    let path = GaussianPath::new(Schedule::Linear);
    let exact = MarginalField::new(path, data.clone());
    let start = array![[1.0], [0.5], [-0.5], [-1.0]];
    let grid = TimeGrid::uniform(0.0, 1.0, 100)?;
    let w = BrownianPath::sample(Seed(5), &grid, 4, 1)?;
    let ends = algorithm_2(&exact, (1.0, 1.0), &start, &w.increments());
    println!("{ends:.4}");

    // cell: same
    let sde = Extended::dial(path, exact.clone(), 1.0)?;
    let ways = simulate_sde(&sde, &EulerMaruyama, &w, &start)?;
    let gap = (&ends - &ways.last()).mapv(f64::abs);
    assert!(gap.iter().all(|gap| *gap < 1e-12));
    let calm = algorithm_2(&exact, (0.0, 1.0), &start, &w.increments());
    let flow = simulate_ode(&exact, &Euler, &grid, &start)?;
    assert_eq!(calm, flow.last());
    let mut plot = Plot::new().x_label("$t$").y_label("$X_t$");
    for k in 0..4 {
        plot = plot.line(grid.knots(), &ways.particle(k));
        plot = plot.truth(grid.knots(), &flow.particle(k));
    }
    show(&plot)?;

    // cell: dial
    use flowlab::statrs::distribution::{ContinuousCDF, Normal};

    fn distance(ends: &Array2<f64>) -> flowlab::Result<f64> {
        let cdf = |x: f64| Normal::standard().cdf(x);
        let sum = |x: f64| cdf(2.0 * x + 4.0) + cdf(2.0 * x - 4.0);
        metrics::ks(&ends.column(0), |x| 0.5 * sum(x))
    }
    let settings: [f64; 4] = [0.0, 0.5, 1.0, 2.0];
    let noise = Gaussian::standard(1)?.sample(Seed(5), 10_000)?;
    let w = BrownianPath::sample(Seed(6), &grid, 10_000, 1)?;
    let dw = w.increments();
    let mut table = Table::new().digits(2).column("g", settings)?;
    for k in [1.0, 0.0, -1.0] {
        let mut column = Vec::new();
        for g in settings {
            let ends = algorithm_2(&exact, (g, k), &noise, &dw);
            column.push(distance(&ends)?);
        }
        table = table.column(format!("k = {k}").as_str(), column)?;
    }
    show(&table)?;

    // cell: forget
    use std::f64::consts::PI;

    fn correlation(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
        let a = a - a.mean().unwrap();
        let b = b - b.mean().unwrap();
        (&a * &b).mean().unwrap() / (a.std(0.0) * b.std(0.0))
    }
    let settings: [f64; 5] = [0.0, 0.5, 1.0, 2.0, 4.0];
    let normal = MarginalField::new(path, Gaussian::standard(1)?);
    let mut one = Vec::new();
    let mut two = Vec::new();
    for g in settings {
        let ends = algorithm_2(&normal, (g, 1.0), &noise, &dw);
        one.push(correlation(&noise, &ends));
        let ends = algorithm_2(&exact, (g, 1.0), &noise, &dw);
        two.push(correlation(&noise, &ends));
    }
    let theory = settings.map(|g| (-PI * g / 4.0).exp());
    let table = Table::new().digits(2).column("g", settings)?;
    let table = table.column("N(0, 1)", one)?;
    let table = table.column("e^(-πg/4)", theory)?;
    show(&table.column(Text::new("two hills", "双峰"), two)?)?;

    // cell: wrong_start
    let wrong = 0.5 + 0.5 * &noise;
    let bell = Normal::standard();
    let at_start = metrics::ks(&wrong.column(0), |x| bell.cdf(x))?;
    println!("t = 0: {at_start:.2}");
    let grid = TimeGrid::uniform(0.0, 1.0, 200)?;
    let em = EulerMaruyama;
    for g in [0.0, 1.0, 2.0, 4.0, 8.0] {
        let sde = Extended::dial(path, exact.clone(), g)?;
        let x = simulate_sde_final(&sde, &em, &grid, &wrong, Seed(9))?;
        println!("g = {g}: {:.2}", distance(&x)?);
    }

    // cell: train
    use std::ops::ControlFlow;

    let settings = Settings {
        hidden: vec![64, 64], // two layers
        steps: 3000,
        seed: Seed(1),
        ..Settings::default()
    };
    type Training = FlowMatching<f64>;
    let mut training = Training::in_precision(data.clone(), settings)?;
    training.fit(|progress| {
        if progress.step % 1000 == 0 {
            println!("{}: {:.1}", progress.step, progress.loss);
        }
        ControlFlow::Continue(())
    })?;
    let learned = training.field();
    println!("{:.2}", training.test_loss(Seed(10), 50_000)?.mean);

    // cell: sample
    let ends = algorithm_2(&learned, (1.0, 1.0), &noise, &dw);
    println!("{:.2}", distance(&ends)?);
    let place = Array1::<f64>::linspace(-4.0, 4.0, 241);
    let column = place.clone().insert_axis(Axis(1));
    let density = data.log_density(&column).exp();
    let plot = Plot::new().x_label("$x$").y_label("$p_1(x)$");
    show(&plot.histogram(&ends, 60).truth(&place, &density))?;

    // cell: end
    fn rms(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
        (a - b).mapv(|gap| gap * gap).mean().unwrap().sqrt()
    }
    let times: [f64; 4] = [0.5, 0.9, 0.99, 0.999];
    let mut errors = Array2::<f64>::zeros((4, 3));
    for (row, t) in times.into_iter().enumerate() {
        let x = exact.law(t)?.sample(Seed(11), 5000)?;
        let u = exact.at(t, &x);
        let v = learned.at(t, &x);
        let score = (t * &v - &x) / (1.0 - t);
        let drift = (1.0 + t) * &v - &x;
        errors[[row, 0]] = rms(&v, &u);
        errors[[row, 1]] = rms(&score, &exact.score(t, &x)?);
        errors[[row, 2]] = rms(&drift, &((1.0 + t) * &u - &x));
    }
    println!("{:>6} {:>6} {:>6} {:>6}", "t", "u", "score", "g = 1");
    for (t, row) in times.iter().zip(errors.rows()) {
        println!("{t:>6} {:>6.1} {:>6.1} {:>6.1}", row[0], row[1], row[2]);
    }

    // cell: steps
    let settings: [f64; 5] = [0.0, 0.5, 1.0, 2.0, 4.0];
    let mut table = Table::new().digits(2).column("g", settings)?;
    for n in [5, 10, 100] {
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        let mut column = Vec::new();
        for g in settings {
            let sde = Extended::dial(path, learned.clone(), g)?;
            let x = simulate_sde_final(&sde, &em, &grid, &noise, Seed(12))?;
            column.push(distance(&x)?);
        }
        table = table.column(format!("n = {n}").as_str(), column)?;
    }
    show(&table)?;
    // end
    Ok(())
}
