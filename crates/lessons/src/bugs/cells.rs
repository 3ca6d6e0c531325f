//! Lesson 22: bugs. Each bug once as code: a statistic that sees it, with its value if right and its noise, and one that
//! does not.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: student
    use std::hash::{BuildHasher, Hasher, RandomState};

    let normal = Gaussian::standard(1)?;
    /// The ends of n particles that the noise dial g leads from N(0, 1) to N(mu, s²),
    /// by 100 steps of Euler and Maruyama; `bug` says what is done wrong.
    fn dial(
        bug: &str,
        g: f64,
        mu: f64,
        s: f64,
        n: usize,
        seed: u64,
    ) -> flowlab::Result<Array2<f64>> {
        let normal = Gaussian::standard(1)?;
        let mut x = normal.sample(Seed(seed), n)?;
        let of_steps = match bug {
            // what the system draws anew for each hash map
            "no seed" => RandomState::new().build_hasher().finish() / 2,
            _ => seed,
        };
        let h: f64 = 0.01;
        for i in 0..100_u64 {
            let t = i as f64 * h;
            let v = (1.0 - t).powi(2) + (s * t).powi(2); // the variance of X_t
            let score = (mu * t - &x) / v;
            let u = mu + (1.0 - t - s * s * t) * &score;
            let sigma = (2.0 * g * (1.0 - t)).sqrt();
            let pull = match bug {
                "no score" => 0.0 * &score,
                "sign" => -&score,
                "no log" => {
                    let root = (2.0 * std::f64::consts::PI * v).sqrt();
                    let density = score.mapv(|q| (-q * q * v / 2.0).exp() / root);
                    &score * density // the gradient of p, not of log p
                }
                _ => score.clone(),
            };
            let shake = match bug {
                "h" => sigma * h,
                "sigma²" => sigma * sigma * h.sqrt(),
                _ => sigma * h.sqrt(),
            };
            let fresh = normal.sample(Seed(of_steps + 1000 * (i + 1)), n)?;
            let eps = match bug {
                "one for all" => Array2::from_elem((n, 1), fresh[[0, 0]]),
                _ => fresh,
            };
            x = x + h * (u + 0.5 * sigma * sigma * pull) + shake * eps;
        }
        Ok(x)
    }
    let dials: [f64; 3] = [0.5, 1.0, 2.0];
    let mut rows = Array2::<f64>::zeros((3, 2));
    for (row, g) in dials.into_iter().enumerate() {
        for (column, bug) in ["none", "sigma²"].into_iter().enumerate() {
            rows[[row, column]] = dial(bug, g, 0.0, 1.0, 20_000, 1)?.std(0.0);
        }
    }
    let table = Table::new()
        .digits(3)
        .column("g", dials)?
        .column(Text::new("right", "正确"), rows.column(0))?
        .column(Text::new("σ² for σ", "σ 写成 σ²"), rows.column(1))?;
    show(&table)?;

    // cell: three_numbers
    /// The spread that `dial` ends with for N(0, 1), without chance: its recursion.
    fn spread(bug: &str, g: f64) -> f64 {
        let (h, mut variance) = (0.01, 1.0);
        for i in 0..100 {
            let t = f64::from(i) * h;
            let v = (1.0 - t).powi(2) + t * t;
            let factor = 1.0 + h * (2.0 * t - 1.0 - g * (1.0 - t)) / v;
            let square = 2.0 * g * (1.0 - t); // sigma²
            let shake = if bug == "sigma²" { square * square } else { square };
            variance = factor * factor * variance + h * shake;
        }
        variance.sqrt()
    }
    let dials: [f64; 5] = [0.25, 0.5, 0.75, 1.0, 2.0];
    let right = dials.map(|g| spread("none", g));
    let wrong = dials.map(|g| spread("sigma²", g));
    let noise = right.map(|s| s / (2.0 * 20_000.0_f64).sqrt());
    let mut gaps: Vec<f64> = Vec::new();
    for k in 0..5 {
        gaps.push((wrong[k] - right[k]) / noise[k]);
    }
    let table = Table::new()
        .digits(4)
        .column("g", dials)?
        .column(Text::new("if right", "正确时"), right)?
        .column(Text::new("if wrong", "错误时"), wrong)?
        .column(Text::new("noise", "噪声"), noise)?
        .column(Text::new("gap/noise", "差距／噪声"), &gaps)?;
    show(&table)?;

    // cell: one_increment
    /// 4000 paths of 100 increments each, a row for each, with the variance 1/100.
    fn increments(bug: &str, seed: u64) -> flowlab::Result<Array2<f64>> {
        let normal = Gaussian::standard(100)?;
        let eps = normal.sample(Seed(seed), 4000)?;
        let noise = match bug {
            "two normals" => &eps * &normal.sample(Seed(seed + 1), 4000)?,
            "same each step" => {
                let first = eps.column(0).to_owned().insert_axis(Axis(1));
                &first * &Array2::<f64>::ones((1, 100))
            }
            _ => eps,
        };
        Ok(0.1 * noise)
    }
    let bugs: [&str; 3] = ["none", "two normals", "same each step"];
    let mut rows = Array2::<f64>::zeros((3, 4));
    for (row, bug) in bugs.into_iter().enumerate() {
        let dw = increments(bug, 2)?;
        let ends = dw.sum_axis(Axis(1));
        let one = dw.column(7).to_owned();
        let centred = &one - one.mean().unwrap();
        let fourth = centred.mapv(|x| x.powi(4)).mean().unwrap();
        let kurtosis = fourth / one.var(0.0).powi(2); // by hand, once
        assert!((kurtosis - metrics::kurtosis(&one)?).abs() < 1e-9);
        let in_a_row = dw.iter().copied().collect::<Array1<f64>>(); // path after path
        let neighbours = metrics::lag_correlation(&in_a_row, 1)?;
        let found = [kurtosis, neighbours, metrics::kurtosis(&ends)?, ends.var(0.0)];
        rows.row_mut(row).assign(&Array1::from(found.to_vec()));
    }
    let names = [
        Text::new("kurtosis, one increment", "单个增量的峰度"),
        Text::new("with the next", "与下一个的相关"),
        Text::new("kurtosis, end", "终点的峰度"),
        Text::new("variance, end", "终点的方差"),
    ];
    let mut table = Table::new().digits(3).column(Text::new("bug", "错误"), bugs)?;
    for (name, values) in names.into_iter().zip(rows.columns()) {
        table = table.column(name, values)?;
    }
    show(&table)?;

    // cell: many_seeds
    let bugs: [&str; 2] = ["none", "one for all"];
    let mut rows = Array2::<f64>::zeros((2, 3));
    for (row, bug) in bugs.into_iter().enumerate() {
        let (mut means, mut firsts) = (Vec::new(), Vec::new());
        let mut inside = 0.0;
        for seed in 0..200 {
            let ends = dial(bug, 1.0, 0.0, 1.0, 500, seed)?;
            means.push(ends.mean().unwrap());
            firsts.push(ends[[0, 0]]);
            inside += ends.var(0.0) / 200.0;
        }
        let over_seeds = |values: Vec<f64>| Array1::from(values).std(0.0);
        let found = array![over_seeds(means), inside.sqrt(), over_seeds(firsts)];
        rows.row_mut(row).assign(&found);
    }
    let names = [
        Text::new("mean, over seeds", "粒子均值（各种子间）"),
        Text::new("inside a cloud", "一团粒子内部"),
        Text::new("one particle, over seeds", "一个粒子（各种子间）"),
    ];
    let mut table = Table::new().digits(3).column(Text::new("bug", "错误"), bugs)?;
    for (name, values) in names.into_iter().zip(rows.columns()) {
        table = table.column(name, values)?;
    }
    show(&table)?;
    for bug in ["none", "no seed"] {
        let run = || dial(bug, 1.0, 0.0, 1.0, 500, 0);
        println!("{bug}: {}", run()? == run()?); // the same seed twice
    }

    // cell: constant_field
    /// How far the constant field 1 takes a particle in the time from 0 to 1.
    fn moved(bug: &str, n: usize) -> f64 {
        let h = 1.0 / n as f64;
        let (mut x, mut t) = (0.0, 0.0);
        match bug {
            "n points" => (1..n).for_each(|_| x += h), // n points are n − 1 steps
            "while" => {
                while t < 1.0 {
                    x += h;
                    t += h; // each sum is rounded
                }
            }
            _ => (0..n).for_each(|_| x += h),
        }
        x
    }
    let counts: [usize; 8] = [8, 10, 20, 30, 50, 90, 100, 200];
    let table = Table::new()
        .digits(4)
        .column("n", counts)?
        .column(Text::new("right", "正确"), counts.map(|n| moved("", n)))?
        .column(
            Text::new("n points", "n 个点"),
            counts.map(|n| moved("n points", n)),
        )?
        .column("while t < 1", counts.map(|n| moved("while", n)))?;
    show(&table)?;

    // cell: pull
    let bugs: [&str; 6] = ["none", "h", "no score", "sign", "sigma²", "no log"];
    let mut rows = Array2::<f64>::zeros((6, 5));
    for (row, bug) in bugs.into_iter().enumerate() {
        for (column, g) in [0.0, 0.5, 1.0, 2.0].into_iter().enumerate() {
            let ends = dial(bug, g, 0.0, 1.0, 20_000, 3)?;
            rows[[row, column]] = ends.std(0.0);
            rows[[row, 4]] = ends.mean().unwrap() / ends.std(0.0);
        }
    }
    let names = [
        Text::new("g = 0", "g = 0"),
        Text::new("g = 1/2", "g = 1/2"),
        Text::new("g = 1", "g = 1"),
        Text::new("g = 2", "g = 2"),
        Text::new("mean/spread", "均值／标准差"),
    ];
    let mut table = Table::new().digits(3).column(Text::new("bug", "错误"), bugs)?;
    for (name, values) in names.into_iter().zip(rows.columns()) {
        table = table.column(name, values)?;
    }
    show(&table)?;

    // cell: asymmetric
    /// The field that a sampler or a training with this bug follows.
    fn followed(bug: &'static str, field: MarginalField) -> Field {
        Field::new(1, move |t, x, mut out| {
            let x = x.to_owned();
            let velocity = match bug {
                "clock" => field.at(1.0 - t, &x),
                "pair" => -field.at(1.0 - t, &x), // noise and data change places
                _ => field.at(t, &x),
            };
            out.assign(&velocity);
        })
    }
    let path = GaussianPath::new(Schedule::Linear);
    let hills =
        GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    let laws: [GaussianMixture; 3] = [
        normal.clone().into(),
        Gaussian::isotropic(array![1.0], 2.0)?.into(),
        hills.clone(),
    ];
    let starts = metrics::quantiles(1000, |x| normal.cdf(x))?.insert_axis(Axis(1));
    let grid = TimeGrid::uniform(0.0, 1.0, 50)?;
    let bugs: [&'static str; 3] = ["none", "clock", "pair"];
    let mut rows = Array2::<f64>::zeros((3, 6));
    for (row, bug) in bugs.into_iter().enumerate() {
        for (k, law) in laws.iter().enumerate() {
            let field = followed(bug, MarginalField::new(path, law.clone()));
            let ends = simulate_ode_final(&field, &Rk4, &grid, &starts)?;
            rows[[row, 2 * k]] = ends.mean().unwrap();
            rows[[row, 2 * k + 1]] = ends.std(0.0);
        }
    }
    let names = [
        Text::new("mean N(0, 1)", "均值 N(0, 1)"),
        Text::new("spread N(0, 1)", "标准差 N(0, 1)"),
        Text::new("mean N(1, 4)", "均值 N(1, 4)"),
        Text::new("spread N(1, 4)", "标准差 N(1, 4)"),
        Text::new("mean hills", "均值 双峰"),
        Text::new("spread hills", "标准差 双峰"),
    ];
    let mut table = Table::new().digits(3).column(Text::new("bug", "错误"), bugs)?;
    for (name, values) in names.into_iter().zip(rows.columns()) {
        table = table.column(name, values.mapv(|x| (x * 1e4).round() / 1e4 + 0.0))?;
    }
    show(&table)?;

    // cell: one_point
    /// Mean and spread at the end of n DDPM steps on the trigonometric path, for data
    /// N(mu, s²); s = 0 is a point. `kind`: which variance, and the bug.
    fn ddpm(kind: &str, mu: f64, s: f64, n: usize) -> (f64, f64) {
        let (mut mean, mut variance) = (0.0, 1.0);
        let at = |k: usize| {
            let angle = std::f64::consts::FRAC_PI_2 * k as f64 / n as f64;
            if k == n { (1.0, 0.0) } else { (angle.sin(), angle.cos()) }
        };
        for k in 0..n {
            let ((alpha, beta), (next_alpha, next_beta)) = (at(k), at(k + 1));
            let a = alpha / next_alpha;
            let c = beta * beta - a * a * next_beta * next_beta;
            let slope = s * s * alpha / (alpha * alpha * s * s + beta * beta);
            let of_x = a * next_beta * next_beta / (beta * beta);
            let of_guess = next_alpha * c / (beta * beta);
            let fresh = match kind {
                "small" => c * next_beta * next_beta / (beta * beta),
                "large" if k + 1 == n => 0.0, // no noise in the last step
                _ => c,                       // "last": the bug
            };
            let guess = mu + slope * (mean - alpha * mu);
            mean = of_x * mean + of_guess * guess;
            variance = (of_x + of_guess * slope).powi(2) * variance + fresh;
        }
        (mean, variance.sqrt())
    }
    let kinds: [&str; 3] = ["small", "large", "last"];
    let table = Table::new()
        .digits(4)
        .column(Text::new("noise", "噪声"), kinds)?
        .column(
            Text::new("from the point", "与点的距离"),
            kinds.map(|kind| {
                let (mean, spread) = ddpm(kind, 1.0, 0.0, 10);
                (mean - 1.0).hypot(spread)
            }),
        )?
        .column("N(0, 1)", kinds.map(|kind| ddpm(kind, 0.0, 1.0, 10).1))?
        .column("N(0, 1/16)", kinds.map(|kind| ddpm(kind, 0.0, 0.25, 10).1))?
        .column(
            "N(0, 1/16), n = 1000",
            kinds.map(|kind| ddpm(kind, 0.0, 0.25, 1000).1),
        )?;
    show(&table)?;

    // cell: floor
    /// The loss, over independent pairs, of the best that a program can learn.
    fn best_loss(bug: &str) -> flowlab::Result<f64> {
        let hills =
            GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
        let field =
            MarginalField::new(GaussianPath::new(Schedule::Linear), hills.clone());
        let labelled = hills.sample_labelled(Seed(4), 100_000)?;
        let x0 = Gaussian::standard(1)?.sample(Seed(5), 100_000)?;
        let mut sum = 0.0;
        for k in 0..100 {
            let (t, rows) = ((k as f64 + 0.5) / 100.0, 1000 * k..1000 * (k + 1));
            let z = labelled.0.slice(s![rows.clone(), ..]).to_owned();
            let v = &z - &x0.slice(s![rows, ..]);
            let x = &z - (1.0 - t) * &v;
            let told = match bug {
                "z for x" => z, // E[V | z] = z
                "labels" => {
                    let [low, high] = [0, 1].map(|y| field.with_label(y));
                    let (low, high) = (low?.at(t, &x), high?.at(t, &x));
                    Array2::from_shape_fn((1000, 1), |(i, j)| {
                        let is_low = labelled.1[1000 * k + i] == 0;
                        if is_low { low[[i, j]] } else { high[[i, j]] }
                    })
                }
                _ => field.at(t, &x), // the label of another point tells nothing
            };
            sum += (v - told).mapv(|gap| gap * gap).sum();
        }
        Ok(sum / 100_000.0)
    }
    let programs: [&str; 6] =
        ["none", "z for x", "labels", "shuffled labels", "plane", "plane, averaged"];
    let pi = std::f64::consts::PI;
    let floors: [f64; 6] = [2.7705, 2.7705, pi / 4.0, pi / 4.0, pi, pi];
    let mut losses: Vec<f64> = Vec::new();
    for program in &programs[..4] {
        losses.push(best_loss(program)?);
    }
    let plane = MarginalField::new(path, Gaussian::standard(2)?);
    let sum = train::least_loss(&plane, Seed(6), 100_000)?.mean;
    losses.extend([sum, sum / 2.0]); // over two coordinates
    let table = Table::new()
        .digits(3)
        .column(Text::new("program", "程序"), programs)?
        .column(Text::new("floor", "下限"), floors)?
        .column(Text::new("best loss", "最好的损失"), &losses)?;
    show(&table)?;

    // cell: units
    /// W2 over the spread after 10 Euler steps, for the two hills times `scale`, and
    /// the share of E|V|² that the exact field explains.
    fn scaled(scale: f64) -> flowlab::Result<(f64, f64)> {
        let centres = scale * array![[-2.0], [2.0]];
        let law = GaussianMixture::isotropic(array![0.5, 0.5], centres, 0.5 * scale)?;
        let field =
            MarginalField::new(GaussianPath::new(Schedule::Linear), law.clone());
        let normal = Gaussian::standard(1)?;
        let starts =
            metrics::quantiles(1000, |x| normal.cdf(x))?.insert_axis(Axis(1));
        let grid = TimeGrid::uniform(0.0, 1.0, 10)?;
        let ends = simulate_ode_final(&field, &Euler, &grid, &starts)?;
        let wanted = metrics::quantiles(1000, |x| law.cdf(x))?;
        let gap = metrics::wasserstein_1d(2, &ends.column(0), &wanted)?;
        let square = 4.25 * scale * scale; // E|z|²
        let left = train::least_loss(&field, Seed(6), 50_000)?.mean;
        Ok((gap / square.sqrt(), 1.0 - left / (1.0 + square)))
    }
    let scales: [f64; 3] = [0.1, 1.0, 10.0];
    let mut rows = Array2::<f64>::zeros((3, 2));
    for (row, scale) in scales.into_iter().enumerate() {
        let (gap, share) = scaled(scale)?;
        rows.row_mut(row).assign(&array![gap, share]);
    }
    let table = Table::new()
        .digits(3)
        .column(Text::new("data times", "数据乘以"), scales)?
        .column(Text::new("W2/spread, n = 10", "W2/标准差，n = 10"), rows.column(0))?
        .column(Text::new("share explained", "解释的比例"), rows.column(1))?;
    show(&table)?;

    // cell: matrix
    use course::museum::{Bug, Closed, Statistic};

    for half in [0..13, 13..25] {
        let bugs = &Bug::ALL[half];
        let rooms: Vec<usize> = bugs.iter().map(|bug| bug.room()).collect();
        let names: Vec<Text> = bugs.iter().map(|bug| bug.name()).collect();
        let mut table = Table::new()
            .column(Text::new("room", "展室"), rooms)?
            .column(Text::new("bug", "错误"), names)?;
        for statistic in Statistic::ALL {
            let mark =
                |bug: &Bug| if statistic.sees(*bug, Seed(7)) { "×" } else { "" };
            let marks: Vec<&str> = bugs.iter().map(mark).collect();
            table = table.column(statistic.name(), marks)?;
        }
        show(&table)?;
    }

    // cell: your_turn
    let program = Closed::draw(Seed(8)); // another seed, another program
    let guess: Bug = Bug::NoiseTimesH; // yours
    let table = Table::new()
        .digits(3)
        .column(
            Text::new("statistic", "统计量"),
            Statistic::ALL.map(|statistic| statistic.name()),
        )?
        .column(
            Text::new("if right", "正确时"),
            Statistic::ALL.map(|statistic| statistic.right()),
        )?
        .column(
            Text::new("tolerance", "容差"),
            Statistic::ALL.map(|statistic| statistic.tolerance()),
        )?
        .column(
            Text::new("found", "测得"),
            Statistic::ALL.map(|statistic| program.measure(statistic, Seed(9))),
        )?;
    show(&table)?;
    println!("{}", program.is(guess));
    // end
    Ok(())
}
