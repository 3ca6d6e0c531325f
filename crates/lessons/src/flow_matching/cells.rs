//! Lesson 14: flow matching. A field learned from pairs alone: the loss, its least value, gradients by hand, a training
//! run and what it reaches.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: two_points
    let x0 = Gaussian::standard(1)?.sample(Seed(1), 200_000)?;
    let coin = Gaussian::standard(1)?.sample(Seed(2), 200_000)?;
    let z = coin.mapv(f64::signum); // -1 or 1
    let x = 0.5 * &x0 + 0.5 * &z; // X_t at t = 1/2
    let mut here: Vec<f64> = Vec::new();
    for i in 0..200_000 {
        if (x[[i, 0]] - 0.3).abs() < 0.02 {
            here.push(z[[i, 0]] - x0[[i, 0]]);
        }
    }
    let velocity = Array1::from(here);
    println!("{} pairs pass here", velocity.len());
    println!("mean velocity {:.2}", velocity.mean().unwrap());
    println!("variance {:.2}", velocity.var(0.0));

    // cell: parabola
    fn square(x: f64) -> f64 {
        x * x
    }
    let guess = Array1::<f64>::linspace(-3.0, 4.0, 71);
    let cost = guess.mapv(|c| (&velocity - c).mapv(square).mean().unwrap());
    let zero = 0.0 * &guess;
    let least = &zero + velocity.var(0.0);
    let plot = Plot::new().x_label("$c$").y_label("$E[(V - c)^2]$");
    show(&plot.band(&guess, &zero, &least).line(&guess, &cost))?;

    // cell: average
    let means = array![[-2.0], [2.0]];
    let data = GaussianMixture::isotropic(array![0.5, 0.5], means, 0.5)?;
    let path = GaussianPath::new(Schedule::Linear);
    let exact = MarginalField::new(path, data.clone());
    let z = data.sample(Seed(3), 100_000)?;
    let t: f64 = 0.5;
    let places = array![[-2.0], [-1.0], [-0.5], [0.0], [0.5], [1.0]];
    let mut average: Vec<f64> = Vec::new();
    for x in &places {
        let eps = z.mapv(|z| (x - t * z) / (1.0 - t));
        let weight = eps.mapv(|eps| (-0.5 * eps * eps).exp());
        let velocity = z.mapv(|z| (z - x) / (1.0 - t));
        average.push((&weight * &velocity).sum() / weight.sum());
    }
    let u = exact.at(t, &places);
    let table = Table::new()
        .column("x", &places)?
        .column(Text::new("average", "平均"), &average)?
        .column(Text::new("exact", "精确"), &u)?
        .digits(3);
    show(&table)?;

    // cell: least
    use std::f64::consts::PI;

    let s: [f64; 4] = [0.25, 1.0, 2.0, 4.0];
    let mut integral: Vec<f64> = Vec::new();
    let mut measured: Vec<f64> = Vec::new();
    for s in s {
        let left = |t: f64| s * s / ((1.0 - t).powi(2) + (s * t).powi(2));
        let middles = (0..1000).map(|i| (i as f64 + 0.5) / 1000.0);
        integral.push(middles.map(|t| left(t) / 1000.0).sum());
        let law = Gaussian::isotropic(array![0.0], s)?;
        let field = MarginalField::new(path, law);
        let loss = train::least_loss(&field, Seed(4), 50_000)?;
        measured.push(loss.mean);
    }
    let table = Table::new()
        .column("s", s)?
        .column("1 + s²", s.map(|s| 1.0 + s * s))?
        .column("∫", &integral)?
        .column("s π/2", s.map(|s| s * PI / 2.0))?
        .column(Text::new("loss", "损失"), &measured)?
        .digits(4);
    show(&table)?;

    // cell: profile
    let line = Array1::<f64>::linspace(-8.0, 8.0, 1601);
    let places = line.insert_axis(Axis(1));
    let times = Array1::<f64>::linspace(0.0025, 0.9975, 200);
    let mut left = Array1::<f64>::zeros(200);
    for i in 0..200 {
        let law = exact.law(times[i])?;
        let density = law.log_density(&places).mapv(f64::exp);
        let u = exact.at(times[i], &places).remove_axis(Axis(1));
        left[i] = 5.25 - 0.01 * (&density * &u * &u).sum();
    }
    let spread = times.mapv(|t| (1.0 - t).powi(2) + 4.25 * t * t);
    let normal = 4.25 / spread;
    println!("mixture {:.4}", left.mean().unwrap());
    println!("normal data {:.4}", normal.mean().unwrap());
    let plot = Plot::new().x_label("$t$").y_label("$E[Var(V | X_t)]$");
    show(&plot.line(&times, &left).line(&times, &normal))?;

    // cell: pairs
    use flowlab::rand::Rng;

    type Batch = flowlab::Result<[Array2<f64>; 2]>;

    /// n pairs: rows (X_t, t), and their velocities z - x0.
    fn pairs(data: &GaussianMixture, seed: u64, n: usize) -> Batch {
        let z = data.sample(Seed(2 * seed), n)?;
        let normal = Gaussian::standard(1)?;
        let x0 = normal.sample(Seed(2 * seed + 1), n)?;
        let mut rng = Seed(seed).stream(0);
        let mut input = Array2::<f64>::zeros((n, 2));
        for i in 0..n {
            let t: f64 = rng.random();
            input[[i, 0]] = (1.0 - t) * x0[[i, 0]] + t * z[[i, 0]];
            input[[i, 1]] = t;
        }
        Ok([input, z - x0])
    }
    let batch = pairs(&data, 5, 8)?;
    let table = Table::new()
        .column("X_t", batch[0].column(0))?
        .column("t", batch[0].column(1))?
        .column("z - x0", batch[1].column(0))?
        .digits(3);
    show(&table)?;

    // cell: forward
    let silu = Activation::Silu;
    let mut net = Mlp::<f64>::new(&[2, 3, 1], silu, Seed(6))?;
    let w1 = net.weight(0).to_owned(); // (3, 2)
    let b1 = net.bias(0).to_owned(); // (3)
    let w2 = net.weight(1).to_owned(); // (1, 3)
    let b2 = net.bias(1).to_owned(); // (1)
    let q = batch[0].dot(&w1.t()) + &b1; // (8, 3)
    let logistic = q.mapv(|q| 1.0 / (1.0 + (-q).exp()));
    let a = &q * &logistic; // (8, 3)
    let out = a.dot(&w2.t()) + &b2; // (8, 1)
    let loss = (&out - &batch[1]).mapv(square).sum() / 8.0;
    let gap = &out - &net.at(&batch[0]);
    assert!(gap.iter().all(|gap| gap.abs() < 1e-12));
    println!("loss {loss:.4}");

    // cell: backward
    let slope = &logistic * &(1.0 + &q * &(1.0 - &logistic)); // f'
    let by_out = 2.0 / 8.0 * (&out - &batch[1]); // (8, 1)
    let by_w2 = by_out.t().dot(&a); // (1, 3)
    let by_b2 = by_out.sum_axis(Axis(0)); // (1)
    let by_q = by_out.dot(&w2) * &slope; // (8, 3)
    let by_w1 = by_q.t().dot(&batch[0]); // (3, 2)
    let by_b1 = by_q.sum_axis(Axis(0)); // (3)
    println!("{by_w1:.4}\n{by_b1:.4}\n{by_w2:.4}\n{by_b2:.4}");

    // cell: differences
    let mut by_hand: Vec<f64> = by_w1.iter().copied().collect();
    by_hand.extend(by_b1.iter().chain(&by_w2).chain(&by_b2));
    let mut difference: Vec<f64> = Vec::new();
    for i in 0..net.weights().len() {
        let weight = net.weights()[i];
        let mut losses = [0.0, 0.0];
        for k in 0..2 {
            net.weights_mut()[i] = weight + [1e-5, -1e-5][k];
            let gap = net.at(&batch[0]) - &batch[1];
            losses[k] = gap.mapv(square).sum() / 8.0;
        }
        net.weights_mut()[i] = weight;
        difference.push((losses[0] - losses[1]) / 2e-5);
    }
    assert_eq!(difference.len(), 13);
    for (g, d) in by_hand.iter().zip(&difference) {
        assert!((g - d).abs() <= 1e-6 * g.abs().max(1.0));
    }
    let table = Table::new()
        .column(Text::new("by hand", "手算"), &by_hand)?
        .column(Text::new("difference", "差分"), &difference)?
        .digits(5);
    show(&table)?;

    // cell: tape
    let mut tape = Tape::new(&net, 8);
    for (mut input, row) in tape.inputs_mut(8).zip(batch[0].rows()) {
        input.assign(&row);
    }
    let transposed = Transposed::of(&net);
    net.forward(&transposed, &mut tape);
    let mut target = batch[1].column(0).to_vec().into_iter();
    for (out, mut by_out) in tape.outputs_and_gradients_mut() {
        by_out[0] = 2.0 / 8.0 * (out[0] - target.next().unwrap());
    }
    let mut gradient = Mlp::<f64>::zeros(&[2, 3, 1], silu)?;
    net.backward(&transposed, &mut tape, gradient.weights_mut());
    for (g, h) in gradient.weights().iter().zip(&by_hand) {
        assert!((g - h).abs() < 1e-12);
    }
    println!("{:.4}", gradient.weight(0));

    // cell: descend
    let mut small = Mlp::<f64>::new(&[2, 16, 1], silu, Seed(7))?;
    let mut adam = Adam::<f64>::new(small.weights().len());
    let mut tape = Tape::new(&small, 256);
    let mut losses = Array1::<f64>::zeros(1000);
    for step in 0..1000 {
        let [input, target] = pairs(&data, 1000 + step as u64, 256)?;
        for (mut to, row) in tape.inputs_mut(256).zip(input.rows()) {
            to.assign(&row);
        }
        let transposed = Transposed::of(&small);
        small.forward(&transposed, &mut tape);
        let outputs = tape.outputs_and_gradients_mut();
        for ((out, mut by_out), target) in outputs.zip(&target) {
            let gap = out[0] - target;
            losses[step] += gap * gap / 256.0;
            by_out[0] = 2.0 / 256.0 * gap;
        }
        let mut gradient = vec![0.0; small.weights().len()];
        small.backward(&transposed, &mut tape, &mut gradient);
        adam.step(small.weights_mut(), &gradient, 0.01);
    }
    for k in [0, 100, 400, 900] {
        let mean = losses.slice(s![k..k + 100]).mean().unwrap();
        println!("from step {k}: {mean:.2}");
    }
    println!("with {} weights", small.n_weights());

    // cell: fit
    use std::ops::ControlFlow;

    let hidden: Vec<usize> = vec![64, 64];
    let settings =
        Settings { hidden, steps: 3000, learning_rate: 5e-3, ..Settings::default() };
    let mut training = FlowMatching::new(data.clone(), settings)?;
    training.fit(|progress| {
        if progress.step % 500 == 0 {
            println!("step {}: {:.2}", progress.step, progress.loss);
        }
        ControlFlow::Continue(())
    })?;

    // cell: curve
    let log = training.log().to_vec();
    let step = Array1::from_iter(log.iter().map(|line| line.0 as f64));
    let loss = Array1::from_iter(log.iter().map(|line| line.1));
    let floor = step.mapv(|_| 2.7705);
    let noise = 2.0 * 4.6 / (100.0 * 256.0_f64).sqrt();
    let mut plot = Plot::new();
    plot = plot.x_label(Text::new("steps", "步数").get(Lang::current()));
    plot = plot.y_label(Text::new("loss", "损失").get(Lang::current()));
    plot = plot.band(&step, &(&floor - noise), &(&floor + noise));
    show(&plot.truth(&step, &floor).line(&step, &loss))?;

    // cell: excess
    let learned = training.field();
    let mut losses = Array2::<f64>::zeros((100, 3));
    for k in 0..100 {
        let t = (k as f64 + 0.5) / 100.0;
        let z = data.sample(Seed(300 + k as u64), 2000)?;
        let x0 = Gaussian::standard(1)?.sample(Seed(500 + k as u64), 2000)?;
        let x = (1.0 - t) * &x0 + t * &z;
        let target = z - x0;
        let u_hat = learned.at(t, &x);
        let u = exact.at(t, &x);
        let gaps = [&u_hat - &target, &u - &target, &u_hat - &u];
        for i in 0..3 {
            losses[[k, i]] = gaps[i].mapv(square).mean().unwrap();
        }
    }
    let mean = losses.mean_axis(Axis(0)).unwrap();
    println!("loss of the learned field {:.3}", mean[0]);
    println!("loss of the exact field   {:.3}", mean[1]);
    println!("their difference          {:.3}", mean[0] - mean[1]);
    println!("E|learned - exact|^2      {:.3}", mean[2]);

    // cell: fields
    let line = Array1::<f64>::linspace(-3.0, 3.0, 121);
    let places = line.insert_axis(Axis(1));
    let mut plot = Plot::new().x_label("$x$").y_label("$u_t(x)$");
    for t in [0.1, 0.5, 0.9] {
        plot = plot.truth(&places, &exact.at(t, &places));
        plot = plot.line(&places, &learned.at(t, &places));
    }
    show(&plot)?;

    // cell: sample
    use flowlab::statrs::distribution::{ContinuousCDF, Normal};

    /// The distribution function of the data.
    fn cdf(x: f64) -> f64 {
        let normal = Normal::standard();
        let [low, high] = [-2.0, 2.0].map(|mean| normal.cdf((x - mean) / 0.5));
        0.5 * (low + high)
    }
    let noise = Gaussian::standard(1)?.sample(Seed(9), 20_000)?;
    let grid = TimeGrid::uniform(0.0, 1.0, 100)?;
    let ends = simulate_ode_final(&learned, &Euler, &grid, &noise)?;
    let distance = metrics::ks(&ends.column(0), cdf)?;
    println!("KS {distance:.3}");
    println!("99 of 100 true samples: below {:.4}", 1.63 / 20_000_f64.sqrt());
    let between = ends.iter().filter(|x| x.abs() < 0.8).count();
    println!("between the hills: {:.3}", between as f64 / 20_000.0);
    println!("of the data there: {:.3}", cdf(0.8) - cdf(-0.8));
    let line = Array1::<f64>::linspace(-4.0, 4.0, 401);
    let places = line.insert_axis(Axis(1));
    let density = data.log_density(&places).mapv(f64::exp);
    let plot = Plot::new().x_label("$x$").y_label("$p_1(x)$");
    show(&plot.histogram(&ends, 80).truth(&places, &density))?;

    // cell: steep
    let places = Array1::<f64>::linspace(-1.5, 1.5, 301);
    let mut plot = Plot::new().x_label("$x$").y_label("$u_t(x)$");
    for t in [0.5, 0.8, 0.9] {
        let left = 1.0 - t;
        let u = places.mapv(|x| ((t * x / (left * left)).tanh() - x) / left);
        plot = plot.line(&places, &u);
    }
    show(&plot)?;
    // end
    Ok(())
}
