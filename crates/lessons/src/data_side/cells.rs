//! Lesson 16: diffusion from the data's side. The noising equation and its law, one flow for all schedules, the equation
//! turned around, the steps of DDPM and DDIM by hand, and one error in four names.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: one_point
    let pull = Field::new(1, |_, y, mut out| out.assign(&(-0.5 * &y)));
    let destroy = AdditiveSde::new(pull, |_| 1.0);
    let grid = TimeGrid::uniform(0.0, 1.0, 200)?;
    let w = BrownianPath::sample(Seed(1), &grid, 20_000, 1)?;
    let point = Array2::<f64>::from_elem((20_000, 1), 2.0);
    let ways = simulate_sde(&destroy, &EulerMaruyama, &w, &point)?;
    let r = Array1::from(grid.knots().to_vec());
    let scale = r.mapv(|r| (-0.5 * r).exp());
    let noise = r.mapv(|r| (1.0 - (-r).exp()).sqrt());
    let mean = 2.0 * &scale;
    let mut plot = Plot::new().x_label("$r$").y_label("$Y_r$");
    plot = plot.band(&r, &(&mean - 2.0 * &noise), &(&mean + 2.0 * &noise));
    for k in 0..4 {
        plot = plot.line(&r, &ways.particle(k));
    }
    show(&plot.truth(&r, &mean))?;
    let end = ways.last();
    let gamma = 1.0 / (scale[200] + noise[200]);
    let t = gamma * scale[200];
    println!("Y_1: E = {:.3}, Var = {:.3}", end.mean().unwrap(), end.var(0.0));
    println!("γ = {gamma:.4}, t = {t:.4}");
    let end = gamma * &end;
    println!("γ Y_1: E = {:.3}, Var = {:.3}", end.mean().unwrap(), end.var(0.0));
    println!("X_t: E = {:.3}, Var = {:.3}", 2.0 * t, (1.0 - t).powi(2));

    // cell: translate
    let means = array![[-2.0], [2.0]];
    let data = GaussianMixture::isotropic(array![0.5, 0.5], means, 0.5)?;
    let path = GaussianPath::new(Schedule::Linear);
    let exact = MarginalField::new(path, data.clone());
    let noising = Noising::vp(1, 0.1, 20.0, 1.0)?;
    let z = data.sample(Seed(2), 20_000)?;
    let x0 = Gaussian::standard(1)?.sample(Seed(3), 20_000)?;
    let times: [f64; 5] = [0.9, 0.75, 0.5, 0.25, 0.1];
    let mut clock = Vec::new();
    let mut histograms = Plot::new().x_label("$x$").y_label("$p_t(x)$");
    let mut distance = Vec::new();
    for t in times {
        let r = noising.time(t)?;
        let grid = TimeGrid::uniform(0.0, r, 200)?;
        let y = simulate_sde_final(&noising, &EulerMaruyama, &grid, &z, Seed(4))?;
        let x = noising.factor(r) * &y;
        let law = exact.law(t)?;
        clock.push(r);
        distance.push(metrics::ks(&x.column(0), |x| law.cdf(x))?);
        if t == 0.75 {
            let pairs = path.sample(t, &x0, &data.sample(Seed(5), 20_000)?);
            histograms = histograms.histogram(&x, 60).histogram(&pairs, 60);
        }
    }
    let table = Table::new().digits(3).column("t", times)?.column("r", clock)?;
    show(&table.column(Text::new("distance", "距离"), distance)?)?;

    // cell: two_histograms
    show(&histograms)?;

    // cell: flow_map
    let means = array![[2.0, 0.0], [-1.0, 1.7], [-1.0, -1.7]];
    let hills = GaussianMixture::isotropic(array![0.5, 0.3, 0.2], means, 0.5)?;
    let starts = Gaussian::standard(2)?.sample(Seed(6), 5)?;
    let fine = TimeGrid::uniform(0.0, 1.0, 2000)?;
    let mut ends = Vec::new();
    let t = Array1::from(fine.knots().to_vec());
    let mut plot = Plot::new().x_label("$t$").y_label("$x_1$");
    for schedule in Schedule::ALL {
        let field = MarginalField::new(GaussianPath::new(schedule), hills.clone());
        let ways = simulate_ode(&field, &Rk4, &fine, &starts)?;
        plot = plot.line(&t, ways.particle(0).column(0));
        ends.push(ways.last());
    }
    for end in &ends {
        assert!((end - &ends[0]).iter().all(|gap| gap.abs() < 1e-10));
    }
    show(&plot)?;

    // cell: turn_back
    fn correlation(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
        let a = a - a.mean().unwrap();
        let b = b - b.mean().unwrap();
        (&a * &b).mean().unwrap() / (a.std(0.0) * b.std(0.0))
    }
    let steady = Noising::vp(1, 2.0, 2.0, 1.0)?;
    let strengths: [f64; 3] = [0.0, 1.0, 2.0];
    let mut variance = Vec::new();
    let mut seen = Vec::new();
    for k in strengths {
        let back = Reversed::new(steady, Gaussian::standard(1)?, k)?;
        let mut drift = array![[0.0]];
        back.drift(0.3, array![[1.5]].view(), drift.view_mut());
        assert!((drift[[0, 0]] + k * 1.5).abs() < 1e-12);
        let x = simulate_sde_final(&back, &EulerMaruyama, &grid, &x0, Seed(7))?;
        variance.push(x.var(0.0));
        seen.push(correlation(&x0, &x));
    }
    let theory = strengths.map(|k| (-k).exp());
    let table = Table::new().digits(2).column("k", strengths)?;
    let table = table.column(Text::new("variance", "方差"), variance)?;
    let table = table.column(Text::new("correlation", "相关系数"), seen)?;
    show(&table.column("e^-k", theory)?)?;

    // cell: any_dial
    use std::f64::consts::PI;

    let mut seen = Vec::new();
    let mut distance = Vec::new();
    for schedule in Schedule::ALL {
        let path = GaussianPath::new(schedule);
        let one = MarginalField::new(path, Gaussian::standard(1)?);
        let one = Extended::dial(path, one, 1.0)?;
        let x = simulate_sde_final(&one, &EulerMaruyama, &grid, &x0, Seed(8))?;
        seen.push(correlation(&x0, &x));
        let two = MarginalField::new(path, data.clone());
        let two = Extended::dial(path, two, 1.0)?;
        let x = simulate_sde_final(&two, &EulerMaruyama, &grid, &x0, Seed(8))?;
        distance.push(metrics::ks(&x.column(0), |x| data.cdf(x))?);
    }
    let theory = [PI / 4.0, 1.0, 1.0].map(|rate: f64| (-rate).exp());
    let table = Table::new().digits(2);
    let table = table
        .column(Text::new("schedule", "调度"), Schedule::ALL.map(Schedule::name))?;
    let table = table.column(Text::new("correlation", "相关系数"), seen)?;
    let table = table.column(Text::new("theory", "理论"), theory)?;
    show(&table.column(Text::new("two hills", "双峰"), distance)?)?;

    // cell: chain
    let turn = GaussianPath::new(Schedule::Trigonometric);
    let now = turn.coefficients(0.3);
    let next = turn.coefficients(0.6);
    let a = now.alpha / next.alpha;
    let c = now.beta.powi(2) - (a * next.beta).powi(2);
    let z = data.sample(Seed(9), 1_000_000)?;
    let eps = Gaussian::standard(2)?.sample(Seed(10), 1_000_000)?; // (n, 2)
    let later = next.alpha * &z + next.beta * &eps.slice(s![.., ..1]);
    let earlier = a * &later + c.sqrt() * &eps.slice(s![.., 1..]);
    let mut kept = Vec::new();
    for (earlier, later) in earlier.iter().zip(&later) {
        if (earlier - 0.3).abs() < 0.01 {
            kept.push(*later);
        }
    }
    let kept = Array1::from(kept);
    println!("n = {}", kept.len());
    println!("E = {:.2}, Var = {:.2}", kept.mean().unwrap(), kept.var(0.0));

    // cell: posterior
    let places = Array1::<f64>::linspace(-5.0, 5.0, 2001);
    let column = places.clone().insert_axis(Axis(1));
    let bell = places.mapv(|z| ((0.3 - now.alpha * z) / now.beta).powi(2) / 2.0);
    let weights = (data.log_density(&column) - bell).exp();
    let weights = &weights / weights.sum();
    let z_hat = weights.dot(&places);
    let open = weights.dot(&places.mapv(|z| (z - z_hat).powi(2)));
    let share = next.alpha * c / now.beta.powi(2);
    let mean = a * (next.beta / now.beta).powi(2) * 0.3 + share * z_hat;
    let small = c * (next.beta / now.beta).powi(2);
    let lacks = share * share * open;
    let table = Table::new().digits(3).column(Text::new("mean", "均值"), [mean])?;
    let table = table.column(Text::new("small variance", "小方差"), [small])?;
    let table = table.column(Text::new("lacks", "缺的部分"), [lacks])?;
    let table = table.column(Text::new("sum", "和"), [small + lacks])?;
    show(&table.column(Text::new("large variance", "大方差"), [c])?)?;

    // cell: ddim_by_hand
    let n: usize = 10;
    let guesses = MarginalField::new(turn, data.clone());
    let starts = array![[1.0], [0.5], [-0.5], [-1.0]];
    let mut x = starts.clone();
    let mut knots = vec![0.0];
    for i in 0..n {
        let now = turn.coefficients(i as f64 / n as f64);
        let next = turn.coefficients((i + 1) as f64 / n as f64);
        let z_hat = guesses.posterior_mean(i as f64 / n as f64, &x)?;
        let eps_hat = (&x - now.alpha * &z_hat) / now.beta;
        x = next.alpha * &z_hat + next.beta * &eps_hat;
        knots.push(next.alpha / (next.alpha + next.beta));
    }
    let translated = TimeGrid::from_knots(knots)?;
    let euler = simulate_ode_final(&exact, &Euler, &translated, &starts)?;
    assert!((&x - &euler).iter().all(|gap| gap.abs() < 1e-12));
    let even = TimeGrid::uniform(0.0, 1.0, n)?;
    let own = simulate_ode_final(&guesses, &Euler, &even, &starts)?;
    let table = Table::new().digits(4).column(Text::new("start", "起点"), &starts)?;
    let table = table.column("DDIM", &x)?.column("Euler", &euler)?;
    show(&table.column(Text::new("its own field", "自己的向量场"), &own)?)?;

    // cell: ladder
    let bell = Gaussian::standard(1)?;
    let quantiles = metrics::quantiles(10_000, |x| bell.cdf(x))?.insert_axis(Axis(1));
    let target = metrics::quantiles(10_000, |x| data.cdf(x))?;
    let numbers: [usize; 5] = [2, 4, 8, 16, 32];
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); 5];
    for n in numbers {
        let even = TimeGrid::uniform(0.0, 1.0, n)?;
        let ends = [
            simulate_ode_final(&exact, &Euler, &even, &quantiles)?,
            simulate_ode_final(&guesses, &Euler, &even, &quantiles)?,
            ddim(&guesses, &even, &quantiles)?.last(),
        ];
        for (k, x) in ends.iter().enumerate() {
            columns[k].push(metrics::wasserstein_1d(2, &x.column(0), &target)?);
        }
        for (k, variance) in [(3, Variance::Posterior), (4, Variance::Chain)] {
            let x = ancestral(&guesses, variance, &even, &x0, Seed(11))?.last();
            columns[k].push(metrics::ks(&x.column(0), |x| data.cdf(x))?);
        }
    }
    let table = Table::new().digits(3).column("n", numbers)?;
    let table =
        table.column(Text::new("Euler, linear", "欧拉，线性"), &columns[0])?;
    let table = table.column(Text::new("Euler, trig.", "欧拉，三角"), &columns[1])?;
    let table = table.column(Text::new("DDIM, trig.", "DDIM，三角"), &columns[2])?;
    let table = table.column(Text::new("small", "小方差"), &columns[3])?;
    show(&table.column(Text::new("large", "大方差"), &columns[4])?)?;

    // cell: two_networks
    use std::ops::ControlFlow;

    let settings = Settings {
        hidden: vec![64, 64], // two layers
        steps: 2000,
        seed: Seed(12),
        ..Settings::default()
    };
    type ByVelocity = FlowMatching<f64>;
    type ByNoise = ScoreMatching<f64>;
    let mut one = ByVelocity::in_precision(data.clone(), settings.clone())?;
    one.fit(|_| ControlFlow::Continue(()))?;
    let mut two = ByNoise::in_precision(data.clone(), settings)?;
    two.fit(|_| ControlFlow::Continue(()))?;
    let of_one = one.test_loss(Seed(13), 50_000)?.mean;
    let of_two = two.test_loss(Seed(13), 50_000)?.mean;
    let table = Table::new().digits(3);
    let table = table.column(Text::new("velocity", "速度"), [of_one])?;
    show(&table.column(Text::new("noise", "噪声"), [of_two])?)?;

    // cell: targets
    fn rms(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
        (a - b).mapv(|gap| gap * gap).mean().unwrap().sqrt()
    }
    let first = one.field();
    let times: [f64; 3] = [0.05, 0.5, 0.95];
    let mut errors = Array2::<f64>::zeros((3, 4));
    for (mut row, t) in errors.rows_mut().into_iter().zip(times) {
        let x = exact.law(t)?.sample(Seed(14), 5000)?;
        let u = exact.at(t, &x);
        let v = first.at(t, &x);
        row[0] = rms(&v, &u);
        row[1] = rms(&(&x - t * &v), &(&x - t * &u));
        row[2] = rms(&(&x + (1.0 - t) * &v), &(&x + (1.0 - t) * &u));
        row[3] = rms(&((t * &v - &x) / (1.0 - t)), &exact.score(t, &x)?);
        for (k, factor) in [(1, 1.0 / t), (2, 1.0 / (1.0 - t)), (3, (1.0 - t) / t)] {
            assert!((factor * row[k] / row[0] - 1.0).abs() < 1e-9);
        }
    }
    let table = Table::new().digits(2).column("t", times)?;
    let table = table.column(Text::new("velocity", "速度"), errors.column(0))?;
    let table = table.column(Text::new("noise", "噪声"), errors.column(1))?;
    let table = table.column(Text::new("data", "数据"), errors.column(2))?;
    show(&table.column(Text::new("score", "得分"), errors.column(3))?)?;

    // cell: compare
    let second = two.field();
    let times: [f64; 5] = [0.02, 0.1, 0.5, 0.9, 0.98];
    let mut trained_on: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for t in times {
        let x = exact.law(t)?.sample(Seed(15), 5000)?;
        let u = exact.at(t, &x);
        trained_on[0].push(rms(&first.at(t, &x), &u));
        trained_on[1].push(rms(&second.at(t, &x), &u));
    }
    let table = Table::new().digits(2).column("t", times)?;
    let table = table.column(Text::new("velocity", "速度"), &trained_on[0])?;
    show(&table.column(Text::new("noise", "噪声"), &trained_on[1])?)?;
    // end
    Ok(())
}
